"""The base of every record on a topic."""

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", omit_defaults=False):
    """A record that travels on a topic; its tag is its schema and version."""


def schema_of(record_type: type[Record]) -> str:
    """Return the schema tag of a record type, such as ``article.v1``."""
    return str(record_type.__struct_config__.tag)
