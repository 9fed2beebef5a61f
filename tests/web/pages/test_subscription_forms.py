"""Subscriptions: a form for each channel, every field of the API, every mistake at its field."""

import dataclasses
import re
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.channels import REGISTRY
from monitor.config.models import SubscriptionInRequest, Timing
from monitor.deliveries import AlertFilter
from monitor.deliveries.grouping import Grouping
from monitor.store import Store
from monitor.web.pages.subscription_forms import CHANNELS, body_of, fields_of
from tests.web.asking import reader_of

ADDRESS = {
    "email": {"channel.to": "desk@example.org"},
    "webhook": {"channel.url": "https://x.example/h"},
    "chat": {"channel.address": "slack://a/b/c"},
    "slack": {"channel.address": f"https://hooks.slack.com/services/T1/B1/{'a' * 24}"},
    "teams": {"channel.address": "https://prod-1.westeurope.logic.azure.com/workflows/abc?sig=x"},
    "kafka": {"channel.topic": "our-alerts"},
}


def names(model: type) -> set[str]:
    """Return the names of the fields of a model."""
    return {field.name for field in dataclasses.fields(model)}


@pytest.mark.parametrize("channel", REGISTRY)
def test_the_form_of_a_channel_has_every_field_of_the_api(channel: str) -> None:
    wanted = {f"channel.{name}" for name in names(REGISTRY[channel].request_settings) - {"type"}}
    wanted |= {f"filter.{name}" for name in names(AlertFilter) - {"since", "until"}}
    wanted |= {f"group.{name}" for name in names(Grouping)}
    wanted |= names(Timing) - {"group"}
    assert {field.name for field in fields_of(channel)} == wanted
    assert CHANNELS.keys() == REGISTRY.keys()
    assert {"id", "filter", "channel"} == names(SubscriptionInRequest) - names(Timing)


FILLED = {
    "filter.rules": "sadr-on-troops",
    "filter.min_severity": "high",
    "filter.actors": "muqtada-al-sadr",
    "filter.themes": "foreign-troops",
    "filter.speakers": "Anna Berg",
    "filter.acts": ["reject", "deny"],
    "filter.publishers": "wire",
    "filter.languages": "ar",
    "filter.words": "troops OR bridge",
    "quiet_hours": "22:00-06:00 Europe/Berlin",
    "group.by": ["rule", "severity"],
    "group.wait": "90s",
    "group.interval": "2h",
    "group.repeat": "1d",
    "contact": "op@example.org",
}


@pytest.mark.parametrize("channel", ["email", "webhook", "kafka"])
async def test_a_subscription_is_the_same_after_its_form(
    sample_app: FastAPI, sample: AsyncEngine, channel: str
) -> None:
    form: dict[str, Any] = {**FILLED, **ADDRESS[channel], "channel.type": channel, "id": "every"}
    async with reader_of(sample_app) as browser:
        assert (await browser.post("/subscriptions/new", data=form)).status_code == 200
        before = (await browser.get("/api/v1/subscriptions/every")).json()
        page = (await browser.get("/subscriptions/every/edit")).text
        again = _values_of(page)
        assert again["group.wait"] == ["90s"]
        assert (await browser.post("/subscriptions/every/edit", data=again)).status_code == 200
        after = (await browser.get("/api/v1/subscriptions/every")).json()
    assert before == after
    assert before["group"] == {
        "by": ["rule", "severity"],
        "wait_s": 90.0,
        "interval_s": 7200.0,
        "repeat_s": 86400.0,
    }
    [stored] = [
        each for each in await Store(sample).subscriptions.all() if each.subscription.id == "every"
    ]
    assert stored.subscription.contact == "op@example.org"


async def test_a_digest_stays_a_digest(sample_app: FastAPI) -> None:
    form = {**ADDRESS["email"], "channel.type": "email", "channel.digest": "1h", "id": "daily"}
    async with reader_of(sample_app) as browser:
        await browser.post("/subscriptions/new", data=form)
        again = _values_of((await browser.get("/subscriptions/daily/edit")).text)
        assert again["channel.digest"] == ["1h"]
        assert again["group.wait"] == [""]


def _values_of(page: str) -> dict[str, list[str]]:
    """Return what a browser would send of the form of a page."""
    form = page[page.index('<form method="post" class="stack form"') :]
    form = form[: form.index("</form>")]
    values: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        assert name is not None
        if 'type="checkbox"' not in tag or " checked" in tag:
            values.setdefault(name[1], []).append(value[1] if value else "")
    for name_, text in re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)<', form):
        values[name_] = [text]
    for name_, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        values[name_] = [chosen[1] if chosen else ""]
    return values


WRONG = {
    "filter.rules": "no-such-rule",
    "filter.min_severity": "extreme",
    "filter.actors": "nobody-known",
    "filter.themes": "no-such-theme",
    "filter.words": "(open",
    "quiet_hours": "25:00-26:00",
    "group.wait": "5x",
    "group.interval": "-1s",
    "group.repeat": "1s",
    "contact": "no address",
}
WRONG_ADDRESS = {
    "email": {"channel.to": "no address", "channel.digest": "5x"},
    "webhook": {"channel.url": "ftp://x", "channel.secret": "short"},
    "chat": {"channel.address": "nonsense"},
    "kafka": {"channel.topic": "articles"},
}


@pytest.mark.parametrize("channel", WRONG_ADDRESS)
async def test_every_mistake_of_a_subscription_is_at_its_field(
    sample_app: FastAPI, channel: str
) -> None:
    async with reader_of(sample_app) as browser:
        for name, value in {**WRONG, **WRONG_ADDRESS[channel]}.items():
            form = {**ADDRESS[channel], "channel.type": channel, name: value}
            refused = await browser.post("/subscriptions/new", data=form)
            assert refused.status_code == 422, (name, body_of(channel, {}))
            invalid = re.findall(r'name="([^"]+)"[^>]*aria-invalid="true"', refused.text)
            assert invalid == [name], name
