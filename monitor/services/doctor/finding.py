"""One finding of the doctor."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warning", "problem", "skipped"]

PROBLEM: Status = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """The condition of one part of the system."""

    area: str
    """The part that was examined, such as ``kafka``."""
    status: Status
    message: str
    """A sentence about the condition."""
    remedy: str = ""
    """An instruction for the operator; empty for a finding that needs none."""


def fine(area: str, message: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(area, "ok", message)


def warning(area: str, message: str, remedy: str) -> Finding:
    """Return a finding about a limit of a monitor that works."""
    return Finding(area, "warning", message, remedy)


def problem(area: str, message: str, remedy: str) -> Finding:
    """Return a finding about something that does not work."""
    return Finding(area, PROBLEM, message, remedy)


def skipped(area: str, message: str) -> Finding:
    """Return a finding about something that could not be examined."""
    return Finding(area, "skipped", message)


def reason_of(error: BaseException) -> str:
    """Return what an error says on one line, or else its class; a driver's own error if any."""
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split()) or type(cause).__name__


def has_problem(findings: Iterable[Finding]) -> bool:
    """Return whether something does not work."""
    return any(finding.status == PROBLEM for finding in findings)
