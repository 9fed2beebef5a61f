"""Cases of the names of bodies, from tables of endings. Pure.

The head noun declines, and the adjectives that agree with it; the rest of a name stays.

Russian, Ukrainian   Министерство обороны: Министерства обороны
Polish               Sąd Najwyższy: Sądu Najwyższego; Prawo i Wolność: Prawa i Wolności
Czech, Slovak        Česká národní banka: České národní banky
German               Deutsche Bahn: Deutschen Bahn; Bundesgericht: Bundesgerichts
Greek                Νέα Συμμαχία: Νέας Συμμαχίας
Turkish              Adalet Birliği: Adalet Birliğinin, without an apostrophe too

The language of a listed name is not known: it is recognised by its letters and endings. A form that
no language has is found in no text, so a wrong guess costs a little room.
"""

import itertools
import re
from collections.abc import Iterator

from monitor.watchlist.role_words import listed_set

Cases = tuple[tuple[str, ...], ...]
"""By case (genitive, dative, accusative, instrumental, locative), the forms of a word."""
CASES = 5
MOST_WORDS = 7
"""Words of the longest name that is declined."""
_Table = tuple[tuple[str, str], ...]
"""Nominative ending, and by case what replaces it: cases after spaces, forms after slashes.

``=`` is the nominative, ``-`` an empty ending.
"""

_POLISH = re.compile(
    r"[ąęłńśźż]|(?:sk[aie]|skie|stwo|ow[aye]|cja|ość|cz?n[aye]|[yi]ch|ego)(?= |$)", re.IGNORECASE
)
_CZECH = re.compile(r"[ěřůďťň]|(?:[áýí]|ské|ost|stvo)(?= |$)", re.IGNORECASE)
_GERMAN_ADJECTIVE = re.compile(
    r"(?:isch|lich|ig|tsch|ional|tral|iv|är|ell|eint|igt|iert|end|bar|los|sam|haft|weit|frei|neu|link|rot|erst|hoh|höchst|jung)(e[rs]?)$"
)
_GERMAN_BODY = re.compile(
    r"(?:gericht|amt|rat|bund|verband|werk|dienst|ministerium|verein|institut|parlament|tag|hof"
    r"|kartell|konzern|zentrum)$"
)
_GREEK = re.compile(r"[Ͱ-Ͽἀ-῿]+")
_TURKISH = re.compile(r" .*(?:s[ıiuü]|[ğl][ıiuü]|l[ae]r[ıi])$")

_POLISH_ADJECTIVES: _Table = (
    ("ki", "kiego kiemu = kim kim"),
    ("gi", "giego giemu = gim gim"),
    ("ka", "kiej kiej ką ką kiej"),
    ("ga", "giej giej gą gą giej"),
    ("kie", "kiego/kich kiemu/kim = kim/kimi kim/kich"),
    ("y", "ego emu = ym ym"),
    ("a", "ej ej ą ą ej"),
    ("e", "ego/ych emu/ym = ym/ymi ym/ych"),
)
_POLISH_NOUNS: _Table = (
    ("ość", "ości ości = ością ości"),
    ("ja", "ji ji ję ją ji"),
    ("ia", "ii/i ii/i ię ią ii/i"),
    ("stwo", "stwa stwu = stwem stwie"),
    ("wo", "wa wu = wem wie"),
    ("nie", "nia niu = niem niu"),
    ("ka", "ki ce kę ką ce"),
    ("ga", "gi dze gę gą dze"),
    ("ta", "ty cie tę tą cie"),
    ("da", "dy dzie dę dą dzie"),
    ("ra", "ry rze rę rą rze"),
    ("ła", "ły le łę łą le"),
    ("ca", "cy cy cę cą cy"),
    ("a", "y ie ę ą ie"),
    ("ek", "ku kowi = kiem ku"),
    ("ząd", "zędu/ządu zędowi/ządowi = zędem/ządem zędzie/ządzie"),
    ("d", "du dowi = dem dzie"),
    ("t", "tu towi = tem cie"),
    ("ł", "łu łowi = łem le"),
    ("k", "ku kowi = kiem ku"),
    ("g", "gu gowi = giem gu"),
    ("r", "ru rowi = rem rze"),
    ("um", "um um = um um"),
)
_POLISH_REST = "u/a owi = em ie/u"
"""Endings after any other consonant."""
_CZECH_ADJECTIVES: _Table = (
    ("á", "é é ou ou é"),
    ("ý", "ého ému = ým ém"),
    ("é", "ého/ých ému/ým = ým/ými ém/ých"),
    ("í", "í/ího í/ímu = í/ím í/ím"),
)
_CZECH_NOUNS: _Table = (
    ("ost", "osti osti = ostí osti"),
    ("stvo", "stva stvu = stvem stvu"),
    ("ství", "= = = stvím ="),
    ("í", "= = = ím ="),
    ("ka", "ky ce ku kou ce"),
    ("ha", "hy ze hu hou ze"),
    ("ra", "ry ře ru rou ře"),
    ("a", "y ě u ou ě"),
    ("ie", "ie ii ii ií ii"),
    ("e", "e i i í i"),
    ("o", "a u = em u"),
)
_CZECH_REST = "u/a u/ovi = em u/ě"

_CYRILLIC_ADJECTIVES: _Table = (
    ("ый", "ого ому =/ого ым ом"),
    ("ий", "его/ого ему/ому =/его/ого им ем/ом/ому"),
    ("ой", "ого ому =/ого ым ом"),
    ("ая", "ой ой ую ой ой"),
    ("яя", "ей ей юю ей ей"),
    ("ое", "ого ому = ым ом"),
    ("ее", "его ему = им ем"),
    ("ые", "ых ым =/ых ыми ых"),
    ("ие", "их им =/их ими их"),
    ("на", "ної ній ну ною ній"),
    ("ська", "ської ській ську ською ській"),
    ("не", "ного ному = ним ному"),
    ("ське", "ського ському = ським ському"),
    ("ні", "них ним =/них ними них"),
)
"""Endings of adjectives, among them the commonest of Ukrainian."""
_CYRILLIC_NOUNS: _Table = (
    ("ство", "ства ству = ством стве/стві/ству"),
    ("ение", "ения ению = ением ении"),
    ("ание", "ания анию = анием ании"),
    ("ення", "= енню = енням енні"),
    ("ання", "= анню = анням анні"),
    ("ие", "ия ию = ием ии"),
)
_CYRILLIC_WORD = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґ«»\"'’ʼ-]+")
_CONSONANT = re.compile(r"[bcčdďfghjklłmnňpqrřsštťvwxzžż]$", re.IGNORECASE)
_GREEK_CASES = (
    ("ος", ("ου", "ο")),
    ("α", ("ας",)),
    ("η", ("ης",)),
    ("ο", ("ου",)),
    ("οι", ("ων", "ους")),
)


def cases_of_body(name: str) -> Iterator[str]:
    """Yield the oblique cases of the name of a body."""
    words = name.split()
    if len(words) > MOST_WORDS or not words:
        return
    yield from _german_cases(words)
    if _TURKISH.search(name):
        yield from _turkish_cases(name)
    if len(words) < 2:
        return
    if _POLISH.search(name):
        yield from _in_cases(words, _POLISH_ADJECTIVES, _POLISH_NOUNS, _POLISH_REST)
    if _CZECH.search(name):
        yield from _in_cases(words, _CZECH_ADJECTIVES, _CZECH_NOUNS, _CZECH_REST)
    if all(map(_GREEK.fullmatch, words)):
        yield from _greek_cases(words)


def cyrillic_adjectives(words: list[str]) -> list[Cases]:
    """Return the cases of the adjectives with which a Russian or Ukrainian name begins."""
    adjectives = itertools.takewhile(_is_cyrillic_adjective, words)
    return [_cases(word, _CYRILLIC_ADJECTIVES) or undeclined(word) for word in adjectives]


def cyrillic_neuter(word: str) -> Cases | None:
    """Return the cases of a neuter noun in Russian or Ukrainian, or None for another."""
    return _cases(word, _CYRILLIC_NOUNS)


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


def _is_cyrillic_adjective(word: str) -> bool:
    return word.lower().endswith(tuple(ending for ending, _ in _CYRILLIC_ADJECTIVES))


def _in_cases(words: list[str], adjectives: _Table, nouns: _Table, rest: str) -> Iterator[str]:
    """Yield the cases of a West Slavic name, whichever of its first words is the head."""
    for head in range(min(3, len(words))):
        before = [_cases(word, adjectives) for word in words[:head]]
        noun = _cases(words[head], nouns) or _after_consonant(words[head], rest)
        if noun is None or None in before:
            continue
        declined = [*filter(None, before), noun]
        yield from join_cases(declined, words[head + 1 :])
        yield from _with_what_agrees(declined, words[head + 1 :], adjectives, nouns, rest)


def _with_what_agrees(
    declined: list[Cases], words: list[str], adjectives: _Table, nouns: _Table, rest: str
) -> Iterator[str]:
    """Yield the cases of a name with an adjective or "and" and a second noun behind its head."""
    if not words:
        return
    adjective = _cases(words[0], adjectives)
    if adjective is not None:
        yield from join_cases([*declined, adjective], words[1:])
    if words[0] in listed_set("joined_bodies") and len(words) > 1:
        second = _cases(words[1], nouns) or _after_consonant(words[1], rest)
        if second is not None:
            yield from join_cases([*declined, undeclined(words[0]), second], words[2:])


def _cases(word: str, table: _Table) -> Cases | None:
    for ending, replacements in table:
        if word.lower().endswith(ending) and len(word) > len(ending):
            return _with_endings(word, word[: -len(ending)], replacements)
    return None


def _after_consonant(word: str, replacements: str) -> Cases | None:
    return _with_endings(word, word, replacements) if _CONSONANT.search(word) else None


def _with_endings(word: str, stem: str, replacements: str) -> Cases:
    return tuple(_case(word, stem, forms) for forms in replacements.split())


def _case(word: str, stem: str, forms: str) -> tuple[str, ...]:
    return tuple(word if form == "=" else stem + form.strip("-") for form in forms.split("/"))


def _german_cases(words: list[str]) -> Iterator[str]:
    """Yield a German name with its adjectives inflected, and its body in the genitive."""
    inflected = 0
    for word in words[:-1]:
        if _GERMAN_ADJECTIVE.search(word) is None:
            break
        inflected += 1
    body = words[inflected]
    bodies = [body, body + "s", body + "es"] if _GERMAN_BODY.search(body) else [body]
    phrases = [" ".join((form, *words[inflected + 1 :])) for form in bodies]
    yield from (" ".join((*words[:inflected], phrase)) for phrase in phrases)
    stems = [_GERMAN_ADJECTIVE.sub(_without_ending, word) for word in words[:inflected]]
    for ending in ("e", "en", "er", "es", "em") if stems else ():
        adjectives = [stem + ending for stem in stems]
        yield from (" ".join((*adjectives, phrase)) for phrase in phrases)


def _without_ending(match: re.Match[str]) -> str:
    return match.group()[: -len(match[1])]


def _greek_cases(words: list[str]) -> Iterator[str]:
    """Yield a Greek name with its first word, its first two and so on in another case."""
    forms: list[tuple[str, ...]] = []
    for number, word in enumerate(words):
        forms.append(_greek_forms(word))
        for chosen in itertools.product(*forms):
            yield " ".join((*chosen, *words[number + 1 :]))


def _greek_forms(word: str) -> tuple[str, ...]:
    for ending, others in _GREEK_CASES:
        if word.endswith(ending):
            return tuple(word[: -len(ending)] + other for other in others)
    return (word,)


def _turkish_cases(name: str) -> Iterator[str]:
    """Yield a name that ends in a possessive with the endings of the cases."""
    vowel = name[-1]
    is_front = vowel in "iü"
    open_vowel = "e" if is_front else "a"
    endings = (f"n{vowel}n", f"n{open_vowel}", f"n{vowel}", f"nd{open_vowel}", f"nd{open_vowel}n")
    yield from (name + ending for ending in (*endings, f"yl{open_vowel}"))
