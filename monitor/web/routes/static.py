"""``/static/``: scripts, styles and icons of the pages."""

from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.web.resources import WITH_RESOURCES, Resources

KEPT = "public, max-age=31536000, immutable"
"""For an address that names the version of its file: a year, the longest that caches honour."""
REVALIDATED = "public, no-cache"

ICON = "icon.svg"

router = APIRouter(include_in_schema=False)


@router.get("/favicon.ico")
async def read_icon(resources: Annotated[Resources, WITH_RESOURCES]) -> Response:
    """Return the icon, which browsers ask for at this address."""
    icon = resources.assets.static[ICON]
    return Response(icon.body, media_type=icon.media_type, headers={"Cache-Control": REVALIDATED})


@router.get("/static/{name}")
async def read_asset(
    name: str, resources: Annotated[Resources, WITH_RESOURCES], v: str = ""
) -> Response:
    """Return a file."""
    asset = resources.assets.static.get(name)
    if asset is None:
        raise HTTPException(404, f"no file {name}")
    headers = {"Cache-Control": KEPT if v == asset.version else REVALIDATED}
    return Response(asset.body, media_type=asset.media_type, headers=headers)
