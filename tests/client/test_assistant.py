"""The tools of assistants, called by the SDK's own client, on a real server."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.client import AsyncMonitor
from monitor.client.assistant import create_server
from tests.client.test_client import address, serve
from tests.web.asking import TOKEN

__all__ = ["address", "serve"]


async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    answer: dict[str, Any] = json.loads(result.content[0].text)  # type: ignore[union-attr]
    return answer


async def error_of(client: Client, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0].text)  # type: ignore[union-attr]


async def test_each_tool_answers_from_the_monitor(address: str, engine: AsyncEngine) -> None:
    async with (
        AsyncMonitor(address, TOKEN) as monitor,
        Client(create_server(monitor, may_change=True)) as client,
    ):
        hits = await call(client, "search_statements", query="troops", limit=5)
        assert hits["items"][0]["speaker"]["actor"] == "muqtada-al-sadr"
        line = await call(client, "actor_timeline", actor="muqtada-al-sadr")
        assert line["statements"]["total"] == 1
        alerts = await call(client, "list_alerts", limit=2)
        assert len(alerts["items"]) == 2
        why = await call(client, "explain_alert", alert=alerts["items"][0]["id"])
        assert (why["why"][0]["clause"], len(why["versions"])) == ("speaker", 1)
        silence = await call(
            client,
            "create_silence",
            matchers={"actor": ["muqtada-al-sadr"]},
            duration="2h",
            comment="test",
        )
        assert silence["matchers"] == {"actor": ["muqtada-al-sadr"]}


async def test_errors_of_the_api_are_errors_of_the_tool(address: str) -> None:
    async with (
        AsyncMonitor(address, TOKEN) as monitor,
        Client(create_server(monitor, may_change=True)) as client,
    ):
        assert "404" in await error_of(client, "actor_timeline", actor="who")
        assert "422" in await error_of(client, "search_statements", query="(")
        assert "limit" in await error_of(client, "list_alerts", limit=5_000)
        wrong = await error_of(
            client, "create_silence", matchers={"actor": ["x"]}, duration="9y", comment=""
        )
        assert "duration" in wrong


async def test_a_monitor_that_cannot_be_reached_is_the_error_of_the_tool() -> None:
    async with (
        AsyncMonitor("http://127.0.0.1:1", "t") as monitor,
        Client(create_server(monitor, may_change=False)) as client,
    ):
        refused = await error_of(client, "list_alerts")
    assert "the monitor cannot be reached: ConnectError" in refused
    assert "--address" in refused


async def test_without_the_right_to_change_nothing_is_offered_that_changes() -> None:
    async with (
        AsyncMonitor("http://127.0.0.1:1", "t") as monitor,
        Client(create_server(monitor, may_change=False)) as client,
    ):
        tools = (await client.list_tools()).tools
    assert {tool.name for tool in tools} == {
        "search_statements",
        "list_alerts",
        "actor_timeline",
        "explain_alert",
    }
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
    assert all(tool.description for tool in tools)
    assert not any("\n  " in (tool.description or "") for tool in tools)


async def test_the_command_speaks_over_standard_input_and_output(
    address: str, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN)
    arguments = ["mcp", "--address", address, "--token-file", str(token), "--read-only"]
    server = StdioServerParameters(command=sys.executable, args=["-m", "monitor", *arguments])
    async with Client(server, read_timeout_seconds=60.0) as client:
        hits = await call(client, "search_statements", query="speaker:muqtada-al-sadr")
    assert len(hits["items"]) == 1


def test_without_the_library_the_command_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.cli.runner import run

    monkeypatch.setenv("MONITOR_DATA", str(tmp_path))
    assert "token cannot be read: No such file" in run("mcp").stderr
    monkeypatch.setitem(sys.modules, "monitor.client.assistant", None)
    refused = run("mcp")
    assert (refused.exit_code, "'news-monitor[mcp]'" in refused.stderr) == (2, True)
