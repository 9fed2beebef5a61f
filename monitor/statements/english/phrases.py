"""Noun phrases: from one word of a phrase to its first and its last word, and to its head.

To the left a phrase runs over nouns, names, "of", "in" … until a boundary: comma, colon, another
verb, a subordinator. To the right it runs to its last word without asides. Appositions and relative
clauses after it have functions of their own.
"""

from monitor.languages.lexicon import Lexicon
from monitor.statements.atoms import Atom

LONGEST_NICKNAME = 28
"""Characters of a quotation inside a name."""
LONGEST_TITLE = 40
"""Characters of a quoted title before a noun: the “Viral” author."""
LONGEST_PARENTHESIS = 20
"""Atoms of a parenthesis inside a phrase: a party and a state."""
LONGEST_MEMBER = 6
"""Atoms of the first member of a list of speakers: a name with its office."""
LONGEST_APPOSITION = 45
"""Atoms; the longest seen in 284 annotated articles has 38."""


def is_plural(atom: Atom, lexicon: Lexicon) -> bool:
    """Return whether a word without a capital has the plural's -s."""
    return atom.tag == "w" and has_plural_ending(atom.low, lexicon)


def has_plural_ending(low: str, lexicon: Lexicon) -> bool:
    """Return whether a word ends in the plural's -s: not "chess", "crisis"."""
    is_singular = low.endswith(lexicon.endings["singular"])
    return low.endswith(lexicon.endings["plural"]) and not is_singular


class PhraseWalker:
    """Walks the noun phrases of one sentence."""

    def __init__(self, atoms: list[Atom], lexicon: Lexicon) -> None:
        self._atoms = atoms
        self._lexicon = lexicon
        self._words = lexicon.words
        self._endings = lexicon.endings
        self._verbs = lexicon.verbs
        self._titles = lexicon.words["title"]
        self._offices = lexicon.words["title"] | lexicon.words["role"]
        self._two_offices = self._offices | lexicon.words["officer"]
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
        at: int | None = last
        first = last + 1
        while at is not None and at >= 0:
            at = self._left_in_phrase(at, last)
            if at is not None:
                first = at + 1
        return first if first <= last else None

    def _left_in_phrase(self, at: int, last: int) -> int | None:
        """Return the atom left of one that belongs to a noun phrase, or None at its boundary."""
        atom = self._atoms[at]
        tag = atom.tag
        if tag == "w":
            is_verb = self._is_finite_verb(at) or self._is_active_verb(at, last)
            return self._before_relative(at) if is_verb else at - 1
        if atom.low in self._words["opens_clause_too"] and at < last and tag not in "XNT":
            return None  # "Oil rose after the Guards vowed to …"
        is_relative = atom.low in self._words["relative_pronoun"]
        if tag == "o" and is_relative and self._opens_clause(at, last):
            return None
        if tag in "XNTDPo" or (tag == "R" and at < last):
            return at - 1
        if tag == "Q":
            return at - 1 if self._is_nickname(at, last) else None
        if tag == ")":
            opening = self._opening(at)
            return None if opening is None else opening - 1
        return self._left_over_clause(at, last, is_relative=is_relative)

    def _before_relative(self, verb: int) -> int | None:
        """Return the atom before "who" and its verb, or None: a source | who spoke to the paper."""
        atoms = self._atoms
        is_relative = verb > 1 and atoms[verb - 1].low in self._words["who"]
        return verb - 2 if is_relative and atoms[verb - 2].tag in "wXN)" else None

    def _left_over_clause(self, at: int, last: int, *, is_relative: bool) -> int | None:
        """Return the atom left of a relative clause, a list or "and" inside a phrase, or None."""
        atom = self._atoms[at]
        is_joined = at == 0 and at < last and self._atoms[1].tag == "C"
        if atom.tag == "p" and (is_joined or self._is_object_relative(at, last)):
            return at - 1
        if is_relative and self._opens_clause(at, last):
            return None
        if atom.tag in "BHMp" or is_relative:
            relative = self._relative_start(at)
            return None if relative is None else relative - 1
        if atom.tag == ",":
            is_firm = self._is_before_suffix(at)
            return at - 1 if is_firm or self._is_in_list(at, last) else None
        is_and = atom.tag == "C" and atom.low in self._words["and_or"]
        return at - 1 if is_and and self._joins_phrases(at, last) else None

    def _is_before_suffix(self, comma: int) -> bool:
        """Return whether a comma is inside the name of a firm: Twitter, | Inc."""
        atoms = self._atoms
        is_suffix = comma + 1 < len(atoms) and atoms[comma + 1].low in self._words["firm_suffix"]
        return is_suffix and comma > 0 and atoms[comma - 1].tag == "X"

    def _opens_clause(self, at: int, last: int) -> bool:
        """Return whether a clause whose subject is the phrase begins at a word: "odd that Trump |
        demands"; not "a man who lives here | said".
        """
        following = self._atoms[at + 1]
        return at < last and following.tag in "XTDNo"

    def _is_object_relative(self, at: int, last: int) -> bool:
        """Return whether a pronoun and the last word are a relative clause without its pronoun:
        "the experts | I interviewed".
        """
        is_verb = self._atoms[last].low.endswith(self._endings["past"])
        return at + 1 == last and is_verb and at > 0 and self._atoms[at - 1].tag in "wX"

    def _is_nickname(self, at: int, last: int) -> bool:
        """Return whether a quotation is a nickname inside a phrase: Thomas "Mac" McLarty."""
        atom = self._atoms[at]
        is_continued = atom.quotation is not None and atom.quotation.last == ","
        is_inside = at < last and at > 0 and self._atoms[at - 1].tag in "XwDT"
        return is_inside and not is_continued and atom.end - atom.start <= LONGEST_NICKNAME

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

    def _is_active_verb(self, at: int, last: int) -> bool:
        """Return whether a past form has a subject and an object: Brill lost | his weight."""
        if at == 0 or at >= last:
            return False
        before, atom, after = self._atoms[at - 1 : at + 2]
        return self.is_past(atom) and before.tag in "wXpN" and after.tag in "Do"

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
        is_pronoun = before.tag == "p" and at == 1  # She and her aides
        if not (before.tag in "XwTN)" or is_pronoun) or after.tag not in "XwTNDR":
            return False
        return is_pronoun or self._phrase_reaches_boundary(at - 1)

    def _is_in_list(self, comma: int, last: int) -> bool:
        """Return whether a comma parts the members of a list: the mayor, two guards and a nurse.

        The words before it begin the sentence, and no preposition opens them.
        """
        atoms = self._atoms
        rest = atoms[comma + 1 : last + 1]
        is_list = any(
            atom.tag == "C" and atom.low in self._words["and_or"] for atom in rest
        ) and not any(atom.tag in ",BHMp" for atom in rest)
        if not is_list or comma > LONGEST_MEMBER:
            return False
        before = atoms[:comma]
        is_phrase = all(atom.tag in "XwTND" for atom in before)
        verbs = any(atom.tag == "w" and atom.low.endswith(self._endings["verb"]) for atom in before)
        return is_phrase and not verbs and atoms[comma - 1].tag in "Xw"

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
        ) or (self.is_past(atom) and (self._atoms[at - 1].tag == "X" or self._has_object(at)))

    def _has_object(self, at: int) -> bool:
        """Return whether a past form has a plural before it and an object: banks filed suits."""
        atoms = self._atoms
        after = atoms[at + 1].tag if at + 1 < len(atoms) else ""
        return is_plural(atoms[at - 1], self._lexicon) and bool(after) and after in "wDo"

    def is_past(self, atom: Atom) -> bool:
        """Return whether a word has the form of a past or a participle."""
        is_irregular = atom.low in self._words["irregular_past"]
        return is_irregular or atom.low.endswith(self._endings["past"])

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
