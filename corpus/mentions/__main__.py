"""Measure how mentions of actors are found: ``python -m corpus.mentions``."""

import argparse
import sys

from corpus.mentions import COLLECTIONS, Outcome, find_all, find_by_kind, marked_texts


def main() -> None:
    """Print the figures, of each kind of difficulty in the press collection, and the errors."""
    reader = argparse.ArgumentParser(prog="python -m corpus.mentions", description=__doc__)
    reader.add_argument("--split", choices=("work", "held"), default="held")
    reader.add_argument("--collection", choices=COLLECTIONS, default="plain")
    reader.add_argument("--errors", action="store_true", help="list wrong and missed mentions")
    options = reader.parse_args()
    outcome = find_all(options.split, options.collection)
    texts = list(marked_texts(options.split, options.collection))
    sys.stdout.write(
        f"{options.collection}, {options.split}: {len(texts)} texts, {_figures(outcome)}; "
        f"of {outcome.of_undecided} undecided names {outcome.undecided} were reported as such\n"
    )
    if options.collection != "plain":
        kinds = find_by_kind(options.split, options.collection)
        sys.stdout.writelines(f"  {kind:13}{_figures(each)}\n" for kind, each in kinds.items())
    if options.errors:
        sys.stdout.writelines(f"wrong   {error}\n" for error in outcome.wrong)
        sys.stdout.writelines(f"missed  {error}\n" for error in outcome.missed)


def _figures(outcome: Outcome) -> str:
    marked = outcome.right + len(outcome.missed)
    return (
        f"{marked} mentions: precision {outcome.precision:.3f}, recall {outcome.recall:.3f}, "
        f"{len(outcome.wrong)} wrong, {len(outcome.missed)} missed"
    )


if __name__ == "__main__":
    main()
