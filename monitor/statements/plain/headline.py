"""Headlines and labels of the plain grammar: a name, an office or a body before a colon.

    Minister Krug: Die Straße bleibt gesperrt · Иван Орлов: мост закроют

A topic before a colon is not a speaker: a year (1778 : …), an event with a name (Décès de George
Michael : …), an office behind another noun (Rücktritt des Ministers: …), a place or a brand. A
surname alone is one if the text has it behind a given name or an office elsewhere.
"""

import re
from collections.abc import Iterator

from monitor.languages.folding import fold_word
from monitor.statements.atoms import Atom
from monitor.statements.known_words import is_given, is_role
from monitor.statements.naming import NameRun, find_names
from monitor.statements.plain.sentence import PlainSentence

LONGEST_HEADLINE_SOURCE = 8
"""Atoms before the colon of a headline that name the speaker."""
LONGEST_INTRODUCTION = 20
"""Atoms of a speaker's name and office before a colon, a quotation's introduction."""
MOST_LABEL = 4
"""Atoms of a speaker's name and office before the colon of an answer."""
LEAST_TIME = 3
"""Atoms of a time: hours, colon, minutes; fewer are a number (1778 : …)."""
LEAST_AFTER_COLON = 3
"""Atoms from the colon of a headline to its end; fewer are not a sentence."""
MOST_OCCURRENCES = 20
"""Occurrences of a surname that are checked; an article has fewer."""
SEARCH_RADIUS = 4_000
"""Characters on each side of a headline that are searched for a surname: an article; the limit
keeps time linear.
"""
LONGEST_WORD = 30
"""Characters before a surname that hold the word before it."""
_QUOTED_NEXT = re.compile(r"[^\S\n]*\n\s*[«“„\"]")
_LAST_WORD = re.compile(r"\w[\w.'’-]*,?$")


class PlainHeadline(PlainSentence):
    """One sentence, and the speaker before its colon."""

    def _try_headline(self, colon: int) -> int:
        """Add the content of a headline after a name or an office: Minister Krug: Die Straße bleibt
        gesperrt.
        """
        if self._is_introduced(colon) or self._is_name_label(colon):
            return self._add_introduced(colon)
        if self._is_speaker_last(colon):
            cue = (self._atoms[colon].start, self._atoms[colon].end)
            parts = [self._range(0, colon - 1)]
            self._append(parts, cue, None, "colon-name", (colon + 1, self._end - 1))
            return self._end
        is_short = self._end - colon < LEAST_AFTER_COLON and self._atoms[-1].tag != "Q"
        if self._found or not 0 < colon <= LONGEST_HEADLINE_SOURCE or is_short:
            return 0
        first = self._after_topic(colon)
        before = self._atoms[first:colon]
        if not before or not self._is_speaker_before_colon(before):
            return 0
        cue = (self._atoms[colon].start, self._atoms[colon].end)
        parts = [self._range(colon + 1, self._end - 1)]
        self._append(parts, cue, None, "colon-name", (first, colon - 1))
        return self._end

    def _is_speaker_last(self, colon: int) -> bool:
        """Return whether a headline is a clause and its speaker behind a colon: Habrá acuerdo:
        Ruiz.
        """
        tail = self._atoms[colon + 1 : self._end]
        is_short = colon >= LEAST_AFTER_COLON and 0 < len(tail) <= LONGEST_HEADLINE_SOURCE
        if not self._lexicon.raw.get("speaker_last") or self._found or not is_short:
            return False
        if any(atom.tag in "Q:;,BHM" for atom in tail) or self._atoms[-1].tag == ".":
            return False
        return self._is_speaker_phrase(tail) and self._has_clause(0, colon)

    def _is_speaker_phrase(self, phrase: list[Atom]) -> bool:
        """Return whether a whole phrase is a person's name, an office with its complements, or a
        word for a body.
        """
        names = [run for run in find_names(phrase, self._lexicon) if run.is_person]
        if names and names[-1].last == len(phrase) - 1:
            return self._leads_to_speaker(phrase, names[-1])
        if self._begins_with_office(phrase):
            return True
        return self._is_surname(phrase) or self._is_body(phrase)

    def _is_introduced(self, colon: int) -> bool:
        """Return whether a paragraph begins with a name, its office and a colon, in a script
        without capitals: یسرائیل کاتز، وزیر جنگ اسرائیل: …
        """
        first = self._atoms[0].start
        is_first = first == 0 or self._text[first - 1] == "\n"
        if not (is_first and self._lexicon.is_caseless and 0 < colon <= LONGEST_INTRODUCTION):
            return False
        label = self._atoms[:colon]
        name = next((run for run in find_names(label, self._lexicon) if run.is_person), None)
        if name is None or name.last == name.first or not self._leads_to_speaker(label, name):
            return False
        rest = label[name.last + 1 :]
        is_office = bool(rest) and rest[0].tag == ","
        offices = label[: name.first] + rest
        return is_office and any(is_role(atom.low, self._lexicon) for atom in offices)

    def _is_name_label(self, colon: int) -> bool:
        """Return whether a paragraph is a full name with its office and a colon: Андрей Котов
        (тренер «Зари»): ¶ – Мы устали.
        """
        if colon + 1 < len(self._atoms) or not self._begins_paragraph(colon):
            return False
        return self._is_name_with_office(colon)

    def _begins_paragraph(self, end: int) -> bool:
        """Return whether a short label begins the paragraph of this sentence."""
        first = self._atoms[0].start
        return end <= LONGEST_INTRODUCTION and (first == 0 or self._text[first - 1] == "\n")

    def _is_name_with_office(self, colon: int) -> bool:
        """Return whether a full name begins a label, alone or with its office behind a mark."""
        label = self._atoms[:colon]
        names = [run for run in find_names(label, self._lexicon) if run.is_person]
        if not names or names[0].last == names[0].first:
            return False
        rest = label[names[0].last + 1 :]
        marks = "XTwQ" if self._lexicon.bodies_in_marks else "XTw"  # тренера «Сокола» Ивана Котова
        is_led = all(a.tag in marks for a in label[: names[0].first])
        is_led = is_led and (
            self._leads_to_speaker(label, names[0]) or self._is_said_by(names[0].first)
        )
        return is_led and (not rest or rest[0].tag in "(,-")

    def _is_said_by(self, name: int) -> bool:
        """Return whether a noun of saying and an office lead to a name: Коментар тренера «Барса» |
        Костянтина Бойка: …
        """
        nouns = [n for n in range(name) if self._low(n) in self._words["said_label"]]
        return bool(nouns) and any(map(self._is_office_at, range(nouns[0] + 1, name)))

    def _open_label(self) -> None:
        """Open the quotation of the next paragraph after one that is only a name and its office:
        Андрей Котов, тренер «Зари» ¶ «Мы устали».
        """
        end = len(self._atoms)
        if self._lexicon.is_caseless or not self._begins_paragraph(end):
            return
        if not _QUOTED_NEXT.match(self._text, self._atoms[-1].end) or self._atoms[-1].tag == ".":
            return
        label = self._atoms
        is_office = any(map(self._is_office_at, range(end)))
        is_marked = any(atom.tag in ",(" for atom in label)
        if is_marked and is_office and self._is_name_with_office(end):
            cue = (label[-1].start, label[-1].end)
            self._open(cue, None, (0, end - 1))
            if self.opened is not None:
                self.opened.cue = None

    def _is_office_at(self, at: int) -> bool:
        return is_role(self._low(at), self._lexicon)

    def _add_introduced(self, colon: int) -> int:
        """Add what a speaker with an office says behind the colon, or in the next paragraph."""
        if self._found:
            return 0
        cue = (self._atoms[colon].start, self._atoms[colon].end)
        if colon + 1 >= self._end:
            self._open(cue, None, (0, colon - 1))
        else:
            parts = [self._range(colon + 1, self._end - 1)]
            self._append(parts, cue, None, "colon-name", (0, colon - 1))
        return self._end

    def _after_topic(self, colon: int) -> int:
        """Return where a headline begins after the time of a ticker, or after a topic: 14:20 وزير
        الصحة: …, Video: Krug: …
        """
        first = 0
        while first < colon and self._atoms[first].tag in "N:-":
            first += 1
        if LEAST_TIME <= first < colon:
            return first
        topic = next((n for n in range(colon) if self._atoms[n].tag == ":"), 0)
        return topic + 1 if topic and self._is_topic(0, topic) else 0

    def _is_own_reason(self, colon: int) -> bool:
        """Return whether a row says that the first word of a label is who speaks: Seine
        Begründung: Die Kosten seien zu hoch.
        """
        said = self._atoms[colon + 1 : self._end]
        is_label = not self._found and 0 < colon <= MOST_LABEL
        return is_label and self._lexicon.rows.has_label("owner", self._atoms[:colon], said)

    def _without_section(self, first: int, last: int) -> tuple[int, int]:
        """Return the speaker before a colon without the section before it and the listener or the
        topic behind it: Sachsen – Bautzens Bürgermeister: …, Obama, a Trump: …
        """
        atoms = self._atoms
        for n in range(first + 1, last):
            if atoms[n].tag == "-":
                first = n + 1
            elif self._lexicon.has_cases and atoms[n].low in self._words["about"]:
                return first, n - 1  # Якупов | о том, как забил: «…»
            elif atoms[n].tag == "," and atoms[n + 1].tag == "P" and self._order == "svo":
                return first, n - 1
        return first, last

    def _without_predicate(self, first: int, last: int) -> tuple[int, int]:
        """Return the name at the head of a clause before a colon, without its predicate: Ruiz
        carga contra el banco: «…»
        """
        if not self._lexicon.subject_by_place:
            return first, last
        name = first + (self._atoms[first].tag == "D")
        while name < last and is_role(self._low(name), self._lexicon):
            name += 1
        end = name
        while end <= last and self._atoms[end].tag in "XT":
            end += 1
        is_clause = end < last and self._atoms[end].tag in "wHBMGR"
        return (first, end - 1) if end > name and is_clause else (first, last)

    def _is_postponed_cue(self, comma: int) -> bool:
        """Return whether a quotation behind a colon has its cue behind it: Die Partei sieht Neid:
        „…“, | vermutete Krug.
        """
        if self._low(comma) != "," or comma + 2 >= self._end:
            return False
        verb = comma + 1 + (self._atoms[comma + 1].tag == "H")
        return self._is_verb(verb) and self._atoms[comma + 1].tag not in "PS"

    def _is_topic(self, first: int, colon: int) -> bool:
        """Return whether a row says that a topic is before a colon: Kommentar: …"""
        said = self._atoms[colon + 1 : self._end]
        return self._lexicon.rows.has_label("topic", self._atoms[first:colon], said)

    def _is_speaker_before_colon(self, before: list[Atom]) -> bool:
        """Return whether words before a colon name a person, an office or a body that speaks."""
        last_dash = max((n for n, atom in enumerate(before) if atom.tag == "-"), default=-1)
        phrase = before[last_dash + 1 :]  # Mazedonien - Tomislav Kezarovski: …
        if not phrase or any(atom.tag == "N" for atom in phrase):
            return False
        names = [run for run in find_names(phrase, self._lexicon) if run.is_person]
        names = [run for run in names if self._is_certain(phrase, run)]
        if names:
            is_alone = not self._begins_with_office(phrase[: names[0].first] or phrase)
            if is_alone and not self._has_clause(len(before) + 1):
                return False
            return self._leads_to_speaker(phrase, names[0])
        is_topic = self._atoms[len(before) + 1].tag == "D" and not self._has_clause(len(before) + 1)
        if self._begins_with_office(phrase) and not is_topic:
            return True  # Der moderne Architekt: Ein gutes Szenario
        return self._is_surname(phrase) or self._is_body(phrase)

    def _is_certain(self, phrase: list[Atom], name: NameRun) -> bool:
        """Return whether a given name or an office shows that a run of capitalised words is a
        person's name, where every noun has a capital: Anna Krug, not Australian Open.
        """
        if not self._lexicon.noun_capitals:
            return True
        is_led = name.first > 0 and is_role(phrase[name.first - 1].low, self._lexicon)
        return is_led or is_given(phrase[name.first].low, self._lexicon)

    def _has_clause(self, first: int, end: int = 0) -> bool:
        """Return whether a finite verb shows that the words after a name and a colon are a clause,
        not the topic of a portrait: Jean Marsan : il faut partir, not: une vie sur scène.
        """
        endings, end = self._lexicon.headline_verb_endings, end or self._end
        if not endings or any(atom.tag == "Q" for atom in self._atoms[first:end]):
            return True
        for n in range(first, end):
            atom = self._atoms[n]
            if atom.tag in "BHMGp" or self._is_verb(n):
                return True
            following = self._atoms[n + 1].tag if n + 1 < self._end else "."
            is_before_noun = self._order == "v2" and following == "X"
            ends = endings[:1] if is_before_noun else endings  # an adjective has no -t
            if atom.tag == "w" and atom.low.endswith(ends):
                return True
        return False

    def _leads_to_speaker(self, phrase: list[Atom], name: NameRun) -> bool:
        """Return whether only an office or names precede a name: no "death of", no event."""
        lead = phrase[: name.first]
        if not lead or self._begins_with_office(lead):
            return True
        return all(atom.tag in "XTD" or atom.tag == "," for atom in lead)

    def _begins_with_office(self, phrase: list[Atom]) -> bool:
        """Return whether a phrase has an office as its head: an article and an adjective alone
        precede it, and it is in the nominative.
        """
        start = int(phrase[0].tag == "D" and len(phrase) > 1)
        for n, atom in enumerate(phrase[start : start + 3], start):
            if self._is_head(atom):
                return True
            is_led = atom.tag in "PDCSQ," or atom.low in self._words["of"]
            if is_led or self._lexicon.is_caseless or n > start + 1:
                return False
        return False

    def _is_body(self, phrase: list[Atom]) -> bool:
        """Return whether a phrase is a word for a body alone: Polizei, МИД; in a script without
        capitals its complements may follow.
        """
        bare = phrase[int(phrase[0].tag == "D" and len(phrase) > 1) :]
        if not self._lexicon.body_head(bare[0].low):
            return False
        return len(bare) == 1 or self._lexicon.is_caseless

    def _is_head(self, atom: Atom) -> bool:
        if self._lexicon.has_cases:
            return atom.low.rpartition("-")[2] in self._words["role"]
        return is_role(atom.low, self._lexicon)

    def _is_surname(self, phrase: list[Atom]) -> bool:
        """Return whether a phrase is a name that the text has behind a given name or an office."""
        is_short = len(phrase) <= MOST_LABEL and all(atom.tag in "XTQw" for atom in phrase)
        is_name = phrase[-1].tag == "X" or (self._lexicon.is_caseless and phrase[-1].tag == "w")
        if not is_short or not is_name or phrase[-1].low in self._words["outlet"]:
            return False
        word = self._text[phrase[-1].start : phrase[-1].end]
        if self._lexicon.is_caseless and len(phrase) > 1:
            word = self._text[phrase[0].start : phrase[-1].end]  # the whole name, again
            return next(self._words_before(f" {word}"), None) is not None
        return any(
            self._is_before_surname(before, is_alone=len(phrase) == 1)
            for before in self._words_before(f" {word}")
        )

    def _words_before(self, word: str) -> Iterator[str]:
        """Yield the word before each place of a word near the sentence."""
        here = self._atoms[0].start
        at, end = max(0, here - SEARCH_RADIUS), here + SEARCH_RADIUS
        for _ in range(MOST_OCCURRENCES):
            at = self._text.find(word, at, end)
            if at < 0:
                return
            before = _LAST_WORD.search(self._text, max(0, at - LONGEST_WORD), at)
            following = self._text[at + len(word) : at + len(word) + 1]
            if before is not None and not following.isalnum():
                yield before.group()
            at += len(word)

    def _is_before_surname(self, word: str, *, is_alone: bool) -> bool:
        """Return whether a word before a capitalised one makes it a surname: a given name or an
        office; any capitalised word, or any word of a script without capitals, for a name alone.
        """
        is_telling = word.istitle() and not self._lexicon.noun_capitals
        if is_alone and (self._lexicon.is_caseless or is_telling):
            return True  # in German any noun has a capital
        low = fold_word(word)
        is_first_name = word[0].isupper() and is_given(low, self._lexicon)
        return is_first_name or is_role(low, self._lexicon)

    def _is_label(self, colon: int) -> bool:
        """Return whether a paragraph begins with a name and a colon: Ulu: Ben körüm …"""
        first = self._atoms[0].start
        is_first = first == 0 or self._text[first - 1] == "\n"
        if not is_first or not 0 < colon <= MOST_LABEL:
            return False
        label = self._atoms[:colon]
        if not self._lexicon.is_caseless or find_names(label, self._lexicon):
            return self._is_surname(label)
        word = self._text[label[0].start : label[0].end]
        before = self._words_before(f" {word}") if colon == 1 else iter(())
        return any(is_given(fold_word(name), self._lexicon) for name in before)
