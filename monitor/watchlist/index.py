"""The compiled watchlist: finds actors and themes in text, fast.

1. Names, aliases, what follows from them and ``never`` strings are found by `monitor.watchlist.names`; where none of them stands,
   a person may be named in another romanisation (`monitor.watchlist.romanise`).
2. What lies inside a ``never`` string is not its actor. Of overlapping hits the longest wins.
3. A person's surname counts once the full name stands in the article, and only where it can mean one actor.
4. A name that several bear means whom the text speaks for, else it is undecided (`monitor.watchlist.namesakes`).
5. A single word that the list writes with a capital is no name in small letters.
6. Themes are found by `monitor.watchlist.themes`.
"""

import functools
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from monitor.records import Mention, Undecided
from monitor.watchlist.compiled import CompiledActors, compile_actors
from monitor.watchlist.folding import Folded, fold
from monitor.watchlist.names import Hit, NameTable
from monitor.watchlist.namesakes import Article, Sense, profile_of
from monitor.watchlist.romanise import Romanised, RomanisedNames
from monitor.watchlist.themes import ThemeHit, ThemeIndex
from monitor.watchlist.values import Actor, Pattern, Watchlist


class FoundNames(NamedTuple):
    """The names of actors in a text, in its order."""

    mentions: tuple[Mention, ...]
    undecided: tuple[Undecided, ...]


NOBODY = FoundNames((), ())
_Barred = tuple[int, int, str]
"""Where a string stands that is never an actor, and which."""


class _Chosen(NamedTuple):
    """A place in folded text that is a name, whom it may mean, and whether it is a full name."""

    start: int
    end: int
    actors: tuple[str, ...]
    is_full: bool


class WatchlistIndex:
    """A watchlist compiled for reading; build it once per configuration."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        listed = watchlist.actors
        self._actors = (
            listed
            if isinstance(listed, CompiledActors)
            else CompiledActors(compile_actors(listed), len(listed))
        )
        self._names = NameTable(self._actors.sections)
        self._romanised = RomanisedNames(self._actors.sections)
        self.themes = ThemeIndex(watchlist)
        self._profile = functools.lru_cache(maxsize=20_000)(
            lambda actor: profile_of(self._actors.by_id(actor))
        )
        self._patterns = {
            rule.id: rule.pattern for rule in watchlist.rules if rule.pattern is not None
        }
        self._groups = functools.lru_cache(maxsize=20_000)(self._belongs_to)

    def actor(self, actor_id: str) -> Actor:
        """Return an actor. Raises KeyError for an id that is not listed."""
        return self._actors.by_id(actor_id)

    def find_actor(self, actor_id: str) -> Actor | None:
        """Return an actor, or None for an id that is not listed."""
        return self._actors.find(actor_id)

    def find_mentions(self, text: str) -> tuple[Mention, ...]:
        """Return every mention of an actor in the text, in order, not overlapping."""
        return self.find_names(text).mentions

    def find_names(self, text: str, language: str = "und") -> FoundNames:
        """Return every mention of an actor in the text, and the names of which it does not tell whom they mean."""
        folded = fold(text)
        romanised = list(self._romanised.find(text))
        hits = self._names.find(folded, [found.actor for found in romanised])
        return self._resolve(text, language, folded, hits, romanised)

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
            found[name] = self._resolve(
                name, "und", own, mine, list(self._romanised.find(name))
            ).mentions
            at = end + 2
        return found

    def _resolve(
        self, text: str, language: str, folded: Folded, hits: list[Hit], romanised: list[Romanised]
    ) -> FoundNames:
        if not hits and not romanised:
            return NOBODY
        has_capitals = not text.islower()
        hits = [
            hit
            for hit in hits
            if not (
                hit[2].is_acronym
                and not text[folded.origin(hit[0]) : folded.origin(hit[1] - 1) + 1].isupper()
            )
            and not (hit[2].is_proper and has_capitals and text[folded.origin(hit[0])].islower())
        ]
        named = {actor for _, _, name in hits for actor in name.full} | {
            name.actor for name in romanised
        }
        barred = sorted((start, end, actor) for start, end, name in hits for actor in name.never)
        chosen = _chosen(hits, named, barred, len(folded.text))
        never = [
            (folded.origin(start), folded.origin(end - 1) + 1, actor)
            for start, end, actor in barred
        ]
        mentions, undecided = self._decide(text, language, folded, chosen, romanised, never)
        return FoundNames(
            tuple(sorted(mentions, key=lambda mention: mention.start)),
            tuple(sorted(undecided, key=lambda each: each.start)),
        )

    def _decide(
        self,
        text: str,
        language: str,
        folded: Folded,
        chosen: list[_Chosen],
        romanised: list[Romanised],
        never: list[_Barred],
    ) -> tuple[list[Mention], list[Undecided]]:
        """Return what the chosen places mean: full names by what the article says of their bearers, surnames by the full names."""
        alone = frozenset(
            each.actors[0] for each in chosen if each.is_full and len(each.actors) == 1
        )
        article = Article(text, language, self._profile, alone)
        full: list[Romanised] = []
        surnames: list[tuple[int, int, tuple[str, ...]]] = []
        places: dict[tuple[str, ...], list[Romanised]] = {}
        for each in chosen:
            start, end = folded.origin(each.start), folded.origin(each.end - 1) + 1
            if each.is_full:
                found = Romanised(start, end, each.actors[0], 1.0)
                full.append(found)
                if not (
                    self._profile(found.actor).is_person and article.is_part_of_a_name(start, end)
                ):
                    places.setdefault(each.actors, []).append(found)
            else:
                surnames.append((start, end, each.actors))
        for found in romanised:
            if not any(
                found.start < other.end and other.start < found.end for other in full
            ) and not _is_barred(found.start, found.end, found.actor, never):
                if not article.is_part_of_a_name(found.start, found.end):
                    places.setdefault((found.actor,), []).append(found)
                full.append(found)
                surnames.extend(
                    (start, end, (found.actor,))
                    for start, end in article.places_of(
                        text[found.start : found.end].rsplit(maxsplit=1)[-1]
                    )
                    if not _is_barred(start, end, found.actor, never)
                )
        senses = _Senses()
        for actors, at in places.items():
            senses.add(
                text, actors, article.sense(actors, [(each.start, each.end) for each in at]), at
            )
        for start, end, actors in dict.fromkeys(surnames):
            if not any(start < other.end and other.start < end for other in full):
                begin = article.with_its_article(start)
                if not article.has_another_given_name(begin) and not article.is_part_of_a_name(
                    start, end
                ):
                    senses.add_surname(text, (begin, end), actors)
        return senses.mentions, senses.undecided

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
            want == actor
            or (include_parts and want in groups)
            or (want.startswith("tag:") and want[4:] in tags)
            for want in wanted
        )

    def pattern_of(self, rule: str) -> Pattern | None:
        """Return what a rule's matches must come to over time, None where each raises an alert, or there is no such rule."""
        return self._patterns.get(rule)

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


def _chosen(hits: list[Hit], named: set[str], barred: list[_Barred], length: int) -> list[_Chosen]:
    """Return the places that are names: of overlapping ones the longest, without those that a ``never`` string covers."""
    longest = max((end - start for start, end, _ in barred), default=0)
    taken = bytearray(length)
    chosen: list[_Chosen] = []
    for start, end, name in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
        if any(taken[start:end]):
            continue
        around = (
            barred[bisect_left(barred, (end - longest,)) : bisect_left(barred, (start + 1,))]
            if barred
            else ()
        )
        out = {actor for _, e, actor in around if end <= e}
        actors = tuple(actor for actor in name.full if actor not in out)
        is_full = bool(actors)
        if not is_full:
            actors = tuple(actor for actor in name.short if actor in named and actor not in out)
        if actors:
            chosen.append(_Chosen(start, end, actors, is_full))
            taken[start:end] = b"\x01" * (end - start)
    return chosen


def _is_barred(start: int, end: int, actor: str, never: list[_Barred]) -> bool:
    return any(from_ <= start and end <= to for from_, to, barred in never if barred == actor)


class _Senses:
    """Whom the names of an article mean."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.undecided: list[Undecided] = []
        self._meant: dict[str, float] = {}
        self._unclear: set[str] = set()

    def add(
        self, text: str, actors: tuple[str, ...], sense: Sense, places: list[Romanised]
    ) -> None:
        """Note the sense of a full name at its places."""
        if sense.actor is None:
            self._unclear.update(actors)
            self.undecided.extend(
                _undecided(text, (each.start, each.end), actors, sense.why) for each in places
            )
            return
        self._meant[sense.actor] = sense.sure
        self.mentions.extend(
            Mention(
                actor=sense.actor,
                text=text[each.start : each.end],
                start=each.start,
                end=each.end,
                score=each.score,
                sure=sense.sure,
            )
            for each in places
        )

    def add_surname(self, text: str, place: tuple[int, int], actors: tuple[str, ...]) -> None:
        """Note a surname; it means the one of its bearers who was named in full."""
        likely = [actor for actor in actors if actor in self._meant]
        if len(likely) == 1 and self._unclear.isdisjoint(actors):
            start, end = place
            sure = self._meant[likely[0]]
            self.mentions.append(
                Mention(actor=likely[0], text=text[start:end], start=start, end=end, sure=sure)
            )
        elif likely or not self._unclear.isdisjoint(actors):
            choices = tuple(
                actor for actor in actors if actor in self._meant or actor in self._unclear
            )
            self.undecided.append(
                _undecided(text, place, choices, "a surname, and the text does not tell whose")
            )


def _undecided(text: str, place: tuple[int, int], actors: tuple[str, ...], why: str) -> Undecided:
    return Undecided(text=text[slice(*place)], start=place[0], end=place[1], actors=actors, why=why)
