"""Variants of a name that follow from the name itself, so that no list needs them. Pure.

articles      al-Sadr, Al Sadr, el-Sadr, as-Sadr, and Sadr after a first name
joiners       a Persian or Kurdish word of two parts, with a joiner, with a space, as one word
apostrophes   O'Brien, OBrien
cases         Владимир Зеленский: Владимира Зеленского …; Министерство обороны: Министерства
              обороны … (Russian and Ukrainian)
attachments   الصدر: للصدر; 이재명: 이재명은; particles of Korean, clitics of Sorani

Other differences (case, diacritics, letter variants, hyphens) disappear in folding
(`monitor.watchlist.folding`).
"""

import itertools
import re
from collections.abc import Iterator

from monitor.watchlist.name_stems import attached_endings

ARTICLES = frozenset("al el ul ad an ar as ash at az".split())
"""Spellings of the Arabic article in Latin letters."""
_ARTICLE = re.compile(rf"\b(?:{'|'.join(sorted(ARTICLES))})[- ](?=([^\W\d_]{{3,}}))", re.IGNORECASE)
_SUN_LETTERS = {"d": "ad", "n": "an", "r": "ar", "s": "as", "t": "at", "z": "az"}
"""By letter, the article whose l is pronounced, and often written, as that letter."""
_ARABIC_ARTICLE = "ال"
_SORANI = re.compile("[ێۆەڵڕڤ]")
"""Letters that Sorani has and Arabic and Persian have not."""
_JOINER = "\u200c"
_APOSTROPHE = re.compile(r"(?<=\w)['’‘ʼʿʾ`](?=\w)")
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
_ADJECTIVES = (
    # ending: genitive, dative, accusative, instrumental, prepositional; of both languages
    ("ый", ("ого", "ому", "ый ого", "ым", "ом")),
    ("ий", ("его ого", "ему ому", "ий его ого", "им", "ем ом ому")),
    ("ой", ("ого", "ому", "ой ого", "ым", "ом")),
    ("ая", ("ой", "ой", "ую", "ой", "ой")),
    ("яя", ("ей", "ей", "юю", "ей", "ей")),
    ("ое", ("ого", "ому", "ое", "ым", "ом")),
    ("ее", ("его", "ему", "ее", "им", "ем")),
    ("ые", ("ых", "ым", "ые ых", "ыми", "ых")),
    ("ие", ("их", "им", "ие их", "ими", "их")),
    ("на", ("ної", "ній", "ну", "ною", "ній")),
    ("ська", ("ської", "ській", "ську", "ською", "ській")),
    ("не", ("ного", "ному", "не", "ним", "ному")),
    ("ське", ("ського", "ському", "ське", "ським", "ському")),
    ("ні", ("них", "ним", "ні них", "ними", "них")),
)
"""Endings of adjectives, among them the commonest of Ukrainian."""
_NEUTER = (
    ("ство", ("ства", "ству", "ство", "ством", "стве стві ству")),
    ("ение", ("ения", "ению", "ение", "ением", "ении")),
    ("ание", ("ания", "анию", "ание", "анием", "ании")),
    ("ення", ("ення", "енню", "ення", "енням", "енні")),
    ("ання", ("ання", "анню", "ання", "анням", "анні")),
    ("ие", ("ия", "ию", "ие", "ием", "ии")),
)
_CYRILLIC_WORD = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґ«»\"'’ʼ-]+")
_CONSONANT = re.compile(r"[бвгджзклмнпрстфхцчшщ]$", re.IGNORECASE)
_AFTER_CONSONANT = (("а",), ("у", "ові"), ("а",), ("ом", "ем"), ("е", "і", "ові"))


def name_variants(name: str, *, is_person: bool) -> Iterator[str]:
    """Yield the variants of a name, without the name itself."""
    seen = {name}
    for variant in itertools.chain(
        _without_apostrophes(name),
        _with_other_joiners(name),
        _with_other_articles(name),
        _in_cases(name) if is_person else _body_in_cases(name),
        with_attachments(name),
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
        yield from (name + particle for particle in attached_endings()["hangul"])
    elif _SORANI.search(name):
        yield from (name + clitic for clitic in attached_endings()["sorani"])


def _without_apostrophes(name: str) -> Iterator[str]:
    if _APOSTROPHE.search(name):
        yield _APOSTROPHE.sub("", name)


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
    for case in range(len(_AFTER_CONSONANT)):
        for chosen in itertools.product(*(forms[case] for forms in declined)):
            yield " ".join(chosen)


def _body_in_cases(name: str) -> Iterator[str]:
    """Yield the oblique cases of a Cyrillic name of a body.

    Its first noun declines, and the adjectives before it; what follows stays.
    """
    words = name.split()
    if len(words) < 2 or not all(map(_CYRILLIC_WORD.fullmatch, words)):
        return
    adjectives = list(itertools.takewhile(_is_adjective, words))
    head = len(adjectives)
    if head >= len(words):
        return
    declined = [_adjective_cases(word) for word in adjectives] + [_noun_cases(words[head])]
    rest = words[head + 1 :]
    for case in range(len(_AFTER_CONSONANT)):
        for chosen in itertools.product(*(forms[case] for forms in declined)):
            yield " ".join((*chosen, *rest))


def _is_adjective(word: str) -> bool:
    return word.lower().endswith(tuple(ending for ending, _ in _ADJECTIVES))


def _adjective_cases(word: str) -> tuple[tuple[str, ...], ...]:
    """Return the forms of an adjective by case, of Russian and of Ukrainian."""
    for ending, cases in _ADJECTIVES:
        if word.lower().endswith(ending):
            stem = word[: -len(ending)]
            return tuple(_with_endings(stem, tuple(forms.split())) for forms in cases)
    return ((word,),) * len(_AFTER_CONSONANT)


def _noun_cases(word: str) -> tuple[tuple[str, ...], ...]:
    """Return the forms of a noun by case; an abbreviation stays."""
    if word.isupper():
        return ((word,),) * len(_AFTER_CONSONANT)
    for ending, cases in _NEUTER:
        if word.lower().endswith(ending):
            stem = word[: -len(ending)]
            return tuple(_with_endings(stem, tuple(forms.split())) for forms in cases)
    forms = list(_declined(word, may_stay=False))
    forms[2] = (*forms[2], word)  # the accusative of things is their nominative
    return tuple(forms)


def _declined(word: str, *, may_stay: bool) -> tuple[tuple[str, ...], ...]:
    """Return a word's forms by case; several where languages or usage differ."""
    low = word.casefold()
    for ending, cases in _CASES:
        if low.endswith(ending) and len(low) > len(ending):
            stem = word[: -len(ending)]
            return tuple(_with_endings(stem, tuple(dict.fromkeys(forms))) for forms in cases)
    if _CONSONANT.search(low):
        undeclined = (word,) if may_stay else ()
        return tuple((*undeclined, *_with_endings(word, forms)) for forms in _AFTER_CONSONANT)
    return ((word,),) * len(_AFTER_CONSONANT)


def _with_endings(stem: str, endings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(stem + ending for ending in endings)
