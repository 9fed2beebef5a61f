"""The watchlist at size, against pyahocorasick and a dictionary of first words.

Measures time an article, memory and load time. All three find the same names in the same folded
texts; ours also folds the text, checks boundaries and resolves overlaps, as in the pipeline. Memory
and loading are measured in a process of their own.
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

from bench.corpus import FILLERS, FIRST, SAYINGS
from monitor.config.compiled_actors import load_compiled
from monitor.watchlist import Actor, Watchlist, WatchlistIndex
from monitor.watchlist.folding import fold, fold_term

ALIASES_AN_ACTOR = 4
TEXTS, SIZE = 200, 5000

_FIRST = FIRST
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
    """Return actors with ``aliases`` different names in all, three persons to one body."""
    names: dict[str, None] = {}
    while len(names) < aliases:
        coined = "".join((chance.choice(_ONSET), chance.choice(_MIDDLE), chance.choice(_CODA)))
        if chance.random() < 0.75:
            names[
                f"{chance.choice(_FIRST)} {chance.choice(_ONSET)}{chance.choice(_CODA)} {coined}"
            ] = None
        else:
            place = f"{chance.choice(_ONSET)}{chance.choice(_CODA)}"
            names[f"{chance.choice(_PLACE)} {coined} {chance.choice(_BODY)} of {place}"] = None
    all_names = list(names)
    actors = []
    for at in range(0, len(all_names), ALIASES_AN_ACTOR):
        name, *others = all_names[at : at + ALIASES_AN_ACTOR]
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
        """Return the position of each name."""
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
        figures = {"compile_s": time.perf_counter() - started}
        (Path(folder) / "texts.json").write_text(json.dumps(texts))
        alone = subprocess.run(
            [sys.executable, "-m", "bench.size", folder], capture_output=True, text=True, check=True
        )
        figures |= json.loads(alone.stdout)
    names = [fold_term(name) for actor in actors for name in (actor.name, *actor.aliases)]
    before = psutil.Process().memory_info().rss
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    figures["pyahocorasick_mb"] = (psutil.Process().memory_info().rss - before) / 1e6
    figures["pyahocorasick_ms"] = per_article(
        lambda text: list(automaton.iter(fold(text).text)), texts
    )
    first = _FirstWords(names)
    figures["first_words_ms"] = per_article(
        lambda text: first.find(fold(text).text), texts[:50], rounds=1
    )
    return figures


def _alone(folder: Path) -> None:
    """Measure loading, time and memory in this process, which did not compile the list."""
    texts = json.loads((folder / "texts.json").read_text())
    process = psutil.Process()
    before = process.memory_info().rss
    started = time.perf_counter()
    actors = load_compiled(folder, "bench", list)
    index = WatchlistIndex(Watchlist(actors=actors, hash="bench"))
    loaded = time.perf_counter() - started
    milliseconds = per_article(index.find_mentions, texts)
    memory = process.memory_full_info()
    report = {
        "load_s": loaded,
        "ours_ms": milliseconds,
        "rss_mb": (memory.rss - before) / 1e6,
        "private_mb": memory.uss / 1e6,
        "file_mb": sum(file.stat().st_size for file in folder.glob("*.tables")) / 1e6,
        "mentions": sum(len(index.find_mentions(text)) for text in texts) / len(texts),
    }
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    _alone(Path(sys.argv[1]))
