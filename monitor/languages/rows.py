"""Rows of a grammar: patterns over the words of a sentence, written in the language's file.

    [[cue]]    words other than verbs that introduce a source: according to
    [[label]]  words beside a colon that name a speaker, or a topic
    [[veto]]   a cue that reports no speech in this construction
    [[stop]]   a place where content ends

`monitor.languages.patterns` explains patterns.

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
    attribution      the sentence before is what was said, its speaker follows: “…”. Così Conti.
    attribution-verb the same with a verb of saying between: “…”. Así lo dijo Ruiz.

A label holds where ``match`` fits all words of the label and ``has`` (one slot, any, if omitted) a
word of what is on the other side of the colon. Its ``form`` says what it means:

    speaker    what follows is said by the label, question or not: Report: …
    opinion    so is a clause that follows in a headline, if it is not a question: Berg: We must …
    owner      so is a clause; the speaker is the label's first word: Seine Begründung: …
    signed     the headline that precedes is said by the label: Five fall from bridge: police
    topic      what follows is not said by the label: Photos: …

``yes`` are sentences in which the row's statement is found (cue, label), stays (veto, a label that
is a topic) or ends there (stop), ``no`` sentences without it: they are the documentation of the row
and its tests.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.languages.patterns import (
    Pattern,
    Word,
    fills,
    match_before,
    match_from,
    occurs,
    parse_pattern,
)

WITH_VERB = "attribution-verb"
ATTRIBUTIONS = ("attribution", WITH_VERB)
"""Forms of sentences that name the speaker of the quotation before them."""
CUE_FORMS = ("according", "according-after", "opinion", "with-words", "so", *ATTRIBUTIONS)
"""Where the source and the content of a row's cue are; both grammars read the first one."""
ROW_KINDS = ("cue", "label", "veto", "stop")
"""Sections of a file whose entries are rows."""
GIVEN_NAMES = "given_name"
"""A list that rows may name in every language: given names of all countries."""
LABEL_FORMS = ("speaker", "opinion", "owner", "signed", "topic")
"""What a label means for what is on the other side of its colon."""


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
class Label:
    """Words beside a colon that name a speaker, or a topic."""

    name: str
    match: Pattern
    form: str
    has: Pattern


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
    labels: Mapping[str, tuple[Label, ...]]
    """By their form."""
    attributions: Mapping[str, tuple[CueRow, ...]]
    """Cues at the head of a sentence that name the speaker of the one before, likewise."""
    known_vetoes: dict[tuple[str, str, str], tuple[Veto, ...]] = field(
        default_factory=dict, compare=False
    )
    """The vetoes of each lemma, form and frame met so far; filled by `vetoes_of`."""

    def has_label(self, form: str, label: Sequence[Word], said: Sequence[Word]) -> bool:
        """Return whether the words of a label are of a form, with what is behind its colon; for
        ``signed`` what is before it.
        """
        return any(
            fills(row.match, label, 0, len(label)) and (not row.has or occurs(row.has, said))
            for row in self.labels.get(form, ())
        )

    def vetoes_of(self, lemma: str, form: str, frame: str) -> tuple[Veto, ...]:
        """Return the vetoes that may hold for a lemma in a form of the verb and of the content."""
        key = lemma, form, frame
        vetoes = self.known_vetoes.get(key)
        if vetoes is None:
            vetoes = self.known_vetoes[key] = tuple(
                veto
                for veto in (*self.vetoes.get(lemma, ()), *self.vetoes.get("", ()))
                if (not veto.forms or form in veto.forms)
                and (not veto.frames or frame in veto.frames)
            )
        return vetoes

    def cue_at(self, words: Sequence[Word], at: int) -> tuple[CueRow, int] | None:
        """Return the cue that holds at a word and the place after its words, or None."""
        return next(_matches(self.cues, words, at), None)

    def attributions_of(self, words: Sequence[Word]) -> Iterable[tuple[CueRow, int]]:
        """Yield the attributions that head a sentence, with the place after their words."""
        return _matches(self.attributions, words, 0)

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
    rows = [row for row in data.get("cue", ()) if row["name"] != without]
    heads = [row for row in rows if row.get("form") in ATTRIBUTIONS]
    others = [row for row in rows if row.get("form") not in ATTRIBUTIONS]
    labels = _labels(data, lists, without)
    return Rows(vetoes, stops, stop_words, _cues(others, lists), labels, _cues(heads, lists))


def _matches(
    rows: Mapping[str, tuple[CueRow, ...]], words: Sequence[Word], at: int
) -> Iterator[tuple[CueRow, int]]:
    for row in rows.get(words[at].low, ()):
        end = match_from(row.match, words, at)
        if end is not None:
            yield row, end


def _cues(
    rows: Iterable[Mapping[str, Any]], lists: Mapping[str, frozenset[str]]
) -> dict[str, tuple[CueRow, ...]]:
    results: dict[str, tuple[CueRow, ...]] = {}
    for row in sorted(rows, key=lambda row: -row.get("priority", 0)):
        _check(row, _CUE_KEYS)
        _check_form(row, CUE_FORMS)
        match = _pattern(row, "match", lists)
        cue = CueRow(row["name"], match, row["form"], row.get("priority", 0))
        for word in match[0].words:
            results[word] = (*results.get(word, ()), cue)
    return results


def _labels(
    data: Mapping[str, Any], lists: Mapping[str, frozenset[str]], without: str
) -> dict[str, tuple[Label, ...]]:
    results: dict[str, tuple[Label, ...]] = {}
    for row in data.get("label", ()):
        _check(row, _LABEL_KEYS)
        _check_form(row, LABEL_FORMS)
        match, has = (_pattern(row, key, lists) for key in ("match", "has"))
        label = Label(row["name"], match, row["form"], has)
        if label.name != without:
            results[label.form] = (*results.get(label.form, ()), label)
    return results


_EXAMPLES = frozenset(("name", "yes", "no"))
_VETO_PATTERNS = ("subject", "head", "unless", "before", "after", "content", "lacks")
_VETO_SETS = ("lemma", "form", "frame")
_CUE_KEYS = _EXAMPLES | {"match", "form", "priority"}
_LABEL_KEYS = _EXAMPLES | {"match", "form", "has"}
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


def _check_form(row: Mapping[str, Any], forms: Sequence[str]) -> None:
    if row["form"] not in forms:
        allowed = ", ".join(forms)
        raise ValueError(f"row '{row['name']}': unknown form '{row['form']}'; use {allowed}")


def _pattern(row: Mapping[str, Any], key: str, lists: Mapping[str, frozenset[str]]) -> Pattern:
    return parse_pattern(row.get(key, ""), row["name"], lists)
