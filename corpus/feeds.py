"""Draw random statements of captured feeds for reading: ``python -m corpus.feeds FOLDER``.

Every feed document below the folder (RSS, Atom, JSON Feed) becomes articles as the poller makes
them, without fetching pages; articles of the same text count once. With ``--themes`` only
statements that meet a theme of the configuration are drawn. Statements are drawn in the order of a
digest of seed, article and place, so most of a draw stays the same when the rules change.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from monitor.articles.fragment import text_of_fragment
from monitor.articles.make import Draft, make_article
from monitor.config import load_watchlist
from monitor.feeds.parse import parse_feed
from monitor.feeds.values import Entry, feed_id
from monitor.flow.read_article import read_article
from monitor.records import Article, Reading, Statement
from monitor.records.errors import FeedError
from monitor.watchlist import WatchlistIndex

SUFFIXES = {".xml", ".rss", ".atom", ".json", ".rdf"}
AROUND = 300
"""Characters of the article on each side of a statement that are printed: a long paragraph."""

_SEEN_AT = datetime(2100, 1, 1, tzinfo=UTC)
"""When the articles were seen; later than any date of a capture, so that none lies ahead."""


def read_articles(folder: Path) -> Iterator[Article]:
    """Yield the articles of every feed document below a folder; each text once."""
    texts: set[str] = set()
    for file in sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES):
        try:
            document = parse_feed(file.read_bytes(), "", f"https://feeds.example/{file.stem}")
        except FeedError:
            continue
        for entry in document.entries:
            article = make_article(_draft_of(entry, file.stem, document.language), None, _SEEN_AT)
            if isinstance(article, Article) and article.text not in texts:
                texts.add(article.text)
                yield article


def _draft_of(entry: Entry, feed: str, language: str | None) -> Draft:
    url = f"https://feeds.example/{feed}"
    return Draft(
        id=feed_id(f"{url}/{entry.guid or entry.link or entry.title}"),
        feed=feed,
        feed_url=url,
        publisher=feed,
        revision=0,
        entry=entry.guid or entry.link or "?",
        link=entry.link,
        title=entry.title,
        summary=text_of_fragment(max(entry.content, entry.summary, key=len)),
        language=language,
        published_at=entry.published_at,
    )


def draw(
    readings: list[Reading], count: int, seed: int, *, with_theme: bool
) -> list[tuple[Reading, Statement]]:
    """Return ``count`` random statements with their readings, fewer if there are fewer."""
    statements = [
        (reading, statement)
        for reading in readings
        for statement in reading.statements
        if statement.themes or not with_theme
    ]
    return sorted(statements, key=lambda drawn: _place_in_order(drawn[0], drawn[1], seed))[:count]


def _place_in_order(reading: Reading, statement: Statement, seed: int) -> bytes:
    place = f"{seed} {reading.article.id} {statement.content[0].start}"
    return blake2b(place.encode(), digest_size=16).digest()


def _describe(number: int, reading: Reading, statement: Statement) -> str:
    article = reading.article
    start, end = statement.content[0].start, statement.content[-1].end
    before = article.text[max(0, start - AROUND) : start]
    after = article.text[end : end + AROUND]
    speaker, cue = statement.speaker, statement.cue
    credited = f"{speaker and speaker.text!r}, name {speaker and speaker.name!r}"
    links = f"actor {speaker and speaker.actor}, themes {list(statement.themes)}"
    judged = f"acts {list(statement.acts)} {statement.polarity}, through {statement.through}"
    lines = (
        f"--- {number} {article.feed} {article.language} {statement.kind}",
        f"speaker {credited}; cue {cue and cue.text!r}; {judged}; {links}",
        f"content {[span.text for span in statement.content]}",
        f"text    {before}⟦{article.text[start:end]}⟧{after}",
        f"confidence {statement.confidence:.2f}",
    )
    return "\n".join(lines)


def main() -> None:
    """Print a random draw of statements with their surroundings."""
    parser = argparse.ArgumentParser(prog="python -m corpus.feeds", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of captured feed documents")
    parser.add_argument("--count", type=int, default=60, help="statements to draw")
    parser.add_argument("--seed", type=int, default=17, help="the same seed, the same draw")
    parser.add_argument("--language", nargs="*", default=(), help="only these (two letters)")
    parser.add_argument("--themes", action="store_true", help="only statements with a theme")
    parser.add_argument(
        "--watchlist", type=Path, default=Path("config/watchlist.yaml"), help="actors and themes"
    )
    options = parser.parse_args()
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is not a folder; name one with feed documents")
    index = WatchlistIndex(load_watchlist(options.watchlist))
    readings = [
        read_article(article, index)
        for article in read_articles(options.folder)
        if not options.language or article.language in options.language
    ]
    drawn = draw(readings, options.count, options.seed, with_theme=options.themes)
    for number, (reading, statement) in enumerate(drawn, 1):
        sys.stdout.write(_describe(number, reading, statement) + "\n")
    total = sum(len(reading.statements) for reading in readings)
    sys.stdout.write(f"{len(readings)} articles, {total} statements, {len(drawn)} drawn\n")


if __name__ == "__main__":
    main()
