"""Secrets, configuration and variables of one run, in a folder that is removed after it."""

import os
import secrets
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import trustme

from monitor.kafka.broker.process import free_port
from tools.compose.monitoring import Addresses
from tools.compose.subscriber import HOST

PROJECT = "news-monitor-test"
OWNER = 1000
"""The first user of most machines: a key that only its owner reads is read in the container too."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """Variables of docker-compose.yml for one run, and the addresses that the test asks."""

    environ: dict[str, str]
    token: str
    monitoring: Addresses

    @property
    def address(self) -> str:
        """The web service, from this machine."""
        return f"http://127.0.0.1:{self.environ['MONITOR_PORT']}"


def write_settings(
    folder: Path, images: dict[str, str], *, with_grafana: bool, interval: str
) -> RunSettings:
    """Write secrets and configuration; ``interval`` is that of the demonstration's feeds."""
    token, password = secrets.token_hex(24), secrets.token_hex(12)
    config = _write_configuration(folder / "config")
    _write_secrets(folder, token, password)
    names = ("MONITOR_PORT", "PROMETHEUS_PORT", "ALERTMANAGER_PORT", "GRAFANA_PORT", "PROXY_PORT")
    ports = {name: str(free_port()) for name in names}
    environ = {
        **images,
        **ports,
        "COMPOSE_PROJECT_NAME": PROJECT,
        "POSTGRES_PASSWORD": secrets.token_hex(12) + "@/:",
        "MONITOR_TOKEN_FILE": str(folder / "token"),
        "GRAFANA_PASSWORD_FILE": str(folder / "grafana"),
        "TLS_CERTIFICATE_FILE": str(folder / "tls.crt"),
        "TLS_KEY_FILE": str(folder / "tls.key"),
        "CONFIG_FOLDER": str(config),
        "DEMO_INTERVAL": interval,
        "MONITOR_ALLOW_HOSTS": f"newsroom,{HOST}",
    }
    addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    monitoring = Addresses(
        prometheus=addresses["PROMETHEUS_PORT"],
        alertmanager=addresses["ALERTMANAGER_PORT"],
        proxy=f"https://localhost:{ports['PROXY_PORT']}",
        authority=str(folder / "authority.crt"),
        grafana=addresses["GRAFANA_PORT"] if with_grafana else None,
        grafana_password=password,
    )
    return RunSettings(environ, token, monitoring)


def _write_configuration(folder: Path) -> Path:
    """Write the sample watchlist without feeds: the demonstration adds them through the API."""
    folder.mkdir()
    watchlist = resources.files("monitor.sample").joinpath("config", "watchlist.yaml")
    (folder / "watchlist.yaml").write_text(watchlist.read_text("utf-8"), encoding="utf-8")
    (folder / "feeds.yaml").write_text("feeds: []\n")
    for path in (folder.parent, folder, *folder.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def _write_secrets(folder: Path, token: str, password: str) -> None:
    """Write each secret with the rights that it has after the commands of the documentation."""
    for name, secret in (("token", token), ("grafana", password)):
        (folder / name).write_text(secret)
        (folder / name).chmod(0o644)
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    authority.cert_pem.write_to_path(str(folder / "authority.crt"))
    chain = b"".join(blob.bytes() for blob in certificate.cert_chain_pems)
    (folder / "tls.crt").write_bytes(chain)
    (folder / "tls.crt").chmod(0o644)
    key = folder / "tls.key"
    key.write_bytes(certificate.private_key_pem.bytes())
    key.chmod(0o600)  # as openssl leaves it
    if os.geteuid() == 0:
        os.chown(key, OWNER, OWNER)
