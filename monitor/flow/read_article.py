"""articles --read--> statements."""

from collections.abc import Iterable

from monitor.matches import link_statements, unlink_statement
from monitor.records import Article, Reading, Statement
from monitor.statements import read_statements
from monitor.watchlist import WatchlistIndex


def read_article(article: Article, index: WatchlistIndex) -> Reading:
    """Return the statements of an article, linked to the watchlist's actors and themes, and the actors it mentions."""
    return link_reading(article, read_statements(article.text, article.language), index)


def link_reading(
    article: Article, statements: Iterable[Statement], index: WatchlistIndex
) -> Reading:
    """Return an article's statements, linked to this watchlist alone, whatever they were linked to before."""
    names = index.find_names(article.text, article.language)
    statements = map(unlink_statement, statements)
    return Reading(
        article=article,
        statements=link_statements(statements, names, article.language, index),
        mentions=names.mentions,
        undecided=names.undecided,
        config=index.watchlist.hash,
    )
