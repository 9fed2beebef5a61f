"""Variants of a name that follow from the name itself, so that no list needs them. Pure.

articles      al-Sadr, Al Sadr, el-Sadr, as-Sadr, and Sadr after a first name
joiners       a Persian or Kurdish word of two parts, with a joiner, with a space, as one word
apostrophes   O'Brien, OBrien
cases         Владимир Зеленский: Владимира Зеленского … (Russian and Ukrainian); of bodies see
              `monitor.watchlist.body_cases`
letters       Mærsk: Maersk; Müller: Mueller; Þór: Thor; Straße: Strasse; Əliyev: Aliyev
servants      عبد الله: عبدالله, and the reverse
syllables     Zhang Guoqiang: Chang Kuo-ch'iang (`monitor.watchlist.wade_giles`)
attachments   الصدر: للصدر; 이재명: 이재명은; particles of Korean, clitics of Sorani

Other differences (case, diacritics, letter variants, hyphens) disappear in folding
(`monitor.watchlist.folding`).
"""

import itertools
import re
from collections.abc import Iterator

from monitor.languages.declension import cyrillic_names
from monitor.languages.name_words import NAME_WORDS
from monitor.languages.sound_rules import SOUND_RULES
from monitor.watchlist.body_cases import (
    Cases,
    after_consonant,
    cases_in,
    cases_of_body,
    cyrillic_adjectives,
    cyrillic_neuter,
    is_cyrillic,
    join_cases,
    undeclined,
)
from monitor.watchlist.name_stems import attached_endings
from monitor.watchlist.wade_giles import wade_giles

_ARTICLE = re.compile(
    rf"\b(?:{'|'.join(sorted(NAME_WORDS.articles))})[- ](?=([^\W\d_]{{3,}}))", re.IGNORECASE
)
_SORANI = re.compile("[ێۆەڵڕڤ]")
"""Letters that Sorani has and Arabic and Persian have not."""
_SHORTEST_BEFORE_ENDING = 4
"""Letters of a name that an ending may follow; a shorter one is the beginning of other names."""
_JOINER = "\u200c"
_APOSTROPHE = re.compile(r"(?<=\w)['’‘ʼʿʾ`](?=\w)")
_ARABIC_SCRIPT = re.compile("[\u0621-\u06cc]+(?:[ \u200c][\u0621-\u06cc]+)*")
_ARABIC_ARTICLE, _ARTICLE_WITH_TO = NAME_WORDS.arabic_article
_SERVANT = "|".join(NAME_WORDS.servants)
_SPLIT_SERVANT = re.compile(rf"(?<!\w)({_SERVANT}) ({_ARABIC_ARTICLE})")
_JOINED_SERVANT = re.compile(rf"(?<!\w)({_SERVANT})({_ARABIC_ARTICLE})")
_CYRILLIC = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґ][А-Яа-яЁёІіЇїЄєҐґ'’ʼ-]+")
MOST_WORDS = 4
"""Words of the longest name that is declined; longer ones are names of organisations."""


def name_variants(name: str, *, is_person: bool) -> Iterator[str]:
    """Yield the variants of a name, without the name itself."""
    seen = {name}
    for variant in itertools.chain(
        _without_apostrophes(name),
        _with_other_joiners(name),
        _with_other_letters(name),
        _with_servants(name),
        _with_other_articles(name),
        _in_cases(name) if is_person else _body_in_cases(name),
        with_attachments(name),
        wade_giles(name) if is_person else (),
    ):
        if variant not in seen:
            seen.add(variant)
            yield variant


def with_attachments(name: str) -> Iterator[str]:
    """Yield a name with what its script attaches: ``لل`` for ``ل`` and ``ال``, particles."""
    if name.startswith(_ARABIC_ARTICLE):
        yield _ARTICLE_WITH_TO + name.removeprefix(_ARABIC_ARTICLE)
    last = name[-1:]
    if "가" <= last <= "힣":
        yield from (name + particle for particle in attached_endings("ko"))
    elif _SORANI.search(name):
        yield from (name + clitic for clitic in attached_endings("ckb"))
    elif _ARABIC_SCRIPT.fullmatch(name) and len(name) > _SHORTEST_BEFORE_ENDING:
        yield from (name + ending for ending in attached_endings("fa"))


def _without_apostrophes(name: str) -> Iterator[str]:
    if _APOSTROPHE.search(name):
        yield _APOSTROPHE.sub("", name)


def _with_other_letters(name: str) -> Iterator[str]:
    """Yield a name with its special letters as other languages spell them."""
    for letters in SOUND_RULES.spellings:
        spelt = name.translate(letters)
        if spelt != name:
            yield spelt


def _with_servants(name: str) -> Iterator[str]:
    """Yield an Arabic name with its "Abd al-" joined, or split."""
    other = _SPLIT_SERVANT.sub(r"\1\2", name)
    if other == name:
        other = _JOINED_SERVANT.sub(r"\1 \2", name)
    if other != name:
        yield other


def _with_other_joiners(name: str) -> Iterator[str]:
    if _JOINER in name:
        yield name.replace(_JOINER, " ")
        yield name.replace(_JOINER, "")


def _with_other_articles(name: str) -> Iterator[str]:
    """Yield a name with other spellings of its article, and without it after another word."""
    match = _ARTICLE.search(name)
    if match is None:
        return
    word = match[1].casefold()
    assimilated = (article for sun, article in NAME_WORDS.sun_letters if word.startswith(sun))
    for article in (*NAME_WORDS.usual_articles, *itertools.islice(assimilated, 1)):
        yield f"{name[: match.start()]}{article}-{name[match.end() :]}"
    if name[: match.start()].strip():
        yield name[: match.start()] + name[match.end() :]


def _in_cases(name: str) -> Iterator[str]:
    """Yield the oblique cases of a Cyrillic name, all of its words in the same case.

    A foreign surname of a woman may stay undeclined.
    """
    words = name.split()
    if not 1 <= len(words) <= MOST_WORDS or not all(_CYRILLIC.fullmatch(word) for word in words):
        return
    is_woman = len(words) > 1 and words[0].casefold().endswith(("а", "я"))
    declined = [
        _declined(word, may_stay=is_woman and number > 0) for number, word in enumerate(words)
    ]
    yield from join_cases(declined, [])


def _body_in_cases(name: str) -> Iterator[str]:
    """Yield the oblique cases of the name of a body.

    In Russian and Ukrainian its first noun declines, and the adjectives before it.
    """
    words = name.split()
    yield from cases_of_body(name)
    if len(words) < 2 or not is_cyrillic(words):
        return
    declined = cyrillic_adjectives(words)
    if len(declined) < len(words):
        head, *rest = words[len(declined) :]
        yield from join_cases([*declined, _noun_cases(head)], rest)


def _noun_cases(word: str) -> Cases:
    """Return the forms of a noun by case; an abbreviation stays."""
    if word.isupper():
        return undeclined(word)
    neuter = cyrillic_neuter(word)
    if neuter is not None:
        return neuter
    forms = list(_declined(word, may_stay=False))
    forms[2] = (*forms[2], word)  # the accusative of things is their nominative
    return tuple(forms)


def _declined(word: str, *, may_stay: bool) -> Cases:
    """Return a word's forms by case; several where languages or usage differ."""
    cases = cases_in(word, cyrillic_names().people)
    if cases is not None:
        return cases
    cases = after_consonant(word, cyrillic_names())
    if cases is None:
        return undeclined(word)
    return tuple((word, *forms) for forms in cases) if may_stay else cases
