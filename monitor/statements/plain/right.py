"""Source phrases after their cue, and the run of atoms that a noun phrase is.

A source phrase is a run of atoms without a stop (comma, colon, quotation, cue, "that", relative
word); adverbs, days, places and listeners before it do not belong to it.
"""

from monitor.languages.given_names import given_names
from monitor.languages.name_words import NAME_WORDS
from monitor.statements.known_words import is_given, is_role
from monitor.statements.naming import find_names
from monitor.statements.plain.left import LONGEST_SOURCE
from monitor.statements.plain.sentence import Run
from monitor.statements.plain.subject_first import PlainSubjectFirst

MOST_SURNAME = 2
"""Words in marks right after a verb that are a surname: «أبو زيد»."""
LONGEST_AGO = 4
"""Atoms of a time behind a verb: quattro mesi fa."""
LONGEST_ASIDE = 24
"""Atoms from a surname in marks to what was said: its occasion and its outlet."""
LONGEST_FIELD = 9
"""Atoms of the field of an office before its bearer: по информационной политике."""
MOST_TO_WORDS = 6
"""Atoms from a verb to the noun for words that it carries: приводятся в сообщении слова."""
LONGEST_INITIAL = 3
"""Letters of an initial with its full stop; a full stop behind them is that of a site's name."""
LONGEST_OCCASION = 6
"""Atoms of a place or an outlet between a cue and the comma before its source."""
MOST_TIME = 7
"""Atoms of a time between two commas."""


class PlainRight(PlainSubjectFirst):
    """One sentence, and the source phrases after its cues."""

    def _right_source(self, at: int) -> Run | None:
        atoms = self._atoms
        while at < self._end and not self._is_verb(at):
            at += 1
        if at >= self._end:
            return None
        if (parsed := self._subjects.get(at)) is not None:
            return parsed[0]
        if self._is_pronoun(at):
            return at, at
        group = self._group(at)
        pronouns = [n for n in range(group, at) if atoms[n].tag == "p"]
        if not pronouns and group > 0 and atoms[group - 1].tag == "p":
            pronouns = [group - 1]
        if pronouns:
            return pronouns[0], pronouns[0]
        if at + 1 < self._end and self._low(at + 1) in self._words["impersonal"]:
            return self._document_after(at + 2) or self._document_before(group)
        if (words := self._words_after(at)) is not None:
            return self._run(words + 1, self._end)
        after = self._after_part(at)
        return self._source_after(after) or self._marked_outlet(after, group)

    def _words_after(self, at: int) -> int | None:
        """Return the noun for words after their verb: приводятся в сообщении | слова Вересова."""
        nouns = self._words["words_of"]
        if not nouns:
            return None
        end = min(self._end - 1, at + MOST_TO_WORDS)
        clause = next((n for n in range(at + 1, end) if self._atoms[n].tag == ","), end)
        return next((n for n in range(at + 1, clause) if self._low(n) in nouns), None)

    def _is_pronoun(self, at: int) -> bool:
        low = self._atoms[at].low
        return any(low.endswith(ending) for ending in self._words["own_subject"])

    def _document_after(self, at: int) -> Run | None:
        """Return the document of an impersonal cue: heißt es | in dem Bericht."""
        if at >= self._end or self._atoms[at].tag != "P":
            return None
        return self._speaking(self._run(at + 1, self._end))

    def _document_before(self, group: int) -> Run | None:
        """Return the document before an impersonal cue: In einer Mitteilung der Bank | hieß es."""
        if group < 2 or self._atoms[0].tag != "P":
            return None
        return self._speaking(self._run(1, group))

    def _speaking(self, run: Run | None) -> Run | None:
        """Return a phrase with a document, a body or an office; None for a place, a manner."""
        for n in range(run[0], run[1] + 1) if run else ():
            low = self._low(n)
            is_issued = low in self._words["document"] or bool(self._lexicon.body_head(low))
            if is_issued or is_role(low, self._lexicon):
                return run
        return None

    def _source_after(self, first: int) -> Run | None:
        """Return the source that begins at or right after an atom, past adverbs, days and
        clitics.
        """
        atoms = self._atoms
        if first < self._end and (atoms[first].tag == "p" or self._is_source_in_marks(first)):
            return first, first
        listener, first = first, self._after_listening_outlet(first)
        if first > listener and self._lexicon.has_cases:
            first = self._after_listening_outlet(first)  # корреспонденту | Сиб.фм | директор
        if self._lexicon.bare_nouns and first + 1 < self._end and atoms[first].tag == "C":
            first += self._heads_source(first + 1)  # поделилась | и уфимская художница
        near = range(first, min(self._end, first + LONGEST_AGO))
        ago = next((n for n in near if self._low(n) in self._words["ago"]), None)
        first = first if ago is None else ago + 1  # disse quattro mesi fa | il presidente
        begin = self._after_adverbial(first)
        is_bearer = begin != first and (
            self._atoms[begin].tag in "XT" or self._low(begin) in self._words["role"]
        )
        if self._lexicon.has_cases and is_bearer:
            first = begin  # сказала на встрече после заседания | председатель
        elif first < self._end and self._is_body_place(first):
            first += 1
            is_marked = self._lexicon.bodies_in_marks and first < self._end
            if is_marked and atoms[first].tag == "Q" and self._is_name(first):
                return first, first  # уточнили в «Вестнике»
        while first < self._end and (
            atoms[first].tag in "RBH"
            or atoms[first].low in self._words["clitic"]
            or atoms[first].low in self._words["time"]
        ):
            first += 1
        if (
            first < self._end
            and atoms[first].tag in "DPN"
            and self._low(first + 1) in self._words["time"]
        ):
            first += 2  # dijo el lunes la ministra, sagte am Montag der Minister
        first = self._after_time_between_commas(first)
        first += self._is_manner(first)
        run = self._run(self._after_adverbial(first), self._end)
        return self._up_to_bearer(run) if run and self._lexicon.has_cases else run

    def _up_to_bearer(self, run: Run) -> Run:
        """Return an office with a longer field up to its bearer, in a language with cases: считает
        глава комитета | по спорту Вадим Лыков, руководитель «Жилья» в компании «Дом» | Пётр Савин.
        """
        lows = range(run[0], run[1] + 1)
        is_office = is_role(self._low(run[0]), self._lexicon) or any(
            self._low(n) in self._words["role"] for n in lows
        )
        named = any(is_given(self._low(n), self._lexicon) for n in lows)
        at = run[1] + 1
        if not is_office or named or at >= self._end or self._atoms[at].tag not in "PQ,":
            return run
        is_list = self._atoms[at].tag == ","
        if is_list and not self._may_list_fields(run, at):
            return run
        for n in range(at, min(self._end - 1, at + LONGEST_FIELD)):
            atom = self._atoms[n]
            is_name = atom.tag == "X" and (
                atom.low in given_names() or (is_list and self._low(n - 1) in self._words["role"])
            )
            if is_name and self._atoms[n + 1].tag == "X":
                return (run[0], n + 1) if not is_list or self._ends_source(n + 2) else run
            if atom.tag not in "PwXTQC," or self._is_verb(n):
                break
        return run

    def _may_list_fields(self, office: Run, comma: int) -> bool:
        """Return whether a comma behind an office without a name may part its fields, or the
        apposition with its bearer: міністр економіки, | торгівлі та туризму Іван Мороз; лидер
        партии, | известный проповедник Иван Мороз.
        """
        last, following = self._atoms[office[1]], self._atoms[comma + 1 : comma + 2]
        is_whole = last.tag == "w" or self._text[last.start : last.end].isupper()
        return is_whole and bool(following) and following[0].tag == "w"

    def _ends_source(self, at: int) -> bool:
        """Return whether a mark or nothing follows a source."""
        return at >= self._end or self._atoms[at].tag in ",.;:-(Q"

    def _after_time_between_commas(self, first: int) -> int:
        """Return the source behind a time between commas: a estimé, mardi matin, | le maire."""
        if self._order != "svo" or self._low(first) != "," or first + 2 >= self._end:
            return first
        if not self._is_time_word(first + 1) and not self._is_time_word(first + 2):
            return first
        ahead = range(first + 2, min(self._end - 1, first + MOST_TIME))
        closing = next((n for n in ahead if self._low(n) == ","), None)
        if closing is None or any(
            self._is_verb(n) or self._atoms[n].tag in "XTQBHM" for n in range(first + 1, closing)
        ):
            return first
        return closing + 1 if self._heads_source(closing + 1) else first

    def _is_time_word(self, at: int) -> bool:
        return self._low(at) in self._words["time"]

    def _is_manner(self, at: int) -> bool:
        """Return whether an adjective between a cue and its subject says how it was said: contestó
        | seco | Simeone.
        """
        if at + 1 >= self._end or self._atoms[at].tag != "w" or self._order != "svo":
            return False
        if self._is_stop(at):
            return False
        low = self._low(at)
        is_source = is_role(low, self._lexicon) or bool(self._lexicon.body_head(low))
        if is_source or self._lexicon.is_caseless or self._lexicon.has_cases:
            return False
        following = self._atoms[at + 1]
        return following.tag == "X" or (following.tag == "D" and self._heads_source(at + 1))

    def _is_source_in_marks(self, at: int) -> bool:
        """Return whether a surname in marks follows its verb, in Arabic: وقال | «عمر»، في المؤتمر:
        «…»; what was said follows it.
        """
        quotation = self._atoms[at].quotation
        if self._order != "vso" or quotation is None or self._words_of(quotation) > MOST_SURNAME:
            return False
        for n in range(at + 1, min(self._end, at + LONGEST_ASIDE)):
            if self._atoms[n].tag in "Q:" or self._low(n) in self._words["that"]:
                return not quotation.is_sentence
            if self._is_verb(n) or self._atoms[n].tag == ";":
                return False
        return False

    def _after_listening_outlet(self, first: int) -> int:
        """Return the atom after an outlet that listens before a source follows: сообщили РИА
        Новости | в мэрии, рассказал «Вестнику» | директор.
        """
        if first + 1 < self._end and self._is_listening_outlet(first):
            return first + 1
        after = first + 1
        is_outlet = self._low(first) in self._words["outlet"]
        is_marked = first < self._end and self._atoms[first].tag == "Q" and self._is_name(first)
        if not is_outlet and not is_marked:
            return first
        is_source = after < self._end and (
            self._is_body_place(after)
            or is_role(self._low(after), self._lexicon)
            or self._low(after) in self._words["unnamed"]
        )
        return after if is_source else first

    def _is_listening_outlet(self, at: int) -> bool:
        """Return whether an outlet listens before a source follows: сказал ТАСС | источник."""
        following = self._atoms[at + 1]
        is_outlet = self._low(at) in self._words["outlet"] | self._words["listener"]
        if self._lexicon.has_cases and self._atoms[at].tag == "X" and following.tag == "w":
            is_outlet = is_role(following.low, self._lexicon)  # сообщил Интерфаксу | источник
        if self._lexicon.has_cases and "." in self._low(at)[LONGEST_INITIAL:]:
            is_outlet = True  # заявил 360.ru | независимый аналитик
        return is_outlet and following.tag in "wXTDN"

    def _with_name_aside(self, source: Run | None) -> Run | None:
        """Return an office with the name after its comma: …, afirmou o gerente, Paulo Urbano."""
        if source is None or self._lexicon.is_caseless:
            return source
        if (beside := self._name_of_one(source)) is not None:
            return beside
        if self._low(source[1] + 1) != ",":
            return source
        if self._order == "v2" or any(
            atom.tag == "X" for atom in self._atoms[source[0] : source[1] + 1]
        ):
            return source
        at, small = source[1] + 2, NAME_WORDS.particles
        while at < self._end and (self._atoms[at].tag in "XT" or self._low(at) in small):
            at += 1
        is_name = at > source[1] + 3 and (at >= self._end or self._atoms[at].tag in ",-.:Q")
        return (source[0], at - 1) if is_name else source

    def _after_adverbial(self, first: int) -> int:
        """Return where a source begins after a place or a time: mówił w Sejmie premier …, dijo en
        Madrid la ministra …
        """
        if not (first < self._end and self._atoms[first].tag == "P"):
            return first
        is_dash = bool(self._lexicon.raw.get("dash_cue")) and self._low(first - 2) == "-"
        if not is_dash and not any(atom.tag == "Q" for atom in self._atoms[:first]):
            return first  # only after a quotation is it certain that a source follows
        stop = next((n for n in range(first, self._end) if self._is_stop(n)), self._end)
        begin = self._without_adverbial(first, min(stop, first + LONGEST_SOURCE))
        if begin >= stop:
            return self._after_comma_of_place(first, stop)
        is_name = self._atoms[begin].tag == "X" and self._low(begin + 1) != ""
        is_name = is_name and self._is_behind_listener(begin, first)
        return begin if is_name or self._heads_source(begin) else first

    def _after_comma_of_place(self, first: int, comma: int) -> int:
        """Return the source behind a place and its comma: résume auprès de BFMTV, | Marc Rolland;
        ``first`` for none.
        """
        is_svo = self._order == "svo" and not self._lexicon.has_cases
        if not is_svo or self._low(comma) != "," or comma + 1 >= self._end:
            return first
        is_near = comma - first <= LONGEST_OCCASION
        return comma + 1 if is_near and self._heads_source(comma + 1) else first

    def _run(self, first: int, end: int, *, is_led: bool = False) -> Run | None:
        """Return the noun phrase that begins at an atom; its first word may carry a preposition
        (``is_led``): وفقا | للوزارة.
        """
        atoms, at = self._atoms, first + is_led
        if self._order == "vso" and first < end and atoms[first].tag == "P":
            return None
        while at < end and at - first < LONGEST_SOURCE and not self._ends_run(at, first):
            at += 1
        if self._is_named_by(at, first, end):
            at += 1  # газета «Вестник», der Sender „Bote“
            while at < end and (self._atoms[at].tag in "XT" or self._is_bearer_word(at)):
                at += 1  # капитан «Сталеваров» Тимур Аджиев
        while at > first and (atoms[at - 1].tag in "PCR" or atoms[at - 1].low in self._words["of"]):
            at -= 1
        return (first, at - 1) if at > first else None

    def _is_bearer_word(self, at: int) -> bool:
        """Return whether a word belongs to a person's name, in Arabic: مدرب «النسور» | رضا حداد."""
        return self._order == "vso" and any(run.first <= at <= run.last for run in self._names)

    def _leads_document(self, at: int) -> bool:
        """Return whether a preposition leads to the document in which something is said: skriver
        regjeringen | i en pressemelding.
        """
        noun = at + 1 + (at + 1 < self._end and self._atoms[at + 1].tag == "D")
        return self._order == "v2" and noun > at + 1 and self._low(noun) in self._words["document"]

    def _ends_run(self, at: int, first: int) -> bool:
        """Return whether a noun phrase that began at ``first`` ends before an atom."""
        atoms, words = self._atoms, self._words
        atom = atoms[at]
        is_stop = self._is_stop(at) and not self._is_led_here(at, first)
        if is_stop or atom.tag in "BHM" or atom.low in words["time"]:
            return True
        if self._order == "vso":
            return self._ends_subject_phrase(at, first)
        is_led = atom.tag == "P" and (atom.low not in words["of"] or self._leads_document(at))
        if atom.low in words["listener"] or (is_led and not self._is_place_before_name(at, first)):
            return True
        if at > first and atom.tag == "D" and self._low(at + 1) in words["listener"]:
            return True  # sagte die Ministerin der Zeitung „…“
        if at == first:
            return False
        if self._order in ("svo", "v2") and atom.tag == "G":
            return True  # secondo Conti | non basta, volgens de rechtbank | niet
        if self._lexicon.has_cases and atoms[at - 1].tag == "X" and atom.low in words["outlet"]:
            return True  # сказал Песков | ТАСС
        if self._order == "svo" and atom.tag == "D" and not self._lexicon.is_caseless:
            is_name = self._text[atom.start].isupper()  # el diario El Comercio
            is_article = atom.low in words["the"] and not is_name
            return is_article and atoms[at - 1].tag in "wX" and at - first > 1
        return self._order == "v2" and self._ends_after_noun(at)

    def _ends_after_noun(self, at: int) -> bool:
        """Return whether a noun phrase ends in its noun before an atom, in a language whose nouns
        do: nach Angaben der Bank | stimmten …
        """
        words, atom = self._words, self._atoms[at]
        if self._low(at - 1) in words["he"] | words["she"] | words["they"] and atom.tag != "X":
            return self._atoms[at - 1].tag != "D"  # volgens hen | keihard
        following = self._atoms[at + 1].tag if at + 1 < self._end else ""
        if atom.low in words["source_place"] and following == "D":
            return True  # nach Einschätzung der Stadt | in die Tat
        if atom.tag == "N" and following and following in "Xw":
            return True  # hatte die Staatsanwaltschaft | 15 Jahre gefordert
        before = self._atoms[at - 1]
        is_particle = atom.tag == "w" and atom.low in NAME_WORDS.particles
        is_inside = is_particle and following == "X"  # Van | 't Schip
        is_after_noun = atom.tag in "wDGR" and before.tag in "XT" and not is_inside
        if atom.tag in "RD" and before.tag == "w" and self._is_actor_word(before.low):
            is_surname = atom.low in NAME_WORDS.particles and following == "X"
            return not is_surname  # oordeelt de rechtbank | enigszins onderkoeld
        is_verb = atom.tag == "w" and before.tag == "w" and following != "X"
        if is_verb and not self._lexicon.noun_capitals and self._is_actor_word(before.low):
            return not self._is_actor_word(atom.low)  # volgens de advocaat | gebruikte justitie …
        if atom.tag == "D" and (not is_after_noun or atom.low in words["of"] | words["genitive"]):
            return False
        is_particle = atom.low in words["particle"] and atom.tag != "X"  # laat het bedrijf | weten
        return is_particle or (is_after_noun and not is_role(atom.low, self._lexicon))

    def _is_actor_word(self, low: str) -> bool:
        """Return whether a word is an office, a body or any person."""
        is_office = is_role(low, self._lexicon) or low in self._words["any_person"]
        return is_office or bool(self._lexicon.body_head(low))

    def _is_object_called(self, left: Run, at: int) -> bool:
        """Return whether a thing before a verb of calling is its object: Das Quartal beschreibt |
        Experte Konstantin Gall als „schwarz“.
        """
        verb = self._lexicon.verbs.get(self._low(at))
        if verb is None or "quoting" not in verb.frames:
            return False
        is_actor = any(
            is_role(self._low(n), self._lexicon)
            or self._lexicon.body_head(self._low(n))
            or is_given(self._low(n), self._lexicon)
            or self._atoms[n].tag == "p"
            for n in range(left[0], left[1] + 1)
        )
        ahead = find_names(self._atoms[at + 1 : self._end], self._lexicon)[:1]
        return not is_actor and bool(ahead) and ahead[0].is_person and ahead[0].first <= 1
