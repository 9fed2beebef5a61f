"""Imported actors: ``actors/NAME.jsonl`` in the configuration folder, one actor a line.

They count beside those of ``watchlist.yaml``. Importing a list again changes only what changed in
it.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from monitor.config.jsonl import check_line, numbered_lines, one_line, write_lines
from monitor.config.messages import adapter_of
from monitor.watchlist.exchange import Entry, Skipped
from monitor.watchlist.values import Actor

FOLDER = "actors"


@dataclass(slots=True)
class Imported:
    """The result of an import: ids of actors, and the skipped entries with their reasons."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def actor_files(folder: Path) -> list[Path]:
    """Return the files of imported actors of a configuration folder."""
    return sorted((folder / FOLDER).glob("*.jsonl"))


def file_digest(file: Path) -> str:
    """Return the digest of a file's bytes; a file that cannot be read has one too."""
    try:
        with file.open("rb") as source:
            return hashlib.file_digest(source, "blake2b").hexdigest()
    except OSError as error:
        return f"unreadable: {error.strerror}"


def read_actor_lines(file: Path) -> Iterator[tuple[int, Actor | str]]:
    """Yield the number of every line with its actor, or with what is wrong with it.

    Raises OSError.
    """
    for number, line in numbered_lines(file):
        yield number, check_line(line, Actor)


def import_entries(
    entries: Iterable[Entry | Skipped],
    file: Path,
    present: frozenset[str],
    *,
    keep: bool,
    dry: bool,
) -> Imported:
    """Write the actors of a list to a file of imported actors; return what that changes.

    Args:
        entries: the entries of the list, and those that its reader skipped.
        file: the file that holds the actors of this list.
        present: ids in the configuration; an entry with one that is not from ``file`` is skipped.
        keep: whether actors that the list no longer has stay.
        dry: return what would change and write nothing.
    """
    present_actors = _known_actors(file)
    done = Imported()
    actors: dict[str, Actor] = {}
    for entry in entries:
        actor = _actor_of(entry, actors, present - present_actors.keys())
        if isinstance(actor, Skipped):
            done.skipped.append(actor)
        else:
            actors[actor.id] = actor
            _outcome_list(done, present_actors.get(actor.id), actor).append(actor.id)
    if not actors:
        return done  # a list without a valid actor changes nothing
    gone = [id_ for id_ in present_actors if id_ not in actors]
    if keep:
        actors |= {id_: present_actors[id_] for id_ in gone}
    else:
        done.removed.extend(gone)
    if not dry and (done.added or done.changed or done.removed):
        _write(file, actors)
    return done


def _known_actors(file: Path) -> dict[str, Actor]:
    """Return the actors that the last import of the list wrote, by id."""
    if not file.exists():
        return {}
    return {actor.id: actor for _, actor in read_actor_lines(file) if isinstance(actor, Actor)}


def _actor_of(
    entry: Entry | Skipped, actors: Collection[str], taken: Collection[str]
) -> Actor | Skipped:
    """Return the actor of an entry, or why it is skipped."""
    if isinstance(entry, Skipped):
        return entry
    if entry["id"] in taken:
        return Skipped(entry["id"], "another file has this id")
    if entry["id"] in actors:
        return Skipped(entry["id"], "the list has this id twice")
    try:
        actor: Actor = adapter_of(Actor).validate_python(entry)
    except ValidationError as error:
        return Skipped(str(entry["id"]) or str(entry["name"]), one_line(error, Actor))
    return actor


def _outcome_list(done: Imported, before: Actor | None, now: Actor) -> list[str]:
    if before is None:
        return done.added
    return done.unchanged if before == now else done.changed


def _write(file: Path, actors: dict[str, Actor]) -> None:
    dump = adapter_of(Actor).dump_python
    ordered = (actors[id_] for id_ in sorted(actors))
    write_lines(file, (dump(actor, mode="json", exclude_defaults=True) for actor in ordered))
