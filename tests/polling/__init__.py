"""Polling of servers on loopback: each behaviour, every fault side by side, feeds over time."""
