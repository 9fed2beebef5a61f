"""The plain grammar of languages whose verb comes last (``order = "sov"``): Turkish.

A sentence is read from left to right; the content of each verb of saying is between the last
cue and the verb:

finite       source, content cue                       Bakan Kaya, yolun kapandığını söyledi.
converb      source, content cue-erek, …               Kaya, yolun kapandığını belirterek, “…” dedi.
relative     content cue-en source, …                  Yolun kapandığını belirten Kaya, … dedi.
quotation    source, “…” cue · “…” cue source          “Açılacak” dedi Kaya.
colon        source … cue: “…”                         Kaya şunları kaydetti: “…”
according    source according-word, content            Bakana göre, …

The source is the phrase before the first comma, or the name that the sentence begins with. A
passive verb has the document
or the body that its sentence begins with, else the last speaker.
"""

from monitor.languages.lexicon import Verb
from monitor.statements.candidates import Candidate
from monitor.statements.naming import find_names, is_role
from monitor.statements.plain_left import LONGEST_SOURCE
from monitor.statements.plain_phrases import PlainPhrases
from monitor.statements.plain_sentence import Run

MOST_CUES = 6
"""Cues of one sentence; prose has three at most, and time must stay linear."""
SHORTEST_SPEECH = 3
"""Words of a quotation right before a cue that is speech; fewer are a name."""
MOST_AFTER = 8
"""Atoms after the last verb that may be its source: “…” dedi Bakan Kaya."""

UNKNOWN = Verb("say", "past", frozenset(("clause",)), (), is_ambiguous=False)
"""A verb of no list behind the particle of a quotation."""


class VerbLastReader(PlainPhrases):
    """Finds the candidates of one sentence whose verb comes last."""

    def read(self) -> list[Candidate]:
        """Return the candidates of the sentence, in order of their cues."""
        colon = self._first_colon()
        if colon and (self._is_headline or self._is_label(colon)) and self._try_headline(colon):
            return self._found
        source, begin = self._lead()
        for at in range(self._end):
            if at < begin or len(self._found) >= MOST_CUES:
                continue
            verb = self._lexicon.verbs.get(self._low(at))
            if verb is None and self._is_unknown_cue(at):
                verb = UNKNOWN
            if verb is not None:
                source, begin = self._try_verb(at, verb, source, begin)
            elif self._low(at) in self._words["according_after"] and not self._has_verb_after(at):
                return self._with_according(at)
        return self._found

    def _is_unknown_cue(self, at: int) -> bool:
        """Return whether any verb follows a quotation and its particle: “…” diye gülüyor."""
        if at < 2 or self._atoms[at].tag != "w" or self._atoms[at - 2].tag != "Q":
            return False
        is_led = self._low(at - 1) in self._words["quoting_particle"]
        return is_led and not any(self._is_verb(n) for n in range(at, min(self._end, at + 3)))

    def _first_colon(self) -> int:
        """Return the first colon of a sentence without a cue before it; 0 for none."""
        for at in range(1, self._end):
            if self._is_verb(at):
                return 0
            if self._atoms[at].tag == ":":
                return at
        return 0

    # -- source --

    def _lead(self) -> tuple[Run | None, int]:
        """Return the source at the head of a sentence and the first atom after it and its
        adverbials.
        """
        source: Run | None = None
        begin = 0
        for comma in self._commas():
            if self._low(comma - 1) in self._words["lead"]:
                source = source or self._owner(begin, comma - 1)
                begin = comma + 1
            elif (source is None and begin == 0 and self._is_subject(0, comma - 1)) or (
                source is not None and source[0] == 0 and self._is_name_aside(begin, comma - 1)
            ):
                source, begin = (0, comma - 1), comma + 1
            elif source is not None or not self._is_apposition(begin, comma - 1):
                break
        if source is None and begin == 0:
            return self._name_first()
        return source, begin

    def _commas(self) -> list[int]:
        """Return the commas before the first quotation and the first verb."""
        stop = next(
            (n for n, atom in enumerate(self._atoms) if atom.tag in "Q:" or self._is_verb(n)),
            self._end,
        )
        return [n for n in range(1, stop) if self._atoms[n].tag == ","]

    def _is_subject(self, first: int, last: int) -> bool:
        """Return whether a phrase before a comma is a source: it ends in a name, office, body or
        pronoun.
        """
        if last - first >= LONGEST_SOURCE or last < first:
            return False
        atom = self._atoms[last]
        if "'" in atom.low or self._is_clause_end(last):
            return False
        is_body = bool(self._lexicon.body_head(atom.low))
        return atom.tag in "XTp" or is_body or is_role(atom.low, self._lexicon)

    def _is_name_aside(self, first: int, last: int) -> bool:
        """Return whether a phrase between commas names the source before it: Kardeşi, kaptan Ali
        Kaya, …
        """
        names = find_names(self._atoms[first : last + 1], self._lexicon)
        is_short = last - first < LONGEST_SOURCE // 2
        return is_short and any(run.is_person and first + run.last == last for run in names)

    def _is_apposition(self, first: int, last: int) -> bool:
        """Return whether a phrase before a comma is an office whose bearer follows: Genel Başkan
        Yardımcısı, … Kaya,
        """
        return first == 0 and is_role(self._low(last), self._lexicon)

    def _owner(self, first: int, last: int) -> Run | None:
        """Return the source of "in X's statement": the whole phrase if it names a body or a
        person.
        """
        atoms = self._atoms[first : last + 1]
        bodies = [bool(self._lexicon.body_head(atom.low)) for atom in atoms]
        named = any(
            atom.tag in "XT" and (n or body)
            for n, (atom, body) in enumerate(zip(atoms, bodies, strict=True))
        )
        if not named and not any(bodies[:-1]):
            return None
        while last > first and self._low(last - 1) in self._words["lead_verb"]:
            last -= 1  # Bakanlıktan yapılan açıklamada
        return (first, last - 1) if last > first else None

    def _name_first(self) -> tuple[Run | None, int]:
        """Return the name without a comma at the head of a sentence: Bakan Kaya yolun kapandığını
        söyledi.
        """
        if self._atoms[0].tag == "p":
            is_also = self._low(1) in self._words["also"]
            return (0, 0), 1 + is_also
        body = self._body_first()
        if body is not None:
            return (0, body), body + 1
        names = find_names(self._atoms[:LONGEST_SOURCE], self._lexicon)
        if not names or not names[0].is_person:
            return None, 0
        first = names[0]
        led = all(
            atom.tag in "XT" or is_role(atom.low, self._lexicon)
            for atom in self._atoms[: first.first]
        )
        if not led or "'" in self._low(first.last):
            return None, 0
        begin = first.last + 1
        return (0, first.last), begin + (self._low(begin) == ",")

    def _body_first(self) -> int | None:
        """Return the last atom of a body's name at the head of a sentence: Dışişleri Bakanlığı
        saldırıyı kınadı.
        """
        for at, atom in enumerate(self._atoms[: LONGEST_SOURCE // 2]):
            if atom.tag not in "XT" or "'" in atom.low:
                return None
            if at and self._lexicon.body_head(atom.low):
                return at
        return None

    # -- cues --

    def _try_verb(
        self, at: int, verb: Verb, source: Run | None, begin: int
    ) -> tuple[Run | None, int]:
        """Add the content before a verb of saying; return the next source and the start of its
        content.
        """
        content = self._content(begin, at, verb)
        after = at + 1
        own: Run = (at, at)
        if verb.form == "relative":
            named = self._run(at + 1, self._end)
            source, after = (named, named[1] + 1) if named is not None else (source, after)
        elif (
            verb.form == "past" and content is not None and (subject := self._source_after_verb(at))
        ):
            source = subject
        if self._low(after) == ",":
            after += 1
        if content is not None:
            cue = (self._atoms[at].start, self._atoms[at].end)
            form = "quote" if self._atoms[content[1]].tag == "Q" else "that"
            self._append([self._range(*content)], cue, verb, form, source or own)
            return source, after
        if verb.form == "past" and self._opens_quotation(at):
            self._with_colon(at, verb, source or own)
            return source, self._end
        return source, after if verb.form == "relative" else begin

    def _source_after_verb(self, at: int) -> Run | None:
        """Return the source after the verb that ends a sentence: “…” dedi Bakan Kaya."""
        if at + 1 >= self._end or self._end - at > MOST_AFTER or self._atoms[at - 1].tag != "Q":
            return None
        run = self._run(at + 1, self._end)
        return run if run is not None and run[1] + 1 >= self._end else None

    def _content(self, begin: int, at: int, verb: Verb) -> Run | None:
        """Return the content before a verb, without small words at its ends; None without
        content.
        """
        last = at - 1
        while last >= begin and (
            self._atoms[last].tag in ",R" or self._low(last) in self._words["skipped"]
        ):
            last -= 1
        first = self._after_lead(begin, last)
        while first <= last and self._atoms[first].tag in ",CR":
            first += 1
        if last < first:
            return None
        if self._atoms[last].tag == "Q":
            if "quoting" in verb.frames and last > first:
                return first, last  # kararı "az ve geç" olarak nitelendirdi
            return self._quoted(first, last, is_next=last == at - 1)
        if "quotation" in verb.frames and not self._is_clause_end(last):
            return None
        is_said = self._is_clause_end(last) or "object" in verb.frames
        is_long = last > first or "object" in verb.frames
        return (first, last) if is_said and is_long else None

    def _after_lead(self, begin: int, last: int) -> int:
        """Return where content begins after "in his interview" without a comma."""
        for at in range(begin, min(last, begin + MOST_AFTER)):
            if self._low(at) in self._words["lead"]:
                return at + 1
        return begin

    def _quoted(self, first: int, last: int, *, is_next: bool) -> Run | None:
        """Return a quotation that ends before a cue, with the words before it that belong to its
        clause.
        """
        quotation = self._atoms[last].quotation
        if quotation is None:
            return None
        words = self._text[quotation.inner_start : quotation.inner_end].split()
        is_part = self._text[quotation.inner_start].islower() and last - first > SHORTEST_SPEECH
        if is_part:
            return first, last
        is_speech = len(words) >= SHORTEST_SPEECH or first == last or is_next
        return (last, last) if is_speech else None

    def _is_clause_end(self, at: int) -> bool:
        """Return whether a word ends a reported clause: a nominalised verb, in the accusative,
        dative or genitive.
        """
        return self._low(at).endswith(self._lexicon.clause_endings)

    def _has_verb_after(self, at: int) -> bool:
        return any(self._is_verb(n) for n in range(at + 1, self._end))

    def _opens_quotation(self, at: int) -> bool:
        """Return whether a colon follows a verb, in its sentence."""
        return at + 1 < len(self._atoms) and self._atoms[at + 1].tag == ":"

    def _with_colon(self, at: int, verb: Verb, source: Run) -> None:
        cue = (self._atoms[at].start, self._atoms[at].end)
        if at + 2 < self._end:
            last = at + 2 if self._atoms[at + 2].tag == "Q" else self._end - 1
            self._append([self._range(at + 2, last)], cue, verb, "colon", source)
        else:
            self._open(cue, verb, source)

    def _with_according(self, after: int) -> list[Candidate]:
        begin = after + 1 + (self._low(after + 1) == ",")
        if begin < self._end:
            cue = (self._atoms[after].start, self._atoms[after].end)
            parts = [self._range(begin, self._end - 1)]
            last = after - 1
            if last > 0 and self._low(last) in self._words["report"]:
                last -= 1  # Reuters'ın haberine göre
            self._append(parts, cue, None, "according", (0, last) if after else None)
        return self._found
