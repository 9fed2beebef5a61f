"""Content before its cue: „…“, sagte Krug; …, a indiqué mardi la métropole.

quotation   with the unquoted words before it, which are content too
clause      if a comma parts it from a cue whose subject follows, at the end of the sentence or in
            the middle of the clause: Der Plan, sagte Krug, werde bleiben
"""

from monitor.statements.known_words import is_given, is_role
from monitor.statements.plain.clauses import SHORTEST_CLAUSE, PlainClauses
from monitor.statements.plain.sentence import SHORTEST_SAID, Run

LONGEST_TAIL = 18
"""Atoms after the source of a postponed cue: place and time, an apposition."""
LONGEST_PLACE_OF_SOURCE = 8
"""Atoms of a place behind a source, up to its comma."""
MOST_TO_CUE = 4
"""Atoms from a comma to the verb that closes a sentence: an auxiliary and an adverb."""
MOST_TO_THAT = 4
"""Atoms from a name in marks to the "that" after its verb."""

MOST_TO_THAT_OF_CUE = 9
"""Atoms from an Arabic verb to its "that": an office of three words and a name."""


class PlainPostponed(PlainClauses):
    """One sentence, and the content before its cues."""

    def _content_before(self, group: int) -> tuple[int, int, bool] | None:
        """Return first and last atom of content that ends right before a cue, and whether it is
        quoted.
        """
        atoms, at = self._atoms, group - 1
        while at >= 0 and (atoms[at].tag in ",-" or self._is_led_by_so(at)):
            at -= 1
        if at < 0 or self._is_joined(group) or self._is_marked_headline_subject(group):
            return None
        if atoms[at].tag == "Q":
            if self._is_name(at) and self._is_no_speech(at, group):
                return None
            if self._ends_phrase_in_marks(at):
                return self._clause_before(at, group) if atoms[group - 1].tag == "," else None
            first = at
            while (
                first > 0
                and not self._is_whole(at)
                and atoms[first - 1].tag not in ";:."
                and atoms[first - 1].low not in self._lexicon.verbs
            ):
                first -= 1  # unquoted words before a quotation in its sentence are content too
            if first and atoms[first - 1].tag == ":" and self._has_verb_before(first - 1):
                return None
            return first, at, True
        if at == group - 1 or self._lexicon.is_caseless or not self._parts_clause(group - 1):
            return None
        if self._is_named_subject(at):
            return None
        return self._clause_before(at, group)

    def _is_led_by_so(self, colon: int) -> bool:
        """Return whether a colon is between a quotation and a cue that "so" leads: «…»: così ha
        detto Neri.
        """
        is_colon = self._atoms[colon].tag == ":" and colon + 1 < self._end
        is_behind = colon > 0 and self._atoms[colon - 1].tag == "Q"
        return is_colon and is_behind and self._low(colon + 1) in self._lexicon.rows.attributions

    def _is_named_subject(self, last: int) -> bool:
        """Return whether the words before a comma are an office with its name and asides, the
        subject of the verb behind them: Der Präsident des Instituts, Fuest, | spricht von …; Il
        premier Carlo Neri, parlando a Roma, | loda …
        """
        atoms = self._atoms
        comma = next((n for n in range(last, 0, -1) if atoms[n].tag == ","), 0)
        first = next((n for n in range(comma) if atoms[n].tag == ","), comma)
        is_office = any(is_role(self._low(n), self._lexicon) for n in range(first))
        has_verb = any(
            (self._is_verb(n) and not self._is_converb(n)) or atoms[n].tag in "BHMSQ;:"
            for n in range(last + 1)
        )
        if not comma or not is_office or has_verb or atoms[0].tag not in "DXT":
            return False
        if self._order == "v2":
            return all(atom.tag in "XT" for atom in atoms[comma + 1 : last + 1])
        is_led = atoms[first + 1].tag in "Pw"
        return self._order == "svo" and is_led and atoms[first - 1].tag == "X"

    def _is_closing_cue(self, at: int) -> bool:
        """Return whether a verb with its subject closes a sentence all of which it reports, so that
        an earlier cue's content ends before it: Krug wirft ihm Betrug vor, | sagte die Anwältin.
        """
        if super()._is_closing_cue(at):
            return True
        if self._lexicon.is_caseless or self._lexicon.has_cases or self._order == "vso":
            return False
        verb = next((n for n in range(at, min(self._end, at + MOST_TO_CUE)) if self._is_verb(n)), 0)
        if not verb or any(self._atoms[n].tag not in "BHRo" for n in range(at, verb)):
            return False
        lemma = self._lexicon.verbs[self._low(verb)].lemma
        if lemma not in self._lexicon.plain_lemmas or self._is_converb(verb):
            return False
        run = self._source_after(verb + 1)
        if run is None or not self._is_actor(run):
            return False
        return self._ends_after(run[1] + 1)

    def _is_actor(self, run: Run) -> bool:
        """Return whether a phrase has a name, an office or a body in it."""
        return any(
            is_role(self._low(n), self._lexicon)
            or self._lexicon.body_head(self._low(n))
            or (self._atoms[n].tag in "XT" and self._order != "v2")
            or is_given(self._low(n), self._lexicon)
            for n in range(run[0], run[1] + 1)
        )

    def _parts_clause(self, at: int) -> bool:
        """Return whether a mark parts a clause from its cue: a comma, or the dash behind speech
        without an opening one: Mecz był średni – napisał premier.
        """
        is_dash = self._atoms[at].tag == "-" and bool(self._lexicon.raw.get("dash_cue"))
        return is_dash or self._atoms[at].tag == ","

    def _clause_before(self, at: int, group: int) -> tuple[int, int, bool] | None:
        """Return the clause that ends at an atom before a cue; "of this" is none: Об этом, 7
        января, сообщает …
        """
        atoms = self._atoms
        if self._low(0) in self._words["about"] and self._low(1) in self._words["this"]:
            return None
        if self._lexicon.has_cases and self._is_done_to_people(group, at):
            return None
        if self._before_stray_comma(group) is not None:
            return None
        right = self._right_source(group)
        if right is None or not (self._names_speaker(right) or self._is_plain_cue(group, right)):
            return None
        is_led = self._order == "v2" and atoms[0].tag == "S" and right[1] + 1 < self._end
        if is_led and atoms[right[1] + 1].tag != ",":
            return None  # Während das Kabinett zustimmte, warnte Krug | vor den Kosten
        verb = next((n for n in range(group, self._end) if self._is_verb(n)), group)
        end = max(right[1], verb) + 1  # a-t-elle | expliqué: the subject is before its verb
        if at >= self._least_before() and self._ends_after(end):
            return 0, at, False
        after = self._after_place_of_source(end)
        is_subject = atoms[0].tag not in "PRSC" and not any(atom.tag == "," for atom in atoms[:at])
        return (0, at, False) if is_subject and self._continues_after(after) else None

    def _after_place_of_source(self, at: int) -> int:
        """Return the comma behind the place of a source inside its content: Er sei, sagte Krug | am
        Rande der Sitzung, | zufrieden.
        """
        if self._order != "v2" or at >= self._end or self._atoms[at].tag != "P":
            return at
        ahead = range(at + 1, min(self._end, at + LONGEST_PLACE_OF_SOURCE))
        comma = next((n for n in ahead if self._atoms[n].tag in ",;:Q"), None)
        if comma is None or self._atoms[comma].tag != ",":
            return at
        has_verb = any(self._is_verb(n) or self._atoms[n].tag in "BHM" for n in range(at, comma))
        return at if has_verb else comma

    def _least_before(self) -> int:
        """Return the last atom of the shortest clause before a cue: Времени нет, подчеркнул …"""
        is_short = self._lexicon.bare_nouns and all(a.tag in "wXN" for a in self._atoms[:2])
        return 1 if is_short else SHORTEST_CLAUSE - 2

    def _is_plain_cue(self, group: int, right: Run) -> bool:
        """Return whether the verb group after a comma can only report speech, whatever noun its
        subject is: …, a indiqué mardi la métropole; …, dijeron testigos.
        """
        first = self._atoms[right[0]]
        if first.low in self._words["either"]:
            return False  # a réitéré | son opposition
        is_definite = first.tag == "D" and first.low not in self._words["indefinite"]
        if not is_definite and right[1] > right[0]:
            return False
        verb = next((n for n in range(group, self._end) if self._is_verb(n)), self._end)
        if verb >= self._end or self._order != "svo" or self._lexicon.is_caseless:
            return False
        lemma = self._lexicon.verbs[self._low(verb)].lemma
        return self._atoms[group - 1].tag == "," and lemma in self._lexicon.plain_lemmas

    def _is_no_speech(self, at: int, group: int) -> bool:
        """Return whether a name in marks before a verb is its subject, or belongs to its adverbial:
        على موقع «بلو سكاي»، | أوضح كريم أن …
        """
        is_subject = at == group - 1 and self._is_subject_name(at)
        return is_subject or (at > 0 and self._leads_to_that(group))

    def _is_subject_name(self, at: int) -> bool:
        """Return whether a short quotation right before a verb is its subject: Der Sender
        „Silverbird“ berichtete, «آفاق» گزارش داد که …
        """
        if self._is_marked_name(at):
            return True  # «Вестник» отмечает, что …: speech has a comma before its verb
        if at > 0:
            return self._atoms[at - 1].tag not in ",:;.-"
        ahead = self._atoms[1:MOST_TO_THAT]
        return self._lexicon.is_caseless and any(atom.low in self._words["that"] for atom in ahead)

    def _leads_to_that(self, cue: int) -> bool:
        """Return whether an Arabic verb and its subject lead to "that": أوضح كريم | أن …"""
        if self._order != "vso":
            return False
        for n in range(cue + 1, min(self._end, cue + MOST_TO_THAT_OF_CUE)):
            if self._low(n) in self._words["that"]:
                return True
            if self._atoms[n].tag in ",:;Q":
                return False
        return False

    def _ends_phrase_in_marks(self, at: int) -> bool:
        """Return whether a name in marks ends the phrase of a noun: глава общества «Щит»."""
        is_named = at > 1 and self._is_marked_name(at)
        return is_named and self._atoms[at - 1].tag in "wX" and not self._is_verb(at - 1)

    def _continues_after(self, at: int) -> bool:
        """Return whether the clause before a cue continues after its source: Der Plan, sagte Krug,
        werde bleiben.
        """
        rest = self._atoms[at + 1 : self._end]
        least = SHORTEST_CLAUSE - 1 - self._lexicon.bare_nouns
        if self._low(at) != "," or len(rest) < least:
            return False
        is_listed = self._order in ("svo", "v2") and not self._lexicon.is_caseless
        if is_listed and self._begins_with_office(rest):
            return False  # …, a déclaré Didier Aubert, | secrétaire général du syndicat
        first = rest[0]
        if first.tag in "SQC" or first.low in self._words["that"] | self._words["relative"]:
            return False
        return not any(
            atom.low in self._lexicon.verbs or atom.low in self._words["that"] for atom in rest
        )

    def _ends_after(self, at: int) -> bool:
        """Return whether a sentence ends after a source, adverbials and appositions aside: "…,
        sagte Krug am Montag in Bonn".
        """
        while at < self._end and self._is_small(at):
            at += 1
        if at >= self._end:
            return True
        rest = self._atoms[at : self._end]
        if rest[0].tag == "D" and self._low(at + 1) in self._words["listener"]:
            return True  # …, sagte die Sprecherin | der Nachrichtenagentur AFP in Berlin
        if rest[0].tag == "(":
            return self._ends_after(self._closing_bracket(at))
        if rest[0].tag == "," and at + 1 < self._end and self._is_converb(at + 1):
            return True  # …, указал он, подчеркнув, что …
        if len(rest) > LONGEST_TAIL or any(
            atom.tag in "QBHM" or atom.low in self._lexicon.verbs for atom in rest
        ):
            return False
        return rest[0].tag in "P," or rest[0].low in self._words["listener"]

    def _is_small(self, at: int) -> bool:
        """Return whether a day, an adverb or the part of a verb follows a source, in a language
        whose verb is second: zei hij vrijdag, voegde zij daaraan toe.
        """
        low = self._low(at)
        is_part = low in self._words["particle"] and self._atoms[at].tag != "P"
        is_small = self._atoms[at].tag == "R" or low in self._words["time"] or is_part
        return is_small and self._order == "v2"

    def _has_verb_before(self, end: int) -> bool:
        """Return whether a cue precedes a colon, so that its content follows."""
        return any(self._is_verb(n) for n in range(end))

    def _is_whole(self, at: int) -> bool:
        """Return whether a quotation is a sentence of its own, not a part of the clause before
        it.
        """
        quotation = self._atoms[at].quotation
        if quotation is None:
            return False
        return (
            self._text[quotation.inner_start].isupper()
            and self._words_of(quotation) >= SHORTEST_SAID
        )
