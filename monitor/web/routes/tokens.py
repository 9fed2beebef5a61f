"""``/api/v1/tokens`` and ``/api/v1/audit``: for administrators."""

import dataclasses
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import Field, field_validator

from monitor.config.models import Model
from monitor.records.fields import Duration
from monitor.store.tokens import Role
from monitor.web.links import link_pages
from monitor.web.parameters import KNOWN_PARAMETERS, MAX_INTEGER, MAX_ITEMS, Id, QueryModel
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.views import View

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=3650)
"""A shorter token is dead on arrival; a longer one outlives its holder's job."""

router = APIRouter(prefix="/api/v1", tags=["tokens"], dependencies=[KNOWN_PARAMETERS])


class TokenRequest(Model):
    """Holder, role and lifetime of a token: ``90d``. Default: a year."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\w .@-]+$")]
    role: Role = "reader"
    lasts: Duration = timedelta(days=365)

    @field_validator("lasts")
    @classmethod
    def _check_lifetime(cls, value: timedelta) -> timedelta:
        if not SHORTEST <= value <= LONGEST:
            raise ValueError(f"must be at least 1 minute and at most {LONGEST.days} days")
        return value


class TokenView(View):
    """One token, without its secret."""

    id: str
    name: str
    role: Role
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class CreatedTokenView(TokenView):
    """A new token; ``token`` is the secret, which only this answer contains."""

    token: str


class TokenList(View):
    """Every token, newest first."""

    items: list[TokenView]


class AuditEntryView(View):
    """One request that may have changed something."""

    seq: int
    who: str
    did: str
    status: int
    at: datetime


class AuditLog(View):
    """A page of the audit log, newest first; ``next`` is the cursor of the next page."""

    items: list[AuditEntryView]
    next: int | None


class AuditQuery(QueryModel):
    """Which page of the audit log."""

    limit: Annotated[int, Field(ge=1, le=MAX_ITEMS)] = MAX_ITEMS
    """Entries of a page."""
    cursor: Annotated[int | None, Field(ge=0, le=MAX_INTEGER)] = None
    """``next`` of the page before."""


@router.get("/tokens")
async def list_tokens(resources: Annotated[Resources, WITH_RESOURCES]) -> TokenList:
    """List every token, the revoked and expired ones too."""
    tokens = await resources.store.tokens.all()
    return TokenList(items=[TokenView(**dataclasses.asdict(token)) for token in tokens])


@router.post("/tokens", status_code=201)
async def create_token(
    wanted: TokenRequest, resources: Annotated[Resources, WITH_RESOURCES]
) -> CreatedTokenView:
    """Create a token; the secret is returned only here."""
    tokens = resources.store.tokens
    taken = [token for token in await tokens.all() if token.name == wanted.name]
    if any(token.revoked_at is None for token in taken):
        raise HTTPException(409, f"{wanted.name} has a token; revoke it first")
    secret, token = await tokens.create(wanted.name, wanted.role, wanted.lasts)
    return CreatedTokenView(**dataclasses.asdict(token), token=secret)


@router.delete("/tokens/{id}", status_code=204)
async def revoke_token(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> None:
    """Revoke a token; its open streams end within 5 s."""
    if not await resources.store.tokens.revoke(id_):
        raise HTTPException(404, f"no token {id_} is in force")
    resources.access.forget()


@router.get("/audit")
async def read_audit_log(
    request: Request,
    response: Response,
    query: Annotated[AuditQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> AuditLog:
    """List the requests that may have changed something, newest first."""
    page = await resources.store.audit.page(limit=query.limit, before=query.cursor)
    link_pages(request, response, page.next)
    items = [AuditEntryView.model_validate(entry) for entry in page.items]
    return AuditLog(items=items, next=page.next)
