"""Lists of other programs: actors, skipped items with their reasons, and back again."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records.errors import UnreadableList
from monitor.watchlist import Actor
from monitor.watchlist.exchange import (
    FORMATS,
    Entry,
    Format,
    Skipped,
    detect_format,
    read_entries,
    write_followthemoney,
    write_table,
)
from monitor.watchlist.exchange.wikidata import split_aliases

ENTITY = {
    "id": "NK-aBc",
    "schema": "Person",
    "caption": "Omar Haddad",
    "properties": {
        "name": ["Omar  Haddad", "عمر حداد"],
        "alias": ["Abu Hadi"],
        "topics": ["role.pep"],
        "country": ["iq"],
        "position": ["Minister"],
        "wikidataId": ["Q17"],
    },
}

ITEM = {
    "id": "Q1",
    "labels": {"en": {"value": "Ana Dolan"}, "ar": {"value": "آنا دولان"}},
    "aliases": {"en": [{"value": "A. Dolan"}]},
    "descriptions": {"en": {"value": "minister"}},
    "claims": {"P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q5"}}}}]},
}
UNLABELLED = {"id": "Q2", "labels": {}}


def parts_of(items: Iterable[Entry | Skipped]) -> tuple[list[Entry], dict[str, str]]:
    """Return the entries, and by id the reasons for what was skipped."""
    entries: list[Entry] = []
    reasons: dict[str, str] = {}
    for item in items:
        if isinstance(item, Skipped):
            reasons[item.id] = item.why
        else:
            entries.append(item)
    return entries, reasons


def read(text: str) -> tuple[list[Entry], dict[str, str]]:
    """Read a text by the format that it shows."""
    return parts_of(read_entries(text, detect_format(text)))


def names_in(text: str) -> list[str]:
    """Return the names of the actors in a text."""
    return [entry["name"] for entry in read(text)[0]]


def person(**properties: Any) -> str:
    """Return a FollowTheMoney line."""
    return json.dumps({"id": "p1", "schema": "Person", "properties": properties})


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


class TestTable:
    def test_every_field_is_kept_there_and_back(self) -> None:
        actors = [
            Actor(
                id="berg",
                name='Anna "Iron" Berg, MP',
                kind="group",
                aliases=("Berg", "آنا"),
                descriptions=("the mayor",),
                never=("Berg Street",),
                part_of=("greens",),
                tags=("north",),
                wikidata="Q1",
                romanise=False,
            ),
            Actor(id="greens", name="Greens", kind="organization"),
        ]
        entries, reasons = read("\n".join(write_table(actors)))
        assert [Actor(**entry) for entry in entries] == actors
        assert reasons == {}

    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("header", [("id", "name", "kind"), ("Id", " NAME ", "Kind")])
    def test_a_spreadsheet_s_table_is_read(
        self, mark: str, separator: str, end: str, header: tuple[str, ...]
    ) -> None:
        rows = (header, ("ana", "Ana Berg", "Person"), ("", "", ""), ("ben", "Ben Cole", "company"))
        text = mark + end.join(separator.join(row) for row in rows)
        entries, _ = read(text)
        assert [(entry["id"], entry["kind"]) for entry in entries] == [
            ("ana", "person"),
            ("ben", "organization"),
        ]

    def test_a_separator_line_is_skipped(self) -> None:
        assert names_in("sep=;\r\nid;name\r\nana;Ana, the Berg\r\n") == ["Ana, the Berg"]

    @pytest.mark.parametrize("names", [["Ана Берг", "Иван Петров"], ["عمار", "مقتدى"], ["安娜"]])
    def test_names_without_latin_letters_get_ids_that_last(self, names: list[str]) -> None:
        text = "name\n" + "\n".join(names)
        ids = [entry["id"] for entry in read(text)[0]]
        assert len(set(ids)) == len(names)
        assert all(id_.startswith("actor-") for id_ in ids)
        assert [entry["id"] for entry in read(text)[0]] == ids

    def test_an_unnamed_last_column_is_ignored(self) -> None:
        assert names_in("id;name;;\nana;Ana Berg;;\n") == ["Ana Berg"]

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("ana,Ana Berg,robot", "line 2: the kind 'robot' is unknown"),
            ("ana,,person", "no name"),
            ("ana,Ana Berg,person,more", "4 cells, but the header has 3"),
        ],
    )
    def test_a_wrong_row_is_skipped_with_the_reason(self, row: str, reason: str) -> None:
        entries, reasons = read(f"id,name,kind\n{row}\nben,Ben Cole,person\n")
        assert [entry["id"] for entry in entries] == ["ben"]
        assert list(reasons.values()) == [reason]

    def test_a_wikidata_address_is_an_item(self) -> None:
        [entry], _ = read("name,wikidata\nAna Berg,http://www.wikidata.org/entity/Q17\n")
        assert entry["wikidata"] == "Q17"

    def test_a_result_of_a_wikidata_query_is_read(self) -> None:
        text = "item,itemLabel\nhttp://www.wikidata.org/entity/Q1,Ana Berg\n"
        [entry], _ = read(text)
        assert (entry["id"], entry["name"], entry["wikidata"]) == ("q1", "Ana Berg", "Q1")


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


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_is_read_with_any_separator_and_any_line_end(separator: str, end: str) -> None:
    rows = [separator.join(cells) for cells in (("Name", "KIND"), ("Ana Berg", "Person"))]
    text = end.join([*rows, ""])
    [entry] = read_entries(text, detect_format(text))
    assert entry == {"id": "ana-berg", "name": "Ana Berg", "kind": "person"}


def test_a_column_of_another_program_is_reported_and_ignored() -> None:
    skipped, entry = read_entries("name,phone\nAna Berg,12\n", "csv")
    assert skipped == Skipped("column phone", "the column is not read")
    assert entry == {"id": "ana-berg", "name": "Ana Berg", "kind": "person"}


@pytest.mark.parametrize("column", ["alias", "aliasses", "kinds", "discriptions"])
def test_a_misspelt_column_is_refused_with_the_right_one(column: str) -> None:
    with pytest.raises(UnreadableList, match="did you mean"):
        list(read_entries(f"name,{column}\nAna Berg,x\n", "csv"))


@pytest.mark.parametrize("length", [501, 200_000])
def test_a_cell_that_is_no_name_costs_only_its_row(length: int) -> None:
    skipped, entry = read_entries(f"name\n{'x' * length}\nBen Cole\n", "csv")
    assert isinstance(skipped, Skipped)
    assert entry == {"id": "ben-cole", "name": "Ben Cole", "kind": "person"}


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


@pytest.mark.parametrize(
    "aliases", ["A. Berg;Anna", "A. Berg\nAnna", "A. Berg;\r\nAnna", "\nA. Berg;Anna\n"]
)
def test_values_of_a_cell_stand_on_lines_or_between_semicolons(aliases: str) -> None:
    text = f'name,aliases\nAna Berg,"{aliases}"\n'
    [entry], _ = parts_of(read_entries(text, "csv"))
    assert entry["aliases"] == ("A. Berg", "Anna")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_quotation_mark_that_is_not_closed_makes_no_name_of_many_rows(separator: str) -> None:
    rows = f'"Ana Berg{separator}person\nBo Li{separator}person\n'
    with pytest.raises(UnreadableList, match="line 2: a quotation mark is not closed"):
        parts_of(read_entries(f"name{separator}kind\n{rows}", "csv"))


@pytest.mark.parametrize("mark", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u00a0"])
def test_marks_of_spreadsheets_are_no_part_of_a_name(mark: str) -> None:
    [entry], _ = parts_of(read_entries(f"name,kind\n{mark}Ana Berg{mark},person\n", "csv"))
    assert entry["name"] == "Ana Berg"
