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
_BREAK = "，。！？；：“”「」『』、（）\n"


class UnspacedReader:
    """Finds the quotations of one paragraph with the cue beside each."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text = text
        raw = lexicon.raw
        cues = "|".join(sorted(map(re.escape, raw["cues"].split()), key=len, reverse=True))
        who = rf"(?P<who>[^{_BREAK}]{{1,{LONGEST_SOURCE}}}?)"
        quoting = raw.get("quoting")
        self._topics = "|".join(raw.get("topics", "").split())
        self._behind = (
            re.compile(rf"{quoting}(?P<cue>{cues})")
            if quoting
            else re.compile(rf"{who}(?P<cue>{cues})(?!明)")
        )
        self._before = (
            None if quoting else re.compile(rf"{who}(?P<cue>{cues})[^{_BREAK}]{{0,6}}[：:，,]?$")
        )
        self._surnames = frozenset(raw.get("surnames", "").split())

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
        match = self._behind.match(self._text, quotation.end, bounds[1])
        form = "postponed-quote"
        if match is None and self._before is not None:
            begin = max(bounds[0], quotation.start - LONGEST_SOURCE - LONGEST_SOURCE)
            match, form = self._before.search(self._text[: quotation.start], begin), "quote"
        if match is None:
            return None
        source = self._topic(bounds[0], quotation.start) if self._topics else self._name(match)
        tag = "X" if source is not None else ""
        return Candidate(content, match.span("cue"), "say", form, source, source, tag, sentence)

    def _name(self, match: re.Match[str]) -> Range:
        """Return the name at the end of a source: a surname and one or two characters; else the
        whole source.
        """
        start, end = match.span("who")
        for length in (3, 2):
            if end - start > length and self._text[end - length] in self._surnames:
                return end - length, end
        return start, end

    def _topic(self, start: int, end: int) -> Range | None:
        """Return the last phrase before a quotation that a topic particle marks."""
        begin = max(start, end - LONGEST_TOPIC)
        pattern = rf"([^{_BREAK}]{{1,{LONGEST_SOURCE}}}?)(?:{self._topics})"
        last = None
        for match in re.finditer(pattern, self._text[begin:end]):
            last = match
        return (begin + last.start(1), begin + last.end(1)) if last is not None else None
