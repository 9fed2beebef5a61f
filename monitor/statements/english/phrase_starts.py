"""Noun phrases to the left: from the last word of a phrase to its first.

A phrase runs left over nouns, names, "of", "in" … until a boundary: comma, colon, another verb, a
subordinator. Relative clauses ("a man who has accused the mayor | said"), lists and offices behind
"as" belong to it.
"""

from monitor.languages.lexicon import Lexicon
from monitor.statements.atoms import Atom

LONGEST_NICKNAME = 28
"""Characters of a quotation inside a name."""
LONGEST_MEMBER = 6
"""Atoms of the first member of a list of speakers: a name with its office."""


class PhraseStarts:
    """Finds the first words of the noun phrases of one sentence."""

    def __init__(self, atoms: list[Atom], lexicon: Lexicon) -> None:
        self._atoms = atoms
        self._lexicon = lexicon
        self._words = lexicon.words
        self._endings = lexicon.endings
        self._verbs = lexicon.verbs
        self._titles = lexicon.words["title"]
        self._offices = lexicon.words_in("title", "role")
        self._two_offices = lexicon.words_in("title", "role", "officer")
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
        if self._names_office(at, last) or self._is_article(at):
            return at - 1
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

    def _names_office(self, at: int, last: int) -> bool:
        """Return whether "as" precedes an office without an article: her tenure | as secretary."""
        if self._atoms[at].low not in self._words["as_word"] or not 0 < at < last:
            return False
        before, after = self._atoms[at - 1], self._atoms[at + 1]
        return after.low in self._offices and before.tag in "wN"

    def _is_article(self, at: int) -> bool:
        """Return whether "that" is an article: one author of | that report."""
        is_that = self._atoms[at].low in self._words["complementizer"]
        return is_that and at > 0 and self._atoms[at - 1].tag == "P"

    def _before_relative(self, verb: int) -> int | None:
        """Return the atom before "who" and its verb, or None: a source | who spoke to the paper."""
        atoms, who = self._atoms, verb - 1
        while who > 0 and atoms[who].tag in "RHB":
            who -= 1  # a man | who had once accused the mayor
        is_that = who > 1 and atoms[who - 2].tag == "D"  # the group | that condemned the raid
        openers = self._words["who_that" if is_that else "who"]
        is_relative = who > 0 and atoms[who].low in openers
        return who - 1 if is_relative and atoms[who - 1].tag in "wXN)" else None

    def _left_over_clause(self, at: int, last: int, *, is_relative: bool) -> int | None:
        """Return the atom left of a relative clause, a list or "and" inside a phrase, or None."""
        atom = self._atoms[at]
        is_first = at == 0 or (at == 1 and self._atoms[0].tag == "C")
        is_joined = is_first and at < last and self._atoms[at + 1].tag == "C"
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
        if after.tag == "P":
            return self._has_preposition(at) and self._phrase_reaches_boundary(at - 1)
        is_first = at == 1 or (at == 2 and atoms[0].tag == "C")
        is_pronoun = before.tag == "p" and is_first  # She and her aides
        if not (before.tag in "XwTN)" or is_pronoun) or after.tag not in "XwTNDR":
            return False
        return is_pronoun or self._phrase_reaches_boundary(at - 1)

    def _has_preposition(self, at: int) -> bool:
        """Return whether a preposition and its noun precede "and": in Norland | and abroad."""
        atoms, place = self._atoms, at - 1
        while place > 0 and atoms[place].tag in "XwTND":
            place -= 1
        return 0 < place < at - 1 and atoms[place].tag == "P"

    def _is_in_list(self, comma: int, last: int) -> bool:
        """Return whether a comma parts the members of a list: the mayor, two guards and a nurse.

        The words before it begin the sentence, and no preposition opens them.
        """
        atoms = self._atoms
        rest = atoms[comma + 1 : last + 1]
        is_list = any(
            atom.tag == "C" and atom.low in self._words["and_or"] for atom in rest
        ) and not any(atom.tag in ",BHMp" for atom in rest)
        begin = self._after_opener()
        if not is_list or not begin < comma <= begin + LONGEST_MEMBER:
            return False
        before = atoms[begin:comma]
        is_phrase = all(atom.tag in "XwTND" for atom in before)
        verbs = any(atom.tag == "w" and atom.low.endswith(self._endings["verb"]) for atom in before)
        return is_phrase and not verbs and atoms[comma - 1].tag in "Xw"

    def _after_opener(self) -> int:
        """Return the atom after the word that opens a sentence: But | …; Instead, | …"""
        atoms = self._atoms
        if atoms[0].tag == "C":
            return 1
        return 2 if len(atoms) > 1 and atoms[0].tag == "R" and atoms[1].tag == "," else 0

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

    def is_past(self, atom: Atom) -> bool:
        """Return whether a word has the form of a past or a participle."""
        is_irregular = atom.low in self._words["irregular_past"]
        return is_irregular or atom.low.endswith(self._endings["past"])
