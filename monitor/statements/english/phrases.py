"""Noun phrases to the right: from the first word of a phrase to its last, without asides.

Appositions and relative clauses after it have functions of their own.
"""

from monitor.languages.lexicon import Lexicon
from monitor.statements.atoms import Atom
from monitor.statements.english.phrase_starts import PhraseStarts

LONGEST_TITLE = 40
"""Characters of a quoted title before a noun: the “Viral” author."""
LONGEST_PARENTHESIS = 20
"""Atoms of a parenthesis inside a phrase: a party and a state."""
LONGEST_APPOSITION = 45
"""Atoms; the longest seen in 284 annotated articles has 38."""


def is_plural(atom: Atom, lexicon: Lexicon) -> bool:
    """Return whether a word without a capital has the plural's -s."""
    return atom.tag == "w" and has_plural_ending(atom.low, lexicon)


def has_plural_ending(low: str, lexicon: Lexicon) -> bool:
    """Return whether a word ends in the plural's -s: not "chess", "crisis"."""
    is_singular = low.endswith(lexicon.endings["singular"])
    return low.endswith(lexicon.endings["plural"]) and not is_singular


class PhraseWalker(PhraseStarts):
    """Walks the noun phrases of one sentence."""

    def _phrase_end(self, first: int, until: int | None = None) -> int | None:
        """Return the last atom of a noun phrase, walking right from its first, without asides."""
        limit = len(self._atoms) if until is None else until
        at, last = first, None
        while at < limit:
            step = self._right_in_phrase(at, first, last, limit)
            if step is None:
                break
            at, last = step
        return last

    def phrase_end(self, first: int) -> int | None:
        """Return the last atom of the noun phrase that begins at an atom, or None."""
        return self._phrase_end(first)

    def _right_in_phrase(
        self, at: int, first: int, last: int | None, limit: int
    ) -> tuple[int, int | None] | None:
        """Return the next atom and the last one of the phrase so far, or None at its boundary."""
        atom, before = self._atoms[at], self._atoms[at - 1]
        tag = atom.tag
        following = self._atoms[at + 1] if at + 1 < limit else None
        if tag in "XNT":
            return None if last is not None and atom.low in self._times else (at + 1, at)
        if tag == "w":
            return None if self._is_verb_like(at, first) else (at + 1, at)
        if tag == "D":
            if last is not None and before.tag not in "PC":
                return None
            is_alone = following is None or following.tag in ".,;"
            is_part = following is None or is_alone or following.low in self._words["genitive"]
            return at + 1, at if is_part else last  # "one of them", “…,” read one
        if tag == "o":
            is_whole = at == first or before.low in self._words["genitive"]
            return (limit, at) if is_whole else None
        if tag == "R" and last is None:
            return at + 1, last
        return None if last is None else self._joined_right(at, first, last, limit)

    def _joined_right(self, at: int, first: int, last: int, limit: int) -> tuple[int, int] | None:
        """Return the place after a preposition, "and", parenthesis or nickname in a phrase."""
        atoms, atom = self._atoms, self._atoms[at]
        following = atoms[at + 1] if at + 1 < limit else None
        if atom.tag == "P":
            return (at + 1, last) if self._continues_phrase(at, limit) else None
        if atom.tag == "(":
            marks = (n for n in range(at, min(limit, at + LONGEST_PARENTHESIS)))
            closing = next((n for n in marks if atoms[n].tag == ")"), None)
            return None if closing is None else (closing + 1, closing)
        if following is None:
            return None
        if atom.tag == "C" and atom.low in self._words["and_word"]:
            second = atoms[at + 2].tag if at + 2 < limit else ""
            is_clause = following.tag == "w" and second in ("P", "D", "o")
            is_phrase = following.tag in "XTDw" and not self._is_verb_like(at + 1, first)
            return (at + 1, last) if is_phrase and not is_clause else None
        is_name = atom.tag == "Q" and atom.end - atom.start < LONGEST_TITLE
        return (at + 1, last) if is_name and following.tag in "XTw" else None

    def _is_verb_like(self, at: int, first: int) -> bool:
        atom = self._atoms[at]
        if at == first:
            return False
        verb = self._verbs.get(atom.low)
        if at == first + 1 and self._atoms[first].low in self._words["article"]:
            return False  # the ruling
        if verb is not None and not verb.is_ambiguous:
            return True
        if self._is_unknown_verb(at):
            return True
        return (
            atom.low.endswith(self._endings["participle"]) and self._atoms[at - 1].tag in "XN"
        ) or (self.is_past(atom) and self._has_subject(at))

    def _has_subject(self, at: int) -> bool:
        """Return whether a name precedes a past form, not its owner: China's state-owned giant."""
        before = self._atoms[at - 1]
        is_owner = before.low.endswith(self._endings["possessive"])
        return (before.tag == "X" and not is_owner) or self._has_object(at)

    def _has_object(self, at: int) -> bool:
        """Return whether a past form has a plural before it and an object: banks filed suits."""
        atoms = self._atoms
        after = atoms[at + 1].tag if at + 1 < len(atoms) else ""
        return is_plural(atoms[at - 1], self._lexicon) and bool(after) and after in "wDo"

    def _is_unknown_verb(self, at: int) -> bool:
        """Return whether a form in -s after a singular is its verb: Berg reviews | the data."""
        atoms, lexicon = self._atoms, self._lexicon
        if at == 0 or at + 1 >= len(atoms):
            return False
        if not is_plural(atoms[at], lexicon) or is_plural(atoms[at - 1], lexicon):
            return False
        low, following = atoms[at].low, atoms[at + 1]
        is_noun = any(low in self._words[name] for name in ("agent", "speaking"))
        is_object = following.tag in "Dop" or following.low in self._words["infinitive"]
        return is_object and not is_noun and not low.endswith(self._endings["person_plural"])

    def _continues_phrase(self, at: int, limit: int) -> bool:
        """Return whether a preposition continues a noun phrase ("of Iran", "for hedge funds")."""
        atoms = self._atoms
        low = atoms[at].low
        if at + 1 >= limit:
            return False
        following = atoms[at + 1]
        if following.low in self._times or following.tag == "N":
            return False
        if low in self._words["genitive"]:
            return True
        if low in self._words["continues_phrase"]:
            return (following.tag in "XwTD" and following.low not in self._words["article"]) or (
                low in self._words["continues_before_article"] and following.tag == "D"
            )
        if low in self._words["in_word"]:
            return following.tag == "X" and following.low not in self._times
        return False

    def _apposition_end(self, last: int) -> int:
        """Return the last atom of the apposition or relative clause right of a subject, or the
        subject's.
        """
        atoms = self._atoms
        if last + 2 >= len(atoms):
            return last
        if atoms[last + 1].low in self._words["who_whose"]:
            start = last + 1
        elif (
            atoms[last + 1].tag == ","
            and (
                atoms[last + 2].low in self._words["begins_apposition"]
                or atoms[last + 2].tag in "TN"
                or (atoms[last + 2].low in self._words["role"])
            )
        ) or (
            atoms[last + 1].tag == ","
            and atoms[last + 2].tag == "X"
            and last + 3 < len(atoms)
            and atoms[last + 3].tag in ",."
        ):
            start = last + 2
        else:
            return last
        at = start
        while at < len(atoms) and atoms[at].tag not in ".Q;:,-":
            at += 1
        if at - start > LONGEST_APPOSITION or at == start:
            return last
        return at - 1
