"""The embedded broker's jars: pinned, verified, cached for the user.

1. `broker.lock.json` names every jar by coordinates, size and SHA-256; nothing else is ever started.
2. The cache is one folder per user (``MONITOR_CACHE``, else ``$XDG_CACHE_HOME/news-monitor``), shared by all data folders.
3. A jar whose sum is wrong is fetched anew once; wrong again, and the start is refused.
4. No network and no cache is an error that says what to do instead.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from monitor.records.errors import BrokerUnavailable

WAYS_OUT = (
    "Without a way to Maven Central, point MONITOR_KAFKA at a running Kafka (MONITOR_KAFKA=host:9092), use "
    "`docker compose up`, or copy the cache folder from a machine that has it: {cache}"
)


@dataclass(frozen=True, slots=True)
class Jar:
    """One pinned jar; ``size`` in bytes."""

    group: str
    artifact: str
    version: str
    size: int
    sha256: str


def pinned_jars() -> tuple[Jar, ...]:
    """Return every jar that the broker needs, as locked by ``tools/lock_broker.py``."""
    text = resources.files("monitor.kafka.broker").joinpath("broker.lock.json").read_text("utf-8")
    return tuple(Jar(**jar) for jar in json.loads(text)["jars"])


def fetch_jars(cache: Path, on_bytes: Callable[[int, int], None] | None = None) -> tuple[Path, ...]:
    """Return the verified jars in ``cache``, fetching what is missing.

    ``on_bytes(done, total)`` is told of the progress in bytes. Raises `BrokerUnavailable`.
    """
    jars = pinned_jars()
    total = sum(jar.size for jar in jars)
    done, paths, missing = 0, [], []
    for jar in jars:
        path = _cached_path(cache, jar)
        paths.append(path)
        if _is_sound(path, jar):
            done += jar.size
        else:
            missing.append((jar, path))
    for jar, path in missing:
        if on_bytes:
            on_bytes(done, total)
        _fetch(jar, path, cache)
        done += jar.size
    if on_bytes and missing:
        on_bytes(total, total)
    return tuple(paths)


def _cached_path(cache: Path, jar: Jar) -> Path:
    return cache.joinpath(
        *jar.group.split("."), jar.artifact, jar.version, f"{jar.artifact}-{jar.version}.jar"
    )


def _is_sound(path: Path, jar: Jar) -> bool:
    try:
        return (
            path.stat().st_size == jar.size
            and hashlib.sha256(path.read_bytes()).hexdigest() == jar.sha256
        )
    except OSError:
        return False


def _fetch(jar: Jar, path: Path, cache: Path) -> None:
    from jgo.maven import MavenContext

    name = f"{jar.group}:{jar.artifact}:{jar.version}"
    for _attempt in (1, 2):
        path.unlink(missing_ok=True)
        try:
            maven = MavenContext(repo_cache=cache)
            fetched = (
                maven.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
            )
        except Exception as error:
            message = f"cannot fetch {name} for the embedded Kafka: {error}\n{WAYS_OUT.format(cache=cache)}"
            raise BrokerUnavailable(message) from error
        if _is_sound(Path(fetched), jar):
            return
    path.unlink(missing_ok=True)
    raise BrokerUnavailable(
        f"{name} was fetched twice and its SHA-256 is not the pinned one; it will not be started.\n"
        + WAYS_OUT.format(cache=cache)
    )
