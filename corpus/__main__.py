"""Measure the statement engine on the project's own gold: ``python -m corpus``.

Options choose the split, languages, another gold file, a table of confidence, or the errors.
"""

import argparse
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from corpus.gold import COLLECTIONS, SPLITS, GoldArticle, GoldStatement, read_corpus, read_lines
from corpus.score import Pairing, calibration, is_identified, pair_statements, score
from monitor.languages.load import row_names

COLUMNS = (
    "direct",
    "mixed",
    "indirect",
    "all",
    "speaker",
    "identity",
    "e2e",
    "precise",
    "acts",
    "polarity",
    "channel",
)

_print = Console(highlight=False, markup=False, soft_wrap=True).print


def main() -> None:
    """Print the requested table or list."""
    parser = argparse.ArgumentParser(
        prog="python -m corpus", description="The statement engine on the project's own gold."
    )
    parser.add_argument("--split", choices=SPLITS, default="held")
    parser.add_argument(
        "--collection",
        choices=COLLECTIONS,
        nargs="*",
        default=COLLECTIONS,
        help="plain: clean texts; press: texts that look like newspapers (default: both)",
    )
    parser.add_argument("--language", nargs="*", default=(), help="only these (two letters)")
    parser.add_argument(
        "--calibration",
        action="store_true",
        help="how often statements of each confidence are right",
    )
    parser.add_argument(
        "--file",
        help="another gold file instead of a split: JSON lines with text, lang, statements",
    )
    parser.add_argument(
        "--errors", action="store_true", help="missed, wrong and misattributed statements"
    )
    parser.add_argument(
        "--without",
        metavar="ROW",
        help="what a row of the grammar is worth on each split, or every row: all",
    )
    options = parser.parse_args()
    if options.without:
        _print_worth(options.without, tuple(options.language), options.file)
        return
    started = time.process_time()
    articles = (
        read_lines(Path(options.file))
        if options.file
        else read_corpus(options.split, tuple(options.language), tuple(options.collection))
    )
    pairings = [pair_statements(article) for article in articles]
    spent = time.process_time() - started
    if options.errors:
        for pairing in pairings:
            _print_errors(pairing)
        return
    name = options.file or f"split {options.split}, {' and '.join(options.collection)}"
    if options.calibration:
        _print_calibration(name, pairings)
        return
    table = Table(title=f"{name}, per cent", title_justify="left")
    for name in ("", "articles", "statements", *COLUMNS):
        table.add_column(name, justify="right")
    languages = sorted({pairing.article.language for pairing in pairings})
    for language in languages:
        _add_row(
            table,
            language,
            [pairing for pairing in pairings if pairing.article.language == language],
        )
    _add_row(table, "all", pairings)
    Console(width=150).print(table)
    _print(f"{1000 * spent / len(pairings):.1f} ms CPU an article")


def _print_worth(row: str, languages: tuple[str, ...], file: str | None) -> None:
    """Print the statements that are right and wrong with and without rows of the grammar."""
    names = [row] if row != "all" else row_names(languages or ("en",))
    table = Table("row", "split", "right", "wrong", "right without", "wrong without")
    splits = {file: read_lines(Path(file))} if file else _every_split(languages)
    with_all = {name: _right_and_wrong(articles) for name, articles in splits.items()}
    for name in names:
        for split, articles in splits.items():
            without = _right_and_wrong(articles, name)
            table.add_row(name, split, *map(str, (*with_all[split], *without)))
    Console(width=120).print(table)


def _every_split(languages: tuple[str, ...]) -> dict[str, list[GoldArticle]]:
    return {split: read_corpus(split, languages) for split in SPLITS}


def _right_and_wrong(articles: list[GoldArticle], without: str = "") -> tuple[int, int]:
    """Return the numbers of right and wrong statements, without the row of a name."""
    pairings = [pair_statements(article, without) for article in articles]
    right = sum(len(pairing.hits) for pairing in pairings)
    return right, sum(len(pairing.wrong) for pairing in pairings)


def _print_calibration(name: str, pairings: list[Pairing]) -> None:
    table = Table(title=f"{name}: confidence and what is right", title_justify="left")
    for column in ("confidence", "statements", "mean confidence", "right"):
        table.add_column(column, justify="right")
    for row in calibration(pairings):
        table.add_row(
            f"{row.low:.2f} to {row.high:.2f}",
            str(row.count),
            f"{row.mean:.2f}",
            f"{row.right:.2f}",
        )
    Console(width=100).print(table)


def _add_row(table: Table, name: str, pairings: list[Pairing]) -> None:
    figures = score(pairings)
    cells = [f"{100 * figures[column]:.1f}" if column in figures else "" for column in COLUMNS]
    count = sum(len(pairing.article.statements) for pairing in pairings)
    table.add_row(name, str(len(pairings)), str(count), *cells)


def _print_errors(pairing: Pairing) -> None:
    text = pairing.article.text
    for gold in pairing.missed:
        _print(f"{pairing.article.id} missed  {_parts(text, gold)}")
    for said in pairing.wrong:
        who = said.speaker.text if said.speaker else None
        cue = said.cue.text if said.cue else None
        _print(f"{pairing.article.id} wrong   {who!r} {cue!r} {said.text!r}")
    for gold, said in pairing.hits:
        name = said.speaker.name if said.speaker else ""
        if gold.source and not is_identified(gold, said, pairing.article):
            _print(f"{pairing.article.id} named   {name!r} for {gold.name!r}: {said.text!r}")
        if set(said.acts) != gold.acts:
            acts = f"{sorted(said.acts)} for {sorted(gold.acts)}"
            _print(
                f"{pairing.article.id} acts    {acts}: {said.cue and said.cue.text!r} {said.text!r}"
            )
        if (
            said.polarity != gold.polarity
            or (said.through or "") != gold.through
            or said.kind != gold.kind
        ):
            got = f"{said.kind} {said.polarity} {said.through}"
            marked = f"{gold.kind} {gold.polarity} {gold.through}"
            _print(f"{pairing.article.id} more    {got} for {marked}: {said.text!r}")


def _parts(text: str, gold: GoldStatement) -> str:
    return " … ".join(
        text[start:end] for start, end in sorted([*gold.source, *gold.cue, *gold.content])
    )


if __name__ == "__main__":
    main()
