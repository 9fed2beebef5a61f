"""Cue verbs of the plain grammar: whether a form is the verb of saying that it looks like.

It is not if it is a noun (die Sprachen, la denuncia), a part of another verb (warf … ab), a
passive, an infinitive behind a modal, or a participle without its auxiliary (el acusado).
"""

from monitor.languages.lexicon import Lexicon, Verb
from monitor.statements.naming import is_role
from monitor.statements.plain_phrases import PlainPhrases
from monitor.statements.tokens import Sentence

LONGEST_CLAUSE = 30
"""Atoms of a clause before its cue that are searched for its "if"; the limit keeps time linear."""
TO_AUXILIARY = 8
"""Atoms between an auxiliary and its participle: "a, lui aussi, affirmé"."""

MOST_TO_PARTICLE = 40
"""Atoms from a separable verb to its particle; most sentences are shorter, and time stays linear.
"""


class PlainCues(PlainPhrases):
    """One sentence, and its cue verbs."""

    def __init__(self, text: str, sentence: Sentence, number: int, lexicon: Lexicon) -> None:
        super().__init__(text, sentence, number, lexicon)
        self._perfect_endings = tuple(lexicon.raw.get("perfect_endings", "").split())

    def _is_joined(self, at: int) -> bool:
        """Return whether the form of a cue joins it to the words before it: وقال, menaçant."""
        low = self._atoms[at].low
        return self._is_converb(at) or (
            self._order == "vso"
            and low[:1] in self._words["coordinator"]
            and low[1:] in self._lexicon.verbs
        )

    def _counts(self, at: int, verb: Verb) -> bool:
        """Return whether a form is the cue verb that it looks like.

        It is not a noun (die Sprachen), a part of another verb (warf … ab) or a passive.
        """
        if self._is_noun(at) or self._lacks_auxiliary(at) or self._is_conditional(at):
            return False
        if self._is_infinitive(at, verb) or any(
            0 <= n < self._end and self._low(n) in self._words["passive"] for n in (at - 1, at + 1)
        ):
            return False
        particles = self._lexicon.raw.get("separable", {}).get(verb.lemma)
        ends = tuple(particles.split()) if particles is not None else ()
        if particles is None or self._low(at).startswith(ends) or self._low(at).endswith(ends):
            return True
        # The particle of a separable verb ends its clause: warf … vor, kündigte an: „…“
        return any(
            self._low(n) in particles.split()
            for n in range(at + 1, min(at + MOST_TO_PARTICLE, self._end))
        )

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
        return self._low(at - 1) in self._words["to_infinitive"] or any(
            atom.tag in "MB" for atom in before
        )

    def _is_noun(self, at: int) -> bool:
        """Return whether a form is a noun here: capitalised in German, or after an article."""
        atoms = self._atoms
        if at == 0:
            return False
        before = atoms[at - 1]
        if self._order == "v2":
            return self._text[atoms[at].start].isupper() and before.tag not in ".:Q-"
        if atoms[at].low not in self._words["ambiguous"]:
            return False
        return before.tag in "DPo" or self._is_common_noun(at - 1)

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
        endings = self._perfect_endings
        if not endings or "_" in self._low(at) or not self._low(at).endswith(endings):
            return False
        if self._found and at and self._atoms[at - 1].tag == "C":
            return False  # a qualifié … et affirmé que …
        group = max(0, self._group(at) - TO_AUXILIARY)
        return not any(
            atom.tag == "H" or atom.low in self._words["reflexive"]
            for atom in self._atoms[group:at]
        )
