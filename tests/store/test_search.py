"""Search on both databases: the same words, fields and operators find the same rows."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.flow.match_reading import match_reading
from monitor.records import Reading
from monitor.records.errors import QueryError
from monitor.records.ids import statement_id
from monitor.records.statement import Span, Speaker, Statement
from monitor.store import Archive, upgrade_database
from monitor.store.search import fts5, tsvector
from monitor.store.search.expression import expand, one_of
from monitor.store.search.highlight import find_places
from monitor.store.search.index import NEWEST_ROWS, IndexQuery, SearchIndex
from monitor.store.search.indexer import Indexer
from monitor.store.search.query import parse
from tests.builders import INDEX, NOON, an_article
from tests.store.migrating import downgrade_database

SAYINGS = {
    "troops": ("en", "Muqtada al-Sadr", "sadr", "Foreign troops must leave our soil"),
    "talks": ("en", "Anna Berg", "berg", "The ministers said that talks would resume"),
    "bridge": ("de", "Jörg Müller", None, "Die Brücken müssen schließen"),
    "arabic": ("ar", "مقتدى الصدر", "sadr", "والبرلمان يرفض القوات الأجنبية في العراق"),
    "persian": ("fa", "علی خامنه‌ای", None, "نیروهای خارجی باید کشور را ترک کنند"),
    "chinese": ("zh", "王毅", None, "中国反对外国军队进入伊拉克"),
}


def a_reading(id_: str, publisher: str = "wire", days: int = 0, **changes: object) -> Reading:
    """Return the reading of an article with one statement."""
    language, name, actor, text = SAYINGS[id_.partition("/")[0]]
    body = f"{name} says\n\n{text}."
    start = body.index(text)
    statement = Statement(
        id=statement_id(text, name),
        kind="indirect",
        text=text,
        content=(Span(text=text, start=start, end=start + len(text)),),
        cue=None,
        speaker=Speaker(text=name, start=0, end=len(name), name=name, actor=actor),
        about=("us-military",) if id_ == "troops" else (),
        themes=("foreign-troops",) if actor == "sadr" else (),
        acts=("reject",) if id_ in ("arabic", "chinese") else (),
    )
    article = an_article(
        id=id_,
        text=body,
        language=language,
        publisher=publisher,
        seen_at=NOON + timedelta(days=days),
        **changes,
    )
    return Reading(article=article, statements=(statement,), mentions=(), config="c")


@pytest.fixture
def engine(either_engine: AsyncEngine) -> AsyncEngine:
    return either_engine


@pytest.fixture
async def filled(engine: AsyncEngine) -> AsyncEngine:
    readings = [a_reading(id_, days=number) for number, id_ in enumerate(SAYINGS)]
    await Archive(engine).store(readings)
    assert await Indexer(engine).run_once() == len(SAYINGS)
    return engine


async def ids(
    engine: AsyncEngine, search: str, kind: str = "statements", newest_rows: int = NEWEST_ROWS
) -> list[str]:
    """Return the articles of the rows that a search finds, newest first."""
    node = parse(search)
    query = IndexQuery(expand(node) if node else None)
    index = SearchIndex(engine, newest_rows=newest_rows)
    async with engine.connect() as connection:
        rows = await index._rows(connection, kind, query, (50, None))  # type: ignore[arg-type]
    return [row.article for row in rows]


FOUND = [
    ("troops", ["troops"]),
    ("TROOP", ["troops"]),
    ("minister", ["talks"]),
    ('"minister"', []),
    ("foreign troops", ["troops"]),
    ('"foreign troops"', ["troops"]),
    ('"troops foreign"', []),
    ("troop* leave", ["troops"]),
    ("NOT troops", ["chinese", "persian", "arabic", "bridge", "talks"]),
    ("-troops speaker:sadr", ["arabic"]),
    ("troops OR talks", ["talks", "troops"]),
    ("(troops OR talks) NOT foreign", ["talks"]),
    ("foreign NEAR/3 leave", ["troops"]),
    ("foreign NEAR/2 leave", []),
    ("leave NEAR/3 foreign", ["troops"]),
    ("soil NEAR/1 our", ["troops"]),
    ('"foreign troops" NEAR/2 leave', ["troops"]),
    ("brucke", ["bridge"]),
    ("brücken", ["bridge"]),
    ("schliessen OR schließen", ["bridge"]),
    ("البرلمان", ["arabic"]),
    ("الاجنبيه", ["arabic"]),
    ("نيروهاي خارجي", ["persian"]),
    ("外国军队", ["chinese"]),
    ("军外", []),
    ("speaker:sadr", ["arabic", "troops"]),
    ('speaker:"Muqtada al-Sadr"', ["troops"]),
    ("speaker:muller", ["bridge"]),
    ('speaker:"Jorg Muller"', ["bridge"]),
    ("speaker:Mull", []),
    ("about:us-military", ["troops"]),
    ("about:talks", ["talks"]),
    ("publisher:wire lang:de", ["bridge"]),
    ("lang:AR OR lang:fa", ["persian", "arabic"]),
    ("theme:foreign-troops act:reject", ["arabic"]),
    ("since:2026-03-04", ["chinese", "persian", "arabic"]),
    ("since:2026-03-02 until:2026-03-04", ["bridge", "talks"]),
    ("until:2026-03-01", []),
    ("NOT since:2026-03-02", ["troops"]),
    ("", ["chinese", "persian", "arabic", "bridge", "talks", "troops"]),
]


async def test_words_fields_and_operators_find_statements_in_every_language(
    filled: AsyncEngine,
) -> None:
    assert {search: await ids(filled, search) for search, _ in FOUND} == dict(FOUND)


async def test_a_search_beyond_the_newest_rows_finds_the_same(filled: AsyncEngine) -> None:
    beyond = {search: await ids(filled, search, newest_rows=1) for search, _ in FOUND}
    assert beyond == dict(FOUND)
    few = SearchIndex(filled, newest_rows=1)
    counted = await few.count("statements", IndexQuery(one_of("speaker", ["sadr"])))
    assert (counted.rows, counted.is_complete) == (2, True)


async def test_rows_are_the_newest_however_many_newest_rows_are_scanned_first(
    engine: AsyncEngine,
) -> None:
    names = [f"{'talks' if number % 5 == 0 else 'bridge'}/{number}" for number in range(60)]
    readings = [a_reading(name, days=number) for number, name in enumerate(names)]
    await Archive(engine).store(readings)
    await Indexer(engine).run_once()
    node = parse("talks")
    assert node is not None
    query = IndexQuery(expand(node))
    newest = await SearchIndex(engine).find("statements", query, limit=100)
    assert len(newest) == 12
    for scanned in (1, 6, 11, 30):
        index = SearchIndex(engine, newest_rows=scanned)
        for limit in (1, 2, 3, 5, 11, 12, 13):
            assert await index.find("statements", query, limit=limit) == newest[:limit]
        counted = await index.count("statements", query)
        assert (counted.rows, counted.is_complete) == (12, True)


async def test_articles_are_found_by_what_is_said_in_them(filled: AsyncEngine) -> None:
    assert await ids(filled, "speaker:sadr troops", "articles") == ["troops"]
    assert await ids(filled, "says", "articles") == [
        "chinese",
        "persian",
        "arabic",
        "bridge",
        "talks",
        "troops",
    ]


WRONG = {
    '"open': "not closed",
    "(a": "parenthesis is not closed",
    "a OR": "missing",
    "NOT": "missing",
    "AND a": "where a word is expected",
    "a NEAR/0 b": "takes 1 to 50",
    "a NEAR/51 b": "takes 1 to 50",
    "a NEAR b": "write NEAR/n",
    "(a OR b) NEAR/3 c": "joins two words",
    "a NEAR/3 b NEAR/3 c": "joins two words",
    "a*b": "only at the end",
    "spekar:x": "did you mean speaker:",
    "speaker:": "needs a value",
    "since:yesterday": "is not a day",
    "since:2026-02-30": "is not a day",
    "—": "has no word",
    "(" * 60 + "a" + ")" * 60: "nested",
    "a " * 201: "at most 200",
}


@pytest.mark.parametrize(("search", "message"), WRONG.items(), ids=range(len(WRONG)))
def test_a_mistake_in_a_search_is_named(search: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        parse(search)


async def test_facets_count_what_a_search_finds(filled: AsyncEngine) -> None:
    counted = await SearchIndex(filled).count("statements", IndexQuery(one_of("speaker", ["sadr"])))
    assert (counted.rows, counted.is_complete) == (2, True)
    facets = {name: {v.value: v.count for v in values} for name, values in counted.facets.items()}
    assert facets["speaker"] == {"sadr": 2}
    assert facets["language"] == {"ar": 1, "en": 1}
    assert facets["theme"] == {"foreign-troops": 2}
    assert facets["about"] == {"us-military": 1}


async def test_a_period_is_exact_to_the_second(filled: AsyncEngine) -> None:
    index = SearchIndex(filled)
    since, until = NOON + timedelta(days=1), NOON + timedelta(days=3)
    assert len(await index.find("statements", IndexQuery(None, since, until), limit=9)) == 2
    second = timedelta(seconds=1)
    later = IndexQuery(None, since + second, until + second)
    assert len(await index.find("statements", later, limit=9)) == 2
    assert (
        len(await index.find("statements", IndexQuery(None, since, until + second), limit=9)) == 3
    )


async def test_pages_follow_each_other_without_gap_or_repeat(filled: AsyncEngine) -> None:
    index, seen, before = SearchIndex(filled), list[int](), None
    while page := await index.find("statements", IndexQuery(), limit=2, before=before):
        seen += page
        before = page[-1]
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == len(SAYINGS)


async def test_a_new_revision_replaces_the_rows_of_an_article(filled: AsyncEngine) -> None:
    article = a_reading("talks", revision=2)
    changed = msgspec.structs.replace(
        article.statements[0], text="The envoy has resigned", id="resigned"
    )
    await Archive(filled).store([msgspec.structs.replace(article, statements=(changed,))])
    other = a_reading("troops", "post")
    later = msgspec.structs.replace(other, article=an_article(id="later", text=other.article.text))
    await Archive(filled).store([later])
    indexer = Indexer(filled)
    while await indexer.index_some(limit=1):  # numbers of removed rows are given to others
        pass
    assert await ids(filled, "resigned") == ["talks"]
    assert await ids(filled, "talks") == []
    assert sorted(await ids(filled, "troops")) == ["later", "troops"]
    assert await indexer.pending() == 0


async def test_the_migration_queues_what_is_stored(engine: AsyncEngine) -> None:
    await Archive(engine).store([a_reading("talks")])
    await downgrade_database(engine, "0013")
    await upgrade_database(engine)
    assert await Indexer(engine).pending() == 1
    assert await ids(engine, "talks") == []
    await Indexer(engine).run_once()
    assert await ids(engine, "talks") == ["talks"]


async def test_rows_of_a_removed_article_are_removed(filled: AsyncEngine) -> None:
    async with filled.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM statements WHERE article = 'talks'")
        await connection.exec_driver_sql("DELETE FROM articles WHERE id = 'talks'")
    await Indexer(filled).run_once()
    assert await ids(filled, "talks") == []
    assert await ids(filled, "says lang:en", "articles") == ["troops"]


SEARCHES = st.recursive(
    st.sampled_from(
        [
            "troops",
            '"foreign troops"',
            "troo*",
            "leave",
            "talks",
            "speaker:sadr",
            "lang:en",
            "(foreign NEAR/2 leave)",
            "since:2026-03-02",
            "until:2026-03-03",
            "外国",
            "الأجنبية",
        ]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} OR {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} AND {pair[1]})"),
        inner.map(lambda one: f"(NOT {one})"),
    ),
    max_leaves=8,
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(left=SEARCHES, right=SEARCHES)
async def test_operators_are_those_of_sets(filled: AsyncEngine, left: str, right: str) -> None:
    everything = set(SAYINGS)
    a, b = set(await ids(filled, left)), set(await ids(filled, right))
    assert set(await ids(filled, f"{left} {right}")) == a & b
    assert set(await ids(filled, f"{left} OR {right}")) == a | b
    assert set(await ids(filled, f"NOT {left}")) == everything - a


@given(st.text(max_size=60))
def test_any_text_is_a_search_or_a_mistake_with_a_column(text: str) -> None:
    try:
        node = parse(text)
    except QueryError as error:
        column = error.column
    else:
        column = 1
        if node is not None:
            assert fts5.render(expand(node))
            assert tsvector.render(expand(node))
            find_places(text, "en", node)
    assert 1 <= column <= len(text) + 1


@settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=st.text(min_size=1, max_size=40))
async def test_no_search_breaks_a_database(filled: AsyncEngine, text: str) -> None:
    try:
        parse(text)
    except QueryError:
        return
    await ids(filled, text)


@pytest.mark.parametrize(
    ("text", "language", "search", "marked"),
    [
        ("Foreign troops must leave", "en", "troop leave", ["troops", "leave"]),
        ("Foreign troops must leave", "en", '"foreign troops"', ["Foreign troops"]),
        ("Foreign troops must leave", "en", "NOT troops", []),
        ("Die Brücken sind zu", "de", "brücke", ["Brücken"]),
        ("القوات الأجنبية", "ar", "الاجنبيه", ["الأجنبية"]),
        ("中国反对外国军队", "zh", "外国", ["外国"]),
        ("“Leave!” he said", "en", "leav*", ["Leave"]),
    ],
)
def test_what_is_marked_is_what_was_searched(
    text: str, language: str, search: str, marked: list[str]
) -> None:
    places = find_places(text, language, parse(search))
    assert [text[start:end] for start, end in places] == marked


def test_the_index_has_a_row_for_a_real_reading() -> None:
    from monitor.flow.read_article import read_article
    from monitor.store.search.entries import entries_of

    text = "Bridge\n\nAnna Berg said that the bridge would open."
    reading = read_article(an_article(text=text), INDEX)
    assert list(match_reading(reading, INDEX))
    entry, [own] = entries_of(reading.article, list(enumerate(reading.statements)))
    assert {"a=berg", "s=anna", "t=bridge", "l=en", "p=wire", "d=2026-03-01"} <= set(entry.others)
    assert set(own.others) <= set(entry.others)
    assert own.columns["seq"] == 0
