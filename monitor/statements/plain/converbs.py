"""Participles and converbs that share the subject of their sentence: soulignant, утверждая."""

from monitor.statements.known_words import is_role
from monitor.statements.plain.right import PlainRight
from monitor.statements.plain.sentence import Run


class PlainConverbs(PlainRight):
    """One sentence, and the subjects of its converbs."""

    def _is_converb(self, at: int) -> bool:
        """Return whether a form shares the subject of its sentence: soulignant,
        утверждая, مضيفا.
        """
        verb = self._lexicon.verbs.get(self._atoms[at].low)
        if verb is not None and verb.form == "base":
            return self._lead_of_infinitive(at) in self._words["converb_lead"]
        return self._atoms[at].low in self._words["participle"] or (
            verb is not None and verb.form == "ing"
        )

    def _is_inside_topic(self, at: int) -> bool:
        """Return whether a verb is in the relative clause of a topic before the verb of saying with
        its colon: با اشاره به فیلمی که القا | می‌کند …، گفت: …
        """
        if at + 1 >= self._colon or self._is_converb(at):
            return False
        that = next((n for n in range(at - 1, 0, -1) if self._low(n) in self._words["that"]), 0)
        if any(self._atoms[n].tag == "," for n in range(that, at)):
            return False  # زواره‌ای که نامزد بود، | تأکید کرد …
        before = self._low(that - 1)
        ending = self._lexicon.raw.get("relative_noun", "")
        is_relative = bool(ending) and before.endswith(ending)
        is_relative = is_relative or before in self._words["question_noun"]
        return that > 0 and is_relative and not is_role(before, self._lexicon)

    def _is_in_list(self, at: int, group: int) -> bool:
        """Return whether a finite verb is a member of a list of cues with one subject, in a
        language that omits pronouns: se opuso al plan, | pidió que …
        """
        is_led = group > 1 and self._atoms[group - 1].tag == ","
        following = self._atoms[at + 1].tag if at + 1 < self._end else ""
        is_clause = self._low(at + 1) in self._words["that"] or following == "Q"
        if not (self._lexicon.raw.get("null_subject") and is_led and is_clause):
            return False
        first = group - 1
        while first > 0 and self._atoms[first - 1].tag in "XT":
            first -= 1
        return self._low(first - 1) != ","  # el ministro, Juan Mora, | dijo que …

    def _is_in_opening_adverbial(self, at: int, group: int) -> bool:
        """Return whether a verb is in a relative clause of the adverbial that opens a sentence, and
        the cue of the sentence follows its comma: Sobre las voces que | hablan de un pacto, Ruiz
        dijo que …
        """
        is_relative = group > 1 and self._low(group - 1) in self._words["that"]
        if not is_relative or self._order != "svo" or self._atoms[0].tag not in "PS":
            return False
        if self._atoms[group - 2].tag not in "wX" or self._is_verb(group - 2):
            return False
        comma = next((n for n in range(at + 1, self._end) if self._atoms[n].tag in ",;:Q"), None)
        if comma is None or self._atoms[comma].tag != ",":
            return False
        return any(self._is_verb(n) for n in range(comma + 1, self._end))

    def _sentence_subject(self, at: int) -> Run | None:
        """Return the subject of the sentence that a converb belongs to.

        It is the phrase before the first verb, or before the first comma.
        """
        if (beside := self._name_before_comma(at)) is not None:
            return beside
        if self._order == "vso":
            return self._subject_after_first_verb(at)
        if (own := self._subject_of_participle(at)) is not None:
            return own
        end = next(
            (
                n
                for n in range(1, at)
                if self._atoms[n].tag in ",BHM" or self._is_verb(n) or self._begins_verb(n)
            ),
            at,
        )
        left = self._left_source(end) if 0 < end < at else None
        if left is not None and self._atoms[left[0]].tag == "p":
            return left[0], left[0]  # Сам | он с этим спорить не стал, заметив …
        return left

    def _subject_of_participle(self, at: int) -> Run | None:
        """Return the subject right before a participle, between it and a comma: le procès s'achève,
        | l'ex-président | critiquant …
        """
        if not self._lexicon.subject_by_place or at < 2:
            return None
        verb = self._lexicon.verbs.get(self._low(at))
        if verb is None or verb.form != "ing" or self._atoms[at - 1].tag not in "wXT":
            return None
        first = at - 1
        while first > 0 and self._atoms[first - 1].tag in "wXTD" and not self._is_stop(first - 1):
            first -= 1
        is_subject = first > 0 and self._low(first - 1) == "," and self._atoms[first].tag in "DX"
        return (first, at - 1) if is_subject else None

    def _name_before_comma(self, at: int) -> Run | None:
        """Return the name between commas right before a converb: du ministre, Ana Petit,
        soulignant …
        """
        atoms = self._atoms
        if at < 4 or atoms[at - 1].tag != ",":
            return None
        first = at - 1
        while first > 0 and atoms[first - 1].tag in "XT":
            first -= 1
        is_name = at - 1 - first > 1 and first > 1 and atoms[first - 1].tag == ","
        return (first, at - 2) if is_name else None

    def _subject_after_first_verb(self, at: int) -> Run | None:
        """Return the subject behind the verb of a sentence, of a list or at its head, before a
        converb: رد المتحدث | على الاتهامات قائلا …
        """
        verb = next((n for n in range(at) if self._is_verb(n)), 0)
        while verb < at and self._atoms[verb].tag in "HBRSC,":
            verb += 1
        run = self._up_to_indefinite(self._up_to_name(self._run(verb + 1, at)))
        return run if run is not None and self._is_speaker(run) else None

    def _begins_verb(self, at: int) -> bool:
        """Return whether a verb of no list begins here: a clitic, or an ending that only finite
        verbs have.
        """
        atom = self._atoms[at]
        is_finite = atom.tag == "w" and atom.low.endswith(self._lexicon.finite_endings)
        return self._order == "svo" and (is_finite or atom.low in self._words["clitic"])
