"""The sign-in of the machine's settings."""

from monitor.channels.secret_text import read_secret
from monitor.config import Settings
from monitor.records.errors import ENVIRONMENT, Mistake, SettingsError, UnreadableSecret
from monitor.web.sign_in.provider import ProviderSettings, require_extra
from monitor.web.sign_in.roles import parse_role
from monitor.web.sign_in.sessions import SignIn


def sign_in_of(settings: Settings, token: str) -> SignIn | None:
    """Return the sign-in by the provider of the settings, None without one.

    ``token`` is the machine's. Raises `SettingsError`, and `InvalidInput` without the extra.
    """
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    require_extra()
    if settings.public_url is None:
        message = "oidc_issuer needs public_url: the provider sends browsers back to it"
        raise SettingsError([Mistake(ENVIRONMENT, 1, "MONITOR_PUBLIC_URL", message)])
    provider = ProviderSettings(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=_secret(settings),
        scope=settings.oidc_scope,
        groups_claim=settings.oidc_groups_claim,
        ca_file=settings.oidc_ca_file,
    )
    roles = dict(map(parse_role, settings.oidc_roles))
    return SignIn(provider, roles, token, lasts=settings.oidc_session, site=settings.public_url)


def _secret(settings: Settings) -> str | None:
    """Return the secret of the client, None for a public one. Raises `SettingsError`."""
    file = settings.oidc_client_secret_file
    if file is None:
        return None
    try:
        return read_secret(file)
    except UnreadableSecret as error:
        mistake = Mistake(ENVIRONMENT, 1, "MONITOR_OIDC_CLIENT_SECRET_FILE", str(error))
        raise SettingsError([mistake]) from error
