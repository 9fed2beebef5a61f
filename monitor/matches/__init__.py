"""Statements against the watchlist: link them to actors and themes, hold them against rules, say why. Pure."""

from monitor.matches.link import link_statements, unlink_statement
from monitor.matches.rules import Verdict, judge_statement, matches_of, near_misses

__all__ = [
    "Verdict",
    "judge_statement",
    "link_statements",
    "matches_of",
    "near_misses",
    "unlink_statement",
]
