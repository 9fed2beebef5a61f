"""Render alerts for each kind of receiver: events, mail, feeds."""
