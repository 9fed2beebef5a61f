"""Jinja2 with one environment per language of the interface; everything is escaped.

Filters that every template has:

    age       "5 min", "3 days" since a time          moment    date and time in the reader's zone
    span      "1 day 12 hr", the length of a time     ahead     "in 5 min" until a time
    number    12,345 as the language writes it        day       the date alone, of a time
    date      the same, of a day such as 2026-11-28
    term      the translated word of a code           safe_url  an address of the web, else ""
    error     the translated text of an error, or of an operators' alert

The test ``is for_operators`` is true of an alert on a feed or a subscription.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers, units
from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.deliveries.render.quotation_marks import direction_of
from monitor.records.operator_alert import OPERATOR_KINDS
from monitor.web.assets import Assets
from monitor.web.locales import Interface
from monitor.web.pages.error_texts import ErrorTexts
from monitor.web.pages.terms import term_of

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
"""Units of ages with their seconds; the script that refreshes them has the same."""
FINE_BELOW = 3
"""A length of fewer units also has the next smaller one: a day and a half is not two days."""
OBLIQUE_DUAL = {"ar": ("ان", "ين")}
"""By language, the ending of a unit that is two by itself, and the one behind a preposition: CLDR
has no case for lengths. يومان, منذ يومين; the script that refreshes ages is given the same.
"""
LOADER = PackageLoader("monitor.web.pages", "templates")


class Templates:
    """Renders templates in every language of the interface."""

    def __init__(self, assets: Assets, interfaces: Mapping[str, Interface]) -> None:
        self.interfaces = interfaces
        self._environments = {
            code: _environment(interface, assets) for code, interface in interfaces.items()
        }

    def render(self, name: str, language: str, context: Mapping[str, Any]) -> str:
        """Return a template as HTML. Raises jinja2's errors, which are bugs."""
        template = self._environments[language].get_template(name)
        return template.render(**context)

    def environment(self, language: str) -> Environment:
        """Return the environment of a language: its filters and functions."""
        return self._environments[language]

    def gettext(self, language: str, message: str) -> str:
        """Return the translation of a message."""
        return self.interfaces[language].messages.gettext(message)


def _environment(interface: Interface, assets: Assets) -> Environment:
    environment = Environment(
        loader=LOADER,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]  # of the extension
        interface.messages, newstyle=True
    )
    locale, _ = interface.locale, interface.messages.gettext

    def term(code: str) -> str:
        return _(term_of(code))

    def age(at: datetime, now: datetime, *, is_oblique: bool = False) -> str:
        length = length_of(now - at, locale)
        return oblique(length, locale) if is_oblique else length

    def ahead(at: datetime, now: datetime) -> str:
        length = length_of(max(at - now, timedelta(seconds=1)), locale, is_fine=True)
        return _("in %(length)s") % {"length": oblique(length, locale)}

    def moment(at: datetime, zone: str, form: str = "medium") -> str:
        local = at.astimezone(ZoneInfo(zone))
        date = dates.format_date(local, form, locale=locale)
        time = dates.format_time(local, "short", locale=locale)
        form = str(dates.get_datetime_format("medium", locale=locale))
        moment = form.replace("{1}", date).replace("{0}", time)
        return moment if zone != "UTC" else f"{moment} UTC"

    def day(at: datetime, zone: str) -> str:
        return dates.format_date(at.astimezone(ZoneInfo(zone)), "medium", locale=locale)

    def date(of_day: str) -> str:
        return dates.format_date(datetime.fromisoformat(of_day), "medium", locale=locale)

    def span(length: timedelta, *, is_oblique: bool = False) -> str:
        text = length_of(length, locale, is_fine=True)
        return oblique(text, locale) if is_oblique else text

    def number(value: float) -> str:
        return numbers.format_decimal(value, locale=locale)

    environment.filters |= {
        "age": age,
        "ahead": ahead,
        "moment": moment,
        "day": day,
        "date": date,
        "number": number,
        "span": span,
        "seconds": lambda length: span(timedelta(seconds=length)),
        "term": term,
        "error": ErrorTexts(interface.errors, term).translate,
        "instant": datetime.fromisoformat,
        "safe_url": safe_url,
        "direction": direction_of,
    }
    environment.tests["for_operators"] = lambda alert: alert.kind in OPERATOR_KINDS
    environment.globals |= {
        "static": assets.address,
        "interface": interface,
        "oblique_dual": " ".join(OBLIQUE_DUAL.get(locale.language, ())),
    }
    return environment


def safe_url(address: str) -> str:
    """Return an address that a page may link to; ``""`` for any scheme but http and https."""
    return address if address.lower().startswith(("http://", "https://")) else ""


def length_of(length: timedelta, locale: Locale, *, is_fine: bool = False) -> str:
    """Return a length in whole units, rounded down: an event of yesterday is not two days old."""
    seconds = max(0, int(length.total_seconds()))
    place = next((at for at, (_, size) in enumerate(UNITS) if seconds >= size), len(UNITS) - 1)
    unit, size = UNITS[place]
    count, rest = divmod(seconds, size)
    parts = [_unit(count, unit, locale)]
    if is_fine and count < FINE_BELOW and place + 1 < len(UNITS):
        smaller, smaller_size = UNITS[place + 1]
        if rest >= smaller_size:
            parts.append(_unit(rest // smaller_size, smaller, locale))
    return " ".join(parts)


def oblique(length: str, locale: Locale) -> str:
    """Return a length as a preposition changes it: a dual of one word takes its other ending."""
    ending, governed = OBLIQUE_DUAL.get(locale.language, ("", ""))
    word, blank, rest = length.partition(" ")
    if not ending or not word.endswith(ending):
        return length
    return word.removesuffix(ending) + governed + blank + rest


def _unit(count: int, unit: str, locale: Locale) -> str:
    return units.format_unit(count, f"duration-{unit}", length="short", locale=locale)
