"""Reported clauses of the plain grammar: which clauses are content, and where they end."""

from monitor.languages.lexicon import Verb
from monitor.statements.plain_asides import PlainAsides

SHORTEST_CLAUSE = 4
"""Atoms before a postponed cue without quotation; fewer are not a clause."""


class PlainClauses(PlainAsides):
    """One sentence, and the clauses of its cues."""

    def _clause_end(self, first: int) -> int:
        """Return the last atom of content that begins here.

        It ends before a coordinated cue, a semicolon or the sentence's end.
        """
        atoms = self._atoms
        for n in range(first + 1, self._end):
            if atoms[n].tag == ";":
                return n - 1
            if self._is_stopped(n, first):
                return n - 1 - (atoms[n - 1].tag == ",")
            if self._is_verb(n) and self._is_coordinated(n, first):
                last = self._group(n) - 2
                return last - (atoms[last].tag == ",")
        return self._end - 1

    def _is_stopped(self, at: int, first: int) -> bool:
        """Return whether a row of the language ends content here: "…, lors d'une visite".

        A short clause has no adverbial.
        """
        if self._lexicon.rows.stop_at(self._atoms, at) is None:
            return False
        return self._atoms[at - 1].tag != "," or at - 1 - first >= SHORTEST_CLAUSE

    def _is_coordinated(self, at: int, first: int) -> bool:
        group = self._group(at)
        if group - 1 <= first:
            return False
        before = self._atoms[group - 1]
        if self._is_converb(at) or self._order == "vso":
            is_linked = before.tag in "CS" and self._low(group - 2) == ","  # …، فيما أكد …
            return before.tag == "," or is_linked
        if self._has_direct_clause:
            return before.tag in ",C"
        return before.tag == "C"

    def _is_said_clause(self, first: int, verb: Verb) -> bool:
        """Return whether a clause after a comma is content.

        It is in the reporting mood, has "zu", or follows a plain verb of saying.
        """
        atoms = self._atoms
        low = atoms[first].low
        is_impersonal = self._low(first - 2) in self._words["impersonal"]  # hieß es, …
        is_quoting = "quotation" in verb.frames and not is_impersonal
        if atoms[first].tag == "S" or low in self._words["not_said"] or is_quoting:
            return False
        if atoms[first].tag == "P" and self._low(first + 1) in self._words["relative"]:
            return False  # bei denen …
        lows = [atom.low for atom in atoms[first : self._end]]
        is_reported = not self._words["reporting_mood"].isdisjoint(lows)
        if len(lows) > 2 and lows[-2] in self._words["to_infinitive"]:
            return True
        if not is_reported and "clauses" not in verb.frames:
            return False
        return self._is_main_clause(first)

    def _is_main_clause(self, first: int) -> bool:
        """Return whether a main clause begins here: a relative clause has its finite verb at the
        end.
        """
        atoms = self._atoms
        if atoms[first].low not in self._words["relative"]:
            return True
        rest = atoms[first : self._end]
        # A comma closes a relative clause before the content; a clause up to the full stop is
        # content.
        return not any(atom.tag == "," for atom in rest) or any(
            atom.tag in "BHM" for atom in rest[:6]
        )
