"""OPML lists, as other readers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.opml import Outline, feed_address, read_opml, skipped_outlines, write_opml
from monitor.records.errors import UnreadableOpml

URL = "https://wire.example/rss"


def a_list(outlines: str, prolog: str = "<?xml version='1.0' encoding='UTF-8'?>") -> str:
    return f"{prolog}<opml version='2.0'><head/><body>{outlines}</body></opml>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1251", "utf-8-sig"])
def test_a_list_is_read_in_its_character_set(encoding: str) -> None:
    name = "Вести" if encoding == "windows-1251" else "José"
    prolog = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?>"
    text = a_list(f"<outline text='{name}' xmlUrl='{URL}'/>", prolog)
    assert read_opml(text.encode(encoding)) == [Outline(URL, name, ())]


@pytest.mark.parametrize(
    "outline",
    [
        "<outline text='A' xmlUrl='{}'/>", "<outline text='A' xmlURL='{}'/>",
        "<outline title='A' XMLURL='{}' />",
        "<Outline text='A' xmlUrl='{}'></Outline>", "<OUTLINE TEXT='A' xmlurl=\"{}\"/>",
        "<outline type='rss'\n text='A'\n xmlUrl='{}'/>",
    ],
)  # fmt: skip
def test_names_count_in_any_case(outline: str) -> None:
    assert read_opml(a_list(outline.format(URL))) == [Outline(URL, "A", ())]


@pytest.mark.parametrize(
    "outline",
    ["<outline text=A xmlUrl={} />", "<outline text='A' type='rss' url='{}'/>",
     "<outline text='A' type='RSS' url='{}'></outline>", "<outline text='A\n' xmlUrl=\n'{}'/>"],
)  # fmt: skip
def test_outlines_of_careless_readers_are_read(outline: str) -> None:
    assert read_opml(a_list(outline.format(URL))) == [Outline(URL, "A", ())]


def test_an_outline_that_points_elsewhere_and_a_list_that_is_cut_off_are_reported() -> None:
    outlines = (
        "<outline text='F'/><outline text='A' htmlUrl='https://a.example/'/>"
        "<outline text='B' type='link' url='https://b.example/x.opml'/>"
        f"<outline text='C' xmlUrl='{URL}' htmlUrl='https://c.example/'/>"
    )
    cut = a_list(outlines).partition("</body>")[0] + "<outline text='D' xmlU"
    skipped = skipped_outlines(cut.encode())
    assert [sentence.partition(": ")[0] for sentence in skipped] == [
        "https://a.example/",
        "https://b.example/x.opml",
        "the last outline",
    ]
    assert skipped_outlines(a_list(outlines).encode()) == skipped[:2]


def test_bare_ampersands_and_a_doctype_are_accepted() -> None:
    outline = "<outline text='A & B &amp; C' xmlUrl='https://wire.example/?a=1&b=2&amp;c=3'/>"
    text = a_list(outline, "<!DOCTYPE opml SYSTEM 'opml.dtd'>")
    assert read_opml(text) == [Outline("https://wire.example/?a=1&b=2&c=3", "A & B & C", ())]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("feed://wire.example/rss", "http://wire.example/rss"),
        ("feed:https://wire.example/rss", URL),
        ("FEED:HTTPS://wire.example/rss", URL),
        ("HTTPS://wire.example/rss", URL),
        ("wire.example/rss", "http://wire.example/rss"),
        ("127.0.0.1:8000/rss", "http://127.0.0.1:8000/rss"),
        (" https://wire.example/rss ", URL),
        ("https://wire.example/\n  rss", "https://wire.example/%20%20rss"),
        ("https://wire.example/\r\nrss", URL),
        ("https://wire.example/a b", "https://wire.example/a%20b"),
        ("//wire.example/rss", "http://wire.example/rss"),
        ("feeds://wire.example/rss", URL),
        ("rss://wire.example/rss", "http://wire.example/rss"),
        ("pcast://wire.example/rss", "http://wire.example/rss"),
        ("gopher://wire.example/", "gopher://wire.example/"),
        ("nonsense", "nonsense"),
    ],
)
def test_an_address_gets_the_scheme_that_it_lacks(written: str, url: str) -> None:
    assert feed_address(written) == url


@pytest.mark.parametrize(
    "text",
    ["", "<rss/>", "<opml/>", "{}", "<!DOCTYPE x [<!ENTITY a 'b'>]><opml><body/></opml>"],
)
def test_a_document_that_is_not_a_list_is_refused(text: str) -> None:
    with pytest.raises(UnreadableOpml):
        read_opml(text)


def test_a_slash_in_a_name_is_not_a_folder() -> None:
    text = a_list(
        f"<outline text='AC/DC, news'><outline text='a' xmlUrl='{URL}/a'/></outline>"
        f"<outline text='AC'><outline text='DC, news'><outline text='b' xmlUrl='{URL}/b'/>"
        "</outline></outline>"
    )
    first, second = read_opml(text)
    assert first.tags != second.tags
    assert read_opml(write_opml([first, second], "t")) == sorted(
        [first, second], key=lambda o: o.tags
    )


def test_a_long_name_is_cut() -> None:
    [outline] = read_opml(a_list(f"<outline text='{'x' * 2000}' xmlUrl='{URL}'/>"))
    assert outline.name is not None
    assert len(outline.name) == 500


NAMES = st.text(alphabet="aB /,\\&<>\"'é", min_size=1, max_size=8).map(str.strip).filter(bool)
FOLDERS = st.lists(
    NAMES.map(lambda name: name.replace("\\", "\\\\").replace("/", "\\/")), max_size=3
)


@given(st.lists(st.tuples(NAMES, FOLDERS), max_size=5))
def test_a_list_survives_the_round_trip(feeds: list[tuple[str, list[str]]]) -> None:
    outlines = [
        Outline(f"{URL}/{number}", name, ("/".join(folders),) if folders else ())
        for number, (name, folders) in enumerate(feeds)
    ]
    again = {outline.url: outline for outline in read_opml(write_opml(outlines, "t"))}
    assert again == {outline.url: outline for outline in outlines}


@given(st.text(alphabet="<>/outlinexmlurl='\"& ", max_size=80))
def test_any_text_is_a_list_or_refused(text: str) -> None:
    for source in (text, a_list(text)):
        try:
            outlines = read_opml(source)
        except UnreadableOpml:
            outlines = []
        assert isinstance(outlines, list)
