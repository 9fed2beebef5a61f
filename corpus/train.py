"""Fit a linear chooser to the gold and measure whether it gains: ``python -m corpus.train``.

Weights are fitted to the work half (plain and press); the least probability is the best of `LEAST`
by cross-validation on that half. They are measured, against the rules' own choice, on the held half
and, with ``--real FILE`` (JSON lines with ``publisher``), on newspapers: as they are, and
leave-one-publisher-out with the file's other publishers added to the work half. ``--out`` writes
them only if all three gain beyond chance (articles resampled); weights of the gold alone, never of
the file.
"""

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.gold import GoldArticle, read_corpus, read_lines
from corpus.linear import LinearChooser, features_of, logistic
from corpus.score import LEAST_SHARED, letters_of, pair_by_letters
from monitor.statements import read_statements
from monitor.statements.chooser import Chooser, Option, follow_rules

EPOCHS = 15
"""Passes over the rows: the loss hardly falls after 10."""
DECAY = 0.05
"""Weight of the square of the weights: of 0.001, 0.01 and 0.05 the one that costs least."""
RATE = 0.1
"""First step of AdaGrad."""
LEAST = (0.0, 0.2, 0.3, 0.4)
"""Least probabilities that are tried."""
FOLDS = 5
"""Parts of the cross-validation: each has about 15 articles."""
RESAMPLES = 1000
"""Draws of articles with replacement; the bounds of gains vary by 0.1 between runs."""
CHANCE = 0.05
"""Share of the draws below the lower bound of a gain, and above the upper one."""
COLLECTIONS = ("plain", "press")
"""Languages of the third collection are read for direct quotations alone."""


@dataclass(frozen=True, slots=True)
class Example:
    """The options of one article, with the letters of each and of each marked statement."""

    article: GoldArticle
    options: tuple[Option, ...]
    read: tuple[set[int], ...]
    marked: tuple[set[int], ...]

    def is_right(self, number: int) -> bool:
        """Return whether an option is a marked statement by the score's measure."""
        read = self.read[number]
        return any(
            len(read & marked) >= LEAST_SHARED * len(read | marked)
            for marked in self.marked
            if read & marked
        )


@dataclass(slots=True)
class Counts:
    """Hits, chosen options and marked statements of some articles."""

    hits: int = 0
    said: int = 0
    marked: int = 0

    def add(self, example: Example, chooser: Chooser) -> None:
        """Count one article's options, as chosen, against its marked statements."""
        chosen = chooser(example.options)
        read = [example.read[number] for number in chosen]
        self.hits += len(pair_by_letters(list(example.marked), read))
        self.said += len(chosen)
        self.marked += len(example.marked)

    @property
    def f1(self) -> float:
        """F1 in per cent."""
        return 200 * self.hits / max(1, self.said + self.marked)

    @staticmethod
    def of(example: Example, chooser: Chooser) -> "Counts":
        """Return the counts of one article."""
        counts = Counts()
        counts.add(example, chooser)
        return counts

    @staticmethod
    def sum(parts: Iterable["Counts"]) -> "Counts":
        """Return the counts of several articles."""
        total = Counts()
        for part in parts:
            total.hits += part.hits
            total.said += part.said
            total.marked += part.marked
        return total


@dataclass(frozen=True, slots=True)
class Gain:
    """F1 by rules and as chosen, and the bounds of the gain when articles are resampled."""

    by_rules: float
    chosen: float
    low: float
    high: float

    @staticmethod
    def of(pairs: Sequence[tuple[Counts, Counts]]) -> "Gain":
        """Return the gain of some articles, each counted by rules and as chosen."""
        chance = random.Random(0)
        draws = sorted(_difference(chance.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES))
        edge = round(CHANCE * RESAMPLES)
        rules, chosen = zip(*pairs, strict=True)
        return Gain(Counts.sum(rules).f1, Counts.sum(chosen).f1, draws[edge], draws[-edge - 1])


def _difference(pairs: Sequence[tuple[Counts, Counts]]) -> float:
    rules, chosen = zip(*pairs, strict=True)
    return Counts.sum(chosen).f1 - Counts.sum(rules).f1


def examples_of(articles: Iterable[GoldArticle]) -> list[Example]:
    """Return the engine's options of each article beside the marked statements."""
    return [_example_of(article) for article in articles]


def _example_of(article: GoldArticle) -> Example:
    seen: list[Option] = []

    def record(options: Sequence[Option]) -> Sequence[int]:
        seen.extend(options)
        return follow_rules(options)

    read_statements(article.text, article.language, record)
    return Example(
        article,
        tuple(seen),
        tuple(letters_of(article.text, option.content) for option in seen),
        tuple(letters_of(article.text, each.content) for each in article.statements),
    )


def fit(examples: Iterable[Example], least: float = 0.0) -> LinearChooser:
    """Return a chooser fitted by logistic regression, the same for the same examples."""
    rows = [
        (tuple(features_of(option)), example.is_right(number))
        for example in examples
        for number, option in enumerate(example.options)
    ]
    weights: dict[str, float] = defaultdict(float)
    squares: dict[str, float] = defaultdict(lambda: 1e-6)  # no division by zero at the first step
    order = random.Random(0)
    for _ in range(EPOCHS):
        order.shuffle(rows)
        for names, is_right in rows:
            error = logistic(sum(weights[name] for name in names)) - is_right
            for name in names:
                gradient = error + DECAY * weights[name]
                squares[name] += gradient * gradient
                weights[name] -= RATE * gradient / squares[name] ** 0.5
    return LinearChooser(dict(weights), least)


def gain_of(examples: Sequence[Example], chooser: Chooser) -> Gain:
    """Return what a chooser gains over the rules."""
    return Gain.of([(Counts.of(each, follow_rules), Counts.of(each, chooser)) for each in examples])


def best_least(examples: list[Example]) -> float:
    """Return the least probability with the highest F1 by cross-validation."""
    counts = {least: Counts() for least in LEAST}
    for fold in range(FOLDS):
        fitted = fit(each for number, each in enumerate(examples) if number % FOLDS != fold)
        for example in examples[fold::FOLDS]:
            for least in LEAST:
                counts[least].add(example, LinearChooser(fitted.weights, least))
    return max(LEAST, key=lambda least: counts[least].f1)


def leave_one_publisher_out(work: list[Example], real: list[Example], least: float) -> Gain:
    """Return the gain on each publisher with weights of the others and of the work half."""
    pairs: list[tuple[Counts, Counts]] = []
    for publisher in sorted({example.article.publisher for example in real}):
        others = [example for example in real if example.article.publisher != publisher]
        chooser = fit([*work, *others], least)
        pairs += [
            (Counts.of(example, follow_rules), Counts.of(example, chooser))
            for example in real
            if example.article.publisher == publisher
        ]
    return Gain.of(pairs)


def main() -> None:
    """Print the figures, and write the weights if all of them gain."""
    parser = argparse.ArgumentParser(prog="python -m corpus.train", description=__doc__)
    parser.add_argument("--real", type=Path, help="newspapers: JSON lines of articles")
    parser.add_argument("--out", type=Path, help="file for the weights, JSON")
    options = parser.parse_args()
    work, held = (
        examples_of(read_corpus(split, collections=COLLECTIONS)) for split in ("work", "held")
    )
    chooser = fit(work, best_least(work))
    sys.stdout.write(f"least probability {chooser.least}, {len(chooser.weights)} weights\n")
    gains = {"held half": gain_of(held, chooser)}
    if options.real:
        real = examples_of(read_lines(options.real))
        gains["newspapers"] = gain_of(real, chooser)
        gains["leave one out"] = leave_one_publisher_out(work, real, chooser.least)
    for name, gain in gains.items():
        sys.stdout.write(
            f"{name:14} F1 {gain.by_rules:.1f} by rules, {gain.chosen:.1f} chosen; gain "
            f"{gain.chosen - gain.by_rules:+.1f}, {gain.low:+.1f} to {gain.high:+.1f}\n"
        )
    if options.out:
        _write(options.out, chooser, gains)


def _write(path: Path, chooser: LinearChooser, gains: dict[str, Gain]) -> None:
    if len(gains) < 3 or any(gain.low <= 0 for gain in gains.values()):
        sys.exit("not written: a gain is missing or within chance")
    content = {"least": chooser.least, "weights": dict(sorted(chooser.weights.items()))}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=0), "utf-8")


if __name__ == "__main__":
    main()
