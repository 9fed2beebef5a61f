"""Cases of the names of bodies, from the tables of the languages' files. Pure.

The head noun declines, and the adjectives that agree with it; the rest of a name stays.

Russian, Ukrainian   Министерство обороны: Министерства обороны
Polish               Sąd Najwyższy: Sądu Najwyższego; Prawo i Wolność: Prawa i Wolności
Czech, Slovak        Česká národní banka: České národní banky
German               Deutsche Bahn: Deutschen Bahn; Bundesgericht: Bundesgerichts
Greek                Νέα Συμμαχία: Νέας Συμμαχίας
Turkish              Adalet Birliği: Adalet Birliğinin, without an apostrophe too

The endings are in ``[declension]`` (`monitor.languages.declension`), by whose keys a name declines.
The language of a listed name is not known: it is recognised by its letters and endings. A form that
no language has is found in no text, so a wrong guess costs a little room.
"""

import itertools
import re
from collections.abc import Iterator

from monitor.languages.declension import (
    NOMINATIVE,
    Declension,
    Forms,
    Table,
    cyrillic_names,
    declensions,
)
from monitor.languages.ending_format import CASES
from monitor.watchlist.name_stems import script_of
from monitor.watchlist.role_words import listed_set

Cases = tuple[tuple[str, ...], ...]
"""By case (genitive, dative, accusative, instrumental, locative), the forms of a word."""
MOST_WORDS = 7
"""Words of the longest name that is declined."""
MOST_BEFORE_HEAD = 3
"""Words of a name among which its head is."""
_NO_ENDING = "-"
_GREEK = "greek"
"""A script whose letters show the language of a name."""
_CYRILLIC_WORD = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґ«»\"'’ʼ-]+")


def cases_of_body(name: str) -> Iterator[str]:
    """Yield the oblique cases of the name of a body in Latin or Greek letters."""
    words = name.split()
    if len(words) > MOST_WORDS or not words:
        return
    for key, declension in declensions().items():
        if declension.adjective is not None:
            yield from _with_adjectives(words, declension)
        if declension.names is not None and declension.names.search(name):
            yield from (name + ending for ending in declension.possessed.get(name[-1], ()))
            if len(words) > 1:
                yield from _in_cases(words, declension)
        if key == _GREEK and len(words) > 1 and all(script_of(word) == key for word in words):
            yield from _word_by_word(words, declension)


def cyrillic_adjectives(words: list[str]) -> list[Cases]:
    """Return the cases of the adjectives with which a Russian or Ukrainian name begins."""
    adjectives = itertools.takewhile(_is_cyrillic_adjective, words)
    return [cases_in(word, cyrillic_names().adjectives) or undeclined(word) for word in adjectives]


def cyrillic_neuter(word: str) -> Cases | None:
    """Return the cases of a neuter noun in Russian or Ukrainian, or None for another."""
    return cases_in(word, cyrillic_names().nouns)


def is_cyrillic(words: list[str]) -> bool:
    """Return whether every word is in Cyrillic letters."""
    return all(map(_CYRILLIC_WORD.fullmatch, words))


def undeclined(word: str) -> Cases:
    """Return the cases of a word that is the same in all of them."""
    return ((word,),) * CASES


def join_cases(declined: list[Cases], rest: list[str]) -> Iterator[str]:
    """Yield the words in each case, all of them in the same, before what stays."""
    for case in range(CASES):
        for chosen in itertools.product(*(forms[case] for forms in declined)):
            yield " ".join((*chosen, *rest))


def cases_in(word: str, table: Table) -> Cases | None:
    """Return the cases of a word whose ending is in a table, or None for another word."""
    low = word.lower()
    for ending, forms in table:
        if low.endswith(ending) and len(word) > len(ending):
            return _with_endings(word, word[: -len(ending)], forms)
    return None


def after_consonant(word: str, declension: Declension) -> Cases | None:
    """Return the cases of a word that ends in a consonant, or None for another word."""
    if word[-1:].lower() not in declension.consonants:
        return None
    return _with_endings(word, word, declension.after_consonant)


def _is_cyrillic_adjective(word: str) -> bool:
    return word.lower().endswith(tuple(ending for ending, _ in cyrillic_names().adjectives))


def _in_cases(words: list[str], declension: Declension) -> Iterator[str]:
    """Yield the cases of a West Slavic name, whichever of its first words is the head."""
    for head in range(min(MOST_BEFORE_HEAD, len(words))):
        before = [cases_in(word, declension.adjectives) for word in words[:head]]
        noun = _noun(words[head], declension)
        if noun is None or None in before:
            continue
        declined = [*filter(None, before), noun]
        yield from join_cases(declined, words[head + 1 :])
        yield from _with_what_agrees(declined, words[head + 1 :], declension)


def _noun(word: str, declension: Declension) -> Cases | None:
    return cases_in(word, declension.nouns) or after_consonant(word, declension)


def _with_what_agrees(
    declined: list[Cases], words: list[str], declension: Declension
) -> Iterator[str]:
    """Yield the cases of a name with an adjective or "and" and a second noun behind its head."""
    if not words:
        return
    adjective = cases_in(words[0], declension.adjectives)
    if adjective is not None:
        yield from join_cases([*declined, adjective], words[1:])
    if words[0] in listed_set("joined_bodies") and len(words) > 1:
        second = _noun(words[1], declension)
        if second is not None:
            yield from join_cases([*declined, undeclined(words[0]), second], words[2:])


def _with_endings(word: str, stem: str, forms: Forms) -> Cases:
    return tuple(_case(word, stem, endings) for endings in forms)


def _case(word: str, stem: str, endings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        word if ending == NOMINATIVE else stem + ending.removeprefix(_NO_ENDING)
        for ending in endings
    )


def _with_adjectives(words: list[str], declension: Declension) -> Iterator[str]:
    """Yield a German name with its adjectives inflected, and its body in the genitive."""
    adjective = declension.adjective
    assert adjective is not None
    inflected = len(list(itertools.takewhile(adjective.search, words[:-1])))
    body = words[inflected]
    is_body = declension.body is not None and declension.body.search(body)
    bodies = [body, *(body + ending for ending in declension.body_endings if is_body)]
    phrases = [" ".join((form, *words[inflected + 1 :])) for form in bodies]
    yield from (" ".join((*words[:inflected], phrase)) for phrase in phrases)
    stems = [adjective.sub(_without_ending, word) for word in words[:inflected]]
    for ending in declension.adjective_endings if stems else ():
        adjectives = [stem + ending for stem in stems]
        yield from (" ".join((*adjectives, phrase)) for phrase in phrases)


def _without_ending(match: re.Match[str]) -> str:
    return match.group()[: -len(match[1])]


def _word_by_word(words: list[str], declension: Declension) -> Iterator[str]:
    """Yield a Greek name with its first word, its first two and so on in another case."""
    forms: list[tuple[str, ...]] = []
    for number, word in enumerate(words):
        forms.append(_other_forms(word, declension))
        for chosen in itertools.product(*forms):
            yield " ".join((*chosen, *words[number + 1 :]))


def _other_forms(word: str, declension: Declension) -> tuple[str, ...]:
    for ending, others in declension.words:
        if word.endswith(ending):
            return tuple(word[: -len(ending)] + other for other in others)
    return (word,)
