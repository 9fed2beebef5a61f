"""Import of a watchlist: what it would do is shown first, and that is what it does."""

import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store import Store
from tests.web.asking import client

ADDRESS = "/api/v1/watchlist/import"
DOCUMENT = """
actors:
- {id: ana-dolan, name: Ana Dolan, kind: person, aliases: [آنا دولان]}
- {id: berg, name: Anna Berg, kind: person}
- {id: blank, name: "", kind: robot}
- {id: ana-dolan, name: Ana Again, kind: person}
themes:
- {id: bridge, name: Bridges, query: bridge* OR crossing*}
- {id: broken, name: Broken, query: (open}
rules:
- {id: dolan-bridge, name: Dolan on the bridge, speakers: [ana-dolan], themes: [bridge]}
- {id: orphan, name: Orphan, themes: [broken]}
- {id: follows, name: Follows, inhibits: [orphan]}
"""


async def post(editor: httpx.AsyncClient, text: str, query: str = "") -> dict[str, Any]:
    """Return the answer to an import."""
    answer = await editor.post(f"{ADDRESS}{query}", content=text.encode())
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def outcomes(result: dict[str, Any]) -> list[tuple[str, str]]:
    """Return id and outcome of each item."""
    return [(item["id"], item["outcome"]) for item in result["items"]]


async def test_the_preview_says_what_becomes_of_each_item_and_why(
    app: FastAPI, engine: AsyncEngine
) -> None:
    async with client(app) as editor:
        preview = await post(editor, DOCUMENT, "?dry_run=true")
        assert outcomes(preview) == [
            ("ana-dolan", "added"),
            ("berg", "same"),
            ("blank", "wrong"),
            ("ana-dolan", "wrong"),
            ("bridge", "exists"),
            ("broken", "wrong"),
            ("dolan-bridge", "added"),
            ("orphan", "wrong"),
            ("follows", "wrong"),
        ]
        by_id = {item["id"]: item for item in reversed(preview["items"])}
        assert any("kind" in reason for reason in by_id["blank"]["reasons"])
        assert any("broken" in reason for reason in by_id["orphan"]["reasons"])
        assert any("orphan" in reason for reason in by_id["follows"]["reasons"])
        assert any("crossing" in line for line in by_id["bridge"]["difference"])
        assert await Store(engine).changes.all() == ()


async def test_what_was_shown_is_what_is_stored(app: FastAPI, engine: AsyncEngine) -> None:
    async with client(app) as editor:
        for existing in ("skip", "replace"):
            query = f"?existing={existing}"
            preview = await post(editor, DOCUMENT, f"{query}&dry_run=true")
            before = len(await Store(engine).changes.all())
            done = await post(editor, DOCUMENT, query)
            assert outcomes(done) == outcomes(preview)
            stored = (await Store(engine).changes.all())[before:]
            kept = [id_ for id_, outcome in outcomes(done) if outcome in ("added", "replaced")]
            assert [change.id for change in stored] == kept
            assert {change.who for change in stored} == {"token"}


async def test_json_lines_are_actors(app: FastAPI) -> None:
    lines = (
        '{"id": "a1", "name": "Ada One", "kind": "person"}\n\n'
        '{"id": "b2", "name": "Bo Two", "kind": "person", "age": 7}\n'
    )
    async with client(app) as editor:
        preview = await post(editor, lines, "?dry_run=true")
    assert outcomes(preview) == [("a1", "added"), ("b2", "wrong")]
    assert "age" in preview["items"][1]["reasons"][0]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "no items"),
        ("actors: []", "no items"),
        ("- a", "not a mapping"),
        ("actors: 5", "'actors' is not a list"),
        ("people: []", "'people' is not a list"),
        ("actors:\n- {id: a", "line"),
        ('{"id": \n{"id": "b"}', "line 1"),
        ("a: &a [*a, *a]", "line"),
        ("actors:\n" + "- {id: a, name: A, kind: person}\n" * 5_001, "at most 5,000"),
    ],
)
async def test_a_document_that_is_none_is_refused_with_its_place(
    app: FastAPI, text: str, advice: str
) -> None:
    async with client(app) as editor:
        answer = await editor.post(ADDRESS, content=text.encode())
        assert answer.status_code == 422
        assert advice in answer.json()["title"] + str(answer.json().get("detail"))


async def test_other_bytes_than_utf8_are_refused(app: FastAPI) -> None:
    async with client(app) as editor:
        assert (await editor.post(ADDRESS, content=b"\xff\xfe\x00")).status_code == 422


async def test_the_page_shows_before_it_stores(app: FastAPI, engine: AsyncEngine) -> None:
    async with client(app) as browser:
        form = {"text": DOCUMENT, "existing": "skip"}
        preview = (await browser.post("/watchlist/import", data=form)).text
        assert re.search(r'name="apply"[^>]*>Store 2 items<', preview)
        assert await Store(engine).changes.all() == ()
        stored = (await browser.post("/watchlist/import", data={**form, "apply": "1"})).text
        assert "2 items are stored" in stored
        assert len(await Store(engine).changes.all()) == 2
        wrong = await browser.post("/watchlist/import", data={"text": "- a"})
        assert wrong.status_code == 422
        assert re.search(r'<textarea name="text"[^>]*aria-invalid="true"', wrong.text)
