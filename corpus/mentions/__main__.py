"""Measure how mentions of actors are found: ``python -m corpus.mentions``."""

import argparse
import sys

from corpus.mentions import find_all, marked_texts


def main() -> None:
    """Print the figures, and the errors on request."""
    reader = argparse.ArgumentParser(prog="python -m corpus.mentions", description=__doc__)
    reader.add_argument("--split", choices=("work", "held"), default="held")
    reader.add_argument("--errors", action="store_true")
    options = reader.parse_args()
    outcome, texts = find_all(options.split), list(marked_texts(options.split))
    marked = sum(len(text.mentions) for text in texts)
    sys.stdout.write(
        f"{options.split}: {len(texts)} texts, {marked} mentions: "
        f"precision {outcome.precision:.3f}, recall {outcome.recall:.3f}; "
        f"of {outcome.of_undecided} undecided names {outcome.undecided} were reported as such\n"
    )
    if options.errors:
        sys.stdout.writelines(f"wrong   {error}\n" for error in outcome.wrong)
        sys.stdout.writelines(f"missed  {error}\n" for error in outcome.missed)


if __name__ == "__main__":
    main()
