"""Install the user's own spaCy pipelines, for the commands that read articles."""

from collections.abc import Iterable

from monitor.records.errors import InvalidInput


def install_parsers(parsers: Iterable[str]) -> None:
    """Register spaCy pipelines with the statement engine.

    Args:
        parsers: the setting ``parsers``: entries of the form ``language=pipeline``.

    Raises `InvalidInput` if spaCy or a pipeline is not installed.
    """
    entries = tuple(parsers)
    if not entries:
        return
    from monitor.statements import parser_from_spacy, register_parser

    try:
        import spacy
    except ImportError as error:
        raise InvalidInput(
            "parsers: spaCy is not installed; run `pip install spacy`, or remove the setting"
        ) from error
    for entry in entries:
        language, _, pipeline = entry.partition("=")
        try:
            register_parser(language, parser_from_spacy(spacy.load(pipeline)))
        except OSError as error:
            raise InvalidInput(f"parsers: {entry}: {error}") from error
