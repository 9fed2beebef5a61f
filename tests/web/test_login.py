"""Login: by link, by form, with a cookie that a link in a mail can use; the headers of a page."""

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.tokens import Tokens
from monitor.web.assets import load_assets
from monitor.web.limits import Limits
from tests.web.asking import TOKEN, client, create_app


async def test_a_login_link_sets_a_cookie_that_follows_a_link_from_another_site(
    app: FastAPI,
) -> None:
    async with client(app, None) as browser:
        wrong = await browser.get("/login?token=wrong")
        assert wrong.status_code == 401
        assert "set-cookie" not in wrong.headers
        answer = await browser.get(f"/login?token={TOKEN}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"]
        assert "SameSite=lax" in cookie
        assert "HttpOnly" in cookie
        assert "Secure" not in cookie
        assert TOKEN not in cookie
        assert (await browser.get("/api/v1/alerts")).status_code == 200
        start = await browser.get("/")
        assert (start.status_code, start.headers["location"]) == (303, "/alerts")
        assert (await browser.get("/alerts")).status_code == 200


async def test_the_form_asks_for_a_token_and_logs_in(app: FastAPI) -> None:
    async with client(app, None) as browser:
        page = await browser.get("/")
        assert page.status_code == 401
        assert page.headers["content-type"].startswith("text/html")
        assert '<form method="post" action="/login">' in page.text
        wrong = await browser.post("/login", data={"token": "<script>alert(1)</script>"})
        assert wrong.status_code == 401
        assert "<script>alert" not in wrong.text
        answer = await browser.post("/login", data={"token": f" {TOKEN} "})
        assert answer.status_code == 303
        assert (await browser.get("/alerts")).status_code == 200
        assert (await browser.post("/logout")).status_code == 303
        assert (await browser.get("/")).status_code == 401


@pytest.mark.parametrize("token", ["", " ", "\x00", "a" * 600, "é" * 20])
async def test_a_weak_or_hostile_token_does_not_log_in(app: FastAPI, token: str) -> None:
    async with client(app, None) as browser:
        by_form = await browser.post("/login", data={"token": token})
        assert by_form.status_code == 401
        by_link = await browser.get("/login", params={"token": token})
        assert by_link.status_code in (401, 422)


@pytest.mark.parametrize("headers", [{"X-Forwarded-Proto": "https"}], ids=["proxy"])
async def test_the_cookie_is_secure_behind_https(app: FastAPI, headers: dict[str, str]) -> None:
    async with client(app, None) as browser:
        answer = await browser.get(f"/login?token={TOKEN}", headers=headers)
        assert "Secure" in answer.headers["set-cookie"]


async def test_the_cookie_of_a_revoked_token_ends(engine: AsyncEngine) -> None:
    app = create_app(engine)
    tokens = Tokens(engine)
    secret, token = await tokens.create("ana", "reader", None)
    async with client(app, None) as browser, client(app) as admin:
        await browser.get(f"/login?token={secret}")
        assert (await browser.get("/api/v1/alerts")).status_code == 200
        await admin.delete(f"/api/v1/tokens/{token.id}")
        assert (await browser.get("/api/v1/alerts")).status_code == 401
        assert (await browser.get("/")).status_code == 401


ANY_PATH = ["/", "/login", "/api/v1/alerts", "/api/v1/none", "/readyz", "/static/app.css"]


@pytest.mark.parametrize("path", ANY_PATH)
@pytest.mark.parametrize("token", [TOKEN, None], ids=["token", "anonymous"])
async def test_every_answer_protects_the_browser(
    app: FastAPI, path: str, token: str | None
) -> None:
    async with client(app, token) as reader:
        headers = (await reader.get(path)).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


async def test_a_page_without_a_login_leads_to_the_form_and_back(app: FastAPI) -> None:
    async with client(app, None) as browser:
        browser.headers["Accept"] = "text/html"
        answer = await browser.get("/alerts?severity=high&q=a+b")
        assert answer.status_code == 303
        form = await browser.get(answer.headers["location"])
        assert 'name="next" value="/alerts?severity=high&amp;q=a+b"' in form.text
        login = await browser.post("/login", data={"token": TOKEN, "next": "/alerts?severity=high"})
        assert login.headers["location"] == "/alerts?severity=high"


@pytest.mark.parametrize(
    "next_", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x", "\n/a"]
)
async def test_a_login_leads_to_no_other_site(app: FastAPI, next_: str) -> None:
    async with client(app, None) as browser:
        login = await browser.post("/login", data={"token": TOKEN, "next": next_})
        assert login.headers["location"] in ("/", "/alerts")


async def test_programs_get_problems_and_browsers_pages(app: FastAPI) -> None:
    async with client(app) as browser:
        program = await browser.get("/alerts/none")
        assert program.headers["content-type"] == "application/problem+json"
        page = await browser.get("/alerts/none", headers={"Accept": "text/html"})
        assert page.status_code == 404
        assert page.headers["content-type"].startswith("text/html")
        part = await browser.get("/alerts/none", headers={"HX-Request": "true"})
        assert part.text == "no alert none"
        api = await browser.get("/api/v1/alerts/none", headers={"Accept": "text/html"})
        assert api.headers["content-type"] == "application/problem+json"


async def test_a_static_file_is_kept_by_its_version_only(app: FastAPI) -> None:
    version = load_assets().static["app.js"].version
    async with client(app, None) as browser:
        kept = await browser.get(f"/static/app.js?v={version}")
        assert "immutable" in kept.headers["cache-control"]
        other = await browser.get("/static/app.js?v=old")
        assert "no-cache" in other.headers["cache-control"]
        for name in ("none.js", "..%2findex.html", "base.html", "%00"):
            assert (await browser.get(f"/static/{name}")).status_code in (401, 404, 422)


async def test_an_address_that_sends_many_wrong_tokens_waits(engine: AsyncEngine) -> None:
    app = create_app(engine, Limits(logins=3.0, logins_per_s=0.01))
    async with client(app, None) as guesser, client(app) as other:
        statuses = [(await guesser.get("/login?token=wrong")).status_code for _ in range(3)]
        assert statuses == [401] * 3
        refused = await guesser.post("/login", data={"token": "wrong"})
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "100")
        assert refused.headers["content-type"] == "application/problem+json"
        assert (await other.get("/api/v1/alerts")).status_code == 200


async def test_right_tokens_are_not_counted(engine: AsyncEngine) -> None:
    app = create_app(engine, Limits(logins=1.0, logins_per_s=0.01))
    async with client(app, None) as browser:
        for _ in range(3):
            assert (await browser.get(f"/login?token={TOKEN}")).status_code == 303


async def test_a_browser_gets_the_icon_without_a_token(app: FastAPI) -> None:
    async with client(app, None) as browser:
        answer = await browser.get("/favicon.ico")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
