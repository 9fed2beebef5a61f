"""Errors and operators' alerts on the pages, in the reader's language."""

import ast
import re
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.alerts.feed_troubles import find_troubles, trouble_alert
from monitor.deliveries import AlertFilter, Subscription
from monitor.deliveries.switched_off import ended_alerts, switched_off_alert
from monitor.records import FeedState
from monitor.store import Archive
from monitor.web.locales import load_interfaces
from monitor.web.pages.error_texts import ErrorTexts
from tests.builders import NOON, an_alert
from tests.web.asking import client
from tools.error_messages import error_templates, raised_texts, spoken_texts

ARABIC = ErrorTexts(load_interfaces()["ar"].errors)
UNTRUSTED = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"
BROWSER = {"Accept": "text/html", "Accept-Language": "ar"}


def a_state(**fields: Any) -> FeedState:
    given = {"id": "f", "url": "https://wire.example/rss", "name": "Wire", "publisher": "wire"}
    return FeedState(**(given | fields))


def has_arabic(text: str) -> bool:
    return any("\u0600" <= sign <= "\u06ff" for sign in text)


@pytest.mark.parametrize("code", ["ar", "de", "fr"])
def test_a_translation_has_the_values_of_its_template(code: str) -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    translations = load_interfaces()[code].errors
    assert set(translations) >= set(error_templates())
    wrong = [text for text in translations if names(text) != names(translations[text])]
    assert [text for text in wrong if "{folder}" not in text] == []


def test_an_error_is_translated_with_its_values() -> None:
    assert ARABIC.translate("no alert a1b2") == "لا يوجد التنبيه a1b2"
    assert ARABIC.translate("no answer within 20 s") == "لا جواب خلال 20 ثانية"


@pytest.mark.parametrize(
    "detail",
    [
        "dns: [Errno -2] Name or service not known",
        "[Errno 111] Connect call failed ('192.0.2.1', 443)",
        f"{UNTRUSTED}: certificate has expired (_ssl.c:1006)",
        f"{UNTRUSTED}: Hostname mismatch, certificate is not valid for 'wire.example'. (_ssl.c:1)",
        "404 Not Found",
        "410 Gone: the feed was removed permanently",
        "503 Service Unavailable",
        "not finished within 20 s",
        "the compressed body ends early",
        "https://wire.example/rss redirects to http://wire.example/rss",
    ],
)
def test_what_a_poll_met_on_the_network_is_translated(detail: str) -> None:
    translated = ARABIC.translate(detail)
    words = set(re.findall(r"[A-Za-z]{3,}", translated)) - {"DNS", "ssl"}
    assert has_arabic(translated)
    assert words <= {"https", "http", "wire", "example", "rss"}
    assert set(re.findall(r"\d+", detail)) == set(re.findall(r"\d+", translated))


def test_an_error_inside_of_another_is_translated_too() -> None:
    text = "line 7: column 3: 'x' is not expected here"
    assert ARABIC.translate(text) == "السطر 7: العمود 3: 'x' غير متوقع هنا"


@pytest.mark.parametrize(
    "advice",
    [
        "use 1 or more",
        "use 0.5 or less",
        "use more than 0",
        "use less than 10",
        "use at most 80 characters",
    ],
)
def test_a_bound_is_translated_with_its_number(advice: str) -> None:
    translated = ARABIC.translate(f"'x' is out of range; {advice}")
    assert "use" not in translated
    assert "range" not in translated
    assert all(word in translated for word in advice.split() if not word.isalpha())


@pytest.mark.parametrize(
    "text",
    [
        "unknown key 'nmae'; did you mean 'name'?",
        "unknown key 'y'; use name, kind",
        "'hihg' is not one of low, high; did you mean 'high'?",
    ],
)
def test_a_hint_is_translated_with_its_names(text: str) -> None:
    translated = ARABIC.translate(text)
    assert has_arabic(translated)
    assert not any(word in translated for word in ("unknown", "mean", "use", "one of"))
    names = re.findall(r"'\w+'|name, kind|low, high", text)
    assert all(name in translated for name in names)


def test_a_code_inside_of_an_error_gets_its_word() -> None:
    texts = ErrorTexts(
        {"no {kind} {id} is in force": "kein {kind} {id}"}, {"rule": "Regel"}.__getitem__
    )
    assert texts.translate("no rule x is in force") == "kein Regel x"


@pytest.mark.parametrize("text", ["", "Connection reset by peer", "x" * 5_000, "{id}", "a. b"])
def test_a_text_of_another_program_stays_as_it_is(text: str) -> None:
    assert ARABIC.translate(text) == text


def test_every_alert_on_a_feed_is_translated() -> None:
    failing = a_state(
        name="La Gaceta de Hoy",
        error="timeout",
        error_detail="no answer within 20 s",
        failures=37,
        last_success_at=NOON - timedelta(hours=9),
    )
    gone = a_state(error="gone", error_detail="410", failures=1, muted=True)
    absent = a_state(last_new_at=NOON - timedelta(days=3), gap_s=3_600.0)
    troubles = find_troubles((failing, gone, absent), NOON)
    assert len(troubles) == 3
    for trouble in troubles:
        for covered in ((), ("Anna Berg", "Carlo Fels")):
            alert = trouble_alert(trouble, covered, "h", NOON)
            translated = ARABIC.translate(alert.statement.text)
            assert has_arabic(translated)
            assert trouble.state.name in translated
            assert not any(word in translated for word in ("published", "fails", "days", "It "))
            assert has_arabic(ARABIC.translate(alert.rule_name))


def test_every_alert_on_a_subscription_is_translated() -> None:
    subscription = Subscription(
        id="desk", filter=AlertFilter(), channel="webhook", address="https://x.example/hook"
    )
    reason = "410: the receiver is gone for good"
    alert = switched_off_alert(subscription, reason, "h", NOON)
    ended = [
        *ended_alerts([alert], (), ("desk",), NOON),
        *ended_alerts([alert], (), (), NOON),
    ]
    for text in (alert.statement.text, alert.rule_name, *(each.statement.text for each in ended)):
        translated = ARABIC.translate(text)
        assert has_arabic(translated)
        assert "switched off" not in translated
        assert "receiver" not in translated


async def test_an_operators_alert_is_in_the_language_of_the_reader_and_says_no_other(
    app: FastAPI, engine: AsyncEngine
) -> None:
    gone = a_state(error="gone", error_detail="410", failures=1, muted=True)
    [trouble] = find_troubles((gone,), NOON)
    alert = trouble_alert(trouble, (), "h", NOON)
    await Archive(engine).store([alert])
    async with client(app) as reader:
        page = await reader.get("/alerts", headers=BROWSER)
        own = await reader.get(f"/alerts/{alert.id}", headers=BROWSER)
    assert alert.rule_name not in own.text
    row = page.text.partition('<li class="row')[2].partition("</li>")[0]
    assert has_arabic(row.partition("saying")[2])
    assert 'class="lang"' not in row


async def test_a_rule_keeps_its_name_where_a_text_of_the_program_has_the_same(
    app: FastAPI, engine: AsyncEngine
) -> None:
    name = "A feed keeps failing"
    alert = msgspec.structs.replace(an_alert(), rule_name=name, raised_at=datetime.now(UTC))
    await Archive(engine).store([alert])
    async with client(app) as reader:
        desk = await reader.get("/alerts", headers=BROWSER)
        preview = await reader.get(f"/silences/new?rule={alert.rule}", headers=BROWSER)
    assert name in desk.text
    assert name in preview.text


@pytest.mark.parametrize(
    "path",
    [
        "/alerts/none",
        "/articles/none",
        "/stories/none",
        "/actors/none",
        "/themes/none",
        "/feeds/none",
        "/subscriptions/none",
        "/watchlist/rules/none",
        "/nowhere",
        "/alerts?cursor=x",
        "/act/room/acknowledge/a1/soon/x",
        "/act/room/delete/a1/9/x",
    ],
)
async def test_an_address_of_nothing_is_a_page_in_the_language_of_the_reader(
    app: FastAPI, path: str
) -> None:
    async with client(app) as reader:
        page = await reader.get(path, headers=BROWSER)
    assert page.status_code in (404, 422)
    main = page.text.partition("<main")[2].partition("</main>")[0]
    assert "<h1>" in main
    heading = main.partition("<h1>")[2].partition("</h1>")[0]
    assert has_arabic(heading)
    assert all(
        has_arabic(part.partition("</p>")[0]) for part in main.split('<p class="reason">')[1:]
    )
    assert "/alerts" in main


async def test_a_wrong_token_is_refused_in_the_language_of_the_reader(app: FastAPI) -> None:
    async with client(app, token=None) as stranger:
        page = await stranger.post("/login", data={"token": "wrong-" * 4}, headers=BROWSER)
    message = page.text.partition('id="message">')[2].partition("</p>")[0]
    assert (page.status_code, has_arabic(message)) == (401, True)


def test_f_strings_are_templates() -> None:
    module = ast.parse(
        "ADVICE = 'use one of these'\nGONE = 'it is gone now'\n"
        "def f(id_, x):\n"
        "    if x: raise HTTPException(404, f'no such alert {id_[:9]}')\n"
        "    raise HTTPException(410, GONE)\n"
    )
    assert set(raised_texts(module)) == {
        "use one of these",
        "no such alert {id}",
        "it is gone now",
    }
    assert "use one of these" in set(spoken_texts(module))
