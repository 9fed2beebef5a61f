"""The plain grammar: for a language that has a data file and no module of its own.

Knows cue verbs as they stand (``[forms]`` of the file), not how a language inflects them. In each sentence, for each cue verb:

    quote            source cue [:,] “…”           Merkel sagte: „…“ · قال الصدر: «…»
    postponed-quote  “…” [,] cue source            « … », a déclaré le ministre
    that             source cue … that …           El ministro dijo que … · قال المتحدث إن …
    bare             source cue, clause            Maas sagte, man werde …          (``bare = true``)
    postponed        clause, cue source            Das sei falsch, sagte Maas
    according        according-word source, …      Laut Maas … · selon le ministre, …
    so               “…”, so source                „…“, so Maas
    colon-name       source …: “…”                 Der Minister kommentierte das mit den Worten: „…“

    verb last        source, content cue           Bakan, askerlerin kalacağını söyledi   (``order = "sov"``)

The source stands before the cue or behind it, by ``order`` (svo, v2, vso, sov) and by what comes before the cue. A verb that carries
its subject in itself (dit-il, وأضاف) is its own pronoun: whoever spoke last nearby.
"""

from monitor.statements.candidates import Candidate
from monitor.statements.lexicon import Lexicon, Verb
from monitor.statements.plain_phrases import LONGEST_SOURCE, PlainPhrases, Run
from monitor.statements.tokens import Sentence

SHORTEST_QUOTATION = 5
"""Words behind a colon without a cue verb; fewer are a title or a name."""

SHORTEST_CLAUSE = 4
"""Atoms before a postponed cue without quotation; fewer are no clause."""


class PlainReader(PlainPhrases):
    """Finds the candidates of one sentence by the plain grammar, where the verb does not come last."""

    def __init__(self, text: str, sentence: Sentence, number: int, lexicon: Lexicon) -> None:
        super().__init__(text, sentence, number, lexicon)
        self._has_bare = bool(lexicon.raw.get("bare"))
        self._has_direct_clause = bool(lexicon.raw.get("direct_clause"))

    def read(self) -> list[Candidate]:
        """Return the candidates of the sentence, in order of their cues."""
        taken = 0
        for at, atom in enumerate(self._atoms):
            if at < taken:
                continue
            verb = self._lexicon.verbs.get(atom.low)
            if verb is not None:
                taken = max(taken, self._try_verb(at, verb))
            elif atom.low in self._words["according"]:
                taken = max(taken, self._try_according(at, at))
            elif (
                atom.low in self._words["according_preposition"] and self._low(at + 1) in self._words["according_noun"]
            ):
                taken = max(taken, self._try_according(at, at + 1))
            elif atom.low in self._words["so"] and at and self._atoms[at - 1].tag in ",Q":
                taken = max(taken, self._try_so(at))
            elif atom.tag == ":":
                taken = max(taken, self._try_colon(at))
        return self._found

    # -- cues ----------------------------------------------------------------------------------------------------------

    def _try_verb(self, at: int, verb: Verb) -> int:
        """Add the candidate of a cue verb; return the first atom that is still free."""
        atoms, group = self._atoms, self._group(at)
        if any(atoms[n].tag == "G" for n in range(group, min(at + 2, len(atoms)))):
            return 0  # what was not said
        before = self._content_before(group)
        cue = (atoms[group].start, atoms[at].end)
        if before is not None and "quoting" in verb.frames:
            return self._add_called(before[1], at, verb)
        if before is not None:
            return self._add_postponed(before, at, group, verb)
        source = self._source(at, group)
        content = self._content_after(max(at, source[1] if source else at), verb)
        if content is None and (postponed := self._quoted_before(source)) is not None:
            self._append([self._range(postponed, postponed)], cue, verb, "postponed-quote", source)
            return at + 1
        if content is None or (source is None and self._order != "vso"):
            return 0
        first, last, form = content
        self._append([self._range(first, last)], cue, verb, form, source)
        return last + 1

    def _add_postponed(self, before: tuple[int, int, bool], at: int, group: int, verb: Verb) -> int:
        """Add what stands before its cue: “…”, sagte Merkel, „…“."""
        atoms = self._atoms
        first, last, is_quoted = before
        source = self._right_source(at)
        if source is None and not is_quoted:
            return 0
        parts = [self._range(first, last)]
        after = (source[1] if source else at) + 1
        while after < self._end and (atoms[after].tag in ",-:" or atoms[after].low in self._words["particle"]):
            after += 1
        if is_quoted and after < len(atoms) and atoms[after].tag == "Q":
            parts.append(self._range(after, after))
            after += 1
        cue = (atoms[group].start, atoms[at].end)
        self._append(parts, cue, verb, "postponed-quote" if is_quoted else "postponed", source)
        return after

    def _add_called(self, quotation: int, at: int, verb: Verb) -> int:
        """Add what somebody is called, where the verb comes last: … hat das als „…“ bezeichnet, کارل … را «…» خواند."""
        atoms = self._atoms
        source = self._run(0, quotation) or self._last_source
        if atoms[quotation].tag != "Q" or source is None:
            return 0
        self._append([self._range(quotation, quotation)], (atoms[at].start, atoms[at].end), verb, "quote", source)
        return at + 1

    def _quoted_before(self, source: Run | None) -> int | None:
        """Return the quotation right before a source that stands before its cue: «…»، فرر گفت."""
        if source is None:
            return None
        at = source[0] - 1
        while at > 0 and self._atoms[at].tag in ",-":
            at -= 1
        return at if at >= 0 and self._atoms[at].tag == "Q" else None

    def _try_according(self, at: int, last_of_cue: int) -> int:
        first = last_of_cue + 1
        while self._low(first) in self._words["of"]:
            first += 1  # nach Angaben von …
        source = self._run(first, self._end)
        if source is None:
            return 0
        after = source[1] + 1
        cue = (self._atoms[at].start, self._atoms[last_of_cue].end)
        if at <= 1:
            begin = self._after_apposition(after) if after < self._end and self._atoms[after].tag == "," else after
            parts = [(begin, self._end - 1)]
        elif after < self._end and self._atoms[after].tag != ",":
            parts = [(0, at - 1), (after, self._end - 1)]  # in the middle of what it holds for
        else:
            parts = [(0, at - 1)]
        if sum(last - begin for begin, last in parts) < 2:
            return 0
        self._append([self._range(*part) for part in parts if part[0] <= part[1]], cue, None, "according", source)
        return self._end if at <= 1 else after

    def _after_apposition(self, comma: int) -> int:
        """Pass over an apposition that a second comma closes: ``Selon X, le président de Y, …``"""
        atoms = self._atoms
        closing = next((n for n in range(comma + 1, self._end) if atoms[n].tag == ","), None)
        is_short = closing is not None and closing - comma < 9 and atoms[comma + 1].tag in "DTX"
        has_verb = any(atom.tag in "BHM" for atom in atoms[comma + 1 : closing])
        return closing + 1 if closing is not None and is_short and not has_verb else comma + 1

    def _try_so(self, at: int) -> int:
        """ "…", so Murtha: a postponed cue that is no verb."""
        before, source = self._content_before(at), self._run(at + 1, self._end)
        if source is None or (source[1] + 1 < self._end and self._atoms[source[1] + 1].tag not in ",.-"):
            return 0
        if before is None:
            last = at - 1 - (self._atoms[at - 1].tag == ",")
            before = (0, last, False) if last >= SHORTEST_CLAUSE - 1 else None
        if before is None:
            return 0
        first, last, is_quoted = before
        cue = (self._atoms[at].start, self._atoms[at].end)
        self._append([self._range(first, last)], cue, None, "postponed-quote" if is_quoted else "postponed", source)
        return source[1] + 1

    def _try_colon(self, at: int) -> int:
        """Somebody does something with these words: “…”; no cue verb, but a whole quotation behind the colon."""
        atoms = self._atoms
        quotation = atoms[at + 1].quotation if at + 1 < len(atoms) else None
        if self._found or quotation is None or at < 3:
            return 0
        if self._text[quotation.inner_start : quotation.inner_end].count(" ") + 1 < SHORTEST_QUOTATION:
            return 0
        source = self._run(0, at)
        if source is None or atoms[0].tag in "PRS":
            return 0
        last = self._last_quoted(at + 1)
        self._append([self._range(at + 1, last)], (atoms[at].start, atoms[at].end), None, "colon-name", source)
        return last + 1

    # -- content -------------------------------------------------------------------------------------------------------

    def _is_joined(self, at: int) -> bool:
        """Return whether a cue is joined to what stands before it, by its form: وقال, menaçant."""
        low = self._atoms[at].low
        return low in self._words["participle"] or (
            self._order == "vso" and low[:1] in self._words["coordinator"] and low[1:] in self._lexicon.verbs
        )

    def _content_before(self, group: int) -> tuple[int, int, bool] | None:
        """Return first and last atom of content that ends right before a cue, and whether it is quoted."""
        atoms, at = self._atoms, group - 1
        while at >= 0 and atoms[at].tag in ",-":
            at -= 1
        if at < 0 or self._is_joined(group):
            return None
        if atoms[at].tag == "Q":
            first = at
            while first > 0 and atoms[first - 1].tag not in ";:." and atoms[first - 1].low not in self._lexicon.verbs:
                first -= 1  # what stands unquoted before a quotation in its sentence was said too
            return None if first and atoms[first - 1].tag == ":" else (first, at, True)
        if at == group - 1 or self._lexicon.is_caseless or atoms[group - 1].tag != ",":
            return None
        right = self._right_source(group)
        ends_here = right is not None and right[1] + 1 >= self._end
        return (0, at, False) if at >= SHORTEST_CLAUSE - 1 and ends_here else None

    def _content_after(self, at: int, verb: Verb) -> tuple[int, int, str] | None:
        """Return first and last atom of content behind a cue and its source, and the form it has."""
        atoms = self._atoms
        gap = 0
        for n in range(at + 1, self._end):
            atom = atoms[n]
            if atom.tag == "Q":
                if "object" in verb.frames and n > at + 1 and self._low(n - 1) not in self._words["as"]:
                    break  # the quotation is a part of what is rejected, demanded, condemned
                return n, self._last_quoted(n), "quote"
            if atom.low in self._words["that"]:
                if "quoting" in verb.frames and n + 1 < self._end and atoms[n + 1].tag == "Q":
                    continue  # وصف القرار بأنه «…»
                return n, self._clause_end(n), "that"
            if atom.tag == ":" and n + 1 < self._end:
                return n + 1, self._last_quoted(n + 1) if atoms[n + 1].tag == "Q" else self._end - 1, "colon"
            if atom.tag == ",":
                if n + 1 < self._end and (atoms[n + 1].low in self._words["that"] or atoms[n + 1].tag == "Q"):
                    continue
                if self._has_bare and self._end - n > 3 and self._is_main_clause(n + 1):
                    return n + 1, self._clause_end(n + 1), "bare"
                break
            gap += 1
            if gap > LONGEST_SOURCE or atom.tag in ";(" or (n > at + 1 and self._is_verb(n)):
                break
        return self._object_after(at, verb)

    def _object_after(self, at: int, verb: Verb) -> tuple[int, int, str] | None:
        """Return the object of a verb that says by itself what is done: "rechazó las amenazas", "угрожает базам"."""
        first = at + 1
        while first < self._end and (
            self._low(first) in self._words["time"]
            or self._atoms[first].tag in "R,"
            or (self._atoms[first].tag in "PD" and self._low(first + 1) in self._words["time"])
        ):
            first += 1
        if first >= self._end:
            return None
        if "object" in verb.frames:
            form = "object"
        elif self._has_direct_clause:
            form = "bare"
        else:
            return None
        last = self._clause_end(first)
        while last > first and self._low(last) in self._words["particle"]:
            last -= 1  # wies die Drohung zurück, kündigte eine Prüfung an
        return (first, last, form) if last >= first else None

    def _clause_end(self, first: int) -> int:
        """Return the last atom of what begins here: it ends before a coordinated cue, a semicolon, the sentence's end."""
        atoms = self._atoms
        for n in range(first + 1, self._end):
            if atoms[n].tag == ";":
                return n - 1
            if self._is_verb(n) and self._is_coordinated(n, first):
                return self._group(n) - 2
        return self._end - 1

    def _is_coordinated(self, at: int, first: int) -> bool:
        group = self._group(at)
        if group - 1 <= first:
            return False
        before = self._atoms[group - 1]
        if self._low(at) in self._words["participle"] or self._order == "vso":
            return before.tag == ","
        return before.tag == "C"

    def _is_main_clause(self, first: int) -> bool:
        """Return whether what begins here is a clause of its own: a relative one has its finite verb at the end."""
        atoms = self._atoms
        if atoms[first].low not in self._words["relative"]:
            return True
        rest = atoms[first : self._end]
        # A relative clause is closed by a comma before the content comes; what runs on to the full stop is the content.
        return not any(atom.tag == "," for atom in rest) or any(atom.tag in "BHM" for atom in rest[:6])

    def _last_quoted(self, first: int) -> int:
        """Return the last atom of a run of quotations that only commas and small words part."""
        last = first
        for n in range(first + 1, self._end):
            if self._atoms[n].tag == "Q":
                last = n
            elif self._atoms[n].tag not in ",CP" or n - last > 2:
                break
        return last

