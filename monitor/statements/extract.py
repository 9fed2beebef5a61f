"""English-like grammar: cues, their sources and their contents, sentence by sentence.

    sentence --cues--> candidates --attach quotations--> candidates --choose--> raw statements

This module reads verbs of saying before their content, `monitor.statements.postponed` those after
it, `monitor.statements.nominal` all other cues.
"""

from dataclasses import replace

from monitor.languages.lexicon import Verb
from monitor.statements.candidates import Candidate
from monitor.statements.frames import Complement
from monitor.statements.postponed import PostponedCues
from monitor.statements.sources import Source

MOST_CUES = 6
"""Most cues tried in one sentence: prose has at most four; the limit keeps time linear for lists of
cues.
"""
LONGEST_UNNAMED = 4
"""Atoms of a source without a name: "a senior state official"."""


class SentenceReader(PostponedCues):
    """Finds the candidates of one sentence."""

    def read(self) -> list[Candidate]:
        """Return the candidates of the sentence, in order of their cues."""
        tried = 0
        for at, atom in enumerate(self._atoms):
            verb = self._verbs.get(atom.low)
            if verb is not None and (atom.tag in "wR" or at == 0 or self._is_headline):
                tried += 1
                self._try_verb(at, verb)
            elif (
                atom.low in self._words["according_word"]
                and at + 1 < len(self._atoms)
                and self._atoms[at + 1].low in self._words["infinitive"]
            ):
                tried += 1
                self._try_according(at)
            elif atom.low in self._words["as_word"] and at == 0:
                self._try_as_reported(at)
            elif atom.tag == ":":
                self._try_colon(at)
            elif atom.tag == "-" and at and self._atoms[at - 1].tag == "Q":
                self._try_signature(at)
            elif atom.low in self._words["carrying"] and at + 1 < len(self._atoms):
                self._try_noun(at)
            if tried >= MOST_CUES:
                break
        return self._found

    def _try_verb(self, at: int, verb: Verb) -> None:
        atoms = self._atoms
        group, passed, passed_words = self._sources.group_start(at)
        before = atoms[group - 1] if group else None
        if "G" in passed or (before is not None and before.tag == "G"):
            return
        is_passive = (verb.form == "past" and "B" in passed and "H" not in passed) or (
            verb.form == "past" and not self._words["been"].isdisjoint(passed_words.split())
        )
        if is_passive:
            self._try_passive(at, group, verb)
            return
        is_hypothetical = "M" in passed
        if verb.form == "ing" and "B" not in passed:
            self._try_participle(at, group, verb)
            return
        if verb.form == "base" and before is not None and before.low in self._words["infinitive"]:
            self._try_infinitive(at, group, verb)
            return
        if verb.form == "base" and passed & {"B"}:
            return
        if (
            "H" in passed
            and verb.form == "base"
            and self._words["do_support"].isdisjoint(passed_words.split())
        ):
            return
        source, is_inverted, is_inherited = self._subject(at, group, verb)
        if source is None:
            return
        if (
            is_hypothetical
            and verb.form == "base"
            and not (
                verb.lemma in self._words["said_in_future"]
                and source.first == source.last
                and atoms[source.first].low in self._words["speaking_of_oneself"]
            )
        ):
            return
        if self._is_conditional(source.first) or self._is_negative(source):
            return
        end_of_cue = source.last if is_inverted else at
        is_beside = not is_inherited or atoms[group - 1].tag != "C"
        if is_beside and self._try_postponed(
            at, group, verb, source, end_of_cue, is_inverted=is_inverted
        ):
            self._last_source = source
            return
        if is_inverted:
            self._try_quotation_after(at, verb, source)
            return
        complement = self._frames.read(at, verb) or self._noted_as(at, verb, source)
        if complement is not None and self._says_too_little(at, verb, complement):
            complement = self._frames.read_object(at, verb) if complement.form == "bare" else None
        if complement is None:
            return
        if self._is_noun_by_chance(at, verb, complement, source, passed):
            return
        flags = {"inherited"} if is_inherited else set()
        self._add(complement, group if passed else at, verb, source, flags)
        self._last_source = source

    def _subject(self, at: int, group: int, verb: Verb) -> tuple[Source | None, bool, bool]:
        """Return the subject, whether it follows its verb, and whether it is the one of the cue
        before.
        """
        atoms = self._atoms
        if (parsed := self._subjects.get(at)) is not None:
            (first, last), head = parsed
            return Source(first, last, *head), first > at, False
        before = atoms[group - 1] if group else None
        if before is None:
            if (
                verb.form in ("past", "third")
                and not verb.is_ambiguous
                and self._number >= 0
                and group == at
                and verb.lemma in self._words["begins_sentence"]
            ):
                return self._sources.right_of(at), True, False
            return None, False, False
        if before.tag in ",Q-" or (before.tag == "." and before.low == "."):
            if (
                group == at
                and verb.form != "ing"
                and not verb.frames.isdisjoint(("clause", "quote"))
            ):
                following = atoms[at + 1] if at + 1 < len(atoms) else None
                if (
                    following is not None
                    and (
                        following.tag in "XTDpN"
                        or (
                            following.tag == "w"
                            and following.low not in self._words["after_inverted_verb"]
                        )
                    )
                    and (before.tag == "Q" or verb.lemma in self._words["inverted"])
                ):
                    inverted = self._sources.right_of(at)
                    if (
                        inverted is not None
                        and self._ends_cue(inverted.last + 1)
                        and not (
                            before.tag == ","
                            and atoms[inverted.last + 1 : inverted.last + 2]
                            and atoms[inverted.last + 1].tag == "Q"
                        )
                        and (before.tag == "Q" or self._may_be_speaker(inverted, group))
                    ):
                        return inverted, True, False
            if before.tag in ",-":
                source = self._sources.left_of(group)
                if source is not None:
                    return source, False, False
                if self._last_source is not None:
                    return self._last_source, False, True
            return None, False, False
        if before.low in self._words["nor"]:
            return None, False, False
        if before.tag == "C":
            inherited = self._last_source or self._sources.first_subject(group)
            return inherited, False, True
        if before.tag in "PM" or (before.tag == "D" and before.low in self._words["article"]):
            return None, False, False
        if verb.is_ambiguous and before.tag == "D" and before.low in self._words["owning"]:
            return None, False, False
        source = self._sources.left_of(group)
        return source, False, False

    def _may_be_speaker(self, source: Source, group: int) -> bool:
        """Return whether the phrase after "…, said" without a quotation can be a speaker, not a
        clause.

        The phrase must have a name, or be short while no named phrase precedes the cue.
        """
        if self._is_named(source):
            return True
        before = self._sources.left_of(group)
        return source.last - source.first < LONGEST_UNNAMED and not (
            before is not None and self._is_named(before)
        )

    def _is_named(self, source: Source) -> bool:
        return any(
            atom.tag in "XTp" for atom in self._atoms[source.head_first : source.head_last + 1]
        )

    def _ends_cue(self, at: int) -> bool:
        if at >= len(self._atoms) or self._atoms[at].tag in ".,Q;:-)":
            return True
        is_continued = self._atoms[at].tag == "C" and self._frames.is_coordinated_cue(at)
        return is_continued or self._frames.is_aside_only(at, has_listener=False) is not None

    def _is_negative(self, source: Source) -> bool:
        """Return whether a negative subject ("none of them") means that no statement was made."""
        return self._atoms[source.first].low in self._words["no_one"]

    def _is_conditional(self, first: int) -> bool:
        before = self._atoms[first - 1] if first else None
        if before is None:
            return False
        # "Had he said that …", "Did he say that …?": his verb precedes him
        return before.low in self._words["conditional"] or (first == 1 and before.tag in "HM")

    def _noted_as(self, at: int, verb: Verb, source: Source) -> Complement | None:
        """Return the main clause after "As Clyburn noted, …"."""
        atoms = self._atoms
        opener = atoms[source.first - 1].low if source.first else ""
        if (
            opener not in self._words["as_word"]
            or source.first > 2
            or "clause" not in verb.frames
            or at + 3 >= len(atoms)
            or atoms[at + 1].tag != ","
        ):
            return None
        return Complement(at + 2, self._frames.clause_end(at + 2), "bare", at)

    def _says_too_little(self, at: int, verb: Verb, complement: Complement) -> bool:
        """Return whether the complement of a verb with many meanings is not speech.

        Examples: "wrote in Ron Paul", "maintained a lead", "a class called “X”".
        """
        atoms, first, last = self._atoms, complement.first, complement.last
        if (
            complement.form == "quote"
            and verb.lemma in self._words["naming_verb"]
            and first == at + 1
        ):
            return at > 0 and atoms[at - 1].tag == "w"
        if complement.form == "colon" and atoms[first].tag != "Q":
            return verb.is_ambiguous and verb.form != "past"
        if complement.form != "bare" or verb.lemma not in self._words["weak"]:
            return False
        return not any(
            atom.tag in "BHM" or atom.low in self._verbs
            for atom in atoms[first : min(last + 1, first + 9)]
        )

    def _is_noun_by_chance(
        self, at: int, verb: Verb, complement: Complement, source: Source, passed: set[str]
    ) -> bool:
        """Return whether a form that is as often a noun is a noun here.

        Examples: "the reports", "Clinton attacks in the debate".
        """
        if not verb.is_ambiguous or verb.form == "past":
            if (
                verb.form == "past"
                and complement.form == "object"
                and complement.cue_last == at
                and not passed
            ):
                # "The ad called Stronger Together", "a man accused of murder": a participle after
                # its noun
                next_word = self._atoms[at + 1].low if at + 1 < len(self._atoms) else ""
                return next_word in self._words["after_participle"]
            return False
        before = self._atoms[source.last]
        following = self._atoms[at + 1] if at + 1 < len(self._atoms) else None
        if verb.form == "third" and following is not None and before.tag in "Xw":
            is_plural = before.tag == "w" and before.low.endswith(self._endings["plural"])
            second = self._atoms[at + 2].low if at + 2 < len(self._atoms) else ""
            if following.low in self._words["object_pronoun"] or (
                following.low in self._words["demonstrative"]
                and not is_plural
                and second not in self._words["time"]
            ):
                return False  # "the newspaper calls it …", "the campaign calls this …"
        if before.tag == "p" or passed:
            return before.low in self._words["you"]
        if complement.form == "quote" and complement.first > at + 1:
            return (
                self._atoms[complement.first - 1].tag not in ",R"
            )  # "22 Clinton emails as “top secret”"
        if complement.form in ("that", "quote", "colon"):
            return False
        if verb.form == "third":
            if before.low.endswith(self._endings["possessive"][:1]) or not (
                before.tag == "X" or self._is_headline
            ):
                return True
            return (
                complement.form in ("object", "bare")
                and not self._is_headline
                and not self._is_clause(complement.first)
            )
        return not (
            before.tag == "w"
            and before.low.endswith(self._endings["plural"])
            and complement.form != "object"
        ) or before.low.endswith(self._endings["possessive"][:1])

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
        if governing in self._words["unsaid_infinitive"]:
            return
        self._add(complement, at, verb, source, {"infinitive"})

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
            if self._try_postponed(at + 2, group, saying, source, at + 2, is_inverted=False):
                self._last_source = source
                return
            complement = self._frames.read(at + 2, saying)
            if complement is not None:
                self._add(complement, at, verb, source, set())
                self._last_source = source
