"""Benchmarks of the line: ``make bench``. Every figure is printed with its limit and the ratio to it, in one run."""
