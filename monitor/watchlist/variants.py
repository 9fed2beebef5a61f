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

from monitor.languages.name_words import NAME_WORDS
from monitor.watchlist.body_cases import (
    Cases,
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
_SUN_LETTERS = {"d": "ad", "n": "an", "r": "ar", "s": "as", "t": "at", "z": "az"}
"""By letter, the article whose l is pronounced, and often written, as that letter."""
_ARABIC_ARTICLE = "ال"
_SORANI = re.compile("[ێۆەڵڕڤ]")
"""Letters that Sorani has and Arabic and Persian have not."""
_SHORTEST_BEFORE_ENDING = 4
"""Letters of a name that an ending may follow; a shorter one is the beginning of other names."""
_JOINER = "\u200c"
_APOSTROPHE = re.compile(r"(?<=\w)['’‘ʼʿʾ`](?=\w)")
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
_SPECIAL = {
    "æ": "ae",
    "Æ": "Ae",
    "ø": "oe",
    "Ø": "Oe",
    "å": "aa",
    "Å": "Aa",
    "ß": "ss",
    "œ": "oe",
    "Œ": "Oe",
    "þ": "th",
    "Þ": "Th",
    "ð": "d",
    "Ð": "D",
    "ə": "a",
    "Ə": "A",
}
_PLAIN = {"æ": "a", "Æ": "A", "þ": "t", "Þ": "T", "ə": "e", "Ə": "E", "ð": "dh", "ß": "s"}
_SPELLINGS = tuple(map(str.maketrans, (_SPECIAL, _UMLAUTS | _SPECIAL, _PLAIN)))
"""Special letters as two letters, umlauts too, and the nearest plain ones; folding makes ö an o."""
_ARABIC_SCRIPT = re.compile("[\u0621-\u06cc]+(?:[ \u200c][\u0621-\u06cc]+)*")
_SPLIT_SERVANT = re.compile("(?<!\\w)(عبد) (ال)")
_JOINED_SERVANT = re.compile("(?<!\\w)(عبد)(ال)")
_CYRILLIC = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґ][А-Яа-яЁёІіЇїЄєҐґ'’ʼ-]+")
MOST_WORDS = 4
"""Words of the longest name that is declined; longer ones are names of organisations."""

_CASES: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    # ending: what replaces it in genitive, dative, accusative, instrumental, prepositional
    ("ский", (("ского",), ("скому",), ("ского",), ("ским",), ("ском",))),
    ("цкий", (("цкого",), ("цкому",), ("цкого",), ("цким",), ("цком",))),
    ("ський", (("ського",), ("ському",), ("ського",), ("ським",), ("ському",))),
    ("цький", (("цького",), ("цькому",), ("цького",), ("цьким",), ("цькому",))),
    ("ская", (("ской",), ("ской",), ("скую",), ("ской",), ("ской",))),
    ("ська", (("ської",), ("ській",), ("ську",), ("ською",), ("ській",))),
    ("ова", (("овой", "ової"), ("овой", "овій"), ("ову",), ("овой", "овою"), ("овой", "овій"))),
    ("ева", (("евой",), ("евой",), ("еву",), ("евой",), ("евой",))),
    ("ина", (("иной",), ("иной",), ("ину",), ("иной",), ("иной",))),
    ("ов", (("ова",), ("ову",), ("ова",), ("овым", "овим"), ("ове", "ові"))),
    ("ев", (("ева",), ("еву",), ("ева",), ("евым",), ("еве",))),
    ("ин", (("ина",), ("ину",), ("ина",), ("иным", "ином"), ("ине",))),
    ("ий", (("ия", "ія"), ("ию", "ію"), ("ия", "ія"), ("ием", "ієм"), ("ии", "ію"))),
    ("ко", (("ка", "ко"), ("ку", "ко"), ("ка", "ко"), ("ком", "ко"), ("ку", "ко"))),
    ("й", (("я",), ("ю", "єві", "єві"), ("я",), ("ем", "єм"), ("е", "ю"))),
    ("ь", (("я", "и"), ("ю", "и"), ("я", "ь"), ("ем", "ью"), ("е", "и"))),
    ("авел", (("авла",), ("авлу",), ("авла",), ("авлом",), ("авле",))),
    ("ец", (("ца",), ("цу",), ("ца",), ("цем",), ("це",))),
    ("ия", (("ии",), ("ии",), ("ию",), ("ией",), ("ии",))),
    ("ія", (("ії",), ("ії",), ("ію",), ("ією",), ("ії",))),
    ("я", (("и", "і"), ("е", "і"), ("ю",), ("ей", "ею"), ("е", "і"))),
    ("а", (("ы", "и"), ("е", "і"), ("у",), ("ой", "ою"), ("е", "і"))),
)
_CONSONANT = re.compile(r"[бвгджзклмнпрстфхцчшщ]$", re.IGNORECASE)
_AFTER_CONSONANT = (("а",), ("у", "ові"), ("а",), ("ом", "ем"), ("е", "і", "ові"))


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
        yield "لل" + name.removeprefix(_ARABIC_ARTICLE)
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
    for letters in _SPELLINGS:
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
    articles = ["al", "el"]
    if word.startswith("sh"):
        articles.append("ash")
    elif word[0] in _SUN_LETTERS:
        articles.append(_SUN_LETTERS[word[0]])
    for article in articles:
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
    low = word.casefold()
    for ending, cases in _CASES:
        if low.endswith(ending) and len(low) > len(ending):
            stem = word[: -len(ending)]
            return tuple(_with_endings(stem, tuple(dict.fromkeys(forms))) for forms in cases)
    if _CONSONANT.search(low):
        staying = (word,) if may_stay else ()
        return tuple((*staying, *_with_endings(word, forms)) for forms in _AFTER_CONSONANT)
    return undeclined(word)


def _with_endings(stem: str, endings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(stem + ending for ending in endings)
