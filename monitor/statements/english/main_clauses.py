"""Subjects of clauses without a cue: whom a participle or a second verb inherits as its speaker.

1. The main clause's subject precedes its verb, after an introduction: "On Monday, Berg".
2. A subordinate or coordinated clause has its own: "…, and the League | has sued the city, saying".
"""

from dataclasses import dataclass

from monitor.languages.given_names import given_names
from monitor.statements.atoms import Atom
from monitor.statements.english.heads import HeadFinder


@dataclass(frozen=True, slots=True)
class Source:
    """A source phrase: atoms ``first`` to ``last`` of its sentence, its head among them."""

    first: int
    last: int
    head_first: int
    head_last: int


class MainClauseFinder(HeadFinder):
    """Finds the subjects of main and subordinate clauses in one sentence."""

    def first_subject(self, before: int) -> Source | None:
        """Return the subject of the sentence's main clause if it precedes an atom; for inherited
        subjects.
        """
        atoms = self._atoms
        at = 0
        while at < before:
            atom = atoms[at]
            if (
                atom.tag in "PS"
                or atom.low in self._times
                or (atom.low in self._words["last_next"] and atoms[at + 1].low in self._times)
                or (atom.tag in "wX" and atom.low.endswith(self._endings["verb"]) and at == 0)
            ):
                comma = next((n for n in range(at, before) if atoms[n].tag == ","), None)
                if comma is None:
                    return None
                at = comma + 1
            elif self._is_skipped(at, before):
                at += 1
            else:
                break
        if at >= before:
            return None
        if atoms[at].tag == "p":
            return Source(at, at, at, at)
        last = self._phrase_end(at, until=before)
        if last is None:
            return None
        last = self._before_past(at, last)
        return Source(at, last, *self.head_of(at, last))

    def _before_past(self, first: int, last: int) -> int:
        """Return where a subject ends before its verb: the minister | got up and said."""
        atoms = self._atoms
        for at in range(first + 1, last + 1):
            after = atoms[at + 1] if at + 1 < len(atoms) else None
            is_verb = atoms[at].tag == "w" and self.is_past(atoms[at]) and atoms[at - 1].tag == "w"
            if is_verb and after is not None and self._begins_rest(after):
                return at - 1
        return last

    def _begins_rest(self, atom: Atom) -> bool:
        """Return whether an object, an adverb or a phrase begins: got | up, left | the room."""
        return atom.tag in "PDoRNXC" or atom.low in self._words["verb_particle"]

    def _is_skipped(self, at: int, before: int) -> bool:
        """Return whether a word before the subject is a mark, a quotation or an adverb."""
        atom = self._atoms[at]
        is_mark = atom.tag in "CR,-" or (atom.tag == "Q" and at + 1 < before)
        return is_mark or (at == 0 and self._is_leading_adverb(atom))

    def _is_leading_adverb(self, atom: Atom) -> bool:
        """Return whether the capitalised first word of a sentence is an adverb by its ending."""
        ending = self._lexicon.adverb_ending
        is_adverb = atom.tag == "X" and bool(ending) and atom.low.endswith(ending)
        is_name = atom.low in self._words["no_adverb"] or atom.low in given_names()
        return is_adverb and not is_name

    def last_opener(self, first: int, before: int) -> int | None:
        """Return the last "after", "when" or "because" between two places, or None."""
        openers = self._words["subordinating"]
        return next(
            (n for n in range(before - 1, first, -1) if self._atoms[n].low in openers), None
        )

    def clause_subject(self, opener: int, before: int) -> Source | None:
        """Return the subject of a clause if it is a name and its verb follows it."""
        atoms, first = self._atoms, opener + 1
        last = self._phrase_end(first, until=before) if first < before else None
        if last is None or last + 1 >= before or atoms[last].tag != "X":
            return None
        verb = atoms[last + 1]
        is_verb = verb.tag in "BHM" or (verb.tag == "w" and self.is_past(verb))
        return Source(first, last, *self.head_of(first, last)) if is_verb else None
