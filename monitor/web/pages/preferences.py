"""``/settings``: language and colours of the pages, in cookies; what a slow network shows first.

A GET, since readers without the right to change anything choose them too; nothing is stored.
"""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response

from monitor.web.locales import NAMES
from monitor.web.pages.shell import (
    LANGUAGE_COOKIE,
    SHELL,
    THEME_COOKIE,
    THEMES,
    Shell,
    anonymous_shell,
)
from monitor.web.resources import WITH_RESOURCES, Resources

KEPT_S = 365 * 24 * 3600
"""A year, the longest that browsers keep a cookie."""

router = APIRouter(include_in_schema=False)


@router.get("/settings")
async def keep_settings(
    shell: Annotated[Shell, SHELL], language: str = "", theme: str = "", back: str = "/alerts"
) -> Response:
    """Keep the reader's choices and go back."""
    response = shell.see_other(own_path(back))
    response.headers["Cache-Control"] = "no-store"
    if language in NAMES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=KEPT_S, samesite="lax")
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=KEPT_S, samesite="lax")
    return response


@router.get("/placeholder")
async def show_placeholder(
    request: Request, resources: Annotated[Resources, WITH_RESOURCES]
) -> Response:
    """Show the beginning of a slow page; it has no data and needs no token."""
    return anonymous_shell(request, resources).page("placeholder.html")


@router.get("/worker.js")
async def read_worker(resources: Annotated[Resources, WITH_RESOURCES]) -> Response:
    """Return the service worker, which must be at the root to serve every page."""
    asset = resources.assets.static["worker.js"]
    headers = {"Cache-Control": "public, no-cache"}
    return Response(asset.body, media_type=asset.media_type, headers=headers)


def own_path(address: str) -> str:
    """Return a path of this site; the desk for an address of another one."""
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_path and address.isprintable() and "\\" not in address else "/alerts"
