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
from monitor.statements.known_words import is_role
from monitor.statements.naming import find_names
from monitor.statements.plain.left import LONGEST_SOURCE
from monitor.statements.plain.sentence import Run
from monitor.statements.plain.verb_last_owners import SHORTEST_SPEECH
from monitor.statements.plain.verb_last_sources import VerbLastSources

MOST_CUES = 6
"""Cues of one sentence; prose has three at most, and time must stay linear."""
MOST_AFTER = 8
"""Atoms after the last verb that may be its source: “…” dedi Bakan Kaya."""

UNKNOWN = Verb("say", "past", frozenset(("clause",)), (), is_ambiguous=False)
"""A verb of no list behind the particle of a quotation."""


class VerbLastReader(VerbLastSources):
    """Finds the candidates of one sentence whose verb comes last."""

    def read(self) -> list[Candidate]:
        """Return the candidates of the sentence, in order of their cues."""
        if self._low(0) in self._words["imagined"]:
            return []
        colon = self._first_colon()
        is_led = colon and (self._is_headline or self._is_label(colon))
        if (colon and self._try_owner_colon(colon)) or (is_led and self._try_headline(colon)):
            return self._found
        source, begin = self._lead()
        if colon and self._add_after_colon(colon, source):
            return self._found
        for at in range(self._end):
            if at < begin or len(self._found) >= MOST_CUES:
                continue
            verb = self._lexicon.verbs.get(self._low(at))
            if verb is None and self._is_unknown_cue(at):
                verb = UNKNOWN
            if verb is not None:
                source, begin = self._try_verb(at, verb, source, begin)
            elif self._try_said_noun(at):
                begin = at + 1
            elif self._is_according(at) and not self._has_verb_after(at):
                return self._with_according(at)
        self._add_bare_quotation(source, begin)
        return self._found

    def _add_bare_quotation(self, source: Run | None, begin: int) -> None:
        """Add the quotation that ends a sentence after its source and a comma, without a verb:
        Köprünün kapandığını belirten Kaya, “…”
        """
        at = self._end - 1
        is_mark = self._low(at - 1) in (",", ";")
        is_led = source is not None and is_mark and at == max(begin, source[1] + 2)
        quotation = self._atoms[at].quotation
        if not is_led or quotation is None or self._words_of(quotation) < SHORTEST_SPEECH:
            return
        count, mark = len(self._found), self._atoms[at - 1]
        self._append([self._range(at, at)], (mark.start, mark.end), None, "quote", source)
        for candidate in self._found[count:]:
            candidate.cue = None

    def _add_after_colon(self, colon: int, source: Run | None) -> bool:
        """Add the quotation that ends a sentence after a source, words of no list and a colon:
        Çevre Dairesi ise aynı görüşte değil: “…”
        """
        quotation = self._atoms[colon + 1].quotation if colon + 1 < len(self._atoms) else None
        if quotation is None or source is None or source[0] or colon > LONGEST_SOURCE:
            return False
        if self._words_of(quotation) < SHORTEST_SPEECH or colon + 2 < self._end:
            return False
        cue = (self._atoms[colon].start, self._atoms[colon].end)
        self._append([self._range(colon + 1, colon + 1)], cue, None, "colon-name", source)
        return True

    def _is_unknown_cue(self, at: int) -> bool:
        """Return whether any verb follows a quotation and its particle: “…” diye gülüyor."""
        is_quoted = at > 1 and self._atoms[at].tag == "w" and self._atoms[at - 2].tag in "Q,"
        is_led = is_quoted and self._low(at - 1) in self._words["quoting_particle"]
        return is_led and not any(self._is_verb(n) for n in range(at, min(self._end, at + 3)))

    def _first_colon(self) -> int:
        """Return the first colon of a sentence without a cue before it; 0 for none."""
        for at in range(1, self._end):
            if self._is_verb(at):
                return 0
            if self._atoms[at].tag == ":":
                return at
        return 0

    # -- cues --

    def _try_verb(
        self, at: int, verb: Verb, source: Run | None, begin: int
    ) -> tuple[Run | None, int]:
        """Add the content before a verb of saying; return the next source and the start of its
        content.
        """
        if verb.form == "relative":
            return self._try_relative(at, verb, source, begin)
        content = self._content(begin, at, verb)
        if content is not None and source is None and self._is_subject_alone(*content, verb):
            source, content = content, None  # Belediye başkanı | özür diledi
        if content is None:
            return self._try_colon_after(at, verb, source, begin)
        source = self._subject_beside(at, verb, content, begin) or source
        return source, self._add_content(at, verb, content, source)

    def _try_relative(
        self, at: int, verb: Verb, source: Run | None, begin: int
    ) -> tuple[Run | None, int]:
        """Add the content before a relative participle, whose subject is the name behind it; the
        subject of what follows too, unless it has a case.
        """
        if source is not None and begin == source[1] + 1 and not source[0]:
            begin = 0  # Selin yaşandığı günü anlatan Ali Kaya: no subject
        content = self._content(begin, at, verb)
        named = self._named_after(at)
        own = named or source
        after = named[1] + 1 if named is not None else at + 1
        is_oblique = named is not None and source is not None and self._is_oblique(named[1])
        if content is not None:
            self._add_content(at, verb, content, own)
        if self._low(after) == ",":
            after += 1
        elif self._low(after) == ":" and own is not None:
            after = self._add_behind_name(after, own)
        return source if is_oblique else own, after

    def _try_colon_after(
        self, at: int, verb: Verb, source: Run | None, begin: int
    ) -> tuple[Run | None, int]:
        """Add what follows the colon of a verb without content before it."""
        if verb.form != "past" or not self._opens_quotation(at):
            return source, begin
        source = source or self._name_with_too(begin, at)
        self._with_colon(at, verb, source or (at, at))
        return source, self._end

    def _subject_beside(self, at: int, verb: Verb, content: Run, begin: int) -> Run | None:
        """Return the subject right before a quotation, or behind the verb that ends a sentence."""
        if (subject := self._subject_before(content, begin)) is not None:
            return subject
        if verb.form != "past" or self._ends_in_converb(at):
            return None  # “…” diye bağırınca | salondan çıkarıldı
        return self._source_after_verb(at)

    def _add_content(self, at: int, verb: Verb, content: Run, source: Run | None) -> int:
        """Add the candidate of a verb with its content; return the next unused atom."""
        after = at + 1
        cue = (self._atoms[at].start, self._atoms[at].end)
        form = "quote" if self._atoms[content[1]].tag == "Q" else "that"
        parts = [self._range(*content)]
        if verb.form == "past" and (behind := self._quoted_behind(at)) is not None:
            is_content = self._is_clause_end(content[1]) or form == "quote"
            parts = [*parts[:is_content], self._range(behind, behind)]
            after = behind + 1
        self._append(parts, cue, verb, form, source or (at, at))
        if verb.form == "past" and self._opens_quotation(at) and at + 2 >= self._end:
            self._open(cue, verb, source or (at, at))  # … görmezden geldiğini vurguladı: ¶ “…”
        return after + (self._low(after) == ",")

    def _add_behind_name(self, colon: int, source: Run) -> int:
        """Add the quotation after the name of a relative clause and a colon: dizi düşünmediğini
        anlatan Ali Kaya: | “…”
        """
        if colon + 1 >= len(self._atoms) or self._atoms[colon + 1].tag != "Q":
            return colon
        mark = self._atoms[colon]
        part = self._range(colon + 1, colon + 1)
        self._append([part], (mark.start, mark.end), None, "colon-name", source)
        return colon + 2

    def _name_with_too(self, begin: int, at: int) -> Run | None:
        """Return the person whom "too" makes a subject before a verb: Ali Kaya da | tepki
        gösterdi: …
        """
        for name in find_names(self._atoms[begin:at], self._lexicon):
            last = begin + name.last
            if name.is_person and self._low(last + 1) in self._words["also"]:
                return begin + name.first, last
        return None

    def _named_after(self, at: int) -> Run | None:
        """Return the subject of a relative participle, up to its name: söyleyen Ali Kaya | sözünü
        şöyle sürdürdü.
        """
        run = self._run(at + 1, self._end)
        if run is None:
            return None
        for name in find_names(self._atoms[run[0] : run[1] + 1], self._lexicon):
            if name.is_person:
                return run[0], run[0] + name.last
        first, last = run
        while last > first and self._low(last) in self._words["skipped"]:
            last -= 1  # vurgulayan Kaya | şunları söyledi
        if self._low(last) in self._words["said_noun"]:
            return None  # dikkat çeken | ifadeler kullandı
        return first, last

    def _subject_before(self, content: Run, begin: int) -> Run | None:
        """Return the subject of a quotation behind another cue or clause: Kaya “…” derken, Başkan
        Ali Er de | “…” dedi.
        """
        first, last = content
        if self._atoms[last].tag != "Q":
            return None
        end = last - 1 if first == last else first - 1
        while end > begin and (self._low(end) == "," or self._low(end) in self._words["also"]):
            end -= 1
        if end < begin or begin == 0 or self._is_clause_end(end) or self._is_oblique(end):
            return None
        opening = next((n for n in range(end, begin - 1, -1) if self._atoms[n].tag in ",Q"), None)
        start = begin if opening is None else opening + 1
        for name in find_names(self._atoms[start : end + 1], self._lexicon):
            if name.is_person and start + name.last == end:
                return self._first_of_office(start, start + name.first), end
        is_described = is_role(self._low(end), self._lexicon) and end - start < MOST_AFTER
        return (start, end) if is_described else None

    def _first_of_office(self, start: int, name: int) -> int:
        """Return the first atom of the office before a name."""
        first = name
        while first > start and self._leads_to_name(first - 1):
            first -= 1
        return first

    def _source_after_verb(self, at: int) -> Run | None:
        """Return the source after the verb that ends a sentence: “…” dedi Bakan Kaya."""
        if at + 1 >= self._end or self._end - at > MOST_AFTER or not self._follows_speech(at):
            return None
        first = at + 1
        if self._atoms[first].tag == "Q" and self._is_name(first):
            first += 1  # "Kel" Rıza
        run = self._run(first, self._end)
        if run is None or run[1] + 1 < self._end or self._is_clause_end(run[1]):
            return None
        return run

    def _follows_speech(self, at: int) -> bool:
        """Return whether a quotation, or speech with its particle, precedes a verb."""
        before = at - 1
        particles = self._words["quoting_particle"]
        while before > 0 and (self._atoms[before].tag == "," or self._low(before) in particles):
            before -= 1
        is_led = any(self._low(n) in particles for n in range(before + 1, at))
        return self._atoms[before].tag == "Q" or is_led

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
        if self._low(at - 1) in self._words["quoting_particle"] and self._low(at - 2) == ",":
            return first, last  # Bugün antrenman yok, diye yazdı
        if self._atoms[last].tag == "Q":
            if "quoting" in verb.frames and last > first:
                return first, last  # kararı "az ve geç" olarak nitelendirdi
            return self._quoted(first, last, is_next=last == at - 1)
        if "quotation" in verb.frames and not self._is_clause_end(last):
            return None
        first = self._after_finite_clause(first, last)
        if self._ends_in_converb(last) or self._low(last) in self._words["indefinite"]:
            return None  # buğdayı yere döküp | isyan etti, buna ilişkin bir | çağrıda bulundu
        is_said = self._is_clause_end(last) or "object" in verb.frames
        is_long = last > first or "object" in verb.frames
        return (first, last) if is_said and is_long else None

    def _after_finite_clause(self, first: int, last: int) -> int:
        """Return where content begins after a clause with a verb of no list: itiraz etmedi, |
        yalnızca … olduğunu belirtti.
        """
        endings = self._lexicon.finite_endings
        ends = (
            n + 1
            for n in range(last - 1, first, -1)
            if (self._low(n) == "," or self._low(n) in self._words["coordinator"])
            and self._atoms[n - 1].tag == "w"  # AK Parti ve …
            and self._low(n - 1).endswith(endings)
        )
        return next(ends, first) if endings else first

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

    def _has_verb_after(self, at: int) -> bool:
        return any(self._is_verb(n) for n in range(at + 1, self._end))

    def _opens_quotation(self, at: int) -> bool:
        """Return whether a colon follows a verb, in its sentence."""
        is_colon = at + 1 < len(self._atoms) and self._atoms[at + 1].tag == ":"
        return is_colon or self._leads_quotation(at + 1)

    def _quoted_behind(self, at: int) -> int | None:
        """Return the quotation after a verb that ends its clause in a colon: … doğruluyor: “…”"""
        is_quoted = self._opens_quotation(at) and at + 2 < len(self._atoms)
        return at + 2 if is_quoted and self._atoms[at + 2].tag == "Q" else None

    def _with_colon(self, at: int, verb: Verb, source: Run) -> None:
        cue = (self._atoms[at].start, self._atoms[at].end)
        if at + 2 < self._end:
            last = at + 2 if self._atoms[at + 2].tag == "Q" else self._end - 1
            self._append([self._range(at + 2, last)], cue, verb, "colon", source)
        else:
            self._open(cue, verb, source)

    def _is_according(self, at: int) -> bool:
        """Return whether a row's cue is here, behind its source: Polise göre, …"""
        cue = self._lexicon.rows.cue_at(self._atoms, at)
        return cue is not None and cue[0].form == "according-after"

    def _with_according(self, after: int) -> list[Candidate]:
        """Return the candidates with what "according to" introduces: its source follows the last
        comma, a report without an owner is none.
        """
        first = after
        while first > 0 and self._atoms[first - 1].tag != ",":
            first -= 1
        begin = after + 1 + (self._low(after + 1) == ",")
        parts = [(0, first - 2)] if first > 1 else []
        if begin < self._end:
            parts.append((begin, self._end - 1))
        last = after - 1
        while last >= first and self._low(last) in self._words["report"]:
            last -= 1  # Reuters'ın haberine göre
        while last >= first and self._low(last) in self._words["lead_verb"]:
            last -= 1  # Edinilen bilgiye göre
        if parts and after > first:
            cue = (self._atoms[after].start, self._atoms[after].end)
            source = (first, last) if last >= first else None
            self._append([self._range(*part) for part in parts], cue, None, "according", source)
        return self._found
