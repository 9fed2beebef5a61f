"""Cues after their content.

Examples: ``“…,” he said``, ``…, said X, a lawyer, “…”``, ``In a merger, he said, the brand would
survive``.
"""

from monitor.languages.lexicon import Verb
from monitor.statements.candidates import Cue, Range
from monitor.statements.english.frames import Complement
from monitor.statements.english.main_clauses import Source
from monitor.statements.english.nominal import NominalCues
from monitor.statements.english.verb_groups import VerbGroup

LONGEST_INTRODUCTION = 9
"""Atoms of a phrase before its clause: "Back in the north of Virginia, he said, …"."""
LONGEST_UNNAMED_PLURAL = 3
"""Atoms of people whose verb may be a noun: federal prosecutors | claim."""
LONGEST_BREAK = 20
"""Atoms between the two halves of a quotation that its cue and an aside interrupt."""


class PostponedCues(NominalCues):
    """Adds the content before a cue, and the continuation of that content after the cue."""

    def _try_postponed(self, group: VerbGroup, source: Source, *, is_inverted: bool) -> bool:
        """Add the content before a cue: "…," he said. — "…", said X, a lawyer.

        Return whether there is one.
        """
        first = self._after_mark(min(source.first, group.first))
        if not self._may_be_postponed(group, first, is_inverted=is_inverted):
            return False
        end = self._cue_end(group, source, is_inverted=is_inverted)
        is_after_quotation = self._atoms[first - 1].tag == "Q"
        is_quoted = is_after_quotation or (first > 1 and self._atoms[first - 2].tag == "Q")
        if end is None or self._introduces(first, end, is_quoted=is_quoted):
            return False
        if not is_quoted and self._has_listener_with_to(group.at):
            return False  # On Tuesday, while it rained, Berg wrote to investors, …
        last = first - 1 if is_after_quotation else first - 2
        begin = self._content_start(last, is_quoted=is_quoted)
        if begin is None or begin > last:
            return False
        is_introduction = last - begin < 2 or self._is_introduction(begin, last)
        after = self._rest_after(end, is_quoted=is_quoted, may_begin=is_introduction)
        is_open = is_introduction and after is None
        if not is_quoted and not self._may_follow_clause(
            group.verb, source, is_introduction=is_introduction, is_open=is_open
        ):
            return False
        parts = [self._range(begin, last), *([after] if after else [])]
        cue = (self._atoms[min(group.at, group.first)].start, self._atoms[group.at].end)
        form = "postponed-quote" if is_quoted else "postponed"
        place = min(group.at, group.first)
        if self._is_vetoed(Complement(begin, last, form, group.at), place, group.verb, source):
            return False
        self._append(parts, Cue(cue, group.verb.lemma, form), source)
        return True

    def _has_listener_with_to(self, at: int) -> bool:
        following = self._atoms[at + 1 : at + 2]
        return bool(following) and following[0].low in self._words["infinitive"]

    def _after_mark(self, first: int) -> int:
        """Return the first atom of a cue with the "as" that a comma separates from its content."""
        atoms = self._atoms
        is_as = first > 1 and atoms[first - 1].low in self._words["as_word"]
        return first - 1 if is_as and atoms[first - 2].tag == "," else first

    def _may_be_postponed(self, group: VerbGroup, first: int, *, is_inverted: bool) -> bool:
        """Return whether a verb can follow its content, and a mark separates them."""
        verb, atoms = group.verb, self._atoms
        has_frame = not verb.frames.isdisjoint(("clause", "quote", "listener"))
        if first == 0 or not (has_frame or verb.lemma in self._words["postponed_too"]):
            return False
        if not is_inverted and self._frames.has_particle(group.at, verb):
            return False
        before = atoms[first - 1]
        ends_quotation = before.tag == "." and first > 1 and atoms[first - 2].tag == "Q"
        return before.tag in ",Q-" or ends_quotation

    def _cue_end(self, group: VerbGroup, source: Source, *, is_inverted: bool) -> int | None:
        """Return the atom that ends a postponed cue with its asides, or None if others follow."""
        verb, last = group.verb, source.last if is_inverted else group.at
        has_frame = "listener" in verb.frames
        has_listener = is_inverted or has_frame or verb.lemma in self._words["says"]
        end = self._frames.is_aside_only(last + 1, has_listener=has_listener)
        if end is not None or not has_frame:
            return end
        place = self._frames.after_listener(last + 1)
        return None if place is None else self._frames.is_aside_only(place)

    def _introduces(self, first: int, end: int, *, is_quoted: bool) -> bool:
        """Return whether the cue introduces what follows it: the words before are not its content.

        Example: "When Clinton noted …, Trump boasted, “…”".
        """
        atoms = self._atoms
        tags = [atom.tag for atom in atoms[end : end + 2]]
        if tags[:1] == [":"]:
            return True
        if atoms[first - 1].tag == "-" and tags and tags[0] not in "-.,":
            return True
        return not is_quoted and (tags[:1] == ["Q"] or tags == [",", "Q"])

    def _may_follow_clause(
        self, verb: Verb, source: Source, *, is_introduction: bool, is_open: bool
    ) -> bool:
        """Return whether unquoted words before a cue are its content.

        An introduction is not, unless the content continues: "In a merger, he said, the brand
        would survive".
        """
        is_noun = verb.is_ambiguous and verb.form != "past"
        is_pronoun = self._atoms[source.last].tag == "p"
        if is_noun and not (is_pronoun or self._is_parenthetic(verb, source)):
            return False
        if is_open or (is_introduction and verb.lemma not in self._words["interrupts"]):
            return False
        return not verb.frames.isdisjoint(("clause", "listener"))

    def _is_parenthetic(self, verb: Verb, source: Source) -> bool:
        """Return whether several people and a base form are between commas: prosecutors claim."""
        atoms, at = self._atoms, source.last
        is_plural = atoms[at].tag == "w" and atoms[at].low.endswith(self._endings["plural"])
        is_alone = source.first > 0 and atoms[source.first - 1].tag == "," and verb.form == "base"
        ends = at + 2 >= len(atoms) or atoms[at + 2].tag in ",."
        return is_alone and is_plural and at - source.first < LONGEST_UNNAMED_PLURAL and ends

    def _is_introduction(self, first: int, last: int) -> bool:
        """Return whether content before a cue only introduces its clause: "Though it was late"."""
        atoms = self._atoms
        if any(atom.tag == "," for atom in atoms[first : last + 1]):
            return False
        is_number = atoms[first + 1].tag == "N" if first < last else False
        if is_number and atoms[first].low in self._words["about_number"]:
            return False  # Around 19 missiles failed, …
        is_adverb = atoms[first].tag == "R" or atoms[first].low in self._words["early_late"]
        opener = atoms[first + (is_adverb and first < last)]
        return (opener.tag == "P" and last - first < LONGEST_INTRODUCTION) or (
            opener.tag == "S" and opener.low not in self._words["complementizer"]
        )

    def _try_quotation_after(self, at: int, verb: Verb, source: Source) -> None:
        """Add the quotation after a cue whose subject follows it: Said Ellis: “…”"""
        atoms, mark = self._atoms, source.last + 1
        if mark + 1 < len(atoms) and atoms[mark].tag in ":," and atoms[mark + 1].tag == "Q":
            cue = (atoms[at].start, atoms[at].end)
            self._append([self._range(mark + 1, mark + 1)], Cue(cue, verb.lemma, "quote"), source)
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
        verb = self._verbs.get(atoms[at].low)
        last = self._frames.clause_end(at)
        if last - at < 2 or (verb is not None and verb.form == "ing"):
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

    def _is_saying_participle(self, at: int) -> bool:
        """Return whether a participle of saying introduces what follows its comma: , adding, “…”"""
        verb = self._verbs.get(self._atoms[at].low)
        return verb is not None and verb.form == "ing" and "clause" in verb.frames

    def _rest_after_aside(self, at: int) -> Range | None:
        """Return the quotation that continues after an aside, or None.

        Example: “…,” Tester said, referring to the excuse, “you give …”
        """
        atoms = self._atoms
        for place in range(at, min(at + LONGEST_BREAK, len(atoms))):
            verb = self._verbs.get(atoms[place].low)
            if atoms[place].tag == "Q":
                is_own = atoms[place - 1].tag == "," and not self._is_saying_participle(place - 2)
                return self._range(place, place) if is_own else None
            if atoms[place].tag in ".;:p" or (
                verb is not None and verb.form != "ing" and "clause" in verb.frames
            ):
                return None
        return None
