"""Metrics of a running process, its port for them, and its traces."""
