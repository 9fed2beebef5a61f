"""Direct quotations of scripts without spaces (``grammar = "unspaced"``): Chinese and Japanese.

after      “…”村民陈福香说。          a source and a verb of saying after the quotation
before     李明说：“…”                a source and a verb of saying before it
topic      山田氏は…「…」と述べた。   a verb after と; the last topic before it is the source
"""

import re

from monitor.languages.lexicon import Lexicon
from monitor.statements.candidates import Candidate, Range
from monitor.statements.quotes import Quotation

SHORTEST_QUOTATION = 6
"""Characters; a shorter quotation is a name, a title or an emphasis."""
LONGEST_SOURCE = 30
"""Characters of a source with its place and office."""
LONGEST_TOPIC = 200
"""Characters before a quotation that are searched for the topic."""
LONGEST_NAME = 12
"""Characters of a name behind an office; foreign names are the longest."""
_BREAK = "，。！？；：“”「」『』、（）\n"


class UnspacedReader:
    """Finds the quotations of one paragraph with the cue beside each."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text = text
        raw = lexicon.raw
        cues = "|".join(sorted(map(re.escape, raw["cues"].split()), key=len, reverse=True))
        who = rf"(?P<who>[^{_BREAK}]{{1,{LONGEST_SOURCE}}}?)"
        quoting = raw.get("quoting")
        compounds = f"(?!{raw['cue_compounds']})" if "cue_compounds" in raw else ""
        self._topics = "|".join(raw.get("topics", "").split())
        self._behind = (
            re.compile(rf"{quoting}(?P<cue>{cues})")
            if quoting
            else re.compile(rf"{who}(?P<cue>{cues}){compounds}")
        )
        self._before = (
            None if quoting else re.compile(rf"{who}(?P<cue>{cues})[^{_BREAK}]{{0,6}}[：:，,]?$")
        )
        self._surnames = frozenset(raw.get("surnames", "").split())
        self._offices = sorted(raw.get("offices", "").split(), key=len, reverse=True)
        self._trailing = re.compile(rf"(?:{raw['trailing']})+$") if "trailing" in raw else None
        self._pronouns = frozenset(raw.get("pronouns", "").split())
        self._genitive = raw.get("genitive", "\0")
        self._last: Range | None = None
        """The last name in the article: a pronoun means it."""

    def read(self, quotations: list[Quotation], bounds: Range, sentence: int) -> list[Candidate]:
        """Return the quotations of a paragraph that are speech, in order."""
        results: list[Candidate] = []
        for quotation in quotations:
            if quotation.inner_end - quotation.inner_start < SHORTEST_QUOTATION:
                continue
            candidate = self._candidate(quotation, bounds, sentence)
            if candidate is not None:
                results.append(candidate)
        return results

    def _candidate(self, quotation: Quotation, bounds: Range, sentence: int) -> Candidate | None:
        content = [(quotation.inner_start, quotation.inner_end)]
        behind = self._behind.match(self._text, quotation.end, bounds[1])
        before = None
        is_led = self._text[quotation.start - 1] in "：:"
        if self._before is not None and (is_led or behind is None):
            begin = max(bounds[0], quotation.start - LONGEST_SOURCE - LONGEST_SOURCE)
            before = self._before.search(self._text, begin, quotation.start)
        match, form = (before, "quote") if before is not None else (behind, "postponed-quote")
        if match is None:
            return None
        source = self._topic(bounds[0], quotation.start) if self._topics else self._name(match)
        if source is not None and self._text[slice(*source)] in self._pronouns:
            source = self._last or source
        self._last = source or self._last
        tag = "X" if source is not None else ""
        return Candidate(content, match.span("cue"), "say", form, source, source, tag, sentence)

    def _name(self, match: re.Match[str]) -> Range | None:
        """Return the name in a source: what follows its last office, else a surname and one or two
        characters at its end, else the whole source. Adverbs at the end belong to the verb.
        """
        start, end = self._without_adverbs(*match.span("who"))
        if start == end:
            return None
        return self._behind_office(start, end) or self._surname_at(start, end) or (start, end)

    def _without_adverbs(self, start: int, end: int) -> Range:
        """Return a source without the adverbs and the time at its end: 余英时曾, 桑百川在采访时."""
        if self._trailing is None:
            return start, end
        adverbs = self._trailing.search(self._text[start:end])
        return start, end if adverbs is None else start + adverbs.start()

    def _behind_office(self, start: int, end: int) -> Range | None:
        """Return the name behind the last office of a source, or before an office at its end."""
        source = self._text[start:end]
        for office in self._offices:
            at = source.rfind(office)
            if at < 0:
                continue
            if at + len(office) < len(source):
                name = at + len(office)
                return (start + name, end) if len(source) - name <= LONGEST_NAME else None
            before = self._surname_at(start, start + at)
            return before if before is not None and at <= LONGEST_NAME else None
        return None

    def _surname_at(self, start: int, end: int) -> Range | None:
        """Return a surname with one or two characters at the end of a stretch."""
        for length in (3, 2):
            if end - start >= length and self._text[end - length] in self._surnames:
                return end - length, end
        return None

    def _topic(self, start: int, end: int) -> Range | None:
        """Return the last phrase before a quotation that a topic particle marks."""
        begin = max(start, end - LONGEST_TOPIC)
        pattern = rf"([^{_BREAK}]{{1,{LONGEST_SOURCE}}}?)(?:{self._topics})"
        last = None
        for match in re.finditer(pattern, self._text[begin:end]):
            last = match
        if last is None:
            return None
        return self._named_topic(begin + last.start(1), begin + last.end(1))

    def _named_topic(self, start: int, end: int) -> Range:
        """Return the name in a topic: behind its last genitive particle, without the office at its
        end: 青嶺市の大森由紀|市長.
        """
        start = max(start, self._text.rfind(self._genitive, start, end - 1) + 1)
        for office in self._offices:
            if self._text.endswith(office, start, end) and end - start - len(office) > 1:
                return start, end - len(office)
        return start, end
