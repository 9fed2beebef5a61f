"""Merge matches into alerts.

1. The first match of an alert raises it.
2. A match from an article that the alert has not got yet adds a copy and sends the alert again as an update.
3. Anything else is a repeat and says nothing. Order does not matter for which copies there are, and merging twice changes nothing.
"""

from datetime import datetime

import msgspec

from monitor.records import Alert, Copy, Match

MOST_COPIES = 500
"""A statement carried by more articles than this is counted no further; the record stays under Kafka's limit."""


def merge_match(state: Alert | None, match: Match, now: datetime) -> Alert | None:
    """Return the alert as it is after a match, or None where the match brings nothing new."""
    copy = Copy(
        article=match.article.id,
        url=match.article.url,
        title=match.article.title,
        publisher=match.article.publisher,
        seen_at=match.seen_at,
    )
    if state is None:
        return _raised(match, copy, now)
    if (
        any(known.article == copy.article for known in state.copies)
        or len(state.copies) >= MOST_COPIES
    ):
        return None
    quiet = state.quiet and (match.quiet or state.hushed)
    copies = tuple(sorted((*state.copies, copy), key=lambda known: (known.seen_at, known.article)))
    return msgspec.structs.replace(
        state,
        copies=copies,
        updated_at=max(now, state.updated_at),
        revision=state.revision + 1,
        quiet=quiet,
        hushed_by=state.hushed_by if quiet else None,
    )


def _raised(match: Match, copy: Copy, now: datetime) -> Alert:
    return Alert(
        id=match.alert,
        rule=match.rule,
        rule_name=match.rule_name,
        severity=match.severity,
        actor=match.actor,
        themes=tuple(reason.value for reason in match.why if reason.clause == "theme")
        or match.statement.themes,
        acts=match.statement.acts,
        statement=match.statement,
        article=match.article,
        why=match.why,
        copies=(copy,),
        raised_at=now,
        updated_at=now,
        config=match.config,
        kind="pattern" if any(reason.clause == "pattern" for reason in match.why) else "statement",
        earlier=match.earlier,
        missed=match.missed,
        cool_down_s=match.cool_down_s,
        quiet=match.quiet or match.inhibited_by is not None,
        hushed=match.inhibited_by is not None,
        hushed_by=f"rule {match.inhibited_by}" if match.inhibited_by else match.quiet_by,
    )
