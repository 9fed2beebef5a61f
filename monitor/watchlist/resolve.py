"""Resolve the names found in a text: which actor each place means, and which are undecided. Pure.

1. Which places are names is decided by `monitor.watchlist.choices`.
2. The name of a body in a dateline or of a city (`monitor.watchlist.body_contexts`,
   `monitor.watchlist.capitals`) does not count.
3. A full name of several actors means the one that the text speaks for, else it is undecided
   (`monitor.watchlist.namesakes`).
4. A person's surname counts where the full name occurs in the article, and only where it can mean
   one actor.
5. A name inside a longer name, or after another given name, does not count.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from monitor.languages.files import has_trait
from monitor.languages.given_names import Gender
from monitor.watchlist.acronyms import (
    is_common_start,
    is_shouted_word,
    is_spelled_out_otherwise,
)
from monitor.watchlist.body_contexts import is_no_mention, is_part_of_body
from monitor.watchlist.capitals import is_city
from monitor.watchlist.choices import (
    Choice,
    NamesInText,
    Never,
    choose,
    excluded_at,
    keep_by_case,
    named_in_full,
    never_places,
)
from monitor.watchlist.folding import fold_term
from monitor.watchlist.longer_names import LongerNames, is_given_name
from monitor.watchlist.meanings import (
    CALLED_OTHERWISE,
    FoundNames,
    Meanings,
    Other,
    Span,
    SurnameAt,
)
from monitor.watchlist.namesakes import MOST_PLACES, Article, Sense
from monitor.watchlist.ordinary_words import is_common_word, word_before
from monitor.watchlist.person_names import Romanised
from monitor.watchlist.profiles import CUT, Profile
from monitor.watchlist.relatives import has_relative_beside, is_aside
from monitor.watchlist.role_words import is_listed
from monitor.watchlist.surname_places import SurnamePlace, SurnamePlaces
from monitor.watchlist.surroundings import folded_words
from monitor.watchlist.titles import titled_bearers

Profiles = Callable[[str], Profile]
"""Returns what distinguishes an actor from its namesakes."""

_VOWELS = "aeiouyаеёиіоуыэюяй"
NO_NAMES = FoundNames((), ())


class _Surname(NamedTuple):
    start: int
    end: int
    actors: tuple[str, ...]
    gender: Gender = "?"
    """What a form of address before it says of its bearer."""


def resolve_names(names: NamesInText, profiles: Profiles) -> FoundNames:
    """Return the mentions of actors in a text, and its undecided names."""
    if not (names.hits or names.romanised or names.titled):
        return NO_NAMES
    hits = keep_by_case(names)
    never = never_places(hits)
    choices = choose(
        hits, named_in_full(hits, names.romanised) | names.titled, never, len(names.folded.text)
    )
    resolution = _Resolution(names, choices, never, profiles)
    for choice in choices:
        resolution.add_listed(choice)
    for match in sorted(names.romanised, key=lambda match: match.is_initial):
        resolution.add_romanised(match)
    for start, end, actor in names.surnames:
        resolution.add_surname(start, end, actor)
    return resolution.decide()


class _Resolution:
    """The state of resolving one text: full names first, then surnames by them."""

    def __init__(
        self, names: NamesInText, choices: list[Choice], never: list[Never], profiles: Profiles
    ) -> None:
        self._names, self._text, self._profiles = names, names.text, profiles
        self._never = [(*names.span_of(start, end), actor) for start, end, actor in never]
        self._longest_never = max((end - start for start, end, _ in self._never), default=0)
        certain = [
            choice.actors[0] for choice in choices if choice.is_full and len(choice.actors) == 1
        ]
        spelled_out = (choice for choice in choices if choice.is_full and not choice.is_acronym)
        self._spelled_out = {actor for choice in spelled_out for actor in choice.actors}
        self._spelled_out.update(actor for match in names.romanised for actor in match.actors)
        self._article = Article(names.text, names.language, profiles, frozenset(certain))
        self._around = LongerNames(names.text, names.language)
        self._surnames = SurnamePlaces(names, self._around, self._article, profiles)
        self._unsupported: Counter[tuple[str, ...]] = Counter()
        """By actors, the places of their surname with an initial that were read."""
        self._other_acronyms: dict[str, bool] = {}
        """By acronym, whether the text spells it out as something else."""
        self._cities: dict[Span, tuple[str, ...]] = {}
        """By place of a capital that means the city, the actors who have its name."""
        self._is_full = bytearray(len(names.text))
        """By place in the text, whether a full name is there."""
        self._is_surname = bytearray(len(names.text))
        """By place in the text, whether a surname as the list has it is there."""
        self._places: dict[tuple[str, ...], list[Romanised]] = {}
        """By the actors who bear a full name, the places that count."""
        self._listed_surnames: list[_Surname] = []
        self._other_surnames: dict[Span, list[str]] = {}
        """By place, the actors whose surname is there in another case or spelling."""

    def add_listed(self, choice: Choice) -> None:
        """Add a name of the list."""
        start, end = self._names.span_of(choice.start, choice.end)
        if choice.is_acronym and self._is_no_acronym(choice, start, end):
            return
        if not choice.is_full:
            self._listed_surnames.append(_Surname(start, end, choice.actors))
            self._is_surname[start:end] = b"\x01" * (end - start)
            return
        if self._is_no_body(choice.actors, (start, end), is_acronym=choice.is_acronym):
            return
        match = Romanised(start, end, choice.actors, 1.0)
        self._mark_full(match)
        if not self._profiles(match.actors[0]).is_person or self._is_whole(start, end):
            self._places.setdefault(choice.actors, []).append(match)

    def _is_no_body(
        self, actors: tuple[str, ...], place: Span, *, is_acronym: bool = False
    ) -> bool:
        """Return whether a name of a body means something else at a place; note cities."""
        if self._profiles(actors[0]).is_person:
            return False
        language = self._names.language
        if is_common_start(self._text, place):
            return True
        is_state = all(self._profiles(actor).is_state for actor in actors)
        if is_state and is_part_of_body(self._text, place):
            return True
        if is_no_mention(self._text, language, place, is_acronym=is_acronym):
            return True
        if not is_city(self._text, language, place):
            return False
        self._cities[place] = actors
        return True

    def _is_whole(self, start: int, end: int) -> bool:
        """Return whether a name of a person is not part of a longer one."""
        if self._around.is_part_of_a_name(start, end, is_full=" " in self._text[start:end]):
            return False
        return " " not in self._text[start:end] or not self._around.follows_given_name(start)

    def _is_no_acronym(self, choice: Choice, start: int, end: int) -> bool:
        """Return whether an acronym is an ordinary word, or abbreviates another name."""
        if is_shouted_word(self._text, self._names.language, start, end):
            return True
        if not self._spelled_out.isdisjoint(choice.actors):
            return False
        acronym = self._text[start:end]
        letters = fold_term(acronym).replace(".", "")
        is_translated = all(
            letters not in self._profiles(actor).abbreviations for actor in choice.actors
        )
        if is_translated and not is_listed(letters, "common"):
            return False  # short for the body's name in a language that the list lacks: OMS
        if acronym not in self._other_acronyms:
            self._other_acronyms[acronym] = is_spelled_out_otherwise(
                self._text, acronym, lambda words: self._is_name_of(words, choice.actors)
            )
        return self._other_acronyms[acronym]

    def _is_name_of(self, words: str, actors: tuple[str, ...]) -> bool:
        """Return whether words have those of a body's name, by their first letters."""
        written = frozenset(word[:CUT] for word in folded_words(words))
        names = (name for actor in actors for name in self._profiles(actor).spelled)
        return any(name <= written for name in names)

    def add_romanised(self, match: Romanised) -> None:
        """Add a name in another spelling, where no full name of the list is."""
        if self._overlaps_full_name(match.start, match.end):
            return
        span = match.start, match.end
        actors = tuple(actor for actor in match.actors if not self._is_never(*span, actor))
        if not actors:
            return
        if match.is_initial and not self._is_supported(match, actors):
            return
        first_word = self._text[match.start : match.end].split()[0]
        end = match.start + len(first_word)
        if self._is_no_body(actors, span):
            return
        if match.is_turned and self._is_common_word(match.start, end, actors):
            return
        if not self._profiles(actors[0]).is_person or self._is_whole(match.start, match.end):
            self._places.setdefault(actors, []).append(match)
        self._mark_full(match)

    def _is_supported(self, match: Romanised, actors: tuple[str, ...]) -> bool:
        """Return whether the text names one of the actors in full, or describes it at the place."""
        if any(actor in bearers for bearers in self._places for actor in actors):
            return True
        self._unsupported[actors] += 1
        if self._unsupported[actors] > MOST_PLACES:
            return False
        if len(actors) > 1:
            return False
        actor = actors[0]
        return self._article.describes(actor, match.start, match.end) or self._article.supports(
            actor
        )

    def add_surname(self, start: int, end: int, actor: str) -> None:
        """Add a surname in another case or spelling, where the list's own is not."""
        if self._is_surname.find(1, start, end) >= 0 or self._is_of_man(start, end, actor):
            return
        if not self._is_never(start, end, actor):
            bearers = self._other_surnames.setdefault((start, end), [])
            if actor not in bearers:
                bearers.append(actor)

    def _is_of_man(self, start: int, end: int, actor: str) -> bool:
        """Return whether a declined surname is a man's and the actor is a woman: Kowala."""
        declines = has_trait(self._names.language, "men_decline")
        if not declines or self._profiles(actor).gender != "f":
            return False
        written = fold_term(self._text[start:end])
        return any(
            written != surname and written.startswith(surname)
            for surname in self._profiles(actor).surnames
            if surname[-1] not in _VOWELS
        )

    def decide(self) -> FoundNames:
        """Return what the places mean."""
        meanings = Meanings(
            self._text, lambda start: is_aside(self._text, start, self._names.language)
        )
        self._drop_generations()
        self._article.add_named(actors[0] for actors in self._places)
        for actors, places in self._places.items():
            for sense, alike in self._senses(actors, places):
                meanings.add(actors, sense, alike)
        for span, actors in self._cities.items():
            meanings.add_city(span, actors)
        for actor in self._names.titled:
            meanings.add_titled(actor)
        others = [_Surname(*span, tuple(actors)) for span, actors in self._other_surnames.items()]
        counted = list(self._counted_surnames([*self._listed_surnames, *others], meanings))
        for surname in sorted(counted):
            span = surname.start, surname.end
            is_of_gender = surname.gender != "?" and any(
                self._profiles(actor).gender == surname.gender for actor in surname.actors
            )
            place = SurnameAt(span, surname.actors, surname.gender, is_of_gender)
            meanings.add_surname(place, self._sense_of_surname(surname, meanings))
        return FoundNames(
            tuple(sorted(meanings.mentions, key=lambda mention: mention.start)),
            tuple(sorted(meanings.undecided, key=lambda undecided: undecided.start)),
        )

    def _drop_generations(self) -> None:
        """Drop "their son, Carl Berg Jr." where the text has "Carl Berg" too."""
        for actors, places in self._places.items():
            kept = [place for place in places if not self._is_of_next_generation(place)]
            if kept and self._profiles(actors[0]).is_person:
                self._places[actors] = kept

    def _is_of_next_generation(self, place: Romanised) -> bool:
        span = place.start, place.end
        return self._around.has_generation(place.end) and has_relative_beside(self._text, span)

    def _senses(
        self, actors: tuple[str, ...], places: list[Romanised]
    ) -> Iterator[tuple[Sense, list[Romanised]]]:
        """Yield what a full name means, and the places at which it does.

        A place that calls its bearer what none of the actors is means none of them, if another
        place speaks for one. Namesakes are distinguished place by place where the words around two
        places speak for two of them; other places mean the last one who was distinguished.
        """
        strangers = self._strangers(actors, places)
        for place in strangers:
            yield Sense(None, why=CALLED_OTHERWISE), [place]
        places = [place for place in places if place not in strangers]
        spans = [(place.start, place.end) for place in places]
        local: list[str | None] = []
        if len(actors) > 1:
            local = [self._article.sense_at(actors, *span) for span in spans]
        if len(set(local) - {None}) < 2:
            if places:
                yield self._article.sense(actors, spans), places
            return
        current: str | None = None
        for place, actor in sorted(zip(places, local, strict=True), key=lambda pair: pair[0].start):
            current = actor or current
            if current is None:
                yield self._article.sense(actors, [(place.start, place.end)]), [place]
            else:
                yield Sense(current), [place]

    def _strangers(self, actors: tuple[str, ...], places: list[Romanised]) -> frozenset[Romanised]:
        """Return the places of a full name that mean none of the actors."""
        if len(actors) == 1 and not self._profiles(actors[0]).fields:
            return frozenset()
        few = places[:MOST_PLACES]
        strangers = frozenset(
            place
            for place in few
            if self._article.is_called_otherwise(actors, place.start, place.end)
        )
        if len(actors) > 1 or not strangers:
            return strangers
        is_meant = any(
            self._article.speaks_for(actors[0], place.start, place.end)
            for place in few
            if place not in strangers
        )
        is_meant = is_meant or (len(strangers) < len(few) and self._has_titled(actors))
        return strangers if is_meant else frozenset()

    def _has_titled(self, actors: tuple[str, ...]) -> bool:
        """Return whether a surname of actors follows a title of theirs somewhere in the text."""
        own = [place for place in self._listed_surnames if actors[0] in place.actors]
        return any(
            titled_bearers(self._text, (place.start, place.end), actors, self._profiles)
            for place in own[:MOST_PLACES]
        )

    def _sense_of_surname(self, surname: _Surname, meanings: Meanings) -> str | None:
        """Return the one of several bearers for whom words beside a surname speak, or None."""
        start, end, actors, _ = surname
        if len(actors) < 2 and not meanings.has_others(actors):
            return None
        titled = titled_bearers(self._text, (start, end), actors, self._profiles)
        if len(titled) == 1 or len(actors) < 2:
            return titled[0] if titled else None
        return self._article.sense_at(actors, start, end, is_surname=True)

    def _is_common_word(self, start: int, end: int, actors: tuple[str, ...]) -> bool:
        is_common = all(self._profiles(actor).is_common for actor in actors)
        return is_common_word(self._text, self._names.language, (start, end), is_common=is_common)

    def _counted_surnames(
        self, surnames: Iterable[_Surname], meanings: Meanings
    ) -> Iterator[_Surname]:
        """Yield the surnames that count, with their articles; add those of others to meanings."""
        for start, end, actors, _ in dict.fromkeys(surnames):
            if self._overlaps_full_name(start, end) or self._is_common_word(start, end, actors):
                continue
            place = self._surnames.read((start, end), actors)
            if place.is_of_other:
                other = self._other_at(place, end, actors)
                meanings.add_other(other, actors)
            elif place.bearers:
                yield _Surname(place.begin, end, place.bearers, place.gender)

    def _other_at(self, place: SurnamePlace, end: int, actors: tuple[str, ...]) -> Other:
        """Return someone else with a surname of actors, whose given name is before it."""
        given = word_before(self._text, place.begin)
        first = max(0, place.begin - len(given) - 1)
        second = word_before(self._text, first)
        if second[:1].isupper() and is_given_name(second):
            first -= len(second) + 1
        is_topic = not is_aside(self._text, first, self._names.language)
        is_named = is_topic and bool(given)
        is_stranger = is_named and self._article.is_called_otherwise(actors, first, end)
        return Other(end, place.gender, not is_topic, is_stranger)

    def _mark_full(self, match: Romanised) -> None:
        self._is_full[match.start : match.end] = b"\x01" * (match.end - match.start)

    def _overlaps_full_name(self, start: int, end: int) -> bool:
        return self._is_full.find(1, start, end) >= 0

    def _is_never(self, start: int, end: int, actor: str) -> bool:
        """Return whether a place lies inside a ``never`` string of an actor."""
        return actor in excluded_at(start, end, self._never, self._longest_never)
