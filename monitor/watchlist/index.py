"""The compiled watchlist: finds actors and themes in text, fast.

1. Names, aliases, what follows from them and ``never`` strings are found by `monitor.watchlist.names`; where none of them stands,
   a person may be named in another romanisation (`monitor.watchlist.romanise`).
2. What lies inside a ``never`` string is not its actor. Of overlapping hits the longest wins.
3. A person's surname counts once the full name stands in the article, and only where it can mean one actor.
4. Themes are found by `monitor.watchlist.themes`.
"""

import functools
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from monitor.records import Mention
from monitor.watchlist.compiled import CompiledActors, compile_actors
from monitor.watchlist.folding import Folded, fold
from monitor.watchlist.names import Name, NameTable
from monitor.watchlist.romanise import Romanised, RomanisedNames
from monitor.watchlist.themes import ThemeHit, ThemeIndex
from monitor.watchlist.values import Actor, Watchlist

_Hit = tuple[int, int, Name]


class WatchlistIndex:
    """A watchlist compiled for reading; build it once per configuration."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        listed = watchlist.actors
        self._actors = (
            listed if isinstance(listed, CompiledActors) else CompiledActors(compile_actors(listed), len(listed))
        )
        self._names = NameTable(self._actors.sections)
        self._romanised = RomanisedNames(self._actors.sections)
        self.themes = ThemeIndex(watchlist)
        self._groups = functools.lru_cache(maxsize=20_000)(self._belongs_to)

    def actor(self, actor_id: str) -> Actor:
        """Return an actor. Raises KeyError for an id that is not listed."""
        return self._actors.by_id(actor_id)

    def find_actor(self, actor_id: str) -> Actor | None:
        """Return an actor, or None for an id that is not listed."""
        return self._actors.find(actor_id)

    def find_mentions(self, text: str) -> tuple[Mention, ...]:
        """Return every mention of an actor in the text, in order, not overlapping."""
        folded = fold(text)
        return self._resolve(text, folded, list(self._names.find(folded)), list(self._romanised.find(text)))

    def find_in_names(self, names: Sequence[str]) -> dict[str, tuple[Mention, ...]]:
        """Return for each of some short texts the mentions in it, each text by itself."""
        found = {}
        whole = "\n\n".join(names)
        folded = fold(whole)
        hits = sorted(self._names.find(folded), key=lambda hit: hit[0])
        at = taken = 0
        for name in names:
            own = fold(name)
            mine = []
            end = at + len(own.text)
            while taken < len(hits) and hits[taken][0] < end:
                start, stop, entry = hits[taken]
                mine.append((start - at, stop - at, entry))
                taken += 1
            found[name] = self._resolve(name, own, mine, list(self._romanised.find(name)))
            at = end + 2
        return found

    def _resolve(self, text: str, folded: Folded, hits: list[_Hit], romanised: list[Romanised]) -> tuple[Mention, ...]:
        if not hits and not romanised:
            return ()
        hits = [hit for hit in hits if not hit[2].is_acronym or _is_capital(hit, text, folded)]
        named = {actor for _, _, name in hits for actor in name.full} | {name.actor for name in romanised}
        hits = [hit for hit in hits if hit[2].full or hit[2].never or not named.isdisjoint(hit[2].short)]
        barred = sorted((start, end, actor) for start, end, name in hits for actor in name.never)
        longest = max((end - start for start, end, _ in barred), default=0)
        taken = bytearray(len(folded.text))
        chosen: list[tuple[int, int, str]] = []
        for start, end, name in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
            if any(taken[start:end]):
                continue
            around = barred[bisect_left(barred, (end - longest,)) : bisect_left(barred, (start + 1,))]
            if actor := _meant(name, named, [a for _, e, a in around if end <= e]):
                chosen.append((start, end, actor))
                taken[start:end] = b"\x01" * (end - start)
        mentions = [_mention(text, folded, hit) for hit in chosen]
        never = [(folded.origin(start), folded.origin(end - 1) + 1, actor) for start, end, actor in barred]
        for found in romanised:
            if not any(s <= found.start and found.end <= e for s, e, actor in never if actor == found.actor):
                mentions = _with_romanised(mentions, found, text)
        return tuple(sorted(mentions, key=lambda mention: mention.start))

    def described(self, phrase: str, among: Iterable[str]) -> str | None:
        """Return the one actor of ``among`` whom the phrase describes ("the Shia cleric"), or None."""
        candidates = self._actors.described(phrase) & set(among)
        return next(iter(candidates)) if len(candidates) == 1 else None

    def find_themes(self, content: str, language: str) -> tuple[ThemeHit, ...]:
        """Return the themes that the text of a statement meets, each with the place that shows it."""
        return self.themes.find(content, language)

    def is_one_of(self, actor: str, wanted: Iterable[str], *, include_parts: bool = False) -> bool:
        """Return whether an actor is meant by one of ``wanted``: an id, ``tag:…``, or with parts a group it is in."""
        groups, tags = self._groups(actor)
        return any(
            want == actor or (include_parts and want in groups) or (want.startswith("tag:") and want[4:] in tags)
            for want in wanted
        )

    def names_of(self, actor: str) -> Iterator[str]:
        """Yield everything by which a rule may mean an actor: its id, the groups it is in, its tags as ``tag:…``."""
        yield actor
        groups, tags = self._groups(actor)
        yield from groups
        yield from (f"tag:{tag}" for tag in tags)

    def _belongs_to(self, actor_id: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the ids of every group that the actor is part of, over any number of steps, and its tags."""
        found: set[str] = set()
        waiting = [actor_id]
        while waiting:
            actor = self._actors.find(waiting.pop())
            for group in actor.part_of if actor else ():
                if group not in found:
                    found.add(group)
                    waiting.append(group)
        own = self._actors.find(actor_id)
        return frozenset(found), frozenset(own.tags if own else ())


def _is_capital(hit: _Hit, text: str, folded: Folded) -> bool:
    start, end, _ = hit
    return text[folded.origin(start) : folded.origin(end - 1) + 1].isupper()


def _meant(name: Name, named: set[str], barred: list[str]) -> str | None:
    meant = [actor for actor in name.full if actor not in barred]
    if not meant:
        meant = [actor for actor in name.short if actor in named and actor not in barred]
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
