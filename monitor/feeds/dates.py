"""Dates as feeds write them. A date that is not certain is None, never a guess.

1. Read are RFC 5322 and RFC 3339 dates with their common deviations, dates with month names of the
   product's languages, ISO week dates, and seconds or milliseconds since 1970; digits of any
   script.
2. Year, month and day must be present; every word must be known. The time may be missing.
3. With dots the day is first. With slashes or dashes the order of day and month is that of the
   feed's other dates (`day_order`); where they do not show it, an ambiguous date is None.
4. A zone is an offset or one of `date_names.ZONES`; an unknown or ambiguous name makes the date
   None. ``GMT+3`` is three hours ahead of UTC. A date without a zone is taken as UTC.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from monitor.feeds.date_names import (
    FILLERS,
    MONTHS,
    TWO_WORD_MONTHS,
    WEEKDAYS,
    ZONES,
    fold_name,
)

LONGEST = 100
"""Characters; the longest real date, with a zone written out, has 60."""

Order = Literal["day-month", "month-day"]

_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
_TIME = re.compile(
    r"(?:^|(?<=[\st,،]))(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?![\d:])"
    r"(?:\s*(am|pm|a\.m\.|p\.m\.)(?![a-z]))?"
)
_DOTTED_TIME = re.compile(
    r"(?:(?<=\d{4}[ ,])|(?<=\d{4}, )|(?<=[a-z] )|(?<=[a-z]\. ))(\d{1,2})\.(\d{2})()()(?![\d.])"
)
"""A time of day with a full stop, behind a year or a word."""
_FRENCH_TIME = re.compile(r"(?<![\d.])(\d{1,2})\s?h\s?(\d{2})?(?![\w:])()()")
_OFFSET = re.compile(r"^\s*(?:utc|gmt|ut)?\s*([+-])(\d{1,2})(?::?(\d{2}))?(?![\d.:/-])")
_COMMENT = re.compile(r"\(([^()]*)\)")
_WEEK = re.compile(r"^(\d{4})-?w(\d{2})-?(\d)$")
_NUMERIC = re.compile(r"^(\d{1,4})([./-])\s?(\d{1,2})\2\s?(\d{1,2}|\d{4})\.?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})t(\d{2})(\d{2})(\d{2})?")
_BASIC = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})$")
_CJK = re.compile(r"(\d{4})[年년]\s?(\d{1,2})[月월]\s?(\d{1,2})[日일]")
_DASHES = str.maketrans("−–", "--")
_LEADING_WORD = re.compile(r"^[^\W\d]+\.?[,،]\s*")
_WORD_OR_NUMBER = re.compile(r"\d+|[^\W\d_]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_YEH = str.maketrans("ى", "ي")
"""Final letters that some keyboards exchange."""


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time of day in minutes and seconds, with its offset from UTC in minutes."""

    minutes: int = 0
    seconds: int = 0
    offset: int = 0


def read_date(text: str, order: Order | None = None) -> datetime | None:
    """Return a date in UTC, None if it cannot be read with certainty.

    ``order`` is that of day and month in ``05/03/2026``; None: such a date is ambiguous.
    """
    if not text or len(text) > LONGEST:
        return None
    folded = _fold(text)
    try:
        if _EPOCH.match(folded):
            return datetime.fromtimestamp(int(folded[:10]), UTC)
        return _read(folded, order)
    except (ValueError, OverflowError):
        return None


def read_dates(texts: Iterable[str]) -> list[datetime | None]:
    """Return the dates of one feed; ambiguous ones are read in the order that the others show."""
    texts = list(texts)
    order = day_order(texts)
    return [read_date(text, order) for text in texts]


def day_order(texts: Iterable[str]) -> Order | None:
    """Return the order of day and month that the dates of a feed show, None if they do not."""
    orders: set[Order] = set()
    for text in texts:
        match = _NUMERIC.match(_date_part(_fold(text[:LONGEST]))[0])
        if match is None or match[2] == "." or len(match[1]) == 4:
            continue
        if int(match[1]) > 12:
            orders.add("day-month")
        elif int(match[3]) > 12:
            orders.add("month-day")
    return orders.pop() if len(orders) == 1 else None


def _fold(text: str) -> str:
    """Return a date in lower case, with ASCII digits, without accents and invisible characters."""
    digits = "".join(
        str(unicodedata.digit(character)) if character.isdigit() else character
        for character in unicodedata.normalize("NFKC", text)
    )
    hyphened = _CJK.sub(r"\1-\2-\3", _INVISIBLE.sub("", digits).translate(_DASHES))
    plain = fold_name(hyphened).strip()
    dotted = _COMPACT.sub(_spread, _BASIC.sub(r"\1-\2-\3", plain))
    return " ".join(re.sub(r"(\d)t(\d)", r"\1 \2", dotted).split())


def _spread(compact: re.Match[str]) -> str:
    """Return an ISO date in basic format in the extended one."""
    year, month, day, hour, minute, second = compact.groups(default="00")
    return f"{year}-{month}-{day} {hour}:{minute}:{second}"


def _read(text: str, order: Order | None) -> datetime | None:
    day_text, clock = _date_part(text)
    day = _read_day(day_text, order)
    if day is None or clock is None:
        return None
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return start + timedelta(minutes=clock.minutes - clock.offset, seconds=clock.seconds)


def _date_part(text: str) -> tuple[str, _Clock | None]:
    """Return the part of a date without time and zone, and the clock; None if that is unclear."""
    comments = _COMMENT.findall(text)
    text = _COMMENT.sub(" ", text).strip()
    match = _TIME.search(text) or _FRENCH_TIME.search(text) or _DOTTED_TIME.search(text)
    if match is None:
        return text, _Clock() if not comments else None
    before, after = text[: match.start()], text[match.end() :]
    offset, rest = _zone(after, comments)
    day_text = f"{before.rstrip(' ,،-')} {rest.strip(' ,،-')}".strip()
    time = _minutes(match)
    if offset is None or time is None:
        return day_text, None
    return day_text, _Clock(time, int(match[3] or 0), offset)


def _minutes(match: re.Match[str]) -> int | None:
    """Return a time of day in minutes, None if it is not one; 24:00 is the end of the day."""
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    half = (match[4] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    is_end_of_day = (hour, minute, second) == (24, 0, 0)
    if minute > 59 or second > 60 or (hour > 23 and not is_end_of_day):
        return None
    return hour * 60 + minute


def _zone(after: str, comments: list[str]) -> tuple[int | None, str]:
    """Return the offset in minutes behind a time, None if unclear, and the text behind the zone."""
    numeric = _OFFSET.match(after)
    if numeric is not None:
        sign = -1 if numeric[1] == "-" else 1
        hours, minutes = int(numeric[2]), int(numeric[3] or 0)
        is_offset = hours <= 14 and minutes < 60
        rest = _without_zone_name(after[numeric.end() :])
        return sign * (hours * 60 + minutes) if is_offset else None, rest
    word = _WORD_OR_NUMBER.search(after)
    name = word[0] if word is not None else ""
    if word is not None and name.isalpha() and name not in MONTHS and name not in WEEKDAYS:
        if name in ZONES:
            return ZONES[name], after[: word.start()] + after[word.end() :]
        if name not in FILLERS:
            return None, after
        after = after[: word.start()] + after[word.end() :]
    if comments:
        return ZONES.get(comments[0].strip()), after
    return 0, after


def _without_zone_name(rest: str) -> str:
    """Return the text behind an offset without the name that repeats it (``-0800 PST``)."""
    word = _WORD_OR_NUMBER.search(rest)
    return rest[word.end() :] if word is not None and word[0] in ZONES else rest


def _read_day(text: str, order: Order | None) -> date | None:
    week = _WEEK.match(text)
    if week is not None:
        return date.fromisocalendar(int(week[1]), int(week[2]), int(week[3]))
    for candidate in (text, _LEADING_WORD.sub("", text), _without_weekday(text)):
        numeric = _NUMERIC.match(candidate.strip(" ,،"))
        if numeric is not None:
            return _numeric_day(numeric, order)
    for candidate in (_without_weekday(text), _LEADING_WORD.sub("", text), text):
        day = _named_day(candidate)
        if day is not None:
            return day
    return None


def _without_weekday(text: str) -> str:
    word = re.match(r"^([^\W\d]+)[.,،]*\s*", text)
    return text[word.end() :] if word is not None and word[1] in WEEKDAYS else text


def _numeric_day(match: re.Match[str], order: Order | None) -> date | None:
    first, second, last = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:
        return date(first, second, last)
    if len(match[4]) == 1:
        return None
    if match[2] == ".":
        return date(last if len(match[4]) == 4 else 2000 + last, second, first)
    if len(match[1]) > 2 or len(match[4]) != 4:
        return None
    if first > 12 or order == "day-month" or first == second:
        return date(last, second, first)
    if second > 12 or order == "month-day":
        return date(last, first, second)
    return None


def _named_day(text: str) -> date | None:
    """Read a date with a month's name: ``5 March 2026``, ``March 5, 2026``, ``2026 March 5``."""
    for name, month in TWO_WORD_MONTHS.items():
        text = text.replace(name, f" m{month} ")
    numbers: list[str] = []
    months: list[int] = []
    for word in _WORD_OR_NUMBER.findall(re.sub(r"\bm(\d+)\b", _month_word, text)):
        if word.isdigit():
            numbers.append(word)
        elif word.translate(_YEH) in _MONTHS_BY_SHAPE:
            months.append(_MONTHS_BY_SHAPE[word.translate(_YEH)])
        elif word not in FILLERS and word not in WEEKDAYS:
            return None
    if len(set(months)) != 1 or len(numbers) != 2:  # Arabic names a month twice: آذار/مارس
        return None
    return _day_of(numbers, months[0])


def _day_of(numbers: list[str], month: int) -> date | None:
    first, second = numbers
    if len(first) == 4 and len(second) <= 2:
        return date(int(first), month, int(second))
    if len(first) > 2 or len(second) not in (2, 4):
        return None
    year = int(second) if len(second) == 4 else 2000 + int(second)
    return date(year, month, int(first))


_ENGLISH = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTHS_BY_SHAPE = {name.translate(_YEH): month for name, month in MONTHS.items()}


def _month_word(match: re.Match[str]) -> str:
    return _ENGLISH[int(match[1]) - 1]
