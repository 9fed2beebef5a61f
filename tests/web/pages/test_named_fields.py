"""A form takes names where it wants ids, and shows the names of ids."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.watchlist import WatchlistIndex
from monitor.web.pages.named_fields import with_ids
from monitor.web.services.naming import NAMED, Names
from tests.web.pages.conftest import SampleInForce

INDEX = SampleInForce().index


@pytest.mark.parametrize("field", NAMED)
def test_every_name_stands_as_its_id_and_every_id_as_itself(field: str) -> None:
    items = getattr(INDEX.watchlist, NAMED[field])
    for written in (str.upper, str.lower, str):
        form = with_ids({field: ("\n".join(written(item.name) for item in items),)}, INDEX)
        assert form[field] == tuple(item.id for item in items)
    ids = tuple(item.id for item in items)
    assert with_ids({field: ids}, INDEX)[field] == ids
    names = Names(INDEX).in_field(field, ("\n".join(ids),))
    assert names == [item.name for item in items if item.name != item.id]


@given(st.lists(st.text(alphabet="abc:-é ", min_size=1, max_size=9)))
def test_what_no_item_is_called_stays_as_it_is(texts: list[str]) -> None:
    form = {"speakers": tuple(texts), "name": tuple(texts)}
    changed = with_ids(form, INDEX)
    assert changed["name"] == form["name"]
    assert list(changed["speakers"]) == [text.strip() for text in texts if text.strip()] or not any(
        text.strip() for text in texts
    )


def test_a_name_of_two_actors_stays_for_the_check_of_the_field() -> None:
    [first, *_] = INDEX.watchlist.actors
    twins = tuple(replace(first, id=id_) for id_ in ("one", "two"))
    index = WatchlistIndex(replace(INDEX.watchlist, actors=twins))
    assert with_ids({"speakers": (first.name, "two")}, index)["speakers"] == (first.name, "two")
