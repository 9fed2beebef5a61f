"""Lists of other programs: actors, skipped items with their reasons, and back again."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records.errors import UnreadableList
from monitor.watchlist import Actor
from monitor.watchlist.exchange import (
    FORMATS,
    Format,
    Skipped,
    detect_format,
    read_entries,
    write_followthemoney,
)
from monitor.watchlist.exchange.wikidata import split_aliases
from tests.watchlist.lists import ENTITY, ITEM, UNLABELLED, names_in, parts_of, person, read


class TestFollowTheMoney:
    def test_an_entity_gives_its_names_in_every_script(self) -> None:
        [entry], _ = read(json.dumps(ENTITY))
        assert entry == {
            "id": "nk-abc",
            "name": "Omar Haddad",
            "kind": "person",
            "aliases": ("عمر حداد", "Abu Hadi"),
            "descriptions": ("Minister",),
            "tags": ("role.pep", "iq"),
            "wikidata": "Q17",
        }

    def test_an_entity_that_is_not_an_actor_is_skipped_with_the_reason(self) -> None:
        vessel = {"id": "v", "schema": "Vessel", "properties": {"name": ["Queen"]}}
        nameless = {"id": "n", "schema": "Person", "properties": {}}
        entries, reasons = read("\n".join(map(json.dumps, (vessel, nameless))))
        assert entries == []
        assert reasons == {
            "v": "entities of the schema Vessel make no statements",
            "n": "no name",
        }

    def test_only_a_line_feed_ends_a_line(self) -> None:
        for separator in "\u2028\u2029\u0085\x0b\x0c\x1c":
            text = json.dumps({**ENTITY, "notes": f"a{separator}b"}, ensure_ascii=False)
            assert names_in(f"{text}\r\n{text}\n\n") == ["Omar Haddad"] * 2

    def test_a_property_may_be_a_text_or_null_or_hold_nulls(self) -> None:
        assert names_in(person(name="Ana Berg", alias=None)) == ["Ana Berg"]
        [entry], _ = read(person(name=[None, "Ana Berg", 5, {}], alias="A. Berg"))
        assert (entry["name"], entry["aliases"]) == ("Ana Berg", ("5", "A. Berg"))

    def test_a_previous_name_is_an_alias_and_a_weak_one_is_not(self) -> None:
        weak = {"weakAlias": ["Ace"], "abbreviation": ["AB"], "firstName": ["Ana"]}
        [entry], _ = read(person(name=["Ana Berg"], previousName=["Ana Holt"], **weak))
        assert entry["aliases"] == ("Ana Holt",)

    def test_a_byte_order_mark_is_ignored(self) -> None:
        assert names_in("\ufeff" + person(name=["Ana Berg"])) == ["Ana Berg"]

    def test_ids_that_differ_in_case_are_two_actors(self) -> None:
        lines = [json.dumps({**ENTITY, "id": id_}) for id_ in ("NK-aBcD", "NK-AbCd")]
        first = {entry["id"] for entry in read("\n".join(lines))[0]}
        assert len(first) == 2
        assert {entry["id"] for entry in read("\n".join(lines))[0]} == first

    def test_writing_and_reading_keep_names_tags_and_kinds(self) -> None:
        actors = [Actor(id="land", name="Land", kind="state", aliases=("The Land",), tags=("n",))]
        entries, _ = read("\n".join(write_followthemoney(actors)))
        assert [Actor(**entry) for entry in entries] == actors


class TestWikidata:
    @pytest.mark.parametrize(
        "text",
        [
            json.dumps({"entities": {"Q1": ITEM, "Q2": UNLABELLED}}),
            f"{json.dumps(ITEM)}\n{json.dumps(UNLABELLED)}\n",
            f"[\n{json.dumps(ITEM)},\n{json.dumps(UNLABELLED)}\n]\n",
            json.dumps([ITEM, UNLABELLED]),
        ],
        ids=["api", "lines", "dump", "list"],
    )
    def test_entities_give_labels_of_every_language_and_their_kind(self, text: str) -> None:
        [entry], reasons = read(text)
        assert (entry["id"], entry["name"], entry["kind"]) == ("q1", "Ana Dolan", "person")
        assert set(entry["aliases"]) == {"آنا دولان", "A. Dolan"}
        assert entry["wikidata"] == "Q1"
        assert reasons == {"Q2": "no label"}

    def test_one_entity_alone_is_read(self) -> None:
        assert names_in(json.dumps(ITEM)) == ["Ana Dolan"]

    @pytest.mark.parametrize("is_full", [True, False])
    def test_rows_of_one_item_are_one_entry(self, is_full: bool) -> None:
        rows = [
            {"item": "http://x/entity/Q1", "itemLabel": "Ana Dolan", "itemAltLabel": "A. Dolan"},
            {"item": "http://x/entity/Q1", "itemLabel": "Ana Dolan", "itemAltLabel": "Dolan"},
            {"item": "http://x/entity/Q2", "itemLabel": "Q2"},
            {"itemLabel": "No item"},
        ]
        text = json.dumps(rows)
        if is_full:
            bindings = [{key: {"value": cell} for key, cell in row.items()} for row in rows]
            text = json.dumps({"results": {"bindings": bindings}})
        [entry], reasons = read(text)
        assert (entry["id"], set(entry["aliases"])) == ("q1", {"A. Dolan", "Dolan"})
        assert reasons == {"Q2": "no label", "?": "no ?item of Wikidata"}

    @pytest.mark.parametrize(
        ("joined", "aliases"),
        [
            ("Berg, Ana, A. Berg", ["Berg, Ana", "A. Berg"]),
            ("A. Berg, Berg, Ana", ["A. Berg", "Berg, Ana"]),
            ("Berg, A.", ["Berg, A."]),
            ("A. Berg, Berg", ["A. Berg", "Berg"]),
            ("Berg, Iron Lady", ["Berg", "Iron Lady"]),
            ("Ana B., Anna Berg", ["Ana B.", "Anna Berg"]),
            ("", []),
            (", ,", []),
        ],
    )
    def test_a_name_with_a_comma_stays_whole(self, joined: str, aliases: list[str]) -> None:
        assert split_aliases(joined, "Ana Berg") == aliases


@pytest.mark.parametrize(
    ("text", "form", "message"),
    [
        ('{"id": 1', "followthemoney", "line 1"),
        ('{"id": "a", "schema": "Person"}', "followthemoney", "properties"),
        (f'{person(name=["Ana"])}\n{{"id": "cut', "followthemoney", "line 2"),
        ("[1", "wikidata", "not Wikidata"),
        ("[1]", "wikidata", "entities or results"),
        ("{}", "wikidata", "entities or results"),
        ("id,title\nx,y", "csv", "no `name`"),
        ("name,kinds\nx,y", "csv", "did you mean .kind."),
        ("name,name\nx,y", "csv", "occurs twice"),
    ],
)
def test_a_text_of_another_format_is_refused_with_the_place(
    text: str, form: Format, message: str
) -> None:
    with pytest.raises(UnreadableList, match=message):
        list(read_entries(text, form))


@pytest.mark.parametrize("text", ["once upon a time", "", "<opml/>", "title,author\nx,y"])
def test_a_text_of_no_format_is_refused(text: str) -> None:
    with pytest.raises(UnreadableList, match="neither"):
        detect_format(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "schema", "properties", "name", "alias", "labels", "entities", "results",
                 "bindings", "item", "itemLabel", "value", "en", "claims", "P31", "aliases"]
            ),
            inner,
            max_size=4,
        )
    ),
)  # fmt: skip


@given(st.lists(json_values, max_size=3), st.sampled_from(FORMATS))
def test_any_json_is_read_or_refused(documents: list[Any], form: Format) -> None:
    read_or_refused("\n".join(map(json.dumps, documents)), form)


@given(st.text(), st.sampled_from(FORMATS))
def test_any_text_is_read_or_refused(text: str, form: Format) -> None:
    read_or_refused(text, form)


def read_or_refused(text: str, form: Format) -> None:
    """Read a text; only `UnreadableList` may be raised."""
    try:
        entries, _ = parts_of(read_entries(text, form))
    except UnreadableList:
        return
    assert all(entry["id"] and entry["name"] for entry in entries)


@given(st.lists(st.text(min_size=1, max_size=8).map(str.strip).filter(bool), unique=True))
def test_different_names_of_a_list_have_different_ids(names: list[str]) -> None:
    rows = io.StringIO()
    csv.writer(rows).writerows([["name"], *([" ".join(name.split())] for name in names)])
    try:
        entries, _ = parts_of(read_entries(rows.getvalue(), "csv"))
    except UnreadableList:
        return
    by_name = {entry["name"]: entry["id"] for entry in entries}
    assert len(set(by_name.values())) == len(by_name)


def test_a_line_that_is_not_an_entity_costs_only_itself() -> None:
    lines = ['{"id": "a", "schema": "Person", "properties": {"name": ["Ana Berg"]}}']
    for other in ("[]", "5", '"x"', '{"schema": "Person"}', '{"id": [], "schema": "Person"}'):
        entry, skipped = read_entries("\n".join([*lines, other]), "followthemoney")
        assert not isinstance(entry, Skipped)
        assert skipped == Skipped(
            "line 2", "not a FollowTheMoney entity with id, schema and properties"
        )


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("is_array", [True, False])
def test_entities_are_read_as_an_array_and_over_several_lines(
    indent: int | None, is_array: bool
) -> None:
    written = json.dumps([ENTITY, {**ENTITY, "id": "NK-b"}] if is_array else ENTITY, indent=indent)
    assert detect_format(written) == "followthemoney"
    entries, reasons = parts_of(read_entries(written, "followthemoney"))
    assert ([entry["name"] for entry in entries], reasons) == (
        ["Omar Haddad"] * (2 if is_array else 1),
        {},
    )


def test_a_caption_is_the_name_of_an_entity_without_one() -> None:
    entity = {"id": "x", "schema": "Person", "caption": "Omar Haddad", "properties": {}}
    [entry], _ = parts_of(read_entries(json.dumps(entity), "followthemoney"))
    assert entry["name"] == "Omar Haddad"


@pytest.mark.parametrize("broken", ["not json", '{"id": ', "{}}", "[" * 5_000])
def test_a_broken_line_costs_only_itself_unless_the_list_ends_with_it(broken: str) -> None:
    line = json.dumps(ENTITY)
    _, reasons = parts_of(read_entries(f"{line}\n{broken}\n{line}\n", "followthemoney"))
    assert list(reasons) == ["line 2"]
    with pytest.raises(UnreadableList, match="line 2"):
        parts_of(read_entries(f"{line}\n{broken}\n", "followthemoney"))


@pytest.mark.parametrize("items", [1, 2, 3])
@pytest.mark.parametrize("end", [",\n]", ",\n", "\n]"])
def test_a_dump_of_wikidata_is_read_with_a_comma_behind_each_entity(items: int, end: str) -> None:
    entities = [json.dumps({**ITEM, "id": f"Q{number}"}) for number in range(1, items + 1)]
    entries, _ = parts_of(read_entries("[\n" + ",\n".join(entities) + end, "wikidata"))
    assert len(entries) == items
