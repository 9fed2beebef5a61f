"""Lists and dates inside objects: what a comma or a day does not end, and what ends there."""

from collections.abc import Collection, Sequence

from monitor.statements.atoms import Atom

LONGEST_ITEM = 5
"""Atoms of one item of a list: "his very old wife"."""


def goes_on_as_list(atoms: Sequence[Atom], at: int) -> bool:
    """Return whether an item and "and" with another item follow a comma: the crew, | the pilot
    and his wife.
    """
    place = at
    while place < len(atoms) and place - at < LONGEST_ITEM and atoms[place].tag in "DXTwN":
        place += 1
    if place == at or place + 2 > len(atoms) or atoms[place].tag != "C":
        return False
    behind = atoms[place + 1 : place + 1 + LONGEST_ITEM]
    return behind[0].tag in "DXTw" and all(atom.tag not in "BHMpR" for atom in behind)


def begins_date(
    atoms: Sequence[Atom], at: int, last: Collection[str], times: Collection[str]
) -> bool:
    """Return whether a day or another time without a preposition begins: "last week"."""
    is_opener = atoms[at].low in last and at + 1 < len(atoms)
    return is_opener and atoms[at + 1].low in times
