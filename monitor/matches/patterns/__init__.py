"""Patterns: what the matches of one rule and actor add up to over time. Pure.

first      the actor speaks on the theme for the first time in ``days``
reversal   the actor takes the opposite stand on the theme: supports what it rejected
burst      more statements of the actor in an hour than is usual for that hour of the week
absence    the actor has said nothing for longer than is usual

The first three follow from a match (`monitor.flow.detect_patterns`), an absence from the passing
of time (`absence.find_absence`). State is one `PatternState` per key (`history.pattern_key`); time
is when an article was seen.

Articles are read in parallel, so matches arrive in any order. Results do not depend on it: a late
match is inserted where it belongs in time, and never raises a pair of statements again that it
splits. State that was lost with a process is rebuilt to the same values.
"""
