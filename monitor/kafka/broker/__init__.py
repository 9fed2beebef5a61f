"""The embedded broker: pinned jars, and the process that runs them."""
