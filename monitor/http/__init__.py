"""Polite fetching over httpx, and the killable processes that parse what was fetched."""
