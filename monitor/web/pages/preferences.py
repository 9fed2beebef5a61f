"""``/settings``: language and colours of the pages, kept in cookies.

A GET, since readers without the right to change anything choose them too; nothing is stored.
"""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from monitor.web.locales import NAMES
from monitor.web.pages.shell import (
    LANGUAGE_COOKIE,
    SHELL,
    THEME_COOKIE,
    THEMES,
    Shell,
)

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


def own_path(address: str) -> str:
    """Return a path of this site; the desk for an address of another one."""
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_path and address.isprintable() and "\\" not in address else "/alerts"
