"""The index of subscriptions finds what asking every subscription would find."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from monitor.deliveries import AlertFilter, Subscription
from monitor.deliveries.subscription import SUBSCRIPTION_KIND
from monitor.deliveries.subscription_index import SubscriptionIndex
from tests.builders import an_alert

NAMES = ("one", "two", "three")
names = st.lists(st.sampled_from(NAMES), max_size=2).map(tuple)
acts = st.lists(st.sampled_from(("reject", "demand")), max_size=1).map(tuple)
filters = st.builds(
    AlertFilter,
    rules=names,
    actors=names,
    themes=names,
    acts=acts,
    publishers=st.lists(st.sampled_from(("wire", "post")), max_size=1).map(tuple),
    words=st.sampled_from(("", "bridge", "ferry", "-bridge")),
)
alerts = st.builds(
    lambda rule, actor, themes, own_acts, changes: msgspec.structs.replace(
        an_alert(), rule=rule, actor=actor, themes=themes, acts=own_acts, **changes
    ),
    st.sampled_from(NAMES),
    st.sampled_from((*NAMES, None)),
    names,
    acts,
    st.sampled_from(({}, {"suppressed": True}, {"kind": SUBSCRIPTION_KIND})),
)


@given(st.lists(st.tuples(filters, st.sampled_from(("", "ana"))), max_size=9), alerts)
def test_the_index_finds_the_subscriptions_that_want_an_alert(chosen, alert) -> None:  # type: ignore[no-untyped-def]
    subscriptions = [
        Subscription(
            id=f"s{number}", filter=wanted, channel="webhook", address="http://x", owner=owner
        )
        for number, (wanted, owner) in enumerate(chosen)
    ]
    if subscriptions:
        header = msgspec.structs.replace(alert.article, id=subscriptions[0].id)
        alert = msgspec.structs.replace(alert, article=header)
    owners = {each.id: each.owner for each in subscriptions}
    wanting = [each for each in subscriptions if each.wants(alert, owners)]
    assert SubscriptionIndex(subscriptions).wanting(alert) == wanting
