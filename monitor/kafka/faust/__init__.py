"""Faust, restricted to what keeps at-least-once delivery.

app         the Faust application, and stages as its agents
transport   acknowledges only processed messages, and delivers skipped ones again
tables      tables whose writer can wait for the changelog

Importing these modules imports Faust, which reads ``sys.argv``; the package itself does not.
"""
