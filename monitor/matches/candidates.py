"""Which rules are worth holding against a statement, however many there are.

Each rule is put under its themes, its speakers or those it is about, whichever fewest rules share; one without any is always tried.
A rule that is missed by one clause alone still meets its other keys, so near misses are looked for under all of them.
"""

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from monitor.records import Statement
from monitor.watchlist import Rule, WatchlistIndex

_Keys = tuple[tuple[str, str], ...]
"""Each of which clause it is, and a name."""


class RuleIndex:
    """The rules of a watchlist by what they ask for."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = rules
        keys = [_keys_of(rule) for rule in rules]
        self._shared = Counter(key for choices in keys for choice in choices for key in choice)
        self._by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_any_key: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._always: list[int] = []
        self._alone: list[int] = []
        """Rules of at most one key that another clause may hold for: they can be missed by that key."""
        for number, (rule, choices) in enumerate(zip(rules, keys, strict=True)):
            if not choices:
                self._always.append(number)
            else:
                for key in min(choices, key=self._crowd):
                    self._by_key[key].append(number)
            if len(choices) < 2 and (
                rule.acts
                or rule.speakers_not
                or rule.polarity != "any"
                or rule.within != "statement"
            ):
                self._alone.append(number)
            for choice in choices:
                for key in choice:
                    self._by_any_key[key].append(number)

    def _crowd(self, choice: _Keys) -> int:
        return sum(self._shared[key] for key in choice)

    def candidates(self, statement: Statement, index: WatchlistIndex) -> Iterator[Rule]:
        """Yield the rules that the statement may meet, in their order."""
        return self._chosen(self._always, self._by_key, statement, index)

    def near(self, statement: Statement, index: WatchlistIndex) -> Iterator[Rule]:
        """Yield the rules that the statement may miss by one clause, in their order."""
        return self._chosen(self._alone, self._by_any_key, statement, index)

    def _chosen(
        self,
        always: list[int],
        by_key: dict[tuple[str, str], list[int]],
        statement: Statement,
        index: WatchlistIndex,
    ) -> Iterator[Rule]:
        numbers = set(always)
        for key in _keys_in(statement, index):
            numbers.update(by_key.get(key, ()))
        return (self._rules[number] for number in sorted(numbers))


@functools.lru_cache(maxsize=2)
def rules_of(index: WatchlistIndex) -> RuleIndex:
    """Return the rules of a watchlist by what they ask for; made once for each."""
    return RuleIndex(index.watchlist.rules)


def _keys_of(rule: Rule) -> tuple[_Keys, ...]:
    """Return the clauses by which a rule can be found, each as the names of which a statement must have one."""
    themes: Iterable[str] = rule.themes or rule.themes_all[:1] if rule.within == "statement" else ()
    choices = (
        tuple(("theme", theme) for theme in themes),
        tuple(("speaker", name) for name in rule.speakers),
        tuple(("about", name) for name in rule.about),
    )
    return tuple(choice for choice in choices if choice)


def _keys_in(statement: Statement, index: WatchlistIndex) -> Iterator[tuple[str, str]]:
    for theme in statement.themes:
        yield "theme", theme
    actor = statement.speaker.actor if statement.speaker else None
    if actor is not None:
        for name in index.names_of(actor):
            yield "speaker", name
    for actor in statement.about:
        for name in index.names_of(actor):
            yield "about", name
