"""The optional build: what is compiled, and that removing it leaves the sources."""

import ast
import importlib.machinery
from pathlib import Path
from typing import Any

import pytest

import hatch_build
from corpus.gold import SPLITS, read_corpus
from tools import compile as build
from tools import hash_readings


def test_every_module_of_the_engine_is_compiled_and_no_package() -> None:
    modules = hatch_build.sources(build.ROOT)
    assert "monitor/statements/tokens.py" in modules
    assert "monitor/statements/english/reader.py" in modules
    assert "monitor/statements/plain/reader.py" in modules
    assert not any(module.endswith("__init__.py") for module in modules)
    assert "monitor/watchlist/names.py" in modules
    assert "monitor/watchlist/values.py" not in modules
    assert len(modules) > 90


def test_what_is_left_out_exists() -> None:
    monitor = build.ROOT / "monitor"
    assert all((monitor / name).is_file() for name in hatch_build.SOURCES_ONLY)


def test_no_compiled_module_has_a_cached_property() -> None:
    """mypyc computes one each time it is read, which can make a linear search quadratic."""
    modules = hatch_build.sources(build.ROOT)
    assert not [name for name in modules if "cached_property" in (build.ROOT / name).read_text()]


def test_no_class_of_the_sources_inherits_from_a_compiled_one() -> None:
    """Python refuses it, as soon as the class is used."""
    compiled = {
        name.removesuffix(".py").replace("/", ".") for name in hatch_build.sources(build.ROOT)
    }
    sources = [
        path for path in (build.ROOT / "monitor").rglob("*.py") if module(path) not in compiled
    ]
    assert not [heir for path in sources for heir in heirs(path, compiled)]


def test_no_compiled_class_is_a_collection_by_an_abstract_base() -> None:
    """It would share the register of its base: every list would be an instance of it."""
    abstract = {
        "ABC",
        "Collection",
        "Container",
        "Iterable",
        "Iterator",
        "Mapping",
        "Sequence",
        "Set",
    }
    for name in hatch_build.sources(build.ROOT):
        tree = ast.parse((build.ROOT / name).read_text("utf-8"))
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        bases = {ast.unparse(base).partition("[")[0] for node in classes for base in node.bases}
        assert not bases & abstract, name


def test_the_records_of_compiled_modules_have_plain_fields() -> None:
    """mypyc keeps ``dict`` of ``dict[str, tuple[str, ...]]``, by which msgspec reads lists."""
    for name in hatch_build.sources(build.ROOT):
        tree = ast.parse((build.ROOT / name).read_text("utf-8"))
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        records = [node for node in classes if "msgspec.Struct" in map(ast.unparse, node.bases)]
        fields = [field for record in records for field in record.body]
        types = [field.annotation for field in fields if isinstance(field, ast.AnnAssign)]
        assert all(isinstance(type_, ast.Name) for type_ in types), name


def module(path: Path) -> str:
    return ".".join(path.relative_to(build.ROOT).with_suffix("").parts)


def heirs(path: Path, compiled: set[str]) -> list[str]:
    """Return the classes of a module with a base that is imported from a compiled one."""
    tree = ast.parse(path.read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {name.name for node in imports if node.module in compiled for name in node.names}
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return [
        f"{path.name}: {node.name}"
        for node in classes
        if names & {ast.unparse(base).partition("[")[0] for base in node.bases}
    ]


def test_the_compiler_is_that_of_the_lock_file() -> None:
    lock = (build.ROOT / "requirements-dev.lock").read_text()
    assert all(name.partition(">=")[0] in lock for name in hatch_build.REQUIREMENTS)


def test_removing_deletes_the_extensions_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "monitor" / "statements"
    package.mkdir(parents=True)
    suffix = importlib.machinery.EXTENSION_SUFFIXES[0]
    for name in ("tokens.py", f"tokens{suffix}", f"other{suffix}"):
        (package / name).touch()
    (tmp_path / f"{hatch_build.GROUP}__mypyc{suffix}").touch()
    (tmp_path / f"foreign{suffix}").touch()
    monkeypatch.setattr(build, "ROOT", tmp_path)
    build.remove()
    left = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file())
    assert left == [f"foreign{suffix}", "monitor/statements/tokens.py"]


def test_extensions_of_older_sources_do_not_hinder_their_removal() -> None:
    tree = ast.parse((build.ROOT / "tools" / "compile.py").read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {node.module for node in imports} == {"pathlib", "hatch_build"}


def test_the_hash_covers_every_marked_text() -> None:
    read = list(hash_readings.texts())
    assert {"en", "ar", "de", "ru", "ja"} <= {language for _, language in read}
    marked = [article for split in SPLITS for article in read_corpus(split)]
    assert [text for text, _ in read[: len(marked)]] == [article.text for article in marked]
    assert len(read) == len(marked) + hash_readings.GENERATED


def test_a_wheel_holds_extensions_only_where_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[Path] = []

    def compile_nothing(_: Path, build: Path) -> list[Path]:
        compiled.append(build)
        return [build / "monitor" / "statements" / f"tokens{hatch_build.SUFFIX}"]

    monkeypatch.setattr(hatch_build, "compile_copy", compile_nothing)
    nothing: Any = None
    hook = hatch_build.CompiledBuildHook(
        str(tmp_path), {}, nothing, nothing, str(tmp_path), "wheel"
    )
    for wanted, version in (("", "standard"), ("0", "standard"), ("1", "editable")):
        monkeypatch.setenv(hatch_build.VARIABLE, wanted)
        data: dict[str, Any] = {"force_include": {}}
        hook.initialize(version, data)
        assert data == {"force_include": {}}
    assert not compiled
    monkeypatch.setenv(hatch_build.VARIABLE, "1")
    hook.initialize("standard", data)
    assert list(data["force_include"].values()) == [
        f"monitor/statements/tokens{hatch_build.SUFFIX}"
    ]
    assert not data["pure_python"]
    assert hook.dependencies() == list(hatch_build.REQUIREMENTS)
