"""``/login/oidc`` and its callback: sign-in by the identity provider of the settings.

A refused sign-in ends at the login form, with the reason; the log has it too, without secrets.
"""

import hmac
from typing import Annotated

import structlog
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from monitor.records.errors import MonitorError
from monitor.web.access import COOKIE
from monitor.web.locales import mark as _
from monitor.web.pages.preferences import own_path
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.routes.login import (
    MAX_NEXT,
    NO_STORE,
    PROOF_COOKIE,
    login_form,
    set_private_cookie,
)
from monitor.web.sign_in import SignIn
from monitor.web.sign_in.attempt import LASTS_S, Attempt
from monitor.web.sign_in.provider import SignInRefused

ATTEMPT_COOKIE = "monitor_sign_in"
PATH = "/login/oidc"
MAX_PARAMETER = 4_000
"""Characters of a code or an error; providers send at most 2,000."""
LONGEST_PROOF = 3_600
"""Characters of an ID token that is kept for the logout: browsers drop cookies over 4,096 bytes.

Without it the provider asks the person before it signs out.
"""
FAILED = _("The sign-in has failed: %(reason)s. Try again, or ask an administrator.")

log = structlog.get_logger("sign-in")

router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def begin(
    request: Request,
    resources: Annotated[Resources, WITH_RESOURCES],
    next_: Annotated[str, Query(alias="next", max_length=MAX_NEXT)] = "",
) -> Response:
    """Send the browser to the provider."""
    sign_in = _required(resources)
    attempt = sign_in.attempts.begin(own_path(next_) if next_ else "/")
    try:
        url = await sign_in.provider.authorization_url(attempt, sign_in.redirect_uri)
    except MonitorError as error:
        return _failed(request, resources, error, status=503)
    response = RedirectResponse(url, 303, headers=NO_STORE)
    sealed = sign_in.attempts.seal(attempt)
    set_private_cookie(response, request, ATTEMPT_COOKIE, sealed, max_age=LASTS_S, path=PATH)
    return response


@router.get(f"{PATH}/callback")
async def finish(request: Request, resources: Annotated[Resources, WITH_RESOURCES]) -> Response:
    """Verify the provider's answer and open a session."""
    sign_in = _required(resources)
    try:
        attempt = _attempt(request, sign_in)
        code = _parameter(request, "code")
        issuer = _parameter(request, "iss")
        person = await sign_in.provider.identify(attempt, code, sign_in.redirect_uri, issuer)
        cookie = await sign_in.open_session(person, resources.store.tokens)
    except MonitorError as error:
        status = 401 if isinstance(error, SignInRefused) else 503
        return _failed(request, resources, error, status=status)
    log.info("session.opened", who=person.name)
    response = RedirectResponse(attempt.next, 303, headers=NO_STORE)
    lasts_s = int(sign_in.lasts.total_seconds())
    set_private_cookie(response, request, COOKIE, cookie, max_age=lasts_s)
    if len(person.id_token) <= LONGEST_PROOF:
        name, path = PROOF_COOKIE, "/logout"
        set_private_cookie(response, request, name, person.id_token, max_age=lasts_s, path=path)
    response.delete_cookie(ATTEMPT_COOKIE, path=PATH)
    return response


def _required(resources: Resources) -> SignIn:
    if resources.settings.sign_in is None:
        raise HTTPException(404, "no identity provider is set (MONITOR_OIDC_ISSUER)")
    return resources.settings.sign_in


def _attempt(request: Request, sign_in: SignIn) -> Attempt:
    """Return the attempt that an answer belongs to. Raises `SignInRefused`."""
    attempt = sign_in.attempts.open(request.cookies.get(ATTEMPT_COOKIE))
    if attempt is None:
        raise SignInRefused("it took too long, or was begun in another browser")
    state = _parameter(request, "state")
    if not hmac.compare_digest(state.encode(), attempt.state.encode()):
        raise SignInRefused("the answer belongs to another sign-in")
    error = _parameter(request, "error")
    if error:
        raise SignInRefused(f"the provider answers {error[:100]}")
    return attempt


def _parameter(request: Request, name: str) -> str:
    return request.query_params.get(name, "")[:MAX_PARAMETER]


def _failed(
    request: Request, resources: Resources, error: MonitorError, *, status: int
) -> Response:
    log.warning("sign_in.failed", reason=str(error))
    reason = str(error) if isinstance(error, SignInRefused) else "the provider does not answer"
    response = login_form(request, resources, status, message=FAILED, reason=reason)
    response.delete_cookie(ATTEMPT_COOKIE, path=PATH)
    return response
