"""The plain grammar's sources without a cue verb: "according to", "for X", "so X".

according    Laut Maas … · selon le ministre, … · по словам мэра … · Berichten zufolge …
opinion      Pour Anne Petit, …
so           „…“, so Maas
"""

from monitor.statements.candidates import Range
from monitor.statements.known_words import is_role
from monitor.statements.naming import find_names
from monitor.statements.plain.as_said import LONGEST_UNKNOWN, PlainAsSaid
from monitor.statements.plain.asides import LONGEST_APPOSITION
from monitor.statements.plain.clauses import SHORTEST_CLAUSE
from monitor.statements.plain.sentence import Run

MOST_OFFICES = 3
"""Offices of one source between commas: degree, chair and laboratory."""
LONGEST_LEAD = 3
"""Atoms before "according to" that only lead to it: "В частности, по словам …"."""


class PlainAccording(PlainAsSaid):
    """Adds the candidates of sources without a cue verb."""

    def _try_with_words(self, at: int) -> int:
        """Add the quotation after "with the words": Mit den Worten „…“ verließ Krug die Sitzung."""
        quotation = at + 1 + (self._low(at + 1) == ":")
        if quotation >= len(self._atoms) or self._atoms[quotation].tag != "Q":
            return 0
        source = self._run(0, at) if at else self._run(quotation + 2, self._end)
        cue = (self._atoms[at].start, self._atoms[at].end)
        self._append([self._range(quotation, quotation)], cue, None, "quote", source)
        return quotation + 1

    def _try_opinion(self) -> int:
        """Add the content after "for X", only for a person's name: Pour Anne Petit, le texte est
        mauvais.
        """
        run = self._run(1, self._end)
        if run is None:
            return 0
        run = self._with_name_aside(run) or run
        names = find_names(self._atoms[run[0] : run[1] + 1], self._lexicon)
        is_office = self._low(run[1] + 1) == "," and any(
            is_role(self._low(n), self._lexicon) for n in range(run[0], run[1] + 1)
        )
        is_body = any(self._lexicon.body_head(self._low(n)) for n in range(run[0], run[1] + 1))
        is_quoting = any(self._atoms[n].tag == "Q" for n in range(run[1] + 1, self._end))
        is_person = is_office or any(name.is_person for name in names)
        if not is_person and not (is_body and is_quoting):
            return 0
        if self._order == "v2" and not is_quoting:
            return 0  # Für Anna Krug ist die Saison vorbei.
        begin = run[1] + 1
        if self._low(begin) == ",":
            begin = self._after_apposition(begin)
            if begin < self._end and self._atoms[begin].tag == ",":
                begin += 1
        colon = next((n for n in range(begin, self._end - 1) if self._atoms[n].tag == ":"), None)
        if colon is not None and self._atoms[colon + 1].tag == "Q":
            begin = colon + 1
        is_quoted = begin < self._end and self._atoms[begin].tag == "Q"
        if self._end - begin < SHORTEST_CLAUSE and not is_quoted:
            return 0
        cue = (self._atoms[0].start, self._atoms[0].end)
        self._append([self._range(begin, self._end - 1)], cue, None, "according", run)
        return self._end

    def _according_source(self, first: int, at: int) -> Run | None:
        """Return the source after "according to": up to the comma if the sentence begins with
        it.
        """
        named = first < self._end and self._atoms[first].tag == "Q"
        if named and self._is_name(first):
            is_compound = first + 1 < self._end and self._text.startswith(
                "-", self._atoms[first].end
            )
            return first, first + is_compound  # laut „Bote“, laut „Bild“-Zeitung
        near = range(first, min(self._end, first + LONGEST_UNKNOWN))
        comma = next((n for n in near if self._closes_according(n, first)), None)
        is_closed = comma is not None and self._atoms[comma].tag == "," and comma > first
        if is_closed and self._order == "v2":
            run = self._run(first, self._end)
            is_closed = run is None or run[1] + 1 >= (comma or 0)
        if at <= 1 and is_closed and comma is not None:
            return self._with_name_aside((first, comma - 1))
        joined = self._words["joined_preposition"] if self._order == "vso" else ()
        run = self._run(first, self._end, is_led=self._low(first)[:1] in joined)
        run = self._up_to_person(run) if run and self._order == "v2" else run
        return self._up_to_nominative(run) if run and self._lexicon.has_cases else run

    def _closes_according(self, at: int, first: int) -> bool:
        """Return whether the source of "according to" ends before an atom: a mark or a verb."""
        is_verb = self._is_verb(at) and not self._is_led_here(at, first)
        return self._atoms[at].tag in ",Q:" or is_verb

    def _up_to_person(self, run: Run) -> Run:
        """Return a source up to the name of a person in it, in a language whose verb is second:
        hängt nach Ansicht von Staatschef Jan Novak | vom Ausmaß der Hilfe ab.
        """
        names = find_names(self._atoms[run[0] : run[1] + 1], self._lexicon)
        person = next((name for name in names if name.is_person and name.last > name.first), None)
        if person is None or run[0] + person.last >= run[1]:
            return run
        end = run[0] + person.last
        return (run[0], end) if self._atoms[end + 1].tag == "P" else run

    def _up_to_nominative(self, run: Run) -> Run:
        """Return a source in another case without the clause behind it, where no comma parts them:
        Według policji | kierowca był sam, zdaniem rzecznika Piotra Mazura | umowa jest dobra.
        """
        for n in range(run[0] + 1, run[1] + 1):
            atom, before = self._atoms[n], self._atoms[n - 1]
            is_after_name = atom.tag == "w" and before.tag in "XT"
            is_after_name = is_after_name and not self._is_name_of_body(n)
            if is_after_name or atom.low in self._words["role"]:
                return run[0], n - 1
        return run

    def _after_party(self, at: int) -> int:
        """Return where a sentence goes on behind a source with its party in brackets: enligt Lisa
        Holm (S) | är bron stängd.
        """
        is_bracket = at < self._end and self._atoms[at].tag == "("
        return self._closing_bracket(at) if is_bracket else at

    def _is_name_of_body(self, at: int) -> bool:
        """Return whether a noun for a body follows its capitalised adjective: Высшей школы."""
        is_adjective = self._low(at - 1).endswith(self._lexicon.adjective_cases)
        return bool(self._lexicon.body_head(self._low(at))) or is_adjective

    def _try_according(self, at: int, last_of_cue: int) -> int:
        first = last_of_cue + 1
        while self._low(first) in self._words["of"]:
            first += 1  # nach Angaben von …
        if self._low(first) in self._words["what"] and self._is_verb_with_object(first + 1):
            last_of_cue, first = first + 1, first + 2  # بحسب ما أعلنت | الوزارة
            first += self._order == "svo" and self._atoms[first].tag == "P"  # quanto detto | dal
        elif self._low(first) in self._words["what"] and self._order == "svo":
            return 0  # secondo quanto si è appreso
        source = self._source_of_according(at, first, last_of_cue)
        if source is None or self._is_owned_thing(source[0]):
            return 0
        after = self._after_party(max(source[1], last_of_cue) + 1)
        if self._is_relayed_later(at, source, after):
            return after
        cue = (self._atoms[at].start, self._atoms[last_of_cue].end)
        if self._leads_sentence(at, after):
            begin = after
            if after + 1 < self._end and self._atoms[after].tag == ",":
                begin = self._after_apposition(after)
            parts, after = [(begin, self._end - 1)], self._end
        elif closing := self._named_aside(at, after):
            source = source[0], closing - 1  # по словам | декана, профессора Анны Лим, | …
            parts, after = [(0, at - 2), (closing + 1, self._end - 1)], self._end
        else:
            parts = self._around_according(at, after)
        if sum(last - begin for begin, last in parts) < 1:
            return 0
        self._append(
            [self._range(*part) for part in parts if part[0] <= part[1]],
            cue,
            None,
            "according",
            source,
        )
        return after

    def _around_according(self, at: int, after: int) -> list[Run]:
        """Return the parts of the content before "according to", and after its source."""
        if after < self._end and self._atoms[after].tag != ",":
            return [(0, at - 1), (after, self._end - 1)]  # in the middle of its content
        is_led = at > 1 and self._atoms[at - 1].tag == "," and self._atoms[at - 2].tag == "C"
        if is_led and self._lexicon.aside_commas and self._end - after > SHORTEST_CLAUSE:
            return [(after + 1, self._end - 1)]  # Дети ходят в школу, и, по словам родителей, | …
        if self._atoms[at - 1].tag == "," and self._carries_on(at, after):
            return [(0, at - 2), (after + 1, self._end - 1)]  # Le train, selon X, partira.
        return [(0, at - 1)]

    def _source_of_according(self, at: int, first: int, last_of_cue: int) -> Run | None:
        """Return the source of "according to", which may be a pronoun or a part of its noun."""
        if self._is_possessive(at):
            return at, at  # على حد قوله: the word carries its pronoun
        if last_of_cue == at + 2 and at and self._low(at + 1) in self._words["own"]:
            return self._before_relative(at) or self._run(0, at)  # Die Bank hat nach eigenen …
        if last_of_cue == at + 2 and self._is_possessive(at + 1):
            return at + 1, at + 1  # по его словам, nach ihren Angaben
        is_owned = last_of_cue > at and self._order == "v2" and self._names_owner(last_of_cue)
        source = None if is_owned else self._according_source(first, at)
        if self._low(last_of_cue - 1) in self._words["what"]:
            return self._relayed_source(last_of_cue, ",") or source
        if source is None and last_of_cue > at and not self._lexicon.has_cases:
            return last_of_cue, last_of_cue  # nach Unternehmensangaben
        return source

    def _before_relative(self, at: int) -> Run | None:
        """Return the noun before the relative clause of a place: Grund ist | der Mann, der nach
        eigenen Angaben schwieg.
        """
        comma = next((n for n in range(at - 1, 0, -1) if self._atoms[n].tag == ","), 0)
        if not comma or self._atoms[comma + 1].tag != "D" or self._order != "v2":
            return None
        persons = [run for run in find_names(self._atoms[:comma], self._lexicon) if run.is_person]
        if persons:
            return persons[-1].first, persons[-1].last
        first = comma
        while first > 0 and self._atoms[first - 1].tag in "XTDw" and not self._is_verb(first - 1):
            first -= 1
        return (first, comma - 1) if first < comma else None

    def _names_owner(self, noun: int) -> bool:
        """Return whether the noun of "according to" is written together with its source: nach
        Polizeiangaben | zunächst nicht.
        """
        endings = tuple(self._words["according_ending"])
        is_compound = bool(endings) and self._low(noun).endswith(endings)
        is_followed = noun + 1 < self._end and self._atoms[noun + 1].tag in "DX"
        return is_compound and not is_followed

    def _relayed_source(self, at: int, stops: str = "") -> Run | None:
        """Return the speaker that an outlet quotes: نقلت الوكالة عن مسؤول قوله إن …"""
        for n in range(at + 1, min(self._end, at + LONGEST_UNKNOWN)):
            if stops and self._atoms[n].tag in stops:
                return None
            if self._low(n) in self._words["from_whom"] | self._words["citing"]:
                return self._run(n + 1, self._end)
        return None

    def _is_verb_with_object(self, at: int) -> bool:
        """Return whether a word is a verb of saying, or one with its object: نقلته."""
        low, verbs = self._low(at), self._lexicon.verbs
        pronoun = self._lexicon.raw.get("object_pronoun", "")
        has_object = bool(pronoun) and low.endswith(pronoun)
        return low in verbs or (has_object and low.removesuffix(pronoun) in verbs)

    def _leads_sentence(self, at: int, after: int) -> bool:
        """Return whether "according to" precedes its content, with a small word before it."""
        if at and self._atoms[at - 1].tag in ":;" and after + 1 < self._end:
            return True
        is_led = at <= LONGEST_LEAD and after < self._end and self._atoms[at - 1].tag == ","
        subjects = "DTpwXNo" if self._lexicon.bare_nouns else "DTp"  # Мост (это), по его данным, …
        return at <= 1 or (is_led and self._atoms[0].tag not in subjects)

    def _is_owned_thing(self, at: int) -> bool:
        """Return whether "according to" leads to a thing that someone owns: وفق | بنائها."""
        low = self._low(at)
        if low in self._words["document"] or is_role(low, self._lexicon):
            return False
        endings = self._lexicon.possessive_endings
        is_owned = low.endswith(endings) and not self._is_possessive(at)
        return bool(endings) and is_owned and not self._lexicon.body_head(low)

    def _carries_on(self, at: int, after: int) -> bool:
        """Return whether the clause before an aside carries on behind it: Le train, selon X, |
        partira; объект, по заверению строителей, | будет сдан.
        """
        if self._end - after <= 1:
            return False
        if at <= LONGEST_LEAD or (self._lexicon.past_gender and not self._has_finite(at - 1)):
            return True
        following = self._atoms[after + 1]
        is_verb = following.tag in "BHM" or self._is_finite(following.low)
        return is_verb and self._order != "v2"

    def _has_finite(self, end: int) -> bool:
        """Return whether a clause has a finite verb before an atom, in a language whose past forms
        show it.
        """
        past = tuple(e for endings in self._lexicon.past_gender.values() for e in endings)
        past += self._lexicon.plural_endings
        return any(
            atom.tag in "BHM"
            or (atom.tag == "w" and self._is_finite(atom.low))
            or (atom.tag == "w" and atom.low.endswith(past))
            for atom in self._atoms[:end]
        )

    def _is_finite(self, low: str) -> bool:
        """Return whether a word can only be a finite verb, by its ending."""
        return low.endswith(self._lexicon.finite_endings)

    def _is_relayed_later(self, at: int, source: Run, after: int) -> bool:
        """Return whether a later verb reports what an outlet has from a source, who is then the
        subject of that verb: خبرگزاری موج به نقل از یک دیپلمات گزارش داد که …
        """
        if at > 0 and self._lexicon.is_caseless and self._relays((0, at - 1), after):
            self._last_source = source
            return True
        return at <= 1 and (self._relays(source, after) or self._is_agency_report(source, after))

    def _is_agency_report(self, source: Run, after: int) -> bool:
        """Return whether the report or the news of an agency begins a sentence with a verb of
        saying: به گزارش پایگاه ۵۹۸، | سازمان … هشدار داد.
        """
        near = {self._low(source[0] - 1), self._low(source[0])}
        if near.isdisjoint(self._words["relay_report"]) or self._low(after) not in ",;":
            return False
        verbs = ((n, self._cue_verb(n)) for n in range(after + 1, self._end))
        return any(verb is not None and self._counts(n, verb) for n, verb in verbs)

    def _relays(self, source: Run, after: int) -> bool:
        """Return whether an outlet only relays what a later cue of the sentence reports."""
        lows = {self._low(n) for n in range(source[0], source[1] + 1)}
        heads = {self._lexicon.body_head(low) for low in lows}
        is_outlet = lows & self._words["outlet"] or heads & self._words["outlet_noun"]
        return bool(is_outlet) and any(self._is_verb(n) for n in range(after, self._end))

    def _is_possessive(self, at: int) -> bool:
        """Return whether a word between a preposition and its noun is a possessive: his, her,
        their.
        """
        words = self._words
        return self._low(at) in words["he"] | words["she"] | words["either"] | words["they"]

    def _try_according_after(self, at: int) -> int:
        """Add the content of an according-word after its source: Berichten der BBC zufolge."""
        first = at
        while (
            first > 0 and not self._is_stop(first - 1) and self._atoms[first - 1].tag not in "BHM"
        ):
            first -= 1
        parts = [(0, first - 1), (at + 1, self._end - 1)]
        parts = [(a + (self._atoms[a].tag == ","), b) for a, b in parts if b - a > 0]
        if first == at or not parts:
            return 0
        cue = (self._atoms[at].start, self._atoms[at].end)
        last = at - 1
        while last > first and self._low(last) in self._words["of"]:
            last -= 1  # محکمہ صحت | کے مطابق
        count = len(self._found)
        self._append([self._range(*part) for part in parts], cue, None, "according", (first, last))
        return self._end if len(self._found) > count else 0

    def _named_aside(self, at: int, comma: int) -> int:
        """Return the comma after the offices with a name behind the source of "according to" at an
        atom inside its clause, in a language with cases; 0 for none.
        """
        if self._atoms[at - 1].tag != "," or self._low(comma) != ",":
            return 0
        named = 0
        for _ in range(MOST_OFFICES):
            near = range(comma + 2, min(self._end - 1, comma + LONGEST_APPOSITION))
            closing = next((n for n in near if self._low(n) == ","), 0)
            if not closing or not is_role(self._low(comma + 1), self._lexicon):
                break
            named = closing if self._atoms[closing - 1].tag == "X" else named
            comma = closing  # вирусолога, профессора МГУ, | доктора наук Анны Лим, …
        return named if self._lexicon.aside_commas else 0

    def _try_so(self, at: int) -> int:
        """Add the content of a postponed cue that is not a verb: "…", so Murtha."""
        before, source = self._content_before(at), self._run(at + 1, self._end)
        if self._low(at + 1) in self._words["reporting_mood"]:
            return 0  # "…, so gebe es keine Möglichkeit": "so" leads a clause
        if source is None:
            return 0
        end = source[1] + 1
        while end < self._end and self._atoms[end].tag == "R":
            end += 1  # so der Zeuge weiter
        is_closed = end >= self._end or self._atoms[end].tag in ",.-"
        if not is_closed and not (self._atoms[end].tag == "P" and self._ends_after(end)):
            return 0  # …, so Krug | im Gespräch mit dem Sender
        if before is None:
            last = at - 1 - (self._atoms[at - 1].tag == ",")
            lows = {self._low(n) for n in (*range(last + 1), end + 1)}
            is_reported = bool(lows & self._words["reporting_mood"])
            is_clause = last >= SHORTEST_CLAUSE - 1 or is_reported
            before = (0, last, False) if is_clause else None
        if before is None:
            return 0
        first, last, is_quoted = before
        cue = (self._atoms[at].start, self._atoms[at].end)
        parts, after = self._both_sides((first, last), source[1] + 1)
        if len(parts) == 1 and not is_quoted and self._low(after) == "," and self._end - after > 1:
            parts.append(self._range(after + 1, self._end - 1))  # Er sei, so Krug, geständig.
            after = self._end
        if len(parts) == 1 and is_quoted and (following := self._quoted_after(after)):
            parts.append(self._range(following, following))  # „…“, so Krug, | „…“
            after = following + 1
        form = "postponed-quote" if is_quoted else "postponed"
        self._append(parts, cue, None, form, source)
        return after

    def _quoted_after(self, comma: int) -> int:
        """Return the quotation right behind a comma, 0 for none."""
        is_led = self._low(comma) == "," and comma + 1 < len(self._atoms)
        return comma + 1 if is_led and self._atoms[comma + 1].tag == "Q" else 0

    def _both_sides(self, before: Run, after: int) -> tuple[list[Range], int]:
        """Return the content before a cue and its continuation after the source: Das Land, sagte
        Krug, werde bleiben.
        """
        parts = [self._range(*before)]
        atoms, after = self._atoms, self._after_place_of_source(after)
        is_continued = atoms[before[1]].tag != "Q" and self._continues_after(after)
        if not is_continued:
            return parts, after
        return [*parts, self._range(after + 1, self._end - 1)], self._end
