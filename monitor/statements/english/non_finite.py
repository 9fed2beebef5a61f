"""Cues without a subject of their own: participles, infinitives and passives.

Examples: "…, vowing to target them", "rushing to say that", "was quoted as saying".
"""

from dataclasses import replace

from monitor.languages.lexicon import Verb
from monitor.statements.candidates import Cue
from monitor.statements.english.frames import Complement
from monitor.statements.english.homographs import Homographs
from monitor.statements.english.main_clauses import Source
from monitor.statements.english.verb_groups import VerbGroup

FAR_GOVERNOR = 8
"""Words between a verb and the infinitive that it governs: used a speech in Brill on Monday to."""
FAR_AGENT = 12
"""Atoms from a passive verb to its agent: accused of lying to the council by …"""
LONGEST_COMPANION = 7
"""Atoms of "with" and who says something beside the main clause: with several speakers saying."""
FAR_DRIVEN = 24
"""Atoms between a verb that drives a person and what is said: with a relative clause."""
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
        is_noun = before is not None and before.low in self._words["before_noun_ing"]
        if complement is None or is_noun:
            return  # some early warning of the raid
        if before is None or (
            group == 1 and before.low in self._words["before_leading_participle"]
        ):
            self._try_leading_participle(at, verb, complement)
            return
        own = self._own_subject(group)
        is_said = before.tag in ",-" or self._reports(verb, complement)
        if own is not None and is_said:
            self._add(complement, at, verb, own, {"participle"})
            return
        if before.tag in ",-CQ" or before.low in self._words["before_participle"]:
            is_object = complement.form in ("object", "bare")
            is_means = before.low in self._words["by_word"] and self._governs(group, "opening_by")
            if before.low in self._words["no_object_after"] and is_object and not is_means:
                return
            source = self._last_source or self._cited_source or self._sources.first_subject(group)
        elif before.tag in "XwT)" and self._reports(verb, complement):
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

    def _reports(self, verb: Verb, complement: Complement) -> bool:
        """Return whether a participle behind a noun reports speech: the mayor saying that …"""
        is_said = complement.form in ("that", "quote", "colon", "askto")
        return is_said or verb.lemma in self._words["said_by_participle"]

    def _own_subject(self, group: int) -> Source | None:
        """Return the subject beside a participle that is not the main clause's, or None."""
        atoms, before = self._atoms, self._atoms[group - 1]
        if before.tag in ",-":
            left = self._sources.left_of(group)
            is_companion = (
                left is not None
                and left.first > 1
                and (
                    atoms[left.first - 1].low in self._words["companion"]
                    and atoms[left.first - 2].tag in ",-"
                )
            )
            return left if is_companion else self._subject_of_last_clause(group)
        if before.tag not in "XwTN)" or before.low in self._words["before_participle"]:
            return None
        left = self._sources.left_of(group)
        is_part = (
            left is not None
            and left.first > 0
            and (
                atoms[left.first - 1].tag == ","
                and atoms[left.first].low in self._words["part_of_all"]
            )
        )
        return left if is_part else self._accompanied(group, left)

    def _subject_of_last_clause(self, group: int) -> Source | None:
        """Return the name whose clause a participle follows behind ", and": …, and the League |
        has sued the city, saying.
        """
        atoms, begin = self._atoms, self._last_source.last if self._last_source else 0
        places = range(group - 2, begin + 1, -1)
        opener = next((n for n in places if atoms[n].tag == "C" and atoms[n - 1].tag in ",-"), None)
        return None if opener is None else self._sources.clause_subject(opener, group)

    def _accompanied(self, group: int, left: Source | None) -> Source | None:
        """Return the subject of a participle in "with the general vowing", "heard Berg saying" and
        "footage of Berg saying", or None.
        """
        atoms = self._atoms
        opener = next(
            (n for n in range(group - 1, max(-1, group - 20), -1) if atoms[n].tag in ",.;Q"), -1
        )
        if left is not None and atoms[opener + 1].low in self._words["companion"]:
            return self._phrase(opener + 2, group - 1)
        within = range(group - 1, max(opener, group - LONGEST_COMPANION), -1)
        start = next((n for n in within if self._introduces_speaker(n)), None)
        if start is None or start + 1 >= group:
            return None
        is_plural = atoms[group - 1].low.endswith(self._endings["plural"])
        is_person = atoms[group - 1].tag == "X" or is_plural
        return self._phrase(start + 1, group - 1) if is_person else None

    def _introduces_speaker(self, at: int) -> bool:
        """Return whether a word introduces who says something beside the main clause."""
        low = self._atoms[at].low
        if low in self._words["genitive"]:
            return at > 0 and self._atoms[at - 1].low in self._words["recording"]
        return low in self._words["companion"] or low in self._words["perceiving"]

    def _phrase(self, first: int, last: int) -> Source | None:
        """Return a noun phrase as a source, or None if it holds another clause."""
        inside = self._atoms[first : last + 1]
        is_clause = not inside or any(atom.tag in "BHMSC,.;:Q" for atom in inside)
        return None if is_clause else Source(first, last, *self._sources.head_of(first, last))

    def _try_leading_participle(self, at: int, verb: Verb, complement: Complement) -> None:
        """Add the candidate of a participle that leads: "Claiming that it was late, Berg left".

        The content ends at the comma, and the speaker follows it.
        """
        atoms = self._atoms
        end = complement.last + 1
        commas = [n for n in range(complement.first, end) if atoms[n].tag == ","]
        names = (n for n in commas if n + 1 < len(atoms) and atoms[n + 1].tag in "XTDp")
        comma = next(names, commas[0] if commas else None)
        if comma is None and end < len(atoms) and atoms[end].tag == ",":
            comma = end
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
        if complement is None:
            return
        is_speech = not verb.is_ambiguous and verb.lemma not in self._words["weak"]
        is_realised = is_speech and self._governs(group, "realised")
        if not (is_realised or self._is_said_in_infinitive(verb, complement)):
            return
        source = self._driven(group) or self._last_source or self._sources.first_subject(group)
        if source is None:
            return
        governing = self._atoms[group - 2].low if group > 1 else ""
        if governing in self._words["unsaid_infinitive"] or self._is_negated_before(group):
            return
        self._add(complement, at, verb, source, {"infinitive"})

    def _driven(self, group: int) -> Source | None:
        """Return who is made to say something: the court forced | Berg, the mayor, to admit."""
        atoms, verbs = self._atoms, self._words["driving"]
        places = range(group - 2, max(0, group - FAR_DRIVEN), -1)
        at = next((n for n in places if atoms[n].low in verbs or atoms[n].tag in ".;:Q"), None)
        if at is None or atoms[at].low not in verbs:
            return None
        last = self._sources.phrase_end(at + 1)
        if last is None or last + 1 >= group - 1:
            return self._phrase(at + 1, group - 2)  # led some | to say
        return self._sources.phrase_from(at + 1)

    def _governs(self, group: int, name: str) -> bool:
        """Return whether a verb of a list governs an infinitive or gerund: used the day to warn."""
        verbs = self._words[name]
        for atom in reversed(self._atoms[max(0, group - FAR_GOVERNOR) : group]):
            if atom.tag in ",.;:QSGM":
                return False
            if atom.low in verbs:
                return True
        return False

    def _is_negated_before(self, group: int) -> bool:
        """Return whether the verb that governs an infinitive is negated: did not seem to agree."""
        for atom in reversed(self._atoms[max(0, group - NEAR_NEGATION) : group]):
            if atom.tag in ",.;:QSC":
                return False
            if atom.tag == "G":
                return True
        return False

    def _try_agent(self, at: int, group: int, verb: Verb) -> None:
        """Add what a person behind "by" judges: the plan was condemned | by Anna Berg as theft."""
        atoms = self._atoms
        places = range(at + 1, min(at + FAR_AGENT, len(atoms) - 1))
        by = next((n for n in places if atoms[n].low in self._words["by_word"]), None)
        patient = self._sources.left_of(group)
        if by is None or patient is None or any(atom.tag in ",.;:QS" for atom in atoms[at:by]):
            return
        agent = self._sources.phrase_from(by + 1)
        if agent is None or not self._may_judge(agent):
            return
        agent = self._without_charge(agent)
        is_relative = atoms[patient.last].low in self._words["relative_pronoun"]
        last = patient.head_last if is_relative else patient.last
        parts = [self._range(patient.first, last)]
        rest = at + 1 if by > at + 1 else agent.last + 1
        if rest < len(atoms) and atoms[rest].low in self._words["after_judged"]:
            parts.append(self._range(rest, by - 1 if by > rest else self._frames.clause_end(rest)))
        cue = (atoms[group].start, atoms[at].end)
        self._append(parts, Cue(cue, verb.lemma, "object"), agent)

    def _without_charge(self, agent: Source) -> Source:
        """Return an agent without what it accuses of: prosecutors | of lying, allies | as theft."""
        for at in range(agent.first + 1, agent.last):
            word, following = self._atoms[at].low, self._atoms[at + 1].low
            is_charge = following.endswith(self._endings["participle"])
            if word in self._words["after_judged"] and is_charge:
                return Source(agent.first, at - 1, agent.head_first, min(agent.head_last, at - 1))
        return agent

    def _may_judge(self, agent: Source) -> bool:
        atoms = self._atoms[agent.head_first : agent.head_last + 1]
        lists = ("agent", "role", "group_role", "speaking")
        is_person = any(atoms[-1].low in self._words[name] for name in lists)
        return is_person or any(atom.tag in "XT" for atom in atoms)

    def _try_passive(self, at: int, group: int, verb: Verb) -> None:
        """Add the candidate of a passive: "was quoted as saying by ISNA" has its subject as the
        speaker.

        Other passives have no speaker, or the one after "by".
        """
        atoms = self._atoms
        if verb.lemma in self._words["judged_by"]:
            self._try_agent(at, group, verb)
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
