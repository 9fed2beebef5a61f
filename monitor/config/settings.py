"""Settings of the machine: ``monitor.yaml`` in the configuration folder, and ``MONITOR_*``
variables, which win.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from monitor.config.files import load_file
from monitor.config.models import SettingsFile
from monitor.records.errors import Mistake, SettingsError

VARIABLES = tuple(f"MONITOR_{name.upper()}" for name in SettingsFile.model_fields)
"""Every variable that the program knows; docker-compose.yml is held to them by a test."""

OTHER_VARIABLES = ("MONITOR_CONFIG",)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how this machine is set up."""

    config: Path
    kafka: str | None
    database: str
    data: Path
    http_host: str
    http_port: int
    token_file: Path | None
    cache: Path
    partitions: int
    allow_hosts: tuple[str, ...]
    smtp_server: str | None
    smtp_from: str | None
    smtp_user: str | None
    smtp_password_file: Path | None
    smtp_tls: str
    proxy_hosts: tuple[str, ...]
    public_url: str | None
    contact: str
    parsers: tuple[str, ...]
    log_level: str

    @property
    def compiled(self) -> Path:
        """The folder of the compiled actors, which the machine's processes share."""
        return self.data / "watchlist"

    @property
    def compiled_if_run(self) -> Path | None:
        """The same where the system has run.

        None where it never did, and a command should leave no folder behind.
        """
        return self.compiled if self.data.is_dir() else None

    @property
    def is_loopback(self) -> bool:
        """Whether the web service is reachable from this machine alone."""
        return self.http_host in ("127.0.0.1", "localhost", "::1")


def load_settings(config: Path, environ: Mapping[str, str]) -> Settings:
    """Load the settings. Raises `ConfigurationError` naming the file's line or the variable."""
    mistakes: list[Mistake] = []
    file, _ = load_file(config / "monitor.yaml", SettingsFile, mistakes)
    if mistakes:
        raise SettingsError(mistakes)
    given = {
        name: _split(value) if name in ("allow_hosts", "proxy_hosts", "parsers") else value
        for name in SettingsFile.model_fields
        if (value := environ.get(f"MONITOR_{name.upper()}"))
    }
    try:
        merged = SettingsFile.model_validate({**file.model_dump(exclude_unset=True), **given})
    except ValidationError as error:
        raise SettingsError(
            Mistake(
                "environment", 1, f"MONITOR_{str(problem['loc'][0]).upper()}", str(problem["msg"])
            )
            for problem in error.errors()
        ) from error
    host, _, port = merged.http.rpartition(":")
    data = merged.data.expanduser().resolve()
    return Settings(
        config=config,
        kafka=merged.kafka,
        database=driver_url(merged.database or f"sqlite:///{data / 'monitor.db'}"),
        data=data,
        http_host=host.strip("[]"),
        http_port=int(port),
        token_file=merged.token_file,
        cache=merged.cache or _user_cache(environ),
        partitions=merged.partitions,
        allow_hosts=merged.allow_hosts,
        smtp_server=merged.smtp_server,
        smtp_from=merged.smtp_from,
        smtp_user=merged.smtp_user,
        smtp_password_file=merged.smtp_password_file,
        smtp_tls=merged.smtp_tls,
        proxy_hosts=merged.proxy_hosts,
        public_url=merged.public_url,
        contact=merged.contact,
        parsers=merged.parsers,
        log_level=merged.log_level,
    )


def driver_url(url: str) -> str:
    """Name the driver that we ship in an SQLAlchemy URL that names none."""
    for plain, driver in (
        ("sqlite://", "sqlite+aiosqlite://"),
        ("postgresql://", "postgresql+psycopg://"),
        ("postgres://", "postgresql+psycopg://"),
    ):
        if url.startswith(plain):
            return driver + url.removeprefix(plain)
    return url


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _user_cache(environ: Mapping[str, str]) -> Path:
    base = environ.get("XDG_CACHE_HOME") or str(
        Path(environ.get("HOME") or os.path.expanduser("~")) / ".cache"
    )
    return Path(base) / "news-monitor"
