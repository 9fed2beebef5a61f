"""Who gets which alerts, and how; and what became of one delivery."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from monitor.deliveries.filter import AlertFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One subscription: a filter and a destination."""

    id: str
    filter: AlertFilter
    channel: str
    """Name of the channel in the registry: ``webhook``, ``email``, ``chat``, ``kafka``."""
    address: str
    secrets: tuple[str, ...] = ()
    """What messages are signed with, ``whsec_…``; several while one replaces another."""
    source: Literal["file", "api"] = "api"
    owner: str = ""
    group_wait_s: float = 0.0
    """Seconds for which alerts are gathered into one message after the first; 0: each goes at once by itself."""
    group_interval_s: float = 0.0
    """Seconds between two messages of one group."""
    group_by: tuple[str, ...] = ()
    """Fields by which gathered alerts are parted into messages: ``rule``, ``actor``, ``severity``."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The destination has it."""


@dataclass(frozen=True, slots=True)
class Deferred:
    """The destination did not take it now; it is tried again."""

    reason: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The destination does not want it and will not: the subscription is switched off."""

    reason: str


Outcome = Delivered | Deferred | Refused
