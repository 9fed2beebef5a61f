"""Cues after their content.

Examples: ``“…,” he said``, ``…, said X, a lawyer, “…”``, ``In a merger, he said, the brand would
survive``.
"""

from monitor.languages.lexicon import Verb
from monitor.statements.candidates import Range
from monitor.statements.nominal import NominalCues
from monitor.statements.sources import Source

LONGEST_INTRODUCTION = 9
"""Atoms of a phrase before its clause: "Back in the north of Virginia, he said, …"."""
LONGEST_BREAK = 20
"""Atoms between the two halves of a quotation that its cue and an aside interrupt."""


class PostponedCues(NominalCues):
    """Adds the content before a cue, and the continuation of that content after the cue."""

    def _try_postponed(
        self, at: int, group: int, verb: Verb, source: Source, end_of_cue: int, *, is_inverted: bool
    ) -> bool:
        """Add the content before a cue: "…," he said. — "…", said X, a lawyer.

        Return whether there is one.
        """
        atoms = self._atoms
        first = min(source.first, group)
        if first == 0 or not (
            "clause" in verb.frames
            or "quote" in verb.frames
            or "listener" in verb.frames
            or verb.lemma in self._words["postponed_too"]
        ):
            return False
        before = atoms[first - 1]
        boundary = first - 1
        if not is_inverted and self._frames.has_particle(at, verb):
            return False
        if before.tag not in ",Q-" and not (
            before.tag == "." and first > 1 and atoms[first - 2].tag == "Q"
        ):
            return False
        end = self._frames.is_aside_only(
            end_of_cue + 1,
            has_listener=is_inverted
            or verb.lemma in self._words["says"]
            or "listener" in verb.frames,
        )
        if (
            end is None
            and "listener" in verb.frames
            and (place := self._frames.after_listener(end_of_cue + 1)) is not None
        ):
            end = self._frames.is_aside_only(place)
        if end is None:
            return False
        if end < len(atoms) and atoms[end].tag == ":":
            return False
        if before.tag == "-" and not (end >= len(atoms) or atoms[end].tag in "-.,"):
            return False
        is_quoted = before.tag == "Q" or (boundary > 0 and atoms[boundary - 1].tag == "Q")
        if end < len(atoms) and atoms[end].tag == "Q" and not is_quoted:
            return False
        if (
            end + 1 < len(atoms)
            and atoms[end].tag == ","
            and atoms[end + 1].tag == "Q"
            and not is_quoted
        ):
            # "When Clinton noted …, Trump boasted, “…”": the words before the cue are an
            # introduction
            return False
        content_last = boundary if before.tag == "Q" else boundary - 1
        content_first = self._content_start(content_last, is_quoted=is_quoted)
        if content_first is None or content_first > content_last:
            return False
        is_introduction = content_last - content_first < 2 or self._is_introduction(
            content_first, content_last
        )
        after = self._rest_after(end, is_quoted=is_quoted, may_begin=is_introduction)
        if not is_quoted:
            if verb.is_ambiguous and verb.form != "past" and atoms[source.last].tag != "p":
                return False
            if is_introduction and (after is None or verb.lemma not in self._words["interrupts"]):
                # unless the content continues: "In a merger, he said, the brand would survive"
                return False
            if "clause" not in verb.frames and "listener" not in verb.frames:
                return False
        parts = [self._range(content_first, content_last)]
        if after is not None:
            parts.append(after)
        cue = (atoms[min(at, group)].start, atoms[at].end)
        self._append(
            parts, cue, verb.lemma, "postponed-quote" if is_quoted else "postponed", source
        )
        return True

    def _is_introduction(self, first: int, last: int) -> bool:
        """Return whether content before a cue only introduces its clause: "Though it was late"."""
        atoms = self._atoms
        if any(atom.tag == "," for atom in atoms[first : last + 1]):
            return False
        opener = atoms[first + (atoms[first].tag == "R" and first < last)]
        return (opener.tag == "P" and last - first < LONGEST_INTRODUCTION) or (
            opener.tag == "S" and opener.low not in self._words["complementizer"]
        )

    def _try_quotation_after(self, at: int, verb: Verb, source: Source) -> None:
        """Add the quotation after a cue whose subject follows it: Said Ellis: “…”"""
        atoms, mark = self._atoms, source.last + 1
        if mark + 1 < len(atoms) and atoms[mark].tag in ":," and atoms[mark + 1].tag == "Q":
            cue = (atoms[at].start, atoms[at].end)
            self._append([self._range(mark + 1, mark + 1)], cue, verb.lemma, "quote", source)
            self._last_source = source

    def _rest_after(self, end: int, *, is_quoted: bool, may_begin: bool = False) -> Range | None:
        """Return the part of the content that continues after a cue in its middle, or None."""
        atoms = self._atoms
        if end >= len(atoms):
            return None
        at = end + 1 if atoms[end].tag in ",-" else end
        if at >= len(atoms):
            return None
        if atoms[at].tag == "C" and at + 1 < len(atoms) and atoms[at + 1].tag == "Q":
            at += 1
        if atoms[at].tag == "Q":
            return self._range(at, self._frames.clause_end(at))
        if is_quoted:
            return self._rest_after_aside(at)
        if atoms[end].tag != "," or not (may_begin or self._continues(at)):
            return None
        last = self._frames.clause_end(at)
        if last - at < 2:
            return None
        return self._range(at, last)

    def _continues(self, at: int) -> bool:
        """Return whether content continues at a word after its cue, not another clause."""
        following = self._atoms[at]
        verb = self._verbs.get(following.low)
        if verb is not None and not verb.frames.isdisjoint(("clause", "object", "listener")):
            return False
        if following.low in self._words["continuing"]:
            return True
        return not (
            following.tag == "p"
            or following.low in self._words["clause_after_cue"]
            or following.low.endswith(self._endings["participle"])
        )

    def _rest_after_aside(self, at: int) -> Range | None:
        """Return the quotation that continues after an aside, or None.

        Example: “…,” Tester said, referring to the excuse, “you give …”
        """
        atoms = self._atoms
        for place in range(at, min(at + LONGEST_BREAK, len(atoms))):
            verb = self._verbs.get(atoms[place].low)
            if atoms[place].tag == "Q":
                return self._range(place, place) if atoms[place - 1].tag == "," else None
            if atoms[place].tag in ".;:p" or (
                verb is not None and verb.form != "ing" and "clause" in verb.frames
            ):
                return None
        return None
