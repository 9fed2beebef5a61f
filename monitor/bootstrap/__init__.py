"""Composition root: builds each process from settings and configuration.

    poller      `monitor poll`       deliverer   `monitor deliver`
    processor   `monitor process`    web         `monitor serve`

Each is a module of its own, which its command imports once the settings are valid: a process loads
only what it needs, and a mistake in the settings costs no more than reading them.
"""
