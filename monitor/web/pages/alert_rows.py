"""Alerts as the list shows them: one row with everything that a reader decides by."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.deliveries.render.saying import Saying, labels_of, saying_of_alert
from monitor.records import Alert
from monitor.records.operator_alert import OPERATOR_KINDS
from monitor.store.acknowledgements import Acknowledgement
from monitor.store.alert_clauses import State
from monitor.web.resources import Resources
from monitor.web.services.alerts import ListedAlert

MOST_OUTLETS = 2
"""Publishers that a row names; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One alert of the list."""

    state: State
    alert: Alert
    saying: Saying
    labels: tuple[str, ...]
    publishers: tuple[str, ...]
    acknowledged: Acknowledgement | None

    @property
    def is_operator(self) -> bool:
        """Whether the alert is for operators: on a feed or a subscription."""
        return self.alert.kind in OPERATOR_KINDS

    @property
    def outlets(self) -> str:
        """The first publishers, and how many more there are."""
        names = ", ".join(self.publishers[:MOST_OUTLETS])
        more = len(self.publishers) - MOST_OUTLETS
        return f"{names} +{more}" if more > 0 else names


async def rows_of(resources: Resources, alerts: Sequence[ListedAlert]) -> list[Row]:
    """Return the rows of alerts, with what the store knows beside them."""
    mixed = {item.alert.article.id for item in alerts if item.alert.statement.kind == "mixed"}
    texts = await resources.store.articles.texts(mixed)
    return [row_of(item, texts.get(item.alert.article.id, "")) for item in alerts]


def row_of(item: ListedAlert, text: str) -> Row:
    """Return the row of an alert; ``text`` is that of its article, if it is known."""
    alert = item.alert
    return Row(
        state=item.state,
        alert=alert,
        saying=saying_of_alert(alert, text),
        labels=() if alert.kind in OPERATOR_KINDS else labels_of(alert.statement),
        publishers=tuple(dict.fromkeys(copy.publisher for copy in alert.copies)),
        acknowledged=item.acknowledged,
    )
