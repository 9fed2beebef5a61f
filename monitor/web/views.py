"""Answers that several routes share, as models: `/openapi.json` describes them.

A record may gain fields before these models do: an unknown field passes through unchanged.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from monitor.alerts.noise import Fault
from monitor.records import Act
from monitor.records.statement import Kind, Polarity, Via
from monitor.web.services.naming import LabelledValue


class View(BaseModel):
    """Base of every answer."""

    model_config = ConfigDict(extra="allow", frozen=True, use_attribute_docstrings=True)


class SpanView(View):
    """A piece of an article's text: ``text == article.text[start:end]``, in code points."""

    text: str
    start: int
    end: int


class SpeakerView(SpanView):
    """The speaker of a statement; ``actor`` is the id on the watchlist, if there is one."""

    name: str
    actor: str | None
    via: Via
    maybe: list[str] = []
    sure: float = 1.0
    read_name: str | None = None
    read_via: Via | None = None


class StatementView(View):
    """One statement, as `monitor scan` reports it."""

    id: str
    kind: Kind
    text: str
    content: list[SpanView]
    cue: SpanView | None
    speaker: SpeakerView | None
    acts: list[Act]
    polarity: Polarity
    confidence: float
    through: str | None
    about: list[str]
    themes: list[str]
    inside: str | None = None
    """Id of the statement that contains this one."""


class ArticleHeaderView(View):
    """The article that carries a statement."""

    id: str
    url: str
    title: str
    publisher: str
    published_at: datetime | None
    language: str


class CarriedStatementView(StatementView):
    """A statement with its article."""

    article: ArticleHeaderView


class ReasonView(View):
    """A clause of a rule that holds, and where in the text."""

    clause: str
    value: str
    start: int
    end: int
    score: float = 1.0


class NearMissView(View):
    """A rule of which all clauses but one hold."""

    rule: str
    clause: str
    wanted: str
    got: str


class CopyView(View):
    """One article that carries the alert's statement."""

    article: str
    url: str
    title: str
    publisher: str
    seen_at: datetime
    read_at: datetime | None = None
    """When the processor had read the article; null in alerts of version 0.1."""


class EarlierView(View):
    """What the actor said before."""

    at: datetime
    statement: StatementView
    article: ArticleHeaderView


class AcknowledgementView(View):
    """Who has acknowledged an alert, and when."""

    alert: str
    who: str
    note: str
    at: datetime | None = None


class FaultMarkView(View):
    """A person's mark that an alert is wrong."""

    alert: str
    fault: Fault
    note: str
    who: str
    at: datetime


class FacetValueView(View):
    """A value, its name for people, and the number of items that have it."""

    value: str
    name: str
    count: int


def facet_views(facets: Mapping[str, Sequence[LabelledValue]]) -> dict[str, list[FacetValueView]]:
    """Return the answer for named facets."""
    return {field: _values_of(values) for field, values in facets.items()}


def _values_of(values: Sequence[LabelledValue]) -> list[FacetValueView]:
    return [FacetValueView(**dataclasses.asdict(value)) for value in values]
