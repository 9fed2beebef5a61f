"""Given names and offices of a language's lists, in any case and writing.

The answers for a language's words are remembered.
"""

from monitor.languages.folding import fold_word
from monitor.languages.given_names import given_names
from monitor.languages.lexicon import Lexicon
from monitor.statements.atoms import Atom

SHORTEST_PART = 3
"""Letters of a given name in a compound of two, and of an office without its ending."""
LONGEST_HEAD = 2_000
"""Characters of a text in which its people are named; the limit keeps time linear."""
MOST_KNOWN = 20_000
"""Words of a language that are remembered: the vocabulary of a few hundred articles, 2 MB."""


def is_given(low: str, lexicon: Lexicon) -> bool:
    """Return whether a folded word is a given name, with or without a case ending."""
    return gender_of_given(low, lexicon) is not None


def gender_of_given(low: str, lexicon: Lexicon) -> str | None:
    """Return ``m``, ``f`` or ``?`` for a given name in any case, None for another word."""
    if low not in lexicon.known_given:
        if len(lexicon.known_given) >= MOST_KNOWN:
            lexicon.known_given.clear()
        lexicon.known_given[low] = _gender_of_given(low, lexicon)
    return lexicon.known_given[low]


def is_foreign(low: str, lexicon: Lexicon) -> bool:
    """Return whether a word is in Latin letters, in a language with cases that has others."""
    endings = lexicon.name_endings
    return bool(endings) and low.isascii() and not endings[0].isascii()


def _gender_of_given(low: str, lexicon: Lexicon) -> str | None:
    current = given_names()
    bare = low.partition("'")[0] if lexicon.raw.get("suffix_apostrophe") else low
    if bare in lexicon.words["not_given"]:
        return None
    for form in (bare, bare.partition("-")[0]):
        if form in current:
            return current[form]
    if not lexicon.has_cases:
        return _gender_of_compound(bare) if lexicon.raw.get("subject_first") else None
    stem = lexicon.stem(bare)
    return None if stem in lexicon.land_stems else lexicon.given_stems.get(stem)


def _gender_of_compound(low: str) -> str | None:
    """Return the gender of two given names that are written as one word, in Persian and Sorani:
    حیدرعلی, غلامحسین.
    """
    current = given_names()
    for at in range(SHORTEST_PART, len(low) - SHORTEST_PART + 1):
        if low[:at] in current and low[at:] in current:
            return current[low[at:]]
    return None


def without_article(low: str, lexicon: Lexicon) -> str:
    """Return a word without the article that is written together with it: الوزير, وتەبێژەکە."""
    bare = low.removeprefix(lexicon.article)
    for suffix in lexicon.definite_suffixes:
        if bare.endswith(suffix):
            return bare.removesuffix(suffix)
    return bare


def is_role(low: str, lexicon: Lexicon) -> bool:
    """Return whether a word names an office or an occupation, without its article or hyphenated
    party.
    """
    answer = lexicon.known_roles.get(low)
    if answer is None:
        answer = _is_role(low, lexicon)
        if len(lexicon.known_roles) >= MOST_KNOWN:
            lexicon.known_roles.clear()
        lexicon.known_roles[low] = answer
    return answer


def _is_role(low: str, lexicon: Lexicon) -> bool:
    roles = lexicon.words["role"]
    bare = low.rstrip(".")
    if bare in roles or bare.rpartition("-")[2] in roles:
        return True
    if lexicon.is_caseless and _is_caseless_role(without_article(bare, lexicon), lexicon):
        return True
    if lexicon.has_cases and lexicon.stem(bare) in lexicon.role_stems:
        return True
    return bool(lexicon.title_endings) and bare.endswith(lexicon.title_endings)


def _is_caseless_role(bare: str, lexicon: Lexicon) -> bool:
    """Return whether a word without its article is an office, in the feminine or the plural
    too.
    """
    roles = lexicon.words["role"]
    return bare in roles or any(
        bare.endswith(suffix)
        and len(bare) - len(suffix) >= SHORTEST_PART
        and bare.removesuffix(suffix) in roles
        for suffix in lexicon.role_suffixes
    )


def is_name_word(atom: Atom, lexicon: Lexicon) -> bool:
    """Return whether a word of a script without capitals may belong to a name."""
    is_joined = atom.low[:1] in lexicon.words["coordinator"] and bool(lexicon.article)
    if is_joined and is_role(atom.low[1:], lexicon):
        return False  # بدر عبد العاطي | ونظيره الأردني
    return (
        atom.tag == "w"
        and atom.low not in lexicon.verbs
        and not is_role(atom.low, lexicon)
        and atom.low not in lexicon.words["time"]
        and atom.low not in lexicon.words["that"]
        and atom.low not in lexicon.words["relative"]
        and atom.low not in lexicon.words["role_of"]
        and atom.low not in lexicon.words["not_name"]
        and atom.low not in lexicon.words["object_noun"]
        and not (lexicon.definite_suffixes and atom.low.endswith(lexicon.definite_suffixes))
    )


def without_too(word: str, text: str, lexicon: Lexicon) -> str:
    """Return the last word of a name without the "too" written together with it, in its spelling:
    ئەحمەدیش → ئەحمەد, بارزانیش → بارزانی.

    A given name wins, then what the text has elsewhere; of two other readings the longer one.
    """
    bare = [word.removesuffix(ending) for ending in lexicon.too_endings if word.endswith(ending)]
    bare = [name for name in bare if len(name) >= SHORTEST_PART]
    if not bare or is_given(fold_word(word), lexicon):
        return word
    given = next((name for name in bare if is_given(fold_word(name), lexicon)), None)
    if given is not None:
        return given
    elsewhere = next((name for name in bare if _is_whole_word(name, text)), None)
    if elsewhere is not None:
        return elsewhere
    return max(bare, key=len) if len(bare) > 1 else word


def _is_whole_word(word: str, text: str) -> bool:
    """Return whether the first paragraphs of a text have a word by itself."""
    head = f" {text[:LONGEST_HEAD]} "
    return any(f" {word}{mark}" in head for mark in " ،,.:؛\n")
