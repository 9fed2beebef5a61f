"""Search over HTTP: what is stored is found at once, with the places that meet the search."""

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.flow.read_article import read_article
from monitor.store import Archive
from tests.builders import an_article
from tests.web.asking import IN_FORCE, client

LETTER = "Letter\n\nMuqtada al-Sadr said that foreign troops must leave Iraq."


async def _store(engine: AsyncEngine, *ids: str) -> None:
    articles = [an_article(id=id_, text=LETTER, publisher=id_) for id_ in ids]
    readings = [read_article(article, IN_FORCE.index) for article in articles]
    await Archive(engine).store(readings)


async def test_statements_and_articles_are_found_with_their_places(
    app: FastAPI, engine: AsyncEngine
) -> None:
    await _store(engine, "wire")
    async with client(app) as reader:
        query = {"q": "troop speaker:muqtada-al-sadr"}
        [hit] = (await reader.get("/api/v1/search/statements", params=query)).json()["items"]
        [place] = hit["highlights"]
        assert hit["text"][place["start"] : place["end"]] == "troops"
        [hit] = (await reader.get("/api/v1/search/articles", params=query)).json()["items"]
        [place] = hit["highlights"]
        assert hit["piece"][place["start"] : place["end"]] == "troops"
        assert LETTER[hit["start"] :].startswith(hit["piece"])


async def test_facets_have_names_and_say_whether_they_are_complete(
    app: FastAPI, engine: AsyncEngine
) -> None:
    await _store(engine, "wire", "post")
    async with client(app) as reader:
        answer = (await reader.get("/api/v1/search/facets?q=troops")).json()
        assert (answer["counted"], answer["is_complete"]) == (2, True)
        [speaker] = answer["facets"]["speaker"]
        assert (speaker["name"], speaker["count"]) == ("Muqtada al-Sadr", 2)
        of_articles = (await reader.get("/api/v1/search/facets?kind=articles&language=en")).json()
        assert {item["value"] for item in of_articles["facets"]["publisher"]} == {"wire", "post"}


async def test_pages_of_a_search_are_linked(app: FastAPI, engine: AsyncEngine) -> None:
    await _store(engine, "one", "two", "three")
    for kind in ("statements", "articles"):
        seen: list[str] = []
        async with client(app) as reader:
            address = f"/api/v1/search/{kind}?limit=1&q=troops"
            while address:
                page = await reader.get(address)
                seen += [item.get("article", item)["publisher"] for item in page.json()["items"]]
                address = page.links.get("next", {}).get("url", "")
        assert sorted(seen) == ["one", "three", "two"]


async def test_a_mistake_in_a_search_names_its_column(app: FastAPI) -> None:
    async with client(app) as reader:
        answer = await reader.get("/api/v1/search/statements", params={"q": "a spekaer:x"})
        assert answer.status_code == 422
        assert "column 3: the search has no field 'spekaer'; did you mean speaker:" in answer.text
