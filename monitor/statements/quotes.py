"""Quotations: every pair of marks of the world's newspapers, in one pass over each paragraph.

1. An empty line separates paragraphs, or a line that ends like a sentence.
2. Marks that face a side open and close each other by kind; straight ones alternate, and open only
   before a word.
3. A mark opened inside another quotation of another kind is nested and belongs to it.
4. A quotation without a closing mark reaches to the paragraph's end if the next paragraph opens one
   again, or if nothing else in the paragraph is quoted; the pieces of such a run are one quotation
   that is marked as continued.
5. Single marks count if they are not apostrophes.
6. Two commas are a low mark where they open before a word: ,,De brug is dicht”, zegt Bakker.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_OPENERS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "‘": "’",
    "‚": "‘’",
    "》": "",
    "《": "》",
}
_REVERSED = {"»": "«"}
_STRAIGHT = ('"', "''", "``", "＂")
_MARK = re.compile(r"''|``|[“”„«»‹›「」『』《》‘’‚\"＂]")
_DOUBLED = re.compile(rf"’’|‘‘|{_MARK.pattern}")
"""With single marks in pairs: Urdu opens with ’’ and closes with ‘‘, others the reverse."""
_COMMAS = ",,"
"""A low mark typed as two commas, as Dutch papers do."""
_WITH_COMMAS = re.compile(rf"(?<![^\s(]),,(?=\w)|’’(?!\w)|{_MARK.pattern}")
"""Marks of a paragraph that has a low mark of two commas."""
_CLOSE_COMMAS = ("”", "“", "’’", "''", '"')
_PARAGRAPH = re.compile(
    r"\s(?:(?<=\n)[^\S\n]*\n\s*|(?<=[.!?:;)”\"»。؟۔।]\s)(?:(?<=\n)|[^\S\n]*\n)\s*"
    r"|(?<=Archive\)\n)|(?<=\n)(?P<line>)(?=[“”\"«„‘]))"
)
"""Every alternative begins with white space, and looks back at it: the search then passes over
letters, in a quarter of the time.
"""
LOOKED_AHEAD = 2_000
"""Characters to search for the closing mark where the meaning of a mark depends on it; the limit
keeps time linear.
"""
LONGEST_SIGNED_END = 80
"""Characters searched for the dash of a signature at the end of a line."""
LONGEST_CUE = 30
"""Characters from the comma behind an unclosed quotation to the mark that opens the next one."""
_SIGNED = re.compile(r"[―—–]\s*[^\n“”\"]+$")
"""A line that ends in a dash and a name signs a quotation: another one may begin on the
next line.
"""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between two marks: ``start``/``end`` with them, ``inner_start``/``inner_end``
    without.
    """

    start: int
    inner_start: int
    inner_end: int
    end: int
    is_closed: bool = True
    last: str = ""
    """Its last character: a comma leads to a cue, a full stop ends a sentence of its own."""

    @property
    def is_sentence(self) -> bool:
        """Whether it ends like a sentence of its own."""
        return self.last in (".", "!", "?", "…", "؟", "۔", "।")


def split_paragraphs(text: str) -> list[tuple[int, int]]:
    """Return start and end of each paragraph, without white space around it."""
    results, at = [], 0
    for match in _PARAGRAPH.finditer(text):
        if match["line"] is not None and not _SIGNED.search(
            text, max(at, match.start() - LONGEST_SIGNED_END), match.start()
        ):
            continue
        results.append((at, match.start()))
        at = match.end()
    results.append((at, len(text)))
    stripped = [_stripped(text, *span) for span in results]
    return [(start, end) for start, end in stripped if start < end]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def find_quotations(
    text: str, start: int, end: int, *, reversed_guillemets: bool = False
) -> list[Quotation]:
    """Return the outermost quotations of one paragraph, in order."""
    results: list[Quotation] = []
    opened: tuple[int, int, str] | None = None  # start, inner start, closing marks
    has_double = False
    nested = 0
    for match in _marks_of(text, start, end).finditer(text, start, end):
        mark, at = match.group(), match.start()
        if opened is not None and _opens_nested(text, match, opened, nested, end):
            nested += 1
            continue
        if nested and opened is not None and _closes(mark, opened[2]):
            nested -= 1
            continue
        if opened is not None and (comma := _end_of_unclosed(text, match, opened)):
            inner = _stripped(text, opened[1], comma)
            results.append(Quotation(opened[0], *inner, inner[1]))
            opened = None
        if mark in "‘’‚" and (
            has_double or not _is_single_mark(_Mark(text, mark, at, start, end), opened)
        ):
            continue
        if opened is None:
            closers = _closers(
                _Mark(text, mark, at, start, end), reversed_guillemets=reversed_guillemets
            )
            if closers:
                opened = (at, match.end(), closers)
                has_double = has_double or mark not in "‘‚"
        elif _closes(mark, opened[2]) or _closes_carelessly(text, match, opened[2], end):
            inner_start, inner_end = _stripped(text, opened[1], at)  # French has spaces inside
            last = text[inner_end - 1 : inner_end]
            results.append(Quotation(opened[0], inner_start, inner_end, match.end(), last=last))
            opened = None
    if opened is not None:
        results.append(Quotation(opened[0], opened[1], end, end, is_closed=False))
    return [
        quotation
        for quotation in results
        if any(map(str.isalnum, text[quotation.inner_start : quotation.inner_end]))
    ]


def _marks_of(text: str, start: int, end: int) -> re.Pattern[str]:
    """Return the pattern of the marks that a paragraph uses."""
    if text.find("‘‘", start, end) >= 0:
        return _DOUBLED
    return _WITH_COMMAS if text.find(_COMMAS, start, end) >= 0 else _MARK


def _opens_nested(
    text: str, match: re.Match[str], opened: tuple[int, int, str], nested: int, end: int
) -> bool:
    """Return whether a mark opens a quotation of the same kind inside the open one.

    Both must be closed later.
    """
    mark, closers = match.group(), opened[2]
    if mark == text[opened[0]] and mark in "«„“" and mark not in closers:
        first, last = match.end(), min(end, match.end() + LOOKED_AHEAD)
        closing = sum(text.count(closer, first, last) for closer in closers)
        return closing >= nested + 2 and closing >= nested + 2 + text.count(mark, first, last)
    if mark != '"' or closers != '"' or not _faces_right(text, match.start(), end):
        return False
    depth = nested + 2
    for other in _MARK.finditer(text, match.end(), min(end, match.end() + LOOKED_AHEAD)):
        if other.group() == '"':
            depth += 1 if _faces_right(text, other.start(), end) else -1
        if not depth:
            return True
    return False


def _end_of_unclosed(text: str, match: re.Match[str], opened: tuple[int, int, str]) -> int:
    """Return the comma that ends a quotation whose closing mark is missing, since an Arabic cue
    opens the next one: “… الجنسية، مبينا أن “…”; 0 for none.
    """
    at = match.start()
    if match.group() != text[opened[0]] or match.group() not in "«“":
        return 0
    comma = text.rfind("،", max(opened[1], at - LONGEST_CUE), at)
    return comma if comma > opened[1] and _ARABIC.match(text, comma - 2) else 0


def _faces_right(text: str, at: int, end: int) -> bool:
    """Return whether a straight mark is before a word and after a blank: it can only open."""
    return at + 1 < end and text[at + 1].isalnum() and at > 0 and text[at - 1] in " (\u00a0"


def _closes(mark: str, closers: str) -> bool:
    if closers == _COMMAS:
        return mark in _CLOSE_COMMAS
    return (
        mark in closers if len(mark) == 1 else closers == mark or (closers == "''" and mark == "``")
    )


def _closes_carelessly(text: str, match: re.Match[str], closers: str, end: int) -> bool:
    """Return whether a straight mark closes a quotation that a curly one opened, or the reverse.

    It does so after a comma, or if no proper closing mark follows.
    """
    if match.end() < end and text[match.end()].isalnum():
        return False
    if match.group() == "“" and closers == "”":
        return not text[match.start() - 1].isspace()  # “Il ponte è chiuso“. Poi …
    if match.group() in ("”", "''") and closers == '"':
        straight = text.find('"', match.end(), min(end, match.end() + LOOKED_AHEAD))
        back = max(0, match.start() - LOOKED_AHEAD)
        is_inner = text.rfind("“", back, match.start()) > text.rfind('"', back, match.start())
        is_last = match.group() == "”" and (straight < 0 or _faces_right(text, straight, end))
        is_last = is_last and not is_inner
        return text[match.start() - 1] in ",.!?" or is_last
    if match.group() != '"' or closers not in ("”", "“”"):
        return False
    ahead = text[match.end() : min(end, match.end() + LOOKED_AHEAD)]
    opens, closes = ahead.find("“"), ahead.find("”")
    if text[match.start() - 1] in ".!?" and 0 <= opens < closes:
        return True  # “… of choice." The Herald called it “…”
    return (
        text[match.start() - 1] == ","
        or text.find("”", match.end(), min(end, match.end() + LOOKED_AHEAD)) < 0
    )


class _Mark(NamedTuple):
    """A mark at a place of its paragraph, which begins at ``start`` and stops at ``end``."""

    text: str
    mark: str
    at: int
    start: int
    end: int


def _closers(place: _Mark, *, reversed_guillemets: bool) -> str:
    """Return the marks that close a quotation opened by this mark, ``""`` if the mark opens
    none.
    """
    text, mark, at, start, end = place
    if mark in _STRAIGHT:
        after = text[at + len(mark) : at + len(mark) + 1]
        before = text[at - 1 : at] if at > start else ""
        opens = (
            bool(after) and not after.isspace() and at + len(mark) < end and not before.isalnum()
        )
        opens = opens or _opens_before_blank(text, at, start, end)
        opens = opens or _opens_behind_word(text, at, start, end)
        if not opens:
            return ""
        return "''" if mark == "``" else mark
    if mark == _COMMAS:
        return _COMMAS
    if mark in ("’’", "‘‘"):
        closer = "‘‘" if mark == "’’" else "’’"
        return closer if text.find(closer, at + 2, end) >= 0 else ""
    if reversed_guillemets and mark in _REVERSED:
        return _REVERSED[mark]
    if mark == "”" and _right_mark_opens(place):
        return "”"
    if mark != "„":
        return _OPENERS.get(mark, "")
    has_straight = text.find('"', at, min(end, at + LOOKED_AHEAD)) >= 0
    return '“”"' if has_straight else "“”"


def _right_mark_opens(place: _Mark) -> bool:
    """Return whether a right mark opens: in Swedish and Finnish papers, and by careless typing;
    behind an Arabic word that leads to it if the next mark is one too: أن” سبعة لاعبين”.
    """
    text, mark, at, start, end = place
    if at + 1 >= end:
        return False
    following = _MARK.search(text, at + 1, min(end, at + LOOKED_AHEAD))
    is_next = following is not None and following.group() == mark
    last = following.start() if following is not None else end
    if at == start or text[at - 1].isspace():
        is_apart = text[at + 1] == " " and is_next and _ARABIC.match(text, at + 2) is not None
        is_speech = is_apart and text.count(" ", at, last) > LONGEST_NAME_APART
        return text[at + 1].isalnum() or is_speech
    return _ARABIC.match(text, at - 1) is not None and is_next


LONGEST_NAME_APART = 4
"""Blanks between right marks with a blank behind the first one; fewer set off a name."""
_ARABIC = re.compile(r"[\u0621-\u06d3\u06d5]")


_ARABIC_END = re.compile(r"[\u0621-\u063f\u0641-\u06d5]{3}")


def _opens_before_blank(text: str, at: int, start: int, end: int) -> bool:
    """Return whether a straight mark opens a quotation in spite of the blank behind it, carelessly
    typed: Kaya, " Köprü kapandı" dedi; وتی:" پردەکە داخرا".
    """
    if at + 2 >= end:
        return False
    is_clause = at >= start + 2 and text[at - 2 : at + 2] == ', " ' and text[at + 2].isupper()
    is_clause = is_clause or (at >= start + 2 and text[at - 2 : at + 2] == '، " ')
    is_led = at > start and text[at - 1 : at + 2] == ':" '
    if not (is_clause or is_led):
        return False
    closing = text.find('"', at + 1, min(end, at + LOOKED_AHEAD))
    return closing >= 0 and not _faces_right(text, closing, end)


def _opens_behind_word(text: str, at: int, start: int, end: int) -> bool:
    """Return whether a straight mark between two words of the Arabic script opens a quotation whose
    blank is missing, or behind it: دەڵێت"پردەکە داخرا"، دەڵێت" پردەکە داخرا"; not behind a joined
    preposition: بـ"الجسر".
    """
    is_between = at + 2 < end and bool(_ARABIC_END.fullmatch(text, max(start, at - 3), at))
    is_misplaced = is_between and text[at + 1] == " " and text[at + 2].isalnum()
    if not is_between or not (is_misplaced or text[at + 1].isalnum()):
        return False
    closing = text.find('"', at + 1, min(end, at + LOOKED_AHEAD))
    if closing < 0 or text[closing - 1].isspace():
        return False
    is_opening = closing + 1 < end and text[closing + 1].isalnum()
    return not (is_misplaced and is_opening)


_CLOSING = re.compile(r"’(?!\w)")
_OPENS_NEXT = re.compile(r"\s*‘")
"""A paragraph that carries on a quotation in single marks."""


def _is_single_mark(place: _Mark, opened: tuple[int, int, str] | None) -> bool:
    """Return whether a single mark opens or closes a quotation and is not an apostrophe."""
    text, mark, at, start, end = place
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if opened is None:
        if mark == "’" or before.isalnum() or after.isspace():
            return False
        last = min(end, at + LOOKED_AHEAD)
        if (close := _CLOSING.search(text, at + 1, last)) is None:
            return _OPENS_NEXT.match(text, end) is not None
        return close.start() > at + 12  # a nickname or a clipped word ('90s) is not a quotation
    return (
        mark in "’‘" and opened[2] in ("’", "‘’") and not after.isalnum() and not before.isspace()
    )


MOST_CARRIED = 5
"""Paragraphs after its first that a quotation reaches with one opening mark."""


def carry_over(
    text: str, paragraphs: list[tuple[int, int]], quotations: list[list[Quotation]]
) -> None:
    """Complete the quotations that one mark opens and another closes paragraphs later, so that
    each paragraph has its part: “We wait. ¶ And we hope”, said Berg.
    """
    for number, here in enumerate(quotations):
        if not here or here[-1].is_closed:
            continue
        opener = text[here[-1].start]
        closers = opener if opener in _STRAIGHT else _OPENERS.get(opener, "")
        for later in range(number + 1, min(len(paragraphs), number + 1 + MOST_CARRIED)):
            start, end = paragraphs[later]
            mark = _MARK.search(text, start, end)
            if mark is None:
                continue
            if closers and _closes_unopened(text, mark, closers, start):
                at = mark.start()
                inner = _stripped(text, start, at)
                part = Quotation(start, *inner, mark.end(), last=text[inner[1] - 1 : inner[1]])
                quotations[later] = [part, *(q for q in quotations[later] if q.start > at)]
                for middle in range(number + 1, later):
                    begin, stop = paragraphs[middle]
                    quotations[middle] = [Quotation(begin, begin, stop, stop, is_closed=False)]
            break


def _closes_unopened(text: str, mark: re.Match[str], closers: str, start: int) -> bool:
    """Return whether the first mark of a paragraph closes: it is behind a word or a full stop, and
    before none.
    """
    at, after = mark.start(), text[mark.end() : mark.end() + 1]
    is_behind = at > start and not text[at - 1].isspace()
    return mark.group() in closers and is_behind and not after.isalnum()


def iterate_runs(
    paragraphs: list[tuple[int, int]], quotations: list[list[Quotation]]
) -> Iterator[tuple[int, int]]:
    """Yield (paragraph, paragraph before) for each paragraph that continues a quotation left open
    before.
    """
    for number in range(1, len(paragraphs)):
        before = quotations[number - 1]
        here = quotations[number]
        if before and here and not before[-1].is_closed and here[0].start == paragraphs[number][0]:
            yield number, number - 1
