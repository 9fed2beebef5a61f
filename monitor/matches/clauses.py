"""The clauses of a rule, one class each; a rule is met where all of its clauses hold.

speaker       the speaker is one of the rule's actors
not speaker   the speaker is none of these actors
about         an actor of the rule is mentioned inside the content
theme         one of the rule's themes is met where the rule looks for it
all themes    every one of these themes is met there
act           the statement performs one of the rule's acts
polarity      the statement asserts, or denies
confidence    the extraction is at least this certain

A clause that a rule leaves out holds for every statement, and has no object; only confidence is
always tested.
"""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from monitor.matches.evidence import Evidence
from monitor.records import Reason, Speaker
from monitor.watchlist import Rule
from monitor.watchlist.values import Scope

_STRANGER = "somebody else"
"""In near misses: a person of the same name who is not on the watchlist."""


class Clause(Protocol):
    """One condition of a rule. Pure; called once per candidate statement."""

    name: ClassVar[str]
    """Its name in reasons and near misses."""

    def wants(self) -> str:
        """Return what the clause asks for, in words."""
        ...

    def holds(self, evidence: Evidence) -> bool:
        """Return whether the statement meets the clause."""
        ...

    def explain(self, evidence: Evidence) -> tuple[Reason, ...]:
        """Return where the article shows it; called only where the clause holds."""
        ...

    def actual(self, evidence: Evidence) -> str:
        """Return what the statement has in this place, in words; for a clause that fails."""
        ...


@dataclass(frozen=True, slots=True)
class SpeakerClause:
    """The speaker is one of the actors or tags, or part of one with ``include_parts``."""

    name: ClassVar[str] = "speaker"
    speakers: tuple[str, ...]
    include_parts: bool

    def wants(self) -> str:
        """Return the actors and tags."""
        return " or ".join(self.speakers)

    def holds(self, evidence: Evidence) -> bool:
        """Return whether the speaker is one of them; a speaker without an actor is none."""
        return _is_spoken_by(evidence, self.speakers, include_parts=self.include_parts)

    def explain(self, evidence: Evidence) -> tuple[Reason, ...]:
        """Return the speaker's place."""
        speaker, actor = evidence.statement.speaker, evidence.actor
        if speaker is None or actor is None:
            return ()
        return (Reason(clause=self.name, value=actor, start=speaker.start, end=speaker.end),)

    def actual(self, evidence: Evidence) -> str:
        """Return the speaker."""
        return _describe_speaker(evidence.statement.speaker)


@dataclass(frozen=True, slots=True)
class ExcludedSpeakerClause:
    """The speaker is none of the actors or tags."""

    name: ClassVar[str] = "speaker"
    speakers: tuple[str, ...]
    include_parts: bool

    def wants(self) -> str:
        """Return the actors and tags that are excluded."""
        return f"not {' or '.join(self.speakers)}"

    def holds(self, evidence: Evidence) -> bool:
        """Return whether the speaker is none of them; a speaker without an actor is none."""
        return not _is_spoken_by(evidence, self.speakers, include_parts=self.include_parts)

    def explain(self, evidence: Evidence) -> tuple[Reason, ...]:
        """Return the speaker's place, or that of the content where no speaker is named."""
        place = evidence.statement.speaker or evidence.statement.content[0]
        return (Reason(clause=self.name, value=self.wants(), start=place.start, end=place.end),)

    def actual(self, evidence: Evidence) -> str:
        """Return the speaker."""
        return _describe_speaker(evidence.statement.speaker)


@dataclass(frozen=True, slots=True)
class AboutClause:
    """One of the actors or tags is mentioned inside the content."""

    name: ClassVar[str] = "about"
    actors: tuple[str, ...]

    def wants(self) -> str:
        """Return the actors and tags."""
        return " or ".join(self.actors)

    def holds(self, evidence: Evidence) -> bool:
        """Return whether one of them is mentioned."""
        return bool(self.explain(evidence))

    def explain(self, evidence: Evidence) -> tuple[Reason, ...]:
        """Return the place of the first mention."""
        about, is_one_of = evidence.statement.about, evidence.index.is_one_of
        if not about:
            return ()
        for mention in evidence.mentions:
            actor = mention.actor
            if actor in about and is_one_of(actor, self.actors):
                start, end = mention.start, mention.end
                return (Reason(clause=self.name, value=actor, start=start, end=end),)
        return ()

    def actual(self, evidence: Evidence) -> str:
        """Return the actors that the statement is about."""
        return ", ".join(evidence.statement.about) or "nobody"


@dataclass(frozen=True, slots=True)
class ThemeClause:
    """One of the themes is met in ``scope``."""

    name: ClassVar[str] = "theme"
    themes: tuple[str, ...]
    scope: Scope

    def wants(self) -> str:
        """Return the themes."""
        return " or ".join(self.themes)

    def holds(self, evidence: Evidence) -> bool:
        """Return whether one of them is met."""
        return any(reason.value in self.themes for reason in evidence.themes(self.scope))

    def explain(self, evidence: Evidence) -> tuple[Reason, ...]:
        """Return the place of each theme that is met."""
        reasons = evidence.themes(self.scope)
        return tuple(reason for reason in reasons if reason.value in self.themes)

    def actual(self, evidence: Evidence) -> str:
        """Return the themes that are met."""
        return _describe_themes(evidence, self.scope)


@dataclass(frozen=True, slots=True)
class AllThemesClause:
    """Every one of the themes is met in ``scope``."""

    name: ClassVar[str] = "theme"
    themes: tuple[str, ...]
    scope: Scope

    def wants(self) -> str:
        """Return the themes."""
        return " and ".join(self.themes)

    def holds(self, evidence: Evidence) -> bool:
        """Return whether all of them are met."""
        return {reason.value for reason in evidence.themes(self.scope)}.issuperset(self.themes)

    def explain(self, evidence: Evidence) -> tuple[Reason, ...]:
        """Return the place of each of the themes."""
        reasons = evidence.themes(self.scope)
        return tuple(reason for reason in reasons if reason.value in self.themes)

    def actual(self, evidence: Evidence) -> str:
        """Return the themes that are met."""
        return _describe_themes(evidence, self.scope)


@dataclass(frozen=True, slots=True)
class ActClause:
    """The statement performs one of the acts."""

    name: ClassVar[str] = "act"
    acts: tuple[str, ...]

    def wants(self) -> str:
        """Return the acts."""
        return " or ".join(self.acts)

    def holds(self, evidence: Evidence) -> bool:
        """Return whether it performs one of them."""
        return not set(self.acts).isdisjoint(evidence.statement.acts)

    def explain(self, evidence: Evidence) -> tuple[Reason, ...]:
        """Return each of the acts at the cue, or at the content without a cue."""
        statement = evidence.statement
        place = statement.cue or statement.content[0]
        return tuple(
            Reason(clause=self.name, value=act, start=place.start, end=place.end)
            for act in statement.acts
            if act in self.acts
        )

    def actual(self, evidence: Evidence) -> str:
        """Return the statement's acts."""
        return ", ".join(evidence.statement.acts) or "plain saying"


@dataclass(frozen=True, slots=True)
class PolarityClause:
    """The statement asserts, or denies, as the rule asks."""

    name: ClassVar[str] = "polarity"
    polarity: str

    def wants(self) -> str:
        """Return the polarity."""
        return self.polarity

    def holds(self, evidence: Evidence) -> bool:
        """Return whether the statement has it."""
        return evidence.statement.polarity == self.polarity

    def explain(self, evidence: Evidence) -> tuple[Reason, ...]:
        """Return the place of the content."""
        place = evidence.statement.content[0]
        return (Reason(clause=self.name, value=self.polarity, start=place.start, end=place.end),)

    def actual(self, evidence: Evidence) -> str:
        """Return the statement's polarity."""
        return evidence.statement.polarity


@dataclass(frozen=True, slots=True)
class ConfidenceClause:
    """The statement is certain enough.

    Where the rule asks for a speaker (``counts_speaker``), doubt about which actor the name means
    lowers the confidence.
    """

    name: ClassVar[str] = "confidence"
    least: float
    counts_speaker: bool

    def wants(self) -> str:
        """Return the least confidence."""
        return f"at least {self.least:.2f}"

    def holds(self, evidence: Evidence) -> bool:
        """Return whether the confidence reaches it."""
        return self._confidence(evidence) >= self.least

    def explain(self, evidence: Evidence) -> tuple[Reason, ...]:
        """Return the confidence at the place of the content."""
        place, value = evidence.statement.content[0], self.actual(evidence)
        return (Reason(clause=self.name, value=value, start=place.start, end=place.end),)

    def actual(self, evidence: Evidence) -> str:
        """Return the confidence."""
        return f"{self._confidence(evidence):.2f}"

    def _confidence(self, evidence: Evidence) -> float:
        statement = evidence.statement
        if self.counts_speaker and statement.speaker:
            return statement.confidence * statement.speaker.sure
        return statement.confidence


def clauses_of(rule: Rule) -> tuple[Clause, ...]:
    """Return the clauses of a rule, in the order in which they are tested and explained."""
    clauses: list[Clause] = []
    if rule.speakers:
        clauses.append(SpeakerClause(rule.speakers, rule.include_parts))
    if rule.speakers_not:
        clauses.append(ExcludedSpeakerClause(rule.speakers_not, rule.include_parts))
    if rule.about:
        clauses.append(AboutClause(rule.about))
    if rule.themes.any:
        clauses.append(ThemeClause(rule.themes.any, rule.themes.within))
    if rule.themes.all:
        clauses.append(AllThemesClause(rule.themes.all, rule.themes.within))
    if rule.acts:
        clauses.append(ActClause(rule.acts))
    if rule.polarity != "any":
        clauses.append(PolarityClause(rule.polarity))
    clauses.append(ConfidenceClause(rule.min_confidence, bool(rule.speakers)))
    return tuple(clauses)


def _is_spoken_by(evidence: Evidence, actors: tuple[str, ...], *, include_parts: bool) -> bool:
    actor = evidence.actor
    if actor is None:
        return False
    return evidence.index.is_one_of(actor, actors, include_parts=include_parts)


def _describe_speaker(speaker: Speaker | None) -> str:
    if speaker is None:
        return "nobody"
    if speaker.maybe:
        choices = " or ".join(speaker.maybe)
        return f"{speaker.name or speaker.text}, undecided: {choices}, or {_STRANGER}"
    return speaker.actor or speaker.name or speaker.text


def _describe_themes(evidence: Evidence, scope: Scope) -> str:
    return ", ".join(reason.value for reason in evidence.themes(scope)) or "none"
