"""Exports hold what a list holds, and no cell is a formula."""

import csv
import io
import json
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.web.services.exports import FORMULA_STARTS, alert_record, safe_cell, write_table
from tests.builders import an_alert

EVIL = '=HYPERLINK("http://x.example","click")'
RECORDS = [{"speaker": EVIL, "text": "مرحبا"}, {"speaker": "Berg", "text": "+1"}]


def test_a_csv_has_every_row_and_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(write_table(RECORDS, "csv").decode("utf-8-sig"))))
    assert rows == [["speaker", "text"], [f"'{EVIL}", "مرحبا"], ["Berg", "'+1"]]


def test_a_workbook_has_strings_only() -> None:
    with zipfile.ZipFile(io.BytesIO(write_table(RECORDS, "xlsx"))) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        texts = book.read("xl/sharedStrings.xml").decode()
    names = [element.tag.rpartition("}")[2] for element in sheet.iter()]
    assert "f" not in names
    assert names.count("c") == 6
    assert "HYPERLINK" in texts
    assert "مرحبا" in texts


def test_json_is_the_records_as_they_are() -> None:
    assert json.loads(write_table(RECORDS, "json")) == RECORDS


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_an_empty_list_is_a_file(form: str) -> None:
    assert write_table([], form)  # type: ignore[arg-type]


@given(st.text())
def test_no_text_begins_as_a_formula(text: str) -> None:
    assert not safe_cell(text).lstrip(" ").startswith(FORMULA_STARTS)


def test_an_alert_is_a_row_with_its_publishers() -> None:
    record = alert_record(an_alert())
    assert (record["publishers"], record["speaker"]) == ("wire", "Anna Berg")
