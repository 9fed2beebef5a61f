"""Actors, themes and stories: statements over time, and the wordings of one quotation.

/api/v1/actors/{id}/activity    what an actor said, or (role=about) what was said about it
/api/v1/themes/{id}             a theme with its statements over time
/api/v1/compare                 up to four actors beside each other
/api/v1/stories/{id}            the story of an article
/api/v1/alerts/{id}/wordings    an alert's quotation in every article that carries it
"""

import dataclasses
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, HTTPException, Query
from pydantic import Field

from monitor.store.search.activity import Activity
from monitor.web.parameters import KNOWN_PARAMETERS, Id, Name, Period
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.routes.alert_details import carried_view
from monitor.web.services import activities, stories
from monitor.web.services.naming import Names
from monitor.web.services.wording import Change
from monitor.web.views import (
    ArticleHeaderView,
    CarriedStatementView,
    FacetValueView,
    StatementView,
    View,
    facet_views,
)

MOST_COMPARED = 4
"""Actors beside each other: a reader cannot distinguish more than four lines of one chart."""

router = APIRouter(prefix="/api/v1", tags=["activity"], dependencies=[KNOWN_PARAMETERS])


class CellView(View):
    """Number of statements of a day (UTC) with a theme and an act; empty for none."""

    day: str
    theme: str
    act: str
    count: int


class RhythmView(View):
    """How often something is said; ``is_absent`` after three usual gaps without a statement."""

    last_at: datetime | None
    per_day: float
    usual_gap_s: float | None
    is_absent: bool


class ActivityView(View):
    """Statements over time; one with two themes is in two cells and once in ``by_day``."""

    total: int
    is_complete: bool
    """Whether all statements are counted; else the newest 5,000."""
    by_day: dict[str, int]
    cells: list[CellView]
    facets: dict[str, list[FacetValueView]]
    """By theme, act, speaker, about, publisher and language."""
    rhythm: RhythmView


class ProfileView(ActivityView):
    """Statements over time with the first and the last one of all, and the words used most."""

    id: str
    name: str
    first: CarriedStatementView | None
    last: CarriedStatementView | None
    words: list[FacetValueView]


class ComparedView(ActivityView):
    """One of the actors that are compared."""

    id: str
    name: str


class Comparison(View):
    """Actors beside each other, in the order of the request."""

    items: list[ComparedView]


class SegmentView(View):
    """A piece of text that both wordings have, or that one lacks (``cut``) or adds (``added``)."""

    change: Change
    text: str


class WordingView(View):
    """A statement as one article has it; ``segments`` lead to it from the fullest wording."""

    article: ArticleHeaderView
    seen_at: datetime
    statement: StatementView
    difference: stories.Difference
    segments: list[SegmentView]


class QuotationView(View):
    """One quotation in the wordings of several articles, the fullest first."""

    publishers: int
    wordings: list[WordingView]


class QuotationList(View):
    """Quotations that several articles carry, the widest first."""

    items: list[QuotationView]


class StoryMemberView(ArticleHeaderView):
    """An article of a story."""

    seen_at: datetime
    revision: int


class StoryView(View):
    """A story: its articles, oldest first, ids of its alerts, and its quotations."""

    id: str
    articles: list[StoryMemberView]
    alerts: list[str]
    quotations: list[QuotationView]


class ActivityQuery(Period):
    """Which statements of an actor."""

    role: Literal["said", "about"] = "said"
    """What the actor said, or what others said about it."""


class ComparisonQuery(Period):
    """Which actors are compared."""

    actor: Annotated[tuple[Name, ...], Field(min_length=1, max_length=MOST_COMPARED)]
    """Ids of up to four actors."""


@router.get("/actors/{id}/activity")
async def read_actor_activity(
    id_: Id,
    query: Annotated[ActivityQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> ProfileView:
    """Return the statements of an actor, or about it, over time."""
    name = _actor_name(resources, id_)
    subject = activities.Subject(actor=id_)
    if query.role == "about":
        subject = activities.Subject(about=id_)
    return await _profile(resources, subject, query, (id_, name))


@router.get("/themes/{id}")
async def read_theme(
    id_: Id,
    query: Annotated[Period, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> ProfileView:
    """Return the statements on a theme over time."""
    themes = {theme.id: theme for theme in resources.in_force.index.watchlist.themes}
    if id_ not in themes:
        raise HTTPException(404, f"no theme {id_} on the watchlist")
    subject = activities.Subject(theme=id_)
    return await _profile(resources, subject, query, (id_, themes[id_].name or id_))


@router.get("/compare")
async def compare_actors(
    query: Annotated[ComparisonQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> Comparison:
    """Return the statements of up to four actors over time."""
    items = []
    for id_ in dict.fromkeys(query.actor):
        name = _actor_name(resources, id_)
        activity = await activities.find_activity(
            resources.store,
            activities.Subject(actor=id_),
            datetime.now(UTC),
            since=query.since,
            until=query.until,
        )
        items.append(ComparedView(id=id_, name=name, **_activity(resources, activity)))
    return Comparison(items=items)


@router.get("/stories/{id}")
async def read_story(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> StoryView:
    """Return the story of an article: copies, alerts, and wordings of each quotation."""
    story = await stories.find_story(resources.store, id_)
    if story is None:
        raise HTTPException(404, f"no story or article {id_}")
    articles = [
        StoryMemberView.model_validate(
            {
                **msgspec.to_builtins(article.header),
                "seen_at": article.seen_at,
                "revision": article.revision,
            }
        )
        for article in story.articles
    ]
    return StoryView(
        id=story.id,
        articles=articles,
        alerts=[alert.id for alert in story.alerts],
        quotations=[_quotation(each) for each in story.quotations],
    )


@router.get("/alerts/{id}/wordings")
async def list_wordings(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> QuotationList:
    """Compare how the articles of an alert word its quotation."""
    alert = await resources.store.alerts.get(id_)
    if alert is None:
        raise HTTPException(404, f"no alert {id_}")
    quotations = await stories.find_wordings(resources.store, alert)
    return QuotationList(items=[_quotation(each) for each in quotations])


def _actor_name(resources: Resources, id_: str) -> str:
    actor = resources.in_force.index.find_actor(id_)
    if actor is None:
        raise HTTPException(404, f"no actor {id_} on the watchlist")
    return actor.name


async def _profile(
    resources: Resources, subject: activities.Subject, period: Period, named: tuple[str, str]
) -> ProfileView:
    profile = await activities.find_profile(
        resources.store, subject, datetime.now(UTC), since=period.since, until=period.until
    )
    return ProfileView(
        id=named[0],
        name=named[1],
        first=carried_view(profile.first) if profile.first else None,
        last=carried_view(profile.last) if profile.last else None,
        words=[FacetValueView(value=w.value, name=w.value, count=w.count) for w in profile.words],
        **_activity(resources, profile.activity),
    )


def _activity(resources: Resources, activity: Activity) -> dict[str, object]:
    facets = {
        "theme": activity.themes,
        "act": activity.acts,
        "speaker": activity.speakers,
        "about": activity.about,
        "publisher": activity.publishers,
        "language": activity.languages,
    }
    return {
        "total": activity.total,
        "is_complete": activity.is_complete,
        "by_day": activity.by_day,
        "cells": [dataclasses.asdict(cell) for cell in activity.cells],
        "facets": facet_views(Names(resources.in_force.index).label(facets)),
        "rhythm": dataclasses.asdict(activity.rhythm),
    }


def _quotation(quotation: stories.Quotation) -> QuotationView:
    return QuotationView(
        publishers=quotation.publishers,
        wordings=[_wording(wording) for wording in quotation.wordings],
    )


def _wording(wording: stories.Wording) -> WordingView:
    return WordingView.model_validate(
        {
            "article": msgspec.to_builtins(wording.article.header),
            "seen_at": wording.article.seen_at,
            "statement": msgspec.to_builtins(wording.statement),
            "difference": wording.difference,
            "segments": [dataclasses.asdict(segment) for segment in wording.segments],
        }
    )
