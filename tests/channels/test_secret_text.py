"""Files of secrets: one reader for every setting that names one."""

import codecs
from pathlib import Path

import pytest

from monitor.channels.secret_text import read_secret
from monitor.records.errors import UnreadableSecret

SECRET = "päss word"


@pytest.mark.parametrize(
    "data",
    [
        f"{SECRET}\n".encode(),
        f"\n {SECRET}\r\n".encode(),
        codecs.BOM_UTF8 + SECRET.encode(),
        codecs.BOM_UTF16_LE + SECRET.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + f"{SECRET}\r\n".encode("utf-16-be"),
    ],
)
def test_the_secret_is_the_text_without_what_editors_add(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "secret"
    file.write_bytes(data)
    assert read_secret(file) == SECRET


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (None, "cannot be read: No such file or directory; write the secret into this file"),
        (b"", "is empty; write the secret into it"),
        (b" \n", "is empty; write the secret into it"),
        (codecs.BOM_UTF8, "is empty"),
        (b"\xff\xfea", "is not text; save it as UTF-8"),
        (b"p\xe4ss", "is not text; save it as UTF-8"),
    ],
)
def test_the_error_names_the_file_and_the_remedy(
    tmp_path: Path, data: bytes | None, reason: str
) -> None:
    file = tmp_path / "secret"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(UnreadableSecret, match=f"^{file} {reason}"):
        read_secret(file)


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSecret, match="Is a directory"):
        read_secret(tmp_path)
