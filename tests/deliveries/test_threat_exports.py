"""An alert as STIX 2.1, as the library reads it back, and as an event of MISP."""

from datetime import timedelta

import msgspec
import pytest
import stix2

from monitor.deliveries.render.misp import misp_event
from monitor.deliveries.render.stix import stix_bundle
from monitor.records import Alert
from tests.builders import NOON, an_alert


def by_type(alert: Alert) -> dict[str, list[stix2.v21._STIXBase21]]:
    bundle = stix2.parse(stix_bundle(alert), allow_custom=False)
    objects: dict[str, list[stix2.v21._STIXBase21]] = {}
    for each in bundle.objects:
        objects.setdefault(each.type, []).append(each)
    return objects


def test_a_bundle_is_valid_and_says_who_said_what_and_where() -> None:
    alert = an_alert()
    objects = by_type(alert)
    [report], [note] = objects["report"], objects["note"]
    speaker = next(each for each in objects["identity"] if each.name == "Anna Berg")
    assert note.content == alert.statement.text
    assert note.object_refs == [speaker.id]
    assert set(report.object_refs) == {each.id for each in (*objects["identity"], note)}
    assert report.external_references[0].url == alert.copies[0].url
    assert speaker.external_references[0].external_id == "berg"
    assert (report.published, report.confidence) == (
        NOON,
        round(100 * alert.statement.confidence),
    )


def test_an_update_keeps_the_ids_and_is_later() -> None:
    alert = an_alert()
    later = msgspec.structs.replace(alert, revision=2, updated_at=NOON + timedelta(hours=1))
    [before], [after] = by_type(alert)["report"], by_type(later)["report"]
    assert before.id == after.id
    assert after.modified > before.modified
    assert stix2.parse(stix_bundle(alert)).id != stix2.parse(stix_bundle(later)).id
    first, second = misp_event(alert)["Event"], misp_event(later)["Event"]
    assert first["uuid"] == second["uuid"]
    assert int(second["timestamp"]) > int(first["timestamp"])


def test_a_statement_without_a_speaker_is_exported_too() -> None:
    alert = an_alert()
    statement = msgspec.structs.replace(alert.statement, speaker=None)
    nameless = msgspec.structs.replace(alert, statement=statement, actor=None)
    assert len(by_type(nameless)["identity"]) == 1
    comments = [each["comment"] for each in misp_event(nameless)["Event"]["Attribute"]]
    assert "speaker" not in comments


@pytest.mark.parametrize(
    ("severity", "level"), [("low", "3"), ("medium", "2"), ("high", "1"), ("critical", "1")]
)
def test_an_event_of_misp_has_its_level_links_and_tags(severity: str, level: str) -> None:
    alert = msgspec.structs.replace(an_alert(), severity=severity, acts=("threaten",))
    event = misp_event(alert)["Event"]
    assert (event["threat_level_id"], event["published"]) == (level, False)
    links = [each["value"] for each in event["Attribute"] if each["type"] == "link"]
    assert links == [copy.url for copy in alert.copies]
    assert {"name": "news-monitor:threaten"} in event["Tag"]
    ids = [each["uuid"] for each in event["Attribute"]]
    assert len(set(ids)) == len(ids)
