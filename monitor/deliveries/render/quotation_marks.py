"""The quotation marks and the comma of a language, as its newspapers print them (CLDR 44). Pure."""

from dataclasses import dataclass

NARROW_SPACE = "\u202f"
"""No-break space of French inside its quotation marks."""


@dataclass(frozen=True, slots=True)
class Marks:
    """How a language marks words as quoted, and what it writes between clauses."""

    opening: str
    closing: str
    comma: str = ", "
    space: str = " "
    clause_words: frozenset[str] = frozenset()
    """Words before whose clause the language writes a comma."""


ENGLISH = Marks("“", "”")
_LOW_HIGH = Marks("„", "“")
_GERMAN = Marks("„", "“", clause_words=frozenset(("dass", "daß", "ob", "wie", "wenn")))
_CZECH = Marks("„", "“", clause_words=frozenset(("že", "aby", "zda")))
_POLISH = Marks("„", "”", clause_words=frozenset(("że", "iż", "aby", "żeby", "czy")))
_RUSSIAN = Marks("«", "»", clause_words=frozenset(("что", "чтобы", "как")))
_UKRAINIAN = Marks("«", "»", clause_words=frozenset(("що", "щоб", "як")))
_LOW_RIGHT = Marks("„", "”")
_ANGLES = Marks("«", "»")
_RIGHT = Marks("”", "”")
_ARABIC = Marks("«", "»", comma="، ")
_URDU = Marks("“", "”", comma="، ")
_CORNERS = Marks("「", "」", comma="、", space="")
_CHINESE = Marks("“", "”", comma="，", space="")

_BY_LANGUAGE = {
    "ar": _ARABIC,
    "bg": _LOW_HIGH,
    "ckb": _ARABIC,
    "cs": _CZECH,
    "da": Marks("»", "«"),
    "de": _GERMAN,
    "el": _ANGLES,
    "es": _ANGLES,
    "fa": _ARABIC,
    "fi": _RIGHT,
    "fr": Marks(f"«{NARROW_SPACE}", f"{NARROW_SPACE}»"),
    "he": _RIGHT,
    "hu": _LOW_RIGHT,
    "it": _ANGLES,
    "ja": _CORNERS,
    "no": _ANGLES,
    "pl": _POLISH,
    "ro": _LOW_RIGHT,
    "ru": _RUSSIAN,
    "sv": _RIGHT,
    "uk": _UKRAINIAN,
    "ur": _URDU,
    "zh": _CHINESE,
}

RIGHT_TO_LEFT = frozenset(("ar", "ckb", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
"""Languages written from right to left."""


def marks_of(language: str) -> Marks:
    """Return the marks of a language (ISO 639); English ones for a language without an entry."""
    return _BY_LANGUAGE.get(language.partition("-")[0], ENGLISH)


def direction_of(language: str) -> str:
    """Return the direction of a language's script for HTML: ``ltr``, ``rtl``, ``auto``."""
    if language in ("", "und"):
        return "auto"
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
