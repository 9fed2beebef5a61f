"""The later names of people whom a text names in full: surnames, and name and patronymic. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from monitor.watchlist.listed_sounds import ListedName
from monitor.watchlist.name_runs import is_patronymic
from monitor.watchlist.person_names import Romanised
from monitor.watchlist.read_words import Run, RunWord, is_surname_of, words_of_run
from monitor.watchlist.sounds import sounds_of

_WORDS_WITH_FATHER = 3
"""A given name, a patronymic and a surname."""


def find_surnames(
    runs: Iterable[Run], language: str, names: Iterable[ListedName]
) -> Iterator[tuple[int, int, str]]:
    """Yield the places of the surnames of some names, in any case and spelling, and the actors."""
    wanted: dict[str, list[ListedName]] = defaultdict(list)
    for entry in names:
        for sound in sounds_of(entry.last):
            wanted[sound.consonants].append(entry)
    if not wanted:
        return
    by_word: dict[str, tuple[tuple[int, str], ...]] = {}
    for run in runs:
        for word in words_of_run(run.text, language):
            text = word.token.text
            bearers = by_word.get(text)
            if bearers is None:
                bearers = by_word[text] = tuple(_bearers_of(word, wanted))
            if bearers:
                start = word.token.start
                for end, actor_id in bearers:
                    yield run.place(start), run.place(start + end), actor_id


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
