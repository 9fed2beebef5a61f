"""Languages of the interface: catalogues in ``locales/``, read at start.

A catalogue is a ``.po`` file, so that a translator's work needs no build step. A message without a
translation is shown in English. English is the language of the templates themselves.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

DEFAULT = "en"
NAMES = {"en": "English", "ar": "العربية", "de": "Deutsch", "fr": "Français"}
"""Languages of the interface, by their own names."""
FILE = "messages.po"
ERROR_CONTEXT = "error"
"""Context of the texts of errors in the catalogues."""


@dataclass(frozen=True, slots=True)
class Interface:
    """One language of the interface."""

    code: str
    name: str
    locale: Locale
    messages: NullTranslations
    errors: Mapping[str, str] = field(default_factory=dict)
    """Translations of the templates of `monitor.web.pages.error_texts`."""

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return str(self.locale.text_direction)


def mark(message: str) -> str:
    """Return a message as it is: imported as ``_``, it marks one for the catalogues."""
    return message


def load_interfaces() -> Mapping[str, Interface]:
    """Read every catalogue of the package."""
    return {code: _load(code, name) for code, name in NAMES.items()}


def best_language(cookie: str, accepted: str, codes: Sequence[str]) -> str:
    """Return the chosen language, else the first of ``Accept-Language`` in ``codes``."""
    if cookie in codes:
        return cookie
    for part in _by_quality(accepted):
        code = part.partition("-")[0]
        if code in codes:
            return code
    return DEFAULT


def _by_quality(accepted: str) -> list[str]:
    weighted = []
    for part in accepted.lower().split(",")[:20]:
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        weighted.append((-weight, tag))
    return [tag for _, tag in sorted(weighted, key=lambda pair: pair[0])]


def _load(code: str, name: str) -> Interface:
    locale = Locale.parse(code)
    file = resources.files("monitor.web").joinpath("locales", code, FILE)
    if not file.is_file():
        return Interface(code, name, locale, NullTranslations())
    catalogue = read_po(io.BytesIO(file.read_bytes()), locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    errors = {
        str(message.id): str(message.string)
        for message in catalogue
        if message.context == ERROR_CONTEXT and message.string
    }
    return Interface(code, name, locale, Translations(compiled), errors)
