"""Names of the ids of the watchlist in force; an id that it no longer has is its own name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from monitor.alerts.feed_troubles import RULES as FEED_RULES
from monitor.deliveries.switched_off import RULE as SWITCHED_OFF
from monitor.deliveries.switched_off import RULE_NAME as SWITCHED_OFF_NAME
from monitor.store.alert_facets import Facets, FacetValue
from monitor.watchlist import WatchlistIndex

Kind = Literal["actors", "themes", "rules"]
NAMED: Mapping[str, Kind] = {
    "speakers": "actors",
    "speakers_not": "actors",
    "about": "actors",
    "part_of": "actors",
    "themes.any": "themes",
    "themes.all": "themes",
    "inhibits": "rules",
    "filter.rules": "rules",
    "filter.actors": "actors",
    "filter.themes": "themes",
    "rule": "rules",
    "actor": "actors",
    "theme": "themes",
}
"""Fields of the forms of rules, actors, subscriptions and silences, and what they name."""
OPERATOR_RULES: Mapping[str, str] = {
    **{str(rule): name for rule, name in FEED_RULES.items()},
    SWITCHED_OFF: SWITCHED_OFF_NAME,
}
"""Rules of operators' alerts, which no watchlist has."""


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """A value of a facet with its name and the number of items that have it."""

    value: str
    name: str
    count: int


class Names:
    """Names of actors, themes and rules."""

    def __init__(self, index: WatchlistIndex) -> None:
        self._index = index
        self._themes = {theme.id: theme.name for theme in index.watchlist.themes}
        rules = {rule.id: rule.name for rule in index.watchlist.rules}
        self._rules = {**OPERATOR_RULES, **rules}
        self._by_field: Mapping[str, Callable[[str], str]] = {
            "actor": self.actor,
            "speaker": self.actor,
            "about": self.actor,
            "theme": self.theme,
            "rule": self.rule,
            "actors": self.actor,
            "speakers": self.actor,
            "themes": self.theme,
            "rules": self.rule,
        }

    def actor(self, id_: str) -> str:
        """Return the name of an actor."""
        actor = self._index.find_actor(id_)
        return actor.name if actor is not None else id_

    def has_actor(self, id_: str | None) -> bool:
        """Return whether the watchlist has an actor."""
        return id_ is not None and self._index.find_actor(id_) is not None

    def of(self, field: str, id_: str) -> str:
        """Return the name of a value of a facet or clause."""
        return self._by_field.get(field, str)(id_)

    def in_field(self, field: str, values: Iterable[str]) -> list[str]:
        """Return the names of the ids in a field of a form, in their order."""
        kind = NAMED.get(field)
        if kind is None:
            return []
        named = ((line, self.of(kind, line)) for value in values for line in value.splitlines())
        return [name for line, name in named if name != line]

    def in_clause(self, clause: str, text: str) -> list[str]:
        """Return the words of what a clause asks for, ids replaced by their names.

        ``us-led-coalition or nato`` gives ``US-led coalition``, ``or``, ``NATO``.
        """
        words = (word.partition(",") for word in text.split())
        return [self.of(clause, word) + comma for word, comma, _ in words]

    def theme(self, id_: str) -> str:
        """Return the name of a theme."""
        return self._themes.get(id_) or id_

    def rule(self, id_: str) -> str:
        """Return the name of a rule."""
        return self._rules.get(id_) or id_

    def label(self, facets: Facets) -> dict[str, list[LabelledValue]]:
        """Return facets with the name of every value."""
        return {field: self._label(field, values) for field, values in facets.items()}

    def _label(self, field: str, values: Iterable[FacetValue]) -> list[LabelledValue]:
        name_of = self._by_field.get(field, str)
        return [LabelledValue(each.value, name_of(each.value), each.count) for each in values]
