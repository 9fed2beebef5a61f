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

from monitor.statements.candidates import Candidate, Range, range_of
from monitor.statements.lexicon import Lexicon, Verb
from monitor.statements.tokens import Atom, Sentence

LONGEST_SOURCE = 14
"""Atoms; a longer run before or behind a cue is no source phrase."""

SHORTEST_QUOTATION = 5
"""Words behind a colon without a cue verb; fewer are a title or a name."""

SHORTEST_CLAUSE = 4
"""Atoms before a postponed cue without quotation; fewer are no clause."""

_STOPS = ",;:().-Q"


class PlainReader:
    """Finds the candidates of one sentence by the plain grammar."""

    def __init__(self, text: str, sentence: Sentence, number: int, lexicon: Lexicon) -> None:
        self._text = text
        self._atoms = sentence.atoms
        self._number = number
        self._lexicon = lexicon
        self._words = lexicon.words
        self._order = lexicon.raw.get("order", "svo")
        self._has_bare = bool(lexicon.raw.get("bare"))
        self._end = len(sentence.atoms) - (sentence.atoms[-1].tag == ".")
        self._found: list[Candidate] = []

    def read(self) -> list[Candidate]:
        """Return the candidates of the sentence, in order of their cues."""
        if self._order == "sov":
            self._read_verb_last()
            return self._found
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

    def _read_verb_last(self) -> None:
        """Subject, content, verb: Erdoğan, “…” dedi. — Bakan, askerlerin kalacağını söyledi."""
        atoms = self._atoms
        opening = next((n for n, atom in enumerate(atoms) if atom.tag in ",Q"), None)
        if opening is None:
            return
        after = next((n for n in range(1, opening) if atoms[n].low in self._words["according_after"]), None)
        if after is not None:
            cue = (atoms[after].start, atoms[after].end)
            self._append([self._range(after + 1, self._end - 1)], cue, None, "according", (0, after - 1))
            return
        last = self._end - 1
        while last > opening and atoms[last].low not in self._lexicon.verbs:
            last -= 1
        verb = self._lexicon.verbs.get(atoms[last].low)
        if verb is None or last < self._end - 3 or last - opening < 1:
            return
        source = (0, opening - 1) if 0 < opening <= LONGEST_SOURCE else None
        quotation = next((n for n in range(opening, last) if atoms[n].tag == "Q"), None)
        cue = (atoms[last].start, atoms[last].end)
        if quotation is not None:
            parts = [self._range(quotation, self._last_quoted(quotation))]
            self._append(parts, cue, verb, "quote", source)
        elif source is not None and last - opening > 2:
            self._append([self._range(opening + 1, last - 1)], cue, verb, "that", source)

    # -- cues ----------------------------------------------------------------------------------------------------------

    def _try_verb(self, at: int, verb: Verb) -> int:
        """Add the candidate of a cue verb; return the first atom that is still free."""
        atoms, group = self._atoms, self._group(at)
        if any(atoms[n].tag == "G" for n in range(group, min(at + 2, len(atoms)))):
            return 0  # what was not said
        before = self._content_before(group)
        source = self._right_source(at) if before is not None else self._source(at, group)
        cue = (atoms[group].start, atoms[at].end)
        if before is not None:
            first, last, is_quoted = before
            if source is None and not is_quoted:
                return 0
            parts = [self._range(first, last)]
            after = (source[1] if source else at) + 1
            while after < len(atoms) and atoms[after].tag in ",-:" and after + 1 < len(atoms):
                after += 1
            if is_quoted and after < len(atoms) and atoms[after].tag == "Q":
                parts.append(self._range(after, after))
                after += 1
            self._append(parts, cue, verb, "postponed-quote" if is_quoted else "postponed", source)
            return after
        content = self._content_after(max(at, source[1] if source else at))
        if content is None or (source is None and self._order != "vso"):
            return 0
        first, last, form = content
        self._append([self._range(first, last)], cue, verb, form, source)
        return last + 1

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

    def _low(self, at: int) -> str:
        return self._atoms[at].low if at < len(self._atoms) else ""

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

    def _content_before(self, group: int) -> tuple[int, int, bool] | None:
        """Return first and last atom of content that ends right before a cue, and whether it is quoted."""
        atoms, at = self._atoms, group - 1
        while at >= 0 and atoms[at].tag in ",-":
            at -= 1
        if at < 0:
            return None
        if atoms[at].tag == "Q":
            first = at
            while first > 0 and atoms[first - 1].tag not in ";:." and atoms[first - 1].low not in self._lexicon.verbs:
                first -= 1  # what stands unquoted before a quotation in its sentence was said too
            return None if first and atoms[first - 1].tag == ":" else (first, at, True)
        if at == group - 1 or self._order == "vso" or atoms[group - 1].tag != ",":
            return None
        right = self._right_source(group)
        ends_here = right is not None and right[1] + 1 >= self._end
        return (0, at, False) if at >= SHORTEST_CLAUSE - 1 and ends_here else None

    def _content_after(self, at: int) -> tuple[int, int, str] | None:
        """Return first and last atom of content behind a cue and its source, and the form it has."""
        atoms = self._atoms
        gap = 0
        for n in range(at + 1, self._end):
            atom = atoms[n]
            if atom.tag == "Q":
                return n, self._last_quoted(n), "quote"
            if atom.low in self._words["that"]:
                return n, self._end - 1, "that"
            if atom.tag == ":" and n + 1 < self._end:
                return n + 1, self._last_quoted(n + 1) if atoms[n + 1].tag == "Q" else self._end - 1, "colon"
            if atom.tag == ",":
                if n + 1 < self._end and (atoms[n + 1].low in self._words["that"] or atoms[n + 1].tag == "Q"):
                    continue
                if self._has_bare and self._end - n > 3 and self._is_main_clause(n + 1):
                    return n + 1, self._end - 1, "bare"
                return None
            gap += 1
            if gap > LONGEST_SOURCE or atom.tag in ";(":
                return None
        return None

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

    # -- sources -------------------------------------------------------------------------------------------------------

    def _group(self, at: int) -> int:
        """Return the first atom of the verb group: auxiliaries, adverbs and clitics before the verb."""
        first = at
        while first > 0 and (
            self._atoms[first - 1].tag in "BHMGR"
            or self._atoms[first - 1].low in self._words["clitic"]
            or (self._atoms[first - 1].tag == "p" and "-" in self._atoms[first - 1].low)  # a-t-elle ajouté
        ):
            first -= 1
        return first

    def _source(self, at: int, group: int) -> tuple[int, int] | None:
        if self._is_pronoun(at):
            return at, at
        left = self._left_source(group)
        if self._order == "vso":
            return self._right_source(at) or left or (at, at)
        if left is not None and not (self._order == "v2" and self._atoms[left[0]].tag in "PR"):
            return left
        return self._right_source(at)

    def _is_pronoun(self, at: int) -> bool:
        low = self._atoms[at].low
        return any(low.endswith(ending) for ending in self._words["own_subject"])

    def _right_source(self, at: int) -> tuple[int, int] | None:
        atoms = self._atoms
        while at < self._end and self._lexicon.verbs.get(atoms[at].low) is None:
            at += 1
        if at >= self._end:
            return None
        if self._is_pronoun(at):
            return at, at
        group = self._group(at)
        pronouns = [n for n in range(group, at) if atoms[n].tag == "p"]
        if not pronouns and group > 0 and atoms[group - 1].tag == "p":
            pronouns = [group - 1]
        if pronouns:
            return pronouns[0], pronouns[0]
        first = at + 1
        while first < self._end and (atoms[first].tag in "RBH" or atoms[first].low in self._words["clitic"]):
            first += 1
        if first < self._end and atoms[first].tag in "DP" and self._low(first + 1) in self._words["time"]:
            first += 2  # dijo el lunes la ministra, sagte am Montag der Minister
        return self._run(first, self._end)

    def _left_source(self, group: int) -> tuple[int, int] | None:
        atoms, first = self._atoms, group
        if group and atoms[group - 1].tag == ",":
            # an apposition closed by this comma: its noun stands before the comma that opens it
            opening = next((n for n in range(group - 2, -1, -1) if atoms[n].tag in ",;:"), None)
            return self._left_source(opening) if opening else None
        while first > 0 and not self._is_stop(atoms[first - 1]):
            first -= 1
        while first < group and atoms[first].tag in "CRS":
            first += 1
        last = group - 1
        while last > first and atoms[last].low in self._words["time"]:
            last -= 1  # "Sadr on Sunday said", in languages that put it so
        if first >= group or last - first >= LONGEST_SOURCE:
            return None
        return first, last

    def _run(self, first: int, end: int) -> tuple[int, int] | None:
        """Return the noun phrase that begins at an atom."""
        atoms, at = self._atoms, first
        while at < end and not self._is_stop(atoms[at]) and at - first < LONGEST_SOURCE:
            atom = atoms[at]
            if (atom.tag == "P" and atom.low not in self._words["of"]) or atom.low in self._words["time"]:
                break
            if atom.low in self._words["listener"] or atom.tag in "BHM":
                break
            at += 1
        while at > first and (atoms[at - 1].tag in "PCR" or atoms[at - 1].low in self._words["of"]):
            at -= 1
        return (first, at - 1) if at > first else None

    def _is_stop(self, atom: Atom) -> bool:
        return (
            atom.tag in _STOPS
            or atom.tag == "S"
            or atom.low in self._words["that"]
            or atom.low in self._lexicon.verbs
            or (atom.low in self._words["relative"] and atom.tag != "D")
        )

    # -- making candidates ---------------------------------------------------------------------------------------------

    def _head(self, first: int, last: int) -> tuple[int, int]:
        """Return the head of a source phrase: what stands before its first preposition."""
        for n in range(first + 1, last + 1):
            if self._atoms[n].tag in "P,":
                return first, n - 1
        return first, last

    def _append(
        self, parts: list[Range], cue: Range, verb: Verb | None, form: str, source: tuple[int, int] | None
    ) -> None:
        atoms = self._atoms
        parts = [part for part in parts if part[0] < part[1]]
        if not parts:
            return
        head = self._head(*source) if source else None
        tag = ""
        if source and head:
            is_own = atoms[source[0]].low in self._lexicon.verbs
            named = any(atom.tag in "XT" for atom in atoms[head[0] : head[1] + 1])
            tag = "p" if is_own or atoms[source[0]].tag == "p" else "X" if named else "w"
        self._found.append(
            Candidate(
                content=parts,
                cue=cue,
                lemma=verb.lemma if verb else "according",
                form=form,
                source=(atoms[source[0]].start, atoms[source[1]].end) if source else None,
                head=(atoms[head[0]].start, atoms[head[1]].end) if head else None,
                source_tag=tag,
                sentence=self._number,
            )
        )

    def _range(self, first: int, last: int) -> Range:
        return range_of(self._atoms, first, last)
