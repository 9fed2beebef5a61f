"""The watchlist, compiled into an index that finds actors and themes in text.

names        names, aliases, variants and ``never`` strings (`monitor.watchlist.names`)
person_names people under spellings that the list lacks (`monitor.watchlist.person_names`)
resolve      the actor that each of these places means (`monitor.watchlist.resolve`)
themes       queries and examples (`monitor.watchlist.themes`)
"""

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence

from monitor.languages.files import UNDETERMINED
from monitor.records import Mention
from monitor.watchlist.choices import NamesInText
from monitor.watchlist.comma_names import comma_names
from monitor.watchlist.compiled import CompiledActors, compile_actors
from monitor.watchlist.folding import Folded, fold
from monitor.watchlist.later_names import SurnameSound, by_father, find_surnames, surname_sounds
from monitor.watchlist.listed_sounds import listed_names
from monitor.watchlist.meanings import FoundNames
from monitor.watchlist.names import Hit, NameTable, Titled
from monitor.watchlist.person_names import PersonNames, Romanised
from monitor.watchlist.profiles import profile_of
from monitor.watchlist.read_words import Run, runs_in
from monitor.watchlist.resolve import resolve_names
from monitor.watchlist.respelt import tags_in, without_signs
from monitor.watchlist.scripts import is_arabic
from monitor.watchlist.themes import ThemeHit, ThemeIndex
from monitor.watchlist.titles import (
    has_role,
    has_role_behind,
    start_of_full_name,
    titled_bearers,
)
from monitor.watchlist.values import Actor, Pattern, Watchlist

CACHED_ACTORS = 4_000
"""Actors whose profiles and groups are cached: those of some days of news; 3 MB at most."""

_TAG = "tag:"
_SEPARATOR = "\n\n"
"""Between texts that are searched together: no name extends over an empty line."""


class WatchlistIndex:
    """A watchlist compiled for reading; build it once per configuration."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        self._actors = _compiled(watchlist.actors)
        self._names = NameTable(self._actors.sections)
        self._romanised = PersonNames(self._actors.sections)
        self.themes = ThemeIndex(watchlist)
        self._profile = functools.lru_cache(maxsize=CACHED_ACTORS)(
            lambda actor: profile_of(self._actors.by_id(actor))
        )
        self._surname_sounds = functools.lru_cache(maxsize=CACHED_ACTORS)(self._read_sounds)
        self._groups = functools.lru_cache(maxsize=CACHED_ACTORS)(self._find_groups)
        self._patterns = {
            rule.id: rule.pattern for rule in watchlist.rules if rule.pattern is not None
        }

    def actor(self, actor_id: str) -> Actor:
        """Return an actor. Raises KeyError for an id that is not on the list."""
        return self._actors.by_id(actor_id)

    def find_actor(self, actor_id: str) -> Actor | None:
        """Return an actor, or None for an id that is not on the list."""
        return self._actors.find(actor_id)

    def find_mentions(self, text: str) -> tuple[Mention, ...]:
        """Return every mention of an actor in the text, in order, not overlapping."""
        return self.find_names(text).mentions

    def find_names(self, text: str, language: str = UNDETERMINED) -> FoundNames:
        """Return every mention of an actor in the text, and its undecided names."""
        folded = fold(text)
        runs = _runs_of(text)
        by_sound = list(self._romanised.find(runs, language))
        romanised = [match for match in by_sound if not match.is_surname]
        romanised += self._in_tags(text, language)
        romanised += self._with_comma(text, language, runs)
        romanised += by_father(text, romanised)
        named = [actor for match in romanised for actor in match.actors]
        titled = self._titled_by_sound(text, by_sound, named)
        hits = self._names.find(folded, named, self._titles_in(text, folded, titled, romanised))
        surnames = self._surnames_in(runs, language, hits, [*named, *titled])
        names = NamesInText(text, language, folded, hits, romanised, surnames, titled)
        return resolve_names(names, self._profile)

    def _with_comma(self, text: str, language: str, runs: list[Run]) -> Iterator[Romanised]:
        """Yield the names that have their surname first and a comma behind it."""
        for name in comma_names(text, runs):
            actors = self._romanised.bearers_of(name.text, language)
            if actors:
                yield Romanised(name.start, name.end, actors, 1.0)

    def _in_tags(self, text: str, language: str) -> Iterator[Romanised]:
        """Yield the names in the hashtags and handles of a text."""
        tags = tags_in(text)
        if tags is None:
            return
        folded = fold(tags.text)
        for begin, end, name in self._names.find(folded):
            start, behind = folded.origin(begin), folded.origin(end - 1) + 1
            if name.full and " " in name.text:
                span = tags.origins[start], tags.origins[behind - 1] + 1
                yield Romanised(*span, name.full, 1.0)
        for match in self._romanised.find(runs_in(tags.text), language):
            span = tags.origins[match.start], tags.origins[match.end - 1] + 1
            if not match.is_surname:
                yield match._replace(start=span[0], end=span[1])

    def _titled_by_sound(self, text: str, matches: list[Romanised], named: list[str]) -> set[str]:
        """Return the actors whose surname, however it is spelt, follows a title of theirs."""
        titled: set[str] = set()
        for match in matches:
            if match.is_surname and titled.union(named).isdisjoint(match.actors):
                place = match.start, match.end
                titled.update(titled_bearers(text, place, match.actors, self._profile))
        return titled

    def _titles_in(
        self,
        text: str,
        folded: Folded,
        bearers_found: set[str],
        full_names: list[Romanised],
    ) -> Titled:
        """Return what finds the bearers of a surname by the words before it.

        Adds those with a title to ``bearers_found``, and full names to ``full_names``.
        """

        def titled(begin: int, end: int, actors: tuple[str, ...]) -> Iterable[str]:
            place = folded.origin(begin), folded.origin(end - 1) + 1
            if is_arabic(folded.text[begin]):
                full = start_of_full_name(text, place[0], actors, self._profile)
                if full is not None:
                    start, bearers = full
                    full_names.append(Romanised(start, place[1], tuple(bearers), 1.0))
                    return bearers
            if not (has_role(folded.text, begin, end) or has_role_behind(text, place[1])):
                return ()
            bearers = titled_bearers(text, place, actors, self._profile)
            bearers_found.update(bearers)
            return bearers

        return titled

    def _surnames_in(
        self, runs: list[Run], language: str, hits: list[Hit], named: list[str]
    ) -> list[tuple[int, int, str]]:
        """Return the places of surnames of people whom the text names in full."""
        actors = dict.fromkeys(named)
        for _, _, name in hits:
            for actor in name.full:
                actors[actor] = None
        sounds = itertools.chain.from_iterable(map(self._surname_sounds, actors))
        return list(find_surnames(runs, language, sounds))

    def _read_sounds(self, actor: str) -> tuple[SurnameSound, ...]:
        names = listed_names(self._actors.by_id(actor), is_surname_last=True)
        return tuple(surname_sounds(names))

    def find_in_names(self, names: Sequence[str]) -> dict[str, tuple[Mention, ...]]:
        """Return the mentions in each of some short texts, each text by itself."""
        mentions = {}
        # One look-up in the table for all of them: it costs far more than a name.
        hits = sorted(self._names.find(fold(_SEPARATOR.join(names))), key=lambda hit: hit[0])
        start = used = 0
        for name in names:
            folded = fold(name)
            end = start + len(folded.text)
            own: list[Hit] = []
            while used < len(hits) and hits[used][0] < end:
                first, behind, entry = hits[used]
                own.append((first - start, behind - start, entry))
                used += 1
            by_sound = self._romanised.find(runs_in(name), UNDETERMINED)
            romanised = [match for match in by_sound if not match.is_surname]
            within = NamesInText(name, UNDETERMINED, folded, own, romanised)
            mentions[name] = resolve_names(within, self._profile).mentions
            start = end + len(_SEPARATOR)
        return mentions

    def described(self, phrase: str, among: Iterable[str]) -> str | None:
        """Return the one actor of ``among`` whom a phrase ("the cleric") describes, or None."""
        candidates = self._actors.described(phrase) & set(among)
        return next(iter(candidates)) if len(candidates) == 1 else None

    def find_themes(self, content: str, language: str) -> tuple[ThemeHit, ...]:
        """Return the themes that the text of a statement meets, each with its place."""
        return self.themes.find(content, language)

    def is_one_of(self, actor: str, wanted: Iterable[str], *, include_parts: bool = False) -> bool:
        """Return whether ``wanted`` has the actor's id, a tag of it as ``tag:…``, or its group.

        Groups count with ``include_parts`` only.
        """
        groups, tags = self._groups(actor)
        return any(
            want == actor
            or (include_parts and want in groups)
            or (want.startswith(_TAG) and want[len(_TAG) :] in tags)
            for want in wanted
        )

    def pattern_of(self, rule: str) -> Pattern | None:
        """Return the pattern of a rule; None for a rule without one, or an unknown one."""
        return self._patterns.get(rule)

    def names_of(self, actor: str) -> Iterator[str]:
        """Yield every name by which a rule may mean an actor: id, groups, tags as ``tag:…``."""
        yield actor
        groups, tags = self._groups(actor)
        yield from groups
        yield from (_TAG + tag for tag in tags)

    def _find_groups(self, actor_id: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the groups that an actor is part of, directly or through others, and its tags."""
        groups: set[str] = set()
        pending = [actor_id]
        while pending:
            actor = self._actors.find(pending.pop())
            for group in actor.part_of if actor else ():
                if group not in groups:
                    groups.add(group)
                    pending.append(group)
        own = self._actors.find(actor_id)
        return frozenset(groups), frozenset(own.tags if own else ())


def _runs_of(text: str) -> list[Run]:
    """Return the runs of capitalised words of a text; signs inside them do not part them."""
    respelt = without_signs(text)
    if respelt is None:
        return runs_in(text)
    return [
        Run(respelt.origins[run.start], run.text, respelt.origins[run.start :])
        for run in runs_in(respelt.text)
    ]


def _compiled(actors: Sequence[Actor]) -> CompiledActors:
    if isinstance(actors, CompiledActors):
        return actors
    return CompiledActors(compile_actors(actors), len(actors))
