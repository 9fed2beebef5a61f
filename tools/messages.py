"""Bring the catalogues of the pages up to date with the code and the templates.

    python tools/messages.py            add new messages to every catalogue, drop unused ones
    python tools/messages.py --check    fail if a catalogue lacks a message, or a complete
                                        language a translation
    python tools/messages.py --add sv   begin a language

A message that lost its place is dropped; a new one has no translation and is shown in English.
"""

import argparse
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from monitor.web.locales import ERROR_CONTEXT
from tools.error_messages import error_templates

WEB = Path(__file__).parents[1] / "monitor" / "web"
OTHERS = (WEB.parent / "feeds" / "remedies.py",)
"""Modules outside of the web with messages that the pages translate."""
LOCALES = WEB / "locales"
FILE = "messages.po"
COMPLETE = ("ar", "de", "fr")
"""Languages in which every message has a translation."""
WIDTH = 100


def template() -> Catalog:
    """Return every message of the code and the templates."""
    with (LOCALES / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = Catalog(project="News monitor", charset="utf-8")
    messages = extract_from_dir(WEB, methods, options, keywords={"_": None, "ngettext": (1, 2)})
    for name, _line, message, _comments, context in messages:
        catalogue.add(message, None, [(name, 1)], context=context)
    for module in OTHERS:
        for _line, message, _comments, context in extract_from_file("python", module):
            catalogue.add(message, None, [(module.name, 1)], context=context)
    for message in error_templates():
        catalogue.add(message, None, [("errors", 1)], context=ERROR_CONTEXT)
    return catalogue


def catalogue_of(language: str) -> Catalog:
    """Return the catalogue of a language."""
    with (LOCALES / language / FILE).open("rb") as file:
        return read_po(file, locale=language)


def write(language: str, catalogue: Catalog) -> None:
    """Write the catalogue of a language without places, which every change would move."""
    (LOCALES / language).mkdir(exist_ok=True)
    with (LOCALES / language / FILE).open("wb") as file:
        write_po(
            file, catalogue, width=WIDTH, no_location=True, omit_header=False, sort_output=True
        )


def mistakes_in(language: str, wanted: Catalog) -> list[str]:
    """Return one sentence for each message that a catalogue lacks."""
    catalogue = catalogue_of(language)
    mistakes = []
    for message in wanted:
        own = catalogue.get(message.id, message.context) if message.id else None
        if message.id and own is None:
            mistakes.append(f"{language}: {message.id!r} is missing; run tools/messages.py")
        elif own is not None and language in COMPLETE and not _is_translated(own.string):
            mistakes.append(f"{language}: {message.id!r} has no translation")
    return mistakes


def _is_translated(text: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(text) if isinstance(text, tuple | list) else bool(text)


def languages() -> list[str]:
    """Return the languages that have a catalogue."""
    return sorted(path.parent.name for path in LOCALES.glob(f"*/{FILE}"))


def main() -> int:
    """Update, check or begin catalogues; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    parser.add_argument("--add", metavar="LANGUAGE", help="begin a language")
    arguments = parser.parse_args()
    wanted = template()
    if arguments.check:
        mistakes = [text for language in languages() for text in mistakes_in(language, wanted)]
        for text in mistakes:
            print(text, file=sys.stderr)
        return 1 if mistakes else 0
    chosen = [*languages(), *([arguments.add] if arguments.add else [])]
    for language in chosen:
        is_new = not (LOCALES / language / FILE).is_file()
        catalogue = Catalog(locale=language, charset="utf-8") if is_new else catalogue_of(language)
        catalogue.update(wanted, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        write(language, catalogue)
    return 0


if __name__ == "__main__":
    sys.exit(main())
