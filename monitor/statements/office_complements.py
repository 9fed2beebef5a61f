"""What is between an office and the name of its bearer: a body, a place, a complement.

der Präsident des Imkerverbands | Ruckstedt · мэр Киева | Виталий Кличко · посол Литви у Києві | …
"""

from monitor.languages.lexicon import Lexicon
from monitor.statements.atoms import Atom
from monitor.statements.known_words import is_foreign, is_given, is_role

_OFFICE_PLACE = 2
"""Words after the first in the place and name after an office."""
_TO_OFFICE = 3
"""Words between an office and the preposition of its place: посол Литви у Києві."""


def after_body(atoms: list[Atom], first: int, last: int, lexicon: Lexicon) -> int:
    """Return where a name begins after the body of an office, in the genitive: der Präsident des
    Deutschen Imkerverbands | Ruckstedt.
    """
    if not lexicon.article_cases or not 0 < first < last:
        return first
    if atoms[first - 1].low not in lexicon.words["genitive"]:
        return first
    for at in range(first, last):
        low = atoms[at].low
        bare = low.removesuffix("s")
        if low != bare and (lexicon.body_head(bare) or lexicon.body_head(bare.removesuffix("e"))):
            return at + 1
    return first


def after_complement(atoms: list[Atom], first: int, last: int, lexicon: Lexicon) -> int:
    """Return where a name begins after the place of an office, in a language with cases: мэр
    Киева | Виталий Кличко. A patronymic makes three words one name.
    """
    if not lexicon.patronymic_endings or last - first != _OFFICE_PLACE:
        return first
    is_patronymic = atoms[first + 1].low.endswith(lexicon.patronymic_endings)
    return first if is_patronymic else first + 1


def is_complement(atoms: list[Atom], first: int, last: int, lexicon: Lexicon) -> bool:
    """Return whether a name is the body or place of an office, in a language with cases:
    представитель | Heritage Auctions, мэр | Заречинска, речник | Повітряних сил.
    """
    if not lexicon.has_cases:
        return False
    if first == last and lexicon.stem(atoms[first].low) in lexicon.land_stems:
        return True  # глава МИД | РФ
    if is_foreign(atoms[first].low, lexicon) or _is_place_of_office(atoms, first, last, lexicon):
        return True
    return first == last and _is_adjective_of_body(atoms, first, lexicon)


def follows_office(atoms: list[Atom], first: int, begin: int, last: int, lexicon: Lexicon) -> bool:
    """Return whether an office precedes the country or the place before a name, in a language with
    cases: представитель МИД Германии | …, посол Литви у Києві | Вальдемарас Сарапінас.
    """
    if not lexicon.has_cases:
        return False
    if begin > first > 0 and is_role(atoms[first - 1].low, lexicon):
        return True
    is_placed = first > 1 and atoms[first - 1].low in lexicon.words["in_body"]
    if not is_placed or last - first != _OFFICE_PLACE:
        return False
    is_body = any(lexicon.body_head(atom.low) for atom in atoms[first : last + 1])
    before = atoms[max(0, first - 1 - _TO_OFFICE) : first - 1]
    return not is_body and any(is_role(atom.low, lexicon) for atom in before)


def _is_place_of_office(atoms: list[Atom], first: int, last: int, lexicon: Lexicon) -> bool:
    """Return whether one word in the genitive follows an office in the nominative: a place."""
    if first != last or not first or is_given(atoms[first].low, lexicon):
        return False
    is_nominative = atoms[first - 1].low in lexicon.words["role"]
    return is_nominative and atoms[first].low.endswith(lexicon.genitive_endings)


def _is_adjective_of_body(atoms: list[Atom], at: int, lexicon: Lexicon) -> bool:
    """Return whether a capitalised word after an office has the ending of an adjective and leads
    to a noun, in a language with cases.
    """
    if not lexicon.adjective_cases or at + 1 >= len(atoms) or atoms[at + 1].tag != "w":
        return False
    return atoms[at].low.endswith(lexicon.adjective_cases) and not is_given(atoms[at].low, lexicon)
