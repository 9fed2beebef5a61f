"""matches --raise--> alerts.

The first match of an alert raises it. A match from another article adds a copy and gives the next
revision. A match that adds nothing gives no alert, so repeats and replays are harmless.

The processor gives each match without a state, and the store unites the copies; a comparison of two
configurations (`monitor.cli.replay`) unites them here.
"""

from datetime import datetime

from monitor.alerts.suppress import apply_decision, circumstances_of, suppress
from monitor.alerts.unite import Repeated, is_later_event, unite
from monitor.records import Alert, Copy, Match


def raise_alert(state: Alert | None, match: Match, now: datetime) -> Alert | None:
    """Return the alert of a match, or None where the match adds nothing to it.

    ``state`` is the alert as the last match left it, or None before the first. A match that has
    the words of ``state`` but was said too far from it in time begins again at revision 1; the
    store gives that event an id of its own.
    """
    alert = alert_of(match, now)
    alert = apply_decision(alert, suppress(alert, circumstances_of(match)))
    if state is None or is_later_event(alert, state):
        return alert
    outcome = unite(alert, [state])
    return None if isinstance(outcome, Repeated) else outcome.alert


def alert_of(match: Match, now: datetime) -> Alert:
    """Return the alert of a match alone: revision 1 with one copy."""
    themes = tuple(reason.value for reason in match.why if reason.clause == "theme")
    is_pattern = any(reason.clause == "pattern" for reason in match.why)
    copy = Copy(
        article=match.article.id,
        url=match.article.url,
        title=match.article.title,
        publisher=match.article.publisher,
        seen_at=match.seen_at,
        read_at=match.read_at,
    )
    return Alert(
        id=match.alert,
        rule=match.rule,
        rule_name=match.rule_name,
        severity=match.severity,
        actor=match.actor,
        themes=themes or match.statement.themes,
        acts=match.statement.acts,
        statement=match.statement,
        article=match.article,
        why=match.why,
        copies=(copy,),
        raised_at=now,
        updated_at=now,
        config=match.config,
        kind="pattern" if is_pattern else "statement",
        earlier=match.earlier,
        missed=match.missed,
        cool_down_s=match.cool_down_s,
    )
