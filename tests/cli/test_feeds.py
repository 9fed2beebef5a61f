"""`monitor feeds`: add, remove, find, OPML there and back."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.config import load_configuration
from monitor.feeds.opml import read_opml, write_opml
from monitor.records.errors import UnreadableOpml

LIST = """<?xml version="1.0"?><opml version="2.0"><head/><body>
<outline text="News"><outline text="Iraq">
  <outline type="rss" text="Wire &amp; Co" xmlUrl="https://wire.example/rss?a=1&amp;b=2" category="/fast,/wires"/>
</outline><outline type="rss" text="Post" xmlUrl="https://post.example/rss"/></outline>
<outline type="rss" text="Alone" xmlUrl="https://alone.example/rss"/>
<outline type="rss" text="Odd" xmlUrl="gopher://odd.example"/>
</body></opml>"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A configuration with one feed."""
    monkeypatch.setenv("MONITOR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MONITOR_ALLOW_HOSTS", "127.0.0.1")
    (tmp_path / "feeds.yaml").write_text("feeds: [{url: 'https://first.example/rss'}]\n")
    return str(tmp_path)


def test_a_feed_is_added_once_and_removed(folder: str) -> None:
    added = run(
        "feeds",
        "add",
        "--config",
        folder,
        "--interval",
        "2m",
        "--tag",
        "iraq",
        "https://wire.example/rss",
    )
    assert added.exit_code == 0, added.output
    feed = load_configuration(Path(folder)).feeds[1]
    assert (feed.url, feed.interval.total_seconds(), feed.tags) == (
        "https://wire.example/rss",
        120,
        ("iraq",),
    )
    assert run("feeds", "add", "--config", folder, "http://www.wire.example/rss/").exit_code == 2
    assert run("feeds", "add", "--config", folder, "wire").exit_code == 2
    assert run("feeds", "remove", "--config", folder, "https://wire.example/rss").exit_code == 0
    assert len(load_configuration(Path(folder)).feeds) == 1
    refused = run("feeds", "remove", "--config", folder, "https://first.example/rss")
    assert (refused.exit_code, "feeds.yaml" in refused.output) == (2, True)
    assert run("feeds", "remove", "--config", folder, "https://nobody.example/rss").exit_code == 2


def test_opml_goes_in_and_comes_out_with_its_folders(folder: str) -> None:
    file = Path(folder) / "mine.opml"
    file.write_text(LIST)
    done = run("feeds", "import", "--config", folder, str(file))
    assert "3 added" in done.output
    assert "skipped gopher://odd.example" in done.output
    assert "3 unchanged" in run("feeds", "import", "--config", folder, str(file)).output
    shown = run("feeds", "export", "--config", folder).stdout
    again = {outline.url: outline for outline in read_opml(shown)}
    for outline in read_opml(LIST)[:3]:
        assert again[outline.url] == outline
    assert again["https://wire.example/rss?a=1&b=2"].tags == ("News/Iraq", "fast", "wires")
    assert read_opml(write_opml(again.values(), "t")) == list(again.values())


@pytest.mark.parametrize(
    "text", ["", "<rss/>", "<opml/>", "<!DOCTYPE x [<!ENTITY a 'b'>]><opml><body/></opml>", "{}"]
)
def test_what_is_no_list_is_refused(folder: str, text: str) -> None:
    with pytest.raises(UnreadableOpml):
        read_opml(text)
    file = Path(folder) / "bad.opml"
    file.write_text(text)
    assert run("feeds", "import", "--config", folder, str(file)).exit_code == 2


def test_the_feeds_of_a_site_are_found(folder: str, site: str) -> None:
    found = [
        json.loads(line)
        for line in run(
            "feeds", "discover", "--config", folder, "--json", site + "/"
        ).stdout.splitlines()
    ]
    assert found == [
        {"url": f"{site}/news.xml", "title": "Wire", "entries": 1},
        {"url": f"{site}/rss.xml", "title": "Wire", "entries": 1},
    ]
    assert run("feeds", "discover", "--config", folder, site + "/news.xml").stdout.count("\n") == 1
    assert run("feeds", "discover", "--config", folder, site + "/none").exit_code == 1


def test_a_trial_tells_how_a_feed_answers(folder: str, site: str) -> None:
    told = json.loads(run("feeds", "test", "--config", folder, "--json", f"{site}/news.xml").stdout)
    assert (
        told["status"],
        told["encoding"],
        [article["title"] for article in told["articles"]],
    ) == (
        200,
        "utf-8",
        ["Rain"],
    )
    shown = run("feeds", "test", "--config", folder, f"{site}/news.xml").stdout
    assert "bytes in utf-8" in shown
    assert "next poll" in shown
