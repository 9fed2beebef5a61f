"""Hostile texts, written to be slow: only marks, cues or names, one endless sentence, nesting."""

import random
import time

from bench.corpus import an_article
from corpus.gold import read_corpus
from monitor.statements import read_statements
from monitor.watchlist import Watchlist

UNITS = {
    "quotation marks": '"',
    "opening marks": "“",
    "pairs of marks": "“a” ",
    "cue verbs": "said ",
    "pronoun and cue": "he said ",
    "cue and comma": "he said, ",
    "that-clauses": "that he said ",
    "according to": "according to ",
    "quotation and cue": "“aaa bbb ccc,” he said. ",
    "one endless sentence": "word ",
    "nested parentheses": "(a ",
    "names": "Anna Berg ",
    "roles": "The minister said the minister left. ",
    "paragraphs left open": "“a\n\n",
    "signatures": "“a” — ",
    "abbreviations": "Dr. ",
}


OTHER_UNITS = {
    "ar": ("قال ", "وقال ", "رفض الوزير "),
    "ckb": ("گوتی ", "گوتی کە "),
    "de": ("sagte ", "so Berg, ", "dass er sagte ", "lehnte ", "„aaa bbb“, sagte er. "),
    "es": ("dijo ", "según ", "y dijo que "),
    "fa": ("گفت ", "گفت که ", "او گفت "),
    "fr": ("a dit ", "dit-il, ", "selon "),
    "ru": ("сказал ", "по словам ", "что "),
    "tr": ("dedi ", "“a” dedi ", "Ana, "),
    "uk": ("сказав ", "за словами ", "що "),
}


def seconds_per_character(text: str, language: str = "en") -> float:
    """Return the CPU seconds that a character of a text costs, the best of two."""
    costs = []
    for _ in range(2):
        started = time.process_time()
        read_statements(text, language)
        costs.append((time.process_time() - started) / len(text))
    return min(costs)


def hostile_ratios(
    watchlist: Watchlist, size: int, chance: random.Random
) -> tuple[float, dict[str, float]]:
    """Return the cost of ordinary English text and the ratio of each hostile text to ordinary text.

    The cost is in microseconds a character; each ratio is to ordinary text of the same language.
    """
    ordinary = "\n\n".join(
        an_article(number, watchlist, chance).text for number in range(size // 4500 + 1)
    )[:size]
    cost = seconds_per_character(ordinary)
    ratios = {
        name: seconds_per_character("Title\n\n" + unit * (size // len(unit))) / cost
        for name, unit in UNITS.items()
    }
    for language, units in OTHER_UNITS.items():
        articles = "\n\n".join(article.text for article in read_corpus("work", (language,)))
        own = seconds_per_character((articles + "\n\n") * (size // 4 // len(articles)), language)
        for unit in units:
            hostile = "Title\n\n" + unit * (size // 4 // len(unit))
            ratios[f"{language}: {unit.strip()}"] = seconds_per_character(hostile, language) / own
    return cost * 1e6, ratios
