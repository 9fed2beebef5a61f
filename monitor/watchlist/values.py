"""What the watchlist says, as frozen values; `monitor.config` makes them from YAML."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from monitor.records import Severity

ActorKind = Literal["person", "organization", "group", "state"]
Scope = Literal["statement", "sentence", "article"]


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Somebody whose statements matter."""

    id: str
    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    aliases_off: tuple[str, ...] = ()
    """Writings that do not count, neither listed nor as what follows from another; kept as data."""
    descriptions: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    wikidata: str | None = None
    romanise: bool = True
    """Whether other romanisations of a person's names count, though nobody listed them."""


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A subject, as a query over the words of a statement; ``queries`` holds one per language."""

    id: str
    name: str
    query: str = ""
    queries: dict[str, str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    """Sentences; a statement that is like one of them in meaning meets the theme too."""
    min_likeness: float = 0.45
    """Cosine from which on it does; see docs/explanation/watchlist.md for what the numbers mean."""


@dataclass(frozen=True)
class QuietHours:
    """Hours of every day, in a time zone; they may run over midnight."""

    begin: time
    end: time
    zone: str = "UTC"

    def hold(self, at: datetime) -> bool:
        """Return whether a moment lies inside; the end is outside."""
        clock = at.astimezone(ZoneInfo(self.zone)).time()
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def __str__(self) -> str:
        """Return the hours as they are written: ``22:00-06:00 Europe/Berlin``."""
        return f"{self.begin:%H:%M}-{self.end:%H:%M} {self.zone}"


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """What a rule's matches must come to over time; see `monitor.matches.patterns`."""

    kind: Literal["first", "reversal", "burst", "absence"]
    by: Literal["actor", "rule"] = "actor"
    """Whether each actor is looked at for itself, or everybody who meets the rule together: its theme, its acts."""
    days: int = 30
    """Of a first: how long the actor must not have spoken on the theme."""
    at_least: int = 5
    """Of a burst: statements in the hour, however quiet it usually is."""
    hours: int = 48
    """Of an absence: how long it lasts at least, however often the actor usually speaks."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When to raise an alert; an empty clause holds for anything."""

    id: str
    name: str
    speakers: tuple[str, ...] = ()
    speakers_not: tuple[str, ...] = ()
    include_parts: bool = False
    about: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    """One of these."""
    themes_all: tuple[str, ...] = ()
    """Every one of these."""
    within: Scope = "statement"
    """Where the themes must be met: inside the statement, in the sentences that hold it, or anywhere in the article."""
    acts: tuple[str, ...] = ()
    polarity: Literal["any", "asserted", "denied"] = "any"
    min_confidence: float = 0.5
    severity: Severity = "medium"
    quiet_hours: QuietHours | None = None
    pattern: Pattern | None = None
    """Raise alerts on what the matches come to over time, not on each."""
    inhibits: tuple[str, ...] = ()
    """Rules for which this one stands in where one statement meets both."""
    cool_down: timedelta = timedelta(0)
    """Time after an alert in which another one on the same actor is recorded without being sent."""

    def is_quiet(self, at: datetime) -> bool:
        """Return whether a moment lies in the rule's quiet hours."""
        return self.quiet_hours is not None and self.quiet_hours.hold(at)


@dataclass(frozen=True, kw_only=True)
class Watchlist:
    """Actors, themes and rules that belong together; ``hash`` names this very configuration."""

    actors: Sequence[Actor] = ()
    themes: tuple[Theme, ...] = ()
    rules: tuple[Rule, ...] = ()
    hash: str = ""
