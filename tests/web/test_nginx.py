"""The shipped nginx.conf before the application: streams, WebSockets, headers, limits.

Runs the real nginx with the file that docker compose mounts; only addresses, ports and the places
of the certificate are replaced.
"""

import asyncio
import json
import shutil
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
import pytest
import trustme
from fastapi import FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.client import connect
from websockets.typing import Origin

from monitor.kafka.broker.process import free_port
from monitor.store import Archive
from monitor.web import Limits
from tests.builders import an_alert
from tests.waiting import WITHIN_S, wait_until
from tests.web.asking import TOKEN, create_app
from tests.web.conftest import Serve

PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no nginx on this machine")
ADMIN = {"Authorization": f"Bearer {TOKEN}"}
SOON_S = 60.0
"""Seconds for a line of a stream to arrive; a buffer of 4 kB would hold it for longer."""


@dataclass(frozen=True)
class Site:
    """The monitor behind nginx."""

    address: str
    verify: ssl.SSLContext
    engine: AsyncEngine

    def client(self, **options: object) -> httpx.Client:
        """Return a client that trusts the certificate."""
        return httpx.Client(base_url=self.address, verify=self.verify, timeout=WITHIN_S, **options)  # type: ignore[arg-type]

    def async_client(self) -> httpx.AsyncClient:
        """Return a client with the administrator's token."""
        return httpx.AsyncClient(
            base_url=self.address, verify=self.verify, timeout=WITHIN_S, headers=ADMIN
        )


@pytest.fixture
def app(engine: AsyncEngine) -> FastAPI:
    app = create_app(engine, Limits(heartbeat_s=0.5))

    @app.get("/static/echo")
    async def echo(request: Request) -> dict[str, str | None]:
        """Return who the client is, as routes see it."""
        return {"client": request.client.host if request.client else None}

    app.router.routes.insert(0, app.router.routes.pop())
    return app


@pytest.fixture
def site(app: FastAPI, engine: AsyncEngine, serve: Serve, tmp_path: Path) -> Iterator[Site]:
    upstream = serve(app, Limits(heartbeat_s=0.5)).removeprefix("http://")
    port = free_port()
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    certificate.cert_chain_pems[0].write_to_path(str(tmp_path / "tls.crt"))
    certificate.private_key_pem.write_to_path(str(tmp_path / "tls.key"))
    text = Path("ops/nginx/nginx.conf").read_text("utf-8")
    for old, new in {
        "/tmp/": f"{tmp_path}/",  # first: the folder of the test may be in it
        "server web:8080;": f"server {upstream};",
        "listen 8443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/run/secrets/tls_certificate": str(tmp_path / "tls.crt"),
        "/run/secrets/tls_key": str(tmp_path / "tls.key"),
        "access_log /dev/stdout": f"access_log {tmp_path}/access.log",
    }.items():
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "nginx.conf").write_text(text)
    assert PROGRAM is not None
    command = [PROGRAM, "-c", str(tmp_path / "nginx.conf"), "-g", "daemon off; user root;"]
    context = ssl.create_default_context()
    authority.configure_trust(context)
    with (tmp_path / "error.log").open("wb") as log:
        process = subprocess.Popen(command, stderr=log, stdout=log)
    try:
        site = Site(f"https://localhost:{port}", context, engine)
        _wait_for(site, process, tmp_path / "error.log")
        yield site
    finally:
        process.terminate()
        process.wait(WITHIN_S)


def _wait_for(site: Site, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with site.client() as client:
                assert client.get("/healthz").status_code == 200
                return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail(f"nginx does not answer: {log.read_text()}")


def test_a_browser_logs_in_over_https_with_a_secure_cookie(site: Site) -> None:
    with site.client() as browser:
        answer = browser.post("/login", data={"token": TOKEN}, headers={"Origin": site.address})
        assert answer.status_code == 303
        assert "Secure" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert browser.get("/alerts").status_code == 200


def test_a_page_of_another_site_cannot_act_through_the_proxy(site: Site) -> None:
    with site.client(headers={"Origin": "https://elsewhere.example"}) as browser:
        assert browser.post("/login", data={"token": TOKEN}).status_code == 403


async def test_an_event_of_a_stream_arrives_at_once_and_a_stream_resumes(site: Site) -> None:
    path = "/api/v1/alerts/stream"
    async with site.async_client() as client:
        async with asyncio.timeout(SOON_S), client.stream("GET", path) as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == ": open"
            await _store(site, "alert-1")
            first = await _next_id(lines)
        await _store(site, "alert-2")
        headers = {"Last-Event-ID": first}
        async with asyncio.timeout(SOON_S), client.stream("GET", path, headers=headers) as stream:
            assert await _next_id(stream.aiter_lines()) != first


async def test_a_websocket_goes_through_with_the_origin_of_the_site(site: Site) -> None:
    address = site.address.replace("https", "wss") + "/api/v1/alerts/ws?last_event_id=nonsense"
    origin = Origin(site.address)
    async with (
        asyncio.timeout(SOON_S),
        connect(address, ssl=site.verify, additional_headers=ADMIN, origin=origin) as listener,
    ):
        assert json.loads(await listener.recv())["event"] == "gap"
        await _store(site, "alert-3")
        assert "alert-3" in str(await listener.recv())


def test_the_client_is_the_one_that_the_proxy_names_and_no_one_can_claim_another(
    site: Site,
) -> None:
    with site.client(headers={"X-Forwarded-For": "203.0.113.9"}) as client:
        assert client.get("/static/echo").json() == {"client": "127.0.0.1"}


def test_the_answer_has_the_id_that_is_in_the_proxys_log(site: Site, tmp_path: Path) -> None:
    with site.client() as client:
        id_ = client.get("/login?token=secret-in-a-query").headers["x-request-id"]
    log = tmp_path / "access.log"
    wait_until(lambda: f"{id_}\n" in log.read_text())
    [line] = [line for line in log.read_text().splitlines() if line.endswith(id_)]
    assert "GET /login 401" in line
    assert "secret-in-a-query" not in log.read_text()


def test_metrics_are_not_shown_outside_and_a_large_body_is_refused(site: Site) -> None:
    with site.client(headers=ADMIN) as client:
        assert client.get("/metrics").status_code == 404
        assert client.post("/api/v1/silences", content=b"x" * 3_000_000).status_code == 413


async def _store(site: Site, id_: str) -> None:
    alert = msgspec.structs.replace(an_alert(), id=id_, rule=id_)  # of an event of its own
    await Archive(site.engine).store([alert])


async def _next_id(lines: AsyncIterator[str]) -> str:
    async for line in lines:
        if line.startswith("id:"):
            return line.removeprefix("id:").strip()
    raise EOFError
