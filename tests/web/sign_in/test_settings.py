"""The settings of a sign-in: a missing one is named, mappings are read, the extra is needed."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import load_settings
from monitor.records.errors import InvalidInput, SettingsError
from monitor.web.sign_in import provider
from monitor.web.sign_in.assembly import sign_in_of
from monitor.web.sign_in.roles import parse_role, role_of

WHOLE = {
    "MONITOR_OIDC_ISSUER": "https://id.example.org/realms/news",
    "MONITOR_OIDC_CLIENT_ID": "monitor",
    "MONITOR_OIDC_ROLES": "newsroom=editor, cn=it=admin, *=reader",
    "MONITOR_PUBLIC_URL": "https://monitor.example.org/",
    "MONITOR_OIDC_SESSION": "4h",
}
TOKEN = "machine-token-12345"


def test_whole_settings_make_a_sign_in(tmp_path: Path) -> None:
    sign_in = sign_in_of(load_settings(tmp_path, WHOLE), TOKEN)
    assert sign_in is not None
    assert sign_in.redirect_uri == "https://monitor.example.org/login/oidc/callback"
    assert sign_in.lasts == timedelta(hours=4)


def test_without_an_issuer_there_is_none(tmp_path: Path) -> None:
    assert sign_in_of(load_settings(tmp_path, {}), TOKEN) is None


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("MONITOR_OIDC_CLIENT_ID", "needs oidc_client_id"),
        ("MONITOR_OIDC_ROLES", "needs oidc_roles"),
        ("MONITOR_PUBLIC_URL", "needs public_url"),
    ],
)
def test_a_missing_setting_is_named(tmp_path: Path, missing: str, message: str) -> None:
    environ = {name: value for name, value in WHOLE.items() if name != missing}
    with pytest.raises(SettingsError, match=message):
        sign_in_of(load_settings(tmp_path, environ), TOKEN)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("MONITOR_OIDC_ISSUER", "http://id.example.org", "is not encrypted; use https://"),
        ("MONITOR_OIDC_ROLES", "newsroom=boss", "use GROUP=ROLE"),
        ("MONITOR_OIDC_ROLES", "editor", "use GROUP=ROLE"),
    ],
)
def test_a_wrong_setting_says_what_to_write(
    tmp_path: Path, name: str, value: str, message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(tmp_path, {**WHOLE, name: value})


def test_a_secret_is_read_without_its_line_end_and_an_empty_one_is_a_mistake(
    tmp_path: Path,
) -> None:
    file = tmp_path / "secret"
    environ = {**WHOLE, "MONITOR_OIDC_CLIENT_SECRET_FILE": str(file)}
    with pytest.raises(SettingsError, match="cannot be read"):
        sign_in_of(load_settings(tmp_path, environ), TOKEN)
    file.write_text("\n")
    with pytest.raises(SettingsError, match="is empty"):
        sign_in_of(load_settings(tmp_path, environ), TOKEN)
    file.write_text("s3cret\n")
    sign_in = sign_in_of(load_settings(tmp_path, environ), TOKEN)
    assert sign_in is not None
    assert sign_in.provider._settings.client_secret == "s3cret"


def test_without_the_extra_the_error_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "find_spec", lambda _: None)
    with pytest.raises(InvalidInput, match=r"news-monitor\[oidc\]"):
        sign_in_of(load_settings(tmp_path, WHOLE), TOKEN)
    assert sign_in_of(load_settings(tmp_path, {}), TOKEN) is None


def test_a_group_may_contain_an_equals_sign() -> None:
    assert parse_role("cn=it,ou=x = admin") == ("cn=it,ou=x", "admin")
    for wrong in ("", "=admin", "it=", "it", "it=root"):
        with pytest.raises(ValueError, match="GROUP=ROLE"):
            parse_role(wrong)


def test_everyone_has_the_role_of_the_star() -> None:
    mapping = dict(map(parse_role, ("*=reader", "it=admin")))
    assert role_of((), mapping) == "reader"
    assert role_of(("it",), mapping) == "admin"
    assert role_of(("*",), {"it": "admin"}) is None
