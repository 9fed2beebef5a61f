"""``/docs``, ``/openapi.json``, ``/asyncapi.json`` and ``/problems/``: for developers."""

from html import escape
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse

from monitor.web.asyncapi import describe_streams
from monitor.web.headers import POLICY_WITH_DATA_IMAGES
from monitor.web.parameters import KNOWN_PARAMETERS
from monitor.web.problem_types import BY_STATUS, FOLDER
from monitor.web.resources import WITH_RESOURCES, Resources

router = APIRouter(include_in_schema=False)

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>{head}</head>
<body>{body}</body></html>
"""


@router.get("/docs")
async def open_docs(resources: Annotated[Resources, WITH_RESOURCES]) -> HTMLResponse:
    """Return the page that shows the description of the API."""
    address = resources.assets.address
    head = (
        f'<link rel="stylesheet" href="{address("swagger-ui.css")}">'
        f'<script src="{address("swagger-ui-bundle.js")}"></script>'
        f'<script src="{address("api-docs.js")}"></script>'
    )
    body = '<main id="api"><h1>News monitor: API</h1><p>Loading …</p></main>'
    page = PAGE.format(title="News monitor: API", head=head, body=body)
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY_WITH_DATA_IMAGES})


@router.get("/openapi.json", dependencies=[KNOWN_PARAMETERS])
async def read_openapi(request: Request) -> JSONResponse:
    """Return the description of the API (OpenAPI 3.1)."""
    return JSONResponse(request.app.openapi())


@router.get("/asyncapi.json", dependencies=[KNOWN_PARAMETERS])
async def read_asyncapi() -> JSONResponse:
    """Return the description of streams, webhooks and topics (AsyncAPI 3.0)."""
    description: dict[str, Any] = describe_streams()
    return JSONResponse(description)


@router.get("/problems/{slug}")
async def explain_problem(slug: str) -> HTMLResponse:
    """Return the page of a type of problem: what it means and what to do."""
    for status, problem in BY_STATUS.items():
        if problem.slug == slug:
            body = (
                f"<main><h1>{status} {escape(problem.title)}</h1>"
                f"<p>{escape(problem.meaning)}</p>"
                f"<h2>What to do</h2><p>{escape(problem.remedy)}</p></main>"
            )
            return HTMLResponse(PAGE.format(title=escape(problem.title), head="", body=body))
    names = ", ".join(problem.slug for problem in BY_STATUS.values())
    raise HTTPException(404, f"no problem at {FOLDER}{slug[:60]}; there are: {names}")
