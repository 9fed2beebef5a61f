"""Catalogues of the pages: no message is missing, complete languages have every translation."""

import re
from collections.abc import Iterator

import pytest

from monitor.web.locales import NAMES, best_language, load_interfaces
from tools.messages import COMPLETE, catalogue_of, languages, mistakes_in, template

PLACES = re.compile(r"%\((\w+)\)s")


def texts_of(text: str | tuple[str, ...] | list[str] | None) -> Iterator[str]:
    """Yield the forms of a message or of a translation."""
    yield from [text] if isinstance(text, str) else text or ()


def test_no_catalogue_lacks_a_message_and_complete_ones_no_translation() -> None:
    wanted = template()
    assert len(list(wanted)) > 300
    assert {"ar", "de", "fr"} == set(languages()) == set(NAMES) - {"en"}
    assert [text for language in languages() for text in mistakes_in(language, wanted)] == []


def test_a_missing_message_and_a_missing_translation_are_found() -> None:
    wanted = template()
    wanted.add("A message that no catalogue has")
    assert len(mistakes_in("de", wanted)) == 1
    assert set(COMPLETE) == set(languages())
    assert len(mistakes_in("ar", wanted)) == 1


@pytest.mark.parametrize("language", ["ar", "de", "fr"])
def test_a_translation_has_the_places_of_its_message(language: str) -> None:
    for message in catalogue_of(language):
        places = {place for text in texts_of(message.id) for place in PLACES.findall(text)}
        for text in texts_of(message.string):
            assert set(PLACES.findall(text)) <= places, message.id
            if text and isinstance(message.id, str):
                assert set(PLACES.findall(text)) == places, message.id


@pytest.mark.parametrize("language", ["ar", "de", "fr"])
def test_every_plural_has_as_many_forms_as_its_language(language: str) -> None:
    catalogue = catalogue_of(language)
    plurals = [message for message in catalogue if isinstance(message.id, tuple)]
    assert len(plurals) > 10
    for message in plurals:
        forms = list(texts_of(message.string))
        assert len(forms) == catalogue.num_plurals, message.id
        assert all(forms), message.id


def test_arabic_counts_in_six_forms_and_is_written_from_right_to_left() -> None:
    arabic = load_interfaces()["ar"]
    assert arabic.direction == "rtl"
    forms = {
        arabic.messages.ngettext("%(num)s alert", "%(num)s alerts", number)
        for number in (0, 1, 2, 3, 11, 100)
    }
    assert len(forms) == 6


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        ("", "", "en"),
        ("de", "ar", "de"),
        ("xx", "ar-IQ,en;q=0.5", "ar"),
        ("", "sv, fr;q=0.8, de;q=0.9", "de"),
        ("", "*;q=x,,;q=", "en"),
    ],
)
def test_the_chosen_language_wins_over_that_of_the_browser(
    cookie: str, accepted: str, language: str
) -> None:
    assert best_language(cookie, accepted, tuple(NAMES)) == language
