"""Quotations that a cue interrupts: their second part behind the speaker, in marks of its own or in
the same pair.

    “…”, sagte Krug bei Sky, “…” · «… – disse Neri, sindaco di Lumo – …» · „…“, sagte Krug, und: „…“
"""

from monitor.statements.plain.unknown import PlainUnknown

LONGEST_PLACE = 7
"""Atoms of a place or a day between the source of a quotation and its second part."""
LONGEST_ASIDE = 30
"""Atoms of an apposition between the source of a quotation and its second part."""
_DASHES = " \u00a0-–—―"
"""Before the part of a quotation behind its cue, inside one pair of marks."""


class PlainInterrupted(PlainUnknown):
    """One sentence, and the second parts of its quotations."""

    def _after_place(self, at: int) -> int:
        """Return the comma after a place or a day behind the source of an interrupted quotation:
        “…”, sagte Krug | bei Sky |, “…”.
        """
        end = min(self._end, at + LONGEST_PLACE)
        comma = next((n for n in range(at, end) if self._atoms[n].tag in ",Q;:-"), None)
        if comma is None or comma + 1 >= len(self._atoms) or self._atoms[comma].tag != ",":
            return at
        has_verb = any(self._is_verb(n) or self._atoms[n].tag in "BHM" for n in range(at, comma))
        return comma if self._atoms[comma + 1].tag == "Q" and not has_verb else at

    def _quoted_with_and(self, at: int) -> int:
        """Return the quotation that "and" and a colon add to one before its cue, 0 for none: „…“,
        sagte Krug, und: | „…“
        """
        near = range(at + 2, min(len(self._atoms), at + LONGEST_ASIDE))
        following = next((n for n in near if self._atoms[n].tag == "Q"), 0)
        tags = [atom.tag for atom in self._atoms[following - 2 : following]]
        return following if following and tags == ["C", ":"] else 0

    def _marks_carried_on(self, at: int) -> int:
        """Return the next quotation if it carries on inside the marks that its cue interrupted,
        whatever is between; 0 for none: «… – disse Neri, sindaco di Lumo – | che ora chiude».
        """
        near = range(at, min(len(self._atoms), at + LONGEST_ASIDE))
        following = next((n for n in near if self._atoms[n].tag == "Q"), 0)
        quotation = self._atoms[following].quotation if following else None
        is_carried = quotation is not None and self._text[quotation.start] in _DASHES
        return following if is_carried else 0
