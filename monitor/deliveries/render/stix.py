"""An alert as a STIX 2.1 bundle (OASIS), by the library stix2. Pure.

    identity   the monitor, who wrote it
    identity   the speaker, if there is one: a person, an organization or unknown
    note       the statement, by the speaker
    report     the alert: its rule, the articles that carry it, the two others

Ids are functions of the alert's: an update has the same ids with a later ``modified``. Needs the
extra ``stix``: the library is imported when a bundle is made.
"""

from typing import Any

from monitor.deliveries.render.exchange import stable_id, title_of
from monitor.records import Alert

MEDIA_TYPE = "application/stix+json;version=2.1"


def stix_bundle(alert: Alert) -> str:
    """Return the bundle as JSON. Raises ImportError without the library."""
    import stix2.v21 as stix

    times = {"created": alert.raised_at, "modified": max(alert.updated_at, alert.raised_at)}
    author = stix.Identity(
        id=_id("identity", "news-monitor"),
        name="News monitor",
        identity_class="system",
        created=alert.raised_at,
        modified=alert.raised_at,
    )
    common = {
        **times,
        "created_by_ref": author.id,
        "confidence": round(100 * alert.statement.confidence),
        "labels": sorted({*alert.themes, *alert.acts, f"severity:{alert.severity}"}),
    }
    speaker = _speaker(stix, alert, author.id)
    note_id = _id("note", alert.id)
    note = stix.Note(
        id=note_id,
        content=alert.statement.text,
        authors=[alert.statement.said_by] if alert.statement.said_by else None,
        object_refs=[speaker.id if speaker else author.id],
        lang=_language(alert),
        **common,
    )
    objects = [author, *([speaker] if speaker else []), note]
    report = stix.Report(
        id=_id("report", alert.id),
        name=title_of(alert),
        description=alert.statement.text,
        report_types=["observed-data"],
        published=alert.raised_at,
        object_refs=[each.id for each in objects],
        external_references=_references(alert),
        lang=_language(alert),
        **common,
    )
    bundle = stix.Bundle(
        id=_id("bundle", f"{alert.id}/{alert.revision}"), objects=[*objects, report]
    )
    return str(bundle.serialize(pretty=True))


def _speaker(stix: Any, alert: Alert, author: str) -> Any:
    """Return the identity of the speaker, None for a statement without one."""
    name = alert.statement.said_by
    if not name:
        return None
    return stix.Identity(
        id=_id("identity", alert.actor or name),
        name=name,
        identity_class="unknown",
        created=alert.raised_at,
        modified=alert.raised_at,
        created_by_ref=author,
        external_references=(
            [{"source_name": "news-monitor", "external_id": alert.actor}] if alert.actor else None
        ),
    )


def _references(alert: Alert) -> list[dict[str, str]]:
    return [
        {"source_name": copy.publisher, "url": copy.url, "description": copy.title}
        for copy in alert.copies
    ]


def _language(alert: Alert) -> str | None:
    language = alert.article.language
    return None if language == "und" else language


def _id(kind: str, name: str) -> str:
    return f"{kind}--{stable_id(kind, name)}"
