"""Noun phrases: from one word of a phrase to its first and its last word, and to its head.

To the left a phrase runs over nouns, names, "of", "in" … until a boundary: comma, colon, another
verb, a subordinator. To the right it runs to its last word without asides. Appositions and relative
clauses after it have functions of their own.
"""

from monitor.languages.lexicon import Lexicon
from monitor.statements.tokens import Atom

NOMINAL = frozenset("XwNDTPoQ")
LONGEST_APPOSITION = 45
"""Atoms; the longest seen in 284 annotated articles has 38."""


class PhraseWalker:
    """Walks the noun phrases of one sentence."""

    def __init__(self, atoms: list[Atom], lexicon: Lexicon) -> None:
        self._atoms = atoms
        self._lexicon = lexicon
        self._words = lexicon.words
        self._endings = lexicon.endings
        self._verbs = lexicon.verbs
        self._titles = lexicon.words["title"]
        self._times = lexicon.words["time"]
        self._late = lexicon.words["late_adverb"]

    def _opening(self, closing: int) -> int | None:
        for at in range(closing - 1, max(-1, closing - 25), -1):
            if self._atoms[at].tag == "(":
                return at
        return None

    def _phrase_start(self, last: int) -> int | None:
        """Return the first atom of a noun phrase, walking left from its last."""
        atoms = self._atoms
        if atoms[last].tag not in "XwNTDoR)" or (
            atoms[last].tag == "D" and atoms[last].low in self._words["article"]
        ):
            return None
        at = last
        while at >= 0:
            atom = atoms[at]
            tag = atom.tag
            if tag in "XNT":
                at -= 1
            elif tag == "w":
                if self._is_finite_verb(at):
                    break
                at -= 1
            elif atom.low in self._words["opens_clause_too"] and at < last:
                break  # "Oil rose after the Guards vowed to …"
            elif tag in "DP" or tag == "o":
                at -= 1
            elif tag == "Q":
                is_continued = atom.quotation is not None and atom.quotation.last == ","
                if (
                    is_continued
                    or at + 1 > last
                    or at == 0
                    or atoms[at - 1].tag not in "XwDT"
                    or atom.end - atom.start > 28
                ):
                    break  # only a nickname belongs to a noun phrase: Thomas "Mac" McLarty
                at -= 1
            elif tag == "R" and at < last:
                at -= 1
            elif tag == ")":
                opening = self._opening(at)
                if opening is None:
                    break
                at = opening - 1
            elif tag in "BHMp" or atom.low in self._words["relative_pronoun"]:
                relative = self._relative_start(at)
                if relative is None:
                    break
                at = relative - 1
            elif tag == "C" and atom.low in self._words["and_or"] and self._joins_phrases(at, last):
                at -= 1
            else:
                break
        first = at + 1
        return first if first <= last else None

    def _relative_start(self, at: int) -> int | None:
        """Return the relative pronoun whose clause has this verb, if it is near on the left."""
        atoms = self._atoms
        for place in range(at, max(-1, at - 12), -1):
            low, tag = atoms[place].low, atoms[place].tag
            if low in self._words["who_which"] or (
                low in self._words["complementizer"]
                and place > 0
                and atoms[place - 1].tag in "wXN"
                and not self._is_finite_verb(place - 1)
            ):
                return place if place > 0 and atoms[place - 1].tag in "wXNT)" else None
            if tag in ",.;:Q-":
                return None
        return None

    def _is_finite_verb(self, at: int) -> bool:
        atom = self._atoms[at]
        verb = self._verbs.get(atom.low)
        if verb is None or verb.form == "ing":
            return False
        before = self._atoms[at - 1] if at else None
        if before is None:
            return False
        after = self._atoms[at + 1].low if at + 1 < len(self._atoms) else ""
        if verb.form == "past":
            return not (before.tag in "DB" or after in self._words["after_passive"])
        if verb.is_ambiguous:
            return before.tag == "p"
        if verb.form == "third" and self._says_next(at + 1):
            return False  # "Other refugee advocates also said …"
        return before.tag in "pXw"

    def _says_next(self, at: int) -> bool:
        """Return whether a finite verb follows at once, so that the word before it is a subject."""
        atoms = self._atoms
        while at < len(atoms) and atoms[at].tag == "R":
            at += 1
        if at >= len(atoms):
            return False
        verb = self._verbs.get(atoms[at].low)
        return atoms[at].tag in "BHM" or (
            verb is not None and verb.form == "past" and not verb.is_ambiguous
        )

    def _joins_phrases(self, at: int, last: int) -> bool:
        """Return whether "and" joins two noun phrases of one subject rather than two clauses."""
        atoms = self._atoms
        if at == 0 or at == last:
            return False
        before, after = atoms[at - 1], atoms[at + 1]
        if before.tag not in "XwTN)" or after.tag not in "XwTNDR":
            return False
        if after.tag == "D" and before.tag == "w":
            return self._phrase_reaches_boundary(at - 1)
        return self._phrase_reaches_boundary(at - 1)

    def _phrase_reaches_boundary(self, at: int) -> bool:
        """Return whether only a noun phrase separates a place from the start of its clause."""
        atoms = self._atoms
        steps = 0
        while at >= 0 and steps < 14:
            atom = atoms[at]
            if atom.tag in ",;:.(-" or atom.tag == "Q":
                return True
            if atom.low in self._words["clause_opener"]:
                return True
            if atom.tag in "BHMp" or (
                atom.tag == "w"
                and (self._is_finite_verb(at) or atom.low.endswith(self._endings["past"]))
            ):
                return False
            at -= 1
            steps += 1
        return at < 0

    def _head(self, first: int, last: int) -> tuple[int, int]:
        """Return first and last atom of the head noun phrase, without its article."""
        atoms = self._atoms
        end = first
        at = first
        while at <= last:
            atom = atoms[at]
            if atom.tag in ",(-;:" or (at > first and atom.low in self._words["cuts_head"]):
                break
            if atom.tag in "XwNTopDQ" or atom.tag == "R":
                end = at
            at += 1
        return first, end

    def _phrase_end(self, first: int, until: int | None = None) -> int | None:
        """Return the last atom of a noun phrase, walking right from its first, without asides."""
        atoms = self._atoms
        limit = len(atoms) if until is None else until
        at, last = first, None
        while at < limit:
            atom = atoms[at]
            tag = atom.tag
            if tag in "XNT":
                if atom.low in self._times and last is not None:
                    break
                last = at
            elif tag == "D":
                if last is not None and atoms[at - 1].tag not in "PC":
                    break
                if at + 1 < limit and atoms[at + 1].low in self._words["genitive"]:
                    last = at  # "one of them", "some of the voters"
            elif tag == "w":
                if self._is_verb_like(at, first):
                    break
                last = at
            elif tag == "o" and (at == first or atoms[at - 1].low in self._words["genitive"]):
                last = at
                break
            elif tag == "P":
                if last is None or not self._continues_phrase(at, limit):
                    break
            elif tag == "C" and atom.low in self._words["and_word"]:
                if (
                    last is None
                    or at + 1 >= limit
                    or atoms[at + 1].tag not in "XTDw"
                    or self._is_verb_like(at + 1, first)
                ):
                    break
                if at + 2 < limit and atoms[at + 1].tag == "w" and atoms[at + 2].tag in "PDo":
                    break
            elif tag == "(":
                closing = next(
                    (n for n in range(at, min(limit, at + 20)) if atoms[n].tag == ")"), None
                )
                if closing is None or last is None:
                    break
                at = closing
                last = closing
            elif (
                tag == "Q"
                and last is not None
                and atom.end - atom.start < 40
                and at + 1 < limit
                and atoms[at + 1].tag in "XTw"
            ) or (tag == "R" and last is None):
                pass
            else:
                break
            at += 1
        return last

    def _is_verb_like(self, at: int, first: int) -> bool:
        atom = self._atoms[at]
        if at == first:
            return False
        verb = self._verbs.get(atom.low)
        if verb is not None and not verb.is_ambiguous:
            return True
        return (
            atom.low.endswith(self._endings["participle"]) and self._atoms[at - 1].tag in "XN"
        ) or (atom.low.endswith(self._endings["past"]) and self._atoms[at - 1].tag == "X")

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
