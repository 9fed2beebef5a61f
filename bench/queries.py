"""Theme queries by the thousand, beside Lucene Monitor 9.11 on the same queries and texts.

Words are synthetic and drawn by Zipf's law, 40,000 different ones, so that a text has a
newspaper's share of rare and common words. Neither side knows inflection here. Lucene needs a JDK
and Maven; without them the peer is not measured, and the output says so.
"""

import gc
import random
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from bench.size import per_article
from monitor.watchlist import Theme, Watchlist, WatchlistIndex

WORDS, TEXTS, LENGTH = 40_000, 200, 800
_ONSET = "b br c ch d dr f fl g gr h j k kl l m n p pl qu r s sh st t tr v w z".split()
_NUCLEUS = "a e i o u ai ea ou io".split()
_CODA = "l m n r s t nd st rk x ng th ld".split()


def made_up_words(chance: random.Random) -> list[str]:
    """Return different words, short ones first, as the frequent words of a language are."""
    words: dict[str, None] = {}
    while len(words) < WORDS:
        syllables = 1 + len(words) // 400 if len(words) < 800 else chance.choice((2, 3, 3, 4))
        word = "".join(
            chance.choice(_ONSET) + chance.choice(_NUCLEUS) for _ in range(syllables)
        ) + chance.choice(_CODA)
        words[word] = None
    return list(words)


@dataclass(frozen=True)
class Pair:
    """One query, as ours and as an S-expression for the peer."""

    ours: str
    peer: str


def a_query(words: list[str], chance: random.Random) -> Pair:
    """Return a query of one of the shapes that analysts write."""

    def word() -> str:
        # No analyst writes a query on "the": terms begin with the 300th word, evenly spread over
        # the logarithm of rank.
        return words[min(int(300 * (WORDS / 300) ** chance.random()), WORDS - 1)]

    def either(count: int, *, prefix: bool) -> Pair:
        chosen = [word() for _ in range(count)]
        starred = [prefix and chance.random() < 0.5 for _ in chosen]
        ours = " OR ".join(
            each[:-1] + "*" if star else each for each, star in zip(chosen, starred, strict=True)
        )
        peer = " ".join(
            f"(prefix {each[:-1]})" if star else each
            for each, star in zip(chosen, starred, strict=True)
        )
        return Pair(f"({ours})", f"(or {peer})")

    shape = chance.random()
    if shape < 0.4:
        left, right, near = (
            either(2, prefix=False),
            either(3, prefix=True),
            chance.choice((3, 6, 10)),
        )
        return Pair(
            f"{left.ours} NEAR/{near} {right.ours}", f"(near {near} {left.peer} {right.peer})"
        )
    if shape < 0.7:
        left, right = either(2, prefix=False), either(3, prefix=False)
        return Pair(f"{left.ours} AND {right.ours}", f"(and {left.peer} {right.peer})")
    if shape < 0.85:
        one, other = word(), word()
        return Pair(f'"{one} {other}"', f"(phrase {one} {other})")
    wanted, barred = either(2, prefix=False), word()
    return Pair(f"{wanted.ours} AND {word()} AND NOT {barred}".replace("  ", " "), "")


def the_queries(count: int, words: list[str], chance: random.Random) -> list[Pair]:
    """Return ``count`` queries."""
    pairs: list[Pair] = []
    while len(pairs) < count:
        pair = a_query(words, chance)
        if not pair.peer:  # the last shape, written for the peer from its own words
            first, second, _, third, _, _, fourth = (
                pair.ours.replace("(", "").replace(")", "").replace("OR ", "").split()
            )
            pair = Pair(pair.ours, f"(and (or {first} {second}) {third} (not {fourth}))")
        pairs.append(pair)
    return pairs


def the_texts(words: list[str], chance: random.Random) -> list[str]:
    """Return texts of `LENGTH` words."""
    weights = [1 / (rank + 3) for rank in range(WORDS)]
    return [" ".join(chance.choices(words, weights, k=LENGTH)) for _ in range(TEXTS)]


@dataclass(frozen=True)
class Queried:
    """Milliseconds a text, ours and the peer's (None without one), hits, and differing hits."""

    ours_ms: float
    peer_ms: float | None
    hits: int
    only_ours: int = 0
    only_peer: int = 0


def measure_queries(count: int) -> Queried:
    """Run ``count`` queries on both."""
    chance = random.Random(11)
    words = made_up_words(chance)
    queries, texts = the_queries(count, words, chance), the_texts(words, chance)
    themes = tuple(
        Theme(id=str(number), name="t", query=pair.ours) for number, pair in enumerate(queries)
    )
    index = WatchlistIndex(Watchlist(themes=themes))
    find = index.themes.find_uncached
    find(texts[0], "und")
    gc.collect()
    gc.freeze()  # as the processor does with its index
    ours = [set(map(int, map(attrgetter("theme"), find(text, "und")))) for text in texts]
    milliseconds = per_article(lambda text: find(text, "und"), texts)
    gc.unfreeze()
    hits = sum(map(len, ours))
    peer = _peer([pair.peer for pair in queries], texts)
    if peer is None:
        return Queried(milliseconds, None, hits)
    theirs = peer[1]
    return Queried(
        milliseconds,
        peer[0],
        hits,
        sum(len(a - b) for a, b in zip(ours, theirs, strict=True)),
        sum(len(b - a) for a, b in zip(ours, theirs, strict=True)),
    )


def _peer(queries: list[str], texts: list[str]) -> tuple[float, list[set[int]]] | None:
    if not (shutil.which("mvn") and shutil.which("java")):
        return None
    here = Path(__file__).parent / "lucene"
    with tempfile.TemporaryDirectory() as folder:
        jars = Path(folder) / "jars"
        subprocess.run(
            [
                "mvn",
                "-q",
                "-B",
                "-f",
                here / "pom.xml",
                "dependency:copy-dependencies",
                f"-DoutputDirectory={jars}",
            ],
            check=True,
            capture_output=True,
        )
        (Path(folder) / "queries").write_text("\n".join(queries) + "\n")
        (Path(folder) / "texts").write_text("\n".join(texts) + "\n")
        java = ["java", "-Xmx1g", "-cp", f"{jars}/*"]
        done = subprocess.run(
            [*java, here / "Peer.java", f"{folder}/queries", f"{folder}/texts"],
            capture_output=True,
            text=True,
            check=True,
        )
    first, *lines = done.stdout.splitlines()
    return float(first), [set(map(int, line.split())) for line in lines]
