"""Sentences that name the speaker of the quotation before them, and report nothing else.

a noun      «…». Così, in una nota, Anna Conti. · « … ». C'est l'avis de Paul Renard.
a verb      “…”. Dat zegt minister Els Bakker. · «…». Así lo dijo la ministra.

A sentence without marks may be what was said, if it reports nothing itself: Il ponte è chiuso. Lo
ha detto la ministra.
"""

from dataclasses import dataclass

from monitor.languages.rows import WITH_VERB, CueRow
from monitor.records.statement import ATTITUDES
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
LEAST_WORDS = 2
"""Words of an attribution that may have a sentence without marks: not "so" alone."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """The words that attribute a quotation, its speaker, and the head of that phrase."""

    cue: Range
    source: Range
    head: Range
    tag: str
    lemma: str
    """Verb of saying, empty for none."""
    has_object: bool
    """Whether its first word is the object of its verb: Lo, dat; not "so"."""
    takes_sentence: bool
    """Whether a sentence without marks may be what was said."""
    carried: Range | None
    """The quotation that ends the sentence, behind a colon: what was said goes on there."""


class PlainAttribution(PlainAccording):
    """One sentence that may name the speaker of the quotation before it."""

    def attribution(self) -> Attribution | None:
        """Return the speaker whom a sentence names for the quotation before it, or None."""
        rows = self._lexicon.rows.attributions_of(self._atoms)
        return next(filter(None, (self._by_row(row, after) for row, after in rows)), None)

    def sole_actor(self, *, is_led: bool = False) -> tuple[Range, str] | None:
        """Return the only person of a sentence and the class of that source, None for none or
        several: Trainer Meijer war enttäuscht. „…“

        Of a sentence that leads to a quotation (``is_led``) the first full name is enough.
        """
        atoms = self._atoms
        names = [run for run in find_names(atoms, self._lexicon) if run.is_person]
        if is_led and names and names[0].last > names[0].first:
            names = names[:1]
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
        is_object = before is not None and (before.tag == "P" or before.low in self._words["of"])
        return None if is_object else ((atoms[first].start, atoms[last].end), tag)

    def _by_row(self, row: CueRow, after: int) -> Attribution | None:
        """Return the attribution by a row whose words end before an atom, or None."""
        end = self._carried_at(after)
        if any(atom.tag in "Q:;" for atom in self._atoms[after : end or self._end]):
            return None
        verb = self._saying_after(after)
        if row.form == WITH_VERB and verb is None:
            return None
        if verb is None:
            source = None if end else self._attributed_to(after)
        else:
            source = self._inside_verb(after, verb) or self._right_source(after)
            source = source or self._attributed_to(verb + 1)
        if source is None or source[0] < after or not self._is_attributed(source, verb):
            return None
        return self._attribution_to(source, after, verb, end)

    def _carried_at(self, after: int) -> int:
        """Return the colon before the quotation that ends an attribution, 0 for none: Lo ha detto
        la ministra in aula: | «…».
        """
        colon = self._end - 2
        is_carried = colon > after and self._atoms[colon].tag == ":"
        return colon if is_carried and self._atoms[colon + 1].tag == "Q" else 0

    def _inside_verb(self, first: int, verb: int) -> Run | None:
        """Return the source between an auxiliary and its participle, in a language whose verb is
        second: Dat heeft | burgemeester Els Bakker | dinsdag gezegd.
        """
        if self._order != "v2" or self._atoms[first].tag != "H":
            return None
        run = self._run(first + 1, verb)
        while run and run[1] > run[0] and self._low(run[1]) in self._words["time"]:
            run = run[0], run[1] - 1
        return run

    def _saying_after(self, first: int) -> int | None:
        """Return the verb of saying of an attribution: Así lo | dijo la ministra."""
        is_split = self._order == "v2" and first < self._end and self._atoms[first].tag == "H"
        most = LONGEST_OCCASION + MOST_TO_SAYING if is_split else MOST_TO_SAYING
        for n in range(first, min(self._end, first + most)):
            if self._atoms[n].tag in ("," if is_split else ",P"):
                return None
            if self._is_verb(n) and not self._is_noun(n):
                return n if self._only_says(n) else None
        return None

    def _only_says(self, verb: int) -> bool:
        """Return whether a verb can have what was said as its object, unlike Dat accepteerde de
        raad.
        """
        said = self._cue_verb(verb)
        if said is None or "quoting" in said.frames:
            return False
        acts = self._lexicon.acts_by_lemma.get(said.lemma, ())
        return said.lemma in self._lexicon.plain_lemmas or ATTITUDES.isdisjoint(acts)

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
        persons = self._words["he"] | self._words["she"]
        is_pronoun = verb is not None and atoms[0].tag == "p" and atoms[0].low in persons
        is_speaker = is_pronoun or any(
            atom.tag in "XT"
            or is_role(atom.low, self._lexicon)
            or self._lexicon.body_head(atom.low)
            for atom in atoms
        )
        if not is_speaker or any(atom.tag in "BHM" for atom in atoms):
            return False
        if verb is not None:
            return not self._says_more(source[1] + 1)
        rest = self._atoms[source[1] + 1 : self._end]
        is_closed = not rest or rest[0].tag in ",P(" or rest[0].low in self._words["time"]
        comma = next((n for n, atom in enumerate(rest) if atom.tag == ","), len(rest))
        return is_closed and not any(
            atom.tag in "BHM" or atom.low in self._lexicon.verbs for atom in rest[:comma]
        )

    def _says_more(self, at: int) -> bool:
        """Return whether a clause of its own follows the speaker: Así lo dijo Ruiz que …; a
        relative one behind a noun is none.
        """
        near = self._atoms[at : at + LONGEST_CLOSING]
        that = next((n for n, atom in enumerate(near) if atom.low in self._words["that"]), None)
        if that is None or not self._lexicon.raw.get("that_is_relative"):
            return that is not None
        return all(atom.tag == "R" or atom.low in self._words["time"] for atom in near[:that])

    def _attribution_to(self, source: Run, after: int, verb: int | None, colon: int) -> Attribution:
        source = self._with_name_aside(source) or source
        atoms, head = self._atoms, self._head(*source)
        named = any(atom.tag in "XT" for atom in atoms[head[0] : head[1] + 1])
        tag = "X" if named else "w"
        last = after - 1 if verb is None or verb > source[0] else verb
        said = self._cue_verb(verb) if verb is not None else None
        return Attribution(
            cue=(atoms[0].start, atoms[last].end),
            source=(atoms[source[0]].start, atoms[source[1]].end),
            head=(atoms[head[0]].start, atoms[head[1]].end),
            tag="p" if atoms[source[0]].tag == "p" else tag,
            lemma=said.lemma if said else "",
            has_object=verb is not None and atoms[0].tag != "R",
            takes_sentence=verb is not None or after >= LEAST_WORDS,
            carried=self._range(colon + 1, colon + 1) if colon else None,
        )

    def _owner_of_words(self, colon: int) -> Run | None:
        """Return whose words a sentence announces before its colon: Il commento a Sky del tecnico |
        Carlo Neri dopo la partita: «…».
        """
        start = next((n + 1 for n in range(colon - 1, 0, -1) if self._atoms[n].tag == ","), 0)
        start += self._atoms[start].tag == "B"
        start += self._atoms[start].tag == "D"
        if self._low(start) not in self._words["words_said"]:
            return None
        for n in range(start + 1, colon - 1):
            if self._low(n) in self._words["of"] and self._heads_source(n + 1):
                run = self._run(n + 1, colon)
                return self._with_name_aside(run) or run
        return None
