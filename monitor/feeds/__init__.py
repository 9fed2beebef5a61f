"""Feeds: bytes to entries, the identity of entries, and the schedule of polls. Pure."""
