"""The machine's own token: a weak one is refused, a missing one is created for its owner only."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import load_settings
from monitor.config.access_token import (
    MIN_LENGTH,
    login_advice,
    read_or_create_token,
    weakness_of,
)
from monitor.records.errors import SettingsError

WEAK = [
    "",
    "\n",
    " \n",
    "a",
    "short-token",
    "a" * (MIN_LENGTH - 1),
    "é" * 20,
    "a token of five words",
]


@pytest.mark.parametrize("content", WEAK)
def test_a_weak_token_is_refused_with_the_file_and_the_remedy(tmp_path: Path, content: str) -> None:
    file = tmp_path / "token"
    file.write_text(content, "utf-8")
    with pytest.raises(SettingsError) as refused:
        read_or_create_token(file)
    assert str(file) in str(refused.value)
    assert "openssl rand" in str(refused.value)


@pytest.mark.parametrize("content", [b"\xff\xfe" * 20, b"\x00" * 20])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "token"
    file.write_bytes(content)
    with pytest.raises(SettingsError):
        read_or_create_token(file)


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        read_or_create_token(tmp_path)


def test_a_missing_file_is_created_for_its_owner_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "data" / "token"
    token = read_or_create_token(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert weakness_of(token) is None
    assert read_or_create_token(file) == token


@pytest.mark.parametrize("is_terminal", [True, False])
def test_only_a_terminal_gets_the_token(tmp_path: Path, is_terminal: bool) -> None:
    settings = load_settings(tmp_path, {"MONITOR_DATA": str(tmp_path)})
    file = tmp_path / "token"
    advice = login_advice(settings, file, is_terminal=is_terminal)
    assert advice.startswith("Open http://127.0.0.1:8080/")
    assert (read_or_create_token(file) in advice) == is_terminal
    assert (str(file) in advice) != is_terminal


@given(st.text(max_size=40))
def test_a_token_is_long_printable_ascii_or_weak(token: str) -> None:
    is_strong = len(token) >= MIN_LENGTH and all("!" <= character <= "~" for character in token)
    assert (weakness_of(token) is None) == is_strong
