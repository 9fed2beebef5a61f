"""readings --match--> matches: test every statement of a reading against the watchlist's rules.

1. Each rule whose clauses all hold for a statement gives one `Match`, with the statement's near
   misses.
2. A rule is inhibited where the statement also meets a rule that names it in ``inhibits``; two
   rules that name each other inhibit neither.
3. A match is suppressed from the start where its article is back-fill, or was seen in the quiet
   hours of the rule.
"""

from monitor.matches.evidence import Evidence
from monitor.matches.rules import Verdict, find_near_misses, met_rules
from monitor.records import Article, Match, NearMiss, Reading, Statement
from monitor.records.ids import alert_id, match_id, statement_id
from monitor.watchlist import Rule, WatchlistIndex


def match_reading(
    reading: Reading, index: WatchlistIndex, *, explain: bool = True
) -> tuple[Match, ...]:
    """Return the matches of every statement; without ``explain`` they carry no near misses."""
    matches: list[Match] = []
    for statement in reading.statements:
        evidence = Evidence(statement, reading, index)
        met = met_rules(evidence)
        if not met:
            continue
        near_misses = find_near_misses(evidence) if explain else ()
        for verdict in met:
            inhibitor = _inhibitor_of(verdict.rule, met)
            matches.append(_make_match(evidence, verdict, near_misses, inhibitor))
    return tuple(matches)


def _inhibitor_of(rule: Rule, met: list[Verdict]) -> str | None:
    """Return the id of the first met rule that inhibits ``rule`` and is not inhibited by it."""
    for verdict in met:
        other = verdict.rule
        if rule.id in other.inhibits and other.id not in rule.inhibits and other is not rule:
            return other.id
    return None


def _make_match(
    evidence: Evidence,
    verdict: Verdict,
    near_misses: tuple[NearMiss, ...],
    inhibitor: str | None,
) -> Match:
    rule, statement, article = verdict.rule, evidence.statement, evidence.reading.article
    suppressed_by = _suppression_of(rule, article)
    return Match(
        id=match_id(rule.id, statement.id, article.id),
        alert=alert_id(rule.id, event_of(statement)),
        rule=rule.id,
        rule_name=rule.name,
        severity=rule.severity,
        actor=statement.speaker.actor if statement.speaker else None,
        statement=statement,
        article=article.header,
        seen_at=article.seen_at,
        read_at=evidence.reading.read_at,
        why=verdict.reasons,
        config=evidence.index.watchlist.hash,
        missed=near_misses,
        inhibited_by=inhibitor,
        cool_down_s=rule.cool_down.total_seconds(),
        suppressed=suppressed_by is not None,
        suppressed_by=suppressed_by,
    )


def event_of(statement: Statement) -> str:
    """Return the identity that all copies of a statement share: words, speaker and stance."""
    return statement_id(statement.text, statement.said_by) + statement.stance


def _suppression_of(rule: Rule, article: Article) -> str | None:
    """Return why a match is suppressed from the start, or None."""
    if "backfill" in article.flags:
        return "back-fill"
    if rule.is_quiet(article.seen_at):
        return "quiet hours"
    return None
