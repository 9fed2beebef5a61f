"""Where a text meets a search: the places that a page marks. Pure."""

from collections.abc import Iterator

from monitor.store.search.lexemes import PlacedWord, place_words
from monitor.store.search.query import And, Near, Node, Or, Term
from monitor.watchlist.inflection import stem_of

Span = tuple[int, int]
"""Offsets in code points: begin and end."""


def find_places(text: str, language: str, search: Node | None) -> list[Span]:
    """Return the places of the words and phrases that a search wants, in order, without overlap.

    ``language`` is that of the text: it decides which forms a word has.
    """
    words = place_words(text) if search is not None else []
    spans: set[Span] = set()
    for term in _wanted(search):
        spans.update(_places_of(term, words, language))
    return _without_overlap(sorted(spans))


def _wanted(node: Node | None) -> Iterator[Term]:
    """Yield the terms that have to occur; not those after NOT, and no fields."""
    match node:
        case Term():
            yield node
        case Near():
            yield from (node.left, node.right)
        case And() | Or():
            for part in node.parts:
                yield from _wanted(part)
        case _:
            return


def _places_of(term: Term, words: list[PlacedWord], language: str) -> Iterator[Span]:
    length = len(term.words)
    for first in range(len(words) - length + 1):
        row = words[first : first + length]
        if _is_met(term, [word.word for word in row], language):
            yield row[0].start, row[-1].end


def _is_met(term: Term, words: list[str], language: str) -> bool:
    *before, last = term.words
    if words[:-1] != before:
        return False
    if term.is_prefix:
        return words[-1].startswith(last)
    if words[-1] == last:
        return True
    return term.has_forms and stem_of(words[-1], language) == stem_of(last, language)


def _without_overlap(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for start, end in spans:
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept
