"""Sessions: a sign-in is a token in the store that expires, and that a logout revokes.

The role is decided when the session begins; it ends by itself after ``lasts``, so that a change of
groups counts from the next sign-in on. An administrator sees sessions among the tokens and can
revoke each.
"""

import re
from collections.abc import Mapping
from datetime import timedelta

from monitor.store.tokens import Role, Tokens, cookie_of
from monitor.web.sign_in.attempt import Attempts
from monitor.web.sign_in.provider import Person, Provider, ProviderSettings, SignInRefused
from monitor.web.sign_in.roles import groups_in, role_of

MARK = " (sign-in)"
"""End of the name of a session; names of other tokens have no parentheses."""
LONGEST_NAME = 80
"""Characters of a person's name in the audit log."""
_NOT_PRINTED = re.compile(r"[^\w .@+-]")


class SignIn:
    """Sign-in by one provider."""

    def __init__(
        self,
        settings: ProviderSettings,
        roles: Mapping[str, Role],
        token: str,
        *,
        lasts: timedelta,
        site: str,
    ) -> None:
        """``token`` is the machine's, ``site`` the address of the monitor from outside."""
        self.provider = Provider(settings)
        self.attempts = Attempts(token)
        self.lasts, self.site = lasts, site
        self._groups_claim, self._roles = settings.groups_claim, dict(roles)

    @property
    def redirect_uri(self) -> str:
        """The address to which the provider sends the browser back."""
        return f"{self.site}/login/oidc/callback"

    async def open_session(self, person: Person, tokens: Tokens) -> str:
        """Return the cookie of a new session. Raises `SignInRefused`, SQLAlchemyError."""
        groups = groups_in(person.claims.get(self._groups_claim))
        role = role_of(groups, self._roles)
        if role is None:
            raise SignInRefused("none of your groups has a role here")
        await tokens.forget_expired(MARK)
        name = _NOT_PRINTED.sub("", person.name)[:LONGEST_NAME] + MARK
        secret, _ = await tokens.create(name, role, self.lasts)
        return cookie_of(secret)

    async def close_session(self, cookie: str | None, tokens: Tokens) -> bool:
        """Revoke the session of a cookie; return whether it was one. Raises SQLAlchemyError."""
        token = await tokens.find(None, cookie)
        if token is None or not token.name.endswith(MARK):
            return False
        await tokens.revoke(token.id)
        return True
