"""Cue verbs of the plain grammar: whether a form is the verb of saying that it looks like.

It is not if it is a noun (die Sprachen, la denuncia), a part of another verb (warf … ab), a
passive, an infinitive behind a modal, or a participle without its auxiliary (el acusado).
"""

from monitor.languages.lexicon import Verb
from monitor.statements.known_words import is_given, is_role
from monitor.statements.plain.phrases import PlainPhrases
from monitor.statements.plain.sentence import Run

LONGEST_CLAUSE = 30
"""Atoms of a clause before its cue that are searched for its "if"; the limit keeps time linear."""
TO_AUXILIARY = 8
"""Atoms between an auxiliary and its participle: "a, lui aussi, affirmé"."""
MOST_TO_PARTICLE = 40
"""Atoms from a separable verb to its particle; most sentences are shorter, and time stays linear.
"""
MOST_TO_NOUN = 7
"""Atoms from a verb to the noun that is its part, where the object follows that noun: a lancé
vendredi un appel.
"""


class PlainCues(PlainPhrases):
    """One sentence, and its cue verbs."""

    def _is_joined(self, at: int) -> bool:
        """Return whether the form of a cue joins it to the words before it: وقال, menaçant."""
        return self._is_converb(at) or (self._order == "vso" and self._has_conjunction(at))

    def _counts(self, at: int, verb: Verb) -> bool:
        """Return whether a form is the cue verb that it looks like.

        It is not a noun (die Sprachen), a part of another verb (warf … ab) or a passive.
        """
        if verb.form == "base" and not self._is_led_infinitive(at):
            return False
        if self._order == "v2" and self._is_free_relative(at):
            return False
        if self._is_noun(at) or self._lacks_auxiliary(at) or self._is_conditional(at):
            return False
        if self._order == "v2" and at + 1 < self._end and self._atoms[at + 1].tag == "B":
            return False  # ob Proteste gerechtfertigt | sind
        beside = (at + 1,) if self._lexicon.raw.get("subject_first") else (at - 1, at + 1)
        if self._is_infinitive(at, verb) or any(
            0 <= n < self._end and self._low(n) in self._words["passive"] for n in beside
        ):
            return False
        if self._is_passive_at_end(at):
            return False
        parts = self._lexicon.parts.get(verb.lemma)
        ends = tuple("_".join(part) for part in parts) if parts is not None else ()
        if parts is None or self._low(at).startswith(ends) or self._low(at).endswith(ends):
            return True
        return self._part_of(at, verb) is not None

    def _is_passive_at_end(self, at: int) -> bool:
        """Return whether a participle that closes its clause is passive, in a language whose verb
        is second: wurde im Protokoll noch einmal | betont, dass …
        """
        closes = at + 1 >= self._end or self._atoms[at + 1].tag in ",:"
        if self._order != "v2" or not closes or self._atoms[at - 1].tag == "C":
            return False
        first, least = at, max(0, at - LONGEST_CLAUSE)
        while first > least and self._atoms[first - 1].tag not in ",;:Q":
            first -= 1
        clause = self._atoms[first:at]
        is_passive = any(a.tag == "B" and a.low in self._words["passive_past"] for a in clause)
        return is_passive and not any(a.tag in "HC" for a in clause)

    def _cue_verb(self, at: int) -> Verb | None:
        """Return the verb of saying at an atom: of verbs in parts, the one whose part is there."""
        low = self._low(at)
        if low in self._lexicon.verbs and self._is_name_like_verb(at):
            return None
        for verb in self._lexicon.parted.get(low, ()):
            if self._part_of(at, verb) is not None:
                return verb
        return self._lexicon.verbs.get(low)

    def _part_of(self, at: int, verb: Verb) -> Run | None:
        """Return the part of a verb in parts: behind it in its clause, or right before it, where
        the verb is last: warf … vor, brachte … zum Ausdruck, hat … in Aussicht gestellt.
        """
        parts = self._lexicon.parts.get(verb.lemma, ())
        group = self._group(at)
        for part in parts:
            first = group - len(part)
            if first >= 0 and len(part[0]) > 1 and self._is_part(first, part):
                return first, group - 1
        most, ends = MOST_TO_PARTICLE, ""
        if self._order == "svo":
            most, ends = MOST_TO_NOUN, ",:;Q"
        elif self._lexicon.verbs[self._low(at)].lemma not in self._lexicon.parts:
            ends = ",:;Q"  # sagte, die Straße bleibe zu
        first_words = {part[0] for part in parts}
        for n in range(at + 1, min(at + most, self._end)):
            if self._atoms[n].tag in ends:
                return None
            if self._atoms[n].low not in first_words:
                continue
            for part in parts:
                if self._is_part(n, part) and self._ends_clause(n, part):
                    return n, n + len(part) - 1
        return None

    def _is_part(self, first: int, part: tuple[str, ...]) -> bool:
        return all(self._low(first + n) == word for n, word in enumerate(part))

    def _ends_clause(self, at: int, part: tuple[str, ...]) -> bool:
        """Return whether a part of one small word is not a preposition with its noun: warf dem
        Minister | vor, but not: warf … vor der Sitzung.
        """
        is_particle = len(part) == 1 and part[0] in self._words["particle"]
        if not is_particle or self._atoms[at].tag != "P" or at + 1 >= self._end:
            return True
        following = self._atoms[at + 1]
        return following.tag in ",:;.-()CPQ" or following.low in self._words["that"]

    def _is_free_relative(self, at: int) -> bool:
        """Return whether the clause of a cue is the object of another verb: wusste, was er | sagte,
        …
        """
        first, least = at, max(0, at - LONGEST_CLAUSE)
        while first > least and self._atoms[first - 1].tag not in ",;:-Q()":
            first -= 1
        return first < at and self._low(first) in self._words["free_relative"]

    def _is_conditional(self, at: int) -> bool:
        """Return whether the clause of a cue begins with "if": nothing was said."""
        first, least = at, max(0, at - LONGEST_CLAUSE)
        while first > least and self._atoms[first - 1].tag not in ",;:-Q()":
            first -= 1
        while first < at and self._atoms[first].tag == "C":
            first += 1
        return self._low(first) in self._lexicon.conditions

    def _is_infinitive(self, at: int, verb: Verb) -> bool:
        """Return whether a form that is plural and infinitive is an infinitive here: after a modal
        or its particle.
        """
        if self._order != "v2" or self._low(at) != verb.lemma:
            return False
        before = self._atoms[max(0, at - TO_AUXILIARY) : at]
        if at + 1 < self._end and self._atoms[at + 1].tag == "M":
            return True  # …, die sich empfehlen könnten
        return self._low(at - 1) in self._words["to_infinitive"] or any(
            atom.tag in "MB" for atom in before
        )

    def _is_noun(self, at: int) -> bool:
        """Return whether a form is a noun here: capitalised in German, or after an article."""
        atoms = self._atoms
        if at == 0:
            return False
        before = atoms[at - 1]
        if self._lexicon.noun_capitals:
            return self._text[atoms[at].start].isupper() and before.tag not in ".:Q-"
        if self._order == "svo" and before.tag == "D" and not self._may_be_clitic(at - 1):
            return True  # una amenaza, son chiffre
        if atoms[at].low not in self._words["ambiguous"]:
            return False
        if self._order == "vso":
            return before.tag == "P" or self._completes_noun(at)
        return before.tag in "DPo" or self._is_common_noun(at - 1) or self._is_led_noun(at)

    def _is_led_noun(self, at: int) -> bool:
        """Return whether an article and an adjective behind a preposition lead to a word that may
        be a noun: in una dura | nota.
        """
        tags = "".join(atom.tag for atom in self._atoms[max(0, at - 3) : at])
        return tags == "PDw" and self._order == "svo"

    def _completes_noun(self, at: int) -> bool:
        """Return whether an Arabic word inside a clause is the complement of a noun without the
        article: تفاصيل | طلب الاستقالة.
        """
        if at < 2 or self._atoms[at - 2].tag in ",:;.-Q":
            return False
        low = self._low(at - 1)
        is_named = is_given(low, self._lexicon) or low.startswith(self._lexicon.article)
        is_source = is_role(low, self._lexicon) or bool(self._lexicon.body_head(low))
        is_word = self._atoms[at - 1].tag == "w" and low not in self._words["relative"]
        return is_word and not is_named and not is_source

    def _may_be_clitic(self, at: int) -> bool:
        """Return whether an article may be an object before its verb: la acusa, le dément."""
        low = self._low(at)
        is_small = low in self._words["the"] or low in self._words["clitic"]
        return is_small or not self._words["the"] or self._lexicon.is_caseless

    def _is_common_noun(self, at: int) -> bool:
        """Return whether a word is neither a name nor an office, a body or a pronoun, so that an
        ambiguous word behind it is its adjective: une masse | critique.
        """
        atom = self._atoms[at]
        is_source = is_role(atom.low, self._lexicon) or bool(self._lexicon.body_head(atom.low))
        is_adjective = self._atoms[at + 2].tag in "P,." if at + 2 < len(self._atoms) else True
        return atom.tag == "w" and not is_source and is_adjective

    def _lacks_auxiliary(self, at: int) -> bool:
        """Return whether a participle lacks "have": "el acusado", "un projet critiqué"."""
        endings = self._lexicon.perfect_endings
        if not endings or "_" in self._low(at) or not self._low(at).endswith(endings):
            return False
        if self._found and at and self._atoms[at - 1].tag == "C":
            return False  # a qualifié … et affirmé que …
        group = max(0, self._group(at) - TO_AUXILIARY)
        return not any(
            atom.tag == "H" or atom.low in self._words["reflexive"]
            for atom in self._atoms[group:at]
        )
