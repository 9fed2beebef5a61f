"""Feeds: bytes to entries, and when to poll next. Pure."""
