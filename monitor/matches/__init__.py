"""Statements against the watchlist: link them to actors and themes, test rules, say why. Pure.

link         the actors and themes of a statement
candidates   the rules that a statement may meet
clauses      the conditions of a rule, one class each
rules        whether a statement meets a rule, or misses it by one clause
patterns/    what matches add up to over time
"""
