"""An identity provider: discovery, exchange of the code, verification of the ID token.

1. The issuer of the discovery document is the configured one (OpenID Connect Discovery 1.0, 4.3),
   a slash at its end aside. An answer that names its issuer must name this one (RFC 9207).
2. An ID token counts if a key of the provider signed it by one of `ALGORITHMS`, it is of this
   issuer, for this client, not expired, and has the nonce of this sign-in (Core, 3.1.3.7).
   With several audiences it must be issued to this client (``azp``).
3. Keys are read again when a token names another one, at most every `KEYS_AGAIN_AFTER_S`.
4. Groups come from the ID token, or else from the userinfo endpoint, of the same subject.
5. A client with a secret sends it as HTTP Basic; in the form where the provider takes it only so,
   or takes both and the secret has characters that servers unquote in HTTP Basic, or do not.
6. A logout names the session by its ID token. Without it, a provider asks the person and does not
   send the browser back (RP-Initiated Logout 1.0, sections 3 and 6).

Needs the extra ``oidc`` (Authlib and joserfc), which is imported when the first one signs in.
"""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlsplit

import httpx

from monitor.records.errors import InvalidInput, MonitorError
from monitor.web.sign_in.attempt import Attempt

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures by a key pair: with a shared secret, or with none, anyone could sign."""
LEEWAY_S = 60
"""Seconds by which the clocks of the provider and of this machine may differ."""
REQUEST_WITHIN_S = 10.0
"""Seconds for one request to the provider; a person waits for the page."""
DISCOVER_AGAIN_AFTER_S = 3600.0
"""Seconds for which a discovery document is used."""
KEYS_AGAIN_AFTER_S = 30.0
"""Seconds between two readings of the keys: forged tokens with new key ids cost no more."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SignInRefused(MonitorError):
    """The provider's answer is not accepted; the message says why, without secrets."""


class ProviderUnavailable(MonitorError):
    """The provider does not answer, or not as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """Where the provider is, and who this client is there."""

    issuer: str
    client_id: str
    client_secret: str | None = None
    """None for a public client, which the verifier protects alone."""
    scope: str = "openid email profile"
    groups_claim: str = "groups"
    ca_file: Path | None = None
    """Authorities of the provider's certificate; by default those of the system."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person whom the provider has identified."""

    name: str
    """Mail address, user name or subject, in that order."""
    claims: Mapping[str, Any]
    id_token: str
    """The proof, which the provider wants to see again at the logout."""


class Provider:
    """One identity provider."""

    def __init__(
        self,
        settings: ProviderSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings, self._clock, self._now = settings, clock, now
        self._document: Mapping[str, Any] = {}
        self._discovered_at = self._keys_read_at = float("-inf")
        self._keys: Any = None

    async def authorization_url(self, attempt: Attempt, redirect_uri: str) -> str:
        """Return where the browser signs in. Raises `ProviderUnavailable`."""
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri

        document = await self._discover()
        url: str = prepare_grant_uri(
            document["authorization_endpoint"],
            self._settings.client_id,
            "code",
            redirect_uri,
            self._settings.scope,
            attempt.state,
            nonce=attempt.nonce,
            code_challenge=attempt.challenge,
            code_challenge_method="S256",
        )
        return url

    async def identify(self, attempt: Attempt, code: str, redirect_uri: str, issuer: str) -> Person:
        """Return the person of a code. Raises `SignInRefused`, `ProviderUnavailable`.

        ``issuer`` is the one that the answer names, or empty.
        """
        document = await self._discover()
        _require_issuer(document, issuer)
        tokens = await self._exchange(document, attempt, code, redirect_uri)
        id_token = str(tokens.get("id_token", ""))
        claims = await self._verify(document, id_token, attempt.nonce)
        if self._settings.groups_claim not in claims and "userinfo_endpoint" in document:
            claims = {**await self._userinfo(document, tokens, claims["sub"]), **claims}
        names = (claims.get(name) for name in ("email", "preferred_username", "sub"))
        return Person(next(str(name) for name in names if name), claims, id_token)

    async def end_session_url(self, after: str, id_token: str | None) -> str | None:
        """Return where the browser signs out, if the provider has such a page.

        ``after`` is the page to open then. Raises `ProviderUnavailable`.
        """
        endpoint = (await self._discover()).get("end_session_endpoint")
        if not isinstance(endpoint, str) or not _is_safe(endpoint):
            return None
        parameters = {"client_id": self._settings.client_id, "post_logout_redirect_uri": after}
        if id_token:
            parameters["id_token_hint"] = id_token
        return str(httpx.URL(endpoint).copy_merge_params(parameters))

    async def _discover(self) -> Mapping[str, Any]:
        if self._clock() - self._discovered_at <= DISCOVER_AGAIN_AFTER_S:
            return self._document
        issuer = self._settings.issuer
        document = await self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        other = str(document.get("issuer"))[:200]
        if other.rstrip("/") != issuer.rstrip("/"):
            raise ProviderUnavailable(f"the discovery document is of the issuer {other}")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not _is_safe(document.get(name)):
                raise ProviderUnavailable(f"the discovery document has no https {name}")
        self._document, self._discovered_at = document, self._clock()
        return document

    async def _get(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        answer = await self._request("GET", url, headers=headers)
        if answer.is_error:
            raise ProviderUnavailable(f"{url}: status {answer.status_code}")
        return _json_object(answer)

    async def _request(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Return an answer of the provider. Raises `ProviderUnavailable`."""
        verify = _trust(self._settings.ca_file)
        client = httpx.AsyncClient(timeout=REQUEST_WITHIN_S, trust_env=False, verify=verify)
        try:
            async with client:
                return await client.request(method, url, **options)
        except httpx.HTTPError as error:
            raise ProviderUnavailable(f"{url}: {type(error).__name__}: {error}") from error

    async def _exchange(
        self, document: Mapping[str, Any], attempt: Attempt, code: str, redirect_uri: str
    ) -> Mapping[str, Any]:
        """Return the tokens of a code (RFC 6749, section 4.1.3)."""
        from authlib.oauth2.rfc6749.parameters import prepare_token_request

        settings, url = self._settings, document["token_endpoint"]
        parameters = {"code": code, "code_verifier": attempt.verifier}
        auth = None
        if settings.client_secret is None:
            parameters["client_id"] = settings.client_id
        elif _goes_into_form(document, settings.client_secret):
            parameters["client_id"] = settings.client_id
            parameters["client_secret"] = settings.client_secret
        else:
            auth = _basic(settings.client_id, settings.client_secret)
        body = prepare_token_request("authorization_code", "", redirect_uri, **parameters)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await self._request("POST", url, content=body, headers=headers, auth=auth)
        tokens = _json_object(answer)
        if isinstance(tokens.get("error"), str) and not answer.is_server_error:
            raise SignInRefused(f"the provider refuses the code: {tokens['error'][:100]}")
        if answer.is_error:
            raise ProviderUnavailable(f"{url}: status {answer.status_code}")
        return tokens

    async def _verify(
        self, document: Mapping[str, Any], id_token: str, nonce: str
    ) -> dict[str, Any]:
        from joserfc import errors, jwt

        settings = self._settings
        registry = jwt.JWTClaimsRegistry(
            now=lambda: int(self._now()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": document["issuer"]},
            aud={"essential": True, "value": settings.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = dict((await self._decode(document, id_token)).claims)
            registry.validate(claims)
        except (errors.JoseError, ValueError) as error:
            raise SignInRefused(f"the ID token is not valid: {error}") from error
        audience = claims["aud"]
        is_shared = isinstance(audience, list) and len(audience) > 1
        if (is_shared or "azp" in claims) and claims.get("azp") != settings.client_id:
            raise SignInRefused("the ID token is not valid: it was issued to another client")
        return claims

    async def _decode(self, document: Mapping[str, Any], id_token: str) -> Any:
        """Return the token, signed by a key of the provider. Raises JoseError, ValueError."""
        from joserfc import errors, jwt

        await self._read_keys(document, is_needed=self._keys is None)
        try:
            return jwt.decode(id_token, self._keys, algorithms=list(ALGORITHMS))
        except (errors.JoseError, ValueError):
            if not await self._read_keys(document, is_needed=True):
                raise
            return jwt.decode(id_token, self._keys, algorithms=list(ALGORITHMS))

    async def _read_keys(self, document: Mapping[str, Any], *, is_needed: bool) -> bool:
        """Read the provider's keys if they are needed and were not read just now."""
        from joserfc.jwk import KeySet

        if not is_needed or self._clock() - self._keys_read_at < KEYS_AGAIN_AFTER_S:
            return False
        self._keys_read_at = self._clock()
        body = await self._get(document["jwks_uri"])
        keys = body.get("keys")
        pairs = [key for key in keys if key.get("kty") != "oct"] if isinstance(keys, list) else []
        try:
            self._keys = KeySet.import_key_set({"keys": pairs})
        except (ValueError, KeyError) as error:
            raise ProviderUnavailable(f"{document['jwks_uri']}: {error}") from error
        return True

    async def _userinfo(
        self, document: Mapping[str, Any], tokens: Mapping[str, Any], subject: str
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
        claims = await self._get(document["userinfo_endpoint"], headers)
        if claims.get("sub") != subject:
            raise SignInRefused("userinfo is of another subject than the ID token")
        return claims


def _require_issuer(document: Mapping[str, Any], issuer: str) -> None:
    """Check the issuer that an answer names (RFC 9207, section 2.4). Raises `SignInRefused`."""
    is_named = document.get("authorization_response_iss_parameter_supported") is True
    if (issuer or is_named) and issuer != document["issuer"]:
        raise SignInRefused("the answer is of another provider")


def _basic(client_id: str, secret: str) -> httpx.BasicAuth:
    """Return the sign-in of a client, quoted (RFC 6749, section 2.3.1)."""
    return httpx.BasicAuth(quote_plus(client_id), quote_plus(secret))


def _goes_into_form(document: Mapping[str, Any], secret: str) -> bool:
    """Return whether the token endpoint is sent a secret in the form and not as HTTP Basic."""
    methods = document.get("token_endpoint_auth_methods_supported")
    if not isinstance(methods, list) or "client_secret_post" not in methods:
        return False
    return "client_secret_basic" not in methods or quote_plus(secret) != secret


def _json_object(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError as error:
        raise ProviderUnavailable(f"{answer.url}: not JSON") from error
    if not isinstance(body, dict):
        raise ProviderUnavailable(f"{answer.url}: not a JSON object")
    return body


def require_extra() -> None:
    """Check that the libraries of the extra ``oidc`` are installed. Raises `InvalidInput`."""
    if find_spec("authlib") is None or find_spec("joserfc") is None:
        raise InvalidInput(
            "sign-in by an identity provider needs the extra `oidc`; "
            "install it: pip install 'news-monitor[oidc]'"
        )


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)


def _is_safe(url: object) -> bool:
    """Return whether an endpoint is encrypted, or on this machine."""
    if not isinstance(url, str):
        return False
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
