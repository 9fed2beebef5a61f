"""Participles and converbs that share the subject of their sentence: soulignant, утверждая."""

from monitor.statements.plain.sentence import Run
from monitor.statements.plain.subject_first import PlainSubjectFirst


class PlainConverbs(PlainSubjectFirst):
    """One sentence, and the subjects of its converbs."""

    def _is_converb(self, at: int) -> bool:
        """Return whether a form shares the subject of its sentence: soulignant,
        утверждая, مضيفا.
        """
        verb = self._lexicon.verbs.get(self._atoms[at].low)
        return self._atoms[at].low in self._words["participle"] or (
            verb is not None and verb.form == "ing"
        )

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
