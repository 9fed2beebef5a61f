"""Sentences that name the speaker of the quotation before them, and report nothing else.

a noun      «…». Così, in una nota, Anna Conti. · « … ». C'est l'avis de Paul Renard.
a verb      “…”. Dat zegt minister Els Bakker. · «…». Así lo dijo la ministra.
"""

from dataclasses import dataclass

from monitor.languages.rows import WITH_VERB, CueRow
from monitor.statements.candidates import Range
from monitor.statements.known_words import is_role
from monitor.statements.naming import find_names
from monitor.statements.plain.according import PlainAccording
from monitor.statements.plain.clauses import LONGEST_CLOSING
from monitor.statements.plain.sentence import Run

MOST_TO_SAYING = 6
"""Atoms between the words of an attribution and its verb: an auxiliary, an adverb, a clitic."""
LONGEST_OCCASION = 8
"""Atoms of the occasion before a speaker: in una nota diffusa ieri, …"""


@dataclass(frozen=True, slots=True)
class Attribution:
    """The words that attribute a quotation, its speaker, and the head of that phrase."""

    cue: Range
    source: Range
    head: Range
    tag: str


class PlainAttribution(PlainAccording):
    """One sentence that may name the speaker of the quotation before it."""

    def attribution(self) -> Attribution | None:
        """Return the speaker whom a sentence names for the quotation before it, or None."""
        rows = self._lexicon.rows.attributions_of(self._atoms)
        return next(filter(None, (self._by_row(row, after) for row, after in rows)), None)

    def sole_actor(self) -> tuple[Range, str] | None:
        """Return the only person of a sentence and the class of that source, None for none or
        several: Trainer Meijer war enttäuscht. „…“
        """
        atoms = self._atoms
        names = [run for run in find_names(atoms, self._lexicon) if run.is_person]
        offices = [n for n in range(self._end) if is_role(atoms[n].low, self._lexicon)]
        if len(names) == 1:
            first, last, tag = names[0].first, names[0].last, "X"
        elif not names and len(offices) == 1 and offices[0]:
            first, last, tag = offices[0] - 1, offices[0], "w"
        else:
            return None
        if tag == "w" and (atoms[first].tag != "D" or self._low(first) in self._words["oblique"]):
            return None
        before = atoms[first - 1] if first else None
        is_led = before is not None and (before.tag == "P" or before.low in self._words["of"])
        return None if is_led else ((atoms[first].start, atoms[last].end), tag)

    def _by_row(self, row: CueRow, after: int) -> Attribution | None:
        """Return the attribution by a row whose words end before an atom, or None."""
        if any(atom.tag in "Q:;" for atom in self._atoms[after:]):
            return None
        verb = self._saying_after(after)
        if row.form == WITH_VERB and verb is None:
            return None
        source = self._right_source(after) if verb is not None else self._attributed_to(after)
        if source is None or source[0] < after or not self._is_attributed(source, verb):
            return None
        return self._attribution_to(source, after if verb is None else verb + 1)

    def _saying_after(self, first: int) -> int | None:
        """Return the verb of saying of an attribution: Así lo | dijo la ministra."""
        for n in range(first, min(self._end, first + MOST_TO_SAYING)):
            if self._atoms[n].tag in ",P":
                return None
            if self._is_verb(n) and not self._is_noun(n):
                return n
        return None

    def _attributed_to(self, first: int) -> Run | None:
        """Return the phrase after an attribution without a verb, and after its occasion: Così, in
        una nota, | la consigliera Anna Conti.
        """
        while first < self._end and self._atoms[first].tag in ",R":
            first += 1
        if first < self._end and self._atoms[first].tag == "P":
            ahead = range(first + 1, min(self._end, first + LONGEST_OCCASION))
            begin = next((n for n in ahead if self._begins_speaker(n)), None)
            first = first if begin is None else begin
        return self._run(first, self._end)

    def _begins_speaker(self, at: int) -> bool:
        """Return whether a speaker begins behind an occasion: after its comma, or with an article
        or an office of its own.
        """
        before = self._atoms[at - 1]
        if before.tag == ",":
            return True
        is_led = before.tag in "PD" or before.low in self._words["of"]
        return not is_led and self._heads_source(at)

    def _is_attributed(self, source: Run, verb: int | None) -> bool:
        """Return whether a phrase is a speaker, and no other clause follows it."""
        atoms = self._atoms[source[0] : source[1] + 1]
        is_speaker = any(
            atom.tag in "XT"
            or is_role(atom.low, self._lexicon)
            or self._lexicon.body_head(atom.low)
            for atom in atoms
        )
        if not is_speaker or any(atom.tag in "BHM" for atom in atoms):
            return False
        if verb is not None:
            that = self._words["that"]
            near = self._atoms[source[1] + 1 : source[1] + LONGEST_CLOSING]
            return not any(atom.low in that for atom in near)
        rest = self._atoms[source[1] + 1 : self._end]
        is_closed = not rest or rest[0].tag in ",P(" or rest[0].low in self._words["time"]
        comma = next((n for n, atom in enumerate(rest) if atom.tag == ","), len(rest))
        return is_closed and not any(
            atom.tag in "BHM" or atom.low in self._lexicon.verbs for atom in rest[:comma]
        )

    def _attribution_to(self, source: Run, after: int) -> Attribution:
        source = self._with_name_aside(source) or source
        atoms, head = self._atoms, self._head(*source)
        named = any(atom.tag in "XT" for atom in atoms[head[0] : head[1] + 1])
        cue = atoms[0].start, atoms[after - 1].end
        span = atoms[source[0]].start, atoms[source[1]].end
        tag = "X" if named else "w"
        return Attribution(cue, span, (atoms[head[0]].start, atoms[head[1]].end), tag)
