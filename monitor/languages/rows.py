"""Rows of a grammar: patterns over the words of a sentence, written in the language's file.

    [[cue]]    words other than verbs that introduce a source: according to
    [[veto]]   a cue that reports no speech in this construction
    [[stop]]   a place where content ends

A pattern is a sequence of slots separated by blanks:

    word       exactly this word; ``stem*`` a beginning, ``*ing`` an ending
    a|b        one of several
    {name}     a word of a list of the file: ``{role}``; ``*{name}`` one with its ending
    <BH>       a word with one of these tags (`monitor.statements.tokens`)
    <!D>       a word with any other tag
    ..         up to `WIDEST_GAP` words
    …?         any of these, or nothing: ``<D>?``

A veto holds if all of its conditions do: ``lemma`` of the cue (any, if omitted), ``form`` of the
verb, ``frame`` of the content, ``subject`` (the source's first words), ``head`` (the last word of
its head), ``before`` the verb group and ``after`` the verb, ``content`` (its first words) and
``lacks`` (one slot: a word that occurs nowhere in the content); but not where the source's head
ends in ``unless``. `monitor.languages.vetoes` holds them against a candidate of either reader. A
stop holds at a word where ``match`` begins, right after ``behind``.

A cue holds at the words that ``match``. Of two cues the one with the higher ``priority`` holds. Its
``form`` says where the source and what was said are:

    according        the source follows, what was said is the rest of the clause
    according-after  the source precedes: der Polizei zufolge
    opinion          a person follows at the head of the sentence: Pour Anne Petit, …
    with-words       a quotation follows: with the words “…”
    so               what was said precedes, the source follows: „…“, so Krug

``yes`` are sentences in which the row's statement is found (cue), stays (veto) or ends there
(stop), ``no`` sentences without it: they are the documentation of the row and its tests.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from monitor.languages.folding import fold_word

CUE_FORMS = ("according", "according-after", "opinion", "with-words", "so")
"""Where the source and the content of a row's cue are; both grammars read the first one."""
WIDEST_GAP = 4
"""Words that ``..`` may skip; more would join two clauses."""


class Word(Protocol):
    """What a pattern sees of a word."""

    @property
    def low(self) -> str:
        """The folded word."""
        ...

    @property
    def tag(self) -> str:
        """Its tag."""
        ...


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a pattern."""

    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    tags: str = ""
    other_tags: str = ""
    is_gap: bool = False
    is_optional: bool = False

    def fits(self, word: Word) -> bool:
        """Return whether a word can be at this place."""
        return (
            word.low in self.words
            or (bool(self.tags) and word.tag in self.tags)
            or (bool(self.other_tags) and word.tag not in self.other_tags)
            or (bool(self.beginnings) and word.low.startswith(self.beginnings))
            or (bool(self.endings) and word.low.endswith(self.endings))
        )


Pattern = tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Veto:
    """A construction in which a cue reports no speech."""

    name: str
    lemmas: frozenset[str]
    forms: frozenset[str]
    frames: frozenset[str]
    subject: Pattern
    head: Pattern
    unless: Pattern
    before: Pattern
    after: Pattern
    content: Pattern
    lacks: Pattern


@dataclass(frozen=True, slots=True)
class CueRow:
    """Words that introduce a source."""

    name: str
    match: Pattern
    form: str
    priority: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where content ends: at words that ``match``, right after ``behind``."""

    name: str
    match: Pattern
    behind: Pattern


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a language, indexed for their search."""

    vetoes: Mapping[str, tuple[Veto, ...]]
    """By lemma; rows for every lemma are under ``""``."""
    stops: tuple[Stop, ...]
    stop_words: frozenset[str]
    """First words of the stops: most words begin none."""
    cues: Mapping[str, tuple[CueRow, ...]]
    """By their first word, highest priority first."""

    def vetoes_of(self, lemma: str) -> Iterable[Veto]:
        """Yield the vetoes that may hold for a lemma."""
        yield from self.vetoes.get(lemma, ())
        yield from self.vetoes.get("", ())

    def cue_at(self, words: Sequence[Word], at: int) -> tuple[CueRow, int] | None:
        """Return the cue that holds at a word and the place after its words, or None."""
        for row in self.cues.get(words[at].low, ()):
            end = match_from(row.match, words, at)
            if end is not None:
                return row, end
        return None

    def stop_at(self, words: Sequence[Word], at: int) -> Stop | None:
        """Return the stop that holds at a word, or None."""
        if words[at].low not in self.stop_words:
            return None
        for stop in self.stops:
            if match_from(stop.match, words, at) is None:
                continue
            if not stop.behind or match_before(stop.behind, words, at):
                return stop
        return None


def read_rows(
    data: Mapping[str, Any], lists: Mapping[str, frozenset[str]], without: str = ""
) -> Rows:
    """Return the rows of a language's file, without the row of one name.

    Raise ValueError for an unknown key or list, with the row's name.
    """
    vetoes: dict[str, tuple[Veto, ...]] = {}
    for row in data.get("veto", ()):
        if row["name"] == without:
            continue
        veto = _veto(row, lists)
        for lemma in veto.lemmas or {""}:
            vetoes[lemma] = (*vetoes.get(lemma, ()), veto)
    stops = tuple(_stop(row, lists) for row in data.get("stop", ()) if row["name"] != without)
    stop_words = frozenset(word for stop in stops for word in stop.match[0].words)
    return Rows(vetoes, stops, stop_words, _cues(data, lists, without))


def _cues(
    data: Mapping[str, Any], lists: Mapping[str, frozenset[str]], without: str
) -> dict[str, tuple[CueRow, ...]]:
    results: dict[str, tuple[CueRow, ...]] = {}
    rows = [row for row in data.get("cue", ()) if row["name"] != without]
    for row in sorted(rows, key=lambda row: -row.get("priority", 0)):
        _check(row, _CUE_KEYS)
        if row["form"] not in CUE_FORMS:
            allowed = ", ".join(CUE_FORMS)
            raise ValueError(f"row '{row['name']}': unknown form '{row['form']}'; use {allowed}")
        match = _pattern(row, "match", lists)
        cue = CueRow(row["name"], match, row["form"], row.get("priority", 0))
        for word in match[0].words:
            results[word] = (*results.get(word, ()), cue)
    return results


_EXAMPLES = frozenset(("name", "yes", "no"))
_VETO_PATTERNS = ("subject", "head", "unless", "before", "after", "content", "lacks")
_VETO_SETS = ("lemma", "form", "frame")
_CUE_KEYS = _EXAMPLES | {"match", "form", "priority"}
_STOP_KEYS = _EXAMPLES | {"match", "behind"}


def _veto(row: Mapping[str, Any], lists: Mapping[str, frozenset[str]]) -> Veto:
    _check(row, _EXAMPLES.union(_VETO_PATTERNS, _VETO_SETS))
    lemmas, forms, frames = (frozenset(row.get(key, "").split()) for key in _VETO_SETS)
    lemmas = frozenset(lemma.replace("_", " ") for lemma in lemmas)
    patterns = (_pattern(row, key, lists) for key in _VETO_PATTERNS)
    return Veto(row["name"], lemmas, forms, frames, *patterns)


def _stop(row: Mapping[str, Any], lists: Mapping[str, frozenset[str]]) -> Stop:
    _check(row, _STOP_KEYS)
    match = _pattern(row, "match", lists)
    if not match or not match[0].words:
        raise ValueError(f"row '{row['name']}': match must begin with words; write them out")
    return Stop(row["name"], match, _pattern(row, "behind", lists))


def _check(row: Mapping[str, Any], keys: frozenset[str]) -> None:
    if unknown := sorted(row.keys() - keys):
        allowed = ", ".join(sorted(keys))
        raise ValueError(f"row '{row.get('name')}': unknown key '{unknown[0]}'; use {allowed}")


def _pattern(row: Mapping[str, Any], key: str, lists: Mapping[str, frozenset[str]]) -> Pattern:
    return tuple(_slot(part, row["name"], lists) for part in row.get(key, "").split())


def _slot(part: str, name: str, lists: Mapping[str, frozenset[str]]) -> Slot:
    if part == "..":
        return Slot(is_gap=True)
    bare, is_optional = part.removesuffix("?"), part.endswith("?")
    words: set[str] = set()
    tags = other_tags = ""
    for choice in bare.split("|"):
        if choice.startswith("<!"):
            other_tags += choice.strip("<!>")
        elif choice.startswith("<"):
            tags += choice.strip("<>")
        elif choice.startswith("{"):
            words |= _list(choice, name, lists)
        elif choice.startswith("*{"):
            words.update(f"*{ending}" for ending in _list(choice[1:], name, lists))
        else:
            words.add(fold_word(choice))
    return Slot(
        frozenset(word for word in words if "*" not in word),
        tuple(word[:-1] for word in words if word.endswith("*")),
        tuple(word[1:] for word in words if word.startswith("*")),
        tags,
        other_tags,
        is_optional=is_optional,
    )


def _list(choice: str, name: str, lists: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the words of a list that a row names."""
    if choice.strip("{}") not in lists:
        raise ValueError(f"row '{name}': no list {choice} in the file; add it to [nouns]")
    return lists[choice.strip("{}")]


def match_from(pattern: Pattern, words: Sequence[Word], at: int) -> int | None:
    """Return the place after the words that a pattern fits from ``at`` on, or None."""
    for number, slot in enumerate(pattern):
        if slot.is_gap:
            rest = pattern[number + 1 :]
            ends = (match_from(rest, words, at + gap) for gap in range(WIDEST_GAP + 1))
            return next((end for end in ends if end is not None), None)
        if slot.is_optional and (end := match_from(pattern[number + 1 :], words, at)) is not None:
            return end
        if at >= len(words) or not slot.fits(words[at]):
            return None
        at += 1
    return at


def occurs(pattern: Pattern, words: Sequence[Word]) -> bool:
    """Return whether the first slot of a pattern fits one of the words."""
    return any(pattern[0].fits(word) for word in words)


def match_before(pattern: Pattern, words: Sequence[Word], at: int) -> bool:
    """Return whether a pattern fits the words that end right before ``at``."""
    gaps = sum(slot.is_gap for slot in pattern)
    optional = sum(slot.is_optional for slot in pattern)
    shortest = len(pattern) - gaps - optional
    for length in range(shortest, shortest + gaps * WIDEST_GAP + optional + 1):
        first = at - length
        if first >= 0 and _fills(pattern, words, first, at):
            return True
    return False


def _fills(pattern: Pattern, words: Sequence[Word], at: int, end: int) -> bool:
    """Return whether a pattern fits all words from ``at`` to ``end``."""
    if not pattern:
        return at == end
    slot, rest = pattern[0], pattern[1:]
    if slot.is_gap:
        last = min(end, at + WIDEST_GAP)
        return any(_fills(rest, words, place, end) for place in range(at, last + 1))
    if slot.is_optional and _fills(rest, words, at, end):
        return True
    return at < end and slot.fits(words[at]) and _fills(rest, words, at + 1, end)
