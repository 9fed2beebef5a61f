"""The optional build: what is compiled, and that removing it leaves the sources."""

import importlib.machinery
from pathlib import Path

import pytest

from corpus.gold import SPLITS, read_corpus
from tools import compile as build


def test_every_module_of_the_engine_is_compiled_and_no_package() -> None:
    modules = build.sources(build.ROOT)
    assert "monitor/statements/tokens.py" in modules
    assert not any(module.endswith("__init__.py") for module in modules)
    assert len(modules) > 30


def test_removing_deletes_the_extensions_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "monitor" / "statements"
    package.mkdir(parents=True)
    suffix = importlib.machinery.EXTENSION_SUFFIXES[0]
    for name in ("tokens.py", f"tokens{suffix}", f"other{suffix}"):
        (package / name).touch()
    (tmp_path / f"{build.GROUP}__mypyc{suffix}").touch()
    (tmp_path / f"foreign{suffix}").touch()
    monkeypatch.setattr(build, "ROOT", tmp_path)
    build.remove()
    left = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file())
    assert left == [f"foreign{suffix}", "monitor/statements/tokens.py"]


def test_the_hash_covers_every_marked_text() -> None:
    read = list(build.texts())
    assert {"en", "ar", "de", "ru", "ja"} <= {language for _, language in read}
    marked = [article for split in SPLITS for article in read_corpus(split)]
    assert [text for text, _ in read[: len(marked)]] == [article.text for article in marked]
    assert len(read) == len(marked) + build.GENERATED
