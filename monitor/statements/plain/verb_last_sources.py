"""Sources of the plain grammar whose verb comes last: the phrase at the head of a sentence.

comma        Bakan Kaya, …
name         Bakan Kaya … : a name, an office or a body without a comma, "too" behind it
lead         Bakanlıktan yapılan açıklamada, …: the owner of a statement (`verb_last_owners`)
"""

from monitor.languages.lexicon import Verb
from monitor.statements.known_words import is_role
from monitor.statements.naming import NameRun, find_names
from monitor.statements.plain.left import LONGEST_SOURCE
from monitor.statements.plain.sentence import Run
from monitor.statements.plain.verb_last_owners import (
    MOST_LEAD,
    MOST_TOPIC,
    VerbLastOwners,
)


class VerbLastSources(VerbLastOwners):
    """One sentence, and the sources of its cues."""

    def _lead(self) -> tuple[Run | None, int]:
        """Return the source at the head of a sentence and the first atom after it and its
        adverbials.
        """
        source: Run | None = None
        begin = 0
        for comma in self._commas():
            lead = self._before_also(comma - 1)
            if self._low(lead) in self._words["lead"]:
                source = source or self._owner(begin, lead)
                begin = comma + 1
            elif (source is None and begin == 0 and self._is_subject(0, comma - 1)) or (
                source is not None and source[0] == 0 and self._is_name_aside(begin, comma - 1)
            ):
                too = self._before_too() if source is None else None
                if too is not None and too < comma - 1:
                    return (0, too), too + 2  # bir kadın da | kirazları, … sattığını söyledi
                subject = self._behind_adverbial(comma) if source is None else 0
                source, begin = self._led_name(comma) or (subject, comma - 1), comma + 1
            elif source is None and begin == 0 and (named := self._named_at_end(comma)):
                source, begin = named, comma + 1
            elif source is not None or not self._is_apposition(begin, comma - 1):
                break
        if source is None and begin == 0:
            return self._owner_first() or self._name_first()
        return source, begin

    def _before_also(self, last: int) -> int:
        """Return the last atom before "too" and "as for": yapılan açıklamada | ise."""
        while last > 0 and self._low(last) in self._words["also"]:
            last -= 1
        return last

    def _behind_adverbial(self, comma: int) -> int:
        """Return where an office begins behind the adverbial that leads its sentence: Beyanların
        ardından | cumhuriyet savcısı, …; 0 for a subject without one.
        """
        behind = next(
            (n + 1 for n in range(comma - 2, 0, -1) if self._low(n) in self._words["postposition"]),
            0,
        )
        is_office = is_role(self._low(comma - 1), self._lexicon)
        return behind if is_office and comma - behind <= MOST_TOPIC else 0

    def _commas(self) -> list[int]:
        """Return the commas before the first quotation and the first verb."""
        stop = next(
            (n for n, atom in enumerate(self._atoms) if atom.tag in "Q:" or self._is_verb(n)),
            self._end,
        )
        commas = [n for n in range(1, stop) if self._atoms[n].tag == ","]
        is_led = stop > 1 and stop < self._end and self._leads_quotation(stop - 1)
        return [*commas, stop - 1] if is_led else commas

    def _leads_quotation(self, at: int) -> bool:
        """Return whether a semicolon is written for the comma before a quotation: Kaya; “…”"""
        follows = at + 1 < len(self._atoms) and self._atoms[at + 1].tag == "Q"
        return follows and self._atoms[at].tag == ";"

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

    def _is_subject_alone(self, first: int, last: int, verb: Verb) -> bool:
        """Return whether words before a verb are an office, or the name of a person before a verb
        that takes an object, without a case: its subject.
        """
        atoms = self._atoms[first : last + 1]
        is_whole = all(a.tag in "XTw" and "'" not in a.low for a in atoms)
        if not is_whole or first:
            return False
        if atoms[-1].low in self._words["role"]:
            return True
        names = find_names(atoms, self._lexicon) if "object" in verb.frames else []
        return bool(names) and names[-1].is_person and names[-1].last == last

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
                is_named = is_named or self._is_someone(at - 1)
                return at - 1 if is_named and not self._is_oblique(at - 1) else None
        return None

    def _is_someone(self, at: int) -> bool:
        """Return whether an office or a person of no name ends a phrase with "a" or "named": ilaç
        satan bir | esnaf, Celal Savun isimli | vatandaş.
        """
        low = self._low(at)
        if not is_role(low, self._lexicon) and low not in self._words["unnamed"]:
            return False
        leads = self._words["indefinite"] | self._words["called"]
        return any(self._low(n) in leads for n in range(max(0, at - MOST_LEAD), at))

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
                    return self._last_of_two(run.last)
                following = (self._low(run.last + 1), self._low(run.last + 2))
                if not any(is_role(low, self._lexicon) for low in following):
                    return None  # Kulübü | başkanı Bilgin, İç | işleri Bakanı Ali Kaya
            begin = run.last + 1
        return begin if begin and self._is_owned_office(begin) else None

    def _last_of_two(self, last: int) -> int:
        """Return the end of the second of two persons that "and" joins: Savcı Ali Er ve avukat
        Murat Kaya; the first's end for one.
        """
        first = last + 2
        if self._low(last + 1) not in self._words["coordinator"] or first >= self._end:
            return last
        for run in find_names(self._atoms[first : first + LONGEST_SOURCE], self._lexicon):
            second = first + run.last
            is_led = all(self._leads_to_name(n) for n in range(first, first + run.first))
            is_second = run.is_person and is_led and not self._is_oblique(second)
            return second if is_second else last
        return last

    def _is_owned_office(self, at: int) -> bool:
        """Return whether the office of a person's owner is a whole subject: Ali Kaya'nın | avukatı
        müvekkilinin …
        """
        low = self._low(at)
        if at + 1 >= self._end:
            return False
        is_owned = is_role(low, self._lexicon) and low.endswith(tuple(self._words["owned_ending"]))
        return is_owned and not self._leads_to_name(at + 1)

    def _is_known_surname(self, run: NameRun) -> bool:
        """Return whether a single name follows a given name or an office elsewhere in the text."""
        if run.first != run.last or self._lexicon.body_head(self._low(run.first)):
            return False
        if self._low(run.first) in self._words["land"] | self._words["outlet"]:
            return False
        word = self._text[self._atoms[run.first].start : self._atoms[run.first].end]
        before = self._words_before(f" {word}")
        return any(self._is_before_surname(other, is_alone=False) for other in before)
