"""Collect the texts of errors and of operators' alerts, for the catalogues of the pages.

The code raises them in English, for programs and logs; `monitor.web.pages.error_texts` translates
them where a page shows one. An f-string is a template here: ``f"no alert {id_}"`` is
``no alert {id_}``.

1. Of the modules in `RAISING`: what they raise, refuse and return as a mistake.
2. Of those in `SPEAKING`, which are made of such texts: every string that has a space.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from monitor.web.pages.error_texts import COMMON
from monitor.web.problem_types import BY_STATUS

MONITOR = Path(__file__).parents[1] / "monitor"
RAISING = (
    "web/**/*.py",
    "channels/[a-bd-z]*.py",
    "channels/chat.py",
    "config/check.py",
    "config/files.py",
    "deliveries/grouping.py",
    "feeds/opml.py",
    "http/addresses.py",
    "http/compression.py",
    "http/fetcher.py",
    "watchlist/exchange/*.py",
    "store/search/query.py",
)
SPEAKING = (
    "alerts/noise.py",
    "deliveries/switched_off.py",
    "config/messages.py",
    "records/fields.py",
    "records/search.py",
    "watchlist/boolean_parser.py",
    "watchlist/query.py",
    "watchlist/values.py",
    "web/services/clicks.py",
)
CALLS = frozenset(
    (
        "HTTPException",
        "Refusal",
        "problem",
        "Mistake",
        "ClickRefused",
        "mistake",
        "Refused",
        "Deferred",
    )
)
"""Calls whose texts are shown, beside what is raised."""


def error_templates() -> list[str]:
    """Return every template once, sorted."""
    texts: set[str] = set()
    for pattern in RAISING:
        for file in MONITOR.glob(pattern):
            texts.update(raised_texts(ast.parse(file.read_text("utf-8"))))
    for name in SPEAKING:
        texts.update(spoken_texts(ast.parse((MONITOR / name).read_text("utf-8"))))
    texts.update(each.title for each in BY_STATUS.values())
    return sorted({*filter(_is_sentence, texts), *COMMON})


def raised_texts(module: ast.Module) -> Iterator[str]:
    """Yield the texts of raised errors and of `CALLS`, and constants of advice."""
    constants = {
        node.targets[0].id: node.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(module):
        call = node.exc if isinstance(node, ast.Raise) else node
        if isinstance(call, ast.Call) and (call is not node or _name_of(call.func) in CALLS):
            values = (*call.args, *(each.value for each in call.keywords))
            yield from _texts_in(
                constants.get(each.id, each) if isinstance(each, ast.Name) else each
                for each in values
            )
        elif isinstance(node, ast.Assign) and _is_advice(node.targets[0]):
            yield from _texts_in((node.value,))


def spoken_texts(module: ast.Module) -> Iterator[str]:
    """Yield every string of a module but its docstrings and the parts of its f-strings."""
    statements = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    parts = {
        id(part)
        for node in ast.walk(module)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    for node in ast.walk(module):
        if id(node) not in statements | parts and isinstance(node, ast.expr):
            yield from _texts_in((node,))


def _texts_in(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(map(_part_of, node.values))
        elif isinstance(node, ast.IfExp):
            yield from _texts_in((node.body, node.orelse))


def _part_of(node: ast.expr) -> str:
    """Return one part of an f-string: its text, or the name of its value in braces."""
    if isinstance(node, ast.FormattedValue):
        return f"{{{_name_of(node.value)}}}"
    return str(node.value) if isinstance(node, ast.Constant) else "{value}"


def _name_of(node: ast.expr) -> str:
    """Return a short name of an expression: its last identifier in small letters."""
    names = [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
    if isinstance(node, ast.Attribute):
        return node.attr.lower().strip("_")
    if isinstance(node, ast.Name):
        return node.id if node.id in CALLS else node.id.lower().strip("_")
    return names[-1].lower().strip("_") if names else "value"


def _is_advice(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and ("ADVICE" in target.id or "HINT" in target.id)


def _is_sentence(text: str) -> bool:
    """Return whether a text has two words of its own, and so something to translate."""
    words = [word for word in text.split() if word.strip("'.,:;()").isalpha()]
    return len(words) > 1 and "\n" not in text
