"""The content after a cue in the plain grammar: its start and end.

quotation        the run of quotations
that             from "that" to the sentence's end, or to the next coordinated cue
bare             a clause after a comma (German) or right after the cue (Persian)
object           the object of a verb that names an act: rejects, demands, threatens with
"""

from monitor.languages.lexicon import Lexicon, Verb
from monitor.statements.plain.left import LONGEST_SOURCE
from monitor.statements.plain.object_content import LONGEST_ADVERBIAL, PlainObjectContent
from monitor.statements.tokens import Sentence

Content = tuple[int, int, str]
STOP: Content = (-1, -1, "stop")
"""No later atom is content, except an object."""
SKIP: Content = (-1, -1, "skip")
"""No content begins here; the search continues."""


class PlainContent(PlainObjectContent):
    """One sentence, and the content after its cues."""

    def __init__(self, text: str, sentence: Sentence, number: int, lexicon: Lexicon) -> None:
        super().__init__(text, sentence, number, lexicon)
        self._has_bare = bool(lexicon.raw.get("bare"))

    def _content_after(self, at: int, verb: Verb) -> Content | None:
        """Return first and last atom of content after a cue and its source, and its form."""
        if self._has_direct_clause and self._low(at + 1) == ";" and at + 2 < self._end:
            return at + 2, self._clause_end(at + 2), "colon"  # توصیه کرد؛ …
        if "relays" in verb.frames and (relayed := self._behind_said_noun(at)) is not None:
            return relayed
        if self._leads_to_action(at + 1):
            return at + 1, self._clause_end(at + 1), "object"  # наголосили | на важливості щеплень
        content = self._content_in_clauses(at, verb)
        if content is None or not self._has_direct_clause or not self._is_converb(at):
            return content
        return content[0], self._before_main_clause(content[0], content[1]), content[2]

    def _behind_said_noun(self, at: int) -> Content | None:
        """Return the content behind the noun of saying of a verb that relays, in Arabic: نقل الموقع
        عن مصدر، | قوله | إن …, إعلانه | مقتل …
        """
        limit = min(self._end - 1, at + LONGEST_SOURCE)
        ahead = range(at + 1, limit)
        noun = next((n for n in ahead if self._low(n) in self._words["said_noun"]), None)
        if noun is None or self._order != "vso":
            return None
        for n in range(noun + 1, min(self._end, noun + LONGEST_ADVERBIAL)):
            if self._atoms[n].tag == "Q":
                return n, self._last_quoted(n), "quote"
            if self._low(n) in self._words["that"] | {":"}:
                begin = n + (self._atoms[n].tag == ":")
                return self._rest_of_clause(begin, "that")
            if self._is_verb(n):
                break
        return self._rest_of_clause(self._after_small_words(noun + 1), "object")

    def _rest_of_clause(self, first: int, form: str) -> Content | None:
        """Return the content from an atom to the end of its clause, or None at the sentence's."""
        return (first, self._clause_end(first), form) if first < self._end else None

    def _before_main_clause(self, first: int, last: int) -> int:
        """Return the last atom of a clause before the main clause with its own verb of saying: با
        بیان اینکه تردید نداریم، | به آنها توصیه کرد …
        """
        verb = next((n for n in range(first + 1, last) if self._is_verb(n)), None)
        if verb is None or self._is_converb(verb):
            return last
        commas = [n for n in range(first + 1, verb) if self._atoms[n].tag == ","]
        return commas[-1] - 1 if commas else last

    def _content_in_clauses(self, at: int, verb: Verb) -> Content | None:
        """Return content without regard to a main clause behind it."""
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
        is_led = self._lexicon.raw.get("subject_first") and self._has_direct_clause
        if not is_led or at + 1 >= self._end:
            return False
        if self._low(at + 1) == "," and n > at + 2:
            return True  # ئاماژەی بەوە کرد، | میران بەکر، کە …
        return self._atoms[at + 1].tag in "wpDN" and not self._is_verb(at + 1)

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
        if self._low(n - 1) in self._words["free_relative"]:
            return True  # se refirió a lo que dijo …
        if self._atoms[n - 1].tag == "P" and n - first > 1:
            return True
        is_led = self._low(first) in self._words["about"] | self._words["of"] and n - first > 1
        is_object = is_led or (self._atoms[first].tag in "Dw" and not self._is_time(first))
        return is_object and verb.lemma not in self._words["telling"]

    def _content_at(self, n: int, at: int, verb: Verb) -> Content:
        """Return the content after a quotation mark, "that", a colon or a comma; STOP or SKIP for
        none.
        """
        atoms = self._atoms
        tag = atoms[n].tag
        follows = n + 1 < self._end
        if tag == "Q":
            return self._quotation_at(n, at, verb)
        if tag == ":" and self._is_score(n):
            return SKIP
        if tag == ":" and self._leads_to_according(n + 1):
            return STOP
        if tag == ":":
            is_quoted = follows and atoms[n + 1].tag == "Q"
            last = self._last_quoted(n + 1) if is_quoted else self._before_next_cue(n)
            return (self._before_colon(n, at, verb), last, "colon") if follows else STOP
        if tag == ",":
            return self._after_comma(n, at, verb)
        if "quoting" in verb.frames and follows and atoms[n + 1].tag == "Q":
            return STOP  # وصف القرار بأنه «…»
        return n, self._clause_end(n), "that"

    def _before_next_cue(self, colon: int) -> int:
        """Return the last atom of what follows a colon: before the next verb of saying with "and",
        in a language whose subject begins the sentence: گفت: پل باز است | و افزود: …
        """
        if self._has_direct_clause:
            for n in range(colon + 2, self._end - 1):
                is_linked = self._is_verb(n) and self._low(n - 1) in self._words["and"]
                if is_linked and self._atoms[n + 1].tag in ":,":
                    return n - 2
        return self._end - 1

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
        if (described := self._described_as(n, at)) is not None:
            return described
        is_next = self._after_small_words(at + 1) == n  # a dénoncé mercredi « une attaque »
        if self._is_name_before_that(n):
            return SKIP
        is_named = self._order == "svo" and n - at > 2 and self._atoms[at + 1].tag in "PD"
        is_as = before in self._words["as"] and not (is_named and " " not in verb.lemma)
        if "object" in verb.frames and not is_next and not is_as:
            # the quotation is a part of the object that is rejected, demanded or condemned
            return STOP
        if self._is_about_this() or self._is_commented(n, at):
            return STOP
        if self._is_named(n, at, verb):
            return SKIP
        last = self._last_quoted(n)
        if (end := self._later_quotation(last, verb)) is not None:
            return n, end, "object"
        return n, last, "quote"

    def _described_as(self, quotation: int, at: int) -> Content | None:
        """Return what a speaker calls something, from its "as": señaló | como «suficiente» la
        disculpa.
        """
        first = quotation - 1 - (self._atoms[quotation - 1].tag == "D")
        is_svo = self._order == "svo" and not self._lexicon.is_caseless
        if not is_svo or first <= at or self._low(first) not in self._words["described_as"]:
            return None
        is_next = self._after_small_words(at + 1) == first
        return (first, self._clause_end(first), "object") if is_next else None

    def _is_name_before_that(self, quotation: int) -> bool:
        """Return whether a name in marks belongs to the occasion between an Arabic verb and "that":
        أشار خلال مداخلة مع برنامج «المساء» | إلى أن …
        """
        if self._order != "vso" or not self._is_name(quotation):
            return False
        for n in range(quotation + 1, min(self._end, quotation + LONGEST_ADVERBIAL)):
            if self._low(n) in self._words["that"]:
                return True
            if self._is_verb(n) or self._atoms[n].tag in "Q:;":
                return False
        return False

    def _leads_to_action(self, at: int) -> bool:
        """Return whether a preposition and a noun of action follow a cue, in a language with cases:
        указал | на необходимость реформ, что …
        """
        if not self._lexicon.has_cases or at + 1 >= self._end or self._atoms[at].tag != "P":
            return False
        return self._low(at + 1) in self._words["object_noun"]

    def _with_object(self, comma: int, at: int) -> int:
        """Return where the object before a clause begins: ruft | die Leute auf, zu gehen."""
        first = at + 1
        small = self._words["reflexive"] | self._words["time"] | self._words["particle"]
        while first < comma and (self._atoms[first].tag in "RPop" or self._low(first) in small):
            first += 1
        is_led = any(self._atoms[n].tag == "P" for n in range(at + 1, first))
        is_object = first < comma and self._atoms[first].tag in "DX" and not is_led
        return first if is_object else comma + 1

    def _after_comma(self, n: int, at: int, verb: Verb) -> Content:
        atoms = self._atoms
        if n + 1 < self._end and (
            atoms[n + 1].low in self._words["that"] or atoms[n + 1].tag == "Q"
        ):
            return SKIP
        if n == at + 1 and self._is_question_clause(n + 1):
            return n + 1, self._clause_end(n + 1), "that"
        if self._order == "v2" and self._begins_with_verb(n + 1):
            return STOP
        is_condition = self._has_bare and self._is_reported_condition(n + 1)
        is_clause = n == at + 1 and self._is_whole_clause(n + 1)
        if not (is_condition or is_clause) and (aside := self._aside_to_that(n)) is not None:
            return aside, self._clause_end(aside), "that"
        if (colon := self._aside_to_colon(n)) is not None:
            return colon + 1, self._last_quoted(colon + 1), "colon"
        is_long = self._end - n > 3 or any(a.tag == "Q" for a in atoms[n + 1 : self._end])
        if self._has_bare and is_long and self._is_said_clause(n + 1, verb):
            first = self._with_object(n, at) if "object" in verb.frames else n + 1
            return first, self._clause_end(n + 1), "bare"
        return STOP

    def _is_whole_clause(self, first: int) -> bool:
        """Return whether a clause begins behind a cue and its comma, whatever "that" is in it, in a
        language whose subject begins the sentence: ڕایگەیاند، | میران بەکر، کە …
        """
        is_led = self._lexicon.raw.get("subject_first") and self._has_direct_clause
        return bool(is_led) and first < self._end and self._atoms[first].tag not in "R("

    def _is_named(self, quotation: int, at: int, verb: Verb) -> bool:
        """Return whether a short quotation after a cue is a name or a title.

        Examples: "im Gespräch mit der „Zeit“", "der Name lautet „…“".
        """
        if not self._is_name(quotation) or "quoting" in verb.frames:
            return False
        if self._begins_with_infinitive(quotation):
            return False  # dit dans un communiqué « respecter la loi »
        if "quotation" in verb.frames or self._is_listener_in_marks(quotation):
            return True
        if self._is_marked_name(quotation):
            return True
        before = self._atoms[quotation - 1]
        return quotation > at + 1 and before.tag in "DPwXN" and before.low not in self._words["as"]

    def _last_quoted(self, first: int) -> int:
        """Return the last atom of a run of quotations that only commas and small words separate."""
        last = first
        for n in range(first + 1, self._end):
            if self._atoms[n].tag == "Q":
                last = n
            elif self._atoms[n].tag not in ",CP" or n - last > 2:
                break
        return last
