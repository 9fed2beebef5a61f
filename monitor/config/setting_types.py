"""The types of some settings: lists in a variable, and texts of a form."""

from typing import Annotated, Any

from monitor.records.fields import Prepared, Text, TextFormat

LONGEST_PREFIX = 100
"""Characters of a topic prefix: Kafka permits 249 for a name, and the longest of ours has 41."""


def split_list(value: Any) -> Any:
    """Return the parts of a variable's value, which commas separate."""
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


Texts = Annotated[tuple[Text, ...], Prepared(split_list)]
Pipeline = Annotated[
    str,
    TextFormat(r"^[a-z]{2,3}=[^\s=]+$", "use LANGUAGE=PIPELINE, such as en=en_core_web_sm", 200),
]
TopicPrefix = Annotated[
    str,
    TextFormat(
        r"^([A-Za-z0-9][A-Za-z0-9._-]*)?$",
        "use letters, digits, dots, underscores and hyphens, such as newsroom.",
        LONGEST_PREFIX,
    ),
]
RoleMapping = Annotated[
    str,
    TextFormat(r"^.+=\s*(reader|editor|admin)$", "use GROUP=ROLE, such as newsroom=editor", 300),
]
