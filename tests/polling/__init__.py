"""Polling against servers on loopback: behaviours one by one, every fault at once, and feeds over time."""
