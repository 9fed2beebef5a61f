"""Score the engine on the marked articles.

A statement is a hit if it shares at least half of its letters with a marked one (intersection over
union of the letters' positions, best pairs first, each used once). F1 of a kind: recall over the
marked statements of that kind, precision over the engine's. Over the hits:

    speaker    the engine's source overlaps the marked one
    identity   the speaker's name is the marked one; if the article gives no name, the engine names
               no one
    acts       F1 of single acts
    polarity   share that is right
    channel    F1 of channels

``e2e`` is the share of all marked statements that are a hit of the right kind with the right name,
``precise`` the share of the engine's statements.
"""

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from corpus.gold import UNNAMED, GoldArticle, GoldStatement
from monitor.languages.lexicon import Lexicon
from monitor.languages.load import lexicon_without
from monitor.records import Span, Statement
from monitor.records.ids import fold_words
from monitor.statements import read_statements

LEAST_SHARED = 0.5
EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
KINDS = ("direct", "mixed", "indirect")


@dataclass(slots=True)
class Pairing:
    """The engine's statements of one article beside the marked ones."""

    article: GoldArticle
    hits: list[tuple[GoldStatement, Statement]] = field(default_factory=list)
    missed: list[GoldStatement] = field(default_factory=list)
    wrong: list[Statement] = field(default_factory=list)


@functools.cache
def _lexicon_without(language: str, row: str) -> Lexicon | None:
    return lexicon_without(language, row)


def pair_statements(article: GoldArticle, without: str = "") -> Pairing:
    """Return the engine's statements of an article, paired with the marked ones.

    ``without`` names a row of the language's grammar to leave out.
    """
    text = article.text
    gold = list(article.statements)
    lexicon = _lexicon_without(article.language, without) if without else None
    said = list(read_statements(text, article.language, lexicon=lexicon))
    marked = [letters_of(text, statement.content) for statement in gold]
    read = [letters_of(text, map(_range_of, statement.content)) for statement in said]
    pairs = pair_by_letters(marked, read)
    pairing = Pairing(article, [(gold[m], said[n]) for m, n in pairs])
    used_gold, used_said = {m for m, _ in pairs}, {n for _, n in pairs}
    pairing.missed = [statement for m, statement in enumerate(gold) if m not in used_gold]
    pairing.wrong = [statement for n, statement in enumerate(said) if n not in used_said]
    return pairing


def pair_by_letters(marked: list[set[int]], read: list[set[int]]) -> list[tuple[int, int]]:
    """Return pairs of numbers of a marked and a read content, best first, each used once."""
    shares = sorted(
        (
            (len(a & b) / len(a | b), m, n)
            for m, a in enumerate(marked)
            for n, b in enumerate(read)
            if a & b
        ),
        reverse=True,
    )
    pairs: list[tuple[int, int]] = []
    used_marked: set[int] = set()
    used_read: set[int] = set()
    for share, m, n in shares:
        if share >= LEAST_SHARED and m not in used_marked and n not in used_read:
            used_marked.add(m)
            used_read.add(n)
            pairs.append((m, n))
    return pairs


def _range_of(span: Span) -> tuple[int, int]:
    return span.start, span.end


def letters_of(text: str, ranges: Iterable[tuple[int, int]]) -> set[int]:
    """Return the places of the letters and digits of some ranges of a text."""
    return {at for start, end in ranges for at in range(start, end) if text[at].isalnum()}


def score(pairings: Iterable[Pairing]) -> dict[str, float]:
    """Return the figures of some articles, each from 0 to 1; a figure without cases is omitted."""
    seen: Counter[str] = Counter()
    for pairing in pairings:
        for name in _events(pairing):
            seen[name] += 1
    figures: dict[str, float] = {}
    for kind in (*KINDS, "all"):
        precision = Share(seen[f"{kind} right"], seen[f"{kind} said"])
        recall = Share(seen[f"{kind} hit"], seen[f"{kind} gold"])
        _add_f1(figures, kind, precision, recall)
    for name, of in (("e2e", "all gold"), ("precise", "all said")):
        if seen[of]:
            figures[name] = seen["whole"] / seen[of]
    for name in ("speaker", "identity", "polarity"):
        if seen[f"{name} asked"]:
            figures[name] = seen[f"{name} right"] / seen[f"{name} asked"]
    for name in ("acts", "channel"):
        right = seen[f"{name} right"]
        precision, recall = Share(right, seen[f"{name} said"]), Share(right, seen[f"{name} gold"])
        _add_f1(figures, name, precision, recall)
    return figures


@dataclass(frozen=True, slots=True)
class Share:
    """A count of right cases out of ``total``."""

    right: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0 without cases."""
        return self.right / self.total if self.total else 0.0


def _add_f1(figures: dict[str, float], name: str, precision: Share, recall: Share) -> None:
    if recall.total:
        both = precision.value + recall.value
        figures[name] = 2 * precision.value * recall.value / both if both else 0.0


def _events(pairing: Pairing) -> Iterator[str]:
    """Yield each counted event by name."""
    for statement in (*(gold for gold, _ in pairing.hits), *pairing.missed):
        yield from (f"{statement.kind} gold", "all gold")
    for said in (*(said for _, said in pairing.hits), *pairing.wrong):
        yield from (f"{said.kind} said", "all said")
    for gold, said in pairing.hits:
        yield from (f"{gold.kind} hit", "all hit", f"{said.kind} right", "all right")
        if gold.kind == said.kind and is_identified(gold, said, pairing.article):
            yield "whole"
        yield from _speaker_events(gold, said, pairing.article)
        yield from _act_events(gold, said)
        yield from _channel_events(gold, said)


def _speaker_events(gold: GoldStatement, said: Statement, article: GoldArticle) -> Iterator[str]:
    if not gold.source:
        return
    yield from ("speaker asked", "identity asked")
    speaker = said.speaker
    if speaker and any(a < speaker.end and speaker.start < b for a, b in gold.source):
        yield "speaker right"
    if is_identified(gold, said, article):
        yield "identity right"


def _act_events(gold: GoldStatement, said: Statement) -> Iterator[str]:
    yield "polarity asked"
    if gold.polarity == said.polarity:
        yield "polarity right"
    yield from ("acts said" for _ in said.acts)
    yield from ("acts gold" for _ in gold.acts)
    yield from ("acts right" for _ in gold.acts & set(said.acts))


def _channel_events(gold: GoldStatement, said: Statement) -> Iterator[str]:
    if said.through:
        yield "channel said"
    if gold.through:
        yield "channel gold"
        if said.through and fold_words(gold.through) == fold_words(said.through):
            yield "channel right"


def is_identified(gold: GoldStatement, said: Statement, article: GoldArticle) -> bool:
    """Return whether the engine names the marked speaker, or no one if none is named."""
    name = said.speaker.name if said.speaker else ""
    if gold.name == UNNAMED:
        inside = fold_words(" ".join(article.text[start:end] for start, end in gold.source))
        return fold_words(name) in inside or not any(
            name in other.name for other in article.statements if other.name != UNNAMED
        )
    return _without_article(name) in map(_without_article, (gold.name, *gold.also))


def _without_article(name: str) -> str:
    return re.sub(r"^(the|die|der|das|les|las|los|le|la|l|el) ", "", fold_words(name))


@dataclass(frozen=True, slots=True)
class Bin:
    """Statements of similar confidence: bounds, count, mean confidence, the share that is right."""

    low: float
    high: float
    count: int
    mean: float
    right: float


def calibration(pairings: Iterable[Pairing]) -> list[Bin]:
    """Return how often statements of each confidence are right."""
    said: list[tuple[float, bool]] = []
    for pairing in pairings:
        said += [(statement.confidence, True) for _, statement in pairing.hits]
        said += [(statement.confidence, False) for statement in pairing.wrong]
    bins = []
    for low, high in itertools.pairwise(EDGES):
        inside = [(confidence, right) for confidence, right in said if low <= confidence < high]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            bins.append(
                Bin(low, high, len(inside), mean, sum(right for _, right in inside) / len(inside))
            )
    return bins
