"""Fit a linear chooser to the gold and measure whether it gains: ``python -m corpus.train``.

Weights are fitted to the work half (plain and press). They are measured, against the rules' own
choice, on the held half and, with ``--real FILE`` (JSON lines with ``publisher``), on newspapers:
as they are, and leave-one-publisher-out with the file's other publishers added to the work half.
``--out`` writes them only if the held half and the newspapers both gain: weights are of our own
gold, and the leave-one-publisher-out figure says what more gold like the newspapers would give.
"""

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.gold import GoldArticle, read_corpus, read_lines
from corpus.linear import LEAST_PROBABILITY, LinearChooser, features_of, logistic
from corpus.score import letters_of, pair_by_letters
from monitor.statements import read_statements
from monitor.statements.chooser import Option, keep_all

EPOCHS = 30
"""Passes over the rows: the loss no longer falls after about 20."""
DECAY = 0.05
"""Weight of the square of the weights: of 0.001, 0.01 and 0.05 the one that costs least."""
RATE = 0.1
"""First step of AdaGrad."""

Row = tuple[tuple[str, ...], bool]


@dataclass(frozen=True, slots=True)
class Example:
    """The options of one article, each with whether it is a marked statement."""

    article: GoldArticle
    options: tuple[Option, ...]
    is_right: tuple[bool, ...]


def examples_of(articles: Iterable[GoldArticle]) -> list[Example]:
    """Return the engine's options of each article, compared with the marked statements."""
    return [_example_of(article) for article in articles]


def _example_of(article: GoldArticle) -> Example:
    seen: list[Option] = []

    def record(options: Sequence[Option]) -> Sequence[int]:
        seen.extend(options)
        return keep_all(options)

    read_statements(article.text, article.language, record)
    marked = [letters_of(article.text, each.content) for each in article.statements]
    read = [letters_of(article.text, option.content) for option in seen]
    right = {option for _, option in pair_by_letters(marked, read)}
    return Example(article, tuple(seen), tuple(number in right for number in range(len(seen))))


def fit(examples: Iterable[Example]) -> dict[str, float]:
    """Return weights by logistic regression, the same for the same examples."""
    rows: list[Row] = [
        (tuple(features_of(option)), is_right)
        for example in examples
        for option, is_right in zip(example.options, example.is_right, strict=True)
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
    return dict(weights)


def f1_of(examples: Iterable[Example], weights: Mapping[str, float] | None) -> float:
    """Return F1 of the chosen options in per cent; without weights of the rules' choice."""
    chooser = keep_all if weights is None else LinearChooser(weights)
    hits = said = marked = 0
    for example in examples:
        chosen = chooser(example.options)
        hits += sum(example.is_right[number] for number in chosen)
        said += len(chosen)
        marked += len(example.article.statements)
    return 200 * hits / (said + marked) if said + marked else 0.0


def leave_one_publisher_out(work: list[Example], real: list[Example]) -> float:
    """Return F1 on each publisher with weights of the others and of the work half, over all."""
    hits = said = 0
    for publisher in sorted({example.article.publisher for example in real}):
        others = [example for example in real if example.article.publisher != publisher]
        chooser = LinearChooser(fit([*work, *others]))
        for example in real:
            if example.article.publisher == publisher:
                chosen = chooser(example.options)
                hits += sum(example.is_right[number] for number in chosen)
                said += len(chosen)
    marked = sum(len(example.article.statements) for example in real)
    return 200 * hits / (said + marked)


def main() -> None:
    """Print the figures, and write the weights if both gain."""
    parser = argparse.ArgumentParser(prog="python -m corpus.train", description=__doc__)
    parser.add_argument("--real", type=Path, help="newspapers: JSON lines of articles")
    parser.add_argument("--out", type=Path, help="file for the weights, JSON")
    options = parser.parse_args()
    work, held = (
        examples_of(read_corpus(split, collections=("plain", "press")))
        for split in ("work", "held")
    )
    weights = fit(work)
    gains = [_report("held half", f1_of(held, None), f1_of(held, weights))]
    if options.real:
        real = examples_of(read_lines(options.real))
        gains.append(_report("newspapers", f1_of(real, None), f1_of(real, weights)))
        _report("leave one out", f1_of(real, None), leave_one_publisher_out(work, real))
    if options.out and len(gains) > 1 and min(gains) > 0:
        content = {"least": LEAST_PROBABILITY, "weights": dict(sorted(weights.items()))}
        options.out.write_text(json.dumps(content, ensure_ascii=False, indent=0), "utf-8")
    elif options.out:
        sys.exit("not written: held half and newspapers must both gain")


def _report(name: str, rules: float, weighted: float) -> float:
    gain = weighted - rules
    sys.stdout.write(f"{name:14} F1 {rules:.1f} by rules, {weighted:.1f} chosen ({gain:+.1f})\n")
    return gain


if __name__ == "__main__":
    main()
