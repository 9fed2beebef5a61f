"""``python -m corpus.mentions [--split work|held] [--errors]``: how well mentions of actors are found."""

import argparse
import sys

from corpus.mentions import find_all, marked_texts


def main() -> None:
    """Print the figures, and the errors where they are asked for."""
    reader = argparse.ArgumentParser(prog="python -m corpus.mentions", description=__doc__)
    reader.add_argument("--split", choices=("work", "held"), default="held")
    reader.add_argument("--errors", action="store_true")
    asked = reader.parse_args()
    found, texts = find_all(asked.split), list(marked_texts(asked.split))
    marked = sum(len(text.mentions) for text in texts)
    sys.stdout.write(
        f"{asked.split}: {len(texts)} texts, {marked} mentions: precision {found.precision:.3f}, recall {found.recall:.3f}; "
        f"of {found.of_undecided} undecided names {found.undecided} were said to be so\n"
    )
    if asked.errors:
        sys.stdout.writelines(f"wrong   {error}\n" for error in found.wrong)
        sys.stdout.writelines(f"missed  {error}\n" for error in found.missed)


if __name__ == "__main__":
    main()
