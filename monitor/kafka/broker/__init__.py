"""The embedded broker: its pinned jars and its process."""
