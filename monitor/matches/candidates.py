"""The rules that are worth testing on a statement, however many rules there are.

A rule is filed under the keys of one of its clauses: its themes, its speakers, the actors it is
about or its acts, whichever the fewest rules share. A rule without any of these is tested on the
statements that are certain enough for it. A near miss fails by one clause, so a statement still has
a key of another one: near misses are looked up under all keys of a rule.
"""

import bisect
import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from monitor.matches.clauses import Clause, clauses_of
from monitor.matches.evidence import Evidence
from monitor.records import Statement
from monitor.watchlist import Rule, WatchlistIndex

Key = tuple[str, str]
"""The kind of clause (``theme``, ``speaker``, ``about``, ``act``) and a name that it asks for."""
Keys = tuple[Key, ...]
"""The keys of one clause: a statement that meets the clause has one of them."""


class RuleClauses(NamedTuple):
    """A rule and its clauses."""

    rule: Rule
    clauses: tuple[Clause, ...]


class RuleIndex:
    """The rules of a watchlist by the keys of their clauses."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = [RuleClauses(rule, clauses_of(rule)) for rule in rules]
        keys = [_keys_of(rule) for rule in rules]
        self._uses = _count_uses(keys)
        self._by_rarest_key: dict[Key, list[int]] = defaultdict(list)
        self._by_any_key: dict[Key, list[int]] = defaultdict(list)
        self._without_key: list[tuple[float, int]] = []
        """Rules by their least confidence."""
        self._near_without_key: list[int] = []
        """Rules that a statement with none of their keys can miss by one clause."""
        for number, (rule, clause_keys) in enumerate(zip(rules, keys, strict=True)):
            self._file(number, rule, clause_keys)
        self._without_key.sort()

    def _file(self, number: int, rule: Rule, clause_keys: tuple[Keys, ...]) -> None:
        if clause_keys:
            for key in min(clause_keys, key=self._count_of):
                self._by_rarest_key[key].append(number)
        else:
            self._without_key.append((rule.min_confidence, number))
        if len(clause_keys) < 2 and _has_clause_without_key(rule):
            self._near_without_key.append(number)
        for keys in clause_keys:
            for key in keys:
                self._by_any_key[key].append(number)

    def _count_of(self, keys: Keys) -> int:
        return sum(self._uses[key] for key in keys)

    def candidates(self, evidence: Evidence) -> Iterator[RuleClauses]:
        """Yield the rules that a statement may meet, in the order of the watchlist."""
        certain = (evidence.statement.confidence, len(self._rules))
        end = bisect.bisect_right(self._without_key, certain)
        numbers = [number for _, number in self._without_key[:end]]
        return self._look_up(evidence, numbers, self._by_rarest_key)

    def near_candidates(self, evidence: Evidence) -> Iterator[RuleClauses]:
        """Yield the rules that a statement may miss by one clause, in the same order."""
        return self._look_up(evidence, self._near_without_key, self._by_any_key)

    def _look_up(
        self, evidence: Evidence, without_key: list[int], by_key: dict[Key, list[int]]
    ) -> Iterator[RuleClauses]:
        numbers = set(without_key)
        for key in _keys_in(evidence.statement, evidence.index):
            numbers.update(by_key.get(key, ()))
        return (self._rules[number] for number in sorted(numbers))


@functools.lru_cache(maxsize=2)
def index_rules(index: WatchlistIndex) -> RuleIndex:
    """Return the rules of a watchlist by their keys; built once per watchlist.

    Two are kept: while a change of the configuration spreads, both watchlists are in use.
    """
    return RuleIndex(index.watchlist.rules)


def _keys_of(rule: Rule) -> tuple[Keys, ...]:
    """Return the keys of each clause of a rule that has keys."""
    themes: Iterable[str] = ()
    if rule.themes.within == "statement":  # these themes are known before rules are tested
        themes = rule.themes.any or rule.themes.all[:1]
    clause_keys = (
        tuple(("theme", theme) for theme in themes),
        tuple(("speaker", name) for name in rule.speakers),
        tuple(("about", name) for name in rule.about),
        tuple(("act", act) for act in rule.acts),
    )
    return tuple(keys for keys in clause_keys if keys)


def _count_uses(clause_keys_of_rules: list[tuple[Keys, ...]]) -> Counter[Key]:
    """Return how many clauses have each key."""
    uses: Counter[Key] = Counter()
    for clause_keys in clause_keys_of_rules:
        for keys in clause_keys:
            uses.update(keys)
    return uses


def _has_clause_without_key(rule: Rule) -> bool:
    """Return whether a rule has a clause, confidence apart, that may hold without any key."""
    is_wider = rule.themes.within != "statement"
    return bool(rule.speakers_not or rule.polarity != "any" or is_wider)


def _keys_in(statement: Statement, index: WatchlistIndex) -> Iterator[Key]:
    """Yield the keys that a statement has."""
    for theme in statement.themes:
        yield "theme", theme
    for act in statement.acts:
        yield "act", act
    actor = statement.speaker.actor if statement.speaker else None
    if actor is not None:
        for name in index.names_of(actor):
            yield "speaker", name
    for actor in statement.about:
        for name in index.names_of(actor):
            yield "about", name
