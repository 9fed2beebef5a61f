"""The compiled watchlist: finds actors and themes in text, fast.

1. Every name, alias, what follows from them (`monitor.watchlist.variants`) and ``never`` string of every actor is in one Aho-Corasick
   automaton over folded text. Where none of them stands, a person may be named in another romanisation (`monitor.watchlist.romanise`).
2. A hit counts only at word boundaries; in Arabic script the one-letter words و ف ب ل ك may be attached in front.
3. What lies inside a ``never`` string is not its actor. Of overlapping hits the longest wins.
4. A person's surname counts once the full name stands in the article, and only where it can mean one actor.
5. A theme's query is evaluated only where one of its rarest required terms stands in the text.
"""

import functools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick_rs

from monitor.records import Mention
from monitor.watchlist.folding import Folded, fold, fold_term
from monitor.watchlist.query import Query, Words, parse_query
from monitor.watchlist.romanise import Romanised, RomanisedNames
from monitor.watchlist.values import Actor, Watchlist
from monitor.watchlist.variants import name_variants

PARTICLES = frozenset(
    "al el as ash ad an ar at az bin ibn ben abu abd von van de del della di da dos la le ter".split()
)
"""Words that belong to the surname that follows them."""

ACRONYM_LENGTH = 6
"""Longest name in capitals that counts as an acronym, "U.S." and "UNAMI" among them."""

_PROCLITICS = frozenset("وفبلك")


REMEMBERED = 256
"""Statements whose themes are remembered: those of the longest articles."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    full: tuple[str, ...] = ()
    """Actors that are meant wherever this stands."""
    short: tuple[str, ...] = ()
    """Actors that are meant where they were named in full."""
    never: tuple[str, ...] = ()
    is_acronym: bool = False
    """Written in capitals wherever it is meant: "US" is not "us", "IS" is not "is"."""


@dataclass(frozen=True, slots=True)
class ThemeHit:
    """A theme that a text meets; ``start`` and ``end`` are offsets into that text."""

    theme: str
    start: int
    end: int


class WatchlistIndex:
    """A watchlist compiled for reading; build it once per configuration."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        patterns = _patterns(watchlist.actors)
        self._patterns = list(patterns.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(patterns)) if patterns else None
        self._romanised = RomanisedNames(watchlist.actors)
        self._descriptions = _descriptions(watchlist.actors)
        self._themes = _ThemeIndex(watchlist)
        self._groups = {actor.id: watchlist.belongs_to(actor.id) for actor in watchlist.actors}
        self._tags = {actor.id: frozenset(actor.tags) for actor in watchlist.actors}

    def find_mentions(self, text: str) -> tuple[Mention, ...]:
        """Return every mention of an actor in the text, in order, not overlapping."""
        if self._automaton is None:
            return ()
        folded = fold(text)
        hits = [
            (start, end, self._patterns[number])
            for number, start, end in self._automaton.find_matches_as_indexes(folded.text, overlapping=True)
            if _is_bounded(folded.text, start, end) and self._is_written(number, text, folded, start, end)
        ]
        barred = sorted((start, end, actor) for start, end, pattern in hits for actor in pattern.never)
        longest = max((end - start for start, end, _ in barred), default=0)
        romanised = list(self._romanised.find(text))
        named = {actor for _, _, pattern in hits for actor in pattern.full} | {name.actor for name in romanised}
        taken = bytearray(len(folded.text))
        chosen: list[tuple[int, int, str]] = []
        for start, end, pattern in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
            around = barred[bisect_left(barred, (end - longest,)) : bisect_left(barred, (start + 1,))]
            actor = _meant(pattern, named, [a for _, e, a in around if end <= e])
            if actor and not any(taken[start:end]):
                chosen.append((start, end, actor))
                taken[start:end] = b"\x01" * (end - start)
        mentions = [_mention(text, folded, hit) for hit in chosen]
        never = [(folded.origin(start), folded.origin(end - 1) + 1, actor) for start, end, actor in barred]
        for name in romanised:
            if not any(start <= name.start and name.end <= end for start, end, actor in never if actor == name.actor):
                mentions = _with_romanised(mentions, name, text)
        return tuple(sorted(mentions, key=lambda mention: mention.start))

    def _is_written(self, number: int, text: str, folded: Folded, start: int, end: int) -> bool:
        if not self._patterns[number].is_acronym:
            return True
        return text[folded.origin(start) : folded.origin(end - 1) + 1].isupper()

    def described(self, phrase: str, among: Iterable[str]) -> str | None:
        """Return the one actor of ``among`` whom the phrase describes ("the Shia cleric"), or None."""
        candidates = self._descriptions.get(_bare(phrase), frozenset()) & set(among)
        return next(iter(candidates)) if len(candidates) == 1 else None

    def find_themes(self, content: str, language: str) -> tuple[ThemeHit, ...]:
        """Return the themes that the text of a statement meets, each with the place that shows it."""
        return self._themes.find(content, language)

    def is_one_of(self, actor: str, wanted: Iterable[str], *, include_parts: bool = False) -> bool:
        """Return whether an actor is meant by one of ``wanted``: an id, ``tag:…``, or with parts a group it is in."""
        groups = self._groups.get(actor, frozenset()) if include_parts else frozenset()
        tags = self._tags.get(actor, frozenset())
        return any(want == actor or want in groups or (want.startswith("tag:") and want[4:] in tags) for want in wanted)


def _patterns(actors: Iterable[Actor]) -> dict[str, _Pattern]:
    full: dict[str, list[str]] = defaultdict(list)
    short: dict[str, list[str]] = defaultdict(list)
    never: dict[str, list[str]] = defaultdict(list)
    varied: dict[str, list[str]] = defaultdict(list)
    written: set[str] = set()
    for actor in actors:
        is_person = actor.kind == "person"
        for name in (actor.name, *actor.aliases):
            folded = fold_term(name)
            if folded:
                full[folded].append(actor.id)
                if not (name.isupper() and len(name) <= ACRONYM_LENGTH):
                    written.add(folded)
            variants = [fold_term(variant) for variant in name_variants(name, is_person=is_person)]
            for variant in variants:
                varied[variant].append(actor.id)
            if is_person:
                for surname in filter(None, map(_surname, (folded, *variants))):
                    short[surname].append(actor.id)
        for text in actor.never:
            never[fold_term(text)].append(actor.id)
    for name, ids in varied.items():
        if name not in full:  # what somebody listed wins over what follows from another's name
            full[name] = ids
            written.add(name)
    keys = sorted({*full, *short, *never})
    unique = {key: tuple(dict.fromkeys(full[key])) for key in keys}
    return {
        key: _Pattern(
            unique[key], tuple(dict.fromkeys(short[key])), tuple(never[key]), bool(full[key]) and key not in written
        )
        for key in keys
    }


def _surname(folded_name: str) -> str | None:
    words = folded_name.split()
    if len(words) < 2 or len(words[-1]) < 3:
        return None
    return words[-1]


def _descriptions(actors: Iterable[Actor]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for actor in actors:
        for description in actor.descriptions:
            found[_bare(description)].add(actor.id)
    return {description: frozenset(ids) for description, ids in found.items()}


def _bare(phrase: str) -> str:
    words = fold_term(phrase).split()
    return " ".join(words[1:] if words and words[0] in ("the", "a", "an") else words)


def _is_bounded(text: str, start: int, end: int) -> bool:
    if end < len(text) and text[end].isalnum():
        return False
    if start == 0 or not text[start - 1].isalnum():
        return True
    at = start - 1
    while at >= 0 and text[at] in _PROCLITICS and start - at <= 2:
        at -= 1
    return at < start - 1 and (at < 0 or not text[at].isalnum())


def _meant(pattern: _Pattern, named: set[str], barred: list[str]) -> str | None:
    meant = [actor for actor in pattern.full if actor not in barred]
    if not meant:
        meant = [actor for actor in pattern.short if actor in named and actor not in barred]
    return meant[0] if len(meant) == 1 else None


def _with_romanised(mentions: list[Mention], name: Romanised, text: str) -> list[Mention]:
    """Return the mentions with a name in another romanisation, unless a listed one stands there; it takes in its own surname."""
    there = [known for known in mentions if known.start < name.end and name.start < known.end]
    if any(known.actor != name.actor or known.text == text[name.start : name.end] for known in there):
        return mentions
    found = Mention(
        actor=name.actor, text=text[name.start : name.end], start=name.start, end=name.end, score=name.score
    )
    return [*(known for known in mentions if known not in there), found]


def _mention(text: str, folded: Folded, hit: tuple[int, int, str]) -> Mention:
    start, end = folded.origin(hit[0]), folded.origin(hit[1] - 1) + 1
    return Mention(actor=hit[2], text=text[start:end], start=start, end=end)


class _ThemeIndex:
    def __init__(self, watchlist: Watchlist) -> None:
        self._by_language: dict[str, _Presearcher] = {}
        self._watchlist = watchlist
        # A statement is asked about when it is linked and again for the place in each rule on its themes.
        self.find = functools.lru_cache(maxsize=REMEMBERED)(self._find)

    def _find(self, content: str, language: str) -> tuple[ThemeHit, ...]:
        presearcher = self._by_language.get(language)
        if presearcher is None:
            presearcher = self._by_language[language] = _Presearcher(self._watchlist, language)
        return presearcher.find(content)


class _Presearcher:
    """Queries of one language by their anchors: each is evaluated only where an anchor stands in the text."""

    def __init__(self, watchlist: Watchlist, language: str) -> None:
        self._always: list[tuple[str, Query]] = []
        self._exact: dict[str, list[tuple[str, Query]]] = defaultdict(list)
        self._prefixes: dict[str, list[tuple[str, Query]]] = defaultdict(list)
        for theme in watchlist.themes:
            text = theme.queries.get(language) or theme.query
            if text:
                self._add(theme.id, parse_query(text))
        self._prefix_lengths = sorted({len(prefix) for prefix in self._prefixes})

    def _add(self, theme: str, query: Query) -> None:
        anchors = query.anchors()
        if anchors is None:
            self._always.append((theme, query))
            return
        for anchor in anchors:
            table, key = (self._prefixes, anchor[:-1]) if anchor.endswith("*") else (self._exact, anchor)
            table[key].append((theme, query))

    def find(self, content: str) -> tuple[ThemeHit, ...]:
        words = Words(content)
        candidates = dict(self._always)
        for word in words.positions:
            candidates.update(self._exact.get(word, ()))
            for length in self._prefix_lengths:
                if length > len(word):
                    break
                candidates.update(self._prefixes.get(word[:length], ()))
        found = []
        for theme, query in candidates.items():
            if spans := query.spans(words):
                found.append(ThemeHit(theme, *spans[0]))
        return tuple(sorted(found, key=lambda hit: hit.theme))
