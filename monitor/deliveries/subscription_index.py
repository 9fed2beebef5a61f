"""Which subscriptions want an alert: an index over their filters. Pure.

    alert --values of its rule, actor, themes, acts--> subscriptions to ask --wants--> subscriptions

1. A subscription is entered under the values of one clause of its filter: the first that is not
   empty of `CLAUSES`, the most selective first.
2. A subscription without any of these clauses is asked about every alert. So is every subscription
   about an alert on a subscription, which goes to owners whatever they filter.
3. The index only saves questions: `Subscription.wants` decides.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from monitor.deliveries.subscription import SUBSCRIPTION_KIND, Subscription
from monitor.records import Alert

CLAUSES: dict[str, Callable[[Alert], Iterable[str | None]]] = {
    "rules": lambda alert: (alert.rule,),
    "actors": lambda alert: (alert.actor,),
    "themes": lambda alert: alert.themes,
    "acts": lambda alert: alert.acts,
}
"""Clauses of a filter that list values of an alert, and those values."""


class SubscriptionIndex:
    """Finds the subscriptions that want an alert."""

    def __init__(self, subscriptions: Sequence[Subscription]) -> None:
        self._all = subscriptions
        self._owners = {each.id: each.owner for each in subscriptions}
        self._by_value: dict[tuple[str, str | None], list[int]] = defaultdict(list)
        self._unindexed: list[int] = []
        for place, subscription in enumerate(subscriptions):
            self._enter(place, subscription)

    def wanting(self, alert: Alert) -> list[Subscription]:
        """Return the subscriptions that want an alert, in the order in which they were given."""
        if alert.suppressed:
            return []
        places = (
            range(len(self._all)) if alert.kind == SUBSCRIPTION_KIND else self._places_of(alert)
        )
        return [self._all[place] for place in places if self._all[place].wants(alert, self._owners)]

    def _enter(self, place: int, subscription: Subscription) -> None:
        for clause in CLAUSES:
            values: tuple[str, ...] = getattr(subscription.filter, clause)
            if values:
                for value in values:
                    self._by_value[clause, value].append(place)
                return
        self._unindexed.append(place)

    def _places_of(self, alert: Alert) -> list[int]:
        places = set(self._unindexed)
        for clause, values_of in CLAUSES.items():
            for value in values_of(alert):
                places.update(self._by_value.get((clause, value), ()))
        return sorted(places)
