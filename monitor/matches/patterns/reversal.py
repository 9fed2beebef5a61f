"""Pattern ``reversal``: an actor takes the opposite stand on a theme from its stand before.

Stands are kept per theme in order of time. A new stand is compared with its two neighbours:

1. Two neighbours with opposite acts are a turn, reported with the earlier stand.
2. A stand that arrives late and splits a turn into two replaces it: one of the two turns counts as
   reported, so that there are as many reports as turns, whatever the order of arrival.
3. A turn on several themes is reported once.
"""

import bisect
from collections.abc import Iterable
from datetime import datetime

import msgspec

from monitor.matches.patterns.detected import Detected, pattern_match
from monitor.matches.patterns.history import STANDS_KEPT, as_earlier, themes_of
from monitor.records import Act, Match, PatternState, Statement
from monitor.records.pattern_state import Earlier
from monitor.watchlist.values import Pattern

OPPOSITES: dict[Act, frozenset[Act]] = {
    "support": frozenset(("reject", "threaten", "accuse")),
    "praise": frozenset(("accuse",)),
    "promise": frozenset(("reject", "deny")),
    "reject": frozenset(("support", "promise")),
    "accuse": frozenset(("praise", "support", "apologise")),
    "threaten": frozenset(("support", "apologise")),
    "deny": frozenset(("promise", "apologise")),
    "apologise": frozenset(("accuse", "threaten", "deny")),
}

Turn = tuple[Earlier, Earlier]
"""Two neighbouring stands that are opposite, the earlier one first."""


def find_reversals(state: PatternState, match: Match, _pattern: Pattern) -> Detected:
    """Return the state with the stand of a match, and a match per new turn, at its later stand."""
    if not _takes_a_stand(match.statement):
        return Detected(state)
    stands = dict(state.stands)
    stand = as_earlier(match)
    turns: list[Turn] = []
    for theme in themes_of(match):
        others = stands.get(theme, ())
        place = bisect.bisect(others, _order_of(stand), key=_order_of)
        if place == 0 and len(others) >= STANDS_KEPT:
            continue  # older than every stand kept: its earlier neighbour is unknown
        turns += [turn for turn in _new_turns(others, place, stand) if turn not in turns]
        stands[theme] = (*others[:place], stand, *others[place:])[-STANDS_KEPT:]
    state = msgspec.structs.replace(state, stands=stands)
    return Detected(state, tuple(_match_of_turn(match, *turn) for turn in turns))


def _new_turns(others: tuple[Earlier, ...], place: int, stand: Earlier) -> list[Turn]:
    """Return the turns that a stand makes with its neighbours and that were not reported yet."""
    before, after = others[place - 1 : place], others[place : place + 1]
    pairs = [(earlier, stand) for earlier in before] + [(stand, later) for later in after]
    turns = [pair for pair in pairs if _are_opposite(pair[0].statement, pair[1].statement)]
    splits_a_turn = before and after and _are_opposite(before[0].statement, after[0].statement)
    return turns[1:] if splits_a_turn else turns


def _match_of_turn(match: Match, earlier: Earlier, later: Earlier) -> Match:
    said = earlier.statement
    acts = ", ".join(said.acts) or said.polarity
    value = f"before, on {earlier.at:%Y-%m-%d}: “{said.text}” ({acts})"
    if later.statement is not match.statement:
        # The match is the earlier stand: its reasons do not apply to the later statement.
        match = msgspec.structs.replace(
            match, statement=later.statement, article=later.article, seen_at=later.at, why=()
        )
    occasion = (
        f"reversal {earlier.at.isoformat()} {said.id} {later.at.isoformat()} {later.statement.id}"
    )
    return pattern_match(match, value, occasion, earlier)


def _order_of(stand: Earlier) -> tuple[datetime, str, str]:
    return stand.at, stand.statement.id, stand.article.id


def _takes_a_stand(statement: Statement) -> bool:
    return any(act in OPPOSITES for act in statement.acts)


def _are_opposite(one: Statement, other: Statement) -> bool:
    """Compare acts and not words, which may be the same: "rejected the plan", "backed the plan"."""
    return _any_opposite(one.acts, other.acts) or _any_opposite(other.acts, one.acts)


def _any_opposite(acts: Iterable[Act], others: Iterable[Act]) -> bool:
    return any(not OPPOSITES.get(act, frozenset()).isdisjoint(others) for act in acts)
