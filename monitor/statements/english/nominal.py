"""Cues other than verbs and colons: ``according to X``, ``his claim that …``."""

from monitor.statements.candidates import Cue, Range
from monitor.statements.english.colons import ColonCues
from monitor.statements.english.main_clauses import Source

SHORTEST_REST = 3
"""Atoms of a clause that continues behind "according to X,"; fewer are an adverbial."""


class NominalCues(ColonCues):
    """Adds the candidates of cues other than verbs and colons."""

    def _try_according(self, at: int, last_of_cue: int) -> None:
        """Add what a source after "according to" said: the clause before the cue or after it."""
        atoms = self._atoms
        is_leading = at == 0 or (at == 1 and atoms[0].tag in "CR")
        source = self._sources.phrase_from(last_of_cue + 1, is_leading=is_leading)
        if source is None or self._is_measure(source):
            return
        after = source.last + 1
        cue = Cue((atoms[at].start, atoms[last_of_cue].end), "according", "according")
        if after == len(atoms) - 1 and atoms[after].tag == ":":
            self._open(cue, source)
        elif is_leading:
            self._add_led(after, cue, source)
        elif parts := self._around_according(at - 1, after):
            self._append(parts, cue, source)

    def _add_led(self, after: int, cue: Cue, source: Source) -> None:
        """Add the clause behind a source at the head of its sentence: According to Berg, …"""
        atoms = self._atoms
        start = after + (after < len(atoms) and atoms[after].tag == ",")
        if start >= len(atoms):
            return
        self._append([self._range(start, self._frames.clause_end(start))], cue, source)
        self._cited_source = source

    def _around_according(self, before: int, after: int) -> list[Range]:
        """Return the clause before "according to", and its continuation behind the source."""
        atoms = self._atoms
        last = before - 1 if atoms[before].tag == "," else before
        first = self._content_start(last, is_quoted=False)
        is_between = after + 1 < len(atoms) and atoms[after].tag == "," and atoms[before].tag == ","
        if first is None or last < first or (last == first and not is_between):
            return []
        parts = [self._range(first, last)]
        if is_between and not atoms[after + 1].low.endswith(self._endings["participle"]):
            rest_last = self._frames.clause_end(after + 1)
            if rest_last - after > SHORTEST_REST:
                parts.append(self._range(after + 1, rest_last))
        return parts

    def _is_measure(self, source: Source) -> bool:
        """Return whether a bare noun measures something: according to size, to instructions."""
        head = self._atoms[source.last]
        lists = ("agent", "role", "group_role", "speech", "proving", "speaking", "signs_headline")
        is_bare = source.first == source.last and head.tag == "w"
        is_known = any(head.low in self._words[name] for name in lists)
        is_plural = head.low.endswith(self._endings["plural"])
        is_measure = not is_plural or head.low in self._words["measures"]
        return is_bare and not is_known and is_measure

    def _try_as_reported(self, at: int) -> None:
        """Add the content of "As reported by the Journal, there are 150 delegates at stake"."""
        atoms = self._atoms
        if (
            at != 0
            or len(atoms) < 6
            or atoms[2].low not in self._words["by_word"]
            or atoms[1].low not in self._verbs
        ):
            return
        source = self._sources.phrase_from(3)
        if source is None or source.last + 2 >= len(atoms) or atoms[source.last + 1].tag != ",":
            return
        first = source.last + 2
        cue = (atoms[0].start, atoms[2].end)
        self._append(
            [self._range(first, self._frames.clause_end(first))],
            Cue(cue, "according", "according"),
            source,
        )

    def _try_noun(self, at: int) -> None:
        """Add the content of "his claim that …", "a promise to …"."""
        atoms = self._atoms
        following = atoms[at + 1]
        if following.low not in self._words["complementizer"] or at + 3 >= len(atoms):
            return
        owner = None
        if at and (
            atoms[at - 1].low in self._words["possessive"]
            or atoms[at - 1].low.endswith(self._endings["possessive"])
        ):
            owner = at - 1
        elif (
            at > 1
            and atoms[at - 1].tag == "w"
            and (
                atoms[at - 2].low in self._words["possessive"]
                or atoms[at - 2].low.endswith(self._endings["possessive"][:1])
            )
        ):
            owner = at - 2
        if owner is None:
            return
        first = owner
        while first > 0 and atoms[first - 1].tag in "XT" and atoms[owner].tag == "X":
            first -= 1
        last = self._frames.clause_end(at + 1)
        self._append(
            [self._range(at + 1, last)],
            Cue((atoms[at].start, atoms[at].end), atoms[at].low, "noun"),
            Source(first, owner, first, owner),
        )
