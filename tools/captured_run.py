"""Run captured articles through `monitor up`: ``python -m tools.captured_run FOLDER``.

1. ``FOLDER`` holds captured feeds (``.xml``, ``.rss``, ``.atom``, ``.json``) and pages (``.html``,
   also ``.html.gz``), in any folders below it. Of their articles a random sample is drawn.
2. A server on loopback shows the sample as feeds, one for each file of origin, with a page behind
   each entry: the captured one, or one made of the entry's own text. Nothing is fetched elsewhere.
3. ``monitor up`` runs on those feeds with the sample watchlist until every article is archived.
4. Printed are the number of articles and every kind of log line at level warning or error, with its
   count and an example. Exit status 1 if there is such a line, or if an article is missing.
"""

import argparse
import contextlib
import gzip
import http.server
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from importlib import resources
from pathlib import Path

from sqlalchemy import func, select

from monitor.articles.fragment import text_of_fragment
from monitor.articles.page import text_of_page
from monitor.feeds.parse import parse_feed
from monitor.kafka.broker.process import free_port
from monitor.records.errors import DatabaseUnavailable, MonitorError
from monitor.store import schema as tables
from monitor.store.reader import DatabaseReader

FEEDS, PAGES = (".xml", ".rss", ".atom", ".json"), (".html", ".html.gz", ".htm")
SUMMARY_WORDS = 30
"""Words of a captured page that its feed shows."""

SETTLE_S = 15.0
"""Seconds after the last article, in which its statements are read and its page is tried again."""

_LEVEL = re.compile(r"\blevel=(warning|error|critical)\b", re.IGNORECASE)
_EVENT = re.compile(r"\bevent=(\"[^\"]*\"|\S+)")


@dataclass(frozen=True, slots=True)
class Captured:
    """One captured article: an item of a feed without its link, and the page behind it."""

    origin: str
    item: str
    page: bytes


def captured_articles(folder: Path) -> Iterator[Captured]:
    """Yield every article in the captured files of a folder; unreadable files are skipped."""
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        if file.name.endswith(PAGES):
            yield from _captured_page(file)
        elif file.name.endswith(FEEDS):
            yield from _captured_entries(file)


def _captured_page(file: Path) -> Iterator[Captured]:
    body = file.read_bytes()
    if file.suffix == ".gz":
        body = gzip.decompress(body)
    page = text_of_page(body)
    if page is not None:
        summary = " ".join(page.text.split()[:SUMMARY_WORDS])
        yield Captured("pages", _item(page.title, summary, None), body)


def _captured_entries(file: Path) -> Iterator[Captured]:
    try:
        document = parse_feed(file.read_bytes(), "", "https://captured.example/feed")
    except MonitorError:
        return
    for entry in document.entries:
        text = max(entry.content, entry.summary, key=len)
        if not any(map(str.isalnum, entry.title + text_of_fragment(text))):
            continue  # the monitor refuses it too
        date = format_datetime(entry.published_at) if entry.published_at else None
        page = f"<html><head><title>{escape(entry.title)}</title></head><body>{text}</body></html>"
        yield Captured(file.name, _item(entry.title, text, date), page.encode())


def _item(title: str, text: str, date: str | None) -> str:
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<title>{escape(title)}</title><description>{escape(text)}</description>{dated}"


class CapturedServer(http.server.ThreadingHTTPServer):
    """Serves captured articles as feeds with pages, on loopback."""

    def __init__(self, articles: list[Captured]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._articles = articles
        self.origins = sorted({article.origin for article in articles})
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, path: str) -> bytes | None:
        """Return the feed or page at a path."""
        kind, _, number = path.strip("/").partition("/")
        if not number.isdecimal():
            return None
        if kind == "page" and int(number) < len(self._articles):
            return self._articles[int(number)].page
        if kind == "feed" and int(number) < len(self.origins):
            return self._feed(self.origins[int(number)])
        return None

    def _feed(self, origin: str) -> bytes:
        items = [
            f"<item><guid>{number}</guid><link>{self.url}/page/{number}</link>{article.item}</item>"
            for number, article in enumerate(self._articles)
            if article.origin == origin
        ]
        channel = f"<channel><title>{escape(origin)}</title>{''.join(items)}</channel>"
        return f"<rss version='2.0'>{channel}</rss>".encode("utf-8", "replace")


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, CapturedServer)
        body = server.answer(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


def write_config(folder: Path, server: CapturedServer) -> None:
    """Write a configuration with the server's feeds and the sample watchlist."""
    folder.mkdir()
    watchlist = resources.files("monitor.sample").joinpath("config", "watchlist.yaml")
    (folder / "watchlist.yaml").write_text(watchlist.read_text("utf-8"), "utf-8")
    rows = "".join(
        f"  - {{url: '{server.url}/feed/{number}', publisher: p{number}, interval: 10s}}\n"
        for number in range(len(server.origins))
    )
    (folder / "feeds.yaml").write_text(f"feeds:\n{rows}", "utf-8")
    (folder / "monitor.yaml").write_text("allow_hosts: [127.0.0.1]\n", "utf-8")


def run_monitor(folder: Path, wanted: int, within_s: float) -> int:
    """Run `monitor up` until the wanted number of articles is archived; return the number."""
    environ = {
        **os.environ,
        "MONITOR_CONFIG": str(folder / "config"),
        "MONITOR_DATA": str(folder / "data"),
        "MONITOR_HTTP": f"127.0.0.1:{free_port()}",
    }
    command = [str(Path(sys.executable).parent / "monitor"), "up"]
    reader = DatabaseReader(f"sqlite:///{folder / 'data' / 'monitor.db'}")
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + within_s
            while (archived := _archived(reader)) < wanted and time.monotonic() < deadline:
                if process.poll() is not None:
                    break
                time.sleep(1.0)
            time.sleep(SETTLE_S)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
    return archived


def _archived(reader: DatabaseReader) -> int:
    try:
        rows = reader.read(select(func.count(func.distinct(tables.articles.c.id))))
    except DatabaseUnavailable:  # not created yet
        return 0
    return int(rows[0][0]) if rows else 0


def logged_problems(lines: Iterable[str]) -> Mapping[str, tuple[int, str]]:
    """Return the count and an example of each kind of line at level warning or above."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for line in lines:
        level, event = _LEVEL.search(line), _EVENT.search(line)
        if level is None and not line.startswith("Traceback"):
            continue
        kind = f"{level[1] if level else 'traceback'} {event[1] if event else ''}".strip()
        counts[kind] += 1
        examples.setdefault(kind, line.strip())
    return {kind: (count, examples[kind]) for kind, count in counts.most_common()}


def log_lines(folder: Path) -> Iterator[str]:
    """Yield every line that the processes of a run logged."""
    for file in (folder / "up.log", *sorted((folder / "data" / "logs").glob("*"))):
        yield from file.read_text("utf-8", "replace").splitlines()


def main() -> int:
    """Run the sample; return 1 if anything is missing or was logged as a problem."""
    reader = argparse.ArgumentParser(prog="python -m tools.captured_run", description=__doc__)
    reader.add_argument("folder", type=Path)
    reader.add_argument("--articles", type=int, default=200)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--within", type=float, default=300.0, help="seconds")
    options = reader.parse_args()
    every = list(captured_articles(options.folder))
    sample = random.Random(options.seed).sample(every, min(options.articles, len(every)))
    server = CapturedServer(sample)
    with tempfile.TemporaryDirectory(prefix="captured-") as temporary:
        folder = Path(temporary)
        write_config(folder / "config", server)
        archived = run_monitor(folder, len(sample), options.within)
        lines = list(log_lines(folder))
    server.shutdown()
    problems = logged_problems(lines)
    print(
        f"{archived} of {len(sample)} articles archived, {len(server.origins)} feeds, "
        f"{len(lines)} lines logged, {sum(count for count, _ in problems.values())} problems"
    )
    for kind, (count, example) in problems.items():
        print(f"{count:5} {kind}\n      {example[:300]}")
    return 1 if problems or archived < len(sample) else 0


if __name__ == "__main__":
    sys.exit(main())
