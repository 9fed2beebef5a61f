"""Alerts of their own kinds, for operators: what is told of a feed or of a subscription, not of a statement. Pure."""

from datetime import datetime

from monitor.records import Alert, ArticleHeader, Copy, Severity, Span, Statement


def operator_alert(
    id_: str,
    *,
    kind: str,
    rule: str,
    rule_name: str,
    about: ArticleHeader,
    text: str,
    since: datetime,
    config: str,
    now: datetime,
    severity: Severity = "medium",
) -> Alert:
    """Return an alert that says ``text`` of what ``about`` names; ``rule`` is what subscriptions name such alerts by, as if it were a rule."""
    return Alert(
        id=id_,
        kind=kind,
        rule=rule,
        rule_name=rule_name,
        severity=severity,
        actor=None,
        themes=(),
        acts=(),
        statement=Statement(
            id=id_, kind="indirect", text=text, content=(Span(text=text, start=0, end=len(text)),), cue=None, speaker=None, confidence=1.0
        ),
        article=about,
        why=(),
        copies=(Copy(article=about.id, url=about.url, title=about.title, publisher=about.publisher, seen_at=since),),
        raised_at=now,
        updated_at=now,
        config=config,
    )  # fmt: skip
