"""The object of a verb that names an act, as its content: rechazó las amenazas, угрожает базам.

Small words, listeners and adverbials between the verb and its object are passed over; a preposition
or an infinitive that the verb governs leads to content too (сообщил о победе, dit vouloir partir).
"""

from monitor.languages.lexicon import Verb
from monitor.statements.known_words import is_role
from monitor.statements.plain.postponed import PlainPostponed

LONGEST_ADVERBIAL = 9
"""Atoms from a preposition to the noun of action behind its phrase: خلال لقائه وفدا من النواب."""


class PlainObjectContent(PlainPostponed):
    """One sentence, and the objects of its cues."""

    def _is_time(self, at: int) -> bool:
        """Return whether a word is a day, or the article before one."""
        time = self._words["time"]
        return self._low(at) in time or (self._atoms[at].tag in "DP" and self._low(at + 1) in time)

    def _object_after(self, at: int, verb: Verb) -> tuple[int, int, str] | None:
        """Return the object of a verb that names an act: "rechazó las amenazas", "угрожает
        базам".
        """
        first = self._after_small_words(self._after_aside(at + 1))
        if self._is_clause_behind_comma(at, verb):
            first = at + 2  # وتی، | ڕۆژی هەینی …
        first = self._after_office_of_name(first, at, verb)
        first = self._after_adverbial_phrase(first, verb)
        first = self._after_listener(first, verb)
        if first >= self._end or not self._may_begin_object(first, verb):
            return None
        if self._order == "v2" and self._low(first - 1) == "," and self._begins_with_verb(first):
            return None
        if self._low(first) in self._words["to_that"]:
            first += first + 1 < self._end and self._atoms[first + 1].tag == "Q"  # شدد على «…»
        if not verb.frames.isdisjoint(("object", "quoting")) or self._leads_object(first):
            form = "object"
        elif self._has_direct_clause:
            form = "bare"
        else:
            return None
        last = self._before_relative_cue(first, self._clause_end(first))
        if self._atoms[last].tag == "G":
            return None  # bestätigte die Aussage nicht
        small = self._words["particle"]
        if form == "object":
            small |= self._words["light_verb"]
        while last > first and self._low(last) in small:
            last -= 1  # wies die Drohung zurück, kündigte eine Prüfung an
        is_auxiliary = all(atom.tag in "BHM" for atom in self._atoms[first : last + 1])
        return (first, last, form) if last >= first and not is_auxiliary else None

    def _after_office_of_name(self, first: int, at: int, verb: Verb) -> int:
        """Return where the object begins behind the office of a named subject that no comma parts
        from it, in Arabic: أعرب باجيو المدير الفني للمنتخب | عن حزنه, unless the verb is done to
        people; ``first`` for none.
        """
        is_named = self._order == "vso" and any(run.last == at for run in self._names)
        if not is_named or first != at + 1 or verb.lemma in self._lexicon.acts_by_lemma:
            return first
        article, of_prefix = self._lexicon.article, self._lexicon.of_prefix
        behind = first
        while behind < self._end and self._low(behind).startswith((article, of_prefix)):
            behind += 1
        if behind == first or not is_role(self._low(first), self._lexicon):
            return first
        behind += self._low(behind) == ","
        return behind if behind < self._end else first

    def _is_clause_behind_comma(self, at: int, verb: Verb) -> bool:
        """Return whether a whole clause follows a verb of saying and its comma."""
        is_clause = self._has_direct_clause and "object" not in verb.frames
        return is_clause and self._low(at + 1) == "," and at + 2 < self._end

    def _after_adverbial_phrase(self, first: int, verb: Verb) -> int:
        """Return where a noun of action begins behind a short phrase with a preposition that does
        not lead the object: أكد خلال اللقاء | أهمية …
        """
        if self._low(first) not in self._words["leading"] or "object" not in verb.frames:
            return first
        ahead = range(first + 2, min(self._end, first + LONGEST_ADVERBIAL))
        begin = next((n for n in ahead if self._low(n) in self._words["object_noun"]), first)
        begin = begin if begin > first else self._after_definite(first)
        is_clause = any(self._atoms[n].tag in "Q,:;" for n in range(first, begin))
        return first if is_clause else begin

    def _after_definite(self, first: int) -> int:
        """Return the definite word behind an Arabic adverbial that a definite word closes: خلال
        خطبة صلاة الجمعة | الجهود …; ``first`` for none.
        """
        article = self._lexicon.article
        if not article:
            return first
        for n in range(first + 1, min(self._end - 1, first + LONGEST_ADVERBIAL)):
            low, following = self._low(n), self._low(n + 1)
            if self._atoms[n].tag in "Q,:;P" or self._low(n) in self._words["relative"]:
                return first
            if low.startswith(article) and following.startswith(article):
                endings = self._lexicon.definite_adjective_endings
                is_adjective = following.endswith(endings)
                is_part = (
                    is_adjective or following in self._words["role_of"] | self._words["relative"]
                )
                return first if is_part else n + 1
        return first

    def _after_small_words(self, first: int) -> int:
        """Return the first atom that is not a day, an adverb or a comma."""
        small = self._words["but"]
        while first < self._end and (
            self._atoms[first].tag in "R," or self._is_time(first) or self._low(first) in small
        ):
            first += 1
        return first

    def _may_begin_object(self, at: int, verb: Verb) -> bool:
        """Return whether an object may begin here: no colon, no other cue (خبر داد | و گفت), not
        "about this" (poinformował | o tym), and a quotation behind a verb of calling.
        """
        atom = self._atoms[at]
        is_next_cue = atom.tag == "C" and at + 1 < self._end and self._is_verb(at + 1)
        is_this = atom.low in self._words["about"] and self._low(at + 1) in self._words["this"]
        is_as = atom.low in self._words["described_as"] and self._has_quotation(at)
        is_next_cue = is_next_cue or atom.low in self._words["and"]
        if atom.tag == ":" or is_next_cue or is_this or (self._begins_other(at) and not is_as):
            return False
        return "quoting" not in verb.frames or self._has_quotation(at)

    def _has_quotation(self, first: int) -> bool:
        return any(atom.tag == "Q" for atom in self._atoms[first : self._end])

    def _leads_object(self, at: int) -> bool:
        """Return whether a preposition or an infinitive leads to content: сообщил о победе, dit
        vouloir partir.
        """
        low = self._low(at)
        if low in self._words["about"] or low in self._words["infinitive"]:
            return True
        endings = self._lexicon.infinitive_endings
        if endings and low in self._words["to_infinitive"]:
            return self._low(at + 1).endswith(endings)
        is_plain = self._atoms[at].tag == "w" and not is_role(low, self._lexicon)
        is_infinitive = is_plain and low.endswith(endings) and at + 1 < self._end
        return bool(endings) and is_infinitive and self._atoms[at + 1].tag not in ",.:"
