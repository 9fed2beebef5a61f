"""An identity provider made of Authlib's own server, with the pages that a browser sees.

`tests.web.sign_in.provider` is ours and can lie; this one is not ours and keeps to the standards:
codes that are used once, PKCE, the client's secret, ID tokens with ``at_hash``, userinfo, a session
of its own, the issuer in its answers (RFC 9207), and a logout that sends the browser back only
after a valid ``id_token_hint``.
"""

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    ClientMixin,
    OAuth2Error,
    OAuth2Request,
)
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode, UserInfo
from authlib.oidc.rpinitiated import EndSessionEndpoint
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from joserfc.jwk import KeySet, RSAKey

SESSION = "provider_session"
Pair = tuple[Request, Mapping[str, str]]
"""A request with its form."""


@dataclass(kw_only=True)
class Client(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """The registration of the monitor."""

    client_id: str
    secret: str
    site: str = ""
    methods: tuple[str, ...] = ("client_secret_basic",)
    """How it may send its secret."""
    id_token_signed_response_alg: str = "RS256"

    @property
    def client_metadata(self) -> Mapping[str, Any]:
        """What was registered."""
        return {"post_logout_redirect_uris": [f"{self.site}/login"]}

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return f"{self.site}/login/oidc/callback"

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.get_default_redirect_uri()

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint != "token" or method in self.methods

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass(kw_only=True)
class Code(AuthorizationCodeMixin):  # type: ignore[misc]  # Authlib has no types
    """A code that was given out."""

    code: str
    user: Mapping[str, Any]
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class AuthlibProvider:
    """The provider; its ``issuer`` is set when it is served."""

    client: Client
    users: Mapping[str, Mapping[str, Any]]
    """Claims of each person, by the name under which the person signs in."""
    issuer: str = ""
    answers_as: str | None = None
    """Issuer in its answers, by default its own; without one if empty."""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"use": "sig"}))
    codes: dict[str, Code] = field(default_factory=dict)
    access: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """The person of each access token."""
    sessions: dict[str, str] = field(default_factory=dict)

    def app(self) -> FastAPI:
        """Return the application with every endpoint."""
        app = FastAPI()
        server = _Server(self)
        app.get("/.well-known/openid-configuration")(self._document)
        app.get("/jwks")(lambda: KeySet([self.key]).as_dict(private=False))
        app.get("/userinfo")(self._userinfo)

        @app.api_route("/authorize", methods=["GET", "POST"], response_model=None)
        async def authorize(request: Request) -> Response:
            return self._authorize(server, await _pair(request))

        @app.post("/token", response_model=None)
        async def token(request: Request) -> Response:
            answer: Response = server.create_token_response(await _pair(request))
            return answer

        @app.api_route("/logout", methods=["GET", "POST"], response_model=None)
        async def logout(request: Request) -> Response:
            return self._log_out(server, await _pair(request))

        return app

    def _document(self) -> dict[str, Any]:
        paths = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        base = self.issuer.rstrip("/")
        endpoints = {f"{name}_endpoint": f"{base}/{path}" for name, path in paths.items()}
        return {
            "issuer": self.issuer,
            **endpoints,
            "jwks_uri": f"{base}/jwks",
            "end_session_endpoint": f"{base}/logout",
            "authorization_response_iss_parameter_supported": True,
            "token_endpoint_auth_methods_supported": list(self.client.methods),
        }

    def _userinfo(self, request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.access:
            return Response(status_code=401)
        return JSONResponse(self.access[token])

    def _authorize(self, server: "_Server", pair: Pair) -> Response:
        request, form = pair
        try:
            grant = server.get_consent_grant(pair)
        except OAuth2Error as error:
            return HTMLResponse(html.escape(str(error)), 400)
        name = self.sessions.get(request.cookies.get(SESSION, ""), form.get("user", ""))
        if name not in self.users:
            return HTMLResponse(_sign_in_page(dict(request.query_params)))
        answer: Response = server.create_authorization_response(
            pair, grant_user=self.users[name], grant=grant
        )
        session = f"session-{len(self.sessions)}"
        self.sessions[session] = name
        answer.set_cookie(SESSION, session, httponly=True, samesite="lax")
        return answer

    def _log_out(self, server: "_Server", pair: Pair) -> Response:
        request, form = pair
        try:
            end = server.validate_endpoint_request("end_session", pair)
        except OAuth2Error as error:
            return HTMLResponse(html.escape(str(error)), 400)
        if end.needs_confirmation and "confirmed" not in form:
            return HTMLResponse("<h1>Do you want to sign out?</h1>")
        self.sessions.pop(request.cookies.get(SESSION, ""), None)
        answer = server.create_endpoint_response("end_session", end)
        return answer or HTMLResponse("<h1>You are signed out.</h1>")


class _Server(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """Authlib's server over a request of Starlette and its form."""

    def __init__(self, provider: AuthlibProvider) -> None:
        super().__init__()
        self.provider = provider
        self.register_token_generator("default", BearerTokenGenerator(self._access_token))
        grant = type("Grant", (_CodeGrant,), {"provider": provider})
        self.register_grant(grant, [_IdToken(provider), CodeChallenge(required=True)])
        self.register_endpoint(type("EndSession", (_EndSession,), {"provider": provider}))
        self.register_extension(_Issuer(provider))

    def query_client(self, client_id: str) -> Client | None:
        client = self.provider.client
        return client if client_id == client.client_id else None

    def save_token(self, token: Mapping[str, Any], request: Any) -> None:
        self.provider.access[token["access_token"]] = request.user

    def create_oauth2_request(self, request: Any) -> OAuth2Request:
        if isinstance(request, OAuth2Request):
            return request
        original, form = request
        converted = OAuth2Request(original.method, str(original.url), headers=original.headers)
        converted.payload = BasicOAuth2Payload({**original.query_params, **form})
        converted._body = form
        return converted

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        pass

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        content = json.dumps(body) if isinstance(body, dict) else body
        return _Response(content, status, headers=dict(headers))

    def _access_token(self, **_: object) -> str:
        return f"access-{len(self.provider.access)}"


class _CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")
    provider: AuthlibProvider

    def save_authorization_code(self, code: str, request: Any) -> None:
        data = request.payload.data
        self.provider.codes[code] = Code(
            code=code,
            user=request.user,
            redirect_uri=data["redirect_uri"],
            scope=data["scope"],
            nonce=data["nonce"],
            code_challenge=data["code_challenge"],
            code_challenge_method=data["code_challenge_method"],
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        return self.provider.codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        del self.provider.codes[authorization_code.code]

    def authenticate_user(self, authorization_code: Code) -> Mapping[str, Any]:
        return authorization_code.user


class _IdToken(OpenIDCode):  # type: ignore[misc]  # Authlib has no types
    def __init__(self, provider: AuthlibProvider) -> None:
        super().__init__(require_nonce=True)
        self.provider = provider

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return any(code.nonce == nonce for code in self.provider.codes.values())

    def resolve_client_private_key(self, client: Client) -> RSAKey:
        return self.provider.key

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": self.provider.issuer, "aud": [client.client_id]}

    def generate_user_info(self, user: Mapping[str, Any], scope: str) -> UserInfo:
        return UserInfo(user)


class _EndSession(EndSessionEndpoint):  # type: ignore[misc]  # Authlib has no types
    provider: AuthlibProvider

    def create_endpoint_request(self, request: Any) -> OAuth2Request:
        return self.server.create_oauth2_request(request)

    def get_server_jwks(self) -> KeySet:
        return KeySet([self.provider.key])

    def end_session(self, end_session_request: Any) -> None:
        pass


class _Issuer(IssuerParameter):  # type: ignore[misc]  # Authlib has no types
    def __init__(self, provider: AuthlibProvider) -> None:
        self.provider = provider

    def __call__(self, server: _Server) -> None:
        server.register_hook("after_create_authorization_response", self.add_issuer_parameter)

    def get_issuer(self) -> str:
        named = self.provider.answers_as
        return self.provider.issuer if named is None else named


class _Response(Response):
    """A response as Authlib's extensions expect it."""

    @property
    def location(self) -> str:
        """The address of a redirect, or empty."""
        return self.headers.get("location", "")

    @location.setter
    def location(self, address: str) -> None:
        self.headers["location"] = address


async def _pair(request: Request) -> Pair:
    form = parse_qs((await request.body()).decode())
    return request, {name: values[0] for name, values in form.items()}


def _sign_in_page(query: Mapping[str, str]) -> str:
    """Return a form that signs a person in; the request of the monitor is its address."""
    action = html.escape(f"/authorize?{urlencode(query)}")
    field_ = '<label>Name <input name="user"></label><button>Sign in</button>'
    return f'<h1>Sign in at the provider</h1><form method="post" action="{action}">{field_}</form>'
