"""What the API answers when it refuses a request."""

from typing import Any

import httpx


class ApiError(Exception):
    """A problem (RFC 9457); ``mistakes`` holds every mistake of an invalid request."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.type = str(problem.get("type", "about:blank"))
        self.title = str(problem.get("title", "the request failed"))
        self.detail = problem.get("detail")
        self.mistakes: list[dict[str, str]] = problem.get("mistakes") or []
        super().__init__(f"{status} {self.title}" + (f": {self.detail}" if self.detail else ""))


def check(response: httpx.Response) -> httpx.Response:
    """Return a successful response. Raises `ApiError` for any other one."""
    if response.is_success:
        return response
    try:
        problem = response.json()
    except ValueError:
        problem = {}
    raise ApiError(response.status_code, problem if isinstance(problem, dict) else {})
