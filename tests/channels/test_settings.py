"""The settings of every channel: addresses that a subscriber must not name are refused."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import apprise
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from monitor.channels import REGISTRY, Endpoint, shown_address
from monitor.channels.chat import SCHEMES, is_chat_address
from monitor.channels.kafka_topic import KafkaSettings, check_topic
from monitor.channels.webhook import WebhookInFile, WebhookInRequest, is_secret, make_secret
from monitor.kafka import topics

PATHS = ("token/channel", "T1/B2/secret", "a", "user@token", "127.0.0.1:9/W/S/", "token/#room")
PARAMETERS = (
    "?template=http://127.0.0.1:9/x",
    "?template=/etc/passwd",
    "?verify=no",
    "%3Fverify=no",
    "?",
)
SEPARATORS = (",", " ", ", ", "\n", "\t", ";")


def refuses(model: type, written: dict[str, Any]) -> bool:
    try:
        TypeAdapter(model).validate_python(written)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_a_request_names_no_file_and_the_file_holds_no_secret(name: str) -> None:
    destination = REGISTRY[name]
    keys = {field.name: field.type for field in fields(destination.request_settings)}
    assert not [key for key, kind in keys.items() if key.endswith("_file") or kind is Path]
    assert "secret" not in {field.name for field in fields(destination.file_settings)}
    assert refuses(destination.request_settings, {"type": name, "secret_file": "/etc/passwd"})
    assert refuses(destination.file_settings, {"type": name, "secret": make_secret()})


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_a_chat_service_with_a_fixed_host_is_accepted_without_parameters(scheme: str) -> None:
    assert is_chat_address(f"{scheme}://token/channel")
    for path in PATHS:
        for parameter in PARAMETERS:
            assert not is_chat_address(f"{scheme}://{path}{parameter}")
        for separator in SEPARATORS:
            assert not is_chat_address(f"{scheme}://{path}{separator}json://127.0.0.1:9/")
    assert not is_chat_address(f"{scheme}://token/{'x' * 5_000}")


def every_scheme() -> list[str]:
    """Return every scheme that the installed Apprise knows."""
    schemes: set[str] = set()
    for service in apprise.Apprise().details()["schemas"]:
        schemes |= set(service["protocols"] or ()) | set(service["secure_protocols"] or ())
    return sorted(schemes)


@pytest.mark.parametrize("path", PATHS)
def test_every_other_service_is_refused(path: str) -> None:
    schemes = every_scheme()
    assert len(schemes) > 100
    for scheme in (*schemes, "file", "http", "https", "", "javascript", "SLACKS"):
        if scheme not in SCHEMES:
            assert not is_chat_address(f"{scheme}://{path}"), scheme
    assert {"workflow", "workflows", "signal", "signals", "zulip", "json"} <= set(schemes)


def test_our_topics_are_refused_in_every_spelling() -> None:
    for topic in topics.ALL:
        for spelling in (
            topic.name,
            topic.name.upper(),
            topic.name.replace("-", "_"),
            topic.name.replace("-", "."),
        ):
            with pytest.raises(ValueError, match="topic"):
                check_topic(spelling)


@pytest.mark.parametrize(
    "topic",
    [
        "__consumer_offsets",
        "__x",
        "processor-x-changelog",
        ".",
        "..",
        "",
        "a b",
        "ä",
        "a/b",
        "x" * 300,
    ],
)
def test_a_name_that_kafka_or_the_processors_use_is_refused(topic: str) -> None:
    assert refuses(KafkaSettings, {"type": "kafka", "topic": topic})


@given(st.from_regex(re.compile(r"desk-[a-z0-9._-]{1,50}"), fullmatch=True))
def test_a_topic_of_the_subscriber_is_accepted(topic: str) -> None:
    assert check_topic(topic) == topic


@pytest.mark.parametrize(
    "url",
    ["http://host:99999/", "http://host:0/", "http://", "//host", "javascript:x", "http://[bad", "http://h\n.example/",
     "http://a b/", "ftp://h/", "http://h/\u2028x", "", "http://h/" + "x" * 3_000],
)  # fmt: skip
def test_a_webhook_address_that_nothing_can_be_posted_to_is_refused(url: str) -> None:
    assert refuses(WebhookInRequest, {"type": "webhook", "url": url})
    assert refuses(WebhookInFile, {"type": "webhook", "url": url, "secret_file": "s"})


@given(st.text(max_size=60))
def test_only_a_secret_of_standard_webhooks_is_one(text: str) -> None:
    assert not is_secret(text)
    assert is_secret(make_secret())


def test_a_new_address_gets_a_new_secret_and_the_same_one_keeps_it() -> None:
    check = TypeAdapter(WebhookInRequest).validate_python
    first = check({"type": "webhook", "url": "https://u:p@x.example/?k=v"}).request_endpoint(None)
    assert [first.created_secret] == list(first.secrets)
    redacted = shown_address("webhook", first.address)
    for url in (first.address, redacted):
        same = check({"type": "webhook", "url": url}).request_endpoint(first)
        assert same == Endpoint(address=first.address, secrets=first.secrets)
    other = check({"type": "webhook", "url": "https://y.example/"}).request_endpoint(first)
    assert other.secrets != first.secrets
    assert other.created_secret
    given_secret = make_secret()
    changed = check({"type": "webhook", "url": first.address, "secret": given_secret})
    assert changed.request_endpoint(first).secrets == (given_secret, *first.secrets)


words = st.from_regex(re.compile(r"[a-z0-9]{6,20}"), fullmatch=True)


@given(words, words, words)
def test_no_credential_of_an_address_is_shown(user: str, word: str, value: str) -> None:
    redacted = shown_address("webhook", f"https://{user}:{word}@x.example/hook?sig={value}#{value}")
    assert not [
        secret
        for secret in (user, word, value)
        if f"{secret}" in redacted.replace("x.example/hook?sig=", "")
    ]
