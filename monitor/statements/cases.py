"""Names in the nominative, in a language with cases, for articles that have other cases alone.

person   Ивана Котова → Иван Котов, Мишель Обамой → Мишель Обама: the given name of the lists,
         and the endings of surnames by gender (``[surname_cases]``)
body     Министерстве обороны → Министерство обороны: the dictionary form of the word for a body,
         and the adjectives before it (``[adjectives]``)
"""

from monitor.languages.folding import fold_word
from monitor.languages.given_names import given_names
from monitor.languages.lexicon import Lexicon

MOST_ADJECTIVES = 3
"""Adjectives before the word for a body."""


def nominative_person(name: str, gender: str | None, lexicon: Lexicon) -> str:
    """Return a person's name in the nominative; unchanged where its given name is in no list."""
    words = name.split()
    given = _given_name(words[0], lexicon)
    if len(words) == 1 or not given:
        return name
    endings = lexicon.surname_endings.get(gender or "", ())
    if given == fold_word(words[0]):
        if (man := _name_of_man(words, lexicon)) is not None:
            return man
        if gender == "m" or given[-1] in lexicon.raw.get("feminine_letters", given[-1]):
            return name
        women = lexicon.surname_endings.get("f", ())
        endings = tuple(
            pair for pair in women if pair[1] == lexicon.raw.get("vowel_surnames")
        )  # Мишель | Обамой
    return " ".join([_cased(given, words[0]), *(_replaced(word, endings) for word in words[1:])])


def _name_of_man(words: list[str], lexicon: Lexicon) -> str | None:
    """Return the nominative of a man's name whose given name in the genitive is a woman's too, if
    its surname shows it: Руслана Мороченка → Руслан Мороченко, Олександра Бойка.
    """
    if not has_surname_of_man(words[-1], lexicon):
        return None
    feminine = lexicon.raw.get("feminine_letters", "")
    low = fold_word(words[0])
    given = [name for name in lexicon.given_forms.get(lexicon.stem(low), ()) if low[:-1] in name]
    men = [name for name in given if name[-1] not in feminine]
    if not men:
        return None
    surname = _replaced(words[-1], lexicon.surname_endings.get("m", ()))
    return " ".join([_cased(men[0], words[0]), *words[1:-1], surname])


def is_oblique_surname(surname: str, lexicon: Lexicon) -> bool:
    """Return whether a surname ends like one of a man or a woman in another case."""
    pairs = (pair for gender in ("m", "f") for pair in lexicon.surname_endings.get(gender, ()))
    return any(surname.endswith(ending) for ending, _ in pairs)


def has_surname_of_man(name: str, lexicon: Lexicon) -> bool:
    """Return whether a name ends in a man's surname in another case than the nominative."""
    endings = tuple(lexicon.raw.get("surnames_of_men", "").split())
    return bool(endings) and fold_word(name).endswith(endings)


def nominative_body(name: str, lexicon: Lexicon) -> str:
    """Return the name of a body with its head and the adjectives before it in the nominative."""
    words = name.split()
    for at, word in enumerate(words[: MOST_ADJECTIVES + 1]):
        low = fold_word(word)
        if low in lexicon.words["role"]:
            return name  # мер is not мерія
        head = lexicon.body_heads.get(low) or lexicon.body_heads.get(lexicon.stem(low), "")
        if not head:
            continue
        if head == low or not all(_is_adjective(other, lexicon) for other in words[:at]):
            return name
        adjectives = [_adjective(other, head, lexicon) for other in words[:at]]
        return " ".join([*adjectives, _cased(head, word), *words[at + 1 :]])
    return name


def _given_name(word: str, lexicon: Lexicon) -> str:
    """Return the dictionary form of a given name in any case, folded; ``""`` for no given name."""
    low = fold_word(word)
    if low in given_names():
        return low
    if low in lexicon.given_cases:
        return lexicon.given_cases[low]
    names = lexicon.given_forms.get(lexicon.stem(low), ())
    is_bare = low[-1] in lexicon.raw.get("soft_letters", "")  # Наиль: not Наиля
    vowel = next((n for n in names if low[:-1] == n[:-1] and not is_bare), "")  # Марию: not Мари
    whole = vowel or next((name for name in names if low.startswith(name)), "")  # Антона
    return whole or ("" if is_bare else next(iter(names), ""))


def _is_adjective(word: str, lexicon: Lexicon) -> bool:
    return word.lower().endswith(lexicon.adjective_cases)


def _adjective(word: str, head: str, lexicon: Lexicon) -> str:
    low = word.lower()
    for ending in lexicon.adjective_cases:
        if not low.endswith(ending):
            continue
        stem = word[: len(word) - len(ending)]
        endings: dict[str, str] = lexicon.raw["adjectives"]
        is_soft = stem[-1:].lower() in endings["hushing"]
        return stem + endings.get(head[-1], endings["soft" if is_soft else "hard"])
    return word


def _replaced(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    low = word.lower()
    for ending, nominative in endings:
        if low.endswith(ending) and len(low) - len(ending) > 1:
            return word[: len(word) - len(ending)] + nominative
    return word


def _cased(word: str, model: str) -> str:
    return word.capitalize() if model[:1].isupper() else word
