"""The content of a cue in the plain grammar: its start and end, before and after the cue.

quotation        the run of quotations, and unquoted words before one that a cue follows
that             from "that" to the sentence's end, or to the next coordinated cue
bare             a clause after a comma (German) or right after the cue (Persian)
object           the object of a verb that names an act: rejects, demands, threatens with
"""

from monitor.languages.lexicon import Lexicon, Verb
from monitor.statements.known_words import is_role
from monitor.statements.plain.clauses import SHORTEST_CLAUSE, PlainClauses
from monitor.statements.plain.left import LONGEST_SOURCE
from monitor.statements.plain.sentence import SHORTEST_SAID, Run
from monitor.statements.tokens import Sentence

LONGEST_TAIL = 14
"""Atoms after the source of a postponed cue: place and time, an apposition."""
LONGEST_ADVERBIAL = 9
"""Atoms from a preposition to the noun of action behind its phrase: خلال لقائه وفدا من النواب."""
MOST_TO_THAT = 4
"""Atoms from a name in marks to the "that" after its verb."""

Content = tuple[int, int, str]
STOP: Content = (-1, -1, "stop")
"""No later atom is content, except an object."""
SKIP: Content = (-1, -1, "skip")
"""No content begins here; the search continues."""


class PlainContent(PlainClauses):
    """One sentence, and the content of its cues."""

    def __init__(self, text: str, sentence: Sentence, number: int, lexicon: Lexicon) -> None:
        super().__init__(text, sentence, number, lexicon)
        self._has_bare = bool(lexicon.raw.get("bare"))

    def _content_before(self, group: int) -> tuple[int, int, bool] | None:
        """Return first and last atom of content that ends right before a cue, and whether it is
        quoted.
        """
        atoms, at = self._atoms, group - 1
        while at >= 0 and atoms[at].tag in ",-":
            at -= 1
        if at < 0 or self._is_joined(group):
            return None
        if atoms[at].tag == "Q":
            if at == group - 1 and self._is_name(at) and self._is_subject_name(at):
                return None
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
        if at == group - 1 or self._lexicon.is_caseless or atoms[group - 1].tag != ",":
            return None
        return self._clause_before(at, group)

    def _clause_before(self, at: int, group: int) -> tuple[int, int, bool] | None:
        """Return the clause that ends at an atom before a cue; "of this" is none: Об этом, 7
        января, сообщает …
        """
        atoms = self._atoms
        if self._low(0) in self._words["about"] and self._low(1) in self._words["this"]:
            return None
        if self._lexicon.name_endings and self._is_done_to_people(group, at):
            return None
        right = self._right_source(group)
        if right is None or not (self._names_speaker(right) or self._is_plain_cue(group, right)):
            return None
        if at >= self._least_before() and self._ends_after(right[1] + 1):
            return 0, at, False
        is_subject = atoms[0].tag not in "PRSC" and not any(atom.tag == "," for atom in atoms[:at])
        return (0, at, False) if is_subject and self._continues_after(right[1] + 1) else None

    def _least_before(self) -> int:
        """Return the last atom of the shortest clause before a cue: Времени нет, подчеркнул …"""
        is_short = self._lexicon.name_endings and all(a.tag in "wXN" for a in self._atoms[:2])
        return 1 if is_short else SHORTEST_CLAUSE - 2

    def _is_plain_cue(self, group: int, right: Run) -> bool:
        """Return whether the verb group after a comma can only report speech, whatever noun its
        subject is: …, a indiqué mardi la métropole; …, dijeron testigos.
        """
        first = self._atoms[right[0]]
        is_definite = first.tag == "D" and first.low not in self._words["indefinite"]
        if not is_definite and right[1] > right[0]:
            return False
        verb = next((n for n in range(group, self._end) if self._is_verb(n)), self._end)
        if verb >= self._end or self._order != "svo" or self._lexicon.is_caseless:
            return False
        lemma = self._lexicon.verbs[self._low(verb)].lemma
        return self._atoms[group - 1].tag == "," and lemma in self._lexicon.plain_lemmas

    def _is_subject_name(self, at: int) -> bool:
        """Return whether a short quotation right before a verb is its subject: Der Sender
        „Silverbird“ berichtete, «آفاق» گزارش داد که …
        """
        if at > 0:
            return self._atoms[at - 1].tag not in ",:;.-"
        ahead = self._atoms[1:MOST_TO_THAT]
        return self._lexicon.is_caseless and any(atom.low in self._words["that"] for atom in ahead)

    def _continues_after(self, at: int) -> bool:
        """Return whether the clause before a cue continues after its source: Der Plan, sagte Krug,
        werde bleiben.
        """
        rest = self._atoms[at + 1 : self._end]
        least = SHORTEST_CLAUSE - 1 - bool(self._lexicon.name_endings)
        if self._low(at) != "," or len(rest) < least:
            return False
        first = rest[0]
        if first.tag in "SQC" or first.low in self._words["that"] | self._words["relative"]:
            return False
        return not any(
            atom.low in self._lexicon.verbs or atom.low in self._words["that"] for atom in rest
        )

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
            or atom.tag in "XQ"
            for atom in atoms[:4]
        )

    def _ends_after(self, at: int) -> bool:
        """Return whether a sentence ends after a source, adverbials and appositions aside: "…,
        sagte Krug am Montag in Bonn".
        """
        if at >= self._end:
            return True
        rest = self._atoms[at : self._end]
        if rest[0].tag == "(":
            return self._ends_after(self._closing_bracket(at))
        if rest[0].tag == "," and at + 1 < self._end and self._is_converb(at + 1):
            return True  # …, указал он, подчеркнув, что …
        if len(rest) > LONGEST_TAIL or any(
            atom.tag in "QBHM" or atom.low in self._lexicon.verbs for atom in rest
        ):
            return False
        return rest[0].tag in "P," or rest[0].low in self._words["listener"]

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

    def _content_after(self, at: int, verb: Verb) -> Content | None:
        """Return first and last atom of content after a cue and its source, and its form."""
        atoms = self._atoms
        if " " in verb.lemma and "object" in verb.frames:
            is_named = at + 1 < self._end and atoms[at + 1].tag in "PD"
            if is_named and (content := self._object_after(at, verb)) is not None:
                return content  # hizo un llamado a los candidatos que …
        gap, n = 0, at + 1
        while n < self._end:
            atom = atoms[n]
            if atom.tag == "(":
                n, gap = self._closing_bracket(n), 0
                continue
            if atom.tag in "Q,:" or atom.low in self._words["that"]:
                is_inner = gap > 0 and (
                    self._is_inner_that(n, at) or self._is_relative(n, at, verb)
                )
                results = STOP if is_inner else self._content_at(n, at, verb)
                if results == STOP:
                    break
                if results != SKIP:
                    return results
            elif "quotation" not in verb.frames:
                gap += 1
                is_cue = n > at + 1 and self._is_verb(n) and not self._is_noun_form(n)
                if gap > LONGEST_SOURCE or atom.tag == ";" or is_cue:
                    break
            n += 1
        return self._object_after(at, verb)

    def _is_inner_that(self, n: int, at: int) -> bool:
        """Return whether a "that" is inside a clause that begins right after its cue, in a language
        whose subject precedes it: گفت او پنج روز است که …
        """
        if self._low(n) not in self._words["that"]:
            return False
        is_noun = at + 1 < self._end and self._atoms[at + 1].tag in "wpDN"
        is_led = self._lexicon.raw.get("subject_first") and self._has_direct_clause
        return bool(is_led) and is_noun and not self._is_verb(at + 1)

    def _is_relative(self, n: int, at: int, verb: Verb) -> bool:
        """Return whether a word for "that" continues a noun: ha recordado la injerencia que …,
        después de que …, in a language whose "that" is a relative pronoun too.
        """
        if not self._lexicon.raw.get("that_is_relative") or self._low(n) not in self._words["that"]:
            return False
        first = at + 1
        while first < n and (self._atoms[first].tag == "R" or self._is_time(first)):
            first += 1
        if first >= n:
            return False
        if self._atoms[n - 1].tag == "P" and n - first > 1:
            return True
        is_object = self._atoms[first].tag in "Dw" and not self._is_time(first)
        return is_object and verb.lemma not in self._words["telling"]

    def _is_time(self, at: int) -> bool:
        """Return whether a word is a day, or the article before one."""
        time = self._words["time"]
        return self._low(at) in time or (self._atoms[at].tag in "DP" and self._low(at + 1) in time)

    def _content_at(self, n: int, at: int, verb: Verb) -> Content:
        """Return the content after a quotation mark, "that", a colon or a comma; STOP or SKIP for
        none.
        """
        atoms = self._atoms
        tag = atoms[n].tag
        follows = n + 1 < self._end
        if tag == "Q":
            return self._quotation_at(n, at, verb)
        if tag == ":" and self._leads_to_according(n + 1):
            return STOP
        if tag == ":":
            last = (
                self._last_quoted(n + 1) if follows and atoms[n + 1].tag == "Q" else self._end - 1
            )
            return (self._before_colon(n, at, verb), last, "colon") if follows else STOP
        if tag == ",":
            return self._after_comma(n, at, verb)
        if "quoting" in verb.frames and follows and atoms[n + 1].tag == "Q":
            return STOP  # وصف القرار بأنه «…»
        return n, self._clause_end(n), "that"

    def _before_colon(self, colon: int, at: int, verb: Verb) -> int:
        """Return where content with a colon begins: at the object before it, confirma la multa:
        «…», or after it.
        """
        first = at + 1
        while first < colon and (
            self._atoms[first].tag in "R," or self._low(first) in self._words["time"]
        ):
            first += 1
        is_object = "object" in verb.frames and colon - first > 1
        is_content = is_object and self._atoms[first].tag != "P" and self._order != "v2"
        return first if is_content else colon + 1

    def _quotation_at(self, n: int, at: int, verb: Verb) -> Content:
        before = self._low(n - 1)
        if "quoting" in verb.frames:
            return STOP  # the object and its name: nannte Krug eine „Heldin“
        is_next = self._after_small_words(at + 1) == n  # a dénoncé mercredi « une attaque »
        if "object" in verb.frames and not is_next and before not in self._words["as"]:
            # the quotation is a part of the object that is rejected, demanded or condemned
            return STOP
        if self._is_named(n, at, verb):
            return SKIP
        return n, self._last_quoted(n), "quote"

    def _with_object(self, comma: int, at: int) -> int:
        """Return where the object before a clause begins: ruft | die Leute auf, zu gehen."""
        first = at + 1
        small = self._words["reflexive"] | self._words["time"] | self._words["particle"]
        while first < comma and (self._atoms[first].tag in "RPop" or self._low(first) in small):
            first += 1
        is_object = first < comma and self._atoms[first].tag in "DX"
        return first if is_object else comma + 1

    def _after_comma(self, n: int, at: int, verb: Verb) -> Content:
        atoms = self._atoms
        if n + 1 < self._end and (
            atoms[n + 1].low in self._words["that"] or atoms[n + 1].tag == "Q"
        ):
            return SKIP
        if n == at + 1 and self._is_question_clause(n + 1):
            return n + 1, self._clause_end(n + 1), "that"
        if (aside := self._aside_to_that(n)) is not None:
            return aside, self._clause_end(aside), "that"
        if (colon := self._aside_to_colon(n)) is not None:
            return colon + 1, self._last_quoted(colon + 1), "colon"
        if self._has_bare and self._end - n > 3 and self._is_said_clause(n + 1, verb):
            first = self._with_object(n, at) if "object" in verb.frames else n + 1
            return first, self._clause_end(n + 1), "bare"
        return STOP

    def _is_named(self, quotation: int, at: int, verb: Verb) -> bool:
        """Return whether a short quotation after a cue is a name or a title.

        Examples: "im Gespräch mit der „Zeit“", "der Name lautet „…“".
        """
        if not self._is_name(quotation) or "quoting" in verb.frames:
            return False
        if "quotation" in verb.frames or self._is_listener_in_marks(quotation):
            return True
        before = self._atoms[quotation - 1]
        return quotation > at + 1 and before.tag in "DPwXN" and before.low not in self._words["as"]

    def _object_after(self, at: int, verb: Verb) -> tuple[int, int, str] | None:
        """Return the object of a verb that names an act: "rechazó las amenazas", "угрожает
        базам".
        """
        first = self._after_small_words(self._after_aside(at + 1))
        first = self._after_adverbial_phrase(first, verb)
        first = self._after_listener(first, verb)
        if first >= self._end or not self._may_begin_object(first, verb):
            return None
        is_quoted = first + 1 < self._end and self._atoms[first + 1].tag == "Q"
        if is_quoted and self._low(first) in self._words["to_that"]:
            first += 1  # شدد على «ضرورة …»
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
        return (first, last, form) if last >= first else None

    def _after_adverbial_phrase(self, first: int, verb: Verb) -> int:
        """Return where a noun of action begins behind a short phrase with a preposition that does
        not lead the object: أكد خلال اللقاء | أهمية …
        """
        if self._low(first) not in self._words["leading"] or "object" not in verb.frames:
            return first
        nouns = self._words["object_noun"]
        ahead = range(first + 2, min(self._end, first + LONGEST_ADVERBIAL))
        begin = next((n for n in ahead if self._low(n) in nouns), first)
        is_clause = any(self._atoms[n].tag in "Q,:;" for n in range(first, begin))
        return first if is_clause else begin

    def _after_small_words(self, first: int) -> int:
        """Return the first atom that is not a day, an adverb or a comma."""
        while first < self._end and (self._atoms[first].tag in "R," or self._is_time(first)):
            first += 1
        return first

    def _may_begin_object(self, at: int, verb: Verb) -> bool:
        """Return whether an object may begin here: no colon, no other cue (خبر داد | و گفت), not
        "about this" (poinformował | o tym), and a quotation behind a verb of calling.
        """
        atom = self._atoms[at]
        is_next_cue = atom.tag == "C" and at + 1 < self._end and self._is_verb(at + 1)
        is_this = atom.low in self._words["about"] and self._low(at + 1) in self._words["this"]
        if atom.tag == ":" or is_next_cue or is_this or self._begins_other(at):
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

    def _last_quoted(self, first: int) -> int:
        """Return the last atom of a run of quotations that only commas and small words separate."""
        last = first
        for n in range(first + 1, self._end):
            if self._atoms[n].tag == "Q":
                last = n
            elif self._atoms[n].tag not in ",CP" or n - last > 2:
                break
        return last
