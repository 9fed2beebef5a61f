"""The end of an object: "condemned the raid | on Monday", "thanked Berg | and urging her to stay".

1. A comma ends it, unless a list, an example ("including") or a name in apposition follows.
2. So do a date, a second verb behind "and", a clause of time and a dash.
"""

from monitor.languages.lexicon import Lexicon
from monitor.statements.atoms import Atom
from monitor.statements.english.lists import begins_date, goes_on_as_list
from monitor.statements.english.particles import cue_verb

FAR_CHARGE = 14
"""Atoms of the time and the place between an object and its charge."""


class ObjectReader:
    """Finds the ends of objects in one sentence."""

    def __init__(self, atoms: list[Atom], lexicon: Lexicon) -> None:
        self._atoms = atoms
        self._lexicon = lexicon
        self._words = lexicon.words
        self._endings = lexicon.endings
        self._verbs = lexicon.verbs
        self._times = lexicon.words["time"]

    def _ends_object(self, at: int, first: int) -> bool:
        """Return whether an object ends before a word or a mark."""
        atom = self._atoms[at]
        if atom.tag in ",-":
            return not self._opens_example(at) and (
                atom.tag == "-" or self._ends_at_comma(at, first)
            )
        if self._charge_follows(at):
            return False
        if self._ends_object_early(at, first):
            return True
        is_date = begins_date(self._atoms, at, self._words["last_next"], self._times)
        is_date = is_date and not self._continues_after_time(at + 1)
        return is_date or atom.low in self._words["ends_object"] or self._opens_time(at)

    def _charge_follows(self, at: int) -> bool:
        """Return whether a time precedes a charge: accused Berg | on Monday of lying."""
        atoms = self._atoms
        if atoms[at].tag != "P" or atoms[at].low in self._words["genitive"]:
            return False
        places = range(at + 1, min(at + FAR_CHARGE, len(atoms) - 1))
        stop = next((n for n in places if atoms[n].tag in ".,;:QBHMpSC-" or self._charges(n)), None)
        return stop is not None and self._charges(stop)

    def _charges(self, at: int) -> bool:
        """Return whether "of" and a participle begin at an atom: of lying."""
        is_of = self._atoms[at].low in self._words["genitive"]
        return is_of and self._atoms[at + 1].low.endswith(self._endings["participle"])

    def _opens_example(self, mark: int) -> bool:
        """Return whether an example follows a mark: denounced the plans, | including one for …"""
        following = self._atoms[mark + 1 : mark + 4]
        is_opener = bool(following) and following[0].low in self._words["example_opener"]
        is_name = all(atom.tag in "XT" for atom in following[1:])
        return is_opener and not is_name  # …, including Anna Berg, who

    def _ends_at_comma(self, comma: int, first: int) -> bool:
        """Return whether a comma ends an object: no list and no "of" follows it."""
        atoms = self._atoms
        following = atoms[comma + 1] if comma + 1 < len(atoms) else None
        if following is None:
            return True
        inside = range(first, comma)
        if any(atoms[n].low in self._words["example_opener"] for n in inside):
            return self._ends_examples(comma)
        near = "-".join(atom.low for atom in atoms[comma + 1 : comma + 4])
        is_list = near in self._words["addition"] or goes_on_as_list(atoms, comma + 1)
        if is_list or following.low in self._words["genitive"]:
            return False  # accuses one of them, Anna Berg, of ignoring …
        if (
            following.tag in "SCPp"
            or following.low.endswith(self._endings["participle"])
            or following.low in self._words["who_which"]
        ):
            return True
        is_clause = following.tag in "XT" and self._begins_main_clause(comma + 1)
        return is_clause or (comma - first > 3 and following.tag not in "XNQ")

    def _ends_examples(self, comma: int) -> bool:
        """Return whether a list of examples ends: including high debts, | rising prices and …"""
        rest = self._atoms[comma + 1 :]
        genitive = self._words["genitive"]
        stops = (
            n
            for n, atom in enumerate(rest)
            if atom.tag in ".;:QBHMpS-" or (atom.tag == "P" and atom.low not in genitive)
        )
        end = next(stops, len(rest))
        return not any(atom.tag == "C" for atom in rest[:end])

    def _opens_time(self, at: int) -> bool:
        """Return whether a preposition opens a time or an occasion: the raid | on Monday."""
        atoms, atom = self._atoms, self._atoms[at]
        is_opener = atom.tag == "P" and atom.low in self._words["time_preposition"]
        if not is_opener or at + 1 >= len(atoms):
            return False
        following = atoms[at + 1]
        if following.low in self._times:
            return not self._continues_after_time(at + 2)
        reach = 5 if atom.low in self._words["in_word"] and following.tag == "D" else 3
        return any(later.low in self._words["occasion"] for later in atoms[at + 2 : at + reach])

    def _begins_main_clause(self, at: int) -> bool:
        """Return whether a name with its verb follows: allegiance to the clan, | Brill left."""
        atoms = self._atoms
        while at < len(atoms) and atoms[at].tag in "XT":
            at += 1
        return at < len(atoms) and (atoms[at].tag in "BHM" or self._is_past_verb(atoms[at]))

    def _ends_object_early(self, at: int, first: int) -> bool:
        """Return whether an object ends before a second verb, a clause or an adverbial."""
        if at + 1 >= len(self._atoms):
            return False
        atom, following = self._atoms[at], self._atoms[at + 1]
        if atom.tag == "C" or atom.low in self._words["by_word"]:
            verb = cue_verb(self._atoms, at + 1, self._verbs)
            if verb is not None and verb.form == "ing" and not verb.is_ambiguous:
                return True  # thanked Berg | and urging her to stay, mocked her | by saying that
        if atom.tag == "C":
            second = self._atoms[at + 2].tag if at + 2 < len(self._atoms) else ""
            is_verb = (
                following.tag == "w"
                and following.low.endswith(self._endings["past"])
                and second in ("D", "o", "P", "X", "R")
            )
            # called it a deal | and ranked her …, endorsed Trump | and has …
            return following.tag in "BHM" or is_verb
        if self._notes_that(atom, [following]):
            return True  # cautioned Berg against haste | noting that
        if atom.low in self._words["ends_before_pronoun"]:
            return following.tag == "p"  # the rally | as he lined up
        is_it = at == first + 1 and self._atoms[first].low in self._words["object_demonstrative"]
        # bragged about it | to voters
        return is_it and atom.tag == "P" and atom.low not in self._words["keeps_object"]

    def _notes_that(self, atom: Atom, after: list[Atom]) -> bool:
        """Return whether a participle of saying and "that" begin a cue of their own."""
        verb, thats = self._verbs.get(atom.low), self._words["complementizer"]
        return verb is not None and verb.form == "ing" and any(one.low in thats for one in after)

    def _continues_after_time(self, at: int) -> bool:
        """Return whether an object continues after a date.

        Examples: "chided Obama on Aug. 17 | for continuing …", "called it on Saturday | “a …”".
        """
        while at < len(self._atoms) and (
            self._atoms[at].tag == "N" or self._atoms[at].low in self._times
        ):
            at += 1
        return at < len(self._atoms) and (
            self._atoms[at].low in self._words["after_date"] or self._atoms[at].tag == "Q"
        )

    def _is_past_verb(self, atom: Atom) -> bool:
        verb = self._verbs.get(atom.low)
        if verb is not None:
            return verb.form == "past"
        lists = ("past_auxiliary", "irregular_past")
        is_listed = any(atom.low in self._words[name] for name in lists)
        return is_listed or (atom.tag == "w" and atom.low.endswith(self._endings["past"]))
