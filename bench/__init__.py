"""Benchmarks of the line: ``make bench`` prints each figure with its limit and the ratio to it."""
