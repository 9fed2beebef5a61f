"""Speakers and statements of one text.

    text --paragraphs, quotations, sentences--> candidates --attach, resolve, judge--> statements

1. Each sentence gives its candidates: cues with a source and content
   (`monitor.statements.extract`).
2. A quotation without a cue of its own continues the statement right before it in its paragraph;
   otherwise it has the speaker of the paragraph or of the paragraph before.
3. A quotation over several paragraphs is one statement. A sentence without a cue in the mood of
   reported speech (German: "sei", "habe") continues the speech before it.
4. Sources become speakers inside the article (`monitor.statements.people`).
5. Ids are functions of content and speaker, so copies of a statement in other articles share them.

No input raises, and time grows linearly with the text.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Literal

import msgspec

from monitor.languages.folding import fold_word
from monitor.languages.lexicon import Lexicon, lexicon_for
from monitor.records import Kind, Span, Speaker, Statement, Via
from monitor.records.ids import fold_words, statement_id
from monitor.statements.acts import find_acts
from monitor.statements.candidates import Candidate
from monitor.statements.chooser import Chooser, Readings, follow_rules, options_of
from monitor.statements.confidence import confidence_of
from monitor.statements.dialogue import (
    find_labels,
    find_later_turn,
    has_cue,
    is_interview,
    read_turn,
    skip_dateline,
    split_quotation,
)
from monitor.statements.extract import SentenceReader
from monitor.statements.paragraph_languages import Detect, paragraph_languages
from monitor.statements.parses import parse
from monitor.statements.people import People
from monitor.statements.plain import PlainReader
from monitor.statements.quotes import Quotation, find_quotations, iterate_runs, split_paragraphs
from monitor.statements.speakers import Source, Speakers
from monitor.statements.tokens import Atom, Sentence, make_sentences, tokenize
from monitor.statements.unspaced import UnspacedReader
from monitor.statements.verb_last import VerbLastReader

SHORTEST_SENTENCE = 3
"""Atoms: a source, a cue, a content."""
SHORTEST_LOOSE_QUOTATION = 5
"""Words; a shorter quotation without a cue is a title, a nickname or a scare quote."""

_TRANSCRIPT = re.compile(r"([A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3}):\s+(?=\S)")
"""A line of a transcript that is quoted whole: WALLACE: Let’s start …"""

Depth = Literal["full", "plain", "quotes"]
ANY_LANGUAGE = "any"
"""The data file for languages without one."""
CHANNEL_NEAR = 60
"""Characters around a cue that are searched for its channel."""


def read_statements(
    text: str,
    language: str,
    chooser: Chooser = follow_rules,
    *,
    detect: Detect | None = None,
    lexicon: Lexicon | None = None,
) -> tuple[Statement, ...]:
    """Return the statements of a text in the order in which they begin.

    A language without a file is read for direct quotations only (`reading_depth`). The chooser
    decides which candidates are read on, and with which content; the default follows the rules.
    With ``detect``, each paragraph is read in its own language. ``lexicon`` replaces the language's
    own, to measure a row of its grammar.
    """
    own = lexicon or _lexicon(language)
    if detect is None:
        return _Reader(text, own).read(chooser)
    paragraphs = split_paragraphs(text)
    numbers = paragraph_languages(text, paragraphs, language, detect)
    if len(numbers) == 1:
        return _Reader(text, own).read(chooser)
    results = [
        statement
        for name, wanted in numbers.items()
        for statement in _Reader(text, _lexicon(name), wanted).read(chooser)
    ]
    results.sort(key=lambda s: (s.content[0].start, s.content[-1].end))
    return _with_ids(results)


def _lexicon(language: str) -> Lexicon:
    lexicon = lexicon_for(language) or lexicon_for(ANY_LANGUAGE)
    assert lexicon is not None
    return lexicon


def reading_depth(language: str) -> Depth:
    """Return the depth at which articles of a language are read.

    English is read ``full``, a language with a file of its own ``plain``, others ``quotes``.
    """
    lexicon = lexicon_for(language)
    if lexicon is None or lexicon.raw.get("depth") == "quotes":
        return "quotes"
    return "plain" if lexicon.is_plain else "full"


class _Reader:
    def __init__(self, text: str, lexicon: Lexicon, only: frozenset[int] | None = None) -> None:
        self._text = text
        self._lexicon = lexicon
        self._only = only
        """Numbers of the paragraphs in this language; None for all."""
        self._paragraphs = split_paragraphs(text)
        reversed_guillemets = text.find("»") < text.find("«") if "»" in text else False
        self._has_turns = lexicon.is_plain and any(
            read_turn(text, start, end, lexicon) and has_cue(text, start, end, lexicon)
            for start, end in self._paragraphs
        )
        """Whether the article has dialogue by dashes: a paragraph that opens with one and has a
        cue.
        """
        self._is_interview = lexicon.is_plain and is_interview(text, self._paragraphs)
        self._has_turns = self._has_turns or self._is_interview
        self._quotations = [
            self._quotations_of(number, reversed_guillemets=reversed_guillemets)
            for number in range(len(self._paragraphs))
        ]
        aside = lexicon.aside
        self._asides = {
            n for n, (a, b) in enumerate(self._paragraphs) if aside and aside.search(text[a:b])
        }
        """Paragraphs outside the news text: editors' notes, captions."""
        self._carried = dict(iterate_runs(self._paragraphs, self._quotations))
        labels = find_labels(text, self._paragraphs)
        self._labels = {n: label for n, label in labels.items() if self._is_read(n)}
        self._opened: tuple[int, Candidate] | None = None
        self._sentences: list[Sentence] = []
        parsed = parse(text, lexicon.language)
        for number, (start, end) in enumerate(self._paragraphs):
            if not self._is_read(number):
                continue
            begin = skip_dateline(text, start, end, number)
            sentences = make_sentences(
                text, begin, end, self._quotations[number], number, lexicon, parsed
            )
            self._sentences.extend(sentences)

    def _is_read(self, number: int) -> bool:
        return self._only is None or number in self._only

    def _quotations_of(self, number: int, *, reversed_guillemets: bool) -> list[Quotation]:
        """Return the quotations of a paragraph without the cues inside them."""
        if not self._is_read(number):
            return []
        start, end = self._paragraphs[number]
        if self._has_turns and (turns := read_turn(self._text, start, end, self._lexicon)):
            is_answer = number > 0 and self._is_turn(number - 1)
            is_told = has_cue(self._text, start, end, self._lexicon)
            if is_told or self._is_interview:
                is_answer = True
            is_question = len(turns) == 1 and turns[0].last in "?؟;" and not is_told
            return turns if is_answer and not is_question else []
        later = find_later_turn(self._text, start, end, self._lexicon) if self._has_turns else end
        results = find_quotations(self._text, start, later, reversed_guillemets=reversed_guillemets)
        if later < end:
            return [*results, *read_turn(self._text, later, end, self._lexicon)]
        if not self._lexicon.is_plain:
            return results
        return [
            part
            for quotation in results
            for part in split_quotation(self._text, quotation, self._lexicon)
        ]

    def _is_turn(self, number: int) -> bool:
        """Return whether a paragraph is speech: it opens with a dash and asks, or has a cue."""
        start, end = self._paragraphs[number]
        turns = read_turn(self._text, start, end, self._lexicon)
        return bool(turns) and (
            turns[-1].last in "?؟" or has_cue(self._text, start, end, self._lexicon)
        )

    def read(self, chooser: Chooser) -> tuple[Statement, ...]:
        is_unspaced = self._lexicon.raw.get("grammar") == "unspaced"
        candidates = self._chosen(self._unspaced() if is_unspaced else self._candidates(), chooser)
        people = (
            Speakers(self._text, self._sentences, self._lexicon)
            if self._lexicon.is_plain
            else People(self._text, self._sentences, self._lexicon)
        )
        candidates.sort(key=lambda candidate: (candidate.cue or candidate.content[0])[0])
        results = [self._statement(candidate, people) for candidate in candidates]
        return _with_ids(
            sorted(
                results,
                key=lambda statement: (statement.content[0].start, statement.content[-1].end),
            )
        )

    def _chosen(self, candidates: list[Candidate], chooser: Chooser) -> list[Candidate]:
        """Return the candidates that the chooser keeps; the default need not be called."""
        if chooser is follow_rules:
            return candidates
        ends = [self._sentences[candidate.sentence].end for candidate in candidates]
        readings = Readings(self._text, self._lexicon, candidates, ends)
        options = options_of(readings, self._kind)
        chosen = [options[number] for number in chooser(options)]
        for option in chosen:
            candidates[option.group].content = list(option.content)
        return [candidates[option.group] for option in chosen]

    def _unspaced(self) -> list[Candidate]:
        """Return the candidates of a script without spaces, from its unchanged paragraphs."""
        reader = UnspacedReader(self._text, self._lexicon)
        numbers: dict[int, int] = {}
        for number, sentence in enumerate(self._sentences):
            numbers.setdefault(sentence.paragraph, number)
        return [
            candidate
            for paragraph, bounds in enumerate(self._paragraphs)
            for candidate in reader.read(
                self._quotations[paragraph], bounds, numbers.get(paragraph, 0)
            )
        ]

    # -- candidates --

    def _candidates(self) -> list[Candidate]:
        results = self._answers()
        last_in_paragraph: Candidate | None = None
        last_quoting: Candidate | None = None
        paragraph = -1
        quoted_by_paragraph: dict[int, Candidate] = {}
        for number, sentence in enumerate(self._sentences):
            is_first = sentence.paragraph != paragraph
            if is_first:
                paragraph = sentence.paragraph
                if paragraph - 1 not in quoted_by_paragraph and not self._has_turns:
                    last_quoting = None
                last_in_paragraph = None
            here = self._deep_enough(
                self._without_relays(_without_repeats(self._read_sentence(sentence, number)))
            )
            loose = self._loose_quotation(sentence, here)
            if loose is not None:
                candidate = self._attach(
                    loose,
                    sentence,
                    number,
                    here,
                    last_in_paragraph,
                    last_quoting,
                    is_first=is_first,
                )
                if candidate is not None:
                    here = [candidate, *here]
            elif not here:
                here = self._without_cue(sentence, number, last_in_paragraph, results[-1:])
                if here and here[0] is last_in_paragraph:
                    continue
            results.extend(here)
            if here:
                is_led_by_quotation = loose is not None or (
                    sentence.atoms[0].quotation is not None and self._is_quoting(here[0])
                )
                last_in_paragraph = here[0] if is_led_by_quotation else here[-1]
            elif loose is None and last_in_paragraph is not None:
                last_in_paragraph = _mark_spent(last_in_paragraph)
            for candidate in here:
                if self._is_quoting(candidate):
                    last_quoting = candidate
                    quoted_by_paragraph[paragraph] = candidate
            if loose is not None and last_quoting is not None:
                quoted_by_paragraph[paragraph] = last_quoting
        return self._with_runs_joined(results)

    def _answers(self) -> list[Candidate]:
        """Return the paragraphs after a speaker's name and colon: answers of an interview."""
        numbers: dict[int, int] = {}
        for number, sentence in enumerate(self._sentences):
            numbers.setdefault(sentence.paragraph, number)
        return [
            self._answer(name, (begin, self._paragraphs[paragraph][1]), numbers[paragraph])
            for paragraph, (name, begin) in self._labels.items()
            if paragraph in numbers
        ]

    def _answer(self, name: tuple[int, int], content: tuple[int, int], number: int) -> Candidate:
        colon = self._text.index(":", name[1], content[0])
        cue = (colon, colon + 1)
        return Candidate([content], cue, ":", "colon-name", name, name, "X", number)

    def _deep_enough(self, results: list[Candidate]) -> list[Candidate]:
        """Return only the quotations for a language that is read at no other depth."""
        if self._lexicon.raw.get("depth") != "quotes":
            return results
        kept = []
        for candidate in results:
            parts = [part for span in candidate.content for part in self._quoted_parts(span)]
            if parts:
                candidate.content = parts
                kept.append(candidate)
        return kept

    def _quoted_parts(self, span: tuple[int, int]) -> list[tuple[int, int]]:
        paragraph = self._paragraph_at(span[0])
        return [
            (quotation.inner_start, quotation.inner_end)
            for quotation in _overlapping(self._quotations[paragraph], *span)
            if self._text.count(" ", quotation.inner_start, quotation.inner_end)
            >= SHORTEST_LOOSE_QUOTATION - 2
        ]

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
            following = self._paragraph_at(candidate.content[-1][0]) + 1
            if candidate.form == "context" and following in self._carried:
                later = carrying.get(self._quotations[following][0].inner_start)
                if later is not None and later is not candidate:
                    later.content[:0] = candidate.content
                    carrying[candidate.content[0][0]] = later
                    continue
            kept.append(candidate)
        return kept[::-1]

    def _paragraph_at(self, offset: int) -> int:
        return bisect_right(self._paragraphs, offset, key=lambda paragraph: paragraph[0]) - 1

    def _without_relays(self, results: list[Candidate]) -> list[Candidate]:
        """Return the candidates without outlets that only relay another speaker of the same
        sentence.

        Example: "X expressed regret, news agency Y reported".
        """
        return [
            candidate
            for candidate in results
            if not (self._is_relay(candidate) and _holds_cue(candidate, results))
        ]

    def _is_relay(self, candidate: Candidate) -> bool:
        if candidate.form not in ("postponed", "according") or candidate.source is None:
            return False
        words = map(fold_word, self._text[slice(*candidate.source)].split())
        return not self._lexicon.words["outlet"].isdisjoint(words)

    def _read_sentence(self, sentence: Sentence, number: int) -> list[Candidate]:
        if len(sentence.atoms) < SHORTEST_SENTENCE or sentence.paragraph in self._asides:
            return []
        if sentence.paragraph in self._labels:
            return []
        if self._lexicon.is_plain:
            is_verb_last = self._lexicon.raw.get("order") == "sov"
            kind = VerbLastReader if is_verb_last else PlainReader
            reader = kind(self._text, sentence, number, self._lexicon)
            results = reader.read()
            if reader.opened is not None:
                self._opened = (sentence.paragraph, reader.opened)
            return results
        is_headline = sentence.paragraph == 0
        return SentenceReader(
            self._text, sentence, number, self._lexicon, is_headline=is_headline
        ).read()

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

    def _without_cue(
        self,
        sentence: Sentence,
        number: int,
        last: Candidate | None,
        before: list[Candidate],
    ) -> list[Candidate]:
        """Return the content of a sentence without a cue: a continued statement, or one of its
        own.
        """
        if last is not None and self._runs_on(last):
            last.content.append(_without_stop(sentence))
            return [last]
        if not self._is_reported(sentence):
            return []
        if last is not None:
            return [self._continuation(sentence, number, last)]
        return self._across_paragraphs(sentence, number, before[0]) if before else []

    def _across_paragraphs(
        self, sentence: Sentence, number: int, last: Candidate
    ) -> list[Candidate]:
        """Return a sentence in the reporting mood that begins the paragraph after one that ended in
        speech.
        """
        if self._paragraph_at(last.content[-1][0]) != sentence.paragraph - 1:
            return []
        return [self._continuation(sentence, number, last)]

    def _runs_on(self, candidate: Candidate) -> bool:
        """Return whether unquoted speech after a colon continues in the next sentence of its
        paragraph.
        """
        if not self._lexicon.is_plain or candidate.form not in ("colon", "colon-name"):
            return False
        start, end = candidate.content[-1]
        paragraph = self._paragraph_at(start)
        quoted = any(_overlapping(self._quotations[paragraph], start, end))
        return not quoted and candidate.sentence > 0 and paragraph > 0

    def _continuation(self, sentence: Sentence, number: int, origin: Candidate) -> Candidate:
        """Return the candidate of a sentence that continues reported speech without a cue of its
        own.
        """
        last = (
            sentence.atoms[-2]
            if sentence.atoms[-1].tag == "." and len(sentence.atoms) > 1
            else sentence.atoms[-1]
        )
        content = [(sentence.start, last.end)]
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
        if quotation is None or sentence.paragraph in self._labels:
            return None
        taken = any(
            start < quotation.inner_end and quotation.inner_start < end
            for candidate in here
            for start, end in candidate.content
        )
        return None if taken else quotation

    def _attach(
        self,
        quotation: Quotation,
        sentence: Sentence,
        number: int,
        here: list[Candidate],
        last: Candidate | None,
        last_quoting: Candidate | None,
        *,
        is_first: bool,
    ) -> Candidate | None:
        """Attach a loose quotation to the statement that it continues, or make a statement of it.

        Return None if it is attached.
        """
        if is_first and (opened := self._cue_before_colon(sentence.paragraph)) is not None:
            opened.content = [(quotation.inner_start, quotation.inner_end)]
            return opened
        if (
            spoken := _TRANSCRIPT.match(self._text, quotation.inner_start, quotation.inner_end)
        ) is not None:
            name, content = spoken.span(1), (spoken.end(), quotation.inner_end)
            return Candidate(
                [content], (name[1], name[1] + 1), ":", "colon-name", name, name, "X", number
            )
        part = (quotation.inner_start, quotation.inner_end)
        if len(sentence.atoms) > 2 and not here:
            part = (
                sentence.start,
                sentence.atoms[-2].end if sentence.atoms[-1].tag == "." else sentence.end,
            )
        carries_on = sentence.paragraph in self._carried
        if (
            is_first
            and carries_on
            and last_quoting is not None
            and "spent" not in last_quoting.flags
        ):
            last_quoting.content.append(part)
            return None
        if last is not None and self._is_quoting(last) and "spent" not in last.flags:
            last.content.append(part)
            return None
        words = self._text[quotation.inner_start : quotation.inner_end].count(" ") + 1
        if (
            words < SHORTEST_LOOSE_QUOTATION
            and len(sentence.atoms) > 2
            and sentence.atoms[1].tag in "wXDNBop"
        ):
            return None  # a title or a nickname that is the topic of its sentence
        origin = last or (last_quoting if is_first else None)
        if words < SHORTEST_LOOSE_QUOTATION and origin is None:
            return None
        source, head, tag = (
            (origin.source, origin.head, origin.source_tag)
            if origin is not None
            else (None, None, "")
        )
        flags = {"context", "answer"} if self._is_interview and is_first else {"context"}
        return Candidate([part], None, "", "context", source, head, tag, number, flags)

    def _cue_before_colon(self, paragraph: int) -> Candidate | None:
        """Return the cue that ended the paragraph before in a colon, once."""
        if self._opened is None or self._opened[0] != paragraph - 1:
            return None
        opened, self._opened = self._opened[1], None
        return opened

    # -- statements --

    def _statement(self, candidate: Candidate, people: People | Speakers) -> Statement:
        content = tuple(
            self._span(start, self._without_comma(start, end)) for start, end in candidate.content
        )
        text = " ".join(span.text for span in content)
        cue = self._span(*candidate.cue) if candidate.cue else None
        kind = self._kind(candidate)
        acts = find_acts(
            candidate.lemma, candidate.form, cue.text if cue else "", text, self._lexicon
        )
        return Statement(
            id="",
            kind=kind,
            text=text,
            content=content,
            cue=cue,
            speaker=self._speaker(candidate, people),
            acts=acts,
            polarity="denied" if "deny" in acts else "asserted",
            confidence=confidence_of(candidate, kind, self._lexicon),
            through=self._through(candidate),
        )

    def _without_comma(self, start: int, end: int) -> int:
        """Return the end of a quotation without the comma inside its closing mark.

        English papers set it there: it belongs to the cue, not to the content.
        """
        return end - 1 if end - 1 > start and self._text[end - 1] == "," else end

    def _through(self, candidate: Candidate) -> str | None:
        """Return the outlet that published the words: `X told Reuters`, "in an interview with the
        Post", "quoted by ISNA".
        """
        if candidate.cue is None or self._lexicon.through is None:
            return None
        start, end = candidate.cue
        sentence = self._sentences[candidate.sentence]
        for match in self._lexicon.through.finditer(
            self._text,
            max(sentence.start, start - CHANNEL_NEAR),
            min(sentence.end, end + CHANNEL_NEAR),
        ):
            outlet = match[match.lastindex or 1]
            words = {fold_word(word) for word in outlet.split()}
            if not words.isdisjoint(self._lexicon.words["outlet"]) or match.lastindex == 2:
                first, _, rest = outlet.partition(" ")
                return rest if rest and first in self._lexicon.words["the"] else outlet
        return None

    def _span(self, start: int, end: int) -> Span:
        return Span(text=self._text[start:end], start=start, end=end)

    def _kind(self, candidate: Candidate) -> Kind:
        """Return the kind by the share of the content in quotation marks: all, none or some of its
        letters.
        """
        quoted = letters = 0
        for start, end in candidate.content:
            paragraph = self._paragraph_at(start)
            inside = [
                (max(start, q.inner_start), min(end, q.inner_end))
                for quotations in self._quotations[paragraph : paragraph + 12]
                for q in _overlapping(quotations, start, end)
            ]
            letters += sum(map(str.isalnum, self._text[start:end]))
            quoted += sum(sum(map(str.isalnum, self._text[a:b])) for a, b in inside)
        least_direct = 1.0 if self._lexicon.is_plain else 0.95
        if quoted >= least_direct * letters:
            return "direct"
        return "indirect" if quoted <= 0.05 * letters else "mixed"

    def _speaker(self, candidate: Candidate, people: People | Speakers) -> Speaker | None:
        if candidate.source is None or candidate.head is None:
            if "answer" in candidate.flags and isinstance(people, Speakers):
                return people.interviewee()
            return None
        start, end = candidate.source
        atoms = [
            atom
            for atom in self._atoms_near(candidate)
            if candidate.head[0] <= atom.start and atom.end <= candidate.head[1]
        ] or tokenize(
            self._text, *candidate.head, self._lexicon
        )  # a transcript's speaker is inside the quotation
        if not atoms:
            return None
        text = self._text[start:end]
        if self._lexicon.raw.get("grammar") == "unspaced":
            return Speaker(text=text, start=start, end=end, name=text, via="name")
        if isinstance(people, Speakers):
            return self._plain_speaker(candidate, people, text)
        via: Via = "pronoun"
        if candidate.source_tag == "p":
            person = people.meant_by(atoms[0].low, start, self._sentence_at(candidate, start))
            name = person.name if person else ""
        else:
            name, via, person = people.name_of_head(atoms)
            if person is None and via != "pronoun" and _is_body(atoms, self._lexicon):
                person = people.note_body(name)
        if person is not None:
            people.spoke(person, (candidate.cue or candidate.content[0])[0], candidate.sentence)
        if "context" in candidate.flags:
            via = "context"
        return Speaker(text=text, start=start, end=end, name=name, via=via)

    def _plain_speaker(self, candidate: Candidate, speakers: Speakers, text: str) -> Speaker | None:
        assert candidate.source is not None
        start, end = candidate.source
        near = self._atoms_near(candidate)
        atoms = [atom for atom in near if start <= atom.start and atom.end <= end]
        if len(atoms) == 1 and (quoted := atoms[0].quotation) is not None:
            atoms = tokenize(self._text, quoted.inner_start, quoted.inner_end, self._lexicon)
        if not atoms:
            return None
        number = self._sentence_at(candidate, start)
        if candidate.form == "colon-name" and not speakers.has_speaker(atoms):
            atoms = speakers.first_named(atoms) or atoms
        is_nobody = candidate.form == "colon-name" and not speakers.has_speaker(atoms)
        source = Source(atoms, start, number, candidate.source_tag == "p" or is_nobody)
        name, via, entity = speakers.resolve(source)
        if entity is not None:
            place = (candidate.cue or candidate.content[0])[0]
            cue = self._text[slice(*candidate.cue)] if candidate.cue else ""
            speakers.spoke(entity, place, candidate.sentence, cue)
        if "context" in candidate.flags:
            via = "context"
        is_cue = candidate.cue is not None and candidate.cue[0] <= start < candidate.cue[1]
        if not name and is_cue and atoms[0].tag not in "po":
            return None  # a verb without a subject, without an earlier speaker
        return Speaker(text=text, start=start, end=end, name=name, via=via)

    def _sentence_at(self, candidate: Candidate, offset: int) -> int:
        number = candidate.sentence
        while number > 0 and self._sentences[number].start > offset:
            number -= 1
        return number

    def _atoms_near(self, candidate: Candidate) -> list[Atom]:
        assert candidate.source is not None
        return self._sentences[self._sentence_at(candidate, candidate.source[0])].atoms


def _overlapping(quotations: list[Quotation], start: int, end: int) -> Iterator[Quotation]:
    """Yield the quotations of a paragraph, which are in order, that overlap a stretch of text."""
    for number in range(
        bisect_right(quotations, start, key=lambda quotation: quotation.inner_end), len(quotations)
    ):
        if quotations[number].inner_start >= end:
            return
        yield quotations[number]


def _holds_cue(candidate: Candidate, results: list[Candidate]) -> bool:
    """Return whether another candidate's cue is inside a candidate's content."""
    start, end = candidate.content[0][0], candidate.content[-1][1]
    return any(
        other.cue is not None and start <= other.cue[0] < end
        for other in results
        if other is not candidate
    )


def _is_body(atoms: list[Atom], lexicon: Lexicon) -> bool:
    """Return whether a source phrase is a body.

    It is one if it has a name, and its last word is a word for bodies or capitalised.
    """
    last = atoms[-1].low
    is_group = last in lexicon.words["group_role"]
    return is_group or (atoms[-1].tag == "X" and atoms[0].low in lexicon.words["the"])


def _without_stop(sentence: Sentence) -> tuple[int, int]:
    """Return the span of a sentence without its full stop."""
    atoms = sentence.atoms
    last = atoms[-2] if atoms[-1].tag == "." and len(atoms) > 1 else atoms[-1]
    return sentence.start, last.end


def _mark_spent(candidate: Candidate) -> Candidate:
    """Record that plain sentences follow a statement: later quotations no longer continue it."""
    candidate.flags.add("spent")
    return candidate


def _without_repeats(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates without those whose content another one of the sentence already has."""
    kept: list[Candidate] = []
    seen: set[tuple[int, int]] = set()
    for candidate in candidates:
        key = candidate.content[0]
        if key not in seen:
            seen.add(key)
            kept.append(candidate)
    return kept


def _with_ids(statements: list[Statement]) -> tuple[Statement, ...]:
    seen: Counter[tuple[str, str]] = Counter()
    done = []
    for statement in statements:
        name = statement.said_by
        key = (fold_words(statement.text), fold_words(name))
        id_ = statement_id(statement.text, name, seen[key])
        seen[key] += 1
        done.append(msgspec.structs.replace(statement, id=id_))
    outer = _outer(done)
    return tuple(
        msgspec.structs.replace(statement, inside=done[outer[number]].id)
        if number in outer
        else statement
        for number, statement in enumerate(done)
    )


def _outer(statements: list[Statement]) -> dict[int, int]:
    """Return, by number, the nearest statement whose content contains all of another one's."""
    parts = sorted(
        (part.start, -part.end, number)
        for number, statement in enumerate(statements)
        for part in statement.content
    )
    outer: dict[int, int] = {}
    open_parts: list[tuple[int, int, int]] = []
    for start, negative_end, number in parts:
        while open_parts and open_parts[-1][1] <= start:
            open_parts.pop()
        holder = open_parts[-1] if open_parts else None
        last = statements[number].content[-1].end
        if holder and holder[2] != number and holder[1] >= last and holder[:2] != (start, last):
            outer.setdefault(number, holder[2])
        open_parts.append((start, -negative_end, number))
    return outer
