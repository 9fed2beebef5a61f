"""``/login`` and ``/logout``: the cookie of the dashboard.

1. ``GET /login?token=…`` is the login link. The cookie is SameSite=Lax, so that a link in a mail or
   a chat works.
2. ``GET /login`` is a form; it posts the token, which then is in no history.
3. Behind https the cookie is Secure.
"""

from html import escape
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from monitor.store.tokens import cookie_of
from monitor.web.access import COOKIE, Credential
from monitor.web.assets import Assets
from monitor.web.resources import WITH_RESOURCES, Resources

COOKIE_AGE_S = 30 * 24 * 3600
"""A month; the token behind it may end earlier."""
NO_STORE = {"Cache-Control": "no-store"}
"""Neither the form nor the answer to a login belongs into a cache."""
MAX_TOKEN = 500
"""Characters of a token; the longest that the product creates has 46."""

router = APIRouter(include_in_schema=False)


@router.get("/login")
async def open_login(
    request: Request,
    resources: Annotated[Resources, WITH_RESOURCES],
    token: Annotated[str | None, Query(max_length=MAX_TOKEN)] = None,
) -> Response:
    """Show the form, or log in by a link."""
    if token is None:
        return login_form(resources.assets)
    return await _log_in(request, resources, token)


@router.post("/login")
async def submit_login(
    request: Request, resources: Annotated[Resources, WITH_RESOURCES]
) -> Response:
    """Log in by the form."""
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    token = form.get("token", [""])[0].strip()[:MAX_TOKEN]
    return await _log_in(request, resources, token)


@router.post("/logout")
async def log_out() -> Response:
    """Delete the cookie."""
    response = RedirectResponse("/login", 303, headers=NO_STORE)
    response.delete_cookie(COOKIE)
    return response


def login_form(assets: Assets, message: str = "", status: int = 200) -> HTMLResponse:
    """Return the form that asks for a token, with a message above it."""
    page = assets.login.replace("{message}", escape(message))
    return HTMLResponse(page, status, headers=NO_STORE)


async def _log_in(request: Request, resources: Resources, token: str) -> Response:
    identity = await resources.access.identify(Credential(bearer=token or None))
    if identity is None:
        message = "This token is not valid: it is wrong, revoked or has expired."
        return login_form(resources.assets, message, 401)
    response = RedirectResponse("/", 303, headers=NO_STORE)
    response.set_cookie(
        COOKIE,
        cookie_of(token),
        httponly=True,
        samesite="lax",
        secure=is_https(request),
        max_age=COOKIE_AGE_S,
    )
    return response


def is_https(request: Request) -> bool:
    """Return whether the browser speaks https, to this server or to the proxy before it."""
    forwarded = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip()
    return "https" in (request.url.scheme, forwarded.lower())
