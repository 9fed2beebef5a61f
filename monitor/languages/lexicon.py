"""A language's lexicon: the words of its grammar, which `monitor.languages.load` reads."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from monitor.languages.act_words import ActWords
from monitor.languages.rows import Rows
from monitor.languages.spellings import stem_of

NO_PREFIX = "\0"
"""A prefix that no word has, unlike the empty one, for languages without the prefix."""
MOST_HEADS = 20_000
"""Words of a language whose word for a body is remembered: a few hundred articles, 2 MB."""
Parts = tuple[tuple[str, ...], ...]
"""Parts of a verb, each of one or several words: fest, zum Ausdruck, un appel."""
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


class Piece(NamedTuple):
    """A word, or a part of one that is written together with others: do|n't."""

    length: int
    low: str
    """The folded word."""
    tag: str
    may_be_name: bool = False
    """Whether the words before it may make it a part of a name: Le, May."""


Chunk = tuple[tuple[str, int, int, str], ...]
"""Words and marks without a blank between them: the folded word, its start and its end in the
chunk, and its tag.
"""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words and patterns of one language."""

    language: str
    verbs: dict[str, Verb]
    tags: dict[str, str]
    """Tag of each word of a closed class; see `monitor.statements.tokens`."""
    small_words: frozenset[str]
    """Words of the closed classes, folded and as the file writes them: paragraphs are counted by
    them.
    """
    words: dict[str, frozenset[str]]
    """Word lists by name."""
    acts_by_lemma: dict[str, tuple[str, ...]]
    act_words: ActWords
    clitics: dict[str, str]
    """Short forms written together with the word before them, longest first, and their tags."""
    rows: Rows
    """Constructions that report no speech, and places where content ends."""
    parts: dict[str, Parts] = field(default_factory=dict)
    """Parts of each verb in parts by its lemma; one of them must occur beside the verb."""
    parted: dict[str, tuple[Verb, ...]] = field(default_factory=dict)
    """Verbs in parts by their form: "gab" is a form of zu bedenken geben and of bekannt geben."""
    raw: dict[str, Any] = field(default_factory=dict)
    is_plain: bool = False
    """Whether `monitor.statements.plain` reads the language."""
    is_caseless: bool = False
    """Whether the language's script has no capitals, so that they do not mark names."""
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
    has_cases: bool = False
    """Whether names decline, so that their case shows the subject, an object, an owner."""
    subject_by_place: bool = False
    """Whether the place before the verb alone shows the subject, in a script with capitals: names
    do not decline.
    """
    article_cases: bool = False
    """Whether the article of a noun shows its case: der Obmann, den Obmann."""
    noun_capitals: bool = False
    """Whether every noun has a capital, so that a capital shows no name."""
    bare_nouns: bool = False
    """Whether a noun needs no article, so that a lower-case word may begin a source."""
    bodies_in_marks: bool = False
    """Whether the names of bodies are written in quotation marks."""
    impersonal_plural: bool = False
    """Whether a plural verb without a subject has its place as speaker: В министерстве сообщили."""
    aside_commas: bool = False
    """Whether commas always enclose an aside: …, и, по словам родителей, …"""
    negation_first: bool = False
    """Whether a negation precedes its verb, so that one right behind a verb is content."""
    name_endings: tuple[str, ...] = ()
    """Case endings of names, longest first."""
    given_stems: dict[str, str] = field(default_factory=dict)
    """Gender of each given name without its case ending."""
    given_forms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Dictionary forms of given names by the name without its case ending, longest first."""
    given_cases: dict[str, str] = field(default_factory=dict)
    """Dictionary forms of given names by the cases that ``name_endings`` do not show: сергея."""
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
    same_lands: dict[str, str] = field(default_factory=dict)
    """Other names of countries, and the name that the lists have; stems."""
    land_stems: frozenset[str] = frozenset()
    """Countries, cities and acronyms between an office and its bearer, without case endings."""
    article: str = ""
    """Article that is written together with the next word (Arabic)."""
    of_prefix: str = NO_PREFIX
    """Beginning of the complement of an office, with its preposition and article (Arabic)."""
    possessive_endings: tuple[str, ...] = ()
    """Endings of nouns that the subject owns, so that an object begins (Arabic)."""
    prefixes: tuple[str, ...] = ()
    """Words written together with the next verb (Arabic, Persian): and."""
    object_prefixes: tuple[str, ...] = ()
    """Beginnings of a word that carries its preposition and begins an object (Arabic)."""
    definite_adjective_endings: tuple[str, ...] = ()
    """Endings of adjectives after the name of a body (Arabic)."""
    people_endings: tuple[str, ...] = ()
    """Endings of words for several people (Arabic)."""
    action_endings: tuple[str, ...] = ()
    """Endings of nouns of action that begin an object behind its subject (Sorani)."""
    too_endings: tuple[str, ...] = ()
    """Endings of names that mean "too", as they are written (Sorani), longest first."""
    nisba_endings: tuple[str, ...] = ()
    """Endings of adjectives after an office without an article (Arabic)."""
    definite_suffixes: tuple[str, ...] = ()
    """Endings that make a noun definite (Sorani), longest first."""
    indefinite_suffixes: tuple[str, ...] = ()
    """Endings of an office whose bearer is not named (Sorani)."""
    circumposition: tuple[str, ...] = ()
    """Preposition and ending around an adverbial (Sorani)."""
    listener_endings: tuple[str, ...] = ()
    """Endings of a listener between a verb and its content: жителям."""
    object_suffixes: tuple[str, ...] = ()
    """Endings of a definite object with the clitic of its subject (Sorani)."""
    family_ending: str = ""
    """Ending that makes a family name of a given name (Persian)."""
    izafe: str = ""
    """Ending of a noun whose complement follows (Sorani)."""
    plural_endings: tuple[str, ...] = ()
    """Endings of verbs with a plural subject, in a language that omits it."""
    plural_nouns: tuple[str, ...] = ()
    """Endings of masculine nouns in the plural, nominative: депутаты."""
    perfect_endings: tuple[str, ...] = ()
    """Endings of participles that are cues only behind an auxiliary."""
    headline_verb_endings: tuple[str, ...] = ()
    """Endings that show a clause after a name and a colon."""
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
    letters: re.Pattern[str] | None = None
    """Finds a letter that languages of the same script do not use, or only rarely."""
    other_letters: re.Pattern[str] | None = None
    """Finds a letter that the language does not use."""
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

    pieces: dict[str, tuple[Piece, ...]] = field(default_factory=dict, compare=False)
    """The pieces of each word met so far, by the word as it is written."""
    chunks: dict[str, Chunk | None] = field(default_factory=dict, compare=False)
    """What is written between two blanks, as far as it was met: its atoms, None where they depend
    on what surrounds them.
    """
    known_cues: dict[str, int] = field(default_factory=dict, compare=False)
    """Ranks of words as cues, of words that were read before; filled by the reader of English."""
    known_roles: dict[str, bool] = field(default_factory=dict, compare=False)
    """Whether words that were read before are offices; filled and bounded by `is_role`."""
    known_heads: dict[str, str] = field(default_factory=dict, compare=False)
    """Words for bodies of words that were read before, empty for others; bounded."""
    known_given: dict[str, str | None] = field(default_factory=dict, compare=False)
    """Gender of words that are given names, None for others; filled by `gender_of_given`."""
    known_unions: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict, compare=False)
    """Unions of word lists by the lists' names; filled by `words_in`."""

    def words_in(self, *names: str) -> frozenset[str]:
        """Return the words of several lists, remembered by the lists' names."""
        words = self.known_unions.get(names)
        if words is None:
            lists = (self.words[name] for name in names)
            words = self.known_unions[names] = frozenset().union(*lists)
        return words

    def stem(self, word: str) -> str:
        """Return a folded word of a name without the case ending or the suffix of the language."""
        bare = word.removesuffix("'s").removesuffix("'")
        if self.raw.get("suffix_apostrophe"):
            bare = word.partition("'")[0]
        return stem_of(self.given_cases.get(bare, bare), self.name_endings)

    def gender_of_verb(self, low: str) -> str | None:
        """Return the gender of the subject of a past verb, in a language whose verbs show it."""
        return next((g for g, ends in self.past_gender.items() if low.endswith(ends)), None)

    def body_head(self, low: str) -> str:
        """Return the dictionary form of a folded word for a body; ``""`` for any other word."""
        head = self.known_heads.get(low)
        if head is None:
            if len(self.known_heads) >= MOST_HEADS:
                self.known_heads.clear()
            head = self.known_heads[low] = self._body_head(low)
        return head

    def _body_head(self, low: str) -> str:
        bare = low.removeprefix(self.article)
        if bare != low and bare in self.body_heads:
            low = bare
        if self.name_endings and low in self.words["role"]:
            return ""  # мер is not мерія
        head = self.body_heads.get(low) or self.body_heads.get(self.stem(low), "")
        if not head and self.noun_endings:
            head = self.body_heads.get(self.noun(low), "")
        if head or not self.body_endings or not low.endswith(self.body_endings):
            return head
        return next(ending for ending in self.body_endings if low.endswith(ending))

    def noun(self, low: str) -> str:
        """Return a folded noun without its case ending, if the rest is a word for a body."""
        for ending in self.noun_endings:
            if not low.endswith(ending):
                continue
            bare = low[: -len(ending)]
            if bare in self.body_heads or bare.endswith(self.body_endings):
                return bare
        return low

    def is_plain_saying(self, lemma: str) -> bool:
        """Return whether a cue only reports speech: "said", "added", "wrote"; not "condemned"."""
        if self.is_plain:
            return lemma in self.plain_lemmas
        return lemma in self.words["saying"]
