"""The format of a language's file: every key and word list, with its type and meaning.

`check_file` refuses a key that no reader knows, and names the nearest known one: a mistyped list
would otherwise be silently empty.
"""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from monitor.languages.ending_format import ENDING_SECTIONS, EndingError, check_endings
from monitor.languages.name_format import NAME_SECTIONS, NAME_TRAITS, NAMED_BY_WORDS
from monitor.languages.rows import ROW_KINDS
from monitor.records.errors import MonitorError

ENGLISH = "english"
"""The grammar that reads lists of its own."""
KEYS: dict[str, tuple[type, str]] = {
    "grammar": (str, "reader: plain, unspaced or english; a file without knows names alone"),
    "depth": (str, "quotes: direct quotations alone"),
    "object_suffixes": (str, "endings of a definite object with the clitic of its subject"),
    "converb_case": (str, "ending of a participle that shares the subject of its sentence"),
    "family_ending": (str, "ending that makes a family name of a given name"),
    "object_pronoun": (str, "pronoun written together with the end of a verb: ما قاله"),
    "relative_noun": (str, "ending of a noun before its relative clause"),
    "singular_endings": (str, "endings of nouns in the singular, besides none: учитель"),
    "vowel_surnames": (str, "nominative ending of surnames that men's case endings do not have"),
    "izafe": (str, "ending of a noun whose complement follows"),
    "order": (str, "place of the subject of a verb of saying: svo, v2, vso, sov"),
    "caseless": (bool, "the script has no capitals"),
    "article_cases": (bool, "the article of a noun shows its case: der Obmann, den Obmann"),
    "aside_commas": (bool, "commas always enclose an aside: …, и, по словам родителей, …"),
    "bare_nouns": (bool, "a noun needs no article: a lower-case word may begin a source"),
    "bodies_in_marks": (bool, "names of bodies are written in quotation marks"),
    "impersonal_plural": (bool, "a plural verb without a subject has its place as speaker"),
    "negation_first": (bool, "a negation precedes its verb: one right behind a verb is content"),
    "bare_that": (bool, "no comma parts a clause from the verb of its sentence: sade att … och …"),
    "bare": (bool, "content may follow a comma without a word that introduces it"),
    "turns_inside": (bool, "speech may open with a dash inside a paragraph, behind a full stop"),
    "bare_dash": (bool, "a cue may follow a dash without a comma"),
    "compounds": (bool, "words for bodies end compounds: Verbraucherverband"),
    "cue_between_commas": (bool, "a cue inside quotation marks may be between commas"),
    "direct_clause": (bool, "content may follow the verb without a word between"),
    "null_subject": (bool, "a finite verb needs no subject of its own"),
    "ordinal_dot": (bool, "a full stop makes a number an ordinal"),
    "name_last": (bool, "a source ends in its name, behind the offices"),
    "second_family_name": (bool, "a family name may have a second word before its verb or a comma"),
    "name_words": (int, "words of a person's name in a script without capitals"),
    "subject_first": (bool, "the subject begins the sentence, far from its verb"),
    "speaker_last": (bool, "headlines end in their speaker: Habrá acuerdo: Ruiz"),
    "that_is_relative": (bool, "the word for that is a relative pronoun too: que, che"),
    "suffix_apostrophe": (bool, "case endings of names follow an apostrophe"),
    "single_marks": (bool, "papers quote speech in straight single marks: 'De brug is dicht'"),
    "accent_apostrophe": (str, "ends of words before an apostrophe, and their accent: e:è"),
    "auxiliary_adverb_ending": (str, "ending of adverbs between an auxiliary and its participle"),
    "capital_accents": (str, "letters whose accent capitals lose, and without it: é:e"),
    "adverb_ending": (str, "ending of adverbs that are in no list"),
    "adjective_endings": (str, "endings of capitalised adjectives that begin a body's name"),
    "according_case": (str, "pattern of the case ending before `according_after`"),
    "article": (str, "article that is written together with its noun"),
    "aside": (str, "pattern of a paragraph outside the news text: captions, notes"),
    "definite_adjective_endings": (str, "endings of adjectives after the name of a body"),
    "indefinite_suffixes": (str, "endings of an office whose bearer is not named: بەرپرسێک"),
    "circumposition": (str, "preposition and ending around an adverbial: لە …دا"),
    "definite_suffixes": (str, "endings that make a noun definite"),
    "elision": (str, "words written together with the next: l', d'"),
    "feminine_letters": (str, "last letters of women's given names that have cases"),
    "finite_endings": (str, "endings that only finite verbs have: a phrase with one is a clause"),
    "genitive_endings": (str, "endings of a place after an office: мэр Киева"),
    "impersonal_endings": (str, "endings of nouns that are never a person's name"),
    "headline_verb_endings": (str, "endings that show a clause after a name and a colon"),
    "infinitive_endings": (str, "endings of infinitives that may be content: dit vouloir"),
    "inversion": (str, "pattern of a pronoun written together with the verb before it"),
    "linking_letter": (str, "letter between the parts of a compound: Regierungs|angaben"),
    "letters": (str, "letters that other languages of the script do not use"),
    "other_letters": (str, "letters of other languages of the script that this one does not use"),
    "of_after_names": (bool, "a preposition behind a whole name leads to its body"),
    "listener_endings": (str, "endings of listeners between a verb and its content: жителям"),
    "name_endings": (str, "case endings of names"),
    "nisba_endings": (str, "endings of adjectives after an office without an article"),
    "noun_endings": (str, "case endings of common nouns"),
    "object_prefixes": (str, "beginnings of a word that carries its preposition: an object"),
    "of_prefix": (str, "beginning of the complement of an office"),
    "patronymic_endings": (str, "endings of patronymics"),
    "action_endings": (str, "endings of nouns of action that begin an object: دەستگیرکردنی"),
    "too_endings": (str, "endings of names that mean too, longest first: ئەحمەدیش"),
    "people_endings": (str, "endings of words for several people"),
    "perfect_endings": (str, "endings of participles that are cues only behind an auxiliary"),
    "phrase_infix": (str, "words that may occur inside a verb of two words"),
    "plural_endings": (str, "endings of verbs with several subjects"),
    "possessive_endings": (str, "endings of nouns owned by the subject: an object begins"),
    "plural_nouns": (str, "endings of masculine nouns in the plural, nominative: депутаты"),
    "present_prefixes": (str, "beginnings of verbs in the present, in a language with verbs first"),
    "prefixes": (str, "words written together with the next verb: and"),
    "role_suffixes": (str, "endings of the feminine and the plural of offices"),
    "role_endings": (str, "endings of occupations that are in no list"),
    "through": (str, "pattern whose group is the outlet that words came through"),
    "cue_compounds": (str, "unspaced: pattern behind a verb that makes it another word: 说明"),
    "cues": (object, "verbs of an unspaced script"),
    "quoting": (str, "unspaced: pattern between a quotation and its verb"),
    "offices": (str, "unspaced: offices before or after a name"),
    "genitive": (str, "unspaced: particle between a place or a body and a name"),
    "pronouns": (str, "unspaced: he, she"),
    "trailing": (str, "unspaced: pattern of adverbials at the ends of a source"),
    "surnames": (str, "unspaced: characters that begin a person's name"),
    "masculine_genitive": (str, "ending of the genitive of masculine nouns alone: Росстата"),
    "surnames_of_men": (str, "endings of men's surnames in other cases, which no woman's has"),
    "consonants": (str, "letters before that ending"),
    "soft_letters": (str, "last letters of names in the nominative, not endings: Наиль"),
    "ordinals": (bool, "whether a short number with a full stop is an ordinal, ends no sentence"),
    "heads_speech": (
        bool,
        "whether a quotation as a heading is of who speaks in the next paragraph",
    ),
    "semicolon_leads": (bool, "whether a semicolon that ends a paragraph leads on, like a colon"),
    "dash_cue": (bool, "whether a dash parts a clause from its cue: … – napisał premier"),
    "stemmer": (str, "Snowball algorithm of its stems"),
    "script": (str, "endings of its names are read in every text of this script"),
    "same_lands": (str, "other names of countries: рф:россии"),
    "land_adjectives": (str, "endings of countries and of their adjectives: یا:ی"),
    "topics": (str, "unspaced: particles behind the source"),
    "forms": (dict, "verbs of saying: lemma = forms, a form of several words joined by _"),
    "participles": (dict, "forms that share the subject of their sentence: lemma = forms"),
    "object_prepositions": (dict, "lemma = prepositions that begin its object before the verb"),
    "same_office": (dict, "words of an office = offices that they also mean"),
    "relatives": (dict, "participles before their subject: lemma = forms"),
    "infinitives": (dict, "infinitives, cues behind ``periphrasis`` and ``converb_lead`` alone"),
    "paradigm": (
        list,
        "regular verbs: strip, clitics, endings, participles, relatives, infinitives, lemmas",
    ),
    "separable": (dict, "verbs in parts: lemma = parts, one of which is behind or right before it"),
    "verbs": (dict, "English verbs: frame = lemmas"),
    "irregular": (dict, "English: lemma = past, participle"),
    "regular": (list, "rows: pattern of a lemma's ending, and the endings of its forms"),
    "doubled": (str, "lemmas whose last letter is doubled before the ending of a participle"),
    "particles": (dict, "English: lemma = particles and their frames"),
    "frames": (dict, "frame = lemmas: object, quoting, quotation, clauses, relays, person"),
    "closed": (dict, "words of closed classes: list = words"),
    "nouns": (dict, "nouns and pronouns: list = words"),
    "words": (dict, "English: words of the grammar by their use"),
    "endings": (dict, "English: endings of words that are in no list"),
    "tags": (dict, "English: words of two classes, and the one that wins"),
    "clitics": (dict, "English: short forms written together with the word before them"),
    "surname_cases": (dict, "by gender, endings of surnames and their nominatives"),
    "given_cases": (dict, "endings of given names that their other cases drop = those cases"),
    "adjectives": (dict, "endings of adjectives before a word for a body, by its last letter"),
    "past_gender": (dict, "endings of past verbs by the gender of their subject"),
    "cue": (list, "rows: words other than verbs that introduce a source; see `rows`"),
    "label": (list, "rows: words beside a colon that name who speaks; see `rows`"),
    "veto": (list, "rows: a cue that reports no speech; see `monitor.languages.rows`"),
    "stop": (list, "rows: where content ends; see `monitor.languages.rows`"),
    "stop_words": (str, "function words that carry no meaning of their own"),
    "name_cases": (dict, "endings of names by case; see `name_format`"),
    "occupations": (dict, "field = words for people"),
    "shared_offices": (dict, "office that is one in every language = words"),
    "article_topics": (dict, "topic of an article = words"),
    "address": (dict, "forms of address by gender"),
    "around_names": (dict, "what is around names and shows who is meant; see `name_format`"),
    "families": (dict, "relatives, families and generations beside a surname"),
    "capitals": (dict, "capitals that are written for governments, and words beside a city"),
    "ages": (dict, "the age of a person beside the name"),
    "phrases": (dict, "surname that is a word = words that make a phrase with it, < before it"),
    "emphasis": (dict, "acronym that is a word = words before which it is that word"),
    "acts": (dict, "act = lemmas of cues that show it"),
    "act_context": (dict, "words that change the meaning of words of an act"),
    "act_classes": (dict, "words that stand for {name} in the patterns of acts"),
    "act_words": (dict, "act = patterns in the content"),
    **dict.fromkeys(ENDING_SECTIONS, (dict, "endings; see `ending_format`")),
    **{trait: (bool, meaning) for trait, meaning in NAME_TRAITS.items()},
}

LISTS: dict[str, str] = {
    # of the languages that the plain and the unspaced readers read; English has lists of its own
    # words that end a source phrase or are passed over in it
    "abbreviation": "words whose full stop ends no sentence",
    "adverb": "adverbs; sentence adverbs above all",
    "be": "forms of be",
    "but": "but, behind the second verb of one subject: sagte …, warnte aber …",
    "clitic": "small words between subject and verb",
    "coordinator": "and, or, but",
    "and": "and alone: right behind a verb of saying it begins no content",
    "pointing": "words for what follows between a noun and its verb: ئاماژەی | بەوە | دا",
    "demonstrative": "this, that, before a noun: a new phrase begins",
    "determiner": "articles and possessives",
    "do": "forms of do",
    "have": "auxiliaries of the perfect",
    "modal": "can, must, will",
    "negation": "not, never, no",
    "of": "prepositions inside a name phrase",
    "preposition": "all prepositions",
    "pronoun": "other pronouns",
    "relative": "who, which, where",
    "subject_pronoun": "he, she, they as subjects",
    "subordinator": "if, when, because",
    "time": "days, months, parts of the day",
    "title": "offices and forms of address that are capitalised before a name",
    "title_ending": "endings of such offices",
    # what introduces, surrounds or ends content
    "about": "prepositions that lead to content: сообщил о победе",
    "as": "before what something is called: as, como, als",
    "converb_lead": "words before an infinitive that shares the subject of its sentence: al",
    "described_as": "as, between a verb of saying and what something is called: señaló como",
    "periphrasis": "verbs before an infinitive of saying that is a cue then: volvió a",
    "clause_noun": "nouns that are content of a verb of saying: önemini",
    "clause_ending": "endings of the verb of a reported clause (Turkish)",
    "genitive": "articles of a genitive, which continue a phrase after its noun",
    "infinitive": "infinitives that are content right behind a verb of saying",
    "light_verb": "verbs behind the noun of a cue and its object",
    "no_clause": "nouns with the ending of a reported clause: sorularını",
    "not_said": "words that begin a clause that is not content",
    "particle": "separated parts of verbs at the end of content",
    "question": "how, where, who: begins a reported question right after a verb of saying",
    "quoting_particle": "between a quotation and any verb: diye",
    "skipped": "words between content and a verb at the end",
    "so": "“…”, so Krug",
    "that": "introduces what was said",
    "this": "об этом сообщил: no content",
    "to_infinitive": "to, zu, di",
    "to_that": "words before that: على أن",
    # sources without a verb, and outlets
    "according": "according to",
    "according_after": "according to, behind its source: zufolge, göre",
    "according_ending": "endings of the noun of according to: -angaben",
    "according_noun": "its noun: по словам",
    "according_opinion": "for: Pour Anne Petit, …",
    "according_preposition": "its preposition: по",
    "as_said": "as: как пояснил Петров",
    "what": "what, between according to and a verb: بحسب ما أعلنت",
    "document": "statement, report: its issuer speaks, and complements belong to it",
    "envoy_preposition": "prepositions between an envoy and his place: سفير الصين لدى السعودية",
    "free_relative": "words before a relative pronoun that has no noun: lo que, ce que",
    "charge": "words between who is accused and of what, where objects have no preposition: di",
    "relative_place": "relative words that are never a subject: donde, où",
    "from_whom": "from: نقلت عن",
    "source_place": "prepositions of a place behind a source, which its name does not have",
    "in_body": "in: В министерстве сообщили",
    "joined_preposition": "prepositions written together with the next word",
    "lead": "in his statement: açıklamasında",
    "lead_verb": "made, given: yapılan açıklamada",
    "leading": "prepositions of adverbials before a verb",
    "heading": "kinds of texts before a colon, which say nothing: comment, video",
    "byline": "from, before an author behind a dateline",
    "listener": "journalists, court: who is spoken to",
    "object_noun": "nouns of action that begin an object: ضرورة, أهمية",
    "object_marker": "word after an object before its verb: را",
    "office_adjective": "adjectives after an office without a name: a senior official",
    "office_preposition": "prepositions between an office and its body: مسؤول في وزارة",
    "outlet": "names of outlets",
    "outlet_noun": "agency, newspaper: outlets that relay",
    "relay_lead": "according to, before the agency that relays a sentence",
    "relay_report": "report, news: nouns of an agency that only relays",
    "relay_noun": "report: a noun of such a lead behind its preposition",
    "owner_ending": "case endings of who owns a noun of saying: Kaya'nın, Kaya'dan",
    "said_noun": "nouns of saying with their owner: sözleri, açıklama",
    "report": "nouns of reports before according_after",
    "topic": "as for: أما",
    # verbs and sources that are not what they seem
    "ambiguous": "verb forms that are nouns behind an article",
    "impersonal": "it: heißt es in dem Bericht",
    "no_adverb": "words with the ending of an adverb that are none",
    "no_speaker": "figures, laws: they do not speak",
    "not_object": "words with an article that continue a name",
    "participle": "participles that carry the last source on",
    "passive": "words of the passive",
    "reflexive": "reflexive pronouns that are auxiliaries too",
    "silent": "words of sources that do not speak",
    "subject_marker": "word after a subject: نے",
    "telling": "verbs whose object is the listener: avertir",
    "thought": "verbs of thinking behind a quotation",
    "office_of_place": "offices before a place or a club, not before a name: governor, coach",
    "not_given": "words that only other languages have as given names",
    "honorific": "titles right before a name, without an article: doctor, sheikh",
    "question_noun": "question: its clause is what a speaker was asked",
    "unnamed": "sources that are never named: diplomat, eyewitness",
    "participle_ending": "endings of participles before a name: başlayan Kaya",
    "dative_ending": "endings of the dative behind an apostrophe: Kaya'ya",
    "converb_ending": "endings of converbs, which end no object: döküp",
    "commenting": "verbs whose words are the next paragraph: прокомментировал матч",
    "citing": "with reference to, before an outlet's own source",
    "own": "own, in: according to its own statement",
    "with_words": "with the words, before a quotation",
    "oblique": "articles that begin no subject: dem Sender sagte Krug",
    "only_reported": "verbs that only the mood of reported speech has: sei, habe",
    "topic_ending": "case endings of words that are not a topic: açıklamada ise",
    "plural_ending": "endings of several people without a case: ortaklar",
    "from_ending": "endings of from: Bakanlıktan",
    "ago": "ago, behind its number and unit: quattro mesi fa",
    "passive_past": "past forms of the auxiliary of the passive, not of the future: wurde, werd",
    "name_too": "capitalised words of closed classes that are names inside a sentence: Van, De",
    "words_said": "nouns for what someone said, before a colon: il commento di Neri: «…»",
    "words_of": "the words of: приводит слова Петрова",
    "postposition": "after, during, behind their noun: they end an adverbial before a subject",
    "called": "named, before a noun for a person: Ali Kaya isimli çiftçi",
    "owned_ending": "endings of an office that has an owner before it: Kaya'nın avukatı",
    "said_label": "nouns of saying before the office and the name of a label: comment, words",
    "occasion": "where one speaks, behind a preposition: an interview, a talk; never who speaks",
    "imagined": "imagine, suppose, at the head of a sentence: nothing was said",
    # people and bodies
    "allegation": "allegations that may be denied",
    "also": "also, behind a pronoun",
    "any_authority": "words that may mean any ministry or office",
    "any_body": "words that may mean any firm, paper or organisation",
    "any_person": "words that may mean any person: politician, man",
    "either": "pronouns of both genders, verbs with their subject",
    "female": "offices of women",
    "group_role": "bodies: ministry, firm, party, newspaper",
    "home": "the country of most papers: its offices are named without it as well",
    "he": "pronouns of men",
    "he_the": "articles of men",
    "indefinite": "a, some, many",
    "kin": "mother, brother",
    "land": "countries and acronyms between an office and a name",
    "male": "offices of men",
    "not_name": "words that are never part of a name",
    "own_subject": "endings of verbs with their subject: dit-il",
    "reporting_mood": "verbs of the mood that reports speech: sei, habe",
    "role": "offices and occupations",
    "role_of": "complements of offices: of foreign affairs",
    "saying": "verbs that only report speech",
    "she": "pronouns of women",
    "she_the": "articles of women",
    "sole_office": "offices that one person has: president, judge; never another's description",
    "the": "definite articles",
    "they": "pronouns of several people",
}


class LanguageFileError(MonitorError):
    """A language's file has a key that no reader knows, or a value of the wrong type."""


def check_file(language: str, data: Mapping[str, Any]) -> None:
    """Raise LanguageFileError for the first mistake in a language's file."""
    for key, value in data.items():
        if key not in KEYS:
            raise LanguageFileError(f"{language}.toml: {_unknown(key, KEYS)}")
        kind = KEYS[key][0]
        if not isinstance(value, kind):
            raise LanguageFileError(
                f"{language}.toml: '{key}' must be of type {kind.__name__} ({KEYS[key][1]})"
            )
    _check_names(language, data)
    try:
        check_endings(data)
    except EndingError as error:
        raise LanguageFileError(f"{language}.toml {error}") from error
    if data.get("grammar", ENGLISH) != ENGLISH:
        _check_lists(language, data)


def _check_names(language: str, data: Mapping[str, Any]) -> None:
    """Raise LanguageFileError for a list about names that no reader knows."""
    for section, lists in NAME_SECTIONS.items():
        for name in data.get(section, {}):
            if name not in lists:
                raise LanguageFileError(f"{language}.toml [{section}]: {_unknown(name, lists)}")
    for section in (*NAME_SECTIONS, *NAMED_BY_WORDS):
        for name, words in data.get(section, {}).items():
            if not isinstance(words, str):
                raise LanguageFileError(f"{language}.toml [{section}]: '{name}' must be a string")


def _check_lists(language: str, data: Mapping[str, Any]) -> None:
    """Raise LanguageFileError for a word list that neither a reader nor a row knows."""
    rows = "".join(str(data.get(kind)) for kind in ROW_KINDS)
    for section in ("closed", "nouns"):
        for name, words in data.get(section, {}).items():
            if name not in LISTS and f"{{{name}}}" not in rows:
                raise LanguageFileError(f"{language}.toml [{section}]: {_unknown(name, LISTS)}")
            if not isinstance(words, str):
                raise LanguageFileError(f"{language}.toml [{section}]: '{name}' must be a string")


def _unknown(key: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, names, 1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    return f"'{key}' is not known{hint}"
