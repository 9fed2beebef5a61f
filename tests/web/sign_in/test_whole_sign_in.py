"""The whole sign-in at Authlib's provider, as a browser goes through it.

The provider is on another host than the monitor, so that cookies and the policy of the pages count
as they do between two sites.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.tokens import Role
from monitor.web import Health, Limits, WebSettings, create_web
from monitor.web.routes.login import PROOF_COOKIE
from monitor.web.routes.sign_in import LONGEST_PROOF
from monitor.web.sign_in import SignIn
from monitor.web.sign_in.provider import ProviderSettings
from tests.web.asking import IN_FORCE, TOKEN, repeat
from tests.web.conftest import Serve
from tests.web.pages.conftest import open_page
from tests.web.sign_in.authlib_provider import AuthlibProvider, Client

ROLES: dict[str, Role] = {"newsroom": "editor"}
ANNA = {"sub": "7", "email": "anna@example.org", "groups": ["newsroom"]}
SECRET, QUOTED_SECRET = "s3cret-of_the.client", "s3cret: of+the client/é"
ASKS = "Do you want to sign out?"

Install = Callable[..., tuple[str, AuthlibProvider]]
"""Serve a provider and a monitor that trusts it; return the monitor's address and the provider."""


@pytest.fixture
def install(engine: AsyncEngine, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> Install:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # it is on loopback

    def install(**registration: Any) -> tuple[str, AuthlibProvider]:
        client = Client(client_id="monitor", **{"secret": SECRET, **registration})
        provider = AuthlibProvider(client, {"anna": ANNA})
        provider.issuer = serve(provider.app(), Limits()).replace("127.0.0.1", "localhost")
        secret = None if client.methods == ("none",) else client.secret
        settings = ProviderSettings(
            issuer=provider.issuer, client_id="monitor", client_secret=secret
        )
        sign_in = SignIn(settings, ROLES, TOKEN, lasts=timedelta(hours=8), site="")
        web = WebSettings(token=TOKEN, sign_in=sign_in)
        app = create_web(engine, web, Health(lambda: None), IN_FORCE, repeat)
        client.site = sign_in.site = serve(app, Limits())
        return client.site, provider

    return install


async def sign_in(browser: httpx.AsyncClient, site: str, name: str = "anna") -> httpx.Response:
    """Go from a page of the monitor through the provider's form; return the page at the end."""
    form = await browser.get(f"{site}/login/oidc", params={"next": "/alerts?language=ar"})
    assert "Sign in at the provider" in form.text
    return await browser.post(form.url, data={"user": name})


async def log_out(browser: httpx.AsyncClient, site: str) -> httpx.Response:
    """Log out as the page does, and go where its refresh leads; return the page at the end."""
    page = await browser.post(f"{site}/logout")
    [address] = re.findall(r'http-equiv="refresh" content="0; url=([^"]*)"', page.text)
    return await browser.get(unescape(address))


def a_browser() -> httpx.AsyncClient:
    return httpx.AsyncClient(follow_redirects=True, headers={"Accept": "text/html"})


@pytest.mark.parametrize(
    ("methods", "secret"),
    [
        (("client_secret_basic",), SECRET),
        (("client_secret_post",), QUOTED_SECRET),
        (("client_secret_basic", "client_secret_post"), SECRET),
        (("client_secret_basic", "client_secret_post"), QUOTED_SECRET),
        (("none",), ""),
    ],
)
async def test_a_person_signs_in_and_out_with_each_kind_of_client(
    install: Install, methods: tuple[str, ...], secret: str
) -> None:
    site, provider = install(methods=methods, secret=secret)
    async with a_browser() as browser:
        page = await sign_in(browser, site)
        assert (page.status_code, str(page.url)) == (200, f"{site}/alerts?language=ar")
        assert "anna@example.org" in page.text
        page = await log_out(browser, site)
        assert str(page.url) == f"{site}/login"
        assert provider.sessions == {}
        assert (await browser.get(f"{site}/api/v1/alerts")).status_code == 401
        assert PROOF_COOKIE not in browser.cookies


async def test_a_second_sign_in_needs_no_form_while_the_provider_has_a_session(
    install: Install,
) -> None:
    site, _ = install()
    async with a_browser() as browser:
        await sign_in(browser, site)
        page = await browser.get(f"{site}/login/oidc")
        assert str(page.url) == f"{site}/alerts"


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "RS512"])
async def test_each_signature_of_the_provider_is_verified(install: Install, algorithm: str) -> None:
    site, _ = install(id_token_signed_response_alg=algorithm)
    async with a_browser() as browser:
        assert (await sign_in(browser, site)).status_code == 200


async def test_an_issuer_may_end_with_a_slash_that_the_setting_lacks(install: Install) -> None:
    site, provider = install()
    provider.issuer += "/"
    async with a_browser() as browser:
        assert (await sign_in(browser, site)).status_code == 200


async def test_an_answer_that_names_another_provider_is_refused(install: Install) -> None:
    site, provider = install()
    provider.answers_as = "https://elsewhere.example"
    async with a_browser() as browser:
        page = await sign_in(browser, site)
        assert page.status_code == 401
        assert "the answer is of another provider" in page.text
        provider.answers_as = ""
        page = await browser.get(f"{site}/login/oidc")
        assert page.status_code == 401, "the provider says that it names itself"


async def test_an_id_token_too_long_for_a_cookie_leaves_the_question_to_the_provider(
    install: Install,
) -> None:
    site, provider = install()
    groups = [f"group-{number}-{'x' * 100}" for number in range(LONGEST_PROOF // 100)]
    provider.users = {"anna": {**ANNA, "groups": ["newsroom", *groups]}}
    async with a_browser() as browser:
        assert (await sign_in(browser, site)).status_code == 200
        assert PROOF_COOKIE not in browser.cookies
        assert ASKS in (await log_out(browser, site)).text


@pytest.mark.browser
async def test_chromium_goes_to_the_provider_and_back_and_out_of_both(install: Install) -> None:
    site, provider = install()
    async with open_page(f"{site}/alerts?language=ar", 1440, {}) as page:
        await page.get_by_role("link", name="Sign in with your organisation").click()
        await page.get_by_label("Name").fill("anna")
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url(f"{site}/alerts?language=ar")
        await page.locator("summary", has_text="anna@example.org").click()
        await page.get_by_role("button", name="Log out").click()
        await page.wait_for_url(f"{site}/login")
        assert provider.sessions == {}
        await page.goto(f"{site}/alerts")
        await page.get_by_role("link", name="Sign in with your organisation").click()
        await page.get_by_role("heading", name="Sign in at the provider").wait_for()
