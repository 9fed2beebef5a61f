"""Cues without a subject of their own: participles, infinitives and passives.

Examples: "…, vowing to target them", "rushing to say that", "was quoted as saying".
"""

from dataclasses import replace

from monitor.languages.lexicon import Verb
from monitor.statements.frames import Complement
from monitor.statements.homographs import Homographs
from monitor.statements.sources import Source
from monitor.statements.verb_groups import VerbGroup

NEAR_NEGATION = 5
"""Words between a negation and an infinitive that it denies: did not even bother to."""


class NonFiniteCues(Homographs):
    """Finds the candidates of non-finite verbs; their subject is that of the main clause."""

    def _try_participle(self, at: int, group: int, verb: Verb) -> None:
        """Add the candidate of a participle with the subject of its main clause: "…, vowing to
        target them".
        """
        atoms = self._atoms
        before = atoms[group - 1] if group else None
        complement = self._frames.read(at, verb)
        if complement is None:
            return
        if before is None or (
            group == 1 and before.low in self._words["before_leading_participle"]
        ):
            self._try_leading_participle(at, verb, complement)
            return
        if before.tag in ",-CQ" or before.low in self._words["before_participle"]:
            if before.low in self._words["no_object_after"] and complement.form in (
                "object",
                "bare",
            ):
                return
            source = self._last_source or self._sources.first_subject(group)
        elif before.tag in "XwT)" and (
            complement.form in ("that", "quote", "colon", "askto")
            or verb.lemma in self._words["said_by_participle"]
        ):
            if (beside := self._accompanied(group)) is not None:
                self._add(complement, at, verb, beside, {"participle"})
                return
            source = (
                self._last_source
                or self._sources.first_subject(group)
                or self._sources.left_of(group)
            )
            if (
                complement.form in ("that", "quote", "colon")
                and before.low in self._words["speech"]
            ):
                source = self._last_source or self._sources.first_subject(group)
        else:
            return
        if source is None:
            return
        if verb.is_ambiguous and complement.form == "object":
            return
        self._add(complement, at, verb, source, {"participle"})

    def _accompanied(self, group: int) -> Source | None:
        """Return the subject of a participle in "with the general vowing …", or None."""
        first = self._sources.left_of(group)
        opener = next(
            (n for n in range(group - 1, max(-1, group - 20), -1) if self._atoms[n].tag in ",.;Q"),
            -1,
        )
        if first is None or self._atoms[opener + 1].low not in self._words["with_word"]:
            return None
        return first

    def _try_leading_participle(self, at: int, verb: Verb, complement: Complement) -> None:
        """Add the candidate of a participle that leads: "Claiming that it was late, Berg left".

        The content ends at the comma, and the speaker follows it.
        """
        atoms = self._atoms
        comma = next(
            (n for n in range(complement.first, complement.last + 1) if atoms[n].tag == ","), None
        )
        if (
            complement.form == "to"
            or comma is None
            or comma == complement.first
            or comma + 1 >= len(atoms)
        ):
            return
        source = self._sources.first_subject(len(atoms)) if atoms[comma + 1].tag in "XTDp" else None
        if source is not None and not (verb.is_ambiguous and complement.form == "object"):
            self._add(replace(complement, last=comma - 1), at, verb, source, {"participle"})

    def _is_said_in_infinitive(self, verb: Verb, complement: Complement) -> bool:
        """Return whether an infinitive reports speech: "rushing to say he did not …"."""
        if complement.form in ("that", "quote", "colon"):
            return True
        return complement.form == "bare" and verb.lemma in self._words["said_in_infinitive"]

    def _try_infinitive(self, at: int, group: int, verb: Verb) -> None:
        complement = self._frames.read(at, verb)
        if complement is None or not self._is_said_in_infinitive(verb, complement):
            return
        source = self._last_source or self._sources.first_subject(group)
        if source is None:
            return
        governing = self._atoms[group - 2].low if group > 1 else ""
        if governing in self._words["unsaid_infinitive"] or self._is_negated_before(group):
            return
        self._add(complement, at, verb, source, {"infinitive"})

    def _is_negated_before(self, group: int) -> bool:
        """Return whether the verb that governs an infinitive is negated: did not seem to agree."""
        for atom in reversed(self._atoms[max(0, group - NEAR_NEGATION) : group]):
            if atom.tag in ",.;:QSC":
                return False
            if atom.tag == "G":
                return True
        return False

    def _try_passive(self, at: int, group: int, verb: Verb) -> None:
        """Add the candidate of a passive: "was quoted as saying by ISNA" has its subject as the
        speaker.

        Other passives have no speaker, or the one after "by".
        """
        atoms = self._atoms
        if (
            verb.lemma in self._words["quoting_verb"]
            and at + 2 < len(atoms)
            and atoms[at + 1].low in self._words["as_word"]
            and atoms[at + 2].low in self._words["quoted_saying"]
        ):
            source = self._sources.left_of(group)
            saying = self._verbs.get(atoms[at + 2].low)
            if source is None or saying is None:
                return
            quoted = VerbGroup(at + 2, group, saying, frozenset(), frozenset())
            if self._try_postponed(quoted, source, is_inverted=False):
                self._last_source = source
                return
            complement = self._frames.read(at + 2, saying)
            if complement is not None:
                self._add(complement, at, verb, source, set())
                self._last_source = source
