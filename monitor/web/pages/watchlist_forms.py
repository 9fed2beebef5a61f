"""The forms of actors, themes and rules: their fields, and the way from an item to a form and back.

An item is edited as the mapping that YAML would have. Keys that the form does not show (a rule's
pattern) are kept as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from monitor.records import SEVERITIES, Act
from monitor.records.change import ItemKind
from monitor.watchlist.values import ActorKind
from monitor.web.pages.forms import lines, one
from monitor.web.pages.shell import Form
from monitor.web.pages.terms import _

Widget = Literal["text", "lines", "choice", "choices", "flag", "area"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    widget: Widget = "text"
    choices: tuple[str, ...] = ()
    hint: str = ""


FORMS: Mapping[ItemKind, tuple[Field, ...]] = {
    "actors": (
        Field("name", _("Name")),
        Field("kind", _("Kind"), "choice", get_args(ActorKind)),
        Field("aliases", _("Aliases"), "lines", hint=_("other spellings, in any script")),
        Field("descriptions", _("Descriptions"), "lines", hint=_("leader of the Sadrist Movement")),
        Field("never", _("Never"), "lines", hint=_("texts that hold a name and mean another")),
        Field("part_of", _("Part of"), "lines", hint=_("ids of groups")),
        Field("tags", _("Tags"), "lines"),
        Field("wikidata", _("Wikidata"), hint="Q356643"),
    ),
    "themes": (
        Field("name", _("Name")),
        Field("query", _("Query"), "area", hint="(US OR foreign) NEAR/6 (troop* OR force*)"),
        Field(
            "examples", _("Examples"), "lines", hint=_("sentences; others like them meet it too")
        ),
    ),
    "rules": (
        Field("name", _("Name")),
        Field("severity", _("Severity"), "choice", SEVERITIES),
        Field("speakers", _("Speakers"), "lines", hint=_("actor ids or tag:NAME; empty: anyone")),
        Field("include_parts", _("Members of a listed group count"), "flag"),
        Field("about", _("About"), "lines", hint=_("actor ids or tag:NAME")),
        Field("themes", _("Themes"), "lines", hint=_("theme ids; one is enough")),
        Field("acts", _("Acts"), "choices", get_args(Act)),
        Field("polarity", _("Polarity"), "choice", ("any", "asserted", "denied")),
        Field("min_confidence", _("Confidence at least"), hint="0.5"),
        Field("quiet_hours", _("Quiet hours"), hint="22:00-06:00 Europe/Berlin"),
        Field("cool_down", _("Cool-down"), hint="30m"),
    ),
}


def form_of(kind: ItemKind, body: Mapping[str, Any]) -> Form:
    """Return the values of a form that shows a body."""
    form: dict[str, tuple[str, ...]] = {}
    for field in FORMS[kind]:
        value = body.get(field.name)
        if field.name == "themes" and isinstance(value, Mapping):
            value = value.get("any", ())
        if isinstance(value, list | tuple):
            form[field.name] = tuple(map(str, value))
        elif value is not None:
            form[field.name] = ("1" if value is True else str(value),)
    return form


def changed_body(kind: ItemKind, before: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """Return a body with the values of a form; empty fields are omitted."""
    body = dict(before)
    for field in FORMS[kind]:
        body.pop(field.name, None)
        value = _value_of(field, form)
        if field.name == "themes" and isinstance(before.get("themes"), Mapping) and value:
            value = {**before["themes"], "any": value}
        if value not in ("", [], None):
            body[field.name] = value
    return body


def _value_of(field: Field, form: Form) -> Any:
    match field.widget:
        case "lines" | "choices":
            return lines(form, field.name)
        case "flag":
            return True if field.name in form else None
        case _:
            text = one(form, field.name)
            return _number_or_text(text) if field.name == "min_confidence" else text


def _number_or_text(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
