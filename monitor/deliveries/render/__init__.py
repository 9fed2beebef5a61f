"""Render alerts for each kind of receiver: events, mail, chat, and feeds for readers. Pure."""
