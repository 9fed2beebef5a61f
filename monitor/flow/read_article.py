"""articles --read--> readings: find the statements of an article and link them to the watchlist."""

from collections.abc import Iterable

from monitor.articles.language import detect_language
from monitor.matches.link import link_statements, unlink_statement
from monitor.records import Article, Reading, Statement
from monitor.statements import read_statements
from monitor.watchlist import FoundNames, WatchlistIndex


def read_article(article: Article, index: WatchlistIndex) -> Reading:
    """Return an article's statements with their actors and themes, and the actors it mentions.

    Each paragraph is read in its own language.
    """
    statements = read_statements(article.text, article.language, detect=detect_language)
    return link_reading(article, statements, index)


def link_reading(
    article: Article, statements: Iterable[Statement], index: WatchlistIndex
) -> Reading:
    """Return the reading of statements that were extracted before, linked to this watchlist only.

    Earlier links of the statements, to whichever watchlist, are removed first.
    """
    names = index.find_names(article.text, article.language)
    return link_names(article, map(unlink_statement, statements), names, index)


def link_names(
    article: Article, unlinked: Iterable[Statement], names: FoundNames, index: WatchlistIndex
) -> Reading:
    """Return the reading of unlinked statements and of the names in the article's text."""
    return Reading(
        article=article,
        statements=link_statements(unlinked, names, article.language, index),
        mentions=names.mentions,
        undecided=names.undecided,
        config=index.watchlist.hash,
    )
