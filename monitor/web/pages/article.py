"""``/articles/{id}``: an article with every statement and mention marked, and why rules fit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.deliveries.render.saying import Saying, labels_of, saying_of
from monitor.flow.match_reading import match_reading
from monitor.records import Article, Match, Reading, Statement
from monitor.records.article import TEXT_REMOVED
from monitor.web.pages.highlighting import (
    colours_of,
    mention_marks,
    paragraphs_of,
    statement_marks,
)
from monitor.web.pages.shell import SHELL, Shell
from monitor.web.parameters import Id

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One statement beside the article: its sentence, colour, and the rules that it meets."""

    statement: Statement
    saying: Saying
    labels: tuple[str, ...]
    colour: int
    matches: tuple[Match, ...]
    rule_address: str
    """Address of a new rule that fits the statement."""


@router.get("/articles/{id}")
async def show_article(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Show an article."""
    store, index = shell.resources.store, shell.resources.in_force.index
    article = await store.articles.get(id_)
    if article is None:
        raise HTTPException(404, f"no article {id_}")
    statements = await store.statements.of_article(id_)
    mentions = index.find_mentions(article.text)
    story, copies = await store.articles.copies_of(id_)
    colours = colours_of(statements)
    marks = [
        mark
        for each in statements
        for mark in statement_marks(each, article.text, colours[each.said_by])
    ]
    terms = shell.resources.settings.articles
    paragraphs = paragraphs_of(article.text, [*marks, *mention_marks(mentions)])
    visible = paragraphs
    if terms.extent == "statements":
        visible = tuple(each for each in paragraphs if each.is_marked)
    reading = Reading(article=article, statements=statements, mentions=mentions, config="")
    return shell.page(
        "article.html",
        article=article,
        entries=_entries(reading, match_reading(reading, index), colours),
        paragraphs=visible,
        hidden_count=len(paragraphs) - len(visible),
        terms=terms,
        is_text_removed=TEXT_REMOVED in article.flags,
        speakers=colours,
        mentioned=list(dict.fromkeys(mention.actor for mention in mentions)),
        story=story,
        copies=[copy for copy in copies if copy.id != id_],
    )


def _entries(
    reading: Reading, matches: Sequence[Match], colours: dict[str, int]
) -> list[StatementEntry]:
    by_statement: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        by_statement[match.statement.id].append(match)
    article = reading.article
    return [
        StatementEntry(
            statement=each,
            saying=saying_of(each, article.language, article.text),
            labels=labels_of(each),
            colour=colours[each.said_by],
            matches=tuple(by_statement[each.id]),
            rule_address=_rule_address(each, article),
        )
        for each in reading.statements
    ]


def _rule_address(statement: Statement, article: Article) -> str:
    actor = statement.speaker.actor if statement.speaker else None
    pairs = [("name", f"{statement.said_by}: {article.title}"[:100])]
    pairs += [("speakers", actor)] if actor else []
    pairs += [("themes", theme) for theme in statement.themes]
    pairs += [("acts", act) for act in statement.acts]
    pairs += [("about", other) for other in statement.about]
    return f"/watchlist/rules/new?{urlencode(pairs)}"
