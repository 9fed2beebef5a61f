"""Sources of the plain grammar whose verb comes last: the phrase at the head of a sentence.

comma        Bakan Kaya, …
name         Bakan Kaya … : a name, an office or a body without a comma, "too" behind it
lead         Bakanlıktan yapılan açıklamada, …: the owner of a statement, a speech, a post
genitive     Kaya'nın açıklaması şöyle: …
headline     Kaya'dan açıklama: …
"""

from monitor.statements.known_words import is_role
from monitor.statements.naming import NameRun, find_names
from monitor.statements.plain.left import LONGEST_SOURCE
from monitor.statements.plain.phrases import PlainPhrases
from monitor.statements.plain.sentence import Run

MOST_TOPIC = 4
"""Words of a common noun with its adjectives at the head of a sentence."""
MOST_LEAD = 4
"""Words between an owner, the verb of its statement and the statement: yapılan son yazılı."""

SHORTEST_SPEECH = 3
"""Words of a quotation right before a cue that is speech; fewer are a name."""


class VerbLastSources(PlainPhrases):
    """One sentence, and the sources of its cues."""

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
                source, begin = self._led_name(comma) or (0, comma - 1), comma + 1
            elif source is None and begin == 0 and (named := self._named_at_end(comma)):
                source, begin = named, comma + 1
            elif source is not None or not self._is_apposition(begin, comma - 1):
                break
        if source is None and begin == 0:
            return self._owner_first() or self._name_first()
        return source, begin

    def _owner_first(self) -> tuple[Run, int] | None:
        """Return the owner of a statement without a comma, and what follows it: Kulüpten yapılan
        açıklamada | iddialar yalanlandı.
        """
        for at in range(1, min(self._end, LONGEST_SOURCE)):
            if self._is_verb(at) or self._atoms[at].tag in "Q,:":
                break
            if self._low(at) in self._words["lead"]:
                owner = self._owner(0, at)
                return (owner, at + 1) if owner is not None else None
        return self._body_that_informs()

    def _body_that_informs(self) -> tuple[Run, int] | None:
        """Return the body in the ablative that begins a passive sentence: Şirketten | temettü
        ödenmeyeceği açıklandı.
        """
        passive = self._lexicon.verbs.get(self._low(self._end - 1))
        if passive is None or passive.lemma not in self._words["passive"]:
            return None
        for at in range(min(self._end, MOST_LEAD)):
            low = self._low(at)
            if low.endswith(tuple(self._words["from_ending"])) and self._lexicon.body_head(low):
                return (0, at), at + 1
        return None

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
        while last > first and self._low(last) in self._words["also"]:
            last -= 1
        atom = self._atoms[last]
        if atom.tag == "w" and self._ends_in_converb(last):
            return False  # bir açıklama yaparak, …
        is_body = bool(self._lexicon.body_head(atom.low))
        if "'" in atom.low or (self._is_clause_end(last) and not is_body):
            return False
        is_one = any(self._low(n) in self._words["indefinite"] for n in range(first, last))
        is_named = is_one or is_body or is_role(atom.low, self._lexicon)
        return (
            is_named or atom.tag in "XTp" or atom.low.endswith(tuple(self._words["plural_ending"]))
        )

    def _is_oblique(self, at: int) -> bool:
        """Return whether a name has a case, so that it is not the subject of what follows: diyen
        Ali Kaya'yı | azarladı.
        """
        return "'" in self._low(at)

    def _ends_in_converb(self, at: int) -> bool:
        """Return whether a word has the ending of a converb: yaparak, döküp."""
        return self._low(at).endswith(tuple(self._words["converb_ending"]))

    def _named_at_end(self, comma: int) -> Run | None:
        """Return the person that ends a long phrase before a comma: davada yargılanan tutuklu
        başkan Ali Kaya, …
        """
        first = max(0, comma - LONGEST_SOURCE)
        for run in find_names(self._atoms[first:comma], self._lexicon):
            is_last = first + run.last == comma - 1 and not self._is_oblique(comma - 1)
            if run.is_person and is_last and run.last > run.first:
                return first + run.first, comma - 1
        return self._led_name(comma)

    def _led_name(self, comma: int) -> Run | None:
        """Return the name behind a participle, before a comma: sözüne başlayan | Yazgan, …"""
        if comma < 2 or self._atoms[comma - 2].tag != "w":
            return None
        is_led = self._low(comma - 2).endswith(tuple(self._words["participle_ending"]))
        is_name = self._atoms[comma - 1].tag == "X" and not self._is_oblique(comma - 1)
        return (comma - 1, comma - 1) if is_led and is_name else None

    def _is_subject_alone(self, first: int, last: int) -> bool:
        """Return whether words before a verb are an office without a case: its subject."""
        atoms = self._atoms[first : last + 1]
        is_whole = all(a.tag in "XTw" and "'" not in a.low for a in atoms)
        return is_whole and first == 0 and atoms[-1].low in self._words["role"]

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

    def _body_first(self) -> int | None:
        """Return the last atom of a body's name at the head of a sentence: Dışişleri Bakanlığı
        saldırıyı kınadı.
        """
        for at, atom in enumerate(self._atoms[: LONGEST_SOURCE // 2]):
            if atom.tag not in "XT" or "'" in atom.low or atom.low in self._words["lead"]:
                return None
            following = self._atoms[at + 1] if at + 1 < self._end else None
            is_last = following is None or not (
                following.tag in "XT" or is_role(following.low, self._lexicon)
            )
            if is_last and self._lexicon.body_head(atom.low) == atom.low:
                return at
        return None

    def _owner(self, first: int, lead: int) -> Run | None:
        """Return the source of "in X's statement": a phrase that names a body or a person.

        Bakanlıktan | yapılan yazılı | açıklamada; Kaya'nın | dünkü | konuşmasında.
        """
        verbs, last = self._words["lead_verb"], lead - 1
        near = range(last, max(first - 1, last - MOST_LEAD), -1)
        verb_at = next((n for n in near if self._low(n) in verbs), None)
        if verb_at is not None:
            last = verb_at
            while last >= first and self._low(last) in verbs:
                last -= 1
        while last > first and self._is_plain_adjective(last):
            last -= 1  # Kaya'nın | dünkü
        if last < first:
            return None
        return self._of_owner(first, last) if self._names_owner(first, last) else None

    def _is_plain_adjective(self, at: int) -> bool:
        """Return whether a word is neither a name nor an office nor a body: yazılı, dünkü."""
        low = self._low(at)
        is_noun = is_role(low, self._lexicon) or bool(self._lexicon.body_head(low))
        return self._atoms[at].tag == "w" and not is_noun

    def _of_owner(self, first: int, last: int) -> Run:
        """Return an owner in the genitive without the things that it owns: AFAD'ın | sosyal medya
        hesabından.
        """
        for n in range(first, last):
            rest = self._atoms[n + 1 : last + 1]
            is_owner = self._atoms[n].tag in "XT" and self._is_oblique(n)
            if is_owner and all(atom.tag == "w" for atom in rest):
                is_body = any(self._lexicon.body_head(atom.low) for atom in rest)
                is_person = any(is_role(atom.low, self._lexicon) for atom in rest)
                return (first, last) if is_body or is_person else (first, n)
        return first, last

    def _names_owner(self, first: int, last: int) -> bool:
        """Return whether a phrase names a body, an office or a person; the first word has a capital
        anyway.
        """
        for n in range(first, last + 1):
            atom = self._atoms[n]
            if self._lexicon.body_head(atom.low) or is_role(atom.low, self._lexicon):
                return True
            if atom.tag in "XT" and (n > first or "'" in atom.low):
                return True
        return False

    def _name_first(self) -> tuple[Run | None, int]:
        """Return the name without a comma at the head of a sentence, and what follows it: Bakan
        Kaya da | yolun kapandığını söyledi.
        """
        last = 0 if self._atoms[0].tag == "p" else self._end_of_subject()
        if last is None or self._atoms[last].tag != "p":
            too = self._before_too()
            last = too if too is not None else last
        if last is None:
            last = self._topic()
        if last is None:
            return None, 0
        begin = last + 1
        while self._low(begin) in self._words["also"]:
            begin += 1
        return (0, last), begin + (self._low(begin) == ",")

    def _before_too(self) -> int | None:
        """Return the last atom of the person before the first "too" of a sentence, whatever words
        lead to the name: Yağcılar köyünden Mehmet Dülger de | evinin yandığını söyledi.
        """
        for at in range(1, min(self._end, LONGEST_SOURCE)):
            if self._is_verb(at) or self._atoms[at].tag in "Q,:":
                return None
            if self._low(at) in self._words["also"]:
                runs = find_names(self._atoms[:at], self._lexicon)
                is_named = bool(runs) and runs[-1].is_person and runs[-1].last == at - 1
                return at - 1 if is_named and not self._is_oblique(at - 1) else None
        return None

    def _topic(self) -> int | None:
        """Return the last atom of a common noun as subject: before "as for", or a plural without a
        case. Müştekiler ise | …, Küçük ortaklar | …
        """
        for at in range(min(self._end, MOST_TOPIC)):
            low = self._low(at)
            is_word = self._atoms[at].tag in "XTw" and low not in self._words["according_after"]
            if self._is_verb(at) or not is_word or self._is_clause_end(at):
                return None
            following = self._low(at + 1)
            is_oblique = low.endswith(tuple(self._words["topic_ending"])) or "'" in low
            is_plural = low.endswith(tuple(self._words["plural_ending"])) and following != ","
            if is_plural or (following in self._words["topic"] and not is_oblique):
                return at
        return None

    def _end_of_subject(self) -> int | None:
        """Return the last atom of the body or the person that a sentence begins with: Murat Er'in
        avukatı Gül Şen | …
        """
        if (body := self._body_first()) is not None:
            return body
        begin = 0
        for run in find_names(self._atoms[:LONGEST_SOURCE], self._lexicon):
            if not all(self._leads_to_name(n) for n in range(begin, run.first)):
                return None
            if not self._is_oblique(run.last):
                if run.is_person or self._is_known_surname(run):
                    return run.last
                following = (self._low(run.last + 1), self._low(run.last + 2))
                if not any(is_role(low, self._lexicon) for low in following):
                    return None  # Kulübü | başkanı Bilgin, İç | işleri Bakanı Ali Kaya
            begin = run.last + 1
        return None

    def _leads_to_name(self, at: int) -> bool:
        """Return whether a word before a name is an office, or an adjective before one."""
        is_office = is_role(self._low(at), self._lexicon)
        ahead = [self._low(at + 1), self._low(at + 2)]  # İç | işleri Bakanı
        if ahead[0] in self._words["according_after"]:
            ahead = []
        is_adjective = self._atoms[at].tag == "w" and any(is_role(a, self._lexicon) for a in ahead)
        return self._atoms[at].tag in "XT" or is_office or is_adjective

    def _is_known_surname(self, run: NameRun) -> bool:
        """Return whether a single name follows a given name or an office elsewhere in the text."""
        if run.first != run.last or self._lexicon.body_head(self._low(run.first)):
            return False
        if self._low(run.first) in self._words["land"] | self._words["outlet"]:
            return False
        word = self._text[self._atoms[run.first].start : self._atoms[run.first].end]
        before = self._words_before(f" {word}")
        return any(self._is_before_surname(other, is_alone=False) for other in before)

    def _try_owner_colon(self, colon: int) -> bool:
        """Add the content after the colon of a noun of saying and its owner: Kaya'dan açıklama: …,
        Kaya'nın sözleri şöyle: …
        """
        names = find_names(self._atoms[:colon], self._lexicon)
        run = names[0] if names else None
        is_owned = run is not None and self._is_oblique(run.last)
        if not is_owned and self._opens_statement(colon):
            return True
        if run is None or colon > LONGEST_SOURCE:
            return False
        if not all(self._leads_to_name(n) for n in range(run.first)):
            return False
        suffix = self._low(run.last).partition("'")[2]
        if suffix in self._words["from_ending"] and self._addresses(names[1:], colon):
            cue = (self._atoms[colon].start, self._atoms[colon].end)
            part = self._range(colon + 1, self._end - 1)
            self._append([part], cue, None, "colon-name", (0, run.last))
            return True
        nouns = {self._low(n) for n in range(run.last + 1, colon)}
        if suffix not in self._words["owner_ending"] or nouns.isdisjoint(self._words["said_noun"]):
            return False
        cue = (self._atoms[run.last + 1].start, self._atoms[colon - 1].end)
        if colon + 1 >= len(self._atoms):
            self._open(cue, None, (0, run.last))
            return True
        is_marked = self._atoms[colon + 1].tag == "Q"
        last = colon + 1 if is_marked else self._end - 1
        part = self._range(colon + 1, last)
        self._append([part], cue, None, "colon-name", (0, run.last))
        return True

    def _addresses(self, names: list[NameRun], colon: int) -> bool:
        """Return whether the listener in the dative precedes a colon: Kaya'dan Er'e: …"""
        if colon + 1 >= self._end or not names or names[-1].last != colon - 1:
            return False
        return self._low(colon - 1).partition("'")[2] in self._words["dative_ending"]

    def _opens_statement(self, colon: int) -> bool:
        """Open the next paragraph after a noun of saying without an owner, which is the last
        speaker's: Açıklama şöyle: ¶ “…”
        """
        nouns = [n for n in range(colon) if self._low(n) in self._words["said_noun"]]
        if not nouns or colon > MOST_TOPIC or colon + 1 < len(self._atoms):
            return False
        self._open((self._atoms[0].start, self._atoms[colon - 1].end), None, (nouns[0], nouns[0]))
        if self.opened is not None:
            self.opened.source_tag = "p"
        return True

    def _try_said_noun(self, at: int) -> bool:
        """Add a quotation between its owner and a noun of saying: Kaya'nın "…" | sözleri."""
        if at == 0 or self._low(at) not in self._words["said_noun"]:
            return False
        if self._atoms[at - 1].tag != "Q":
            return False
        owners = [
            run
            for run in find_names(self._atoms[: at - 1], self._lexicon)
            if self._low(run.last).partition("'")[2] in self._words["owner_ending"]
        ]
        quotation = self._atoms[at - 1].quotation
        is_speech = quotation is not None and self._words_of(quotation) >= SHORTEST_SPEECH
        if not owners or at - 1 - owners[-1].last > MOST_LEAD or not is_speech:
            return False
        first = owners[-1].first
        while first > 0 and self._leads_to_name(first - 1) and self._atoms[first - 1].tag != ",":
            first -= 1
        cue = (self._atoms[at].start, self._atoms[at].end)
        self._append([self._range(at - 1, at - 1)], cue, None, "quote", (first, owners[-1].last))
        return True

    def _is_clause_end(self, at: int) -> bool:
        """Return whether a word ends a reported clause: a nominalised verb in a case, or a noun
        for what is stressed (önemini).
        """
        low = self._low(at)
        if low in self._words["no_clause"]:
            return False
        return low.endswith(self._lexicon.clause_endings) or low in self._words["clause_noun"]
