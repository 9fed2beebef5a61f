"""From sentences to candidates: each sentence's own, and quotations that continue others.

1. A quotation without a cue of its own continues the statement right before it in its paragraph;
   otherwise it has the speaker of the paragraph or of the paragraph before.
2. A quotation over several paragraphs is one statement. A sentence without a cue in the mood of
   reported speech (German: "sei", "habe") continues the speech before it.
"""

import re
from dataclasses import dataclass

from monitor.statements.candidates import Candidate
from monitor.statements.english.sources import SourceFinder
from monitor.statements.layout import Layout, overlapping
from monitor.statements.quotes import Quotation
from monitor.statements.sentence_candidates import (
    SHORTEST_LOOSE_QUOTATION,
    SentenceCandidates,
)
from monitor.statements.tokens import Sentence
from monitor.statements.unspaced import UnspacedReader

_TRANSCRIPT = re.compile(r"([A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3}):\s+(?=\S)")
"""A line of a transcript that is quoted whole: WALLACE: Let’s start …"""


@dataclass(slots=True)
class _Place:
    """A sentence, and the statements before it that a quotation may continue."""

    sentence: Sentence
    number: int
    is_first: bool
    """Whether it begins its paragraph."""
    last: Candidate | None
    """The last statement of the paragraph."""
    quoting: Candidate | None
    """The last statement with a quotation."""


class Candidates(SentenceCandidates):
    """Reads the candidates of one text, in the order of its sentences."""

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout)
        self._quoted_by_paragraph: dict[int, Candidate] = {}
        self._last_cued: Candidate | None = None

    def read(self) -> list[Candidate]:
        """Return all candidates; a script without spaces is read from its unchanged paragraphs."""
        if self._lexicon.raw.get("grammar") == "unspaced":
            return self._unspaced()
        results = self._answers()
        last: Candidate | None = None
        quoting: Candidate | None = None
        paragraph = -1
        for number, sentence in enumerate(self._sentences):
            is_first = sentence.paragraph != paragraph
            if is_first:
                paragraph, last = sentence.paragraph, None
                if paragraph - 1 not in self._quoted_by_paragraph and not self._layout.has_turns:
                    quoting = None
            place = _Place(sentence, number, is_first, last, quoting)
            here, loose = self._read_place(place, results[-1:])
            if not (here and here[0] is last):
                results.extend(here)
                self._last_cued = here[-1] if here else self._last_cued
                last = self._last_after(place, here, loose)
                quoting = self._quoting_after(place, here, loose)
        return self._with_headings_led(self._with_runs_joined(results))

    def _read_place(
        self, place: _Place, before: list[Candidate]
    ) -> tuple[list[Candidate], Quotation | None]:
        """Return the candidates of a sentence, and its quotation that no cue has as content."""
        here = self._cued(place.sentence, place.number)
        said = self._attribute(place.number, here, before)
        if said is not None:
            is_known = bool(before) and said is before[0]
            return ([said] if said is place.last or not is_known else []), None
        loose = self._loose_quotation(place.sentence, here)
        if loose is not None:
            candidate = self._attach(loose, place, is_alone=not here)
            return ([candidate, *here] if candidate is not None else here), loose
        if not here:
            here = self._without_cue(place, before)
        return here, None

    def _last_after(
        self, place: _Place, here: list[Candidate], loose: Quotation | None
    ) -> Candidate | None:
        """Return the statement of the paragraph that the next quotation may continue."""
        if here:
            leads = place.sentence.atoms[0].quotation is not None and self._is_quoting(here[0])
            return here[0] if loose is not None or leads else here[-1]
        if loose is None and place.last is not None:
            return _mark_spent(place.last)
        return place.last

    def _quoting_after(
        self, place: _Place, here: list[Candidate], loose: Quotation | None
    ) -> Candidate | None:
        """Return the last statement with a quotation, and record it for its paragraph."""
        quoting = place.quoting
        paragraph = place.sentence.paragraph
        for candidate in here:
            if self._is_quoting(candidate):
                quoting = self._quoted_by_paragraph[paragraph] = candidate
        if loose is not None and quoting is not None:
            self._quoted_by_paragraph[paragraph] = quoting
        return quoting

    def _unspaced(self) -> list[Candidate]:
        """Return the candidates of a script without spaces, from its unchanged paragraphs."""
        reader = UnspacedReader(self._text, self._lexicon)
        numbers = self._layout.first_sentences()
        return [
            candidate
            for paragraph, bounds in enumerate(self._paragraphs)
            for candidate in reader.read(
                self._quotations[paragraph], bounds, numbers.get(paragraph, 0)
            )
        ]

    def _answers(self) -> list[Candidate]:
        """Return the paragraphs after a speaker's name and colon: answers of an interview."""
        numbers = self._layout.first_sentences()
        return [
            self._answer(name, (begin, self._paragraphs[paragraph][1]), numbers[paragraph])
            for paragraph, (name, begin) in self._layout.labels.items()
            if paragraph in numbers
        ]

    def _answer(self, name: tuple[int, int], content: tuple[int, int], number: int) -> Candidate:
        colon = self._text.index(":", name[1], content[0])
        cue = (colon, colon + 1)
        return Candidate([content], cue, ":", "colon-name", name, name, "X", number)

    def _with_runs_joined(self, results: list[Candidate]) -> list[Candidate]:
        """Attach a quotation left open at a paragraph's end to the statement that continues it.

        Applies if only that statement has a cue.
        """
        carrying = {
            candidate.content[0][0]: candidate
            for candidate in results
            if candidate.cue and self._is_quoting(candidate)
        }
        kept: list[Candidate] = []
        for candidate in reversed(results):
            following = self._layout.paragraph_at(candidate.content[-1][0]) + 1
            if candidate.form == "context" and following in self._layout.carried:
                later = carrying.get(self._quotations[following][0].inner_start)
                if later is not None and later is not candidate:
                    later.content[:0] = candidate.content
                    carrying[candidate.content[0][0]] = later
                    continue
            kept.append(candidate)
        thinking = self._lexicon.words["thinking"]
        return [candidate for candidate in reversed(kept) if candidate.lemma not in thinking]

    def _is_reported(self, sentence: Sentence) -> bool:
        """Return whether the mood of a sentence's first clause reports speech: the German
        subjunctive.
        """
        mood = self._lexicon.words["reporting_mood"]
        if not mood:
            return False
        clause = next(
            (n for n, atom in enumerate(sentence.atoms) if n > 2 and atom.tag == ","),
            len(sentence.atoms),
        )
        if sentence.atoms[0].tag == "S":
            clause = len(sentence.atoms)  # Wenn er komme, werde man reden.
        return any(atom.low in mood for atom in sentence.atoms[:clause])

    def _without_cue(self, place: _Place, before: list[Candidate]) -> list[Candidate]:
        """Return the content of a sentence without a cue: a continued statement, or one of its
        own.
        """
        sentence, last = place.sentence, place.last
        if last is not None and self._runs_on(last) and not self._is_about_this(sentence):
            last.content.append(_without_stop(sentence))
            return [last]
        if not self._is_reported(sentence):
            return []
        if last is None and self._reports_pronoun(sentence):
            return [self._of_pronoun(sentence, place.number)]
        if last is not None:
            return [self._continuation(sentence, place.number, last)]
        return self._across_paragraphs(sentence, place.number, before[0]) if before else []

    def _reports_pronoun(self, sentence: Sentence) -> bool:
        """Return whether a sentence begins with he or she and a verb that only reported speech has:
        Sie sei erschüttert.
        """
        words = self._lexicon.words
        first, second = sentence.atoms[0], sentence.atoms[1:2]
        is_person = first.tag == "p" and first.low in words["he"] | words["she"]
        return is_person and bool(second) and second[0].low in words["only_reported"]

    def _of_pronoun(self, sentence: Sentence, number: int) -> Candidate:
        """Return a sentence in the reporting mood whose subject says it of himself or herself."""
        source = (sentence.atoms[0].start, sentence.atoms[0].end)
        content = [_without_stop(sentence)]
        return Candidate(content, None, "", "reported", source, source, "p", number)

    def _across_paragraphs(
        self, sentence: Sentence, number: int, last: Candidate
    ) -> list[Candidate]:
        """Return a sentence in the reporting mood that begins the paragraph after one that ended in
        speech.
        """
        if self._layout.paragraph_at(last.content[-1][0]) != sentence.paragraph - 1:
            return []
        return [self._continuation(sentence, number, last)]

    def _is_about_this(self, sentence: Sentence) -> bool:
        """Return whether a sentence says where its speaker said that: Про це він написав …"""
        words, atoms = self._lexicon.words, sentence.atoms
        is_led = len(atoms) > 2 and atoms[0].low in words["about"]
        return is_led and atoms[1].low in words["this"]

    def _runs_on(self, candidate: Candidate) -> bool:
        """Return whether unquoted speech after a colon continues in the next sentence of its
        paragraph.
        """
        if not self._lexicon.is_plain or candidate.form not in ("colon", "colon-name"):
            return False
        start, end = candidate.content[-1]
        paragraph = self._layout.paragraph_at(start)
        quoted = any(overlapping(self._quotations[paragraph], start, end))
        return not quoted and candidate.sentence > 0 and paragraph > 0

    def _continuation(self, sentence: Sentence, number: int, origin: Candidate) -> Candidate:
        """Return the candidate of a sentence that continues reported speech without a cue of its
        own.
        """
        content = [(sentence.start, self._end_of_reported(sentence))]
        return Candidate(
            content,
            None,
            "",
            "reported",
            origin.source,
            origin.head,
            origin.source_tag,
            number,
            {"context"},
        )

    def _is_quoting(self, candidate: Candidate) -> bool:
        return candidate.form in ("quote", "postponed-quote", "colon", "colon-name", "context")

    def _loose_quotation(self, sentence: Sentence, here: list[Candidate]) -> Quotation | None:
        """Return the quotation at the head of a sentence if no cue of that sentence has it as
        content.
        """
        quotation = sentence.atoms[0].quotation
        layout = self._layout
        is_outside = sentence.paragraph in layout.labels or sentence.paragraph in layout.asides
        if quotation is None or is_outside or self._is_thought(sentence):
            return None
        taken = any(
            start < quotation.inner_end and quotation.inner_start < end
            for candidate in here
            for start, end in candidate.content
        )
        return None if taken else quotation

    def _is_thought(self, sentence: Sentence) -> bool:
        """Return whether a verb of thinking follows the quotation at the head of a sentence."""
        behind = (atom.low for atom in sentence.atoms[1:4] if atom.tag not in ",-")
        return next(behind, "") in self._lexicon.words["thought"]

    def _attach(self, quotation: Quotation, place: _Place, *, is_alone: bool) -> Candidate | None:
        """Attach a loose quotation to the statement that it continues, or make a statement of it.

        Return None if it is attached, or is the topic of its sentence.
        """
        sentence = place.sentence
        if (spoken := self._transcript_line(quotation, place.number)) is not None:
            return spoken
        opened = self._cue_before_colon(sentence.paragraph, is_first=place.is_first)
        if opened is not None:
            opened.content = [(quotation.inner_start, quotation.inner_end)]
            return opened
        part = (quotation.inner_start, quotation.inner_end)
        leads_to_cue = quotation.last == "," and not self._lexicon.is_plain
        is_carried = place.is_first and sentence.paragraph in self._layout.carried
        leads_to_cue = leads_to_cue or (is_carried and self._lexicon.is_plain)
        if len(sentence.atoms) > 2 and is_alone and not leads_to_cue:
            part = (
                _without_stop(sentence)
                if sentence.atoms[-1].tag == "."
                else (sentence.start, sentence.end)
            )
        if (continued := self._continued(place)) is not None:
            continued.content.append(part)
            return None
        return self._with_context(quotation, part, place)

    def _transcript_line(self, quotation: Quotation, number: int) -> Candidate | None:
        spoken = _TRANSCRIPT.match(self._text, quotation.inner_start, quotation.inner_end)
        if spoken is None:
            return None
        name, content = spoken.span(1), (spoken.end(), quotation.inner_end)
        cue = (name[1], name[1] + 1)
        return Candidate([content], cue, ":", "colon-name", name, name, "X", number)

    def _continued(self, place: _Place) -> Candidate | None:
        """Return the statement that a loose quotation at a place continues, or None."""
        carries_on = place.is_first and place.sentence.paragraph in self._layout.carried
        if carries_on and place.quoting is not None and "spent" not in place.quoting.flags:
            return place.quoting
        last = place.last
        is_open = last is not None and self._is_quoting(last) and "spent" not in last.flags
        return last if is_open else None

    def _with_context(
        self, quotation: Quotation, part: tuple[int, int], place: _Place
    ) -> Candidate | None:
        """Return a statement with the speaker of its paragraph or of the paragraph before."""
        atoms = place.sentence.atoms
        words = self._text[quotation.inner_start : quotation.inner_end].count(" ") + 1
        is_short = words < SHORTEST_LOOSE_QUOTATION
        if is_short and len(atoms) > 2 and atoms[1].tag in "wXDNBop":
            return None  # a title or a nickname that is the topic of its sentence
        origin = place.last or (place.quoting if place.is_first else None)
        is_title = len(atoms) > 2 and not (quotation.is_sentence or quotation.last == ",")
        if is_title and not self._lexicon.is_plain and atoms[1].tag in "BHM":
            return None  # “A reasonable guess” does not mean …
        if origin is None and (is_short or (is_title and not self._lexicon.is_plain)):
            return None  # “A Walk in the Woods” is a guide to …
        if origin is None and not self._lexicon.is_plain:
            origin = self._spoke_before(place, part)
        elif origin is None and quotation.is_sentence and not is_short:
            origin = self._actor_before(place.number)
        is_answer = self._layout.is_interview and place.is_first
        flags = {"context", "answer"} if is_answer else {"context"}
        if origin is None:
            return Candidate([part], None, "", "context", None, None, "", place.number, flags)
        source, head, tag = origin.source, origin.head, origin.source_tag
        return Candidate([part], None, "", "context", source, head, tag, place.number, flags)

    def _spoke_before(self, place: _Place, part: tuple[int, int]) -> Candidate | None:
        """Return a candidate with the speaker of the sentence before a loose quotation, or None.

        It is who spoke last in the paragraph before, or the subject of the sentence before.
        """
        if not place.number:
            return None
        before = self._sentences[place.number - 1]
        last = self._last_cued
        if place.is_first:
            is_near = last is not None and last.sentence == place.number - 1
            return last if is_near and before.paragraph == place.sentence.paragraph - 1 else None
        finder = SourceFinder(before.atoms, self._lexicon)
        source = finder.first_subject(len(before.atoms))
        if source is None or source.last + 1 >= len(before.atoms):
            return None
        head, verb = before.atoms[source.head_last], finder.verb_behind(source)
        if verb is None or verb.tag not in "wBHMR":
            return None
        is_person = head.low in self._lexicon.words["he"] | self._lexicon.words["she"]
        if head.tag != "X" and not is_person:
            return None
        whole = (before.atoms[source.first].start, before.atoms[source.last].end)
        named = (before.atoms[source.head_first].start, head.end)
        tag = "p" if is_person else "X"
        return Candidate([part], None, "", "context", whole, named, tag, place.number - 1)

    def _cue_before_colon(self, paragraph: int, *, is_first: bool) -> Candidate | None:
        """Return the cue that ended the paragraph before in a colon, once; a comment may follow its
        cue in the same paragraph.
        """
        if self._opened is None or self._opened[0] != paragraph - is_first:
            return None
        opened, self._opened = self._opened[1], None
        return opened


def _without_stop(sentence: Sentence) -> tuple[int, int]:
    """Return the span of a sentence without its full stop."""
    atoms = sentence.atoms
    last = atoms[-2] if atoms[-1].tag == "." and len(atoms) > 1 else atoms[-1]
    return sentence.start, last.end


def _mark_spent(candidate: Candidate) -> Candidate:
    """Record that plain sentences follow a statement: later quotations no longer continue it."""
    candidate.flags.add("spent")
    return candidate
