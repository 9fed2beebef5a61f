"""Optional help from a user's own parser: sentence boundaries and the subjects of verbs.

No parser is required, and none is downloaded. If a parser is registered for a language, its
sentence boundaries replace the tokenizer's full stops, and the subject that it reports for a cue
replaces the one of the grammar. Cues, contents and the resolution of speakers stay with the
grammar: there is one way from a text to its statements.

`parser_from_spacy` makes a parser of a loaded spaCy pipeline that has sentences and dependencies;
noun chunks give the subjects' heads.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

Range = tuple[int, int]

SUBJECTS = frozenset(("nsubj", "nsubj:pass", "nsubjpass", "csubj", "sb"))
"""Labels of subjects in Universal Dependencies and the older English and German schemes."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a verb, in offsets: its whole phrase, and the noun phrase of its head."""

    phrase: Range
    head: Range


@dataclass(frozen=True, slots=True)
class Parse:
    """The result of a parser for one text."""

    sentence_starts: frozenset[int]
    subjects: dict[int, Subject]
    """By the offset at which the verb begins."""


class Parser(Protocol):
    """Reads a text. An exception means a broken parser: the article becomes a dead letter."""

    def __call__(self, text: str) -> Parse:
        """Return the parse of a text."""
        ...


_parsers: dict[str, Parser] = {}


def register_parser(language: str, parser: Parser | None) -> None:
    """Use a parser for a language in this process from now on; None takes it away."""
    if parser is None:
        _parsers.pop(language, None)
    else:
        _parsers[language] = parser


def parse(text: str, language: str) -> Parse | None:
    """Return the registered parser's view of a text, or None for a language without a parser."""
    parser = _parsers.get(language)
    return parser(text) if parser is not None else None


def parser_from_spacy(nlp: Any) -> Parser:
    """Return a parser over a spaCy pipeline (``spacy.load("en_core_web_sm")``, or any other
    with a dependency parser).
    """

    def read(text: str) -> Parse:
        doc = nlp(text)
        chunks = {token.i: chunk for chunk in _noun_chunks(doc) for token in chunk}
        subjects = {}
        for token in doc:
            if token.dep_ in SUBJECTS:
                phrase = list(token.subtree)
                chunk = chunks.get(token.i)
                head = (
                    (chunk.start_char, chunk.end_char) if chunk is not None else _range_of([token])
                )
                subjects[token.head.idx] = Subject(_range_of(phrase), head)
        return Parse(frozenset(sentence.start_char for sentence in doc.sents), subjects)

    return read


def _noun_chunks(doc: Any) -> Iterable[Any]:
    """Return the noun chunks; none for a language for which spaCy has no rule."""
    try:
        return list(doc.noun_chunks)
    except NotImplementedError:
        return ()


def _range_of(tokens: list[Any]) -> Range:
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1].text)
