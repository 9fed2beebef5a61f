"""One statement in its article, as the clauses of rules look at it; each part is computed once."""

import re
from collections.abc import Callable

from monitor.matches.link import mentions_inside
from monitor.records import Article, Mention, Reading, Reason, Statement
from monitor.watchlist import WatchlistIndex
from monitor.watchlist.values import Scope

LONGEST_SENTENCE = 2_000
"""Characters to each side of a statement searched for the end of its sentence."""

_SENTENCE_END = re.compile(r"[.!?؟。！？۔][\"'”’»)\]]*(?:\s+|$)|\n+")


class Evidence:
    """One statement, its reading and the watchlist; shared by all rules tested on the statement."""

    def __init__(self, statement: Statement, reading: Reading, index: WatchlistIndex) -> None:
        self.statement = statement
        self.reading = reading
        self.index = index
        self._themes: dict[Scope, tuple[Reason, ...]] = {}
        self._mentions: tuple[Mention, ...] | None = None

    @property
    def actor(self) -> str | None:
        """The watchlist's actor who speaks, if any."""
        speaker = self.statement.speaker
        return speaker.actor if speaker else None

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The mentions inside the content, in the order of the text."""
        if self._mentions is None:
            self._mentions = tuple(mentions_inside(self.reading.mentions, self.statement))
        return self._mentions

    def themes(self, scope: Scope) -> tuple[Reason, ...]:
        """Return a reason per theme met in ``scope``, with its place in the article."""
        reasons = self._themes.get(scope)
        if reasons is None:
            reasons = self._themes[scope] = self._find_themes(scope)
        return reasons

    def _find_themes(self, scope: Scope) -> tuple[Reason, ...]:
        statement, article = self.statement, self.reading.article
        if scope == "statement":
            return self._theme_reasons(statement.text, lambda offset: place_of(statement, offset))
        start, end = 0, len(article.text)
        if scope == "sentence":
            start, end = _sentences_of(statement, article)
        return self._theme_reasons(article.text[start:end], lambda offset: start + offset)

    def _theme_reasons(self, text: str, place: Callable[[int], int]) -> tuple[Reason, ...]:
        """Return a reason per theme of a text; ``place`` maps its offsets to the article's."""
        hits = self.index.find_themes(text, self.reading.article.language)
        return tuple(
            Reason(
                clause="theme",
                value=hit.theme,
                start=place(hit.start),
                end=place(hit.end - 1) + 1,
                score=hit.score,
            )
            for hit in hits
        )


def place_of(statement: Statement, offset: int) -> int:
    """Return the offset in the article of an offset in ``statement.text``.

    The text joins the parts of the content with one space; a space maps to the end of its part.
    """
    for part in statement.content:
        length = len(part.text)
        if offset < length:
            return part.start + offset
        if offset == length:
            return part.end - 1
        offset -= length + 1
    return statement.content[-1].end - 1


def _sentences_of(statement: Statement, article: Article) -> tuple[int, int]:
    """Return the stretch of the sentences that hold a statement, its speaker and its cue."""
    text = article.text
    spans = (*statement.content, statement.cue, statement.speaker)
    parts = [part for part in spans if part is not None]
    first, last = min(part.start for part in parts), max(part.end for part in parts)
    start = max(0, first - LONGEST_SENTENCE)
    for match in _SENTENCE_END.finditer(text, start, first):
        start = match.end()
    # A quotation may end with the sentence: its last two characters may hold the full stop.
    closing = _SENTENCE_END.search(text, max(first, last - 2), last + LONGEST_SENTENCE)
    if closing:
        return start, max(last, closing.start() + 1)
    return start, min(len(text), last + LONGEST_SENTENCE)
