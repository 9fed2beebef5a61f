"""The candidates of single sentences, by the grammar of the language.

Outlets that only relay another speaker are omitted, and everything but quotations in a language
that is read for quotations alone.
"""

import re
from itertools import pairwise

from monitor.languages.folding import fold_word
from monitor.statements.candidates import Candidate, range_of
from monitor.statements.english.cue_words import may_have_cue
from monitor.statements.english.reader import SentenceReader
from monitor.statements.layout import Layout, overlapping
from monitor.statements.plain.attribution import Attribution
from monitor.statements.plain.reader import PlainReader
from monitor.statements.plain.verb_last import VerbLastReader
from monitor.statements.signatures import read_signature
from monitor.statements.tokens import Sentence

SHORTEST_SENTENCE = 3
"""Atoms: a source, a cue, a content."""
SHORTEST_STATED = 6
"""Atoms of the shortest sentence without marks that the next one attributes: its full stop, too."""
SHORTEST_LOOSE_QUOTATION = 5
"""Words; a shorter quotation without a cue is a title, a nickname or a scare quote."""
LONGEST_HEADING = 120
"""Characters of a quotation that is a heading; a longer one is speech."""
SHORTEST_REPORTED = 5
"""Atoms of the shortest reported clause with its impersonal cue: Er komme, hieß es."""
_SITE = re.compile(r"[\w-]{3,}\.[^\W\d_]{2,4}|[\w-]+\.(?:[a-z]{2,4}|[а-я]{2,4})")
"""The name of a site, an outlet: Zakon.kz, Фонтанка.Ру; not a person's: А.Ким, Дж.Буш."""


class SentenceCandidates:
    """Reads the candidates of single sentences of one text."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._text = layout.text
        self._lexicon = layout.lexicon
        self._paragraphs = layout.paragraphs
        self._quotations = layout.quotations
        self._sentences = layout.sentences
        self._opened: tuple[int, Candidate] | None = None
        """The paragraph whose last cue ends in a colon, and that cue."""

    def _cued(self, sentence: Sentence, number: int) -> list[Candidate]:
        """Return the candidates of a sentence's cues."""
        results = _without_repeats(self._read_sentence(sentence, number))
        return self._deep_enough(self._without_relays(results)) if results else results

    def _attribute(
        self, number: int, here: list[Candidate], before: list[Candidate]
    ) -> Candidate | None:
        """Return what the sentence before says, with the speaker whom a sentence names for it.

        None if it names none, or reports speech of its own: «…». Così Anna Conti.
        """
        sentence = self._sentences[number]
        if sentence.atoms[0].low not in self._lexicon.rows.attributions or not number:
            return None
        is_said = bool(before) and self._ends_right_before(before[0], number)
        if is_said and not (before[0].cue is None and before[0].form == "context"):
            return None
        reader = self._reader(sentence, number)
        named = reader.attribution() if isinstance(reader, PlainReader) else None
        if named is None:
            return None
        if not named.has_object and _reports_itself(here, named.cue[1]):
            return None
        said = before[0] if is_said else self._sentence_said(number, named)
        if said is None:
            return None
        said.cue, said.source, said.head = named.cue, named.source, named.head
        said.source_tag, said.sentence, said.lemma = named.tag, number, named.lemma
        said.flags.discard("context")
        if named.carried is not None:
            said.content.append(named.carried)
        return said

    def _sentence_said(self, number: int, named: Attribution) -> Candidate | None:
        """Return the sentence before an attribution as what was said, or None: of its paragraph or
        the one before, and not the headline.
        """
        before = self._sentences[number - 1]
        is_headline = before.paragraph == 0 and self._sentences[number].paragraph != 0
        is_near = before.paragraph >= self._sentences[number].paragraph - 1
        is_outside = before.paragraph in self._layout.asides
        if is_headline or is_outside or not is_near or len(before.atoms) < SHORTEST_STATED:
            return None
        is_quoting = any(atom.quotation is not None for atom in before.atoms)
        if not (named.takes_sentence or is_quoting):
            return None
        closing = len(before.atoms) - 1 - (before.atoms[-1].tag == ".")
        first = 0
        if before.atoms[closing].tag == "Q" and before.atoms[closing - 1].tag == "-":
            first = closing  # ROMA - «…». Lo ha detto la ministra.
        span = range_of(before.atoms, first, closing)
        return Candidate([span], None, "", "postponed", None, None, "", number)

    def _actor_before(self, number: int) -> Candidate | None:
        """Return a statement with the only person of the sentence before a quotation as its
        speaker: Trainer Meijer war enttäuscht. „…“

        In the paragraph before, that sentence ends in a colon or has a verb of commenting.
        """
        is_other = self._lexicon.is_caseless or self._lexicon.has_cases
        before = self._sentences[number - 1]
        if is_other or not number:
            return None
        is_far = before.paragraph != self._sentences[number].paragraph
        is_colon = before.atoms[-1].tag == ":"
        is_opened = is_colon or any(
            atom.low in self._lexicon.words["commenting"] for atom in before.atoms
        )
        if is_far and not (is_opened and before.paragraph == self._sentences[number].paragraph - 1):
            return None
        reader = self._reader(before, number - 1)
        actor = reader.sole_actor(is_led=is_far) if isinstance(reader, PlainReader) else None
        if actor is None:
            return None
        source, tag = actor
        return Candidate([source], None, "", "context", source, source, tag, number - 1)

    def _end_of_reported(self, sentence: Sentence) -> int:
        """Return where reported speech ends: before its full stop and an impersonal cue of its own:
        Es sei nichts erwiesen|, hieß es.
        """
        atoms = sentence.atoms
        end = len(atoms) - (atoms[-1].tag == "." and len(atoms) > 1)
        is_led = end > SHORTEST_REPORTED and atoms[end - 3].tag == ","
        is_impersonal = atoms[end - 1].low in self._lexicon.words["impersonal"]
        is_said = atoms[end - 2].low in self._lexicon.verbs
        return atoms[end - 4 if is_led and is_impersonal and is_said else end - 1].end

    def _ends_right_before(self, quoted: Candidate, number: int) -> bool:
        """Return whether what was said ends in the sentence before, of this paragraph or the one
        before.
        """
        previous = self._sentences[number - 1]
        is_near = previous.paragraph >= self._sentences[number].paragraph - 1
        return is_near and previous.start <= quoted.content[-1][0] < previous.end

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
        paragraph = self._layout.paragraph_at(span[0])
        return [
            (quotation.inner_start, quotation.inner_end)
            for quotation in overlapping(self._quotations[paragraph], *span)
            if self._text.count(" ", quotation.inner_start, quotation.inner_end)
            >= SHORTEST_LOOSE_QUOTATION - 2
        ]

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
        written = [word.strip('«»“”„"') for word in self._text[slice(*candidate.source)].split()]
        words = set(map(fold_word, written))
        if not self._lexicon.words["outlet"].isdisjoint(words):
            return True
        is_site = self._lexicon.is_plain and any(map(_SITE.fullmatch, written))
        return is_site or (
            self._lexicon.has_cases and not self._lexicon.words["outlet_noun"].isdisjoint(words)
        )

    def _with_headings_led(self, results: list[Candidate]) -> list[Candidate]:
        """Give a quotation that is a heading the speaker of the paragraph behind it, in a language
        whose papers set it there: “HERKES UYACAK” ¶ Kaya, “…” dedi.
        """
        if self._lexicon.raw.get("heads_speech"):
            for heading, following in pairwise(results):
                paragraph = self._layout.paragraph_at(heading.content[-1][0])
                start = following.source or following.content[0]
                is_next = self._layout.paragraph_at(start[0]) == paragraph + 1
                is_named = following.source not in (None, following.cue)
                if is_next and is_named and heading.cue is None and self._is_heading(paragraph):
                    heading.source, heading.head = following.source, following.head
                    heading.source_tag = following.source_tag
                    heading.sentence = following.sentence  # where its source is
        return results

    def _is_heading(self, paragraph: int) -> bool:
        """Return whether a paragraph is a short quotation without a full stop."""
        start, end = self._paragraphs[paragraph]
        quotations = self._quotations[paragraph]
        if len(quotations) != 1 or end - start > LONGEST_HEADING:
            return False
        is_whole = quotations[0].start <= start and not self._text[quotations[0].end : end].strip()
        return is_whole and quotations[0].last not in ".!?…,"

    def _read_sentence(self, sentence: Sentence, number: int) -> list[Candidate]:
        if self._is_too_short(sentence) or sentence.paragraph in self._layout.asides:
            return []
        if sentence.paragraph in self._layout.labels:
            return []
        if signed := read_signature(self._text, sentence, number, self._lexicon):
            return [signed]
        if not (self._lexicon.is_plain or may_have_cue(sentence.atoms, self._lexicon)):
            return []
        reader = self._reader(sentence, number)
        results = reader.read()
        if not results and (opened := self._opened_before(sentence)) is not None:
            return [opened]
        if reader.opened is not None:
            self._opened = (sentence.paragraph, reader.opened)
        return results

    def _opened_before(self, sentence: Sentence) -> Candidate | None:
        """Return the cue whose colon ended the paragraph before, with this paragraph as what was
        said without marks, in a script without capitals: قال كرم ما يأتي: … إن العمل مستمر.
        """
        is_first = self._layout.paragraphs[sentence.paragraph][0] == sentence.start
        is_marked = bool(self._layout.quotations[sentence.paragraph])
        if self._opened is None or not self._lexicon.is_caseless or not is_first or is_marked:
            return None
        number, opened = self._opened
        if number != sentence.paragraph - 1:
            return None
        self._opened = None
        opened.content = [(sentence.start, self._layout.paragraphs[sentence.paragraph][1])]
        return opened

    def _is_too_short(self, sentence: Sentence) -> bool:
        """Return whether a sentence has no room for a cue: not a verb with its subject in itself
        and a quotation (وأضاف «….»).
        """
        is_said = self._lexicon.raw.get("null_subject") and sentence.atoms[-1].tag == "Q"
        return len(sentence.atoms) < SHORTEST_SENTENCE - bool(is_said)

    def _reader(
        self, sentence: Sentence, number: int
    ) -> PlainReader | VerbLastReader | SentenceReader:
        """Return the reader of a sentence by the grammar of its language."""
        if self._lexicon.is_plain:
            is_verb_last = self._lexicon.raw.get("order") == "sov"
            kind = VerbLastReader if is_verb_last else PlainReader
            return kind(self._text, sentence, number, self._lexicon)
        is_headline = sentence.paragraph == 0
        return SentenceReader(self._text, sentence, number, self._lexicon, is_headline=is_headline)


def _reports_itself(here: list[Candidate], end: int) -> bool:
    """Return whether a cue that ends at a place has content in its own sentence."""
    cued = [candidate for candidate in here if candidate.cue and candidate.cue[1] == end]
    return any(candidate.form != "object" for candidate in cued)


def _holds_cue(candidate: Candidate, results: list[Candidate]) -> bool:
    """Return whether another candidate's cue is inside a candidate's content."""
    start, end = candidate.content[0][0], candidate.content[-1][1]
    return any(
        other.cue is not None and start <= other.cue[0] < end
        for other in results
        if other is not candidate
    )


def _without_repeats(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates without those whose content another one of the sentence already has."""
    if len(candidates) < 2:
        return candidates
    kept: list[Candidate] = []
    seen: set[tuple[int, int]] = set()
    for candidate in candidates:
        key = candidate.content[0]
        if key not in seen:
            seen.add(key)
            kept.append(candidate)
    return kept
