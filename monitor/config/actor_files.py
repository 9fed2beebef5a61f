"""Imported actors: ``actors/NAME.jsonl`` in the configuration folder, an actor a line, read beside ``watchlist.yaml``.

A file is replaced whole, so a running system never sees half of one. Importing a list again changes only what changed.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from monitor.config.models import ActorModel
from monitor.watchlist.exchange import Entry, Skipped

FOLDER = "actors"


@dataclass(slots=True)
class Imported:
    """What an import did, by the ids of the actors."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def actor_files(folder: Path) -> list[Path]:
    """Return the files of imported actors of a configuration folder."""
    return sorted((folder / FOLDER).glob("*.jsonl"))


def file_digest(file: Path) -> str:
    """Return the digest of a file's bytes."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "blake2b").hexdigest()


def read_actor_lines(file: Path) -> Iterator[tuple[int, ActorModel | str]]:
    """Yield each line's number with its actor, or with what is wrong with it."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield number, ActorModel.model_validate_json(line)
            except ValidationError as error:
                yield (
                    number,
                    "; ".join(_shown(problem) for problem in error.errors(include_url=False)),
                )


def import_entries(
    entries: Iterable[Entry | Skipped],
    file: Path,
    present: frozenset[str],
    *,
    keep: bool,
    dry: bool,
) -> Imported:
    """Write the actors of a list to a file of imported actors; say what that changes.

    Args:
        entries: what was read from the list.
        file: the file that holds the actors of this list.
        present: ids that the configuration has; an entry with one that is not from ``file`` is skipped.
        keep: whether actors that the list no longer has stay.
        dry: say what would change and write nothing.
    """
    known = (
        {actor.id: actor for _, actor in read_actor_lines(file) if isinstance(actor, ActorModel)}
        if file.exists()
        else {}
    )
    taken = present - known.keys()
    done = Imported()
    actors: dict[str, ActorModel] = {}
    for entry in entries:
        if isinstance(entry, Skipped):
            done.skipped.append(entry)
            continue
        why = (
            "another file has this id"
            if entry["id"] in taken
            else "stands twice"
            if entry["id"] in actors
            else None
        )
        if why is not None:
            done.skipped.append(Skipped(entry["id"], why))
            continue
        try:
            actor = ActorModel.model_validate(entry)
        except ValidationError as error:
            done.skipped.append(
                Skipped(str(entry["id"]), _shown(error.errors(include_url=False)[0]))
            )
            continue
        actors[actor.id] = actor
        before = known.get(actor.id)
        (
            done.added if before is None else done.unchanged if before == actor else done.changed
        ).append(actor.id)
    if not actors:
        return done  # a list without a valid actor changes nothing
    gone = [id_ for id_ in known if id_ not in actors]
    if keep:
        actors |= {id_: known[id_] for id_ in gone}
    else:
        done.removed.extend(gone)
    if not dry and (done.added or done.changed or done.removed):
        _write(file, actors)
    return done


def _write(file: Path, actors: dict[str, ActorModel]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".jsonl.new")
    with beside.open("w", encoding="utf-8") as lines:
        for id_ in sorted(actors):
            meaning = actors[id_].model_dump(mode="json", exclude_defaults=True)
            lines.write(json.dumps(meaning, ensure_ascii=False) + "\n")
        lines.flush()
        os.fsync(lines.fileno())
    beside.replace(file)


def _shown(problem: object) -> str:
    assert isinstance(problem, dict)
    path = ".".join(str(step) for step in problem["loc"])
    return f"{path}: {problem['msg']}" if path else str(problem["msg"])
