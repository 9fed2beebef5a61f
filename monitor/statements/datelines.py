"""Datelines, the times of tickers and the sections of a site before the text of a paragraph.

ANKARA, Nov 3 (Reuters) - …     (Lumo) - TRIESTE, 07 DIC - …     08:31: …     World › Europe › …
"""

import re

from monitor.languages.folding import fold_word
from monitor.languages.lexicon import Lexicon

MOST_DATELINE = 90
"""Characters of a dateline: place, date, agency, author."""
LAST_DATELINE_PARAGRAPH = 3
"""Paragraphs of a head: the title, a subtitle or a summary may precede the dateline."""
_PLACE = r"(?:[A-ZÀ-ÞА-ЯІЇЄ]{2}[^\n.!?:–—]{0,40}?|[^\W\d_][^\n.!?:–—]{1,30}?)"
_DATE = r"(?:[,/ ]+[^\n!?–—(]{0,30})?"
_CAPITALS = r"[A-ZÀ-ÞА-ЯІЇЄ]{3}[^\n.!?:–—a-zà-ÿ]{0,30}(?:,[^\n!?–—]{0,30})?"
_ARABIC = r"[\u0620-\u064a]+(?: [\u0620-\u064a]+){0,2}"
_BYLINE = re.compile(r"(\w+) \w+ \w+ ?: ?")
_AGENCY = r"\s*\([^)\n]{2,40}\)"
_DATELINE = re.compile(rf"(?:{_PLACE}{_DATE}{_AGENCY}|{_CAPITALS}|{_ARABIC})\s*[-–—]{{1,2}}\s+")
_AGENCY_ALONE = re.compile(
    rf"{_PLACE}, [^\n!?–—(.:]{{0,12}}\d{{1,2}}[^\n!?–—(.:]{{0,8}}"
    r"\([A-Z][A-Za-z/]{1,12}\) (?=[A-Z“\"])"
)
"""A dateline with its agency and without a dash: New Delhi, July 13 (IANS) The minister …"""
_AGENCY_FIRST = re.compile(
    rf"\([A-Z][A-Za-z/ ]{{1,15}}\)\s*[-–—]{{1,2}}\s+(?:{_CAPITALS}\s*[-–—]{{1,2}}\s+)?(?=\S)"
)
"""An agency before its place, or without one: (Lumo) - TRIESTE, 07 DIC - Il ghiaccio …"""
_CAPITAL_LABEL = re.compile(r"([A-ZÀ-Þ]{3,}(?: [A-ZÀ-Þ]{2,}){0,2}): (?=[A-ZÀ-Þ“\"])")
_SECTIONS = re.compile(r"(?:[^\W\d_][\w &-]{1,30} [›»>|] ){1,3}(?=\S)")
_CLOCK = re.compile(
    r"\[?\d{1,2}[.:]\d{2}\]?(?: [^\W\d_]{1,4})?(?:\s*[-–—:|]\s+|[.:]\s+)(?=[^\W\d_])"
    r"|\d{1,2}:\d{2}\s+(?=[A-ZА-ЯІЇЄ])"
)
"""The time before an entry of a ticker: 07.12 - …, 08:31: …"""
_AGENCY_DATED = re.compile(
    r"[^\W\d_][^\n.!?:–—]{1,30}\. \d{1,2}[^\n.!?–—\d]{2,20}\. "
    r"[A-ZА-ЯІЇЄ][A-ZА-ЯІЇЄ -]{2,30}?\s*[-–—]{1,2}\s+"
)
"""A dateline whose place, date and agency have full stops: Саратов. 7 июля. ИНТЕРФАКС - …"""
_WHOLE = (_AGENCY_ALONE, _AGENCY_FIRST, _AGENCY_DATED)


def skip_dateline(text: str, start: int, end: int, paragraph: int, lexicon: Lexicon) -> int:
    """Return where a paragraph begins after its dateline: ``ANKARA, Nov 3 (Reuters) - ``.

    In a headline, skip the sections of the site: World › Europe › …
    """
    if (clock := _CLOCK.match(text, start, end)) is not None:
        return clock.end()
    if paragraph == 0 and (sections := _SECTIONS.match(text, start, end)) is not None:
        return sections.end()
    head = (text, start, min(end, start + MOST_DATELINE))
    for whole in _WHOLE if paragraph <= LAST_DATELINE_PARAGRAPH else ():
        if (dateline := whole.match(*head)) is not None:
            return dateline.end()
    if not 0 < paragraph <= LAST_DATELINE_PARAGRAPH:
        return start
    match = _DATELINE.match(*head)
    if match is None:
        match = _CAPITAL_LABEL.match(*head)
        if match is not None and text.count(f"{match[1]}:") > 1:
            match = None  # a speaker of a transcript
    if match is None or match.end() >= end:
        return start
    author = _BYLINE.match(text, match.end(), end)
    is_byline = author is not None and fold_word(author[1]) in lexicon.words["byline"]
    return author.end() if author is not None and is_byline else match.end()
