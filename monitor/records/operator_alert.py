"""Alerts for operators: on a feed or a subscription, not on a statement.

They are shown, filtered and delivered like any other alert; subscriptions name them by a rule id.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from monitor.records.alert import Alert, Copy
from monitor.records.article import ArticleHeader
from monitor.records.statement import Severity, Span, Statement

OPERATOR_KINDS = frozenset(("feed", "subscription"))
"""Kinds of alerts for operators; such an alert lasts until its trouble is resolved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What an operator is notified of."""

    kind: str
    """Kind of the alert: ``feed`` or ``subscription``."""
    rule: str
    """Rule id under which subscriptions receive such notices."""
    rule_name: str
    about: ArticleHeader
    """The feed or subscription, in the place of an article."""
    text: str
    since: datetime
    config: str
    """Hash of the configuration in force."""
    severity: Severity = "medium"


def resolved_alert(alert: Alert, text: str, now: datetime) -> Alert:
    """Return an operator's alert whose trouble ended ``now``, with the sentence that says so."""
    statement = msgspec.structs.replace(
        alert.statement, text=text, content=(Span(text=text, start=0, end=len(text)),)
    )
    return msgspec.structs.replace(
        alert, statement=statement, updated_at=now, resolved_at=now, revision=alert.revision + 1
    )


def operator_alert(id_: str, notice: Notice, now: datetime) -> Alert:
    """Return the alert of a notice, raised ``now``."""
    text, about = notice.text, notice.about
    statement = Statement(
        id=id_,
        kind="indirect",
        text=text,
        content=(Span(text=text, start=0, end=len(text)),),
        cue=None,
        speaker=None,
        confidence=1.0,
    )
    copy = Copy(
        article=about.id,
        url=about.url,
        title=about.title,
        publisher=about.publisher,
        seen_at=notice.since,
    )
    return Alert(
        id=id_,
        kind=notice.kind,
        rule=notice.rule,
        rule_name=notice.rule_name,
        severity=notice.severity,
        actor=None,
        themes=(),
        acts=(),
        statement=statement,
        article=about,
        why=(),
        copies=(copy,),
        raised_at=now,
        updated_at=now,
        config=notice.config,
    )
