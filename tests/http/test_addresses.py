"""Addresses that can be requested."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.http.addresses import checked_url, join_url
from monitor.records.errors import FetchError

MALFORMED = (
    "http://[bad", "http://www..example/x", f"http://{'a' * 64}.example/",
    "http://xn--\u00e4.example/",
    "http://xn--zzzzzzzzzz99999.example/", f"http://{'a.' * 130}example/", "http://a.example:99999/",
    "http://a.example:0/", "http://a.example:x/", "ftp://a.example/",
    "javascript:alert(1)", "", "nonsense",
    "http://", "http:///path", "//a.example/", "http://\x00.example/", "http://a b.example/",
)  # fmt: skip


@pytest.mark.parametrize("url", MALFORMED)
def test_a_malformed_address_is_a_bad_url(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        checked_url(url)
    assert caught.value.kind == "bad_url"


@pytest.mark.parametrize(
    "url",
    [
        "http://wire.example/", "https://wire.example:8443/a?b=c#d", "http://[2606:4700::1111]/",
        "https://münchen.example/ä", "http://under_score.example/", "http://wire.example./",
        "http://user:pass@wire.example/",
    ],
)  # fmt: skip
def test_a_real_address_passes(url: str) -> None:
    assert checked_url(url).host


def test_the_message_holds_no_credentials() -> None:
    with pytest.raises(FetchError) as caught:
        checked_url("htp://user:s3cr3t@wire.example/")
    assert "s3cr3t" not in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_bad_url(text: str) -> None:
    for url in (text, f"http://{text}", f"https://wire.example{text}"):
        outcome: str | FetchError
        try:
            outcome = checked_url(join_url("https://wire.example/", url)).host
        except FetchError as error:
            outcome = error
        assert outcome if isinstance(outcome, str) else outcome.kind == "bad_url"
