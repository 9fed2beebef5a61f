"""pattern-matches --detect--> matches: what the matches of a rule with a pattern add up to.

One kind of pattern is one module in `monitor.matches.patterns`. Here each match is first compared
with the state, whose key is `pattern_key`:

1. A match that was counted before (by its id) changes nothing and detects nothing.
2. A copy, which is the same statement in another article within the event window, is not counted
   again.
3. The result does not depend on the order in which matches arrive.
"""

from collections.abc import Callable

import msgspec

from monitor.matches.patterns.absence import remember_last
from monitor.matches.patterns.burst import find_burst
from monitor.matches.patterns.detected import Detected
from monitor.matches.patterns.first import find_first
from monitor.matches.patterns.history import count_statement, is_copy, remember_match
from monitor.matches.patterns.reversal import find_reversals
from monitor.records import Match, PatternState
from monitor.watchlist.values import Pattern

Detector = Callable[[PatternState, Match, Pattern], Detected]

_DETECTORS: dict[str, Detector] = {
    "first": find_first,
    "reversal": find_reversals,
    "burst": find_burst,
    "absence": remember_last,
}
_NEED_NO_COPIES = frozenset(("reversal", "burst"))
"""Kinds to which a copy adds nothing; a first and an absence look at the time of each copy."""


def detect_patterns(state: PatternState | None, match: Match, pattern: Pattern) -> Detected:
    """Return the state of a rule and actor after a match, and the matches to raise alerts from.

    ``state`` is None before the first match of its key.
    """
    state = state or PatternState(first_at=match.seen_at)
    if match.id in state.seen:
        return Detected(state)
    if pattern.by == "rule":
        match = msgspec.structs.replace(match, actor=None)  # the alert is about no single actor
    state = remember_match(state, match)
    copy = is_copy(state, match)
    if not copy:
        state = count_statement(state, match)
    if copy and pattern.kind in _NEED_NO_COPIES:
        return Detected(state)
    return _DETECTORS[pattern.kind](state, match, pattern)
