"""The forms of actors, themes and rules: every field that their files have."""

from collections.abc import Mapping
from typing import Any, get_args

from monitor.records import SEVERITIES, Act
from monitor.records.change import ItemKind
from monitor.watchlist.values import ActorKind, Scope
from monitor.web.locales import mark as _
from monitor.web.pages import form_fields
from monitor.web.pages.form_fields import Field
from monitor.web.pages.shell import Form

NAME_DETAILS, LIKENESS = _("More about the name"), _("Likeness in meaning")
SCOPE, PATTERN, NOTICES = (
    _("Exact scope"),
    _("A pattern over time"),
    _("Whom it notifies, and when"),
)

FORMS: Mapping[ItemKind, tuple[Field, ...]] = {
    "actors": (
        Field("name", _("Name"), is_required=True),
        Field("kind", _("Kind"), "choice", get_args(ActorKind)),
        Field("aliases", _("Aliases"), "lines", hint=_("other spellings, in any script")),
        Field("descriptions", _("Descriptions"), "lines", hint=_("leader of the Sadrist Movement")),
        Field("never", _("Never"), "lines", hint=_("texts that hold a name and mean another")),
        Field("part_of", _("Part of"), "lines", hint=_("groups by name or id")),
        Field("tags", _("Tags"), "lines"),
        Field(
            "aliases_off",
            _("Spellings that do not count"),
            "lines",
            hint=_("aliases, or variants of one, that mean another actor"),
            section=NAME_DETAILS,
        ),
        Field(
            "romanise",
            _("Other romanisations of the name count"),
            "flag",
            default=True,
            section=NAME_DETAILS,
        ),
        Field("wikidata", _("Wikidata"), hint="Q356643", section=NAME_DETAILS),
    ),
    "themes": (
        Field("name", _("Name"), is_required=True),
        Field("query", _("Query"), "area", hint="(US OR foreign) NEAR/6 (troop* OR force*)"),
        Field(
            "queries",
            _("Queries for single languages"),
            "pairs",
            hint=_("a language such as ar, and the query that replaces the one above there"),
        ),
        Field(
            "examples",
            _("Examples"),
            "lines",
            hint=_("sentences; others like them meet it too"),
            section=LIKENESS,
        ),
        Field(
            "min_likeness",
            _("Likeness at least"),
            "number",
            hint=_("0.2 to 1; 0.45 separates paraphrases best"),
            default=0.45,
            section=LIKENESS,
        ),
    ),
    "rules": (
        Field("name", _("Name"), is_required=True),
        Field("severity", _("Severity"), "choice", SEVERITIES, default="medium"),
        Field(
            "speakers",
            _("Speakers"),
            "lines",
            hint=_("actors by name or id, or tag:NAME; empty: anyone"),
        ),
        Field("about", _("About"), "lines", hint=_("actors by name or id, or tag:NAME")),
        Field("themes.any", _("Themes"), "lines", hint=_("themes by name or id; one is enough")),
        Field("acts", _("Acts"), "choices", get_args(Act)),
        Field(
            "speakers_not",
            _("Speakers who are excluded"),
            "lines",
            hint=_("actors by name or id, or tag:NAME"),
            section=SCOPE,
        ),
        Field(
            "include_parts",
            _("Members of a listed group count"),
            "flag",
            default=False,
            section=SCOPE,
        ),
        Field(
            "themes.all",
            _("Themes, all of which are needed"),
            "lines",
            hint=_("themes by name or id"),
            section=SCOPE,
        ),
        Field(
            "themes.within",
            _("Where the themes occur"),
            "choice",
            get_args(Scope),
            default="statement",
            section=SCOPE,
        ),
        Field(
            "polarity",
            _("Polarity"),
            "choice",
            ("any", "asserted", "denied"),
            default="any",
            section=SCOPE,
        ),
        Field(
            "min_confidence",
            _("Confidence at least"),
            "number",
            hint=_("0 to 1; below 0.5 a statement is more likely wrong than right"),
            default=0.5,
            section=SCOPE,
        ),
        Field(
            "pattern.kind",
            _("Raise alerts on"),
            "choice",
            ("", "first", "reversal", "burst", "absence"),
            section=PATTERN,
        ),
        Field(
            "pattern.by",
            _("Count"),
            "choice",
            ("actor", "rule"),
            hint=_("each actor alone, or all who meet the rule together"),
            default="actor",
            section=PATTERN,
        ),
        Field(
            "pattern.days",
            _("First: days without a statement before"),
            "number",
            default=30,
            section=PATTERN,
        ),
        Field(
            "pattern.at_least",
            _("Burst: statements in an hour"),
            "number",
            default=5,
            section=PATTERN,
        ),
        Field(
            "pattern.hours",
            _("Absence: hours without a statement"),
            "number",
            default=48,
            section=PATTERN,
        ),
        Field(
            "quiet_hours",
            _("Quiet hours"),
            hint="22:00-06:00 Europe/Berlin",
            section=NOTICES,
        ),
        Field(
            "cool_down",
            _("Cool-down"),
            "duration",
            hint=_("30m: further alerts on the same actor notify no one"),
            section=NOTICES,
        ),
        Field(
            "inhibits",
            _("Rules that this one silences"),
            "lines",
            hint=_("rules by name or id; their alerts on the same statement notify no one"),
            section=NOTICES,
        ),
    ),
}


def form_of(kind: ItemKind, body: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the values of a form that shows an item as YAML has it."""
    return form_fields.form_of(FORMS[kind], _normal(body))


def changed_body(kind: ItemKind, before: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """Return an item with the values of a form."""
    body = form_fields.changed_body(FORMS[kind], _normal(before), form)
    pattern = body.get("pattern")
    if isinstance(pattern, dict) and "kind" not in pattern:
        del body["pattern"]
    return body


def _normal(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an item whose list of themes is written as the mapping that it means."""
    themes = body.get("themes")
    return {**body, "themes": {"any": themes}} if isinstance(themes, list | tuple) else body
