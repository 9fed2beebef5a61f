"""A class of the style sheet means one thing: the sheet and the templates as text, no browser.

A class is a component, with a rule of its own (``.notice { … }``), or modifies one
(``.saying.report``). Custom properties, such as the colour of a severity, belong to both.
"""

import re
from collections.abc import Iterable, Iterator
from importlib import resources
from itertools import combinations

WEB = resources.files("monitor.web")
SHEET = WEB.joinpath("static", "app.css").read_text("utf-8")
TEMPLATES = tuple(
    file.read_text("utf-8")
    for file in WEB.joinpath("pages", "templates").iterdir()
    if file.name.endswith(".html")
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"^([^\s@}][^{}]*)\{([^{}]*)\}", re.MULTILINE)
"""A rule at the start of a line: those inside of ``@media`` and ``@supports`` are indented."""
_CLASSES = re.compile(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"{])*)"')
_CODE = re.compile(r"\{%.*?%\}")
_MODIFIED = re.compile(r"\.[\w-]+((?:\.[\w-]+)+)")
_OUT_OF_FLOW = {"fixed", "absolute", "sticky"}


def components_of(sheet: str) -> dict[str, dict[str, str]]:
    """Return the declarations of each class that has a rule of its own."""
    components: dict[str, dict[str, str]] = {}
    for selectors, body in _RULE.findall(_COMMENT.sub("", sheet)):
        pairs = [line.partition(":")[::2] for line in body.split(";")]
        own = {name.strip(): value.strip() for name, value in pairs if "--" not in name and value}
        for selector in selectors.split(","):
            if own and re.fullmatch(r"\.[\w-]+", selector.strip()):
                components.setdefault(selector.strip()[1:], {}).update(own)
    return components


def modifiers_of(sheet: str) -> set[str]:
    """Return the classes that a selector names after another class of the same element."""
    selectors = [selectors for selectors, _ in re.findall(r"([^{}]+)(\{)", _COMMENT.sub("", sheet))]
    compounds = _MODIFIED.findall(" ".join(selectors))
    return {name for compound in compounds for name in compound.split(".") if name}


def elements_of(templates: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield the classes of each element."""
    for template in templates:
        for names in _CLASSES.findall(template):
            yield tuple(_CODE.sub(" ", names).split())


def displaced_elements(sheet: str, templates: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the elements that one of several classes takes out of the flow."""
    out = {
        name for name, own in components_of(sheet).items() if own.get("position") in _OUT_OF_FLOW
    }
    return [names for names in elements_of(templates) if len(names) > 1 and out & {*names}]


def disputed_pairs(sheet: str, templates: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of classes of one element that set the same property."""
    components = components_of(sheet)
    pairs = {pair for names in elements_of(templates) for pair in combinations(names, 2)}
    return [
        (one, other)
        for one, other in pairs
        if components.get(one, {}).keys() & components.get(other, {}).keys()
    ]


def test_no_class_is_a_component_and_modifies_another() -> None:
    assert components_of(SHEET).keys() & modifiers_of(SHEET) == set()


def test_a_class_that_leaves_the_flow_is_the_only_one_of_its_element() -> None:
    assert displaced_elements(SHEET, TEMPLATES) == []


def test_two_classes_of_an_element_set_no_property_both() -> None:
    assert disputed_pairs(SHEET, TEMPLATES) == []


def test_a_banner_in_place_of_a_modifier_is_found() -> None:
    sheet = ".saying { color: red; }\n.saying.notice { font: serif; }\n.notice { position: fixed; }"
    template = '<{{ tag }} class="saying notice"{% if x == "a" %} lang="en"{% endif %}>'
    assert components_of(sheet).keys() & modifiers_of(sheet) == {"notice"}
    assert displaced_elements(sheet, [template]) == [("saying", "notice")]
    assert disputed_pairs(f"{sheet}\n.notice {{ color: blue; }}", [template]) == [
        ("saying", "notice")
    ]
