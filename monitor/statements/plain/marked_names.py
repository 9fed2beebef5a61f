"""Names in marks of the plain grammar before a verb: «Вестник» отмечает, le club «Lion» annonce.

A short quotation is a name, not speech, where a word for a body or an office precedes it, and where
a verb of saying follows it and nothing else can be its subject.
"""

from monitor.statements.known_words import is_role
from monitor.statements.plain.headline import PlainHeadline
from monitor.statements.plain.sentence import Run


class PlainMarkedNames(PlainHeadline):
    """One sentence, and the names in marks before its cues."""

    def _is_marked_headline_subject(self, group: int) -> bool:
        """Return whether an Arabic headline begins with its subject in marks: «النيابة» | تؤكد …"""
        if self._order != "vso" or not self._is_headline or group != 1:
            return False
        quotation, following = self._atoms[0].quotation, self._low(group + 1)
        if quotation is None or self._words_of(quotation) > 1 or is_role(following, self._lexicon):
            return False
        return self._low(group).startswith(self._lexicon.present_prefixes)

    def _is_named_by(self, at: int, first: int, end: int) -> bool:
        """Return whether a short quotation is the name of the body that a phrase ends in."""
        if not (first < at < end and self._atoms[at].tag == "Q" and self._is_name(at)):
            return False
        before = self._low(at - 1)
        if self._lexicon.body_head(before) or is_role(before, self._lexicon):
            return True
        if self._atoms[at - 1].tag in "wX" and self._is_marked_name(at):
            return not self._is_verb(at - 1)  # правозащитный проект «Щит», РИА «Новости»
        if self._order == "vso" and self._lexicon.body_head(self._low(first)):
            return True  # وكالة الأنباء السورية «سانا»
        is_article = self._order == "v2" and at == first + 1 and self._atoms[first].tag == "D"
        return is_article and at + 1 >= end

    def _is_inside_name(self, at: int, group: int) -> bool:
        """Return whether a short quotation is between an office and its bearer: капитан
        «Сталеваров» Тимур Аджиев.
        """
        if not 0 < at < group - 1 or self._atoms[at].tag != "Q" or not self._is_name(at):
            return False
        before = self._low(at - 1)
        is_office = is_role(before, self._lexicon)
        is_body = self._lexicon.bodies_in_marks and bool(self._lexicon.body_head(before))
        return self._atoms[at + 1].tag == "X" and (is_office or is_body)

    def _marked_outlet(self, at: int, group: int) -> Run | None:
        """Return the outlet in marks behind a verb that a clause precedes, in a language with
        cases: Отель эвакуировали, передает | «Вестник».
        """
        is_led = self._lexicon.bodies_in_marks and group > 1 and self._atoms[group - 1].tag == ","
        if not is_led or at >= self._end or self._atoms[at].tag != "Q" or not self._is_name(at):
            return None
        return (at, at) if at + 1 >= self._end or self._atoms[at + 1].tag in ",P-" else None

    def _is_marked_subject(self, at: int, group: int) -> bool:
        """Return whether a name in marks begins a clause with an earlier verb of no list: «Дністер»
        програв і | звинуватив …
        """
        is_name = 0 <= at < group - 1 and self._atoms[at].tag == "Q" and self._is_name(at)
        return is_name and (at == 0 or self._atoms[at - 1].tag in ",;:-")
