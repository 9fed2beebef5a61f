"""Acts by the words of a text, in one pass: time does not grow with the number of patterns.

A pattern is a sequence of slots separated by blanks:

    word      exactly this word; ``stem*`` a word beginning, ``*ende`` a word ending
    a|b       one of several of these
    {name}    one of the words of a class (``[act_classes]`` of the language's file)
    ..        up to `WIDEST_GAP` words
    ^         the beginning of a sentence, behind a mark, as the first slot
    !         before the first slot: these words are none of this act

No pattern crosses a mark that ends a clause. Where several patterns of one act begin at one word
the longest decides; words that a ``!`` pattern covers begin no shorter one. Four readings of what
surrounds the words (`Contexts`):

    negation      "they were not criminals": the act does not count. A deed that is denied ("we did
                  not kill anyone": ``deeds``) denies.
    condition     "if they lied, …": is not an accusation
    first person  "we lied": is not an accusation
    question      "did they lie?": neither accuses nor denies
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from monitor.languages.act_contexts import APOSTROPHE, Contexts, any_contraction
from monitor.languages.folding import fold_text, fold_word
from monitor.records import Act

_TOKEN = re.compile(r"[^\W_]+|[.!?;:,…؟،؛۔]")
_MARKS = frozenset(".!?;:,…؟،؛۔")
_ENDS = frozenset(".!?…؟۔:")
_KEY = 3
"""Letters by which word beginnings and endings are indexed."""
WIDEST_GAP = 4
"""Words that ``..`` may skip: "will hit them very hard"; more would join two clauses."""
NEGATION_NEAR = 3
"""Words before an act that are searched for a negation: "not a single crime"."""
CONDITION_NEAR = 9
"""Words before an accusation that are searched for "if" in its clause."""
MOST_REMEMBERED = 30_000
"""Words whose patterns are remembered: the vocabulary of a few hundred articles."""
_BEHIND_GAP = 2
"""The slot behind a gap that follows the first word of a pattern."""
QUESTION_NEAR = 20
"""Words behind an act that are searched for the question mark of its sentence."""
_QUESTION_MARKS = frozenset("?؟")

Situation = Literal["negated", "conditional", "own", "asked"]
_NEVER_NEGATED: frozenset[str] = frozenset(("deny", "reject"))
"""Acts whose own patterns have the negation: "will not accept"."""


@dataclass(frozen=True, slots=True)
class _Slot:
    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    is_gap: bool = False

    @property
    def is_listed(self) -> bool:
        """Whether only the words of its list fit."""
        return not (self.is_gap or self.beginnings or self.endings)

    def fits(self, forms: tuple[str, ...]) -> bool:
        """Return whether one of the forms of a word can be at this place."""
        for form in forms:
            if form in self.words:
                return True
            if self.beginnings and form.startswith(self.beginnings):
                return True
            if self.endings and form.endswith(self.endings):
                return True
        return False


class _Pattern(NamedTuple):
    act: Act
    slots: tuple[_Slot, ...]
    is_bar: bool
    is_first: bool
    is_deed: bool
    needed: frozenset[str]
    """Listed words behind the first, one of which must occur; empty if none must."""


_Tokens = list[tuple[str, ...]]
_Best = dict[Act, tuple[int, _Pattern]]
_ByWord = Mapping[str, tuple[_Pattern, ...]]
_BySlot = tuple[tuple[_Slot, tuple[_Pattern, ...]], ...]


class _Starts(NamedTuple):
    """The patterns that may begin at a word."""

    by_second: _ByWord
    """Those whose second word is listed, by that word: most fail there."""
    by_gapped: _ByWord
    """Those with a gap behind their first word and a listed word behind the gap, by that word."""
    by_ending: _BySlot
    """Those whose second word is known by its ending or its beginning, by that slot."""
    others: tuple[_Pattern, ...]


@dataclass(slots=True)
class _Index:
    by_word: defaultdict[str, list[_Pattern]] = field(default_factory=lambda: defaultdict(list))
    by_beginning: defaultdict[str, list[_Pattern]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_ending: defaultdict[str, list[_Pattern]] = field(default_factory=lambda: defaultdict(list))

    def add(self, pattern: _Pattern) -> None:
        first = pattern.slots[0]
        for word in first.words:
            self.by_word[word].append(pattern)
        for key in {beginning[:_KEY] for beginning in first.beginnings}:
            self.by_beginning[key].append(pattern)
        for key in {ending[-_KEY:] for ending in first.endings}:
            self.by_ending[key].append(pattern)

    def patterns(self, form: str) -> Iterable[_Pattern]:
        yield from self.by_word.get(form, ())
        for length in (1, 2, _KEY):
            yield from self.by_beginning.get(form[:length], ()) if len(form) >= length else ()
        yield from self.by_ending.get(form[-_KEY:], ())


class ActWords:
    """The patterns of every act of one language, indexed by the beginning of their first word."""

    def __init__(
        self,
        words: Mapping[Act, Iterable[str]],
        classes: Mapping[str, str] | None = None,
        contexts: Contexts | None = None,
        deeds: Iterable[str] = (),
    ) -> None:
        """Compile patterns.

        ``words`` has the patterns by act, ``classes`` lists of words by name, and ``deeds`` those
        names of classes that name wrong deeds: negated ones deny.
        """
        self._contexts = contexts or Contexts()
        self._classes = {name: members.split() for name, members in (classes or {}).items()}
        self._deeds = frozenset(deeds)
        spellings = self._contexts.spellings
        self._contractions = dict(pair for pair in spellings if APOSTROPHE in pair[0])
        self._contraction = any_contraction(self._contractions)
        self._joined = [pair for pair in spellings if APOSTROPHE not in pair[0]]
        self._index = _Index()
        self._starting: dict[str, _Starts] = {}
        """Patterns by the words that they may begin with, as far as these have occurred."""
        self._idle: set[str] = set()
        """Words met so far that begin no pattern: most words of a text."""
        for act, patterns in words.items():
            for pattern in patterns:
                self._index.add(self._compile(act, pattern))

    def _compile(self, act: Act, pattern: str) -> _Pattern:
        text = pattern.removeprefix("!")
        parts = text.split()
        is_first = parts[0] == "^"
        slots = [slot for part in parts[1 if is_first else 0 :] for slot in self._slots(part)]
        if not slots or slots[0].is_gap:
            raise ValueError(f"{pattern!r} begins with no word; put a word before the gap")
        is_deed = any(part.strip("{}") in self._deeds for part in parts if part.startswith("{"))
        word_lists = [slot.words for slot in slots[1:] if slot.is_listed]
        needed = min(word_lists, key=len, default=frozenset[str]())
        return _Pattern(act, tuple(slots), pattern.startswith("!"), is_first, is_deed, needed)

    def _slots(self, part: str) -> list[_Slot]:
        """Return the slots of one part of a pattern: a word with marks inside becomes several."""
        if part == "..":
            return [_Slot(is_gap=True)]
        if "|" in part or part.startswith("{"):
            return [_slot([word for choice in part.split("|") for word in self._members(choice)])]
        return [_slot([piece]) for piece in re.findall(r"\*?[^\W_]+\*?", fold_text(part))]

    def _members(self, choice: str) -> list[str]:
        """Return the words of one choice: a word itself, or all of a class."""
        if not choice.startswith("{"):
            return [fold_word(choice)]
        name = choice.strip("{}")
        if name not in self._classes:
            names = ", ".join(sorted(self._classes)) or "none"
            raise ValueError(f"'{name}' is not a class of act words; the file has: {names}")
        return [fold_word(member) for member in self._classes[name]]

    def find(self, text: str) -> set[Act]:
        """Return the acts whose words occur in a text."""
        tokens = self._tokens(text)
        results: set[Act] = set()
        covered: dict[Act, int] = {}
        idle, present = self._idle, set(itertools.chain.from_iterable(tokens))
        for at, forms in enumerate(tokens):
            if forms[0] in _MARKS or (forms[0] in idle and len(forms) == 1):
                continue
            for act, (end, pattern) in self._longest(tokens, at, present).items():
                if covered.get(act, 0) > at:
                    continue
                if pattern.is_bar:
                    covered[act] = end
                else:
                    self._count(act, pattern, self._situations(tokens, at), results)
        return results

    def _count(
        self, act: Act, pattern: _Pattern, situations: set[Situation], results: set[Act]
    ) -> None:
        if "negated" in situations and act not in _NEVER_NEGATED:
            if pattern.is_deed and "asked" not in situations:
                results.add("deny")
        elif (act != "accuse" or not situations) and (act != "deny" or "asked" not in situations):
            results.add(act)

    def _tokens(self, text: str) -> _Tokens:
        if self._contraction and APOSTROPHE in text:
            text = self._contraction.sub(lambda match: self._contractions[match.group()], text)
        for short, words in self._joined:
            text = text.replace(short, words)
        occurrences = _TOKEN.findall(fold_text(text))
        if not self._contexts.clitics:
            return [(word,) for word in occurrences]
        return [self._forms(word) for word in occurrences]

    def _forms(self, word: str) -> tuple[str, ...]:
        """Return a word and, if it may begin with a clitic, the word without that."""
        stripped = (
            word.removeprefix(clitic)
            for clitic in self._contexts.clitics
            if word.startswith(clitic) and len(word) - len(clitic) >= _KEY
        )
        return (word, *stripped)

    def _longest(self, tokens: _Tokens, at: int, present: set[str]) -> _Best:
        """Return, by act, where the longest pattern at a word ends, and that pattern.

        ``present`` has every form of every word.
        """
        following = tokens[at + 1] if at + 1 < len(tokens) else ()
        best: _Best = {}
        for form in tokens[at]:
            starts = self._starts(form)
            for second in following:
                for pattern in starts.by_second.get(second, ()):
                    is_whole = len(pattern.slots) == _BEHIND_GAP
                    end = at + 2 if is_whole else _match(pattern.slots, tokens, at + 2, 2)
                    _keep_longer(best, pattern, end)
            if starts.by_gapped and not starts.by_gapped.keys().isdisjoint(present):
                _keep_gapped(best, starts.by_gapped, tokens, at + 1)
            if starts.by_ending and following:
                _keep_by_ending(best, starts.by_ending, tokens, at + 1)
            for pattern in starts.others:
                if pattern.needed and pattern.needed.isdisjoint(present):
                    continue
                if not pattern.is_first or (at and tokens[at - 1][0] in _ENDS):
                    _keep_longer(best, pattern, _match(pattern.slots, tokens, at + 1, 1))
        return best

    def _starts(self, form: str) -> _Starts:
        """Return the patterns whose first slot a word fits; remembered, since words repeat."""
        starts = self._starting.get(form)
        if starts is None:
            fitting = (one for one in self._index.patterns(form) if one.slots[0].fits((form,)))
            starts = _sorted_starts(dict.fromkeys(fitting))
            if len(self._starting) < MOST_REMEMBERED:
                self._starting[form] = starts
                if not any(starts):
                    self._idle.add(form)
        return starts

    def _situations(self, tokens: _Tokens, at: int) -> set[Situation]:
        """Return what precedes some words in their clause: a negation, "if", the first person."""
        contexts, results = self._contexts, set[Situation]()
        for distance, place in enumerate(range(at - 1, max(-1, at - 1 - CONDITION_NEAR), -1), 1):
            low = tokens[place][0]
            if low in _MARKS:
                break
            if distance <= NEGATION_NEAR and low in contexts.negations:
                results.add("negated")
            if distance <= NEGATION_NEAR and low in contexts.first_person:
                results.add("own")
            if low in contexts.conditions:
                results.add("conditional")
        ahead = (forms[0] for forms in tokens[at : at + QUESTION_NEAR] if forms[0] in _ENDS)
        if next(ahead, "") in _QUESTION_MARKS:
            results.add("asked")
        return results


def _slot(members: list[str]) -> _Slot:
    return _Slot(
        frozenset(member for member in members if "*" not in member),
        tuple(member[:-1] for member in members if member.endswith("*")),
        tuple(member[1:] for member in members if member.startswith("*")),
    )


def _sorted_starts(patterns: Iterable[_Pattern]) -> _Starts:
    """Return patterns by their second word, or by the one behind their gap."""
    by_second: defaultdict[str, list[_Pattern]] = defaultdict(list)
    by_gapped: defaultdict[str, list[_Pattern]] = defaultdict(list)
    by_ending: defaultdict[_Slot, list[_Pattern]] = defaultdict(list)
    others = []
    for pattern in patterns:
        slots = () if pattern.is_first else pattern.slots
        if len(slots) > 1 and (slots[1].endings or slots[1].beginnings):
            by_ending[slots[1]].append(pattern)
            continue
        is_gapped = len(slots) > _BEHIND_GAP and slots[1].is_gap
        place, index = (_BEHIND_GAP, by_gapped) if is_gapped else (1, by_second)
        if len(slots) <= place or not slots[place].is_listed:
            others.append(pattern)
            continue
        for word in slots[place].words:
            index[word].append(pattern)
    endings = tuple((slot, tuple(those)) for slot, those in by_ending.items())
    return _Starts(_frozen(by_second), _frozen(by_gapped), endings, tuple(others))


def _frozen(index: Mapping[str, list[_Pattern]]) -> dict[str, tuple[_Pattern, ...]]:
    return {word: tuple(patterns) for word, patterns in index.items()}


def _keep_by_ending(best: _Best, by_ending: _BySlot, tokens: _Tokens, at: int) -> None:
    """Keep the patterns whose second slot fits the word at ``at``, if the rest of them fits."""
    for slot, patterns in by_ending:
        if slot.fits(tokens[at]):
            for pattern in patterns:
                _keep_longer(best, pattern, _match(pattern.slots, tokens, at + 1, 2))


def _keep_gapped(best: _Best, by_gapped: _ByWord, tokens: _Tokens, at: int) -> None:
    """Keep the patterns whose word behind a gap that begins at ``at`` is near, if they fit."""
    for place in range(at, min(at + WIDEST_GAP + 1, len(tokens))):
        forms = tokens[place]
        if forms[0] in _MARKS:
            return
        for form in forms:
            for pattern in by_gapped.get(form, ()):
                is_whole = len(pattern.slots) == _BEHIND_GAP + 1
                end = place + 1 if is_whole else _match(pattern.slots, tokens, place + 1, 3)
                _keep_longer(best, pattern, end)


def _keep_longer(best: _Best, pattern: _Pattern, end: int | None) -> None:
    """Keep a pattern that fits if it is the longest of its act; of two as long, one that bars."""
    if end is None:
        return
    current = best.get(pattern.act)
    if current is None or (end, pattern.is_bar) > (current[0], current[1].is_bar):
        best[pattern.act] = (end, pattern)


def _match(slots: tuple[_Slot, ...], tokens: _Tokens, at: int, number: int = 0) -> int | None:
    """Return the token after the words that the slots from ``number`` on fit at ``at``, or None."""
    count = len(slots)
    while number < count:
        slot = slots[number]
        if slot.is_gap:
            return _match_after_gap(slots, tokens, at, number + 1)
        if at >= len(tokens) or not slot.fits(tokens[at]):
            return None
        at += 1
        number += 1
    return at


def _match_after_gap(slots: tuple[_Slot, ...], tokens: _Tokens, at: int, number: int) -> int | None:
    slot = slots[number]
    for start in range(at, min(at + WIDEST_GAP + 1, len(tokens))):
        forms = tokens[start]
        if slot.fits(forms):
            end = _match(slots, tokens, start + 1, number + 1)
            if end is not None:
                return end
        if forms[0] in _MARKS:
            return None
    return None
