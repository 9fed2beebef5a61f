"""Dates: certain ones are right, uncertain ones are None."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.date_names import MONTHS, ZONES
from monitor.feeds.dates import read_date, read_dates

AT = datetime(2026, 3, 5, 8, 57, tzinfo=UTC)
EARLIEST, LATEST = datetime(1995, 1, 1), datetime(2099, 12, 31)  # noqa: DTZ001  zones are added
OFFSETS = (
    "{sign}{hour:02}{minute:02}",
    "{sign}{hour:02}:{minute:02}",
    "GMT{sign}{hour:02}{minute:02}",
)
NOVEMBER = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Thu, 05 Mar 2026 08:57:00 GMT", 0), ("Thu, 05 Mar 2026 08:57:00 CET", -1),
        ("Thu, 05 Mar 2026 08:57:00 MSK", -3), ("Thu, 05 Mar 2026 08:57:00 BST", -1),
        ("Thu, 05 Mar 2026 08:57:00 EST", 5), ("Thu, 05 Mar 2026 08:57:00 UTC+03:00", -3),
        ("Thu, 05 Mar 2026 08:57:00 GMT+3", -3), ("Thu, 05 Mar 2026 08:57:00 GMT-0500", 5),
        ("Thu, 05 Mar 2026 08:57:00 +0300 (MSK)", -3), ("2026-03-05T08:57:00Z", 0),
        ("2026-03-05T08:57:00.123456+03:00", -3), ("2026-03-05 08:57", 0), ("20260305T085700Z", 0),
        ("05.03.2026 08:57", 0), ("Thu Mar 05 2026 08:57:00 GMT+0300 (Arabian Standard Time)", -3),
        ("March 5, 2026 at 8:57 am", 0), ("5 mars 2026 à 08h57", 0), ("2026年3月5日 08:57", 0),
        ("5 de marzo de 2026 a las 8:57", 0), ("٢٠٢٦-٠٣-٠٥ ٠٨:٥٧", 0),
        ("Thu, 5 Mar 26 08:57 GMT", 0),
        ("Donnerstag, 5. März 2026, 08:57 Uhr", 0), ("08:57 - 05.03.2026", 0),
        ("05.03.2026 08:57 Uhr", 0), ("Do, 05.03.2026, 08:57 Uhr", 0),
        ("2026-03-05 08:57:00 -0800 PST", 8), ("2026-03-05 08:57:00 +0100 CET", -1),
    ],
)  # fmt: skip
def test_a_certain_date_is_read(text: str, hours: int) -> None:
    assert read_date(text) == AT + timedelta(hours=hours)


@pytest.mark.parametrize(
    "text",
    [
        "vie, 20 nov 2026 10:00", "20 ноября 2026 г., 10:00", "20 листопада 2026 року 10:00",
        "20 Kasım 2026 saat 10:00", "20 نوفمبر 2026 10:00", "20 تشرين الثاني 2026 10:00",
        "20 نوامبر 2026 10:00", "20 تشرینی دووەم 2026 10:00", "ven, 20 nov 2026 10:00",
        "Fr, 20 Nov 2026 10:00", "Пт, 20 ноя 2026 10:00", "الجمعة، 20 نوفمبر 2026 10:00",
        "2026. november 20. 10:00", "20th November 2026 10:00", "Cum, 20 Kas 2026 10:00",
        "20 Kasım 2026 Cuma 10:00", "20 Kasım 2026, Cuma 10:00",
        "20 نوفمبر/تشرين الثاني 2026 10:00", "يوم الجمعة 20 نوفمبر 2026 10:00",
        "20 novembre 2026 ore 10:00", "venerdì 20 novembre 2026, 10.00",
        "Sexta-feira, 20 de novembro de 2026 às 10h00", "fredag 20 november 2026 kl. 10.00",
        "vrijdag 20 november 2026 om 10:00 uur", "Παρ, 20 Νοε 2026 10:00:00", "20.11.2026, 10:00",
        "20 בנובמבר 2026 בשעה 10:00", "Jumat, 20 November 2026 pukul 10:00", "20 نومبر 2026 10:00",
        "2026년 11월 20일 10:00", "20 ноября 2026, 13:00 (МСК)", "Fri, 20 Nov 2026 10.00 GMT",
        "2026-11-20T05:00:00−05:00",
    ],
)  # fmt: skip
def test_the_months_of_the_product_s_languages_are_read(text: str) -> None:
    assert read_date(text) == NOVEMBER


@pytest.mark.parametrize(
    "text",
    [
        "", "08:57", "2026", "Friday", "Nov 20", "November 2026", "5 minutes ago", "yesterday",
        "Gestern 08:57", "05/03/2026", "05-03-2026 08:57", "Thu, 05 Mar 2026 08:57:00 IST",
        "Thu, 05 Mar 2026 08:57:00 AST", "Thu, 05 Mar 2026 08:57:00 XYZ", "2026-13-01",
        "31.02.2026", "2026-03-05 25:00", "2026-03-05 08:61", "5 Foo 2026", "20/11/26 10:00",
        "2026-W60-1", "1404", "Updated 2026-03-05 by Anna", "x" * 500, "5 Mar 2026 6 Apr 2026",
        "2026-03-05 08:57 +99:00", "999999999999999",
    ],
)  # fmt: skip
def test_an_uncertain_date_is_none(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["05/03/2026", "25/03/2026"], [date(2026, 3, 5), date(2026, 3, 25)]),
        (["05/03/2026", "03/25/2026"], [date(2026, 5, 3), date(2026, 3, 25)]),
        (["05/03/2026", "25/03/2026", "03/25/2026"], [None, date(2026, 3, 25), date(2026, 3, 25)]),
        (["05/03/2026", "13.03.2026"], [None, date(2026, 3, 13)]),
        (["05/05/2026"], [date(2026, 5, 5)]),
    ],
)
def test_the_other_dates_of_a_feed_decide_the_order(
    dates: list[str], expected: list[date | None]
) -> None:
    assert [read.date() if read else None for read in read_dates(dates)] == expected


@given(
    st.datetimes(EARLIEST, LATEST),
    st.integers(-12 * 4, 14 * 4),
    st.sampled_from(
        ("%a, %d %b %Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d %B %Y, %H:%M:%S", "%d.%m.%Y %H:%M:%S",
         "%B %d, %Y %H:%M:%S", "%Y/%m/%d %H:%M:%S")
    ),
    st.sampled_from(OFFSETS),
)  # fmt: skip
def test_every_moment_in_every_form_is_read_back(
    moment: datetime, quarters: int, form: str, zone: str
) -> None:
    offset = abs(quarters) * 15
    sign = "-" if quarters < 0 else "+"
    text = f"{moment:{form}} " + zone.format(sign=sign, hour=offset // 60, minute=offset % 60)
    expected = moment.replace(microsecond=0, tzinfo=UTC) - timedelta(minutes=15 * quarters)
    assert read_date(text) == expected


@given(st.sampled_from(sorted(MONTHS)), st.integers(13, 28), st.sampled_from(sorted(ZONES)))
def test_every_month_and_zone_name_means_itself(month: str, day: int, zone: str) -> None:
    expected = datetime(2026, MONTHS[month], day, 12, tzinfo=UTC) - timedelta(minutes=ZONES[zone])
    assert read_date(f"{day} {month} 2026 12:00 {zone.upper()}") == expected


@given(st.text(max_size=120))
def test_no_text_raises(text: str) -> None:
    read = read_date(text)
    assert read is None or read.tzinfo is UTC


def test_seconds_and_milliseconds_since_1970_are_read() -> None:
    assert read_date("1772700000") == read_date("1772700000000")
    assert read_date("2026-W10-4") == datetime(2026, 3, 5, tzinfo=UTC)
    assert read_date("Thu, 05 Mar 2026 24:00:00 GMT") == datetime(2026, 3, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["11 listopada 2026", "27.11 2026", "27.11", "20261327", "Vol. 12.30 of 2026", "27 lis 2026"],
)  # fmt: skip
def test_what_two_languages_read_differently_is_no_date(text: str) -> None:
    assert read_date(text) is None


@given(st.dates(date(1995, 1, 1), date(2099, 12, 31)))
def test_a_date_of_eight_digits_is_read(day: date) -> None:
    assert read_date(f"{day:%Y%m%d}") == datetime(day.year, day.month, day.day, tzinfo=UTC)
