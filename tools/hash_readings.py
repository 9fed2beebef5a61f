"""Hash what the monitor finds in the corpora, and in generated articles.

``python -m tools.hash_readings`` prints the hash and the CPU seconds. `tools.compile` compares two
copies of the package by it.
"""

import hashlib
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import get_args

import msgspec

from bench.corpus import a_watchlist, an_article
from corpus.gold import SPLITS, read_corpus
from corpus.mentions import COLLECTIONS, marked_texts, the_watchlist
from monitor.flow.match_reading import match_reading
from monitor.flow.read_article import read_article
from monitor.records import Act, Article
from monitor.watchlist import Actor, Rule, Watchlist, WatchlistIndex

GENERATED = 200
"""Articles of 4.6 kB that are read besides the corpora."""
SEEN = datetime(2026, 1, 1, tzinfo=UTC)
"""When every article was seen: the hash depends on no clock."""


def texts() -> Iterator[tuple[str, str]]:
    """Yield the marked texts of the corpora and generated articles, with their languages."""
    for split in SPLITS:
        for article in read_corpus(split):
            yield article.text, article.language
    chance = random.Random(1)
    watchlist = a_watchlist(100, 10, chance)
    for number in range(GENERATED):
        yield an_article(number, watchlist, chance).text, "en"


def texts_with_names() -> Iterator[tuple[str, str]]:
    """Yield the texts of the mentions corpus, with their languages."""
    for split in SPLITS:
        for collection in COLLECTIONS:
            for marked in marked_texts(split, collection):
                yield marked.text, marked.language


def hash_of_readings() -> tuple[str, float]:
    """Return the hash of all readings and matches, and the CPU seconds of making them."""
    generated = WatchlistIndex(a_watchlist(100, 10, random.Random(1)))
    named = [WatchlistIndex(_with_rules(the_watchlist(name).actors)) for name in ("plain", "press")]
    hashed, seconds = hashlib.sha256(), 0.0
    for text, language in texts():
        seconds += _timed(hashed.update, text, language, generated)
    for text, language in texts_with_names():
        for index in named:
            seconds += _timed(hashed.update, text, language, index)
    return hashed.hexdigest()[:16], seconds


def _with_rules(actors: Sequence[Actor]) -> Watchlist:
    """Return a watchlist of some actors with a rule on each act, and one on every speaker."""
    on_acts = (Rule(id=f"on-{act}", name=act, acts=(act,)) for act in get_args(Act))
    by_any = Rule(id="by-any", name="any", speakers=tuple(actor.id for actor in actors))
    return Watchlist(actors=actors, rules=(*on_acts, by_any))


def _timed(
    update: Callable[[bytes], object], text: str, language: str, index: WatchlistIndex
) -> float:
    """Add what is found in a text to a hash; return the CPU seconds of finding it."""
    article = Article(
        id="1",
        feed="",
        publisher="",
        url="",
        title="",
        text=text,
        language=language,
        published_at=None,
        seen_at=SEEN,
    )
    started = time.process_time()
    reading = read_article(article, index)
    matches = match_reading(reading, index)
    seconds = time.process_time() - started
    for record in (reading, *matches):
        update(msgspec.json.encode(record))
    return seconds


if __name__ == "__main__":
    digest, seconds = hash_of_readings()
    sys.stdout.write(f"{digest} {seconds:.3f}\n")
