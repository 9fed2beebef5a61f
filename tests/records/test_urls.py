"""Addresses: equal forms, and references that are malformed or not of the web."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records.urls import canonical_url, host_of, resolve_url, without_credentials

BASE = "https://wire.example/news/"


@pytest.mark.parametrize(
    "url",
    [
        "https://wire.example/a", "https://www.wire.example/a/", "http://wire.example:80/a",
        "https://wire.example/a?utm_source=x&utm_medium=y", "https://wire.example/a?fbclid=1",
        "https://wire.example/a?at_medium=RSS&at_campaign=KARANGA", "https://wire.example/a#top",
        "https://wire.example/a?ns_mchannel=rss&ns_campaign=x&gclid=2",
    ],
)  # fmt: skip
def test_the_same_address_has_one_canonical_form(url: str) -> None:
    assert canonical_url(url) == "http://wire.example/a"


@pytest.mark.parametrize(
    "name",
    [
        "ns_id", "ns_sourceid", "ns_campaigns", "id", "at_id", "at_", "at", "attribute", "p", "utm",
        "article", "atom", "ref", "mc_id", "gclids",
    ],
)  # fmt: skip
def test_a_parameter_that_is_not_known_as_tracking_counts(name: str) -> None:
    forms = {canonical_url(f"https://wire.example/a?{name}={number}") for number in range(3)}
    assert len(forms) == 3


def test_a_fragment_counts_where_it_is_kept() -> None:
    assert canonical_url(f"{BASE}#!/1", keep_fragment=True).endswith("#!/1")


@pytest.mark.parametrize(
    "reference",
    [
        "http://[bad", "javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "ftp://x/y",
        "http://wire.example:99999/", "http://wire.example:x/", "vbscript:x",
        "JaVaScRiPt:alert(1)", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_a_reference_that_is_not_of_the_web_resolves_to_none(reference: str) -> None:
    assert resolve_url(BASE, reference) is None


def test_a_relative_reference_is_resolved() -> None:
    assert resolve_url(BASE, " a?b=1 ") == "https://wire.example/news/a?b=1"
    assert resolve_url(BASE, "//cdn.example/x") == "https://cdn.example/x"


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    for function in (canonical_url, without_credentials, host_of):
        assert isinstance(function(text), str)
    resolved = resolve_url(BASE, text)
    assert resolved is None or resolved.startswith(("http://", "https://"))
