"""The format of languages' files: every file keeps it, a mistake is named, code knows no other."""

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

import monitor
from monitor.languages.ending_format import ENDING_SECTIONS
from monitor.languages.file_format import KEYS, LISTS, LanguageFileError, check_file
from monitor.languages.name_format import NAME_SECTIONS

FILES = [
    file
    for file in resources.files("monitor.languages").iterdir()
    if re.fullmatch(r"(?:[a-z]{2,3})\.toml", file.name)
]
FOLDER = Path(monitor.__file__).parent
MODULES = [
    path
    for folder in ("statements", "languages", "watchlist", "matches")
    for path in FOLDER.glob(f"{folder}/**/*.py")
]
FORMATS = ("ending_format.py", "file_format.py", "name_format.py")
CODE = "\n".join(path.read_text("utf-8") for path in MODULES if path.name not in FORMATS)
PLAIN = "\n".join(
    path.read_text("utf-8")
    for path in MODULES
    if path.parent.name == "plain"
    or re.match(
        "naming|known_words|entities|office|bearers|unlisted|bodies|speakers|case|dialogue",
        path.name,
    )
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
        (
            {"occupations": {"sports": "goalkeeper"}},
            "xx.toml [occupations]: 'sports' is not known; did you mean 'sport'?",
        ),
        (
            {"declension": {"noun": "a: y"}},
            "xx.toml [declension]: 'noun' is not known; known are: names, adjectives, nouns",
        ),
        (
            {"declension": {"nouns": "ka: ki ce kę"}},
            "xx.toml [declension]: 'nouns': 'ka' needs its forms in 5 cases",
        ),
        ({"inflection": {"repeated": 1}}, "xx.toml [inflection]: 'repeated' must be a bool"),
        (
            {"inflection": {"endings": [["s$"]]}},
            "xx.toml [inflection]: 'endings': ['s$'] is not [pattern, replacement]",
        ),
        (
            {"sounds": {"readings": [["c(", "k"]]}},
            "xx.toml [sounds]: 'readings': 'c(' is not a valid pattern",
        ),
        ({"regular": [{"lemma": "e$"}]}, "xx.toml [[regular]]: a row has the keys lemma, third"),
        ({"phrases": {"may": ["day"]}}, "xx.toml [phrases]: 'may' must be a string"),
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


def test_every_list_about_names_has_a_reader() -> None:
    by_name = ("name_cases", "address", "around_names", "ages")  # others are read as a whole
    names = {name for section in by_name for name in NAME_SECTIONS[section]}
    unread = {
        name for name in names if not re.search(rf'["\']{name.removeprefix("own_")}["\']', CODE)
    }
    assert not unread


def test_every_key_about_endings_has_a_reader() -> None:
    keys = {key for section in ENDING_SECTIONS.values() for key in section}
    assert not {key for key in keys if f'"{key}"' not in CODE}


def test_no_word_of_a_language_is_in_a_file_of_another_name() -> None:
    shared = {"given_names.toml", "names.toml", "chinese.toml", "letters.toml"}  # no words
    files = resources.files("monitor.languages").iterdir()
    others = {file.name for file in files if file.name.endswith(".toml")} - {f.name for f in FILES}
    assert others == shared
