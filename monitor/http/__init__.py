"""Polite fetching: over httpx, with guards against private networks, endless bodies and endless waits."""
