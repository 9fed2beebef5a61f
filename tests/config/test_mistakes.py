"""Whatever the files hold, loading gives a configuration or every mistake with its place."""

import copy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from monitor.config import load_configuration
from monitor.config.files import MOST_MISTAKES
from monitor.config.messages import adapter_of, problems_of
from monitor.config.models import SubscriptionInRequest
from monitor.records.change import KINDS, Change, ItemKind
from tests.config.example_files import (
    FILES,
    HOSTILE,
    PLACES,
    REQUIRED,
    Path_,
    changed_files,
    mistakes_of,
    paths_of,
    places_of,
    write,
)
from tests.costs import growth


def test_the_example_has_every_key_and_no_mistake(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    assert paths_of(tmp_path) == []


@pytest.mark.parametrize("path", sorted(REQUIRED, key=str), ids=str)
def test_a_missing_key_is_a_mistake_at_its_place(tmp_path: Path, path: Path_) -> None:
    write(tmp_path, changed_files(path, None, drop=True))
    paths = paths_of(tmp_path)
    written = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in path[1:]).strip(".")
    parent = written.rpartition(".")[0]
    assert {written, parent} & set(paths), paths


@pytest.mark.parametrize("path", PLACES, ids=str)
def test_an_optional_key_may_be_missing(tmp_path: Path, path: Path_) -> None:
    write(tmp_path, changed_files(path, None, drop=True))
    paths_of(tmp_path)


@pytest.mark.parametrize("path", PLACES, ids=str)
def test_no_value_at_any_place_raises_anything_but_mistakes(tmp_path: Path, path: Path_) -> None:
    for value in HOSTILE:
        write(tmp_path, changed_files(path, value))
        paths_of(tmp_path)


@pytest.mark.parametrize("path", [place for place in PLACES if place[0] == "watchlist"], ids=str)
def test_no_change_through_the_api_raises_anything_but_mistakes(
    tmp_path: Path, path: Path_
) -> None:
    if len(path) < 4:
        pytest.skip("the change is of one item")
    kind: ItemKind = next(kind for kind in KINDS if kind == path[1])
    for value in HOSTILE:
        write(tmp_path, FILES)
        body = changed_files(path, value)["watchlist"][kind][0]
        id_ = FILES["watchlist"][kind][0]["id"]
        change = Change(version=1, kind=kind, id=id_, body=body, who="ana", at=datetime.now(UTC))
        paths_of(tmp_path, [change])


def messages_of(request: Any) -> list[str]:
    """Return the problems of a request for a subscription; any other exception fails the test."""
    try:
        adapter_of(SubscriptionInRequest).validate_python(request)
    except ValidationError as error:
        return [message for _, message in problems_of(error, SubscriptionInRequest)]
    return []


@pytest.mark.parametrize("number", range(4))
def test_no_subscription_request_raises_anything_but_problems(number: int) -> None:
    secret = {"secret_file": "secret", "address_file": "address"}
    example = copy.deepcopy(FILES["subscriptions"]["subscriptions"][number])
    channel = {secret.get(key, key): value for key, value in example["channel"].items()}
    example["channel"] = channel
    for path in places_of(example):
        for value in HOSTILE:
            changed = copy.deepcopy(example)
            here: Any = changed
            for step in path[:-1]:
                here = here[step]
            here[path[-1]] = value
            assert "pass-word" not in "".join(messages_of(changed))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(sorted({str(path[-1]) for path in PLACES})), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.sampled_from(sorted(FILES)), value=JSON)
def test_any_document_gives_a_configuration_or_mistakes(
    tmp_path: Path, name: str, value: Any
) -> None:
    write(tmp_path, {**FILES, name: value})
    paths_of(tmp_path)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    file=st.sampled_from(
        ("feeds.yaml", "watchlist.yaml", "subscriptions.yaml", "actors/a.jsonl", "feeds/a.jsonl")
    ),
    data=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-16")),
)
def test_any_bytes_give_a_configuration_or_mistakes(tmp_path: Path, file: str, data: bytes) -> None:
    write(tmp_path, FILES)
    for folder in ("actors", "feeds"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "a.jsonl").write_bytes(b"")
    (tmp_path / file).write_bytes(data)
    paths_of(tmp_path)


def test_mistakes_of_two_kinds_in_one_item_are_reported_together(tmp_path: Path) -> None:
    (tmp_path / "watchlist.yaml").write_text(
        "rules:\n  - {id: r, name: R, severty: high, themes: [no-such-theme]}\n"
    )
    assert paths_of(tmp_path) == ["rules[0].severty", "rules[0].themes[0]"]


def test_mistakes_of_two_kinds_in_one_change_are_reported_together(tmp_path: Path) -> None:
    body = {"name": "R", "severty": "high", "themes": ["no-such-theme"]}
    change = Change(version=7, kind="rules", id="r", body=body, who="ana", at=datetime.now(UTC))
    assert [(mistake.file, mistake.path) for mistake in mistakes_of(tmp_path, [change])] == [
        ("change 7 by ana", "rules.r.severty"),
        ("change 7 by ana", "rules.r.themes[0]"),
    ]


def test_a_reference_to_an_actor_with_a_mistake_is_not_a_second_mistake(tmp_path: Path) -> None:
    (tmp_path / "watchlist.yaml").write_text(
        "actors: [{id: ana, name: Ana Berg, kind: persn}]\n"
        "rules: [{id: r, name: R, speakers: [ana]}]\n"
    )
    assert paths_of(tmp_path) == ["actors[0].kind"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("feeds: [{url: 'https://a.example/', interval: 5x}]", "'5x' is not a valid duration; use"),
        ("feeds: [{url: 'https://a.example/', language: no}]", "put the code in quotes, as 'no'"),
        ("feeds: [{url: 'https://a.example/', language: en-US}]", "use 'en'"),
        ("feeds: [{url: 'https://a.example:99999/'}]", "use a port from 1 to 65535"),
        ("feeds: [{url: 'htp://u:word@a.example/'}]", "'htp://…@a.example/' is not a valid http"),
        ("feeds: [{uri: 'https://a.example/'}]", "unknown key 'uri'; did you mean 'url'?"),
        ("- a", "expected a mapping with the keys defaults:, feeds:"),
        ("feeds: [a]", "'a' is not a mapping; use the keys"),
        ("feeds: &a [*a]", "an alias refers to a value that contains it"),
    ],
)
def test_a_message_says_what_to_write(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "feeds.yaml").write_text(text)
    assert message in "".join(map(str, mistakes_of(tmp_path)))


def test_a_wrong_encoding_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "actors").mkdir()
    line = b'{"id": "a", "name": "A", "kind": "person"}\n'
    (tmp_path / "actors" / "bad.jsonl").write_bytes(line + b'{"id": "x", "name": "X\xff"}\n')
    (tmp_path / "feeds.yaml").write_bytes(b"# fine\nfeeds: [] # \xe9\n")
    places = [(Path(mistake.file).name, mistake.line) for mistake in mistakes_of(tmp_path)]
    assert places == [("bad.jsonl", 2), ("feeds.yaml", 2)]


def test_what_is_allowed_but_probably_not_meant_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "subscriptions.yaml").write_text(
        "subscriptions:\n"
        "  - {id: s, channel: {type: webhook, url: 'https://x.example/', secret_file: nosuch}}\n"
    )
    warnings = load_configuration(tmp_path).warnings
    assert [(Path(warning.file).name, warning.path) for warning in warnings] == [
        ("watchlist.yaml", ""),
        ("subscriptions.yaml", "subscriptions[0].channel.secret_file"),
    ]


@pytest.mark.parametrize("key", ["part_of", "inhibits"])
def test_what_refers_to_itself_is_a_mistake(tmp_path: Path, key: str) -> None:
    kind = {"part_of": "actors", "inhibits": "rules"}[key]
    itself = FILES["watchlist"][kind][0]["id"]
    write(tmp_path, changed_files(("watchlist", kind, 0, key), [itself]))
    [mistake] = mistakes_of(tmp_path)
    assert (mistake.path, "refers to itself" in mistake.message) == (f"{kind}[0].{key}[0]", True)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("watchlist.yml", "watchlist.yaml"),
        ("Watchlist.yaml", "watchlist.yaml"),
        ("FEEDS.YAML", "feeds.yaml"),
        ("feeds.yaml.txt", "feeds.yaml"),
        ("monitor.yml", "monitor.yaml"),
        ("Subscriptions.yml", "subscriptions.yaml"),
    ],
)
def test_a_file_that_is_named_almost_as_one_that_is_read_is_warned_of(
    tmp_path: Path, written: str, wanted: str
) -> None:
    write(tmp_path, FILES)
    (tmp_path / written).write_text("x: 1\n")
    warnings = load_configuration(tmp_path).warnings
    assert [f"rename it to {wanted}" in warning.message for warning in warnings].count(True) == 1


def test_a_file_with_a_mistake_in_each_of_many_values_is_refused_in_time(tmp_path: Path) -> None:
    def refuse(count: int) -> None:
        (tmp_path / "watchlist.yaml").write_text(f"actors: [{'a, ' * count}]\n")
        mistakes = mistakes_of(tmp_path)
        assert len(mistakes) == MOST_MISTAKES + 1
        assert any(f"{count:,} mistakes" in mistake.message for mistake in mistakes)

    assert growth(refuse, 2_000, 40_000) < 4
