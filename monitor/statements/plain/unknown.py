"""Quotations whose cue is a word of no data file: “…”, tonna Petit."""

from monitor.statements.known_words import is_role
from monitor.statements.plain.as_said import LONGEST_UNKNOWN
from monitor.statements.plain.attribution import PlainAttribution
from monitor.statements.plain.sentence import Run

MOST_GESTURE = 3
"""Words between an unknown verb and the name of the speaker: разводит руками."""


class PlainUnknown(PlainAttribution):
    """Adds the candidates of quotations with an unknown verb."""

    def _is_unknown_cue(self, quotation: int) -> bool:
        """Return whether a word of no data file is a cue.

        No other cue is near, and the word is between a quotation and its source.
        """
        at = self._after_marks(quotation)
        if at is None or at >= self._end:
            return False
        rest = self._atoms[at : min(self._end, at + LONGEST_UNKNOWN)]
        stop = next((n for n, atom in enumerate(rest) if atom.tag in ",;:.Q-("), len(rest))
        if any(self._is_verb(n) for n in range(at, at + stop)) or not self._has_content_before(
            quotation
        ):
            return False
        skipped = next(
            (
                n
                for n, atom in enumerate(rest)
                if atom.tag not in "HBGR" and atom.low not in self._words["clitic"]
            ),
            len(rest),
        )
        if skipped >= stop or rest[skipped].tag == "p":
            skipped += 1
        no_cue = self._words["that"] | self._words["thought"] | self._words["reporting_mood"]
        if skipped >= stop or rest[skipped].tag != "w" or rest[skipped].low in no_cue:
            return False
        if self._lexicon.is_caseless:
            return self._is_speaker_after(at + skipped)
        return skipped > 0 or stop > 1 or self._lexicon.raw.get("null_subject", False)

    def _is_speaker_after(self, at: int) -> bool:
        """Return whether the word after a possible cue begins a name, an office or a body."""
        is_linked = self._low(at) in self._words["relative"] or self._is_converb(at)
        run = None if is_linked else self._run(at + 1, self._end)
        return run is not None and self._is_speaker((run[0], run[0]))

    def _has_content_before(self, quotation: int) -> bool:
        """Return whether a quotation, with its sentence before it, is long enough for speech, not a
        name.
        """
        return quotation == 0 or not self._is_name(quotation)

    def _after_marks(self, quotation: int) -> int | None:
        """Return the first word after a quotation and the comma or dash before a cue; None without
        one.
        """
        at = quotation + 1
        last = self._atoms[quotation].quotation
        is_led = last is not None and last.last in ",!?…"
        while at < self._end and self._atoms[at].tag in ",-":
            is_led, at = True, at + 1
        return (
            at
            if is_led and at < self._end and not self._text[self._atoms[at].start].isupper()
            else None
        )

    def _add_unknown(self, quotation: int) -> int:
        """Add a quotation whose cue is a word of no data file: “…”, tonna Petit."""
        at = self._after_marks(quotation)
        assert at is not None
        verb_at = at
        while self._atoms[verb_at].tag in "HBGRp" or self._low(verb_at) in self._words["clitic"]:
            verb_at += 1
        pronoun = next((n for n in range(at, verb_at) if self._atoms[n].tag == "p"), None)
        source = (pronoun, pronoun) if pronoun is not None else self._source_after_verb(verb_at)
        parts = [self._range(quotation, quotation)]
        after = (source[1] if source[0] > verb_at else verb_at) + 1
        while after < self._end and self._atoms[after].tag in ",-:.":
            after += 1
        if after < len(self._atoms) and self._atoms[after].tag == "Q":
            parts.append(self._range(after, after))
            after += 1
        cue = (self._atoms[at].start, self._atoms[verb_at].end)
        self._append(parts, cue, None, "postponed-quote", source)
        return after

    def _source_after_verb(self, verb_at: int) -> Run:
        first = verb_at + 1
        while first < self._end and (
            self._atoms[first].tag in "RBH" or self._low(first) in self._words["clitic"]
        ):
            first += 1
        run = self._run(self._after_gesture(first), self._end)
        return run or (verb_at, verb_at)

    def _after_gesture(self, first: int) -> int:
        """Return the name after the object of an unknown verb, in a language with cases: «…», —
        разводит руками | Геннадий.
        """
        if not self._lexicon.has_cases:
            return first
        at = first
        while at < self._end and at - first < MOST_GESTURE and self._is_plain_noun(at):
            at += 1
        if at == first or at >= self._end:
            return first
        is_nickname = self._atoms[at].tag == "Q" and self._is_name(at)
        is_office = self._low(at) in self._words["role"]
        return at if is_nickname or is_office or self._atoms[at].tag in "XTp" else first

    def _is_plain_noun(self, at: int) -> bool:
        """Return whether a word is a noun or a preposition, not an office, a body or before one."""
        atom = self._atoms[at]
        if atom.tag not in "wP" or is_role(atom.low, self._lexicon):
            return False
        is_adjective = self._low(at + 1) in self._words["role"]
        return not (self._lexicon.body_head(atom.low) or is_adjective)
