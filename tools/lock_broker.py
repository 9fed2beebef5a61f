"""Pin the jars of the embedded broker again: ``python tools/lock_broker.py 4.1.2``.

Resolves ``org.apache.kafka:kafka_2.13`` with its run-time dependencies, downloads each jar once and
writes coordinates, sizes and SHA-256 sums to ``monitor/kafka/broker/broker.lock.json``, which the
program verifies before it starts a broker.
"""

import hashlib
import json
import sys
import tempfile
from pathlib import Path

from jgo.maven import Dependency, MavenContext

LOCK = Path(__file__).parents[1] / "monitor" / "kafka" / "broker" / "broker.lock.json"


def main(version: str) -> None:
    """Write the lock file for one version of Kafka."""
    with tempfile.TemporaryDirectory() as folder:
        maven = MavenContext(repo_cache=Path(folder))
        root = Dependency(
            maven.project("org.apache.kafka", "kafka_2.13").at_version(version).artifact()
        )
        resolved, transitive = maven.resolver.resolve([root])
        log4j = next(d.artifact for d in transitive if d.artifact.artifactId == "log4j-core")
        # Kafka's own pom leaves the bridge from SLF4J to Log4j to the distribution; without it
        # nothing is logged.
        bridge = (
            maven.project(log4j.groupId, "log4j-slf4j-impl")
            .at_version(str(log4j.version))
            .artifact()
        )
        jars = []
        for dependency in (*resolved, *transitive, Dependency(bridge)):
            artifact = dependency.artifact
            if dependency.scope in ("test", "provided"):
                continue
            body = Path(artifact.resolve()).read_bytes()
            jars.append(
                {
                    "group": artifact.groupId,
                    "artifact": artifact.artifactId,
                    "version": str(artifact.version),
                    "size": len(body),
                    "sha256": hashlib.sha256(body).hexdigest(),
                }
            )
    jars.sort(key=lambda jar: (jar["group"], jar["artifact"]))
    LOCK.write_text(json.dumps({"kafka": version, "jars": jars}, indent=1) + "\n", encoding="utf-8")
    print(f"{len(jars)} jars, {sum(jar['size'] for jar in jars) / 1e6:.1f} MB -> {LOCK}")


if __name__ == "__main__":
    main(*sys.argv[1:])
