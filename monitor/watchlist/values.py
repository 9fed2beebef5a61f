"""Actors, themes and rules: the frozen values that users write and that the index works with. Pure.

There is one class per concept. Its annotations say what a user may write
(`monitor.records.fields`), and `monitor.config` checks YAML files and requests against them;
nothing is converted afterwards.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from monitor.records import Act, Severity
from monitor.records.fields import (
    MAX_QUERY_LENGTH,
    Checked,
    Duration,
    Identifier,
    Language,
    NameOrTag,
    NameText,
    NumberRange,
    Parsed,
    Prepared,
    Text,
    TextFormat,
    UserInput,
    quoted,
)
from monitor.records.quiet_hours import QuietHours
from monitor.watchlist.query import parse_query

ActorKind = Literal["person", "organization", "group", "state"]
Scope = Literal["statement", "sentence", "article"]

_HOURS = re.compile(r"([0-9]{2}:[0-9]{2})\s*-\s*([0-9]{2}:[0-9]{2})(?:\s+(\S+))?")
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,40}(/[A-Za-z0-9_+-]{1,40}){0,2}")
"""Names of time zones: at most three parts, ``America/Argentina/Ushuaia``."""
_HOURS_ADVICE = "use 22:00-06:00 or 22:00-06:00 Europe/Berlin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(UserInput):
    """A person, organisation, group or state whose statements are watched."""

    id: Identifier
    """Id that rules and filters refer to."""
    name: NameText
    """Full name, as a newspaper writes it at first mention."""
    kind: ActorKind
    """What the actor is; people are also found by their surname after their full name."""
    aliases: tuple[Text, ...] = ()
    """Other names and spellings, in any script; each counts by itself."""
    aliases_off: tuple[Text, ...] = ()
    """Spellings that do not count, neither as an alias nor as a variant of one."""
    descriptions: tuple[Text, ...] = ()
    """Titles and descriptions that refer to the actor, such as ``leader of the Sadrist
    Movement``.
    """
    never: tuple[Text, ...] = ()
    """Texts that contain a name of the actor and mean something else, such as ``Sadr City``."""
    part_of: tuple[Identifier, ...] = ()
    """Groups to which the actor belongs; rules with ``include_parts`` count members."""
    tags: tuple[Identifier, ...] = ()
    """Tags by which rules name several actors, as ``tag:NAME``."""
    wikidata: (
        Annotated[str, TextFormat(r"^Q[1-9][0-9]*$", "use an id of Wikidata such as Q356643", 20)]
        | None
    ) = None
    """Id of the actor's Wikidata item."""
    romanise: bool = True
    """Whether other romanisations of a person's names count although no alias lists them."""


def check_query(text: str) -> str:
    """Return the query of a theme as it is.

    Raises `monitor.watchlist.query.QueryError`, a ValueError.
    """
    if len(text) > MAX_QUERY_LENGTH:
        raise ValueError(f"the query has more than {MAX_QUERY_LENGTH} characters; use two themes")
    if text:
        parse_query(text)
    return text


ThemeQuery = Annotated[str, Checked(check_query)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme(UserInput):
    """A subject of statements: a query over their words, examples of them, or both."""

    id: Identifier
    """Id that rules and filters refer to."""
    name: Text
    """Name shown to people."""
    query: ThemeQuery = ""
    """Query over the words of a statement: ``AND OR NOT``, ``"phrases"``, ``prefix*``, ``NEAR/n``.
    """
    queries: dict[Language, ThemeQuery] = field(default_factory=dict)
    """Queries for single languages; they replace ``query`` there."""
    examples: tuple[Text, ...] = ()
    """Sentences; a statement similar in meaning to one of them meets the theme too."""
    min_likeness: Annotated[float, NumberRange(0.2, 1)] = 0.45
    """Least cosine similarity to an example, 0.2 to 1.

    0.45 separates paraphrases from other news best.
    """


def parse_quiet_hours(value: object) -> QuietHours:
    """Parse ``22:00-06:00 Europe/Berlin``, in UTC where no zone is given. Raises ValueError."""
    if isinstance(value, QuietHours):
        return value
    match = _HOURS.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{quoted(value)} is not valid for quiet hours; {_HOURS_ADVICE}")
    try:
        begin, end = time.fromisoformat(match[1]), time.fromisoformat(match[2])
    except ValueError:
        raise ValueError(
            f"{quoted(value)} has a time that does not exist; {_HOURS_ADVICE}"
        ) from None
    if begin == end:
        raise ValueError(f"{quoted(value)} has no length; {_HOURS_ADVICE}")
    zone = match[3] or "UTC"
    if not _is_zone(zone):
        raise ValueError(f"{quoted(zone)} is not a time zone; use a name such as Europe/Berlin")
    return QuietHours(begin, end, zone)


def _is_zone(name: str) -> bool:
    """Return whether a name is one of a time zone; a folder of the zone data is not one."""
    if _ZONE.fullmatch(name) is None:
        return False
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # the name of a folder, of another file, of nothing
        return False
    return True


Quiet = Annotated[
    QuietHours, Parsed(parse_quiet_hours, str, ("22:00-06:00", "22:00-06:00 Europe/Berlin"))
]


def _current_kind(kind: Any) -> Any:
    """Return the current name of a kind of pattern; ``silence`` is an older one."""
    return "absence" if kind == "silence" else kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern(UserInput):
    """A pattern over time in the matches of a rule; see `monitor.matches.patterns`."""

    kind: Annotated[Literal["first", "reversal", "burst", "absence"], Prepared(_current_kind)]
    """First statement on the theme, reversal of one, burst of them, or absence.

    ``silence`` means absence.
    """
    by: Literal["actor", "rule"] = "actor"
    """Whether each actor counts alone, or all actors who meet the rule count together."""
    days: Annotated[int, NumberRange(1, 3650)] = 30
    """Of ``first``: days without a statement of the actor on the theme.

    A month is out of the news.
    """
    at_least: Annotated[int, NumberRange(2, 100_000)] = 5
    """Of ``burst``: least statements in an hour; fewer than five happen by chance."""
    hours: Annotated[int, NumberRange(1, 1_000)] = 48
    """Of ``absence``: its least length in hours; two days include a weekend's lull."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemesClause(UserInput):
    """Themes that a rule requires. In YAML a bare list means ``any``."""

    any: tuple[Identifier, ...] = ()
    """At least one of these themes."""
    all: tuple[Identifier, ...] = ()
    """Every one of these themes."""
    within: Scope = "statement"
    """Where the themes must occur: in the statement, in the sentences around it, or in the
    article.
    """

    def __bool__(self) -> bool:
        """Return whether any theme is required."""
        return bool(self.any or self.all)


def any_of(*themes: str, within: Scope = "statement") -> ThemesClause:
    """Return the clause that requires at least one of some themes."""
    return ThemesClause(any=themes, within=within)


def _list_as_any(value: Any) -> Any:
    return {"any": value} if isinstance(value, list | tuple) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(UserInput):
    """When to raise an alert; an empty clause holds for every statement."""

    id: Identifier
    """Id that subscriptions and filters refer to."""
    name: Text
    """Name shown to people."""
    speakers: tuple[NameOrTag, ...] = ()
    """Actors or tags, one of which must be the speaker."""
    speakers_not: tuple[NameOrTag, ...] = ()
    """Actors or tags that are excluded from ``speakers``."""
    include_parts: bool = False
    """Whether members of a listed group count as the group."""
    about: tuple[NameOrTag, ...] = ()
    """Actors or tags, one of which must be mentioned inside the statement."""
    themes: Annotated[ThemesClause, Prepared(_list_as_any)] = ThemesClause()
    """Themes of the statement: a list, of which one is enough, or ``{any: […], all: […], within:
    …}``.
    """
    acts: tuple[Act, ...] = ()
    """Acts, one of which the statement must perform."""
    polarity: Literal["any", "asserted", "denied"] = "any"
    """Whether the statement asserts or denies."""
    min_confidence: Annotated[float, NumberRange(0, 1)] = 0.5
    """Least confidence of the statement, 0 to 1; below 0.5 it is more likely wrong than right."""
    severity: Severity = "medium"
    """Severity of the alert."""
    quiet_hours: Quiet | None = None
    """Hours in which alerts are stored without notifying anyone."""
    pattern: Pattern | None = None
    """Raise alerts on a pattern over time instead of on each match."""
    inhibits: tuple[Identifier, ...] = ()
    """Rules whose alerts notify no one where the same statement meets this rule."""
    cool_down: Duration = timedelta(0)
    """Time after an alert in which further alerts on the same actor notify no one.

    None by default.
    """

    def is_quiet(self, at: datetime) -> bool:
        """Return whether a time lies in the rule's quiet hours."""
        return self.quiet_hours is not None and self.quiet_hours.hold(at)


@dataclass(frozen=True, kw_only=True)
class Watchlist:
    """Actors, themes and rules that belong together; ``hash`` identifies the configuration."""

    actors: Sequence[Actor] = ()
    themes: tuple[Theme, ...] = ()
    rules: tuple[Rule, ...] = ()
    hash: str = ""
