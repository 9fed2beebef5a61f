"""Generate the reference pages of the documentation from the models and the code.

MkDocs loads this file as a hook (``hooks:`` in mkdocs.yml) and adds the pages to the site; they are
not kept in the repository. ``python tools/reference.py FOLDER`` writes them into a folder.

    settings.md        every setting, its ``MONITOR_*`` variable, default and meaning
    configuration.md   every key of the YAML files
    commands.md        every command with its options
    http-api.md        every route with its parameters and answers
    records.md         every record that travels on a topic, field by field
    metrics.md         every metric of ``/metrics``
    log-events.md      every log event, where it comes from, its fields and its meaning
    decisions/index.md every decision with its date and status

Descriptions come from the docstrings under fields and classes; a field without one is an error, and
so is a log event without a meaning in ``docs/reference/log-events.yaml``.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from tools.field_meanings import meanings_in, meanings_of
from tools.log_events import log_events

ROOT = Path(__file__).parents[1]
COMMANDS_HEAD = """# Commands

Exit codes: 0 done; 1 it failed; 2 the input or the configuration is wrong.
"""
FILES_HEAD = """# Configuration files

Unknown keys are refused with the nearest known one.
"""
SETTINGS_HEAD = """# Settings of the machine

In `monitor.yaml` in the configuration folder, or as variables, which win. `MONITOR_CONFIG` names
the folder.

"""
HTTP_HEAD = """# HTTP API

Reading and writing need `Authorization: Bearer TOKEN` or the dashboard's cookie. Errors are
`application/problem+json`. `/openapi.json` has the whole description, with the form of each answer.

Every route knows `OPTIONS`, every readable one `HEAD` and `ETag`. Times without a zone are UTC. An
unknown parameter is a mistake. Bounds per token: 50 requests per second, 200 at once, 50 open
streams; per request: a body of 1 MB, nested 20 levels deep. The stream of a revoked or expired
token ends within 5 s.
"""
RECORDS_HEAD = """# Records

JSON on the wire; `schema` names the record and its version. Times are UTC, offsets are code points.
"""
EVENTS_HEAD = """# Log events

One line of `key=value` pairs each, on standard error and in `<data>/logs`.

"""
METRICS_HEAD = """# Metrics

`/metrics`, in the text format of Prometheus. [Watch the monitor](../how-to/watch-the-monitor.md)
shows dashboards, rules and objectives over them.

"""


def pages() -> dict[str, str]:
    """Return the Markdown of each generated page by its path below ``docs/``."""
    makers: dict[str, Callable[[], str]] = {
        "commands": commands_page,
        "settings": settings_page,
        "configuration": configuration_page,
        "http-api": http_page,
        "records": records_page,
        "metrics": metrics_page,
        "log-events": log_events_page,
    }
    generated = {f"reference/{name}.md": make() for name, make in makers.items()}
    return {**generated, "decisions/index.md": decisions_page()}


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table; line ends and bars in cells are escaped."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# -- commands ---------------------------------------------------------------------------------


def commands_page() -> str:
    """Return the page of every command."""
    from monitor.cli import main

    context = click.Context(main, info_name="monitor")
    return COMMANDS_HEAD + "".join(_command_section(main, context))


def _command_section(command: click.Command, context: click.Context) -> Iterator[str]:
    path = context.command_path
    level = "#" * min(2 + path.count(" "), 4)
    usage = " ".join(command.collect_usage_pieces(context))
    help_text = (command.help or "").replace("\b", "").strip()
    yield f"\n{level} `{path}`\n\n    {path} {usage}\n\n{help_text}\n\n"
    options = [row for option in command.params if (row := _option_row(option, context))]
    if options:
        yield table(("option", "meaning"), options)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _command_section(child, click.Context(child, context, info_name=name))


def _option_row(option: click.Parameter, context: click.Context) -> tuple[str, str] | None:
    record = option.get_help_record(context)
    if record is None:
        return None
    return f"`{record[0]}`", record[1]


# -- settings and configuration ---------------------------------------------------------------


def settings_page() -> str:
    """Return the page of the machine's settings."""
    from monitor.config.settings import Settings

    rows = [
        (f"`{row.key}`", f"`MONITOR_{row.key.upper()}`", row.kind, row.default, row.meaning)
        for row in _model_rows(_schema_of(Settings), "Settings")
    ]
    return SETTINGS_HEAD + table(("key", "variable", "type", "default", "meaning"), rows)


def configuration_page() -> str:
    """Return the page of every key of the YAML files."""
    from monitor.config import models

    parts = [FILES_HEAD]
    files = {
        "feeds.yaml": models.FeedsFile,
        "watchlist.yaml": models.WatchlistFile,
        "subscriptions.yaml": models.SubscriptionsFile,
    }
    for name, model in files.items():
        schema = _schema_of(model)
        parts.append(f"\n## `{name}`\n\n{_first_line(schema)}\n\n{_rows_table(schema, name)}")
        for part_name, part in schema.get("$defs", {}).items():
            if part.get("type") == "object":
                anchor = f"{name.partition('.')[0]}-{part_name.lower()}"
                parts.append(f"\n### {part_name} {{ #{anchor} }}\n\n")
                parts.append(f"{part.get('description', '')}\n\n{_rows_table(part, part_name)}")
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    kind: str
    default: str
    meaning: str


def _schema_of(model: Any) -> dict[str, Any]:
    from pydantic import TypeAdapter

    schema = TypeAdapter(model).json_schema()
    docstrings = meanings_of(model)
    for key, field in schema.get("properties", {}).items():
        if key in docstrings:  # of models that do not read them at each start
            field.setdefault("description", docstrings[key])
    return schema


def _rows_table(schema: Mapping[str, Any], owner: str) -> str:
    rows = [(f"`{r.key}`", r.kind, r.default, r.meaning) for r in _model_rows(schema, owner)]
    return table(("key", "type", "default", "meaning"), rows) if rows else ""


def _model_rows(schema: Mapping[str, Any], owner: str) -> list[_Row]:
    required = schema.get("required", [])
    rows, undescribed = [], []
    for key, field in schema.get("properties", {}).items():
        meaning = field.get("description", "")
        if not meaning:
            undescribed.append(f"{owner}.{key}")
        default = "**required**" if key in required else _default(field.get("default"))
        rows.append(_Row(key, type_name(field), default, meaning))
    if undescribed:
        raise SystemExit(f"fields without a docstring: {', '.join(undescribed)}")
    return rows


_ISO_DURATION = re.compile(r"PT?(\d+)([DHMS])")


def _default(value: object) -> str:
    if isinstance(value, str) and (match := _ISO_DURATION.fullmatch(value)):
        value = match[1] + match[2].lower()  # as the files have it: 5m
    return "" if value in (None, "", [], {}) else f"`{yaml.safe_dump(value).splitlines()[0]}`"


def _first_line(schema: Mapping[str, Any]) -> str:
    return str(schema.get("description", "")).partition("\n")[0]


def type_name(field: Mapping[str, Any]) -> str:
    """Return a JSON Schema's type in words."""
    if "$ref" in field:
        return str(field["$ref"].rpartition("/")[2])
    if "enum" in field or "const" in field:
        return ", ".join(f"`{value}`" for value in field.get("enum", [field.get("const")]))
    for key in ("anyOf", "oneOf", "allOf"):
        if key in field:
            names = [type_name(part) for part in field[key] if part.get("type") != "null"]
            return " or ".join(dict.fromkeys(names))
    if field.get("type") == "array":
        return f"list of {type_name(field.get('items', {}))}"
    return str(field.get("format", field.get("type", "any")))


# -- HTTP -------------------------------------------------------------------------------------


def http_page() -> str:
    """Return the page of every route, from the OpenAPI description that the server gives."""
    from monitor.web import openapi_description

    parts = [HTTP_HEAD]
    for path, operations in sorted(openapi_description()["paths"].items()):
        for method, operation in operations.items():
            parts.append(_operation_section(path, method.upper(), operation))
    return "".join(parts)


def _operation_section(path: str, method: str, operation: Mapping[str, Any]) -> str:
    text = f"\n## `{method} {path}`\n\n{operation.get('description') or operation['summary']}\n\n"
    rows = [
        (f"`{p['name']}`", p["in"], type_name(p["schema"]), p.get("description", ""))
        for p in operation.get("parameters", [])
    ]
    if rows:
        text += table(("parameter", "in", "type", "meaning"), rows)
    answers = [
        (code, _answer_name(answer), answer["description"])
        for code, answer in operation["responses"].items()
    ]
    return text + "\n" + table(("status", "form", "answer"), answers)


def _answer_name(answer: Mapping[str, Any]) -> str:
    """Return the name of the schema of an answer, or its media type."""
    for media_type, content in answer.get("content", {}).items():
        reference = str(content.get("schema", {}).get("$ref", ""))
        return reference.rpartition("/")[2] or str(media_type)
    return ""


# -- records, metrics, log events -------------------------------------------------------------


def records_page() -> str:
    """Return the page of every record that travels on a topic."""
    import msgspec

    from tools.write_schemas import RECORDS

    parts = [RECORDS_HEAD]
    _, definitions = msgspec.json.schema_components(RECORDS)
    documented = meanings_in(ROOT / "monitor" / "records")
    for name, schema in sorted(definitions.items()):
        parts.append(f"\n## {name}\n\n{schema.get('description', '')}\n\n")
        required, meanings = schema.get("required", []), documented.get(name, {})
        rows = [
            (f"`{key}`", type_name(field), "yes" if key in required else "", meanings.get(key, ""))
            for key, field in schema.get("properties", {}).items()
        ]
        parts.append(table(("field", "type", "required", "meaning"), rows) if rows else "")
    return "".join(parts)


def metrics_page() -> str:
    """Return the page of every metric: of each process, and of the system with an empty store."""
    from monitor.telemetry.exposition import ProcessState
    from monitor.telemetry.metrics import REGISTRY
    from monitor.web.metrics import example_families

    system = example_families()
    own = [*ProcessState("serve", ROOT).collect(), *REGISTRY.collect()]
    head = ("metric", "type", "labels", "meaning")
    return (
        METRICS_HEAD
        + "## Of the whole system\n\nOn the port of the web service.\n\n"
        + table(head, _metric_rows(system))
        + "\n## Of each process\n\nOn the port that the setting `metrics` gives it, and for the "
        + "web service on its own. A process fills those of its work alone.\n\n"
        + table(head, _metric_rows(own))
    )


def _metric_rows(families: Iterable[Any]) -> list[tuple[str, ...]]:
    return [
        (f"`{_shown_name(family)}`", family.type, _labels_of(family), family.documentation)
        for family in sorted(families, key=lambda family: family.name)
    ]


def _labels_of(family: Any) -> str:
    """Return the labels of a family; those of the objects of a registry are in their collector."""
    from monitor.telemetry.metrics import REGISTRY

    owner = REGISTRY._names_to_collectors.get(family.name, family)
    return ", ".join(getattr(owner, "_labelnames", ()))


def _shown_name(family: Any) -> str:
    return f"{family.name}_total" if family.type == "counter" else str(family.name)


def event_meanings() -> dict[str, str]:
    """Return what each log event means and what an operator does about it."""
    text = (ROOT / "docs" / "reference" / "log-events.yaml").read_text("utf-8")
    meanings: dict[str, str] = yaml.safe_load(text)
    return meanings


def log_events_page() -> str:
    """Return the page of every log event. Raises SystemExit for one without a meaning."""
    meanings = event_meanings()
    events = log_events()
    missing = {event.name for event in events} - meanings.keys()
    if missing:
        raise SystemExit(f"log events without a meaning: {', '.join(sorted(missing))}")
    rows = [
        (f"`{event.name}`", meanings[event.name], ", ".join(event.fields), f"`{event.module}`")
        for event in events
    ]
    return EVENTS_HEAD + table(("event", "meaning and remedy", "fields", "module"), rows)


def decisions_page() -> str:
    """Return the index of the decisions: number, question, date and status."""
    rows = []
    for file in sorted((ROOT / "docs" / "decisions").glob("0*.md")):
        title, _, status, *_ = file.read_text("utf-8").splitlines()
        date, _, state = status.strip("*").partition(" · ")
        rows.append((f"[{title.removeprefix('# ')}]({file.name})", date, state))
    return "# Decisions\n\n" + table(("decision", "date", "status"), rows)


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages; MkDocs calls this."""
    from mkdocs.structure.files import File

    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    return files


if __name__ == "__main__":
    for path, text in pages().items():
        target = Path(sys.argv[1]) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
