"""Reported clauses of the plain grammar: which clauses are content, and where they end.

A listener may precede them (доложил президенту | о …, рассказал «Вестнику», | что …).
"""

from monitor.languages.lexicon import Verb
from monitor.statements.known_words import is_role
from monitor.statements.plain.asides import PlainAsides
from monitor.statements.plain.sentence import Run

MOST_LISTENER = 4
"""Words of a listener between a verb and the preposition of its content."""
LONGEST_CLOSING = 8
"""Atoms of the source after the verb that closes a sentence: передает корреспондент «Вестника»."""
QUOTED_NEAR = 3
"""Atoms at the head of a clause that a quotation shows to be said: Er betonte, die „Pläne …“."""
MOST_LINK = 2
"""Atoms between content and the next cue: a comma and a conjunction."""
SHORTEST_CLAUSE = 4
"""Atoms before a postponed cue without quotation; fewer are not a clause."""


class PlainClauses(PlainAsides):
    """One sentence, and the clauses of its cues."""

    def _clause_end(self, first: int) -> int:
        """Return the last atom of content that begins here.

        It ends before a coordinated cue, a semicolon or the sentence's end.
        """
        atoms = self._atoms
        is_led = self._order == "v2" and atoms[0].tag == "S"
        closing = self._closed_around(first)
        for n in range(first + 1, closing):
            if atoms[n].tag == ";" or (is_led and self._begins_main_clause(n)):
                return n - 1
            if self._is_stopped(n, first):
                return n - 1 - (atoms[n - 1].tag == ",")
            if atoms[n].tag == "," and (self._is_closing_cue(n + 1) or self._is_next_verb(n + 1)):
                return n - 1
            if self._is_verb(n) and self._is_coordinated(n, first):
                return self._before_link(self._group(n))
        return closing - 1

    def _closed_around(self, first: int) -> int:
        """Return the atom that closes the bracket around content, or the end of the sentence."""
        depth = 0
        for n in range(first, self._end):
            depth += (self._atoms[n].tag == "(") - (self._atoms[n].tag == ")")
            if depth < 0:
                return n
        return self._end

    def _is_closing_cue(self, at: int) -> bool:
        """Return whether a verb with its source ends the sentence after a clause, in a language
        with cases: Мост закрыт, | передает корреспондент «Вестника».
        """
        if not self._lexicon.has_cases or self._order != "svo":
            return False
        while at < self._end and self._atoms[at].tag == "R":
            at += 1
        if at + 1 >= self._end or not self._is_verb(at) or self._is_converb(at):
            return False
        rest = self._atoms[at + 1 : self._end]
        if len(rest) > LONGEST_CLOSING or any(atom.tag in ",:;SC" for atom in rest):
            return False
        is_about = any(atom.low in self._words["about"] for atom in rest)
        run = (at + 1, self._end - 1)
        return not is_about and (rest[0].tag == "Q" or self._names_speaker(run))

    def _is_next_verb(self, at: int) -> bool:
        """Return whether a verb of saying with the subject of the sentence follows a comma, in a
        language whose verb is second: Krug sagte, die Brücke sei sicher, | warnte aber vor Eis.
        """
        if self._order != "v2" or at + 2 >= self._end or self._atoms[at].tag != "w":
            return False
        return self._is_verb(at) and self._low(at + 1) in self._words["but"]

    def _names_speaker(self, run: Run) -> bool:
        """Return whether a phrase after a cue is its subject: a name, a pronoun, an office or a
        body.
        """
        if self._order == "v2":
            return True
        atoms = self._atoms[run[0] : run[1] + 1]
        if atoms[0].tag in "pXT":
            return True
        return any(
            is_role(atom.low, self._lexicon)
            or self._lexicon.body_head(atom.low)
            or atom.low in self._words["outlet"]
            or atom.tag in "XQ"
            for atom in atoms[:4]
        )

    def _before_link(self, group: int) -> int:
        """Return the last atom before a cue, its conjunction and its comma."""
        last = group - 1
        last -= self._low(last) in self._words["converb_lead"]
        while last > 0 and self._atoms[last].tag in ",CS" and group - last <= MOST_LINK:
            last -= 1
        return last

    def _begins_with_verb(self, at: int) -> bool:
        """Return whether the main clause begins with its cue behind the clause that leads it:
        Während das Kabinett zustimmte, | warnte Krug vor den Kosten.
        """
        return at + 1 < self._end and self._is_verb(at) and self._atoms[at].tag == "w"

    def _begins_main_clause(self, comma: int) -> bool:
        """Return whether the verb of the main clause follows a comma, after the clause that leads
        the sentence: Nachdem Krug erklärt hatte, er gehe, | applaudierte der Saal.
        """
        if self._atoms[comma].tag != "," or comma + 2 >= self._end:
            return False
        atom, following = self._atoms[comma + 1], self._atoms[comma + 2]
        endings = self._lexicon.headline_verb_endings
        is_verb = atom.tag in "BHM" or (atom.tag == "w" and atom.low.endswith(endings))
        return is_verb and following.tag in "DXTp" and atom.low not in self._words["not_said"]

    def _is_stopped(self, at: int, first: int) -> bool:
        """Return whether a row of the language ends content here: "…, lors d'une visite".

        A short clause has no adverbial.
        """
        if self._lexicon.rows.stop_at(self._atoms, at) is None:
            return False
        return self._atoms[at - 1].tag != "," or at - 1 - first >= SHORTEST_CLAUSE

    def _is_accusative(self, at: int) -> bool:
        """Return whether a word has the ending of a participle with the subject of its sentence."""
        ending = self._lexicon.raw.get("converb_case", "")
        return bool(ending) and self._low(at).endswith(ending)

    def _is_coordinated(self, at: int, first: int) -> bool:
        group = self._group(at)
        if group - 1 <= first:
            return False
        before = self._atoms[group - 1]
        if self._is_accusative(at) and self._is_converb(at):
            return True  # انتقد القانون | واصفا إياه بأنه …
        if self._is_listed_cue(at, group):
            return True
        if self._has_past_conjunction(at) and self._leads_speech(at + 1):
            return True  # أكد على تهنئته بالفوز | وقال: …
        if self._is_converb(at) or self._order == "vso":
            is_linked = before.tag in "CS" and self._low(group - 2) == ","  # …، فيما أكد …
            return before.tag == "," or is_linked
        if self._has_direct_clause:
            return before.tag in ",C"
        return before.tag == "C" and not self._differs_in_number(at, first)

    def _has_past_conjunction(self, at: int) -> bool:
        """Return whether an Arabic verb in the past carries "and": وقال, not ويعتقد, it is
        believed.
        """
        if self._order != "vso" or not self._has_conjunction(at):
            return False
        bare = self._low(at)[1:]
        is_past = not bare.startswith(self._lexicon.present_prefixes)
        return is_past or self._lexicon.verbs[bare].lemma.startswith(bare[0])

    def _leads_speech(self, at: int) -> bool:
        """Return whether a colon, a quotation or "that" is right behind a verb."""
        is_mark = at < self._end and self._atoms[at].tag in ":Q"
        return is_mark or self._low(at) in self._words["that"]

    def _differs_in_number(self, at: int, first: int) -> bool:
        """Return whether a verb in the plural is inside the content of a cue in the singular: Ruiz
        afirma que los rebeldes pactaron y | anunciaron la tregua.
        """
        endings = self._lexicon.plural_endings
        if self._order != "svo" or not endings or not self._low(at).endswith(endings):
            return False
        cue = next((n for n in range(first - 1, -1, -1) if self._is_verb(n)), None)
        if cue is None or self._low(first) not in self._words["that"]:
            return False
        group = [self._low(n) for n in range(self._group(cue), cue + 1)]
        return not any(low.endswith(endings) for low in group)

    def _is_listed_cue(self, at: int, group: int) -> bool:
        """Return whether a cue of a list of cues begins here: se opuso al plan, | pidió que …,
        defendiendo su gestión y | recordando que …
        """
        if self._order != "svo" or self._lexicon.is_caseless:
            return False
        if self._is_converb(at):
            if self._low(group - 1) in self._words["converb_lead"]:
                is_clause = self._low(at + 1) in self._words["that"]
                return self._atoms[group - 2].tag == "," or is_clause  # …, al | señalar que …
            return self._atoms[group - 1].tag == "C"
        return self._is_in_list(at, group)

    def _is_said_clause(self, first: int, verb: Verb) -> bool:
        """Return whether a clause after a comma is content.

        It is in the reporting mood, has "zu", or follows a plain verb of saying.
        """
        atoms = self._atoms
        low = atoms[first].low
        is_impersonal = self._low(first - 2) in self._words["impersonal"]  # hieß es, …
        is_quoting = "quotation" in verb.frames and not is_impersonal
        is_led = atoms[first].tag == "S" or low in self._words["not_said"]
        if is_quoting or (is_led and not self._is_reported_condition(first)):
            return False
        if atoms[first].tag == "P" and self._low(first + 1) in self._words["relative"]:
            return False  # bei denen …
        lows = [atom.low for atom in atoms[first : self._end]]
        is_reported = not self._words["reporting_mood"].isdisjoint(lows)
        if len(lows) > 2 and lows[-2] in self._words["to_infinitive"]:
            return True
        near = atoms[first : first + QUOTED_NEAR]
        is_quoted = self._order == "v2" and any(atom.tag == "Q" for atom in near)
        if not is_reported and not is_quoted and "clauses" not in verb.frames:
            return False
        return self._is_main_clause(first)

    def _is_reported_condition(self, first: int) -> bool:
        """Return whether a condition and its consequence are reported: sagte, | wenn der Plan
        scheitere, müsse er gehen.
        """
        is_condition = self._low(first) in self._lexicon.conditions and self._order == "v2"
        mood = self._words["reporting_mood"]
        comma = next((n for n in range(first, self._end) if self._atoms[n].tag == ","), self._end)
        return is_condition and any(self._low(n) in mood for n in range(comma, self._end))

    def _is_main_clause(self, first: int) -> bool:
        """Return whether a main clause begins here: a relative clause has its finite verb at the
        end.
        """
        atoms = self._atoms
        if atoms[first].low not in self._words["relative"]:
            return True
        rest = atoms[first : self._end]
        # A comma closes a relative clause before the content; a clause up to the full stop is
        # content.
        return not any(atom.tag == "," for atom in rest) or any(
            atom.tag in "BHM" for atom in rest[:6]
        )

    def _leads_to_according(self, at: int) -> bool:
        """Return whether "according to" begins here, so that it has the content: не согласны: по их
        словам, …
        """
        nouns = self._words["according_noun"]
        is_led = self._low(at) in self._words["according_preposition"]
        return is_led and any(self._low(n) in nouns for n in (at + 1, at + 2))

    def _is_done_to_people(self, group: int, at: int) -> bool:
        """Return whether no clause can precede a verb that accuses, praises or calls a person
        something: Оппозиция, надо отдать ей должное, | обвинила ведомство.
        """
        verbs = (self._lexicon.verbs.get(self._low(n)) for n in range(group, group + 3))
        verb = next((verb for verb in verbs if verb is not None), None)
        return verb is not None and at > 0 and "person" in verb.frames

    def _is_question_clause(self, first: int) -> bool:
        """Return whether a question is reported right after a cue: рассказала, | как шло следствие;
        "как" before a verb of saying is "as": сказал, как сообщает ТАСС, …
        """
        if self._low(first) not in self._words["question"] or self._end - first < 2:
            return False
        is_as = self._low(first) in self._words["as_said"]
        near = range(first + 1, min(first + 3, self._end))
        return not (is_as and any(map(self._is_verb, near)))

    def _is_about_this(self) -> bool:
        """Return whether a sentence says who said "this": Об этом он сообщил «Русской службе»."""
        return self._low(0) in self._words["about"] and self._low(1) in self._words["this"]

    def _is_commented(self, quotation: int, at: int) -> bool:
        """Return whether a few quoted words belong to what a speaker commented on: прокомментировал
        слухи о «прорыве».
        """
        mark = self._atoms[quotation].quotation
        is_small = mark is not None and self._text[mark.inner_start].islower()
        return is_small and self._low(at) in self._words["commenting"]

    def _is_listener_in_marks(self, quotation: int) -> bool:
        """Return whether the content follows a name in marks: рассказал «Вестнику», что …"""
        comma = quotation + 1
        is_outlet = self._atoms[quotation - 1].low in self._words["listener"]
        is_led = self._low(comma) == "," and self._low(comma + 1) in self._words["that"]
        return is_led or is_outlet

    def _after_listener(self, first: int, verb: Verb) -> int:
        """Return the preposition that leads to content after the listener of a verb that takes no
        object, in a language with cases: доложил президенту | о завершении учений.
        """
        if "object" in verb.frames or not self._is_dative(first):
            return first
        for n in range(first, min(self._end - 1, first + MOST_LISTENER + 1)):
            if self._low(n) in self._words["about"]:
                return n
            if self._atoms[n].tag not in "wXToN":
                break
        return first

    def _is_dative(self, at: int) -> bool:
        """Return whether a word after a cue is a person or a body that listens, in a language with
        cases: an office, a body, a name or a plural in the dative.
        """
        atom = self._atoms[at] if at < self._end else None
        if atom is None or not self._lexicon.has_cases:
            return False
        is_named = atom.tag in "XT" or is_role(atom.low, self._lexicon)
        is_named = is_named or bool(self._lexicon.body_head(atom.low))
        return is_named or atom.low.endswith(self._lexicon.listener_endings)

    def _begins_other(self, at: int) -> bool:
        """Return whether a conjunction or a source follows a verb, so that it has no object: lo que
        han pedido | pero …, confesó, | según una fuente.
        """
        if self._order != "svo" or self._lexicon.is_caseless:
            return False
        source = self._words["according"] | self._words["as_said"]
        return self._atoms[at].tag == "C" or self._low(at) in source

    def _before_relative_cue(self, first: int, last: int) -> int:
        """Return the last atom of an object before a relative clause with a cue of its own: a
        dénoncé le blocage par les dockers, | qui réclament …
        """
        if self._order != "svo" or self._lexicon.is_caseless:
            return last
        for n in range(first + 1, last - 1):
            is_relative = self._low(n + 1) in self._words["relative"]
            if self._atoms[n].tag == "," and is_relative and self._is_verb(n + 2):
                return n - 1
        return last

    def _later_quotation(self, last: int, verb: Verb) -> int | None:
        """Return the last atom of an object that begins with one quotation and has another: exige
        « un plan » actuel et l'extension « à tous ».
        """
        if not self._lexicon.subject_by_place or "object" not in verb.frames:
            return None
        end = self._clause_end(last)
        rest = self._atoms[last + 1 : end + 1]
        is_object = bool(rest) and rest[0].tag in "wCP" and not any(a.tag in ",;:" for a in rest)
        return end if is_object and any(atom.tag == "Q" for atom in rest) else None

    def _begins_with_infinitive(self, at: int) -> bool:
        """Return whether a quotation of several words begins with an infinitive."""
        quotation, endings = self._atoms[at].quotation, self._lexicon.infinitive_endings
        if quotation is None or not endings:
            return False
        words = self._text[quotation.inner_start : quotation.inner_end].split()
        return len(words) > 1 and words[0].islower() and words[0].endswith(endings)
