"""The layout of a text: its paragraphs, quotations and sentences, and what kind of text they are.

Dialogue by dashes, interviews, datelines, labels of speakers and editors' notes are recognised here
(`monitor.statements.dialogue`); cues are not.
"""

from bisect import bisect_right
from collections.abc import Iterator

from monitor.languages.folding import fold_word
from monitor.languages.lexicon import Lexicon
from monitor.records import Kind
from monitor.statements.candidates import Candidate
from monitor.statements.datelines import skip_dateline
from monitor.statements.dialogue import (
    find_inner_turns,
    find_labels,
    find_later_turn,
    has_cue,
    is_interview,
    read_turn,
    split_quotation,
)
from monitor.statements.parses import parse
from monitor.statements.particles import particle_surnames
from monitor.statements.quotes import (
    Quotation,
    carry_over,
    find_quotations,
    iterate_runs,
)
from monitor.statements.single_marks import find_single_marks
from monitor.statements.tokens import Paragraph, Sentence, make_sentences

MOST_DIRECT_PARAGRAPHS = 12
"""Paragraphs that a quotation may run over and still be searched for the marks of its content."""
LONGEST_LEAD = 400
"""Characters of a paragraph that leads to an interview or a comment; a longer one is news."""
SHORTEST_SINGLE = 3
"""Words between straight single marks that are speech; fewer are a name."""


class Layout:
    """Paragraphs, quotations and sentences of one text in one language."""

    def __init__(
        self,
        text: str,
        lexicon: Lexicon,
        paragraphs: list[tuple[int, int]],
        only: frozenset[int] | None = None,
    ) -> None:
        self.text = text
        self.lexicon = lexicon
        self._only = only
        """Numbers of the paragraphs in this language; None for all."""
        self.paragraphs = paragraphs
        reversed_guillemets = text.find("»") < text.find("«") if "»" in text else False
        self.has_turns = lexicon.is_plain and any(
            read_turn(text, start, end, lexicon) and has_cue(text, start, end, lexicon)
            for start, end in self.paragraphs
        )
        """Whether the article has dialogue by dashes: a paragraph that opens with one and has a
        cue.
        """
        self.is_interview = lexicon.is_plain and is_interview(text, self.paragraphs)
        self.has_turns = self.has_turns or self.is_interview or self._has_opened_turn()
        self.quotations = [
            self._quotations_of(number, reversed_guillemets=reversed_guillemets)
            for number in range(len(self.paragraphs))
        ]
        if lexicon.is_plain:
            carry_over(text, self.paragraphs, self.quotations)
        aside = lexicon.aside
        self.asides = {
            n for n, (a, b) in enumerate(self.paragraphs) if aside and aside.search(text[a:b])
        }
        """Paragraphs outside the news text: editors' notes, captions."""
        self.carried = dict(iterate_runs(self.paragraphs, self.quotations))
        headings = lexicon.words["no_speaker_before_colon"]
        labels = find_labels(text, self.paragraphs, headings)
        self.labels = {n: label for n, label in labels.items() if self._is_read(n)}
        self.sentences: list[Sentence] = []
        parsed = parse(text, lexicon.language)
        surnames = particle_surnames(text, lexicon)
        for number, (start, end) in enumerate(self.paragraphs):
            if not self._is_read(number):
                continue
            begin = skip_dateline(text, start, end, number, lexicon)
            paragraph = Paragraph(text, begin, end, number, self.quotations[number])
            sentences = make_sentences(paragraph, lexicon, parsed, surnames)
            self.sentences.extend(sentences)

    def _is_read(self, number: int) -> bool:
        return self._only is None or number in self._only

    def _quotations_of(self, number: int, *, reversed_guillemets: bool) -> list[Quotation]:
        """Return the quotations of a paragraph without the cues inside them."""
        if not self._is_read(number):
            return []
        start, end = self.paragraphs[number]
        if self.has_turns and (turns := read_turn(self.text, start, end, self.lexicon)):
            is_answer = self._is_opened(number) or (number > 0 and self._is_turn(number - 1))
            is_told = has_cue(self.text, start, end, self.lexicon)
            if is_told or self.is_interview:
                is_answer = True
            is_question = len(turns) == 1 and turns[0].last in "?؟;" and not is_told
            if not is_answer or is_question:
                return []
            last = turns[-1].end
            return [*turns, *(t for t in self._inner_turns(start, end) if t.start >= last)]
        later = find_later_turn(self.text, start, end, self.lexicon) if self.has_turns else end
        results = find_quotations(self.text, start, later, reversed_guillemets=reversed_guillemets)
        if later < end:
            return [*results, *read_turn(self.text, later, end, self.lexicon)]
        if not self.lexicon.is_plain:
            return results
        if inner := self._inner_turns(start, end):
            outside = [q for q in results if not any(overlapping(inner, q.start, q.end))]
            return sorted([*outside, *inner], key=lambda quotation: quotation.start)
        if self.lexicon.raw.get("suffix_apostrophe") or self.lexicon.raw.get("single_marks"):
            results = _with_single_marks(self.text, start, later, results)
        return [
            part
            for quotation in results
            for part in split_quotation(self.text, quotation, self.lexicon)
        ]

    def _inner_turns(self, start: int, end: int) -> list[Quotation]:
        """Return the speech by dashes behind full stops, in a language whose papers write it."""
        is_used = bool(self.lexicon.raw.get("turns_inside"))
        return find_inner_turns(self.text, start, end, self.lexicon) if is_used else []

    def _has_opened_turn(self) -> bool:
        """Return whether a paragraph that opens with a dash follows one that ends in a colon."""
        return self.lexicon.is_plain and any(
            self._is_opened(number) and bool(read_turn(self.text, start, end, self.lexicon))
            for number, (start, end) in enumerate(self.paragraphs)
        )

    def _is_opened(self, number: int) -> bool:
        """Return whether a paragraph follows a colon, og fortsatte: ¶ - Han hadde …, or one with
        a verb of commenting.
        """
        if not number:
            return False
        start, end = self.paragraphs[number - 1]
        commenting = self.lexicon.words["commenting"]
        if self.text.endswith(":", 0, end):
            return True
        is_lead = bool(commenting) and end - start < LONGEST_LEAD
        words = map(fold_word, self.text[start:end].split()) if is_lead else ()
        return is_lead and not commenting.isdisjoint(words)

    def _is_turn(self, number: int) -> bool:
        """Return whether a paragraph is speech: it opens with a dash and asks, or has a cue."""
        start, end = self.paragraphs[number]
        turns = read_turn(self.text, start, end, self.lexicon)
        return bool(turns) and (
            turns[-1].last in "?؟" or has_cue(self.text, start, end, self.lexicon)
        )

    def paragraph_at(self, offset: int) -> int:
        return bisect_right(self.paragraphs, offset, key=lambda paragraph: paragraph[0]) - 1

    def kind_of(self, candidate: Candidate) -> Kind:
        """Return the kind by the share of the content in quotation marks: all, none or some of its
        letters.
        """
        quoted = letters = 0
        for start, end in candidate.content:
            paragraph = self.paragraph_at(start)
            inside = [
                (max(start, q.inner_start), min(end, q.inner_end))
                for quotations in self.quotations[paragraph : paragraph + MOST_DIRECT_PARAGRAPHS]
                for q in overlapping(quotations, start, end)
            ]
            if not (inside or self.lexicon.is_plain):
                inside = find_single_marks(self.text, start, end)
            own = sum(map(str.isalnum, self.text[start:end]))
            letters += own
            if inside == [(start, end)]:
                quoted += own
            elif inside:
                quoted += sum(sum(map(str.isalnum, self.text[a:b])) for a, b in inside)
        least_direct = 1.0 if self.lexicon.is_plain else 0.95
        if quoted >= least_direct * letters:
            return "direct"
        return "indirect" if quoted <= 0.05 * letters else "mixed"

    def first_sentences(self) -> dict[int, int]:
        """Return the number of the first sentence of each paragraph."""
        numbers: dict[int, int] = {}
        for number, sentence in enumerate(self.sentences):
            numbers.setdefault(sentence.paragraph, number)
        return numbers


def overlapping(quotations: list[Quotation], start: int, end: int) -> Iterator[Quotation]:
    """Yield the quotations of a paragraph, which are in order, that overlap a stretch of text."""
    for number in range(
        bisect_right(quotations, start, key=lambda quotation: quotation.inner_end), len(quotations)
    ):
        if quotations[number].inner_start >= end:
            return
        yield quotations[number]


def _with_single_marks(
    text: str, start: int, end: int, quotations: list[Quotation]
) -> list[Quotation]:
    """Return quotations with those between straight single marks, in a language whose apostrophes
    are inside words: 'Köprü yarın açılacak' dedi.
    """
    single = [
        Quotation(begin - 1, begin, stop, min(stop + 1, end), last=text[stop - 1])
        for begin, stop in find_single_marks(text, start, end)
        if text.count(" ", begin, stop) + 1 >= SHORTEST_SINGLE
        and text[stop : stop + 1] in ("'", "’")
        and not text[begin:stop].isupper()  # a crosshead
        and not any(overlapping(quotations, begin - 1, stop + 1))
    ]
    return sorted([*quotations, *single], key=lambda quotation: quotation.start)
