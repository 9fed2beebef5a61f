"""The later names of people whom a text names in full: surnames, and name and patronymic. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from monitor.watchlist.listed_sounds import ListedName
from monitor.watchlist.name_runs import is_patronymic
from monitor.watchlist.person_names import Romanised
from monitor.watchlist.read_words import (
    Run,
    RunWord,
    consonants_of_run,
    is_surname_of,
    words_of_run,
)
from monitor.watchlist.sounds import sounds_of

_WORDS_WITH_FATHER = 3
"""A given name, a patronymic and a surname."""


SurnameSound = tuple[str, ListedName]
"""The consonants of a surname, and a name that has it."""


def surname_sounds(names: Iterable[ListedName]) -> Iterator[SurnameSound]:
    """Yield the consonants of the surname of each name, once for each way to read it."""
    for entry in names:
        for sound in sounds_of(entry.last):
            yield sound.consonants, entry


def find_surnames(
    runs: Iterable[Run], language: str, sounds: Iterable[SurnameSound]
) -> Iterator[tuple[int, int, str]]:
    """Yield the places of some surnames, in any case and spelling, and the actors."""
    wanted: dict[str, list[ListedName]] = defaultdict(list)
    for consonants, entry in sounds:
        wanted[consonants].append(entry)
    if not wanted:
        return
    read_as = wanted.keys()
    by_word: dict[str, tuple[tuple[int, str], ...]] = {}
    by_run: dict[str, list[tuple[int, int, str]]] = {}
    """A text repeats its names."""
    for run in runs:
        places = by_run.get(run.text)
        if places is None:
            places = by_run[run.text] = []
            if read_as.isdisjoint(consonants_of_run(run.text, language)):
                continue
            for word in words_of_run(run.text, language):
                bearers = by_word.get(word.token.text)
                if bearers is None:
                    bearers = by_word[word.token.text] = tuple(_bearers_of(word, wanted))
                start = word.token.start
                places += [(start, start + end, actor) for end, actor in bearers]
        for start, end, actor in places:
            yield run.place(start), run.place(end), actor


def _bearers_of(word: RunWord, wanted: dict[str, list[ListedName]]) -> Iterator[tuple[int, str]]:
    """Yield where in a word a surname ends, and the actor whose it is, each once."""
    seen: set[str] = set()
    for end, form in word.forms:
        for entry in wanted.get(form.sound.consonants, ()):
            if entry.actor not in seen and is_surname_of(entry, form):
                seen.add(entry.actor)
                yield end, entry.actor


def by_father(text: str, names: Iterable[Romanised]) -> Iterator[Romanised]:
    """Yield where a person whose full name has a patronymic is called without the surname."""
    called: dict[str, tuple[str, ...]] = {}
    for name in names:
        words = text[name.start : name.end].split()
        if len(words) == _WORDS_WITH_FATHER and is_patronymic(words[1]):
            called[" ".join(words[:2])] = name.actors
    for phrase, actors in called.items():
        for match in re.finditer(rf"\b{re.escape(phrase)}\b(?! [А-ЯЁІЇЄ])", text):
            yield Romanised(match.start(), match.end(), actors, 1.0)
