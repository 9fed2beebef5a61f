"""Identity of entries: what is one article stays one, what is not stays apart."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.identity import IdentifiedEntry, identify_entries
from monitor.feeds.values import Entry
from monitor.records.ids import article_id, digest


def an_entry(guid: str | None = None, link: str | None = None, title: str = "Story") -> Entry:
    return Entry(guid=guid, link=link, title=title, summary="", content="", published_at=None)


def identify(*entries: Entry, seen: dict[str, str] | None = None) -> list[IdentifiedEntry]:
    return identify_entries(entries, "feed", seen or {})


def ids(*entries: Entry, seen: dict[str, str] | None = None) -> list[str]:
    return [entry.id for entry in identify(*entries, seen=seen)]


def memory_of(entries: list[IdentifiedEntry]) -> dict[str, str]:
    return {entry.id: entry.content_hash for entry in entries}


SEPARATE = [
    ("https://wire.example/live#block-1", "https://wire.example/live#block-2"),
    ("https://wire.example/#!/news/1", "https://wire.example/#!/news/2"),
    ("https://wire.example/a?ns_id=1", "https://wire.example/a?ns_id=2"),
    ("https://wire.example/a", "https://wire.example/a/"),
    ("http://wire.example/a", "https://wire.example/a"),
    ("https://wire.example/a?utm_source=1", "https://wire.example/a?utm_source=2"),
    ("tag:wire,1", "tag:wire,2"),
    ("ID-1", "id-1"),
    ("https://wire.example/A", "https://wire.example/a"),
]


@pytest.mark.parametrize(("one", "other"), SEPARATE)
def test_two_guids_in_one_document_are_two_articles(one: str, other: str) -> None:
    assert len(set(ids(an_entry(one, title="1"), an_entry(other, title="2")))) == 2


@pytest.mark.parametrize(("one", "other"), SEPARATE[:3])
def test_two_links_that_differ_in_more_than_tracking_are_two_articles(one: str, other: str) -> None:
    assert len(set(ids(an_entry(link=one, title="1"), an_entry(link=other, title="2")))) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *SEPARATE[:3],
        ("https://wire.example/a?at_id=1", "https://wire.example/a?at_id=2"),
        ("https://wire.example/a?id=1&utm_source=x", "https://wire.example/a?id=2&utm_source=x"),
    ],
)
def test_an_entry_that_replaces_another_in_the_document_is_not_its_edit(
    one: str, other: str
) -> None:
    seen = memory_of(identify(an_entry(link=one, title="1")))
    [second] = identify(an_entry(link=other, title="2"), seen=seen)
    assert second.id not in seen


@pytest.mark.parametrize(("one", "other"), SEPARATE)
def test_the_order_and_the_absence_of_a_neighbour_change_no_id(one: str, other: str) -> None:
    first, second = an_entry(one, title="1"), an_entry(other, title="2")
    published = identify(first, second)
    seen = memory_of(published)
    names = {entry.entry.title: entry.id for entry in published}
    for document in ([second, first], [first], [second]):
        identified = {entry.entry.title: entry.id for entry in identify(*document, seen=seen)}
        assert identified == {title: names[title] for title in identified}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("http://wire.example/a", "https://wire.example/a"),
        ("https://wire.example/a", "https://www.wire.example/a/"),
        ("https://wire.example/a?utm_source=x", "https://wire.example/a"),
    ],
)
def test_a_site_that_changes_how_it_writes_its_addresses_publishes_nothing_again(
    before: str, after: str
) -> None:
    for key in ("guid", "link"):
        seen = memory_of(identify(an_entry(**{key: before})))
        assert ids(an_entry(**{key: after}), seen=seen) == list(seen)


def test_a_guid_is_taken_as_written() -> None:
    assert ids(an_entry("10001"), an_entry(" 10001")) == [
        article_id("feed", "10001"), article_id("feed", " 10001"),
    ]  # fmt: skip


def test_a_relative_link_is_identified_as_written_wherever_the_feed_was_served_from() -> None:
    first, second = (
        Entry(
            guid=None, link=f"https://cdn{n}.example/a/1", raw_link="/a/1", title="Story",
            summary="", content="", published_at=None,
        )
        for n in (1, 2)
    )  # fmt: skip
    assert ids(first) == ids(second)


def test_a_guid_that_is_repeated_in_a_document_needs_the_link() -> None:
    entries = [an_entry("x", f"https://wire.example/{n}", title=str(n)) for n in range(3)]
    assert len(set(ids(*entries))) == 3


def test_an_identity_without_fragment_is_kept_while_the_content_is_the_same() -> None:
    guid = "https://wire.example/a#0"
    earlier = article_id("feed", "http://wire.example/a")
    assert ids(an_entry(guid), seen={earlier: digest("Story", "", "")}) == [earlier]
    assert ids(an_entry(guid), seen={earlier: "other"}) != [earlier]


GUIDS = st.one_of(
    st.none(),
    st.text(max_size=4),
    st.tuples(
        st.sampled_from(("http", "https")),
        st.sampled_from(("wire.example", "www.wire.example")),
        st.sampled_from(("/a", "/a/", "/b")),
        st.sampled_from(("", "?utm_source=1", "?id=2")),
        st.sampled_from(("", "#1", "#!/2")),
    ).map(lambda parts: f"{parts[0]}://{''.join(parts[1:])}"),
)


@given(st.lists(GUIDS, max_size=8))
def test_no_entry_of_a_document_costs_another_its_identity(guids: list[str | None]) -> None:
    entries = [an_entry(guid, title=f"Story {n}") for n, guid in enumerate(guids)]
    identified = identify(*entries)
    assert len({entry.id for entry in identified}) == len(identified)
    distinct = len({guid for guid in guids if guid})
    assert len(identified) >= distinct
    again = identify(*entries, seen=memory_of(identified))
    assert [entry.id for entry in again] == [entry.id for entry in identified]
    for order in itertools.islice(itertools.permutations(entries), 6):
        assert set(ids(*order, seen=memory_of(identified))) == {entry.id for entry in identified}
