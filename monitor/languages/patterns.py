"""Patterns over the words of a sentence: what a row of a language's file says, and its matcher.

A pattern is a sequence of slots separated by blanks:

    word       exactly this word; ``stem*`` a beginning, ``*ing`` an ending
    a|b        one of several
    {name}     a word of a list of the file: ``{role}``; ``*{name}`` one with its ending
    <BH>       a word with one of these tags (`monitor.statements.tokens`)
    <!D>       a word with any other tag
    ..         up to `WIDEST_GAP` words
    …?         any of these, or nothing: ``<D>?``
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.languages.folding import fold_word

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


def parse_pattern(text: str, row: str, lists: Mapping[str, frozenset[str]]) -> Pattern:
    """Return the pattern that a row of a name has written out.

    Raise ValueError for a list that the file does not have, with the row's name.
    """
    return tuple(_slot(part, row, lists) for part in text.split())


def _slot(part: str, row: str, lists: Mapping[str, frozenset[str]]) -> Slot:
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
            words |= _list(choice, row, lists)
        elif choice.startswith("*{"):
            words.update(f"*{ending}" for ending in _list(choice[1:], row, lists))
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


def _list(choice: str, row: str, lists: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the words of a list that a row names."""
    if choice.strip("{}") not in lists:
        raise ValueError(f"row '{row}': no list {choice} in the file; add it to [nouns]")
    return lists[choice.strip("{}")]


def match_from(pattern: Pattern, words: Sequence[Word], at: int) -> int | None:
    """Return the place after the words that a pattern fits from ``at`` on, or None."""
    if not pattern:
        return at
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
    if not pattern:
        return True
    if len(pattern) == 1 and not (pattern[0].is_gap or pattern[0].is_optional):
        return at > 0 and pattern[0].fits(words[at - 1])  # most patterns
    gaps = sum(slot.is_gap for slot in pattern)
    optional = sum(slot.is_optional for slot in pattern)
    shortest = len(pattern) - gaps - optional
    for length in range(shortest, shortest + gaps * WIDEST_GAP + optional + 1):
        first = at - length
        if first >= 0 and fills(pattern, words, first, at):
            return True
    return False


def fills(pattern: Pattern, words: Sequence[Word], at: int, end: int) -> bool:
    """Return whether a pattern fits all words from ``at`` to ``end``."""
    if not pattern:
        return at == end
    slot, rest = pattern[0], pattern[1:]
    if slot.is_gap:
        last = min(end, at + WIDEST_GAP)
        return any(fills(rest, words, place, end) for place in range(at, last + 1))
    if slot.is_optional and fills(rest, words, at, end):
        return True
    return at < end and slot.fits(words[at]) and fills(rest, words, at + 1, end)
