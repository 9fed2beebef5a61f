"""Texts that nobody would write, made to be slow: nothing but marks, cues, names, one endless sentence, nested parentheses."""

import random
import time

from bench.corpus import an_article
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


def seconds_per_character(text: str) -> float:
    """Return the CPU seconds that a character of a text costs, the best of two."""
    costs = []
    for _ in range(2):
        started = time.process_time()
        read_statements(text, "en")
        costs.append((time.process_time() - started) / len(text))
    return min(costs)


def hostile_ratios(watchlist: Watchlist, size: int, chance: random.Random) -> tuple[float, dict[str, float]]:
    """Return the cost of ordinary text in microseconds a character, and each hostile text's cost over it."""
    ordinary = "\n\n".join(an_article(number, watchlist, chance).text for number in range(size // 4500 + 1))[:size]
    cost = seconds_per_character(ordinary)
    ratios = {
        name: seconds_per_character("Title\n\n" + unit * (size // len(unit))) / cost for name, unit in UNITS.items()
    }
    return cost * 1e6, ratios
