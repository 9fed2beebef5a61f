"""Compile the hot modules of this checkout: ``python -m tools.compile [--remove]``.

1. `hatch_build` says which modules, and compiles them in a copy of the package.
2. The extension modules are put beside the sources only if the copy reads every text of the
   corpora, and generated articles, as the sources do: the same hash over all statements, and over
   the mentions, links and matches with the watchlists of the corpora.
3. ``--remove`` removes them. Do it before you edit a source: an edit has no effect while its
   extension is there, and `make compile` builds it again.
"""

import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import msgspec

from bench.corpus import a_watchlist, an_article
from corpus.gold import SPLITS, read_corpus
from corpus.mentions import COLLECTIONS, marked_texts, the_watchlist
from hatch_build import compile_copy, extensions
from monitor.flow.match_reading import match_reading
from monitor.flow.read_article import read_article
from monitor.records import Act, Article
from monitor.watchlist import Actor, Rule, Watchlist, WatchlistIndex

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "compiled"
"""The copy that is compiled."""
GENERATED = 200
"""Articles of 4.6 kB that are read besides the corpora."""
SEEN = datetime(2026, 1, 1, tzinfo=UTC)
"""When every article was seen: the hash depends on no clock."""


def main() -> None:
    """Compile and check, or remove."""
    reader = argparse.ArgumentParser(prog="python -m tools.compile", description=__doc__)
    reader.add_argument("--remove", action="store_true", help="remove the extension modules")
    reader.add_argument("--hash", action="store_true", help="print the hash of what is found")
    options = reader.parse_args()
    if options.hash:
        digest, seconds = hash_of_readings()
        sys.stdout.write(f"{digest} {seconds:.3f}\n")
    else:
        remove()
        if not options.remove:
            compile_and_install()


def remove() -> None:
    """Remove the extension modules of this checkout."""
    for file in extensions(ROOT):
        file.unlink()


def compile_and_install() -> None:
    """Compile a copy; put the extensions in place if they read as the sources do."""
    built = compile_copy(ROOT, BUILD)
    check(ROOT, BUILD)
    for file in built:
        shutil.copy2(file, ROOT / file.relative_to(BUILD))


def check(plain: Path, compiled: Path) -> None:
    """Compare what two copies of the package find, and print their CPU seconds.

    Raises SystemExit where it differs.
    """
    before, after = _measure(plain), _measure(compiled)
    if before[0] != after[0]:
        raise SystemExit("the compiled modules do not find what the sources find")
    ratio = float(before[1]) / float(after[1])
    sys.stdout.write(
        f"same readings and matches, hash {before[0]}; {float(before[1]):.2f} s of CPU for the "
        f"sources, {float(after[1]):.2f} s compiled: {ratio:.2f} times\n"
    )


def _measure(root: Path) -> list[str]:
    """Return the hash and the CPU seconds with the modules of ``root``."""
    command = [sys.executable, "-m", "tools.compile", "--hash"]
    environ = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        command, cwd=root, env=environ, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.split()


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
    main()
