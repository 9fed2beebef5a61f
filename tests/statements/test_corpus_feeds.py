"""The draw of random statements from captured feeds: complete, without repeats, repeatable."""

from pathlib import Path

import pytest

from corpus.feeds import draw, main, read_articles
from monitor.flow.read_article import read_article
from monitor.watchlist import Theme, Watchlist, WatchlistIndex

INDEX = WatchlistIndex(Watchlist(themes=(Theme(id="rain", name="Rain", query="rain"),)))
RSS = (
    '<rss version="2.0"><channel><title>Fen Post</title><language>en</language>'
    "{items}</channel></rss>"
)
ITEM = (
    "<item><guid>{number}</guid><title>Report {number}</title><description>"
    "&lt;p&gt;Mayor Ana Dolan said on Monday that {what} would come to street {number}.&lt;/p&gt;"
    "</description></item>"
)


def _feed(numbers: range, what: str) -> str:
    return RSS.format(items="".join(ITEM.format(number=number, what=what) for number in numbers))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "series").mkdir()
    (tmp_path / "a.xml").write_text(_feed(range(10), "rain"), "utf-8")
    (tmp_path / "series/b.xml").write_text(_feed(range(5, 15), "rain"), "utf-8")
    (tmp_path / "series/c.RSS").write_text(_feed(range(20, 30), "snow"), "utf-8")
    (tmp_path / "broken.xml").write_text("no feed at all", "utf-8")
    (tmp_path / "notes.txt").write_text(_feed(range(40, 50), "rain"), "utf-8")
    return tmp_path


def test_each_article_of_every_feed_below_the_folder_is_read_once(folder: Path) -> None:
    titles = [article.title for article in read_articles(folder)]
    assert sorted(titles) == sorted(f"Report {n}" for n in (*range(15), *range(20, 30)))


def test_a_draw_is_repeatable_and_may_be_limited_to_statements_with_a_theme(folder: Path) -> None:
    readings = [read_article(article, INDEX) for article in read_articles(folder)]
    assert draw(readings, 8, 3, with_theme=False) == draw(readings, 8, 3, with_theme=False)
    assert draw(readings, 8, 3, with_theme=False) != draw(readings, 8, 4, with_theme=False)
    fewer = [each for each in readings if each.article.title != "Report 3"]
    kept = {statement.id for _, statement in draw(fewer, 8, 3, with_theme=False)}
    assert sum(each.id in kept for _, each in draw(readings, 8, 3, with_theme=False)) >= 7
    with_theme = draw(readings, 1000, 3, with_theme=True)
    assert len(with_theme) == 15
    assert all(statement.themes == ("rain",) for _, statement in with_theme)


def test_each_drawn_statement_is_printed_with_speaker_and_surroundings(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    watchlist = folder / "watchlist.yaml"
    watchlist.write_text("themes: [{id: rain, name: Rain, query: rain}]\n", "utf-8")
    arguments = ["feeds", str(folder), "--count", "4", "--themes", "--watchlist", str(watchlist)]
    monkeypatch.setattr("sys.argv", arguments)
    main()
    printed = capsys.readouterr().out
    assert printed.count("name 'Ana Dolan'") == printed.count("themes ['rain']") == 4
    assert "said on Monday ⟦that rain would come to street" in printed
    assert printed.endswith("25 articles, 25 statements, 4 drawn\n")


def test_a_folder_that_is_missing_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["feeds", str(tmp_path / "nowhere")])
    with pytest.raises(SystemExit):
        main()
    assert "nowhere is not a folder" in capsys.readouterr().err
