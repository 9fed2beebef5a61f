"""Lexicons from the data files: every language is a file ``languages/xx.toml``, read once."""

import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from monitor.languages.act_contexts import Contexts
from monitor.languages.act_words import ActWords
from monitor.languages.files import read_language
from monitor.languages.folding import fold_word
from monitor.languages.given_names import given_names
from monitor.languages.lexicon import NO_PREFIX, Lexicon
from monitor.languages.rows import GIVEN_NAMES, ROW_KINDS, read_rows
from monitor.languages.spellings import (
    phrases_by_first_word,
    stem_of,
    word_lists,
    words_of_several,
)
from monitor.languages.verb_forms import listed_verbs, parts_of_verbs, regular_verbs

_TAGS = {  # later ones win
    "adverb": "R",
    "preposition": "P",
    "determiner": "D",
    "title": "T",
    "pronoun": "o",
    "subject_pronoun": "p",
    "coordinator": "C",
    "subordinator": "S",
    "be": "B",
    "have": "H",
    "do": "H",
    "modal": "M",
    "periphrasis": "H",
    "negation": "G",
}


_AS_WRITTEN = (
    "adjective_endings",
    "definite_adjective_endings",
    "finite_endings",
    "genitive_endings",
    "headline_verb_endings",
    "impersonal_endings",
    "infinitive_endings",
    "listener_endings",
    "nisba_endings",
    "object_prefixes",
    "patronymic_endings",
    "perfect_endings",
    "plural_endings",
    "plural_nouns",
    "possessive_endings",
    "prefixes",
    "role_endings",
    "too_endings",
)
_FOLDED = (
    "action_endings",
    "circumposition",
    "indefinite_suffixes",
    "object_suffixes",
    "people_endings",
    "present_prefixes",
    "role_suffixes",
)
_LONGEST_FIRST = (
    "name_endings",
    "noun_endings",
)
_FOLDED_LONGEST_FIRST = ("definite_suffixes",)
"""Keys of a file whose words and endings a lexicon has under the same name, by how they are read.
"""
_SWITCHES = (
    "article_cases",
    "aside_commas",
    "bare_nouns",
    "bodies_in_marks",
    "impersonal_plural",
    "negation_first",
    "noun_capitals",
)
"""Switches of a file that a lexicon has under the same name."""
_TOP_LISTS = (*_AS_WRITTEN, *_FOLDED, *_LONGEST_FIRST, *_FOLDED_LONGEST_FIRST)


@functools.cache
def lexicon_for(language: str) -> Lexicon | None:
    """Return the lexicon of a language, or None for one without a grammar."""
    return lexicon_without(language, "")


def row_names(languages: Iterable[str]) -> list[str]:
    """Return the names of the rows of some languages' grammars, in the order of their files."""
    return [
        row["name"]
        for language in languages
        if (lexicon := lexicon_for(language)) is not None
        for kind in ROW_KINDS
        for row in lexicon.raw.get(kind, ())
    ]


def lexicon_without(language: str, row: str) -> Lexicon | None:
    """Return a language's lexicon without the row of one name, to measure what the row is worth."""
    data = read_language(language)
    if data is None or "grammar" not in data:
        return None
    return _build(language, data, row)


def _build(language: str, data: dict[str, Any], without: str = "") -> Lexicon:
    elisions = tuple(f"{word}'" for word in data.get("elision", "").split())
    endings = _endings(data)
    name_endings = endings["name_endings"]
    closed = word_lists(data.get("closed", {}), elisions)
    nouns = word_lists({**data.get("nouns", {}), **data.get("words", {})}, elisions)
    article = data.get("article", "")
    if article:  # offices are listed with it or without
        nouns["role"] |= {word.removeprefix(article) for word in nouns["role"]}
    verbs, parted = (
        listed_verbs(data, elisions)
        if "forms" in data
        else (regular_verbs(data, nouns.get("ambiguous", frozenset())), {})
    )
    for name in ("according",):  # written together with "and": وبحسب
        closed[name] = frozenset(
            prefix + word
            for prefix in ("", *data.get("prefixes", "").split())
            for word in closed.get(name, ())
        )
    given = frozenset(given_names())
    rows = read_rows(data, {**closed, **nouns, GIVEN_NAMES: given}, without)
    tags = _tags(data, closed)
    return Lexicon(
        language=language,
        verbs=verbs,
        tags=tags,
        small_words=frozenset(tags).union(
            *(data.get("closed", {}).get(name, "").split() for name in _TAGS)
        ),
        words=defaultdict(frozenset, {**closed, **nouns}),
        acts_by_lemma=_acts_by_lemma(data),
        act_words=_act_words(data),
        clitics=dict(sorted(data.get("clitics", {}).items(), key=lambda pair: -len(pair[0]))),
        rows=rows,
        parts=parts_of_verbs(data, elisions),
        parted=parted,
        raw=data,
        is_plain=data.get("grammar") == "plain",
        is_caseless=bool(data.get("caseless")),
        openers=frozenset((*verbs, *rows.cues, *closed.get("as_said", ()))),
        plain_lemmas=frozenset(
            verb.lemma
            for verb in verbs.values()
            if verb.frames.isdisjoint(("object", "quoting", "quotation"))
        ),
        through=re.compile(data["through"]) if "through" in data else None,
        aside=re.compile(data["aside"], re.IGNORECASE) if "aside" in data else None,
        endings=defaultdict(
            tuple, {name: tuple(words.split()) for name, words in data.get("endings", {}).items()}
        ),
        title_endings=tuple(sorted(closed.get("title_ending", ()))),
        clause_endings=tuple(closed.get("clause_ending", ())),
        pronouns=frozenset().union(*(nouns.get(name, ()) for name in ("he", "she", "either"))),
        elisions=elisions,
        **endings,
        **_switches(data),
        given_stems={stem_of(name, name_endings): gender for name, gender in given_names().items()}
        if name_endings
        else {},
        given_forms=_given_forms(name_endings),
        given_cases=_given_cases(data.get("given_cases", {})),
        surname_endings={
            gender: _pairs(pairs) for gender, pairs in data.get("surname_cases", {}).items()
        },
        adjective_cases=tuple(
            sorted(data.get("adjectives", {}).get("cases", "").split(), key=len, reverse=True)
        ),
        letters=re.compile(f"[{data['letters']}]") if "letters" in data else None,
        other_letters=re.compile(f"[{data['other_letters']}]") if "other_letters" in data else None,
        first_person=frozenset(
            map(fold_word, data.get("act_context", {}).get("first_person", "").split())
        ),
        conditions=frozenset(
            map(fold_word, data.get("act_context", {}).get("conditions", "").split())
        )
        - closed.get("that", frozenset()),
        body_heads=_body_heads(nouns, name_endings),
        body_endings=tuple(sorted(nouns.get("group_role", ()), key=len, reverse=True))
        if data.get("compounds")
        else (),
        same_lands=_land_forms(data, nouns.get("land", frozenset()), name_endings, article),
        land_stems=frozenset(stem_of(word, name_endings) for word in nouns.get("land", ())),
        article=article,
        of_prefix=data.get("of_prefix", NO_PREFIX),
        family_ending=data.get("family_ending", ""),
        izafe=fold_word(data.get("izafe", "")),
        past_gender={
            gender: tuple(ends.split()) for gender, ends in data.get("past_gender", {}).items()
        },
        role_stems=frozenset(stem_of(role, name_endings) for role in nouns.get("role", ())),
        inversion=re.compile(data["inversion"]) if "inversion" in data else None,
        adverb_ending=data.get("adverb_ending", ""),
        phrases=phrases_by_first_word((*verbs, *words_of_several(closed, nouns))),
    )


def _endings(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a lexicon that are lists of a file's top, by their names."""
    lists: dict[str, Any] = {name: data.get(name, "").split() for name in _TOP_LISTS}
    for name in (*_FOLDED, *_FOLDED_LONGEST_FIRST):
        lists[name] = list(map(fold_word, lists[name]))
    for name in (*_LONGEST_FIRST, *_FOLDED_LONGEST_FIRST):
        lists[name].sort(key=len, reverse=True)
    return {name: tuple(words) for name, words in lists.items()}


def _switches(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a lexicon that are switches, and those that follow from them."""
    has_cases = bool(data.get("name_endings"))
    is_svo = data.get("order", "svo") == "svo"
    return {
        **{name: bool(data.get(name)) for name in _SWITCHES},
        "has_cases": has_cases,
        "subject_by_place": is_svo and not has_cases and not data.get("caseless"),
    }


def _tags(data: Mapping[str, Any], closed: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Return the tag of each word of a closed class."""
    tags = {word: tag for name, tag in _TAGS.items() for word in closed.get(name, ())}
    own: Mapping[str, str] = data.get("tags", {})
    return {**tags, **own}


def _acts_by_lemma(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    by_lemma: dict[str, tuple[str, ...]] = {}
    for act, lemmas in data.get("acts", {}).items():
        for lemma in lemmas.split():
            name = lemma.replace("_", " ")
            by_lemma[name] = (*by_lemma.get(name, ()), act)
    return by_lemma


def _same_lands(data: Mapping[str, Any], endings: tuple[str, ...]) -> dict[str, str]:
    """Return the stems of other names of countries, and of the names that the lists have."""
    pairs = (fold_word(pair).split(":") for pair in data.get("same_lands", "").split())
    return {stem_of(other, endings): stem_of(name, endings) for other, name in pairs}


def _land_forms(
    data: Mapping[str, Any], lands: frozenset[str], endings: tuple[str, ...], article: str
) -> dict[str, str]:
    """Return the countries by their other names, by their adjectives, and by their names with and
    without the article.
    """
    same = _same_lands(data, endings)
    results: dict[str, str] = {}
    for land, (ending, adjective) in itertools.product(
        sorted(lands), _pairs(data.get("land_adjectives", ""))
    ):
        bare = land.removeprefix(article)
        if bare.endswith(ending):
            root = bare[: len(bare) - len(ending)]
            forms = (root + adjective, article + root + adjective, bare, article + bare)
            results.update(dict.fromkeys(forms, same.get(land, land)))
    return results | same


def _given_forms(name_endings: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return given names by their stems, longest first: the first one that begins a form, or the
    longest one, is its nominative.
    """
    forms: dict[str, list[str]] = {}
    if name_endings:
        for name in given_names():
            forms.setdefault(stem_of(name, name_endings), []).append(name)
    return {stem: tuple(sorted(names, key=len, reverse=True)) for stem, names in forms.items()}


def _given_cases(endings: Mapping[str, str]) -> dict[str, str]:
    """Return given names by their other cases: сергея → сергей, pawła → paweł."""
    return {
        fold_word(name.removesuffix(ending) + case): name
        for ending, cases in endings.items()
        for name in given_names()
        if name.endswith(ending)
        for case in cases.split()
    }


def _pairs(pairs: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of ``ending:nominative``, longest ending first."""
    split = [pair.partition(":") for pair in pairs.split()]
    return tuple(sorted(((a, b) for a, _, b in split), key=lambda pair: -len(pair[0])))


def _body_heads(nouns: dict[str, frozenset[str]], name_endings: tuple[str, ...]) -> dict[str, str]:
    """Return the words for bodies by their stems, and by themselves."""
    words = nouns.get("group_role", frozenset()) | nouns.get("any_body", frozenset())
    stems = {stem_of(word, name_endings): word for word in sorted(words)}
    return {**stems, **{word: word for word in words}}


def _act_words(data: dict[str, Any]) -> ActWords:
    """Return the patterns of the acts, with the words that change their meaning."""
    context = data.get("act_context", {})
    clitics = sorted(context.get("clitics", "").split(), key=len, reverse=True)
    contexts = Contexts(
        negations=frozenset(map(fold_word, context.get("negations", "").split())),
        conditions=frozenset(map(fold_word, context.get("conditions", "").split())),
        first_person=frozenset(map(fold_word, context.get("first_person", "").split())),
        clitics=tuple(map(fold_word, clitics)),
        spellings=tuple(context.get("spellings", {}).items()),
    )
    deeds = context.get("deeds", "").split()
    return ActWords(data.get("act_words", {}), data.get("act_classes", {}), contexts, deeds)
