"""Hold a statement against the rules, and say why it meets one or by which single clause it fails.

Clauses, each of which must hold: speaker, about, theme, act, polarity, confidence. A clause that a rule leaves out holds.
Every clause that holds gives a `Reason` with the place in the article that shows it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.matches.link import mentions_inside
from monitor.records import Match, Mention, Reading, Reason, Statement
from monitor.records.ids import alert_id, match_id, statement_id
from monitor.watchlist import Rule, WatchlistIndex


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that fails by one clause: which, what it wanted and what it got."""

    rule: str
    clause: str
    wanted: str
    got: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a statement stands to one rule: the reasons of the clauses that hold, and the clauses that fail."""

    rule: Rule
    reasons: tuple[Reason, ...]
    failed: tuple[NearMiss, ...]

    @property
    def is_met(self) -> bool:
        """Whether every clause holds."""
        return not self.failed


def judge_statement(
    rule: Rule, statement: Statement, mentions: tuple[Mention, ...], language: str, index: WatchlistIndex
) -> Verdict:
    """Hold one statement against one rule."""
    reasons: list[Reason] = []
    failed: list[NearMiss] = []
    for clause, wanted, found, got in _clauses(rule, statement, mentions, language, index):
        if found:
            reasons.extend(found)
        else:
            failed.append(NearMiss(rule.id, clause, wanted, got))
    return Verdict(rule, tuple(reasons), tuple(failed))


def matches_of(reading: Reading, index: WatchlistIndex) -> tuple[Match, ...]:
    """Return every match of every statement of an article."""
    found = []
    for statement in reading.statements:
        for rule in index.watchlist.rules:
            if (rule.themes and not set(rule.themes) & set(statement.themes)) or not (
                set(rule.themes_all) <= set(statement.themes)
            ):
                continue  # the cheapest clause decides most pairs
            verdict = judge_statement(rule, statement, reading.mentions, reading.article.language, index)
            if verdict.is_met:
                found.append(_match(rule, statement, reading, verdict, index.watchlist.hash))
    return tuple(found)


def _match(rule: Rule, statement: Statement, reading: Reading, verdict: Verdict, config: str) -> Match:
    article = reading.article
    told = statement_id(statement.text, statement.said_by)
    return Match(
        id=match_id(rule.id, statement.id, article.id),
        alert=alert_id(rule.id, told),
        rule=rule.id,
        rule_name=rule.name,
        severity=rule.severity,
        actor=statement.speaker.actor if statement.speaker else None,
        statement=statement,
        article=article.header,
        seen_at=article.seen_at,
        why=verdict.reasons,
        config=config,
        quiet="backfill" in article.flags or (rule.quiet_hours is not None and rule.quiet_hours.hold(article.seen_at)),
    )


def _clauses(
    rule: Rule, statement: Statement, mentions: tuple[Mention, ...], language: str, index: WatchlistIndex
) -> Iterator[tuple[str, str, list[Reason], str]]:
    """Yield each clause that the rule has: name, what it wants, the reasons if it holds, what there is instead."""
    speaker = statement.speaker
    actor = speaker.actor if speaker else None
    who = actor or (speaker.name or speaker.text if speaker else "nobody")
    place = statement.content[0]
    if rule.speakers:
        holds = actor is not None and index.is_one_of(actor, rule.speakers, include_parts=rule.include_parts)
        found = (
            [Reason(clause="speaker", value=actor, start=speaker.start, end=speaker.end)]
            if holds and speaker and actor
            else []
        )
        yield "speaker", " or ".join(rule.speakers), found, who
    if rule.speakers_not:
        wanted = f"not {' or '.join(rule.speakers_not)}"
        barred = actor is not None and index.is_one_of(actor, rule.speakers_not, include_parts=rule.include_parts)
        shown = speaker or place
        found = [] if barred else [Reason(clause="speaker", value=wanted, start=shown.start, end=shown.end)]
        yield "speaker", wanted, found, who
    if rule.about:
        found = [
            Reason(clause="about", value=mention.actor, start=mention.start, end=mention.end)
            for mention in mentions_inside(mentions, statement)
            if mention.actor in statement.about and index.is_one_of(mention.actor, rule.about)
        ][:1]
        yield "about", " or ".join(rule.about), found, ", ".join(statement.about) or "nobody"
    if rule.themes or rule.themes_all:
        met = [
            Reason(
                clause="theme",
                value=hit.theme,
                start=_place(statement, hit.start),
                end=_place(statement, hit.end - 1) + 1,
            )
            for hit in index.find_themes(statement.text, language)
        ]
        got = ", ".join(statement.themes) or "none"
        if rule.themes:
            yield "theme", " or ".join(rule.themes), [reason for reason in met if reason.value in rule.themes], got
        if rule.themes_all:
            found = [reason for reason in met if reason.value in rule.themes_all]
            holds = {reason.value for reason in found} == set(rule.themes_all)
            yield "theme", " and ".join(rule.themes_all), found if holds else [], got
    if rule.acts:
        where = statement.cue or place
        found = [
            Reason(clause="act", value=act, start=where.start, end=where.end)
            for act in statement.acts
            if act in rule.acts
        ]
        yield "act", " or ".join(rule.acts), found, ", ".join(statement.acts) or "plain saying"
    if rule.polarity != "any":
        holds = statement.polarity == rule.polarity
        found = [Reason(clause="polarity", value=rule.polarity, start=place.start, end=place.end)] if holds else []
        yield "polarity", rule.polarity, found, statement.polarity
    holds = statement.confidence >= rule.min_confidence
    found = (
        [Reason(clause="confidence", value=f"{statement.confidence:.2f}", start=place.start, end=place.end)]
        if holds
        else []
    )
    yield "confidence", f"at least {rule.min_confidence:.2f}", found, f"{statement.confidence:.2f}"


def _place(statement: Statement, offset: int) -> int:
    """Return the place in the article of a place in ``statement.text``."""
    for part in statement.content:
        if offset <= len(part.text):
            return part.start + min(offset, len(part.text) - 1) if offset < len(part.text) else part.end - 1
        offset -= len(part.text) + 1
    return statement.content[-1].end - 1
