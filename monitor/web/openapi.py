"""``/openapi.json``: the description of the API, completed with what every route has in common.

FastAPI describes its own form of 422; every error of this API is a `Problem`.
"""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from monitor.web.access import COOKIE
from monitor.web.gate import SAFE_METHODS
from monitor.web.problems import MEDIA_TYPE, Problem

SECURITY_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": COOKIE},
}
OPEN_PATHS = ("/healthz", "/readyz", "/metrics")
ERRORS = {
    "401": "A token is needed",
    "403": "The role of the token does not suffice",
    "404": "The item does not exist",
    "422": "The request is not valid",
    "429": "Too many requests or streams",
    "503": "The database is unavailable or busy",
}
CHANGE_ERRORS = {
    "408": "The body did not arrive in time",
    "409": "The state of the item does not allow it",
    "413": "The body is too large",
}
"""Of a request that changes something."""
FRAMEWORK_SCHEMAS = ("HTTPValidationError", "ValidationError")
"""FastAPI's own bodies of 422, which no route sends."""


def describe_api(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """Return a function that gives the description, built once."""

    def description() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _describe(app)
        return app.openapi_schema

    return description


def _describe(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in FRAMEWORK_SCHEMAS:
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    components["securitySchemes"] = SECURITY_SCHEMES
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _describe_success(operation, schemas)
            _complete(operation, errors_of(method), is_open=path in OPEN_PATHS)
    return schema


def _describe_success(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Describe a successful answer by its model."""
    for status, response in operation["responses"].items():
        content = response.get("content", {}).get("application/json", {})
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if status.startswith("2") and name:
            response["description"] = schemas[name]["description"].partition("\n")[0]


def errors_of(method: str) -> dict[str, str]:
    """Return the errors of an operation: title by status, in order."""
    if method.upper() in SAFE_METHODS:
        return ERRORS
    return dict(sorted({**ERRORS, **CHANGE_ERRORS}.items()))


def _complete(operation: dict[str, Any], errors: dict[str, str], *, is_open: bool) -> None:
    """Add the errors and the security of one operation."""
    operation["security"] = [] if is_open else [{name: []} for name in SECURITY_SCHEMES]
    responses = operation["responses"]
    if is_open:
        responses.pop("422", None)
        return
    responses.pop("422", None)  # the framework's; it comes again in order
    for status, title in errors.items():
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        responses[status] = {"description": title, "content": content}
