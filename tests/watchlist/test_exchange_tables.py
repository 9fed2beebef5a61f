"""Tables of other programs: separators, columns, cells, and actors back from them."""

import pytest

from monitor.records.errors import UnreadableList
from monitor.watchlist import Actor
from monitor.watchlist.exchange import (
    Skipped,
    detect_format,
    read_entries,
    write_table,
)
from tests.watchlist.lists import names_in, parts_of, read


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
