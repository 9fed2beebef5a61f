"""The end of a clause or an object: a full stop, a new cue, a coordinated verb, an aside."""

from monitor.statements.english.objects import ObjectReader
from monitor.statements.english.particles import cue_verb
from monitor.statements.english.phrases import is_plural

LONGEST_NEW_SPEAKER = 6
"""Atoms of "and", a name with its title, and its cue."""
SHORTEST_ASIDE = 3
"""Atoms of an aside inside content; shorter ones are a part of what was said."""
LONGEST_EVENT = 8
"""Atoms from "after" to the verb of its clause."""


class ClauseReader(ObjectReader):
    """Finds the ends of clauses in one sentence."""

    def clause_end(self, first: int, *, is_object: bool = False) -> int:
        """Return the last atom of the content that starts at ``first``."""
        atoms = self._atoms
        depth = 0
        for at in range(first, len(atoms)):
            tag = atoms[at].tag
            if tag in ".;":
                return at - 1
            if tag in "()":
                depth += 1 if tag == "(" else -1
                if depth < 0:
                    return at - 1
            elif at > first and self._ends_clause(at, first, is_object=is_object):
                return at - 1
        return len(atoms) - 1

    def _ends_clause(self, at: int, first: int, *, is_object: bool) -> bool:
        """Return whether content ends before a word: a stop, another cue, the end of an object."""
        tag, said = self._atoms[at].tag, self._atoms[at - 1].quotation
        if self._lexicon.rows.stop_at(self._atoms, at) is not None:
            return True
        if said is not None and (self._is_new_participle(at) or (tag == "C" and said.last == ",")):
            return True  # is “true,” | but …
        if (tag == "," and self._new_cue_after(at)) or (tag == "C" and self.is_coordinated_cue(at)):
            return True
        if tag == "C" and self._new_speaker_after(at):
            return True
        return is_object and self._ends_object(at, first)

    def own_end(self, first: int, last: int, opener: str) -> int:
        """Return where content ends inside its own clause, at most ``last``.

        1. "When Clinton noted that he paid nothing, | Trump boasted …": a clause that ``opener``
           subordinates ends before the main clause.
        2. "… the cooperation of Pagliano, | who worked …": a relative clause after the last comma
           belongs to the writer.
        """
        atoms = self._atoms
        # that although it rained, …
        thats, opening = self._words["complementizer"], atoms[first : first + 3]
        is_opened = any(atom.tag == "S" and atom.low not in thats for atom in opening)
        for at in range(first + 1, last):
            atom, following = atoms[at], atoms[at + 1]
            is_relative = following.low in self._words["relative_clause"]
            if (
                atom.tag == ","
                and is_relative
                and all(later.tag != "," for later in atoms[at + 1 : last + 1])
            ):
                return at - 1
            is_aside = (
                following.low in self._words["aside_word"]
                and at + 4 < len(atoms)
                and "," in (atoms[at + 2].tag, atoms[at + 3].tag)
            )
            if (
                atom.tag == ","
                and following.low in self._words["writers_comparison"]
                and not is_aside
            ):
                return at - 1
            if atom.tag in ",-" and not is_opened and self._is_closing_apposition(at + 1, last):
                return at - 1
            if atom.tag == "," and self._is_writers_clause(at + 1):
                return at - 1
            if (
                opener not in self._words["subordinating"]
                or following.tag not in "pXDTw"
                or is_relative
            ):
                continue
            if atom.tag == ",":
                return at - 1
            if atom.quotation is not None and atom.quotation.last == ",":
                return at
        return last

    def without_asides(self, first: int, last: int) -> list[tuple[int, int]]:
        """Return the parts of a clause around the writer's aside: that Berg, who left, | will win.

        An aside is a relative clause before its verb, between two commas or two dashes.
        """
        for at in range(first + 1, last - 2):
            end = self._aside_inside(at, last)
            if end is not None:
                return [(first, at - 1), (end + 1, last)]
        return [(first, last)]

    def _aside_inside(self, at: int, last: int) -> int | None:
        """Return the mark that ends an aside which begins at a mark, or None."""
        atoms = self._atoms
        mark = atoms[at].tag
        is_relative = atoms[at + 1].low in self._words["who_which"]
        is_dashed = mark == "-" and (is_relative or atoms[at + 1].low in self._words["as_word"])
        if not (is_dashed or (mark == "," and is_relative)):
            return None
        end = next((n for n in range(at + SHORTEST_ASIDE, last) if atoms[n].tag == mark), None)
        if end is None or any(atom.tag == "Q" for atom in atoms[at:end]):
            return None
        follows = atoms[end + 1].tag
        return end if mark == "-" or follows in "BHMw" else None

    def _before_event(self, first: int, last: int) -> int:
        """Return the end of a request before its occasion: ordered them out | after a man fell."""
        atoms = self._atoms
        for at in range(first, last - 1):
            if atoms[at].low not in self._words["after_request"]:
                continue
            begins_clause = "pX" if atoms[at].low in self._words["as_word"] else "XTDpwN"
            clause = atoms[at + 2 : min(last, at + LONGEST_EVENT) + 1]
            if atoms[at + 1].tag in begins_clause and any(map(self._is_past_verb, clause)):
                return at - 1
        return last

    def _is_writers_clause(self, at: int) -> bool:
        """Return whether the writer's own clause follows a comma: "but analysts doubt it", "even as
        he did".
        """
        after = self._atoms[at + 1] if at + 1 < len(self._atoms) else None
        if after is None:
            return False
        low = self._atoms[at].low
        return (low in self._words["contrast"] and after.tag in "XD") or (
            low in self._words["even"] and after.low in self._words["after_even"]
        )

    def _is_closing_apposition(self, first: int, last: int) -> bool:
        """Return whether only the writer's apposition follows a comma: "a layoff rivaling …"."""
        atoms = self._atoms
        if atoms[first].low not in self._words["article"] or last - first < 3:
            return False
        return all(atom.tag not in ",CQ-" for atom in atoms[first : last + 1])

    def _is_new_participle(self, at: int) -> bool:
        """Return whether a participle after a quotation's own comma is another cue: “… maniacal,”
        adding, “…”
        """
        said, verb = self._atoms[at - 1].quotation, self._verbs.get(self._atoms[at].low)
        return said is not None and said.last == "," and verb is not None and verb.form == "ing"

    def _aside_end(self, at: int) -> int | None:
        """Return the start of the clause after an aside ("in an interview"), or None."""
        atoms = self._atoms
        for place in range(at + 1, min(at + 14, len(atoms))):
            tag = atoms[place].tag
            if tag in ".;:Q":
                return None
            if tag == "p" and atoms[place].low not in self._words["who"]:
                return place
            if tag == "D" and atoms[place - 1].tag not in "PDC,":
                return place
        return None

    def _new_cue_after(self, comma: int) -> bool:
        """Return whether a comma begins a cue: ", adding that", ", he said", ", and warned"."""
        atoms = self._atoms
        at = comma + 1
        while at < len(atoms) and (
            atoms[at].tag in "CR" or atoms[at].low in self._words["before_new_cue"]
        ):
            at += 1
        if at >= len(atoms):
            return False
        if atoms[at].low in self._words["according_word"]:
            return True
        verb = self._verbs.get(atoms[at].low)
        if verb is not None and verb.form == "ing":
            return True
        verb = cue_verb(atoms, at, self._verbs)
        if verb is not None:
            following = atoms[at + 1] if at + 1 < len(atoms) else None
            takes_object = (
                "object" in verb.frames and following is not None and following.tag in "oDQ"
            )
            return (
                verb.form == "past" and (at > comma + 1 or takes_object or self._is_aside_tail(at))
            ) or (verb.lemma in self._words["says"] and verb.form != "base")
        # ", he said." and `, Smith told reporters.` end the content before them
        for place in range(at, min(at + 9, len(atoms))):
            tag = atoms[place].tag
            if tag in ".,;:QSC":
                return False
            verb = self._verbs.get(atoms[place].low)
            if (
                verb is not None
                and not verb.is_ambiguous
                and verb.form in ("past", "third")
                and place > at
            ):
                end = self.is_aside_only(place + 1)
                return (
                    "clause" in verb.frames
                    and end is not None
                    and (end >= len(atoms) or atoms[end].tag in ".,")
                )
        return False

    def _new_speaker_after(self, at: int) -> bool:
        """Return whether another speaker's cue follows "and": … and Democrats accused …"""
        atoms = self._atoms
        for place in range(at + 1, min(at + LONGEST_NEW_SPEAKER, len(atoms))):
            atom = atoms[place]
            verb = self._verbs.get(atom.low)
            if verb is not None and verb.form == "past" and place > at + 1:
                is_saying = verb.lemma in self._words["saying_or_blaming"]
                is_person = self._is_new_speaker(at, place)
                return is_saying and not verb.is_ambiguous and is_person
            if atom.tag not in "XTDNpw":
                return False
        return False

    def _is_new_speaker(self, at: int, verb: int) -> bool:
        """Return whether a name, a pronoun or several people with "that" follow "and"."""
        atoms = self._atoms
        before, after = atoms[verb - 1], atoms[verb + 1 : verb + 2]
        is_clause = any(atom.low in self._words["complementizer"] for atom in after)
        if before.tag == "w":  # …, and rights groups warned that
            return is_clause and atoms[at - 1].tag == "," and is_plural(before, self._lexicon)
        words = atoms[at + 1 : verb]
        is_name = before.tag == "X" and all(atom.tag != "w" for atom in words)
        return is_name or (before.tag == "p" and verb == at + 2)

    def _is_aside_tail(self, verb_at: int) -> bool:
        return self._verbs[self._atoms[verb_at].low].frames >= {"clause"}

    def is_coordinated_cue(self, at: int) -> bool:
        """Return whether "and" joins another cue of the same subject: "… and warned against"."""
        atoms = self._atoms
        place = at + 1
        while place < len(atoms) and atoms[place].tag in "RH":
            place += 1
        if place >= len(atoms):
            return False
        verb = cue_verb(atoms, place, self._verbs)
        if verb is None or verb.form == "base" or atoms[at].low in self._words["nor"]:
            return False
        opens_clause = any(atom.tag in "pS" for atom in atoms[place + 1 : place + 2])
        # and claims he …
        if verb.is_ambiguous and verb.form != "past" and not opens_clause:
            return False
        if verb.lemma in self._words["thinking"]:
            return False
        if verb.form == "ing":  # calling it a show | and asserting that …
            return self._notes_that(atoms[place], atoms[place + 1 : place + 2])
        return verb.form in ("past", "third")

    def _is_infinitive(self, at: int) -> bool:
        return (
            at + 1 < len(self._atoms)
            and self._atoms[at].low in self._words["infinitive"]
            and self._atoms[at + 1].tag in "wRB"
        )

    def is_aside_only(self, at: int, *, has_listener: bool = True) -> int | None:
        """Return the atom that ends the asides after a postponed cue, or None if other words
        follow.

        The listener of a verb with a listener counts as an aside too.
        """
        atoms = self._atoms
        while at < len(atoms) and atoms[at].tag not in ".,;Q:)-":
            further = self._after_aside(at, has_listener=has_listener)
            if further is None:
                return None
            at = further
        return at

    def _after_aside(self, at: int, *, has_listener: bool) -> int | None:
        """Return the atom after one adverb, phrase or listener of an aside, or None for none."""
        atoms = self._atoms
        tag, low = atoms[at].tag, atoms[at].low
        if tag in "RN" or low in self._times or low in self._words["late_early"]:
            return at + 1
        if self._is_infinitive(at) and not is_plural(atoms[at + 1], self._lexicon):
            return None  # "he pledged to put New York in play"; not "he said to reporters"
        if tag == "P" or low in self._words["begins_aside"]:
            ends = (n for n in range(at, len(atoms)) if atoms[n].tag in ".,;Q:)")
            return next(ends, len(atoms))
        following = atoms[at + 1] if at + 1 < len(atoms) else None
        if not has_listener or following is None:
            return None
        if tag in "Xwo":  # `told reporters`, "said Tuesday"
            is_part = tag == "w" and following.low in self._words["genitive"]
            ends_listener = following.tag in "P.,;:Q" or following.low in self._times
            return at + 1 if ends_listener and not is_part else None
        return at + 1 if tag == "D" else None
