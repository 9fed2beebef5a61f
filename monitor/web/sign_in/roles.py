"""Groups of the identity provider to roles of the monitor.

``GROUP=ROLE``, one for each group; ``*=reader`` gives everyone a role who can sign in. Who is in
several groups has the most privileged role; who is in none has none and is refused.
"""

from collections.abc import Iterable, Mapping
from typing import cast

from monitor.store.tokens import ROLES, Role

EVERYONE = "*"
"""The group of everyone who can sign in."""


def parse_role(text: str) -> tuple[str, Role]:
    """Return group and role of ``GROUP=ROLE``; a group may contain ``=``. Raises ValueError."""
    group, separator, role = text.rpartition("=")
    if not separator or not group.strip() or role.strip() not in ROLES:
        allowed = ", ".join(ROLES)
        raise ValueError(f"{text!r} is not a mapping; write GROUP=ROLE with a role of {allowed}")
    return group.strip(), cast("Role", role.strip())


def role_of(groups: Iterable[str], mapping: Mapping[str, Role]) -> Role | None:
    """Return the most privileged role of some groups, or None."""
    granted = [mapping[group] for group in (EVERYONE, *groups) if group in mapping]
    return max(granted, key=ROLES.index, default=None)


def groups_in(claim: object) -> tuple[str, ...]:
    """Return the groups of a claim: a list of names, or one name; anything else has none."""
    if isinstance(claim, str):
        return (claim,)
    if isinstance(claim, list):
        return tuple(group for group in claim if isinstance(group, str))
    return ()
