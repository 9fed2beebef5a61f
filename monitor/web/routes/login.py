"""``/``, ``/login`` and ``/logout``: the cookie of the pages.

1. ``GET /login?token=…`` is the login link. The cookie is SameSite=Lax, so that a link in a mail or
   a chat works.
2. ``GET /login`` is a form; it posts the token, which then is in no history.
3. Behind https the cookie is Secure.
4. ``next`` is the page to open after the login, so that a link in a mail survives it.
5. An address that sends many wrong tokens is refused for a moment (429).
6. A logout that goes on at an identity provider answers with a page that opens it. A redirect would
   not arrive: the policy of the pages sends forms to this site alone, redirects included.
"""

import contextlib
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from monitor.records.errors import MonitorError
from monitor.store.tokens import cookie_of
from monitor.web.access import COOKIE, Credential, credential_of
from monitor.web.locales import mark as _
from monitor.web.pages.preferences import own_path
from monitor.web.pages.shell import Shell, anonymous_shell
from monitor.web.resources import WITH_RESOURCES, Resources

COOKIE_AGE_S = 30 * 24 * 3600
"""A month; the token behind it may end earlier."""
PROOF_COOKIE = "monitor_id_token"
"""The proof of a sign-in by an identity provider, which only the logout is sent."""
NO_STORE = {"Cache-Control": "no-store"}
"""Neither the form nor the answer to a login belongs into a cache."""
MAX_TOKEN = 500
"""Characters of a token; the longest that the product creates has 46."""
MAX_NEXT = 2000
"""Characters of the page to open after the login; browsers cut longer addresses."""
INVALID = _("This token is not valid: it is wrong, revoked or has expired.")

router = APIRouter(include_in_schema=False)


@router.get("/")
async def open_start(request: Request, resources: Annotated[Resources, WITH_RESOURCES]) -> Response:
    """Open the alerts, or the login form for a browser without a valid cookie."""
    identity = await resources.access.identify(credential_of(request))
    if identity is None:
        return login_form(request, resources, 401)
    return RedirectResponse("/alerts", 303, headers={"Cache-Control": "private, no-cache"})


@router.get("/login")
async def open_login(
    request: Request,
    resources: Annotated[Resources, WITH_RESOURCES],
    token: Annotated[str | None, Query(max_length=MAX_TOKEN)] = None,
    next_: Annotated[str, Query(alias="next", max_length=MAX_NEXT)] = "",
) -> Response:
    """Show the form, or log in by a link."""
    if token is None:
        return login_form(request, resources, next_=next_)
    return await _log_in(request, resources, token, next_)


@router.post("/login")
async def submit_login(
    request: Request, resources: Annotated[Resources, WITH_RESOURCES]
) -> Response:
    """Log in by the form."""
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    token = form.get("token", [""])[0].strip()[:MAX_TOKEN]
    next_ = form.get("next", [""])[0][:MAX_NEXT]
    return await _log_in(request, resources, token, next_)


@router.post("/logout")
async def log_out(request: Request, resources: Annotated[Resources, WITH_RESOURCES]) -> Response:
    """Delete the cookie; end a session, at the identity provider too."""
    provider_page = await _sign_out(request, resources)
    response: Response = RedirectResponse("/login", 303)
    if provider_page is not None:
        shell = anonymous_shell(request, resources)
        response = shell.page("logged_out.html", 200, provider_page=provider_page)
    response.headers.update(NO_STORE)
    response.delete_cookie(COOKIE)
    response.delete_cookie(PROOF_COOKIE, path="/logout")
    return response


async def _sign_out(request: Request, resources: Resources) -> str | None:
    """Revoke the session of a request, if it is one; return the provider's page for the rest."""
    sign_in = resources.settings.sign_in
    if sign_in is None:
        return None
    cookie = request.cookies.get(COOKIE)
    if not await sign_in.close_session(cookie, resources.store.tokens):
        return None
    resources.access.forget()
    id_token = request.cookies.get(PROOF_COOKIE)
    with contextlib.suppress(MonitorError):  # the session is closed here in any case
        return await sign_in.provider.end_session_url(f"{sign_in.site}/login", id_token)
    return None


def login_form(
    request: Request,
    resources: Resources,
    status: int = 200,
    *,
    message: str = "",
    next_: str = "",
    **values: object,
) -> Response:
    """Return the form that asks for a token, with a message and its values above it."""
    shell = anonymous_shell(request, resources)
    page = shell.page(
        "login.html",
        status,
        message=message and shell.gettext(message, **_translated_values(shell, values)),
        next=next_,
        has_provider=resources.settings.sign_in is not None,
    )
    page.headers.update(NO_STORE)
    return page


def _translated_values(shell: Shell, values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a message with texts of errors in the reader's language."""
    return {name: shell.error(str(value)) for name, value in values.items()}


async def _log_in(request: Request, resources: Resources, token: str, next_: str) -> Response:
    source = request.client.host if request.client else ""
    resources.logins.require(source)
    identity = await resources.access.identify(Credential(bearer=token or None))
    if identity is None:
        resources.logins.take(source)
        return login_form(request, resources, 401, message=INVALID, next_=next_)
    response = RedirectResponse(own_path(next_) if next_ else "/", 303, headers=NO_STORE)
    set_private_cookie(response, request, COOKIE, cookie_of(token), max_age=COOKIE_AGE_S)
    return response


def set_private_cookie(
    response: Response, request: Request, name: str, value: str, **options: Any
) -> None:
    """Set a cookie that no script reads and other sites do not send; behind https it is Secure.

    ``options`` are those of ``Response.set_cookie``.
    """
    secure = is_https(request)
    response.set_cookie(name, value, httponly=True, samesite="lax", secure=secure, **options)


def is_https(request: Request) -> bool:
    """Return whether the browser speaks https, to this server or to the proxy before it."""
    forwarded = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip()
    return "https" in (request.url.scheme, forwarded.lower())
