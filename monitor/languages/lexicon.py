"""A language's lexicon: the words of the grammar, read from the language's data file.

Every language is a file ``languages/xx.toml``; `lexicon_for` reads it once. Verbs are lemmas with
their frames (see the head of ``languages/en.toml``); this module makes regular forms, the file
lists irregular ones.
"""

import functools
import itertools
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Literal

from monitor.languages.act_words import ActWords, Contexts
from monitor.languages.file_format import check_file
from monitor.languages.folding import ZERO_WIDTH, fold_word
from monitor.languages.given_names import given_names
from monitor.languages.rows import Rows, read_rows

Form = Literal["base", "third", "past", "ing", "relative"]
"""``ing``: a participle or converb that shares the subject of its sentence (saying, soulignant,
belirterek);
``relative``: a participle in front of its subject (Turkish ``belirten Kaya``)."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One form of a verb of saying, with every frame that its lemma takes."""

    lemma: str
    form: Form
    frames: frozenset[str]
    particles: tuple[tuple[tuple[str, ...], str], ...]
    is_ambiguous: bool
    """Whether the form is as often a noun."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words and patterns of one language."""

    language: str
    verbs: dict[str, Verb]
    tags: dict[str, str]
    """Tag of each word of a closed class; see `monitor.statements.tokens`."""
    words: dict[str, frozenset[str]]
    """Word lists by name."""
    acts_by_lemma: dict[str, tuple[str, ...]]
    act_words: ActWords
    clitics: dict[str, str]
    """Short forms written together with the word before them, longest first, and their tags."""
    rows: Rows
    """Constructions that report no speech, and places where content ends."""
    raw: dict[str, Any] = field(default_factory=dict)
    openers: frozenset[str] = frozenset()
    """Words with which a cue may begin: verbs of saying, and words like "according"."""
    plain_lemmas: frozenset[str] = frozenset()
    """Verbs of a listed language that only report speech: they have no object frame."""
    through: re.Pattern[str] | None = None
    """Finds the outlet that published the words, as its group: `told Reuters`, `gegenüber dem
    „Boten“`.
    """
    aside: re.Pattern[str] | None = None
    """Finds a paragraph outside the news text: an editor's note, a correction, a caption."""
    title_endings: tuple[str, ...] = ()
    """Endings that make a capitalised word a title: Vereinschefin."""
    endings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Endings of words by name: of participles, past forms, plurals, words for persons."""
    elisions: tuple[str, ...] = ()
    """Words written together with the next one: ``l'``, ``qu'``. Each becomes an atom of its own.
    """
    inversion: re.Pattern[str] | None = None
    """Finds a subject pronoun written together with the verb before it (a-t-il), as its group."""
    clause_endings: tuple[str, ...] = ()
    """Endings of the verb of a reported clause, in a language that nominalises it (Turkish)."""
    pronouns: frozenset[str] = frozenset()
    """Pronouns of one person."""
    name_endings: tuple[str, ...] = ()
    """Case endings of names, longest first."""
    given_stems: dict[str, str] = field(default_factory=dict)
    """Gender of each given name without its case ending."""
    given_forms: dict[str, str] = field(default_factory=dict)
    """Dictionary form of each given name by the name without its case ending."""
    surname_endings: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By gender, the endings of surnames in other cases and in the nominative, longest first."""
    adjective_cases: tuple[str, ...] = ()
    """Endings of adjectives in other cases than the nominative, longest first."""
    role_stems: frozenset[str] = frozenset()
    """Words for offices without their case endings."""
    body_heads: dict[str, str] = field(default_factory=dict)
    """Dictionary form of each word for a body ("ministry"), by the word without its case ending."""
    body_endings: tuple[str, ...] = ()
    """Words for bodies that end a compound, where nouns are compounded: Verbraucher|verband."""
    land_stems: frozenset[str] = frozenset()
    """Countries, cities and acronyms between an office and its bearer, without case endings."""
    article: str = ""
    """Article that is written together with the next word (Arabic)."""
    object_prefixes: tuple[str, ...] = ()
    """Beginnings of a word that carries its preposition and begins an object (Arabic)."""
    definite_adjective_endings: tuple[str, ...] = ()
    """Endings of adjectives after the name of a body (Arabic)."""
    nisba_endings: tuple[str, ...] = ()
    """Endings of adjectives after an office without an article (Arabic)."""
    definite_suffixes: tuple[str, ...] = ()
    """Endings that make a noun definite (Sorani), longest first."""
    plural_endings: tuple[str, ...] = ()
    """Endings of verbs with a plural subject, in a language that omits it."""
    past_gender: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Endings of past verbs by the gender of their subject (Russian)."""
    genitive_endings: tuple[str, ...] = ()
    """Endings of places in the genitive after an office: мэр Киева."""
    finite_endings: tuple[str, ...] = ()
    """Endings that only finite verbs have."""
    noun_endings: tuple[str, ...] = ()
    """Case endings of common nouns, longest first: Bakanlık|tan."""
    infinitive_endings: tuple[str, ...] = ()
    """Endings of infinitives, where one after a verb of saying is content: dit vouloir partir."""
    patronymic_endings: tuple[str, ...] = ()
    """Endings of patronymics: Иванович, Іванівна."""
    role_endings: tuple[str, ...] = ()
    """Endings of words for persons where every noun has a capital: Interviewerin."""
    present_prefixes: tuple[str, ...] = ()
    """Beginnings of verbs in the present, in a language that puts its verb first."""
    first_person: frozenset[str] = frozenset()
    """Pronouns of the author: I, we."""
    conditions: frozenset[str] = frozenset()
    """Words that begin a condition: if."""
    role_suffixes: tuple[str, ...] = ()
    """Endings of the feminine and the plural of offices, in scripts without capitals."""
    impersonal_endings: tuple[str, ...] = ()
    """Endings of nouns that are never a person's name, where every noun has a capital."""
    adjective_endings: tuple[str, ...] = ()
    """Endings of capitalised adjectives that begin a body's name: Deutsche, Rotes."""
    adverb_ending: str = ""
    """Ending that makes an adverb of a word in no list: strongly, emotionally."""
    phrases: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """Cues of several words, longest first, by their first word: ``a présenté ses excuses`` is one
    atom.
    """

    def stem(self, word: str) -> str:
        """Return a folded word of a name without the case ending or the suffix of the language."""
        bare = word.removesuffix("'s").removesuffix("'")
        if self.raw.get("suffix_apostrophe"):
            bare = word.partition("'")[0]
        return _stem(bare, self.name_endings)

    def gender_of_verb(self, low: str) -> str | None:
        """Return the gender of the subject of a past verb, in a language whose verbs show it."""
        return next((g for g, ends in self.past_gender.items() if low.endswith(ends)), None)

    def body_head(self, low: str) -> str:
        """Return the dictionary form of a folded word for a body; ``""`` for any other word."""
        bare = low.removeprefix(self.article)
        if bare != low and bare in self.body_heads:
            low = bare
        head = self.body_heads.get(low) or self.body_heads.get(self.stem(low), "")
        if not head and self.noun_endings:
            head = self.body_heads.get(self.noun(low), "")
        if head or not self.body_endings or not low.endswith(self.body_endings):
            return head
        return next(ending for ending in self.body_endings if low.endswith(ending))

    def noun(self, low: str) -> str:
        """Return a folded noun without its case ending, if the rest is a word for a body."""
        for ending in self.noun_endings:
            if low.endswith(ending) and low[: -len(ending)] in self.body_heads:
                return low[: -len(ending)]
        return low

    @property
    def is_plain(self) -> bool:
        """Whether `monitor.statements.plain` reads the language."""
        return self.raw.get("grammar") == "plain"

    def is_plain_saying(self, lemma: str) -> bool:
        """Return whether a cue only reports speech: "said", "added", "wrote"; not "condemned"."""
        if self.is_plain:
            return lemma in self.plain_lemmas
        return lemma in self.words["saying"]

    @property
    def is_caseless(self) -> bool:
        """Whether the language's script has no capitals, so that they do not mark names."""
        return bool(self.raw.get("caseless"))


_OPENERS = (
    "as_said",
    "according",
    "according_after",
    "according_opinion",
    "according_preposition",
    "so",
)
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
    "negation": "G",
}


@functools.cache
def lexicon_for(language: str) -> Lexicon | None:
    """Return the lexicon of a language, or None for one without a file."""
    return lexicon_without(language, "")


def row_names(languages: Iterable[str]) -> list[str]:
    """Return the names of the rows of some languages' grammars, in the order of their files."""
    return [
        row["name"]
        for language in languages
        if (lexicon := lexicon_for(language)) is not None
        for kind in ("cue", "veto", "stop")
        for row in lexicon.raw.get(kind, ())
    ]


def lexicon_without(language: str, row: str) -> Lexicon | None:
    """Return a language's lexicon without the row of one name, to measure what the row is worth."""
    file = resources.files("monitor.languages").joinpath(f"{language}.toml")
    if not language.isalpha() or not file.is_file():
        return None
    return _build(language, tomllib.loads(file.read_text("utf-8")), row)


def _build(language: str, data: dict[str, Any], without: str = "") -> Lexicon:
    check_file(language, data)
    elisions = tuple(f"{word}'" for word in data.get("elision", "").split())
    name_endings = tuple(sorted(data.get("name_endings", "").split(), key=len, reverse=True))
    closed = _word_lists(data.get("closed", {}), elisions)
    nouns = _word_lists({**data.get("nouns", {}), **data.get("words", {})}, elisions)
    article = data.get("article", "")
    if article:  # offices are listed with it or without
        nouns["role"] |= {word.removeprefix(article) for word in nouns["role"]}
    tags: dict[str, str] = {}
    for name, tag in _TAGS.items():
        for word in closed.get(name, ()):
            tags[word] = tag
    tags.update(data.get("tags", {}))
    by_lemma: dict[str, list[str]] = {}
    for act, lemmas in data.get("acts", {}).items():
        for lemma in lemmas.split():
            by_lemma.setdefault(lemma.replace("_", " "), []).append(act)
    verbs = (
        _listed_verbs(data, elisions)
        if "forms" in data
        else _verbs(data, nouns.get("ambiguous", frozenset()))
    )
    for name in ("according",):  # written together with "and": وبحسب
        closed[name] = frozenset(
            prefix + word
            for prefix in ("", *data.get("prefixes", "").split())
            for word in closed.get(name, ())
        )
    return Lexicon(
        language=language,
        verbs=verbs,
        tags=tags,
        words=defaultdict(frozenset, {**closed, **nouns}),
        acts_by_lemma={lemma: tuple(acts) for lemma, acts in by_lemma.items()},
        act_words=_act_words(data),
        clitics=dict(sorted(data.get("clitics", {}).items(), key=lambda pair: -len(pair[0]))),
        rows=read_rows(data, {**closed, **nouns}, without),
        raw=data,
        openers=frozenset(verbs).union(*(closed.get(name, ()) for name in _OPENERS)),
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
        name_endings=name_endings,
        given_stems={_stem(name, name_endings): gender for name, gender in given_names().items()}
        if name_endings
        else {},
        given_forms=_given_forms(name_endings),
        surname_endings={
            gender: _pairs(pairs) for gender, pairs in data.get("surname_cases", {}).items()
        },
        adjective_cases=tuple(
            sorted(data.get("adjectives", {}).get("cases", "").split(), key=len, reverse=True)
        ),
        role_endings=tuple(data.get("role_endings", "").split()),
        present_prefixes=tuple(map(fold_word, data.get("present_prefixes", "").split())),
        first_person=frozenset(
            map(fold_word, data.get("act_context", {}).get("first_person", "").split())
        ),
        conditions=frozenset(
            map(fold_word, data.get("act_context", {}).get("conditions", "").split())
        )
        - closed.get("that", frozenset()),
        role_suffixes=tuple(map(fold_word, data.get("role_suffixes", "").split())),
        impersonal_endings=tuple(data.get("impersonal_endings", "").split()),
        adjective_endings=tuple(data.get("adjective_endings", "").split()),
        body_heads=_body_heads(nouns, name_endings),
        body_endings=tuple(sorted(nouns.get("group_role", ()), key=len, reverse=True))
        if data.get("compounds")
        else (),
        land_stems=frozenset(_stem(word, name_endings) for word in nouns.get("land", ())),
        article=article,
        object_prefixes=tuple(data.get("object_prefixes", "").split()),
        definite_adjective_endings=tuple(data.get("definite_adjective_endings", "").split()),
        nisba_endings=tuple(data.get("nisba_endings", "").split()),
        definite_suffixes=tuple(
            sorted(map(fold_word, data.get("definite_suffixes", "").split()), key=len, reverse=True)
        ),
        plural_endings=tuple(data.get("plural_endings", "").split()),
        past_gender={
            gender: tuple(ends.split()) for gender, ends in data.get("past_gender", {}).items()
        },
        genitive_endings=tuple(data.get("genitive_endings", "").split()),
        finite_endings=tuple(data.get("finite_endings", "").split()),
        noun_endings=tuple(sorted(data.get("noun_endings", "").split(), key=len, reverse=True)),
        infinitive_endings=tuple(data.get("infinitive_endings", "").split()),
        patronymic_endings=tuple(data.get("patronymic_endings", "").split()),
        role_stems=frozenset(_stem(role, name_endings) for role in nouns.get("role", ())),
        inversion=re.compile(data["inversion"]) if "inversion" in data else None,
        adverb_ending=data.get("adverb_ending", ""),
        phrases=_phrases((*verbs, *_phrased(closed, nouns))),
    )


def _given_forms(name_endings: tuple[str, ...]) -> dict[str, str]:
    """Return given names by their stems: the longest of one stem, which is the nominative."""
    forms: dict[str, str] = {}
    if name_endings:
        for name in given_names():
            stem = _stem(name, name_endings)
            forms[stem] = max(forms.get(stem, ""), name, key=len)
    return forms


def _pairs(pairs: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of ``ending:nominative``, longest ending first."""
    split = [pair.partition(":") for pair in pairs.split()]
    return tuple(sorted(((a, b) for a, _, b in split), key=lambda pair: -len(pair[0])))


def _body_heads(nouns: dict[str, frozenset[str]], name_endings: tuple[str, ...]) -> dict[str, str]:
    """Return the words for bodies by their stems, and by themselves."""
    words = nouns.get("group_role", frozenset()) | nouns.get("any_body", frozenset())
    stems = {_stem(word, name_endings): word for word in sorted(words)}
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


def _phrased(*groups: dict[str, frozenset[str]]) -> list[str]:
    """Return the listed entries of several words."""
    return [word for lists in groups for words in lists.values() for word in words if "_" in word]


def _phrases(forms: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    results: dict[str, list[tuple[str, ...]]] = {}
    for form in forms:
        first, *rest = form.split("_")
        if rest:
            results.setdefault(first, []).append(tuple(rest))
    return {first: tuple(sorted(rests, key=len, reverse=True)) for first, rests in results.items()}


SHORTEST_STEM = 3
"""Letters that remain of a word without its case ending."""


@functools.lru_cache(maxsize=20_000)  # the names and nouns of a day's articles; 4 MB
def _stem(word: str, endings: tuple[str, ...]) -> str:
    """Return a folded word without its case ending."""
    if not endings or not word.endswith(endings):
        return word
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def _word_lists(lists: dict[str, str], elisions: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Return word lists by name, each word in the form for lookups."""
    return {name: _spelled(words.split(), elisions) for name, words in lists.items()}


def _spelled(words: list[str], elisions: tuple[str, ...]) -> frozenset[str]:
    return frozenset(variant for word in words for variant in _spellings(word, elisions))


def _spellings(form: str, elisions: tuple[str, ...]) -> tuple[str, ...]:
    """Return a listed form as atoms joined by ``_``.

    A form with a zero-width non-joiner is returned in both spellings, together and apart.
    """
    words = [fold_word(word) for word in form.split("_")]
    for elision in elisions:
        words = [
            word.replace(elision, f"{elision}_", 1)
            if word.startswith(elision) and word != elision
            else word
            for word in words
        ]
    joined = "_".join(words)
    if ZERO_WIDTH not in form:
        return (joined,)
    return joined, "_".join(fold_word(word) for word in form.replace(ZERO_WIDTH, "_").split("_"))


def _listed_verbs(data: dict[str, Any], elisions: tuple[str, ...]) -> dict[str, Verb]:
    """Return the verbs of a language whose file lists every form, or the endings of its regular
    verbs.

    A form of several words is joined by ``_``. Each verb takes a clause or a quotation;
    ``[frames]`` of the file names those that take an object, or a quotation alone.
    """
    prefixes = ["", *map(fold_word, data.get("prefixes", "").split())]
    infixes = data.get("phrase_infix", "").split()
    frames: dict[str, set[str]] = {}
    for frame, lemmas in data.get("frames", {}).items():
        for lemma in lemmas.split():
            frames.setdefault(lemma.replace("_", " "), set()).add(frame)
    verbs: dict[str, Verb] = {}
    for lemma, form, word in (*_paradigm_forms(data), *_written_forms(data)):
        verb = Verb(
            lemma, form, frozenset(("clause", *frames.get(lemma, ()))), (), is_ambiguous=False
        )
        for prefix, spelling in itertools.product(prefixes, _spellings(word, elisions)):
            for phrase in (
                spelling,
                *(spelling.replace("_", f"_{infix}_", 1) for infix in infixes),
            ):
                verbs[prefix + phrase] = verb
    return verbs


def _written_forms(data: dict[str, Any]) -> Iterable[tuple[str, Form, str]]:
    kinds: tuple[tuple[str, Form], ...] = (
        ("forms", "past"),
        ("participles", "ing"),
        ("relatives", "relative"),
    )
    for section, form in kinds:
        for lemma, words in data.get(section, {}).items():
            for word in words.split():
                yield lemma, form, word


def _paradigm_forms(data: dict[str, Any]) -> Iterable[tuple[str, Form, str]]:
    """Yield lemma, form and word of every regular verb: its stem (the lemma without ``strip``) with
    each ending.
    """
    kinds: tuple[tuple[str, Form], ...] = (
        ("endings", "past"),
        ("participles", "ing"),
        ("relatives", "relative"),
    )
    for paradigm in data.get("paradigm", ()):
        strip, particle = paradigm.get("strip", ""), paradigm.get("particle", "")
        for lemma, (key, form) in itertools.product(paradigm["lemmas"].split(), kinds):
            stem = lemma.removesuffix(strip)
            for ending in paradigm.get(key, "").split():
                yield lemma, form, particle + stem + ending.lstrip("-")


def _verbs(data: dict[str, Any], ambiguous: frozenset[str]) -> dict[str, Verb]:
    frames: dict[str, set[str]] = {}
    for frame, lemmas in data.get("verbs", {}).items():
        for lemma in lemmas.split():
            frames.setdefault(lemma, set()).add(frame)
    particles: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for lemma, choices in data.get("particles", {}).items():
        frames.setdefault(lemma, set())
        pairs = [choice.rsplit(":", 1) for choice in choices]
        particles[lemma] = tuple(
            sorted(((tuple(w.split()), f) for w, f in pairs), key=lambda p: -len(p[0]))
        )
    verbs: dict[str, Verb] = {}
    for lemma, taken in frames.items():
        for form, word in _forms(lemma, data.get("irregular", {}).get(lemma)):
            current = verbs.get(word)
            if current is None or current.form != "past":
                verbs[word] = Verb(
                    lemma, form, frozenset(taken), particles.get(lemma, ()), word in ambiguous
                )
    return verbs


def _forms(lemma: str, irregular: list[str] | None) -> list[tuple[Form, str]]:
    stem = lemma.removesuffix("e")
    ending_y = lemma.endswith("y") and lemma[-2] not in "aeiou"
    doubled = irregular is not None and irregular[0].startswith(lemma + lemma[-1])
    doubled = doubled or lemma in ("begin", "put", "hit")
    hisses = lemma.endswith(("s", "sh", "ch", "x", "z", "o"))
    third = lemma + ("es" if hisses else "s")
    past = stem + "ed"
    if ending_y:
        third, past = lemma[:-1] + "ies", lemma[:-1] + "ied"
    if irregular:
        past = irregular[0]
    ing = (lemma if lemma.endswith("ee") else stem) + "ing"
    if doubled:
        ing = lemma + lemma[-1] + "ing"
    forms: list[tuple[Form, str]] = [
        ("base", lemma),
        ("third", third),
        ("ing", ing),
        ("past", past),
    ]
    if irregular and irregular[1] != past:
        forms.append(("past", irregular[1]))
    return forms
