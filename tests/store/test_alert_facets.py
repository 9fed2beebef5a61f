"""Lists and facets of alerts on both databases: every alert has one state, every count is exact."""

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.deliveries import AlertFilter
from monitor.store import Archive, Store, upgrade_database
from monitor.store.alert_clauses import STATES, AlertSelection, State
from tests.builders import an_alert
from tests.store.alert_rows import a_distinct_alert
from tests.store.migrating import downgrade_database


@pytest.fixture
async def store(either_engine: AsyncEngine) -> Store:
    store = Store(either_engine)
    await store.archive.store(
        [
            a_distinct_alert(1, severity="high"),
            a_distinct_alert(2, "post", rule="other", themes=("bridge", "tolls"), acts=("reject",)),
            a_distinct_alert(
                3, suppressed=True, suppressed_for_good=True, suppressed_by="back-fill"
            ),
            a_distinct_alert(4, actor=None),
        ]
    )
    return store


def counts(facets: object, field: str) -> dict[str, int]:
    assert isinstance(facets, dict)
    return {item.value: item.count for item in facets[field]}


async def test_facets_count_every_value_of_every_field(store: Store) -> None:
    total, facets = await store.alert_facets.count(AlertSelection())
    assert total == 4
    assert counts(facets, "severity") == {"medium": 3, "high": 1}
    assert counts(facets, "theme") == {"bridge": 4, "tolls": 1}
    assert counts(facets, "act") == {"reject": 1}
    assert counts(facets, "rule") == {"berg-bridge": 3, "other": 1}
    assert counts(facets, "publisher") == {"wire": 3, "post": 1}
    assert counts(facets, "language") == {"en": 4}
    assert counts(facets, "actor") == {"berg": 3}
    assert counts(facets, "state") == {"open": 3, "silenced": 1}


async def test_a_facet_leaves_its_own_clause_out_and_keeps_the_others(store: Store) -> None:
    selection = AlertSelection(AlertFilter(rules=("other",), publishers=("post",)))
    total, facets = await store.alert_facets.count(selection)
    assert total == 1
    assert counts(facets, "rule") == {"other": 1}
    assert counts(facets, "publisher") == {"post": 1}
    wider = AlertSelection(AlertFilter(rules=("other",)))
    _, facets = await store.alert_facets.count(wider)
    assert counts(facets, "rule") == {"berg-bridge": 3, "other": 1}
    assert counts(facets, "theme") == {"bridge": 1, "tolls": 1}


async def test_every_alert_is_in_exactly_one_state_and_undo_leads_back(store: Store) -> None:
    await store.acknowledgements.put("alert-1", "ana", "on it")
    await store.acknowledgements.put("alert-2", "ana", "on it")
    await store.feedback.mark("alert-2", "old_news", who="ben")

    async def ids(state: State) -> set[str]:
        page = await store.alerts.find(AlertSelection(states=(state,)), limit=10)
        return {alert.id for alert in page.items}

    assert {state: await ids(state) for state in STATES} == {
        "open": {"alert-4"},
        "acknowledged": {"alert-1"},
        "wrong": {"alert-2"},
        "silenced": {"alert-3"},
    }
    assert (await store.alert_history.faults(["alert-2"]))["alert-2"][0].who == "ben"
    assert await store.feedback.unmark("alert-2", "old_news")
    assert await store.acknowledgements.remove("alert-1")
    assert not await store.acknowledgements.remove("alert-1")
    assert await ids("acknowledged") == {"alert-2"}
    assert await ids("open") == {"alert-1", "alert-4"}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (AlertFilter(speakers=("Anna BERG",)), 4),
        (AlertFilter(speakers=("berg",)), 4),
        (AlertFilter(speakers=("Ann",)), 0),
        (AlertFilter(publishers=("post", "none")), 1),
        (AlertFilter(languages=("en",)), 4),
        (AlertFilter(languages=("fr",)), 0),
    ],
)
async def test_the_list_and_the_stream_agree_on_a_filter(
    store: Store, wanted: AlertFilter, expected: int
) -> None:
    page = await store.alerts.find(wanted, limit=10)
    everything = await store.alerts.find(AlertFilter(), limit=10)
    assert [alert.id for alert in page.items] == [
        alert.id for alert in everything.items if wanted.wants(alert)
    ]
    assert len(page.items) == expected


async def test_the_migration_fills_the_columns_of_stored_alerts(store: Store) -> None:
    before = await store.alert_facets.count(AlertSelection())
    engine: AsyncEngine = store.archive._engine
    await downgrade_database(engine, "0012")
    await upgrade_database(engine)
    assert await store.alert_facets.count(AlertSelection()) == before
    assert (await store.alerts.find(AlertFilter(speakers=("anna",)), limit=9)).items


async def test_revisions_and_deliveries_of_an_alert_are_read(store: Store) -> None:
    first = an_alert()
    await Archive(store.archive._engine).store([first, an_alert("two", "post")])
    revisions = await store.alert_history.revisions(first.id)
    assert [revision.alert.revision for revision in revisions] == [1, 2]
    assert await store.alert_history.deliveries(first.id) == []
    assert msgspec.to_builtins(revisions[0].alert)["id"] == first.id
