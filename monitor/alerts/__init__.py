"""Alerts: one per event, however many articles carry it. Pure.

unite            copies and events: (alert, stored alerts) -> Raised | Updated | Repeated
suppress         whether anyone is notified: (alert, Circumstances) -> Notify | Suppressed
feed_troubles    alerts for operators on feeds that fail or have stopped publishing
noise            what feedback says about each rule, with proposals
"""
