"""``/`` and ``/static/``: the dashboard, or the login form for a browser without a valid cookie."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from monitor.web.access import credential_of
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.routes.login import login_form

KEPT = "public, max-age=31536000, immutable"
"""For an address that names the version of its file: a year, the longest that caches honour."""
REVALIDATED = "public, no-cache"

router = APIRouter(include_in_schema=False)


@router.get("/")
async def open_dashboard(
    request: Request, resources: Annotated[Resources, WITH_RESOURCES]
) -> Response:
    """Return the dashboard."""
    identity = await resources.access.identify(credential_of(request))
    if identity is None:
        return login_form(resources.assets, status=401)
    return HTMLResponse(resources.assets.dashboard, headers={"Cache-Control": "private, no-cache"})


@router.get("/static/{name}")
async def read_asset(
    name: str, resources: Annotated[Resources, WITH_RESOURCES], v: str = ""
) -> Response:
    """Return the script or the style."""
    asset = resources.assets.static.get(name)
    if asset is None:
        raise HTTPException(404, f"no file {name}")
    headers = {"Cache-Control": KEPT if v == asset.version else REVALIDATED}
    return Response(asset.body, media_type=asset.media_type, headers=headers)
