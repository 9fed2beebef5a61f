"""What a language's file says of names: the sections that the watchlist reads, and their lists.

The lists of one section are read together over all languages, since a text of any language may
write of a minister by any other; those that only hold in texts of their own language are marked.
A star is for what may go on at the beginning or the end of a word (``minister*``, ``*spieler``).
"""

NAME_SECTIONS: dict[str, dict[str, str]] = {
    "name_cases": {
        "nominative": "endings of a listed name",
        "oblique": "endings of a declined name; what is before both is one stem",
        "attached": "particles and clitics at the end of a name, in scripts without capitals",
    },
    "occupations": {
        "power": "politics: minister, envoy, spokesman",
        "law": "courts: judge, prosecutor",
        "military": "general, commander",
        "religion": "bishop, imam",
        "sport": "striker, coach",
        "arts": "singer, author",
        "business": "banker, founder",
        "science": "professor, doctor, journalist",
        "civil": "other people: plumber, neighbour",
    },
    "shared_offices": dict.fromkeys(
        """premier president chancellor minister foreign defence interior finance health labour
        energy education justice transport trade economy agriculture environment culture mayor
        governor senator general king prince judge pope ayatollah secretary speaker leader
        coach""".split(),
        "an office that is one in every language; a word may be of two: Außenminister",
    ),
    "article_topics": {
        "power": "words of an article about politics",
        "sport": "about sport",
        "arts": "about the arts",
        "law": "about courts",
    },
    "address": {
        "female": "forms of address of women",
        "male": "forms of address of men",
        "own_female": "those that mean something else in other languages",
        "own_male": "the same of men",
    },
    "around_names": {
        "common": "surnames and abbreviations that are words too",
        "objects": "such words that are objects: us, them",
        "claims": "before a surname in a line of capitals: it is a person",
        "compounds": "words of two parts whose second part is not a role: front-runner",
        "nature": "what moves and happens as a person does: frost, wolf",
        "calendar": "months and seasons",
        "behind": "what is named after people, behind the name: street, prize",
        "before": "the same before the name: rue, проспект",
        "titles": "capitalised words before a surname that are not a given name",
        "places": "given names that are places too: Virginia",
        "adjectives": "adjectives that begin as an office does: presidential",
        "not_trades": "words with the ending of a trade that are none",
        "before_appositions": "words other than roles with which an apposition begins",
        "after_appositions": "words that end an apposition",
        "indefinite": "indefinite articles",
        "abbreviated": "abbreviated titles, with a point",
        "before_titles": "capitalised words before a title that say nothing of its office",
        "titles_behind": "titles behind a surname",
        "given": "given names that are common words of titles",
        "named": "introduces a person whom the reader does not know: named, namens",
        "unknown": "a certain",
        "private": "words of everyday life: neighbours, bees, a raffle",
        "aside": "before a title: deputy, spokesman; not the one who bears it",
        "trade_endings": "endings of words for trades, in texts of the language",
        "determiners": "before a noun, in texts of the language",
        "conjunctions": "between two words of a kind, in texts of the language",
        "dates": "before a month or a season, in texts of the language",
        "verbs": "pattern of what follows a person's name at the beginning of a sentence",
        "deeds": "pattern of what only a person does",
    },
    "families": {
        "families_behind": "behind a surname in the singular: the family is meant, or several",
        "families_before": "the same before a surname",
        "generations_before": "before a surname: one of two generations: the elder",
        "generations_behind": "the same behind a surname: senior, père",
        "kin": "relatives: the person named behind them is not the topic of the text",
        "asides": "before a full name that is not the topic, in texts of the language: with, and",
    },
    "capitals": {
        "names": "capitals that are written for governments",
        "nouns": "beside a capital, with of between them or not: the city is meant",
        "adjectives": "between a preposition and a city: downtown",
        "trust": "before a preposition that is not one of place: confidence in",
        "asking": "verbs with which to or à is not a place: demander à",
        "travelling": "words of a journey",
        "locatives": "prepositions of place, in texts of the language",
        "ways": "prepositions of a journey, in texts of the language",
    },
    "ages": {
        "years": "patterns of years, behind a number",
        "introductions": "patterns before an age: aged",
        "adjectives": "patterns of an age before a name: year-old",
        "homes": "between an age and a home: of, from",
    },
}
"""Lists and their meaning, by section."""
NAMED_BY_WORDS = ("phrases", "emphasis")
"""Sections whose lists are named by words of the language."""
