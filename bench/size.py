"""The watchlist at size: time an article, memory, and the time to load, against pyahocorasick and a dictionary of first words.

All three find the same names in the same folded texts; ours folds the text, looks at boundaries and resolves overlaps besides,
as it does in the pipeline. Memory and loading are measured in a process of their own.
"""

import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import ahocorasick
import psutil

from bench.corpus import FILLERS, SAYINGS
from monitor.watchlist import Actor, Watchlist, WatchlistIndex, load_compiled
from monitor.watchlist.folding import fold, fold_term

ALIASES_AN_ACTOR = 4
TEXTS, SIZE = 200, 5000

_FIRST = "Adel Bahar Celia Dorin Emre Farid Goran Hanna Idris Jalal Karim Lana Marek Nadia Omar Petra Rami Salma Tarek Yusra".split()
_ONSET = "Bar Cor Dal Fen Gar Hol Jar Kel Lor Mar Nor Pel Quin Ros Sel Tor Ul Var Wen Zan".split()
_MIDDLE = "a e i o u an en in on ar er ir or".split()
_CODA = (
    "bov cari dal fan gesh hami jev koni lan mov nadi pour ri sani tek vich wan yani zade".split()
)
_BODY = (
    "Bank Institute Company Council Foundation Group Ministry University Agency Committee".split()
)
_PLACE = "Northern Southern Eastern Western Central National Royal United Free Public".split()


def big_list(aliases: int, chance: random.Random) -> list[Actor]:
    """Return actors with so many different names in all: three persons to one body."""
    names: dict[str, None] = {}
    while len(names) < aliases:
        coined = "".join((chance.choice(_ONSET), chance.choice(_MIDDLE), chance.choice(_CODA)))
        if chance.random() < 0.75:
            names[
                f"{chance.choice(_FIRST)} {chance.choice(_ONSET)}{chance.choice(_CODA)} {coined}"
            ] = None
        else:
            names[
                f"{chance.choice(_PLACE)} {coined} {chance.choice(_BODY)} of {chance.choice(_ONSET)}{chance.choice(_CODA)}"
            ] = None
    known = list(names)
    actors = []
    for at in range(0, len(known), ALIASES_AN_ACTOR):
        name, *others = known[at : at + ALIASES_AN_ACTOR]
        is_person = " of " not in name
        actors.append(
            Actor(
                id=f"actor-{at}",
                name=name,
                kind="person" if is_person else "organization",
                aliases=tuple(others),
                tags=("listed",),
            )
        )
    return actors


def big_texts(actors: list[Actor], chance: random.Random) -> list[str]:
    """Return texts of about 5 kB, each with five actors of the list and five strangers."""
    strangers = big_list(4 * TEXTS, random.Random(1))
    texts = []
    for _ in range(TEXTS):
        people = [actor.name for actor in (*chance.sample(actors, 5), *chance.sample(strangers, 5))]
        text = ""
        while len(text) < SIZE:
            saying = chance.choice(SAYINGS).format(
                name=chance.choice(people), topic="bridge", matter="closure"
            )
            text += f"{chance.choice(FILLERS)} {saying} {chance.choice(FILLERS)}\n\n"
        texts.append(text)
    return texts


def per_article(work: Callable[[str], object], texts: Iterable[str], rounds: int = 3) -> float:
    """Return the least CPU milliseconds an article over some rounds."""
    chosen = list(texts)
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        for text in chosen:
            work(text)
        best = min(best, (time.process_time() - started) / len(chosen) * 1000)
    return best


class _FirstWords:
    """The plain way: a dictionary from each first word to the names that begin with it."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for name in names:
            self._by_first[name.partition(" ")[0]].append(name)

    def find(self, text: str) -> list[tuple[int, str]]:
        """Return where which name stands."""
        return [
            (match.start(), name)
            for match in re.finditer(r"\w+", text)
            for name in self._by_first.get(match.group(), ())
            if text.startswith(name, match.start())
        ]


def measure_size(aliases: int) -> dict[str, float]:
    """Return the figures for a list of this size."""
    chance = random.Random(5)
    actors = big_list(aliases, chance)
    texts = big_texts(actors, chance)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        load_compiled(Path(folder), "bench", lambda: actors)
        found = {"compile_s": time.perf_counter() - started}
        (Path(folder) / "texts.json").write_text(json.dumps(texts))
        alone = subprocess.run(
            [sys.executable, "-m", "bench.size", folder], capture_output=True, text=True, check=True
        )
        found |= json.loads(alone.stdout)
    names = [fold_term(name) for actor in actors for name in (actor.name, *actor.aliases)]
    before = psutil.Process().memory_info().rss
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    found["pyahocorasick_mb"] = (psutil.Process().memory_info().rss - before) / 1e6
    found["pyahocorasick_ms"] = per_article(
        lambda text: list(automaton.iter(fold(text).text)), texts
    )
    first = _FirstWords(names)
    found["first_words_ms"] = per_article(
        lambda text: first.find(fold(text).text), texts[:50], rounds=1
    )
    return found


def _alone(folder: Path) -> None:
    """Measure loading, time and memory in this process, which has made nothing of the list itself."""
    texts = json.loads((folder / "texts.json").read_text())
    process = psutil.Process()
    before = process.memory_info().rss
    started = time.perf_counter()
    actors = load_compiled(folder, "bench", list)
    index = WatchlistIndex(Watchlist(actors=actors, hash="bench"))
    loaded = time.perf_counter() - started
    milliseconds = per_article(index.find_mentions, texts)
    memory = process.memory_full_info()
    figures = {
        "load_s": loaded,
        "ours_ms": milliseconds,
        "rss_mb": (memory.rss - before) / 1e6,
        "private_mb": memory.uss / 1e6,
        "file_mb": sum(file.stat().st_size for file in folder.glob("*.tables")) / 1e6,
        "mentions": sum(len(index.find_mentions(text)) for text in texts) / len(texts),
    }
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    _alone(Path(sys.argv[1]))
