"""The machine's settings: variables over the file over defaults; every mistake names its place."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from monitor.config import load_settings
from monitor.config.addresses import database_url
from monitor.config.read_settings import SECRET_FILES
from monitor.config.settings import VARIABLES, Settings
from monitor.records.errors import Mistake, SettingsError

HOSTILE = (
    *("-1", "0", "1e308", "inf", "nan", "true", "[]", "{}", "x" * 5_000, "a b", "\x1b[31m"),
    *("8080", "h:0", "h:99999", "h:port", "http://[bad", "ftp://x.example", "postgresql://"),
    *("mysql://user:pass-word@h/d", "postgresql://user:pass-word@h:x/d", "sqlite:", "oracle://x"),
    *("nonsense", ",", "\u2028", "5x"),
)


def mistakes_of(folder: Path, environ: dict[str, str]) -> tuple[Mistake, ...]:
    """Return the mistakes of the settings; any other exception fails the test."""
    try:
        load_settings(folder, environ)
    except SettingsError as error:
        return error.mistakes
    return ()


def test_variables_win_over_the_file_and_the_file_over_defaults(tmp_path: Path) -> None:
    (tmp_path / "monitor.yaml").write_text("http: 127.0.0.1:9000\npartitions: 8\n")
    settings = load_settings(tmp_path, {"MONITOR_HTTP": "[::1]:9001", "MONITOR_KAFKA": ""})
    assert (settings.http_host, settings.http_port) == ("::1", 9001)
    assert (settings.partitions, settings.log_level, settings.kafka) == (8, "info", None)
    assert pickle.loads(pickle.dumps(settings)) == settings


@pytest.mark.parametrize("variable", sorted(set(VARIABLES) - {"MONITOR_CONFIG"}))
def test_a_wrong_variable_is_named_without_its_secrets(tmp_path: Path, variable: str) -> None:
    for value in HOSTILE:
        for mistake in mistakes_of(tmp_path, {variable: value}):
            assert mistake.path == variable
            assert "pass-word" not in str(mistake)
            assert len(str(mistake)) < 500


@pytest.mark.parametrize("name", [name for name in Settings.model_fields if name != "config"])
def test_a_wrong_value_in_the_file_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    for value in ("[[]]", "{a: 1}", ".inf", "2026-01-01", "-1", "null", "''", "yes"):
        (tmp_path / "monitor.yaml").write_text(f"# settings\n{name}: {value}\n")
        for mistake in mistakes_of(tmp_path, {}):
            assert mistake.line == 2
            assert mistake.path.startswith(name)


def test_mistakes_of_the_file_and_of_variables_are_reported_together(tmp_path: Path) -> None:
    (tmp_path / "monitor.yaml").write_text("http: 1\npartitions: 0\nkafak: x\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path, {"MONITOR_HTTP": "a:1", "MONITOR_LOG_LEVEL": "loud"})
    assert {mistake.path for mistake in caught.value.mistakes} == {
        "http", "partitions", "kafak", "MONITOR_LOG_LEVEL",
    }  # fmt: skip


@given(
    variable=st.sampled_from(VARIABLES),
    place=st.integers(min_value=8, max_value=30),
    kind=st.sampled_from(("drop", "double", "swap")),
)
def test_a_misspelt_variable_is_refused_with_the_nearest_one(
    variable: str, place: int, kind: str
) -> None:
    place = min(place, len(variable) - 2)
    before, here, after = variable[:place], variable[place], variable[place + 1 :]
    if kind == "drop":
        misspelt = before + after
    elif kind == "double":
        misspelt = before + here + here + after
    else:
        misspelt = before + after[0] + here + after[1:]
    if misspelt in VARIABLES:
        return
    with pytest.raises(SettingsError, match=f"did you mean '{variable}'"):
        load_settings(Path("config"), {misspelt: "x"})


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("MONITOR_HTTP", "8080", "write host:port, such as 127.0.0.1:8080"),
        ("MONITOR_HTTP", "127.0.0.1:65536", "use one from 1 to 65535"),
        ("MONITOR_DATABASE", "nonsense", "only sqlite and postgresql are supported"),
        ("MONITOR_DATABASE", "mysql://x/y", "only sqlite and postgresql are supported"),
        ("MONITOR_PARTITIONS", "many", "use a whole number"),
        ("MONITOR_SMTP_TLS", "ssl", "not one of none, starttls, tls"),
        ("MONITOR_PUBLIC_URL", "monitor.example", "not a valid http or https address"),
    ],
)
def test_a_message_says_what_to_write(variable: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(Path("config"), {variable: value})
    assert message in str(caught.value)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="%")))
def test_a_password_of_a_database_may_contain_any_character(password: str) -> None:
    url = make_url(database_url(f"postgresql://user:{password}@host:5432/name"))
    assert (url.password or "", url.host, url.database) == (password, "host", "name")


@pytest.mark.parametrize("scheme", ["sqlite", "postgresql", "postgres", "postgresql+psycopg"])
def test_the_installed_driver_is_named(scheme: str) -> None:
    rest = "/data/monitor.db" if scheme == "sqlite" else "user@host/name"
    driver = make_url(database_url(f"{scheme}://{rest}")).drivername
    assert driver in ("sqlite+aiosqlite", "postgresql+psycopg")


def test_importing_the_configuration_loads_no_validator() -> None:
    code = "import sys, monitor.config, monitor.channels; print('pydantic' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert result.stdout.strip() == "False"


def test_a_variable_may_be_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "database"
    secret.write_text("postgresql://monitor:p@ss@db:5432/monitor\n")
    settings = load_settings(tmp_path, {"MONITOR_DATABASE_FILE": str(secret)})
    assert settings.database == "postgresql+psycopg://monitor:p%40ss@db:5432/monitor"


@pytest.mark.parametrize("variable", sorted(SECRET_FILES))
def test_every_variable_may_be_in_a_file(tmp_path: Path, variable: str) -> None:
    key = variable.removeprefix("MONITOR_").removesuffix("_FILE").lower()
    (tmp_path / "value").write_text("x\n")
    mistakes = mistakes_of(tmp_path, {variable: str(tmp_path / "value")})
    assert {mistake.path for mistake in mistakes} <= {f"MONITOR_{key.upper()}"}


@pytest.mark.parametrize(
    ("content", "other", "message"),
    [
        (None, "", "cannot be read: No such file"),
        (b"", "", "is empty"),
        (b"\xff\xfea", "", "is not text; save it as UTF-8"),
        (b"http://proxy:1", "http://proxy:2", "MONITOR_PROXY is set as well"),
    ],
)
def test_a_file_that_gives_no_value_is_a_mistake_without_its_content(
    tmp_path: Path, content: bytes | None, other: str, message: str
) -> None:
    file = tmp_path / "proxy"
    if content is not None:
        file.write_bytes(content)
    environ = {"MONITOR_PROXY_FILE": str(file), "MONITOR_PROXY": other}
    [mistake] = mistakes_of(tmp_path, environ)
    assert mistake.path == "MONITOR_PROXY_FILE"
    assert message in mistake.message
    assert "http://proxy:1" not in mistake.message


def test_a_setting_that_names_a_file_is_no_secret_of_another(tmp_path: Path) -> None:
    assert "MONITOR_TOKEN_FILE" not in SECRET_FILES
    (tmp_path / "t").write_text("not a path")
    settings = load_settings(tmp_path, {"MONITOR_TOKEN_FILE": str(tmp_path / "t")})
    assert settings.token_file == tmp_path / "t"
