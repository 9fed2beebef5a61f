"""The format of languages' files: every file keeps it, a mistake is named, code knows no other."""

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

import monitor
from monitor.languages.file_format import KEYS, LISTS, LanguageFileError, check_file

FILES = [
    file
    for file in resources.files("monitor.languages").iterdir()
    if re.fullmatch(r"(?:[a-z]{2,3})\.toml", file.name)
]
FOLDER = Path(monitor.__file__).parent
MODULES = [*FOLDER.glob("statements/**/*.py"), *FOLDER.glob("languages/*.py")]
CODE = "\n".join(path.read_text("utf-8") for path in MODULES if path.name != "file_format.py")
PLAIN = "\n".join(
    path.read_text("utf-8")
    for path in MODULES
    if path.parent.name == "plain"
    or re.match("naming|known_words|entities|bodies|speakers|case|dialogue", path.name)
)
"""The readers of all languages but English."""


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_every_file_keeps_the_format(file: Path) -> None:
    check_file(file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8")))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"ordr": "svo"}, "xx.toml: 'ordr' is not known; did you mean 'order'?"),
        ({"caseless": "yes"}, "xx.toml: 'caseless' must be of type bool"),
        (
            {"grammar": "plain", "closed": {"adverbs": "also"}},
            "xx.toml [closed]: 'adverbs' is not known; did you mean 'adverb'?",
        ),
        (
            {"grammar": "plain", "nouns": {"role": ["mayor"]}},
            "xx.toml [nouns]: 'role' must be a string",
        ),
        ({"zzz": 1}, "xx.toml: 'zzz' is not known"),
    ],
)
def test_a_mistake_is_named_with_the_nearest_known_key(
    data: dict[str, object], message: str
) -> None:
    with pytest.raises(LanguageFileError) as caught:
        check_file("xx", data)
    assert str(caught.value).startswith(message)


def test_a_list_of_any_name_may_be_used_by_rows() -> None:
    rows = [{"name": "place", "after": "{town}"}]
    check_file("xx", {"grammar": "plain", "nouns": {"town": "Bonn"}, "veto": rows})
    with pytest.raises(LanguageFileError):
        check_file("xx", {"grammar": "plain", "nouns": {"town": "Bonn"}})


def test_readers_know_every_list_and_use_no_other() -> None:
    names = set(re.findall(r'words\["([a-z_]+)"\]', PLAIN))
    assert names <= LISTS.keys()


def test_every_key_has_a_reader() -> None:
    unread = {key for key in KEYS if f'"{key}"' not in CODE}
    assert not unread
