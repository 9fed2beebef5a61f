"""articles --read--> statements."""

from monitor.matches import link_statements
from monitor.records import Article, Reading
from monitor.statements import read_statements
from monitor.watchlist import WatchlistIndex


def read_article(article: Article, index: WatchlistIndex) -> Reading:
    """Return the statements of an article, linked to the watchlist's actors and themes, and the actors it mentions."""
    names = index.find_names(article.text, article.language)
    statements = read_statements(article.text, article.language)
    return Reading(
        article=article,
        statements=link_statements(statements, names, article.language, index),
        mentions=names.mentions,
        undecided=names.undecided,
        config=index.watchlist.hash,
    )
