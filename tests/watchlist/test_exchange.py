"""Other people's lists: what becomes an actor, what is skipped and why, and back again."""

import json
from collections.abc import Iterable

import pytest

from monitor.records.errors import UnreadableList
from monitor.watchlist import Actor
from monitor.watchlist.exchange import (
    Entry,
    Format,
    Skipped,
    detect_format,
    read_entries,
    write_entries,
)

FTM = [
    {
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
    },
    {"id": "v", "schema": "Vessel", "properties": {"name": ["Queen"]}},
    {"id": "n", "schema": "Person", "properties": {}},
]

WIKIDATA = {
    "entities": {
        "Q1": {
            "labels": {"en": {"value": "Ana Dolan"}, "ar": {"value": "آنا دولان"}},
            "aliases": {"en": [{"value": "A. Dolan"}]},
            "descriptions": {"en": {"value": "minister"}},
            "claims": {"P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q5"}}}}]},
        },
        "Q2": {"labels": {}},
    }
}

SPARQL = {
    "results": {
        "bindings": [
            {
                "item": {"value": "http://x/entity/Q1"},
                "itemLabel": {"value": "Ana Dolan"},
                "itemAltLabel": {"value": "A. Dolan, Dolan"},
            },
            {"item": {"value": "http://x/entity/Q2"}, "itemLabel": {"value": "Q2"}},
            {"itemLabel": {"value": "nobody"}},
        ]
    }
}


def entries_of(read: Iterable[Entry | Skipped]) -> tuple[list[Entry], dict[str, str]]:
    """Return the entries, and the reasons for skipped entities by id."""
    results = list(read)
    entries = [entry for entry in results if isinstance(entry, dict)]
    return entries, {each.id: each.why for each in results if isinstance(each, Skipped)}


def test_followthemoney_gives_names_in_every_script_and_reasons_for_skipping() -> None:
    text = "\n".join(map(json.dumps, FTM))
    assert detect_format(text) == "followthemoney"
    [entry], skipped = entries_of(read_entries(text, "followthemoney"))
    assert entry == {
        "id": "nk-abc",
        "name": "Omar Haddad",
        "kind": "person",
        "aliases": ("عمر حداد", "Abu Hadi"),
        "descriptions": ("Minister",),
        "tags": ("role.pep", "iq"),
        "wikidata": "Q17",
    }
    assert skipped == {"v": "a Vessel says nothing", "n": "no name"}


def test_wikidata_gives_labels_of_every_language_and_the_kind_by_its_class() -> None:
    text = json.dumps(WIKIDATA)
    assert detect_format(text) == "wikidata"
    [entry], skipped = entries_of(read_entries(text, "wikidata"))
    assert (entry["name"], entry["kind"], entry["wikidata"]) == ("Ana Dolan", "person", "Q1")
    assert set(entry["aliases"]) == {"آنا دولان", "A. Dolan"}
    assert skipped == {"Q2": "no label"}


def test_a_sparql_result_is_one_entry_for_each_item() -> None:
    [entry], skipped = entries_of(read_entries(json.dumps(SPARQL), "wikidata"))
    assert (entry["id"], set(entry["aliases"])) == ("q1", {"A. Dolan", "Dolan"})
    assert skipped == {"Q2": "no label", "?": "no ?item of Wikidata"}


def test_csv_keeps_every_field_when_exported_and_imported() -> None:
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
    text = "\n".join(write_entries(actors, "csv"))
    assert detect_format(text) == "csv"
    read, skipped = entries_of(read_entries(text, "csv"))
    assert [Actor(**entry) for entry in read] == actors
    assert not skipped


def test_followthemoney_keeps_names_tags_and_kinds_when_exported_and_imported() -> None:
    actors = [Actor(id="land", name="Land", kind="state", aliases=("The Land",), tags=("north",))]
    read, _ = entries_of(
        read_entries("\n".join(write_entries(actors, "followthemoney")), "followthemoney")
    )
    assert [Actor(**entry) for entry in read] == actors


@pytest.mark.parametrize(
    ("text", "form", "says"),
    [
        ('{"id": 1', "followthemoney", "line 1"),
        ('{"id": "a", "schema": "Person"}', "followthemoney", "properties"),
        ("[1", "wikidata", "entities or results"),
        ("id,title\nx,y", "csv", "no `name`"),
        ("name,colour\nx,y", "csv", "unknown columns colour"),
    ],
)
def test_the_error_for_a_wrong_file_names_place_and_reason(
    text: str, form: Format, says: str
) -> None:
    with pytest.raises(UnreadableList, match=says):
        list(read_entries(text, form))


def test_a_text_in_no_known_format_is_refused() -> None:
    with pytest.raises(UnreadableList, match="neither"):
        detect_format("once upon a time")
