"""Forms that look like verbs of saying: nouns, and verbs with other meanings.

Examples: "the reports", "Clinton attacks in the debate", "wrote in Ron Paul".
"""

from monitor.languages.lexicon import Verb
from monitor.statements.atoms import Atom
from monitor.statements.english.frames import Complement
from monitor.statements.english.main_clauses import Source
from monitor.statements.english.phrases import is_plural
from monitor.statements.english.postponed import PostponedCues
from monitor.statements.english.verb_groups import VerbGroup

LONGEST_SUBJECT = 9
"""Words in which a clause shows its verb: a subject with its complements."""


class Homographs(PostponedCues):
    """Decides whether a form is a verb of saying."""

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
        said = range(first, min(last + 1, first + LONGEST_SUBJECT))
        return not any(
            atoms[n].tag in "BHM" or atoms[n].low in self._verbs or self._has_done(n, first)
            for n in said
        )

    def _has_done(self, at: int, first: int) -> bool:
        """Return whether a past form has a name or a pronoun as its subject: Berg (then) left."""
        atoms = self._atoms
        before = at - 1
        while before > first and atoms[before].tag == "R":
            before -= 1
        is_past = atoms[at].tag == "w" and self._sources.is_past(atoms[at])
        is_past = is_past and atoms[at].low not in self._words["no_past"]
        return is_past and before >= first and atoms[before].tag in "Xp"

    def _is_heading_word(self, at: int) -> bool:
        """Return whether a word and its colon end a heading: Morning Briefing: …"""
        atoms = self._atoms
        is_before_colon = at + 1 < len(atoms) and atoms[at + 1].tag == ":"
        is_clause = at > 0 and atoms[at - 1].tag == ","  # …, warning: “…”
        headings = self._words["no_speaker_before_colon"]
        return is_before_colon and not is_clause and atoms[at].low in headings

    def _is_noun_by_chance(self, group: VerbGroup, complement: Complement, source: Source) -> bool:
        """Return whether a form that is as often a noun is a noun here."""
        verb = group.verb
        if verb.form == "past":
            return self._is_participle_of_noun(group, complement)
        if not verb.is_ambiguous:
            return False
        before = self._atoms[source.last]
        if before.low.endswith(self._endings["possessive"][:1]) and not group.tags:
            return True  # Ms Berg's remarks “…”
        is_cue = complement.form != "that" and self._has_pronoun_after(group, before)
        if verb.form == "third" and before.tag in "Xw" and is_cue:
            return False
        if before.tag == "p" or group.tags:
            return before.low in self._words["you"]
        if complement.form == "quote" and complement.first > group.at + 1:
            # "22 Clinton emails as “top secret”"
            return self._atoms[complement.first - 1].tag not in ",R"
        if self._is_plural_before_singular(group, before):
            return True  # Hand-written letters break estimates; the minister backs calls for …
        if complement.form == "that":
            return not self._may_speak(group, before)
        if complement.form in ("quote", "colon"):
            return False
        return self._is_noun_with_object(group, complement, before)

    def _is_plural_before_singular(self, group: VerbGroup, before: Atom) -> bool:
        """Return whether a plural precedes a form of the third person: the form is a plural too."""
        return group.verb.form == "third" and is_plural(before, self._lexicon)

    def _may_speak(self, group: VerbGroup, before: Atom) -> bool:
        """Return whether the word before a form and "that" is its subject: the report claims that.

        A noun is not: "a note that links", "mild questions that concern it".
        """
        is_base = group.verb.form == "base"
        if before.tag in "XT)" and not is_base:
            return True
        if is_base:
            return (
                before.low.endswith(self._endings["plural"]) or before.low in self._words["people"]
            )
        names = ("agent", "role", "group_role", "speech", "speaking", "title")
        return before.low.endswith(self._endings["agent"]) or any(
            before.low in self._words[name] for name in names
        )

    def _is_participle_of_noun(self, group: VerbGroup, complement: Complement) -> bool:
        """Return whether a past form is a participle after its noun: "a man accused of murder"."""
        at = group.at
        if complement.cue_last != at or group.tags or at + 1 >= len(self._atoms):
            return False
        following = self._atoms[at + 1].low
        if complement.form == "bare":
            return following in self._words["by_word"]
        return complement.form == "object" and following in self._words["after_participle"]

    def _has_pronoun_after(self, group: VerbGroup, before: Atom) -> bool:
        """Return whether the object is a pronoun: "the newspaper calls it …", "calls this …"."""
        following = self._atoms[group.at + 1 : group.at + 3]
        if not following:
            return False
        if following[0].low in self._words["object_pronoun"]:
            return True
        is_plural = before.tag == "w" and before.low.endswith(self._endings["plural"])
        is_date = len(following) > 1 and following[1].low in self._words["time"]
        return following[0].low in self._words["demonstrative"] and not is_plural and not is_date

    def _is_noun_with_object(self, group: VerbGroup, complement: Complement, before: Atom) -> bool:
        """Return whether an ambiguous form before an object or a bare clause is a noun."""
        is_owner = before.low.endswith(self._endings["possessive"][:1])
        if group.verb.form == "third":
            if is_owner or not (before.tag == "X" or self._is_headline):
                return True
            is_loose = complement.form in ("object", "bare") and not self._is_headline
            return is_loose and not self._is_clause(complement.first)
        is_plural = before.tag == "w" and before.low.endswith(self._endings["plural"])
        return is_owner or not (is_plural and complement.form != "object")
