"""Test a statement against rules: the reasons where it meets one, the clauses that fail otherwise.

A near miss is a rule of which one clause fails and another one, confidence apart, holds.
"""

from dataclasses import dataclass

from monitor.matches.candidates import RuleClauses, index_rules
from monitor.matches.clauses import clauses_of
from monitor.matches.evidence import Evidence
from monitor.records import NearMiss, Reading, Reason, Statement
from monitor.watchlist import Rule, WatchlistIndex

NEAR_MISSES_KEPT = 20
"""Near misses that travel with a match: more than anybody reads, and the record stays small."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One statement tested against one rule: reasons of clauses that hold, clauses that fail."""

    rule: Rule
    reasons: tuple[Reason, ...]
    failed: tuple[NearMiss, ...]

    @property
    def is_met(self) -> bool:
        """Whether every clause holds."""
        return not self.failed


def judge_statement(
    rule: Rule, statement: Statement, reading: Reading, index: WatchlistIndex
) -> Verdict:
    """Test one statement against one rule."""
    return _judge(RuleClauses(rule, clauses_of(rule)), Evidence(statement, reading, index))


def met_rules(evidence: Evidence) -> list[Verdict]:
    """Return the verdicts of the rules that a statement meets, in the order of the rules."""
    candidates = index_rules(evidence.index).candidates(evidence)
    return [_judge(candidate, evidence) for candidate in candidates if _is_met(candidate, evidence)]


def _is_met(candidate: RuleClauses, evidence: Evidence) -> bool:
    return all(clause.holds(evidence) for clause in candidate.clauses)


def find_near_misses(evidence: Evidence) -> tuple[NearMiss, ...]:
    """Return a statement's near misses, at most `NEAR_MISSES_KEPT`, in the order of the rules."""
    near_misses = []
    for candidate in index_rules(evidence.index).near_candidates(evidence):
        near_miss = _near_miss(candidate, evidence)
        if near_miss is not None:
            near_misses.append(near_miss)
            if len(near_misses) == NEAR_MISSES_KEPT:
                break
    return tuple(near_misses)


def _judge(candidate: RuleClauses, evidence: Evidence) -> Verdict:
    rule = candidate.rule
    reasons: list[Reason] = []
    failed: list[NearMiss] = []
    for clause in candidate.clauses:
        if clause.holds(evidence):
            reasons.extend(clause.explain(evidence))
        else:
            wanted, got = clause.wants(), clause.actual(evidence)
            failed.append(NearMiss(rule=rule.id, clause=clause.name, wanted=wanted, got=got))
    return Verdict(rule, tuple(reasons), tuple(failed))


def _near_miss(candidate: RuleClauses, evidence: Evidence) -> NearMiss | None:
    """Return the one clause that fails, where another one than confidence holds; else None."""
    failing = None
    some_hold = False
    for clause in candidate.clauses:
        if clause.holds(evidence):
            some_hold = some_hold or clause.name != "confidence"
        elif failing is None:
            failing = clause
        else:
            return None
    if failing is None or not some_hold:
        return None
    return NearMiss(
        rule=candidate.rule.id,
        clause=failing.name,
        wanted=failing.wants(),
        got=failing.actual(evidence),
    )
