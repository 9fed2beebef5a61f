"""Changes of the watchlist over HTTP."""

from fastapi import FastAPI

from tests.web.asking import IN_FORCE, client


async def test_a_change_of_the_watchlist_is_checked_stored_and_listed(app: FastAPI) -> None:
    rule = {"name": "Sadr at all", "speakers": ["muqtada-al-sadr"]}
    path = "/api/v1/watchlist/rules"
    async with client(app) as editor:
        created = await editor.put(f"{path}/sadr-at-all", json=rule)
        assert (created.status_code, created.json()["version"]) == (200, 1)
        assert created.json()["hash"] != IN_FORCE.index.watchlist.hash
        wrong = {"name": "X", "speakers": ["nobody"], "theme": ["y"]}
        refused = await editor.put(f"{path}/x", json=wrong)
        assert refused.status_code == 422
        assert refused.headers["content-type"] == "application/problem+json"
        assert "unknown key 'theme'; did you mean 'themes'?" in refused.text
        in_use = await editor.delete("/api/v1/watchlist/themes/foreign-troops")
        assert in_use.status_code == 422
        assert "no theme 'foreign-troops'" in in_use.text
        assert (await editor.delete(f"{path}/none")).status_code == 404
        removed = await editor.delete(f"{path}/sadr-on-troops")
        assert removed.json()["version"] == 2
        changes = (await editor.get("/api/v1/watchlist/changes")).json()["items"]
        assert [(change["version"], change["id"], change["who"]) for change in changes] == [
            (2, "sadr-on-troops", "token"),
            (1, "sadr-at-all", "token"),
        ]
        assert changes[1]["body"] == rule
        assert (await editor.get("/api/v1/watchlist")).json()["version"] == 2


async def test_an_id_in_the_body_must_be_that_of_the_address(app: FastAPI) -> None:
    async with client(app) as editor:
        answer = await editor.put("/api/v1/watchlist/rules/a", json={"id": "b", "name": "B"})
        assert answer.status_code == 422
