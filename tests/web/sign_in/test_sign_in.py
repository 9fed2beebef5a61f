"""Sign-in against an identity provider on loopback: what is accepted, and all that is not."""

import base64
import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from monitor.store.tokens import Role, Tokens
from monitor.web import Health, WebSettings, create_web
from monitor.web.access import COOKIE
from monitor.web.routes.sign_in import ATTEMPT_COOKIE
from monitor.web.sign_in import SignIn
from monitor.web.sign_in.attempt import LASTS_S, Attempts
from monitor.web.sign_in.provider import ProviderSettings
from monitor.web.sign_in.sessions import MARK
from tests.web.asking import IN_FORCE, TOKEN, client, repeat
from tests.web.sign_in.provider import CLIENT, SECRET, Provider, a_key

SITE = "http://monitor"
CALLBACK = f"{SITE}/login/oidc/callback"
ROLES: dict[str, Role] = {"newsroom": "editor", "it": "admin"}


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider(CALLBACK)
    yield provider
    provider.close()


def sign_in_at(provider: Provider, lasts: timedelta = timedelta(hours=8)) -> SignIn:
    settings = ProviderSettings(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET)
    return SignIn(settings, ROLES, TOKEN, lasts=lasts, site=SITE)


def app_with(engine: AsyncEngine, sign_in: SignIn | None) -> FastAPI:
    settings = WebSettings(token=TOKEN, sign_in=sign_in)
    return create_web(engine, settings, Health(lambda: None), IN_FORCE, repeat)


@pytest.fixture
async def browser(engine: AsyncEngine, provider: Provider) -> AsyncIterator[httpx.AsyncClient]:
    async with client(app_with(engine, sign_in_at(provider)), None) as browser:
        yield browser


async def begin(browser: httpx.AsyncClient, provider: Provider, next_: str = "") -> str:
    """Begin a sign-in; return the address to which the provider sends the browser back."""
    answer = await browser.get("/login/oidc", params={"next": next_} if next_ else None)
    assert answer.status_code == 303, answer.text
    return provider.authorize(answer.headers["location"])


async def sign_in(
    browser: httpx.AsyncClient, provider: Provider, next_: str = ""
) -> httpx.Response:
    """Sign in; return the answer of the callback."""
    return await browser.get(await begin(browser, provider, next_))


async def test_a_person_signs_in_with_the_role_of_the_group_and_opens_the_wanted_page(
    browser: httpx.AsyncClient, provider: Provider, engine: AsyncEngine
) -> None:
    answer = await sign_in(browser, provider, "/alerts?rule=x")
    assert (answer.status_code, answer.headers["location"]) == (303, "/alerts?rule=x")
    [cookie] = [each for each in answer.headers.get_list("set-cookie") if COOKIE in each]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert f"Max-Age={8 * 3600}" in cookie
    assert (await browser.get("/alerts")).status_code == 200
    assert (await browser.get("/api/v1/tokens")).status_code == 403
    [token] = await Tokens(engine).all()
    assert (token.name, token.role) == (f"anna@example.org{MARK}", "editor")
    assert token.expires_at is not None


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["newsroom", "it"], "admin"),
        (["it"], "admin"),
        ("newsroom", "editor"),
        (["newsroom", 7, None], "editor"),
    ],
)
async def test_the_most_privileged_role_of_several_groups_counts(
    browser: httpx.AsyncClient,
    provider: Provider,
    engine: AsyncEngine,
    groups: object,
    role: Role,
) -> None:
    provider.person["groups"] = groups
    assert (await sign_in(browser, provider)).status_code == 303
    [token] = await Tokens(engine).all()
    assert token.role == role


@pytest.mark.parametrize("groups", [[], ["others"], None, 7, {"newsroom": True}, "NEWSROOM"])
async def test_a_person_without_a_group_that_has_a_role_is_refused(
    browser: httpx.AsyncClient, provider: Provider, engine: AsyncEngine, groups: object
) -> None:
    provider.person["groups"] = groups
    answer = await sign_in(browser, provider)
    assert answer.status_code == 401
    assert "none of your groups has a role here" in answer.text
    assert await Tokens(engine).all() == []


def _without(name: str) -> object:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def _with(**changes: object) -> object:
    return lambda claims: {**claims, **changes}


SPOILT = {
    "another issuer": _with(iss="https://elsewhere.example"),
    "another client": _with(aud="other"),
    "several clients and none is named": _with(aud=[CLIENT, "other"]),
    "issued to another client": _with(aud=[CLIENT, "other"], azp="other"),
    "expired": _with(exp=1_000_000_000),
    "not yet valid": _with(nbf=4_000_000_000),
    "of the future": _with(iat=4_000_000_000),
    "another nonce": _with(nonce="x"),
    "no nonce": _without("nonce"),
    "no issuer": _without("iss"),
    "no audience": _without("aud"),
    "no end": _without("exp"),
    "no subject": _without("sub"),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
async def test_an_id_token_that_is_not_of_this_sign_in_is_refused(
    browser: httpx.AsyncClient, provider: Provider, engine: AsyncEngine, spoil: object
) -> None:
    provider.spoil = spoil  # type: ignore[assignment]
    answer = await sign_in(browser, provider)
    assert answer.status_code == 401
    assert "the ID token is not valid" in answer.text
    assert await Tokens(engine).all() == []
    assert (await browser.get("/alerts")).status_code == 401


async def test_an_id_token_for_several_clients_that_was_issued_to_this_one_is_accepted(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    provider.spoil = _with(aud=[CLIENT, "other"], azp=CLIENT)  # type: ignore[assignment]
    assert (await sign_in(browser, provider)).status_code == 303


async def test_a_token_that_another_key_signed_is_refused(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    provider.sign = (a_key("k1"), "RS256")  # the id of the provider's key, and another key
    assert (await sign_in(browser, provider)).status_code == 401
    provider.sign = (a_key("k2"), "RS256")
    assert (await sign_in(browser, provider)).status_code == 401


async def test_a_token_signed_by_a_shared_secret_is_refused(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    for secret in (SECRET, json.dumps(provider.published[0].as_dict(private=False))):
        provider.sign = (OctKey.import_key(secret.encode().ljust(32, b"x")), "HS256")
        assert (await sign_in(browser, provider)).status_code == 401
    shared = OctKey.generate_key(256, {"kid": "shared"})
    provider.published.append(shared)  # type: ignore[arg-type]  # a careless provider
    provider.sign = (shared, "HS256")
    assert (await sign_in(browser, provider)).status_code == 401


async def test_a_token_without_a_signature_is_refused(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    original = provider._id_token

    def unsigned(nonce: str) -> str:
        _, body, _ = original(nonce).split(".")
        head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
        return f"{head}.{body}."

    provider._id_token = unsigned  # type: ignore[method-assign]
    assert (await sign_in(browser, provider)).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "a.b", "é", "." * 50, "{}"])
async def test_something_that_is_no_token_is_refused(
    browser: httpx.AsyncClient, provider: Provider, token: str
) -> None:
    provider._id_token = lambda nonce: token  # type: ignore[method-assign]
    assert (await sign_in(browser, provider)).status_code == 401


async def test_a_new_key_of_the_provider_is_read(
    engine: AsyncEngine, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = sign_in_at(provider)
    times = iter(range(0, 100_000, 60))
    monkeypatch.setattr(service.provider, "_clock", lambda: next(times))
    async with client(app_with(engine, service), None) as browser:
        assert (await sign_in(browser, provider)).status_code == 303
        rotated = ECKey.generate_key("P-256", {"kid": "k9"})
        provider.published.append(rotated)  # type: ignore[arg-type]
        provider.sign = (rotated, "ES256")
        assert (await sign_in(browser, provider)).status_code == 303


async def test_forged_tokens_do_not_make_the_monitor_read_the_keys_again_and_again(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    for number in range(5):
        provider.sign = (a_key(f"forged-{number}"), "RS256")
        assert (await sign_in(browser, provider)).status_code == 401
    assert provider.requests.count("/jwks") == 1


async def test_an_answer_in_another_browser_is_refused(
    engine: AsyncEngine, provider: Provider
) -> None:
    app = app_with(engine, sign_in_at(provider))
    async with client(app, None) as attacker, client(app, None) as victim:
        address = await begin(attacker, provider)
        answer = await victim.get(address)
        assert answer.status_code == 401
        assert "begun in another browser" in answer.text
        await begin(victim, provider)
        answer = await victim.get(address)  # with an attempt of its own
        assert answer.status_code == 401
        assert "belongs to another sign-in" in answer.text
    assert await Tokens(engine).all() == []


async def test_an_answer_counts_once(browser: httpx.AsyncClient, provider: Provider) -> None:
    address = await begin(browser, provider)
    attempt = browser.cookies[ATTEMPT_COOKIE]
    assert (await browser.get(address)).status_code == 303
    assert ATTEMPT_COOKIE not in browser.cookies
    browser.cookies.set(ATTEMPT_COOKIE, attempt, path="/login/oidc")
    answer = await browser.get(address)
    assert answer.status_code == 401
    assert "refuses the code: invalid_grant" in answer.text


@pytest.mark.parametrize("next_", ["https://elsewhere.example/", "//elsewhere.example", "x"])
async def test_the_page_after_a_sign_in_is_one_of_this_site(
    browser: httpx.AsyncClient, provider: Provider, next_: str
) -> None:
    location = (await sign_in(browser, provider, next_)).headers["location"]
    assert location.startswith("/")
    assert not location.startswith("//")


async def test_an_error_of_the_provider_is_shown_and_escaped(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    address = await begin(browser, provider)
    state = parse_qs(urlsplit(address).query)["state"][0]
    query = {"state": state, "error": "<script>alert(1)</script>"}
    with capture_logs() as lines:
        answer = await browser.get("/login/oidc/callback", params=query)
    assert answer.status_code == 401
    assert "<script>alert" not in answer.text
    assert any(line["event"] == "sign_in.failed" for line in lines)


async def test_a_provider_that_is_down_is_said_without_its_address(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    address = await begin(browser, provider)
    provider.is_down = True
    answer = await browser.get(address)
    assert answer.status_code == 503
    assert "the provider does not answer" in answer.text
    assert provider.issuer not in answer.text


async def test_a_discovery_document_of_another_issuer_is_not_used(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    provider.document_issuer = "https://elsewhere.example"
    assert (await browser.get("/login/oidc")).status_code == 503


async def test_groups_come_from_userinfo_where_the_token_has_none(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    del provider.person["groups"]
    provider.userinfo = {"sub": "u1", "groups": ["newsroom"], "email": "eve@example.org"}
    assert (await sign_in(browser, provider)).status_code == 303
    provider.userinfo = {"sub": "u2", "groups": ["it"]}
    assert (await sign_in(browser, provider)).status_code == 401


async def test_a_session_ends_at_its_time(engine: AsyncEngine, provider: Provider) -> None:
    service = sign_in_at(provider, lasts=timedelta(seconds=-1))
    async with client(app_with(engine, service), None) as browser:
        address = await begin(browser, provider)
        cookie = (await browser.get(address)).headers.get_list("set-cookie")[0]
        value = cookie.partition("=")[2].partition(";")[0]
        browser.cookies.set(COOKIE, value)
        assert (await browser.get("/api/v1/alerts")).status_code == 401
        await sign_in(browser, provider)
    assert len(await Tokens(engine).all()) == 1, "the expired session is forgotten"


async def test_a_logout_ends_the_session_everywhere(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    await sign_in(browser, provider)
    cookie = browser.cookies[COOKIE]
    answer = await browser.post("/logout")
    assert answer.headers["cache-control"] == "no-store"
    [address] = re.findall(r'http-equiv="refresh" content="0; url=([^"]*)"', answer.text)
    location = urlsplit(unescape(address))
    assert f"{location.scheme}://{location.netloc}{location.path}" == f"{provider.issuer}/logout"
    query = parse_qs(location.query)
    assert jwt.decode(query.pop("id_token_hint")[0], provider.published[0]).claims["sub"] == "u1"
    assert query == {
        "client_id": [CLIENT],
        "post_logout_redirect_uri": [f"{SITE}/login"],
    }
    browser.cookies.set(COOKIE, cookie)
    assert (await browser.get("/api/v1/alerts")).status_code == 401


async def test_a_logout_of_a_token_does_not_revoke_it(
    browser: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    secret, _ = await Tokens(engine).create("reader", "reader", None)
    await browser.get("/login", params={"token": secret})
    assert (await browser.post("/logout")).headers["location"] == "/login"
    headers = {"Authorization": f"Bearer {secret}"}
    assert (await browser.get("/api/v1/alerts", headers=headers)).status_code == 200


async def test_an_administrator_revokes_a_session(
    browser: httpx.AsyncClient, provider: Provider
) -> None:
    await sign_in(browser, provider)
    admin = {"Authorization": f"Bearer {TOKEN}"}
    [session] = (await browser.get("/api/v1/tokens", headers=admin)).json()["items"]
    await browser.delete(f"/api/v1/tokens/{session['id']}", headers=admin)
    assert (await browser.get("/api/v1/alerts")).status_code == 401


async def test_the_login_form_offers_it_only_where_a_provider_is_set(
    browser: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    assert 'href="/login/oidc?next=/alerts"' in (await browser.get("/login?next=/alerts")).text
    async with client(app_with(engine, None), None) as other:
        assert "/login/oidc" not in (await other.get("/login")).text
        assert (await other.get("/login/oidc")).status_code == 404
        assert (await other.get("/login/oidc/callback?code=x&state=y")).status_code == 404


def test_an_attempt_ends_and_cannot_be_changed() -> None:
    now = [1000.0]
    attempts = Attempts(TOKEN, lambda: now[0])
    attempt = attempts.begin("/alerts")
    cookie = attempts.seal(attempt)
    assert attempts.open(cookie) == attempt
    assert Attempts("another token of a machine").open(cookie) is None
    body, mac = cookie.split(".")
    for wrong in (
        None,
        "",
        ".",
        body,
        f"{body}.",
        f".{mac}",
        f"{body[:-2]}AA.{mac}",
        "é.é",
        "a.b.c",
    ):
        assert attempts.open(wrong) is None
    now[0] += LASTS_S
    assert attempts.open(cookie) is None


def test_two_attempts_share_no_secret() -> None:
    attempts = Attempts(TOKEN)
    first, second = attempts.begin("/"), attempts.begin("/")
    assert len({first.state, first.nonce, first.verifier, second.state, second.nonce}) == 5
    assert 43 <= len(first.verifier) <= 128
