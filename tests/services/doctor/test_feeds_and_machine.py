"""The doctor on feeds and on the machine: disks and files of secrets."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import Configuration, load_configuration, load_settings
from monitor.records import FeedState
from monitor.services.doctor.feeds import examine_feeds
from monitor.services.doctor.finding import Finding
from monitor.services.doctor.machine import examine_disk, examine_secrets
from tests.builders import NOON


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    folder = tmp_path / "config"
    folder.mkdir()
    feeds = ", ".join(f"{{url: 'https://{name}.example/rss'}}" for name in "abc")
    (folder / "feeds.yaml").write_text(f"feeds: [{feeds}]\n")
    (folder / "watchlist.yaml").write_text("actors: []\n")
    return load_configuration(folder)


def a_state(configuration: Configuration, number: int, **changes: object) -> FeedState:
    feed = configuration.feeds[number]
    sound = {
        "id": feed.id,
        "url": feed.url,
        "name": feed.url,
        "publisher": "p",
        "last_success_at": NOON,
        "next_due_at": NOON + timedelta(minutes=5),
    }
    return FeedState(**(sound | changes))  # type: ignore[arg-type]


def examined(configuration: Configuration, states: list[FeedState]) -> list[Finding]:
    return examine_feeds(configuration, states, NOON, lambda cause: f"remedy of {cause}")


def test_working_feeds_are_counted(configuration: Configuration) -> None:
    states = [a_state(configuration, number) for number in range(3)]
    assert [each.message for each in examined(configuration, states)] == ["3 of 3 feeds work"]


def test_a_feed_whose_last_poll_failed_does_not_count_as_working(
    configuration: Configuration,
) -> None:
    failed = a_state(configuration, 0, error="rate_limited", failures=1)
    states = [failed, *(a_state(configuration, number) for number in (1, 2))]
    assert [each.message for each in examined(configuration, states)] == [
        "2 of 3 feeds work; the last poll of 1 failed and is repeated"
    ]


def test_a_failing_feed_has_the_remedy_of_its_error(configuration: Configuration) -> None:
    ago = NOON - timedelta(days=2)
    broken = a_state(configuration, 0, error="gone", failures=9, last_success_at=ago, muted=True)
    findings = examined(configuration, [broken, a_state(configuration, 1)])
    [failing] = [each for each in findings if "a.example" in each.message]
    assert (failing.status, failing.remedy) == ("warning", "remedy of gone")
    assert any("1 of 3 configured feeds were never polled" in each.message for each in findings)


def test_feeds_that_nobody_polls_are_a_problem(configuration: Configuration) -> None:
    late = NOON - timedelta(hours=1)
    states = [a_state(configuration, number, next_due_at=late) for number in range(3)]
    findings = examined(configuration, states)
    assert [each.message for each in findings if each.status == "problem"] == [
        "3 feeds should have been polled more than 10 minutes ago"
    ]


def test_errors_of_every_feed_point_at_the_network(configuration: Configuration) -> None:
    states = [a_state(configuration, number, error="dns", failures=1) for number in range(3)]
    [network] = [each for each in examined(configuration, states) if each.status == "problem"]
    assert "check the network" in network.remedy


def test_a_configuration_without_feeds_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    (tmp_path / "watchlist.yaml").write_text("actors: []\n")
    [none] = examine_feeds(load_configuration(tmp_path), [], NOON, str)
    assert none.status == "problem"


@pytest.mark.parametrize(
    ("free", "status"), [(10**8, "problem"), (10**9, "warning"), (10**10, "ok")]
)
def test_a_disk_is_judged_by_its_free_bytes(tmp_path: Path, free: int, status: str) -> None:
    settings = load_settings(tmp_path, {"MONITOR_DATA": str(tmp_path / "not" / "there")})
    assert [each.status for each in examine_disk(settings, lambda _: free)] == [status]
    assert not (tmp_path / "not").exists()


def test_a_database_elsewhere_has_a_disk_of_its_own(tmp_path: Path) -> None:
    settings = load_settings(
        tmp_path,
        {"MONITOR_DATA": str(tmp_path), "MONITOR_DATABASE": f"sqlite:///{tmp_path}/x/m.db"},
    )
    assert len(list(examine_disk(settings, lambda _: 10**10))) == 2


def test_secrets_that_are_missing_or_open_are_found(tmp_path: Path) -> None:
    open_file = tmp_path / "password"
    open_file.write_text("secret")
    open_file.chmod(0o644)
    settings = load_settings(
        tmp_path,
        {
            "MONITOR_DATA": str(tmp_path),
            "MONITOR_SMTP_PASSWORD_FILE": str(open_file),
            "MONITOR_TOKEN_FILE": str(tmp_path / "missing"),
        },
    )
    complaints = {each.status: each for each in examine_secrets(settings)}
    assert "MONITOR_TOKEN_FILE" in complaints["problem"].message
    assert complaints["warning"].remedy == f"chmod 600 {open_file}"
    open_file.chmod(0o600)
    assert [each.status for each in examine_secrets(settings)] == ["problem"]
