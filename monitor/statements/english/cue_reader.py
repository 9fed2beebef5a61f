"""Base of the readers of English cues in one sentence."""

from dataclasses import replace

from monitor.languages.lexicon import Lexicon, Verb
from monitor.languages.vetoes import Construction, is_vetoed
from monitor.statements.candidates import Candidate, Cue, Range, range_of
from monitor.statements.english.frames import Complement, FrameReader
from monitor.statements.english.main_clauses import Source
from monitor.statements.english.sources import SourceFinder
from monitor.statements.tokens import Sentence

UNQUOTED = frozenset(("object", "askto", "bare", "that", "listener"))
"""Frames of content without marks of its own: only the grammar says where it ends."""


class CueReader:
    """Base of the readers of cues in one sentence: its atoms, sources and frames, and its
    candidates.
    """

    def __init__(
        self, text: str, sentence: Sentence, number: int, lexicon: Lexicon, *, is_headline: bool
    ) -> None:
        self._text = text
        self._atoms = sentence.atoms
        self._subjects = sentence.subjects
        self._offices = lexicon.words_in("role", "group_role")
        self._number = number
        self._lexicon = lexicon
        self._words = lexicon.words
        self._endings = lexicon.endings
        self._verbs = lexicon.verbs
        self._carrying = lexicon.words["carrying"]
        self._sources = SourceFinder(sentence.atoms, lexicon)
        self._frames = FrameReader(sentence.atoms, lexicon)
        self._is_headline = is_headline
        self._found: list[Candidate] = []
        self._last_source: Source | None = None
        self._cited_source: Source | None = None
        """The source of "according to" at the head of the sentence: its participles are theirs."""
        self._is_complete = False
        """Whether no further cue of the sentence is read."""
        self.opened: Candidate | None = None
        """A cue whose colon ends the sentence: what was said follows in the next paragraph."""

    def _open(self, cue: Cue, source: Source) -> None:
        """Keep a cue whose content follows in the next paragraph."""
        count = len(self._found)
        self._append([cue.place], cue, source)
        if len(self._found) > count:
            self.opened = self._found.pop()
            self.opened.content = []

    def _ends_in_colon(self, at: int) -> bool:
        """Return whether only asides separate a place from the colon that ends the sentence."""
        end = self._frames.is_aside_only(at) if at < len(self._atoms) else None
        last = len(self._atoms) - 1
        return end == last and self._atoms[last].tag == ":"

    def _content_start(self, last: int, *, is_quoted: bool) -> int | None:
        """Return the first atom of content that ends before a postponed cue."""
        atoms = self._atoms
        first = 0
        if is_quoted:
            at = last
            while at > first and atoms[at].tag == "Q" and atoms[at - 1].tag == "Q":
                at -= 1
            # "Trump is “unfit,” she said": unquoted words before the quotation are content too
            start = at
            while start > first and atoms[start - 1].tag not in ";:":
                start -= 1
            while start < at and atoms[start].tag in ",-.":
                start += 1
            return start
        at = last
        while at > first and not self._parts_clauses(at - 1):
            at -= 1
        while at < last and atoms[at].tag in ",-C":
            at += 1
        return at

    def _parts_clauses(self, at: int) -> bool:
        """Return whether an atom is a semicolon, or a colon that is not inside a time: 8:30."""
        atoms = self._atoms
        is_spaced = at + 1 < len(atoms) and atoms[at + 1].start > atoms[at].end
        return atoms[at].tag == ";" or (atoms[at].tag == ":" and is_spaced)

    def _is_clause(self, first: int) -> bool:
        """Return whether the second half of a headline has a verb."""
        return any(
            atom.tag in "BHM"
            or atom.low in self._verbs
            or (
                self._is_headline
                and atom.low.endswith(self._endings["headline_verb"])
                and atom.tag == "w"
            )
            for atom in self._atoms[first:]
        )

    def _add(
        self, complement: Complement, cue_first: int, verb: Verb, source: Source, flags: set[str]
    ) -> None:
        if complement.last < complement.first:
            return
        if self._is_vetoed(complement, cue_first, verb, source):
            return
        atoms = self._atoms
        opener = atoms[source.first - 1].low if source.first and source.first < cue_first else ""
        complement = replace(
            complement, last=self._frames.own_end(complement.first, complement.last, opener)
        )
        cue = (atoms[cue_first].start, atoms[complement.cue_last].end)
        parts = [
            self._range(first, last)
            for first, last in self._frames.without_asides(complement.first, complement.last)
        ]
        self._append(parts, Cue(cue, verb.lemma, complement.form), source, flags)
        last = complement.last
        if (
            complement.form in ("quote", "colon")
            and last + 2 < len(atoms)
            and atoms[last + 1].tag == ","
            and atoms[last + 2].tag == "Q"
        ):
            self._found[-1].content.append(self._range(last + 2, last + 2))

    def _is_vetoed(
        self, complement: Complement, cue_first: int, verb: Verb, source: Source
    ) -> bool:
        """Return whether a row of the language says that this construction reports no speech."""
        if not self._lexicon.rows.vetoes_of(verb.lemma, verb.form, complement.form):
            return False
        group = range(cue_first, complement.cue_last + 1)
        at = next((n for n in group if self._verbs.get(self._atoms[n].low)), cue_first)
        construction = Construction(
            words=self._atoms,
            lemma=verb.lemma,
            form=verb.form,
            frame=complement.form,
            group=(cue_first, at),
            source=(source.first, source.last),
            head=source.head_last,
            content=(complement.first, complement.last),
        )
        return is_vetoed(construction, self._lexicon.rows)

    def _is_silent(self, source: Source) -> bool:
        """Return whether a source is a thing that only shows words: the law, the clock above the
        door; not the law minister.
        """
        silent = self._words["silent"]
        for n in range(source.head_first, source.head_last + 1):
            if self._atoms[n].low not in silent:
                continue
            following = self._atoms[n + 1] if n < source.head_last else None
            if following is None or not (following.tag in "XT" or following.low in self._offices):
                return True
        return False

    def _append(
        self,
        parts: list[Range],
        cue: Cue,
        source: Source,
        flags: set[str] | None = None,
    ) -> None:
        atoms = self._atoms
        parts = [part for part in parts if part[0] < part[1]]
        if not parts or self._is_silent(source):
            return
        head = atoms[source.head_first : source.head_last + 1]
        tag = "X" if any(atom.tag in "XT" for atom in head) else "w"
        if len(head) == 1 and head[0].tag in "po":
            tag = "p"
        self._end_inside((atoms[source.first].start, atoms[source.last].end), cue)
        self._found.append(
            Candidate(
                content=parts,
                cue=cue.place,
                lemma=cue.lemma,
                form=cue.form,
                source=(atoms[source.first].start, atoms[source.last].end),
                head=(atoms[source.head_first].start, atoms[source.head_last].end),
                source_tag=tag,
                sentence=self._number,
                flags=flags or set(),
            )
        )

    def _end_inside(self, source: Range, cue: Cue) -> None:
        """End what a relative clause of a source says where the source ends: the man who
        criticised the plan | said.
        """
        if source[1] > cue.place[0]:
            return
        for earlier in self._found:
            if earlier.cue is None or earlier.source is None or earlier.form not in UNQUOTED:
                continue
            is_inside = source[0] <= earlier.source[0] and earlier.cue[1] <= source[1]
            if is_inside and earlier.content[0][0] < source[1]:
                inside = [part for part in earlier.content if part[0] < source[1]]
                earlier.content = [(start, min(end, source[1])) for start, end in inside]

    def _range(self, first: int, last: int) -> Range:
        return range_of(self._atoms, first, last)
