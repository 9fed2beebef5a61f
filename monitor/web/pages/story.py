"""``/stories/{id}``: all copies over time, who was first, and how the outlets worded it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.deliveries.render.saying import Saying, saying_of
from monitor.web.pages.shell import SHELL, Shell
from monitor.web.parameters import Id
from monitor.web.services.stories import Quotation, Wording, find_story

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class WordingView:
    """One outlet's wording with its sentence."""

    wording: Wording
    saying: Saying


@router.get("/stories/{id}")
async def show_story(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Show the story of an article."""
    story = await find_story(shell.resources.store, id_)
    if story is None:
        raise HTTPException(404, f"no article {id_}")
    return shell.page(
        "story.html",
        story=story,
        quotations=[_wordings(quotation) for quotation in story.quotations],
    )


def _wordings(quotation: Quotation) -> list[WordingView]:
    return [
        WordingView(each, saying_of(each.statement, each.article.language, each.article.text))
        for each in quotation.wordings
    ]
