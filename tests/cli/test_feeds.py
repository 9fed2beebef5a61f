"""`monitor feeds`: add, remove, test, discover, OPML there and back."""

import json
from pathlib import Path

import pytest

from monitor.config import load_configuration
from monitor.feeds.opml import read_opml, write_opml
from monitor.feeds.values import feed_id
from monitor.records import FeedState
from monitor.records.errors import UnreadableOpml
from tests.cli.conftest import fill
from tests.cli.runner import run, run_json

LIST = """<?xml version="1.0"?><opml version="2.0"><head/><body>
<outline text="News"><outline text="Iraq">
  <outline type="rss" text="Wire &amp; Co" xmlUrl="https://wire.example/rss?a=1&amp;b=2"
    category="/fast,/wires"/>
</outline><outline type="rss" text="Post" xmlUrl="https://post.example/rss"/></outline>
<outline type="rss" text="Alone" xmlUrl="https://alone.example/rss"/>
<outline type="rss" text="Odd" xmlUrl="gopher://odd.example"/>
</body></opml>"""

NEW = "https://wire.example/rss"
FIRST = "https://first.example/rss"
"""The feed of the folder's feeds.yaml."""


def test_a_feed_is_added_with_its_options(folder: Path) -> None:
    added = run("feeds", "add", "--interval", "2m", "--tag", "iraq", "--tag", "wires", NEW)
    assert added.exit_code == 0, added.output
    feed = load_configuration(folder).feeds[1]
    assert (feed.url, feed.tags) == (NEW, ("iraq", "wires"))
    assert feed.interval.total_seconds() == 120


@pytest.mark.parametrize("url", [FIRST, "http://www.first.example/rss/", "wire", "ftp://x", ""])
def test_a_feed_that_exists_or_is_not_valid_is_not_added(folder: Path, url: str) -> None:
    refused = run("feeds", "add", url)
    assert refused.exit_code == 2
    assert not (folder / "feeds").exists()


@pytest.mark.parametrize(
    "options",
    ["--interval soon", "--interval 0s", "--language english", "--interval soon --language x"],
)
def test_every_wrong_option_is_named(folder: Path, options: str) -> None:
    refused = run("feeds", "add", *options.split(), NEW)
    assert refused.exit_code == 2
    names = [word.removeprefix("--") for word in options.split() if word.startswith("--")]
    assert all(name in refused.output for name in names)


def test_only_a_feed_that_a_command_added_is_removed(folder: Path) -> None:
    run("feeds", "add", NEW)
    removed = run("feeds", "remove", NEW)
    assert (removed.exit_code, f"{NEW} removed" in removed.output) == (0, True)
    assert len(load_configuration(folder).feeds) == 1
    refused = run("feeds", "remove", FIRST)
    assert (refused.exit_code, "feeds.yaml" in refused.output) == (2, True)
    unknown = run("feeds", "remove", "https://unknown.example/rss")
    assert (unknown.exit_code, "monitor feeds export" in unknown.output) == (2, True)


def test_opml_goes_in_and_comes_out_with_its_folders(folder: Path) -> None:
    file = folder / "mine.opml"
    file.write_text(LIST)
    imported = run("feeds", "import", str(file))
    assert imported.exit_code == 0
    assert "3 added" in imported.output
    assert "skipped gopher://odd.example" in imported.output
    assert "3 unchanged" in run("feeds", "import", str(file)).output
    outlines = {outline.url: outline for outline in read_opml(run("feeds", "export").stdout)}
    for outline in read_opml(LIST)[:3]:
        assert outlines[outline.url] == outline
    assert read_opml(write_opml(outlines.values(), "t")) == list(outlines.values())


@pytest.mark.parametrize(
    "outlines",
    [
        "",
        "<outline text='Empty folder'/>",
        "<outline xmlUrl='gopher://odd.example'/>",
        f"<outline xmlUrl='{FIRST}'/>",
    ],
)
def test_an_import_that_takes_nothing_fails_and_leaves_the_file(
    folder: Path, outlines: str
) -> None:
    file = folder / "mine.opml"
    file.write_text(LIST)
    run("feeds", "import", str(file))
    before = (folder / "feeds/mine.jsonl").read_text()
    file.write_text(f"<opml version='2.0'><body>{outlines}</body></opml>")
    failed = run("feeds", "import", str(file))
    assert failed.exit_code == 1
    assert "no feed was imported" in failed.stderr
    assert (folder / "feeds/mine.jsonl").read_text() == before


@pytest.mark.parametrize(
    "text", ["", "<rss/>", "<opml/>", "{}", "<!DOCTYPE x [<!ENTITY a 'b'>]><opml><body/></opml>"]
)
def test_a_document_that_is_not_opml_is_refused(folder: Path, text: str) -> None:
    with pytest.raises(UnreadableOpml):
        read_opml(text)
    file = folder / "bad.opml"
    file.write_text(text)
    refused = run("feeds", "import", str(file))
    assert (refused.exit_code, str(file) in refused.stderr) == (2, True)


def test_the_feeds_of_a_site_are_discovered(folder: Path, site: str) -> None:
    assert run_json("feeds", "discover", site + "/") == [
        {"url": f"{site}/news.xml", "title": "Wire", "entries": 1},
        {"url": f"{site}/rss.xml", "title": "Wire", "entries": 1},
    ]
    assert len(run_json("feeds", "discover", site + "/news.xml")) == 1
    assert run("feeds", "discover", site + "/none").exit_code == 1


def test_a_trial_shows_the_response_and_its_articles(folder: Path, site: str) -> None:
    [view] = run_json("feeds", "test", f"{site}/news.xml")
    assert (view["status"], view["encoding"], view["etag"]) == (200, "utf-8", '"v1"')
    assert [article["title"] for article in view["articles"]] == ["Rain"]
    printed = run("feeds", "test", f"{site}/news.xml").stdout
    assert "bytes in utf-8" in printed
    assert "next poll" in printed


@pytest.mark.parametrize("command", ["test", "discover"])
@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("nota-url", "bad_url"),
        ("http://[bad", "bad_url"),
        ("http://127.0.0.1:99999/", "bad_url"),
        ("http://127.0.0.1:1/", "connect"),
        ("http://10.0.0.1/", "blocked_address"),
        ("", "bad_url"),
    ],
)
def test_an_address_that_cannot_be_fetched_is_one_line(
    folder: Path, command: str, url: str, kind: str
) -> None:
    failed = run("feeds", command, url)
    assert failed.exit_code == 1
    assert failed.output.startswith(f"Error: {url}: {kind}: ")
    assert failed.output.count("\n") == 1


def test_a_trial_that_fails_is_an_object_for_programs(folder: Path) -> None:
    failed = run("feeds", "test", "--json", "http://127.0.0.1:1/")
    assert failed.exit_code == 1
    assert json.loads(failed.stdout)["error"] == "connect"


def test_the_list_is_filtered_by_health_and_publisher(data: Path) -> None:
    states = [
        FeedState(
            id=feed_id(f"https://{publisher}.example/rss"),
            url=f"https://{publisher}.example/rss",
            name=publisher,
            publisher=publisher,
            error=error,
        )
        for publisher, error in (("wire", None), ("post", "dns"))
    ]
    fill(data, list(states))
    assert {row["publisher"] for row in run_json("feeds", "list")} == {"wire", "post"}
    assert [row["publisher"] for row in run_json("feeds", "list", "--failing")] == ["post"]
    assert [row["name"] for row in run_json("feeds", "list", "--publisher", "wire")] == ["wire"]
    assert len(run_json("feeds", "list", "--limit", "1")) == 1
    assert "https://wire.example/rss" in run("feeds", "list").stdout


def test_an_empty_list_names_the_database(data: Path) -> None:
    assert str(data / "monitor.db") in run("feeds", "list").stdout
    assert run("feeds", "list", "--json").stdout == ""
