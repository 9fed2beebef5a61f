"""Actors, themes and rules, compiled into an index that finds them in text. Pure.

Watchlist (values)  --compile-->  WatchlistIndex  --find_mentions(text)-->  Mention…
                                                  --find_themes(content, language)-->  ThemeHit…
"""

from monitor.watchlist.compiled import CompiledActors
from monitor.watchlist.index import WatchlistIndex
from monitor.watchlist.meanings import FoundNames
from monitor.watchlist.query import Query, parse_query
from monitor.watchlist.themes import ThemeHit
from monitor.watchlist.values import Actor, Rule, Theme, Watchlist

__all__ = [
    "Actor",
    "CompiledActors",
    "FoundNames",
    "Query",
    "Rule",
    "Theme",
    "ThemeHit",
    "Watchlist",
    "WatchlistIndex",
    "parse_query",
]
