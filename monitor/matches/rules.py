"""Hold a statement against the rules, and say why it meets one or by which single clause it fails.

Clauses, each of which must hold: speaker, about, theme, act, polarity, confidence. A clause that a rule leaves out holds.
Every clause that holds gives a `Reason` with the place in the article that shows it. Themes are looked for inside the statement, or, where the
rule says so, in the sentences that hold it or in the whole article. A match keeps the other rules that its statement misses by one clause.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.matches.candidates import rules_of
from monitor.matches.link import mentions_inside
from monitor.records import Match, NearMiss, Reading, Reason, Speaker, Statement
from monitor.records.ids import alert_id, match_id, statement_id
from monitor.watchlist import Rule, WatchlistIndex

MOST_MISSED = 20
"""Near misses that are kept with a match."""


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
    rule: Rule, statement: Statement, reading: Reading, index: WatchlistIndex
) -> Verdict:
    """Hold one statement against one rule."""
    reasons: list[Reason] = []
    failed: list[NearMiss] = []
    for clause, wanted, found, got in _clauses(rule, statement, reading, index):
        if found:
            reasons.extend(found)
        else:
            failed.append(NearMiss(rule=rule.id, clause=clause, wanted=wanted, got=got))
    return Verdict(rule, tuple(reasons), tuple(failed))


def matches_of(
    reading: Reading, index: WatchlistIndex, *, explain: bool = True
) -> tuple[Match, ...]:
    """Return every match of every statement of an article; without ``explain`` the near misses are left out."""
    found: list[Match] = []
    rules = rules_of(index)
    for statement in reading.statements:
        met = [
            verdict
            for rule in rules.candidates(statement, index)
            if (verdict := judge_statement(rule, statement, reading, index)).is_met
        ]
        if met:
            missed = near_misses(statement, reading, index) if explain else ()
            found.extend(
                _match(
                    statement,
                    reading,
                    verdict,
                    missed,
                    _inhibitor(verdict.rule, met),
                    index.watchlist.hash,
                )
                for verdict in met
            )
    return tuple(found)


def _inhibitor(rule: Rule, met: list[Verdict]) -> str | None:
    """Return the rule that stands in for one, among those that the same statement meets; two that name each other both stand."""
    for other in met:
        if (
            rule.id in other.rule.inhibits
            and other.rule.id not in rule.inhibits
            and other.rule is not rule
        ):
            return other.rule.id
    return None


def near_misses(
    statement: Statement, reading: Reading, index: WatchlistIndex
) -> tuple[NearMiss, ...]:
    """Return the rules that a statement misses by one clause while another than its confidence holds, and that clause."""
    found = []
    for rule in rules_of(index).near(statement, index):
        verdict = judge_statement(rule, statement, reading, index)
        if len(verdict.failed) == 1 and any(
            reason.clause != "confidence" for reason in verdict.reasons
        ):
            found.append(verdict.failed[0])
    return tuple(found[:MOST_MISSED])


def _match(
    statement: Statement,
    reading: Reading,
    verdict: Verdict,
    missed: tuple[NearMiss, ...],
    inhibited_by: str | None,
    config: str,
) -> Match:
    rule, article = verdict.rule, reading.article
    quiet_by = (
        "back-fill"
        if "backfill" in article.flags
        else "quiet hours"
        if rule.is_quiet(article.seen_at)
        else None
    )
    told = statement_id(statement.text, statement.said_by) + statement.stance
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
        missed=missed,
        inhibited_by=inhibited_by,
        cool_down_s=rule.cool_down.total_seconds(),
        quiet=quiet_by is not None,
        quiet_by=quiet_by,
    )


def _clauses(
    rule: Rule, statement: Statement, reading: Reading, index: WatchlistIndex
) -> Iterator[tuple[str, str, list[Reason], str]]:
    """Yield each clause that the rule has: name, what it wants, the reasons if it holds, what there is instead."""
    speaker = statement.speaker
    actor = speaker.actor if speaker else None
    who = _shown_speaker(speaker)
    place = statement.content[0]
    if rule.speakers:
        holds = actor is not None and index.is_one_of(
            actor, rule.speakers, include_parts=rule.include_parts
        )
        found = (
            [Reason(clause="speaker", value=actor, start=speaker.start, end=speaker.end)]
            if holds and speaker and actor
            else []
        )
        yield "speaker", " or ".join(rule.speakers), found, who
    if rule.speakers_not:
        wanted = f"not {' or '.join(rule.speakers_not)}"
        barred = actor is not None and index.is_one_of(
            actor, rule.speakers_not, include_parts=rule.include_parts
        )
        shown = speaker or place
        found = (
            []
            if barred
            else [Reason(clause="speaker", value=wanted, start=shown.start, end=shown.end)]
        )
        yield "speaker", wanted, found, who
    if rule.about:
        found = [
            Reason(clause="about", value=mention.actor, start=mention.start, end=mention.end)
            for mention in mentions_inside(reading.mentions, statement)
            if mention.actor in statement.about and index.is_one_of(mention.actor, rule.about)
        ][:1]
        yield "about", " or ".join(rule.about), found, ", ".join(statement.about) or "nobody"
    if rule.themes or rule.themes_all:
        met = _themes_met(rule, statement, reading, index)
        got = ", ".join(reason.value for reason in met) or "none"
        if rule.themes:
            yield (
                "theme",
                " or ".join(rule.themes),
                [reason for reason in met if reason.value in rule.themes],
                got,
            )
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
        found = (
            [Reason(clause="polarity", value=rule.polarity, start=place.start, end=place.end)]
            if holds
            else []
        )
        yield "polarity", rule.polarity, found, statement.polarity
    # Where the rule asks who speaks, a doubt about whom the name means is a doubt about the statement.
    confidence = statement.confidence * (speaker.sure if speaker and rule.speakers else 1.0)
    found = (
        [Reason(clause="confidence", value=f"{confidence:.2f}", start=place.start, end=place.end)]
        if confidence >= rule.min_confidence
        else []
    )
    yield "confidence", f"at least {rule.min_confidence:.2f}", found, f"{confidence:.2f}"


def _shown_speaker(speaker: Speaker | None) -> str:
    if speaker is None:
        return "nobody"
    if speaker.maybe:
        return f"{speaker.name or speaker.text}, undecided: {' or '.join(speaker.maybe)}, or somebody else"
    return speaker.actor or speaker.name or speaker.text


def _themes_met(
    rule: Rule, statement: Statement, reading: Reading, index: WatchlistIndex
) -> list[Reason]:
    """Return the themes that are met where the rule looks for them, each with the place that shows it."""
    article = reading.article
    if rule.within == "statement":
        return [
            Reason(
                clause="theme",
                value=hit.theme,
                start=_place(statement, hit.start),
                end=_place(statement, hit.end - 1) + 1,
                score=hit.score,
            )
            for hit in index.find_themes(statement.text, article.language)
        ]
    start, end = (
        _sentences_around(statement, article.text)
        if rule.within == "sentence"
        else (0, len(article.text))
    )
    return [
        Reason(
            clause="theme",
            value=hit.theme,
            start=start + hit.start,
            end=start + hit.end,
            score=hit.score,
        )
        for hit in index.find_themes(article.text[start:end], article.language)
    ]


_SENTENCE_END = re.compile(r"[.!?؟。！？۔][\"'”’»)\]]*(?:\s+|$)|\n+")


def _sentences_around(statement: Statement, text: str) -> tuple[int, int]:
    """Return the stretch of the sentences that hold a statement, its speaker and its cue."""
    parts = [
        part for part in (*statement.content, statement.cue, statement.speaker) if part is not None
    ]
    first, last = min(part.start for part in parts), max(part.end for part in parts)
    head = max(0, first - _LONGEST_SENTENCE)
    start = head
    for match in _SENTENCE_END.finditer(text, head, first):
        start = match.end()
    closed = _SENTENCE_END.search(text, max(first, last - 2), last + _LONGEST_SENTENCE)
    return start, max(last, closed.start() + 1) if closed else min(
        len(text), last + _LONGEST_SENTENCE
    )


_LONGEST_SENTENCE = 2_000
"""Characters to each side in which the end of a sentence is looked for."""


def _place(statement: Statement, offset: int) -> int:
    """Return the place in the article of a place in ``statement.text``."""
    for part in statement.content:
        if offset <= len(part.text):
            return (
                part.start + min(offset, len(part.text) - 1)
                if offset < len(part.text)
                else part.end - 1
            )
        offset -= len(part.text) + 1
    return statement.content[-1].end - 1
