"""No input, setting or outage gives a traceback: every command under every wrong setting.

`run` raises what is not translated, so each case also checks that there was a translation.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.runner import run

CLOSED = "127.0.0.1:1"
"""An address where nothing listens: port 1 is reserved and refused at once."""

OF_THE_DATABASE = [
    "alerts list",
    "alerts show x",
    "alerts mark x --fault old_news",
    "alerts silence --for 1h rule=berg-bridge",
    "rejected list",
    "rejected show x",
    "rejected drop x",
    "feeds list",
    "check --noise",
    "replay",
]
"""Commands that only read or write the database."""

OF_THE_CONFIGURATION = [
    "check",
    "feeds add https://new.example/rss",
    "feeds export",
    "watchlist list",
    "watchlist find Berg",
    "watchlist export",
    "scan -",
    "serve",
    "up",
]
"""Commands that read the configuration in force, of which a part is in the database."""

OF_KAFKA = [
    "poll --wait 0",
    "process --wait 0",
    "deliver --wait 0",
    "topics --wait 0",
    "rejected retry --wait 0 x",
]

EVERY = [*OF_THE_DATABASE, *OF_THE_CONFIGURATION, *OF_KAFKA]

WRITING = ["up", "serve", *OF_KAFKA[:4]]
"""Commands that write to the data folder."""

WRONG_SETTINGS = [
    "MONITOR_DATABASE=nonsense",
    "MONITOR_DATABASE=mysql://x/y",
    "MONITOR_DATABASE=oracle://x",
    "MONITOR_DATABASE=postgresql://host:port/x",
    "MONITOR_HTTP=8080",
    "MONITOR_HTTP=127.0.0.1:99999",
    "MONITOR_PARTITIONS=many",
    "MONITOR_LOG_LEVEL=loud",
    "MONITOR_DATABSE=sqlite:///x.db",
]


@pytest.mark.parametrize("command", EVERY)
@pytest.mark.parametrize("setting", WRONG_SETTINGS)
def test_a_wrong_setting_is_refused_by_its_name(
    command: str, setting: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, _, value = setting.partition("=")
    monkeypatch.setenv("MONITOR_KAFKA", CLOSED)
    monkeypatch.setenv(name, value)
    refused = run(*command.split())
    assert refused.exit_code == 2, refused.output
    assert name in refused.output


@pytest.mark.parametrize("command", [*OF_THE_DATABASE, *OF_THE_CONFIGURATION, *OF_KAFKA[:4]])
def test_an_unreachable_database_is_one_line(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_KAFKA", CLOSED)
    monkeypatch.setenv("MONITOR_DATABASE", f"postgresql://reader:secret@{CLOSED}/news")
    failed = run(*command.split())
    assert failed.exit_code == 1, failed.output
    assert "MONITOR_DATABASE" in failed.output
    assert "secret" not in failed.output
    assert failed.output.count("\n") == 1


@pytest.mark.parametrize("command", WRITING)
def test_a_data_folder_that_cannot_be_created_is_refused(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_KAFKA", CLOSED)
    monkeypatch.setenv("MONITOR_DATA", "/proc/news-monitor")
    refused = run(*command.split())
    assert refused.exit_code == 2, refused.output
    assert "/proc/news-monitor" in refused.output
    assert "MONITOR_DATA" in refused.output


@pytest.mark.parametrize("command", OF_THE_DATABASE)
def test_a_database_folder_that_cannot_be_created_is_refused(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_DATA", "/proc/news-monitor")
    refused = run(*command.split())
    assert refused.exit_code == 2, refused.output
    assert "MONITOR_DATA" in refused.output


@pytest.mark.parametrize("command", [*OF_KAFKA, "up --wait 0"])
def test_an_unreachable_kafka_is_reported_at_once_and_then_in_one_line(
    command: str, folder: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_KAFKA", CLOSED)
    monkeypatch.setenv("MONITOR_HTTP", f"127.0.0.1:{free_port}")
    failed = run(*command.split())
    assert failed.exit_code == 1, failed.output
    waiting, message = failed.output.splitlines()
    assert waiting.startswith(f"waiting for Kafka at {CLOSED}")
    assert "MONITOR_KAFKA" in message


@pytest.mark.parametrize("command", OF_KAFKA)
@pytest.mark.parametrize("servers", ["host:port", "host:99999", "host:0", "a:9092,b:"])
def test_an_address_of_kafka_that_is_not_valid_is_refused(
    command: str, servers: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_KAFKA", servers)
    refused = run(*command.split())
    assert refused.exit_code == 2, refused.output
    assert "MONITOR_KAFKA" in refused.output


@pytest.mark.parametrize("command", OF_KAFKA)
def test_a_process_without_kafka_is_refused(command: str, folder: Path) -> None:
    refused = run(*command.split())
    assert refused.exit_code == 2
    assert "MONITOR_KAFKA=host:9092" in refused.output


@pytest.fixture
def free_port() -> int:
    """A port on loopback that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def used_port() -> Iterator[int]:
    """A port on loopback where another program listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


@pytest.mark.parametrize("command", ["up", "up --demo", "up --demo --once", "serve"])
def test_a_port_in_use_is_refused_before_a_login_link_is_printed(
    command: str, used_port: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_HTTP", f"127.0.0.1:{used_port}")
    refused = run(*command.split())
    assert refused.exit_code == 2, refused.output
    assert "port in use" in refused.output
    assert "set MONITOR_HTTP" in refused.output
    assert "token=" not in refused.output


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.1"])
def test_an_address_of_another_machine_is_refused(
    host: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("MONITOR_HTTP", f"{host}:8080")
    refused = run("serve")
    assert refused.exit_code == 2, refused.output
    assert "MONITOR_HTTP" in refused.output


@pytest.mark.parametrize("command", ["feeds add https://new.example/rss", "feeds import -"])
def test_a_configuration_folder_that_cannot_be_written_is_one_line(
    command: str, folder: Path
) -> None:
    (folder / "feeds").write_text("a file where a folder is expected")
    opml = "<opml><body><outline xmlUrl='https://new.example/rss'/></body></opml>"
    failed = run(*command.split(), stdin=opml)
    assert failed.exit_code == 1, failed.output
    assert str(folder / "feeds") in failed.output
    assert failed.output.count("\n") == 1


@pytest.mark.parametrize("command", [*OF_THE_CONFIGURATION, *OF_KAFKA[:4]])
def test_a_wrong_configuration_is_refused_with_file_and_line(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_KAFKA", CLOSED)
    (folder / "watchlist.yaml").write_text("actors: []\nrulez: []\n")
    refused = run(*command.split())
    assert refused.exit_code == 2, refused.output
    assert "watchlist.yaml:2" in refused.output


@pytest.mark.parametrize("command", [*OF_THE_CONFIGURATION, *OF_KAFKA[:4]])
def test_a_missing_configuration_folder_is_refused(
    command: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_KAFKA", CLOSED)
    monkeypatch.setenv("MONITOR_CONFIG", str(data / "none"))
    refused = run(*command.split())
    assert refused.exit_code == 2, refused.output
    assert str(data / "none") in refused.output


def test_a_process_that_logs_json_says_so_as_json_too(tmp_path: Path) -> None:
    environ = {
        **os.environ,
        "MONITOR_KAFKA": CLOSED,
        "MONITOR_DATA": str(tmp_path / "data"),
        "MONITOR_LOG_FORMAT": "json",
    }
    command = [sys.executable, "-m", "monitor", "poll", "--wait", "0"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    line = json.loads(done.stderr.splitlines()[0])
    assert (line["event"], line["process"]) == ("kafka.waiting", "poll")
    assert line["detail"].startswith(f"waiting for Kafka at {CLOSED}")
