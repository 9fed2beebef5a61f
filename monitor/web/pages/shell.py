"""What every page knows of its reader: identity, language, colours, zone; and how it answers.

Preferences are cookies without secrets, set by ``/settings``:

    monitor_language   of the interface; else the browser's ``Accept-Language``
    monitor_theme      ``light``, ``dark``; else the system's
    monitor_zone       IANA name of the time zone, set by the page's script; else UTC
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from monitor import __version__
from monitor.store.tokens import ROLES, Role
from monitor.web.locales import best_language
from monitor.web.locales import mark as _
from monitor.web.pages.terms import term_of
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.services.naming import Names

LANGUAGE_COOKIE, THEME_COOKIE = "monitor_language", "monitor_theme"
ZONE_COOKIE = "monitor_zone"
UNDETECTED = _("not detected")
THEMES = ("auto", "light", "dark")
MAX_FIELDS = 500
"""Fields of a form: the largest, an actor with its aliases, has some hundred lines in one field."""
LONGEST_ZONE = 60
PAGE_HEADERS = {"Cache-Control": "private, no-cache"}

Form = Mapping[str, tuple[str, ...]]
"""The fields of a form, each with its values in order."""


@dataclass(frozen=True, slots=True)
class Shell:
    """One request of one reader."""

    request: Request
    resources: Resources
    who: str
    role: Role
    language: str
    theme: str
    zone: str
    now: datetime

    def may(self, role: Role) -> bool:
        """Return whether the reader has a role, or one with more privileges."""
        return ROLES.index(self.role) >= ROLES.index(role)

    @property
    def is_part(self) -> bool:
        """Whether htmx asks for a part of a page."""
        return self.request.headers.get("hx-request") == "true"

    def page(self, name: str, status: int = 200, **context: Any) -> HTMLResponse:
        """Return a rendered template."""
        html = self.resources.templates.render(name, self.language, self._context() | context)
        return HTMLResponse(html, status, headers=PAGE_HEADERS)

    def gettext(self, message: str, **values: object) -> str:
        """Return a translated message with its values."""
        translated = self.resources.templates.gettext(self.language, message)
        return translated % values if values else translated

    def error(self, text: str) -> str:
        """Return the text of an error in the language of the interface."""
        return str(self.resources.templates.environment(self.language).filters["error"](text))

    def term(self, code: str) -> str:
        """Return the translated word of a code."""
        return self.gettext(term_of(code))

    def language_name(self, code: str) -> str:
        """Return the name of a language in the language of the interface."""
        locale = self.resources.templates.interfaces[self.language].locale
        return str(locale.languages.get(code, self.gettext(UNDETECTED)))

    def see_other(self, address: str) -> Response:
        """Return the answer to a form: the browser opens another page."""
        return RedirectResponse(address, 303)

    async def form(self) -> Form:
        """Return the fields of the request's form."""
        body = (await self.request.body()).decode("utf-8", "replace")
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=MAX_FIELDS)
        fields: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            fields[name] = (*fields.get(name, ()), value)
        return fields

    def _context(self) -> dict[str, Any]:
        interface = self.resources.templates.interfaces[self.language]
        return {
            "shell": self,
            "path": self.request.url.path,
            "now": self.now,
            "zone": self.zone,
            "language": self.language,
            "direction": interface.direction,
            "languages": self.resources.templates.interfaces,
            "version": __version__,
            "names": Names(self.resources.in_force.index),
        }


async def shell_of(request: Request, resources: Annotated[Resources, WITH_RESOURCES]) -> Shell:
    """Return the shell of a request that the gate has let through."""
    return known_shell(request, resources)


def known_shell(request: Request, resources: Resources) -> Shell:
    """Return the shell of a request with the identity that the gate found, if any."""
    state = request.scope.get("state", {})
    return _shell(request, resources, state.get("who", ""), state.get("role", "reader"))


def anonymous_shell(request: Request, resources: Resources) -> Shell:
    """Return the shell of a request without an identity: for the login form."""
    return _shell(request, resources, "", "reader")


def _shell(request: Request, resources: Resources, who: str, role: Role) -> Shell:
    cookies = request.cookies
    accepted = request.headers.get("accept-language", "")
    language = best_language(
        cookies.get(LANGUAGE_COOKIE, ""), accepted, tuple(resources.templates.interfaces)
    )
    theme = cookies.get(THEME_COOKIE, "auto")
    return Shell(
        request=request,
        resources=resources,
        who=who,
        role=role,
        language=language,
        theme=theme if theme in THEMES else "auto",
        zone=_zone_of(cookies.get(ZONE_COOKIE, "UTC")),
        now=datetime.now(UTC),
    )


def _zone_of(name: str) -> str:
    """Return the name of a time zone; UTC for anything else."""
    if len(name) > LONGEST_ZONE:
        return "UTC"
    try:
        return ZoneInfo(name.replace("%2F", "/")).key
    except (OSError, ValueError, KeyError):
        return "UTC"


SHELL = Depends(shell_of)
