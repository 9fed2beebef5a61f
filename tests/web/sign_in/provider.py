"""A hand-written identity provider on loopback: discovery, authorization, token, keys, userinfo.

It implements what the tests need of OpenID Connect Core 1.0, strictly: a code is used once, PKCE is
verified, the client and its redirect address are checked. `Provider.spoil` changes what the next
ID tokens contain, `Provider.sign` who signs them.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from tests.serving import BackgroundServer, QuietHandler

CLIENT, SECRET = "monitor", "s3cret: of+the client"
Key = RSAKey | ECKey | OctKey
Claims = dict[str, Any]


def a_key(kid: str) -> RSAKey:
    """Return a new key pair with an id."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


class Provider:
    """Serves until it is closed."""

    def __init__(self, redirect_uri: str) -> None:
        self.redirect_uri = redirect_uri
        self.person: Claims = {"sub": "u1", "email": "anna@example.org", "groups": ["newsroom"]}
        self.userinfo: Claims = {}
        self.published = [a_key("k1")]
        """Keys at the JWKS endpoint."""
        self.sign: tuple[Key, str] = (self.published[0], "RS256")
        """The key that signs, and its algorithm."""
        self.spoil: Callable[[Claims], Claims] = lambda claims: claims
        self.document_issuer: str | None = None
        self.is_down = False
        self.requests: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._server = self._serve()

    @property
    def issuer(self) -> str:
        """Its address."""
        return self._server.address

    def close(self) -> None:
        """Stop."""
        self._server.close()

    def authorize(self, url: str) -> str:
        """Act as the browser and the person: return the address to which the provider redirects."""
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert parts.path == "/authorize"
        assert query["response_type"] == "code"
        assert (query["client_id"], query["redirect_uri"]) == (CLIENT, self.redirect_uri)
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe()
        self._codes[code] = query
        answer = {"code": code, "state": query["state"], "session_state": "x", "iss": self.issuer}
        return f"{self.redirect_uri}?{urlencode(answer)}"

    def _answer(self, method: str, path: str, head: Any, body: str) -> tuple[int, Claims]:
        if self.is_down:
            return 503, {}
        match method, path:
            case "GET", "/.well-known/openid-configuration":
                return 200, self._document()
            case "GET", "/jwks":
                keys = KeySet(self.published).as_dict(private=False)  # type: ignore[arg-type]
                return 200, dict(keys)
            case "GET", "/userinfo":
                is_known = head.get("Authorization") == "Bearer access"
                return (200, self.userinfo) if is_known else (401, {})
            case "POST", "/token":
                return self._token(head, parse_qs(body))
        return 404, {}

    def _document(self) -> Claims:
        return {
            "issuer": self.document_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/logout",
        }

    def _token(self, head: Any, form: dict[str, list[str]]) -> tuple[int, Claims]:
        basic = base64.b64encode(f"{CLIENT}:{quote_plus(SECRET)}".encode()).decode()
        if head.get("Authorization") != f"Basic {basic}":
            return 401, {"error": "invalid_client"}
        query = self._codes.pop(form["code"][0], None)
        verifier = form.get("code_verifier", [""])[0]
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_same = query is not None and query["code_challenge"] == challenge
        if not is_same or form["redirect_uri"][0] != self.redirect_uri:
            return 400, {"error": "invalid_grant"}
        assert query is not None
        token = self._id_token(query["nonce"])
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": token}

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        key, algorithm = self.sign
        header = {"alg": algorithm, **({"kid": key.kid} if key.kid else {})}
        body = self.spoil({**claims, **self.person})
        return jwt.encode(header, body, key, algorithms=[algorithm])

    def _serve(self) -> BackgroundServer:
        provider = self

        class Handler(QuietHandler):
            def _reply(self, method: str) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                provider.requests.append(self.path)
                status, answer = provider._answer(method, self.path, self.headers, body)
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def do_GET(self) -> None:
                self._reply("GET")

            def do_POST(self) -> None:
                self._reply("POST")

        return BackgroundServer(Handler)
