"""Base of the readers of the plain grammar: one sentence, its atoms and its candidates."""

from bisect import bisect_left

from monitor.languages.lexicon import Lexicon, Verb
from monitor.languages.vetoes import Construction, is_vetoed
from monitor.statements.candidates import Candidate, Range, range_of
from monitor.statements.known_words import is_foreign, is_given
from monitor.statements.naming import NameRun, find_names
from monitor.statements.quotes import Quotation
from monitor.statements.tokens import Sentence

Run = tuple[int, int]
"""First and last atom of a phrase."""
LONGEST_HEADLINE = 14
"""Atoms of a headline inside an article; it has no full stop."""

SHORTEST_SAID = 5
"""Words of a quotation right before a cue that is speech; fewer are a name.

Applies if words of the sentence precede the quotation and no comma follows it.
"""
MOST_MARKED = 2
"""Words of a name in marks of which only the first has a capital: «Опасная близость»."""


class PlainSentence:
    """One sentence and its candidates."""

    def __init__(self, text: str, sentence: Sentence, number: int, lexicon: Lexicon) -> None:
        self._text = text
        self._atoms = sentence.atoms
        self._subjects = sentence.subjects
        self._number = number
        self._lexicon = lexicon
        self._words = lexicon.words
        self._order = lexicon.raw.get("order", "svo")
        is_short = len(sentence.atoms) <= LONGEST_HEADLINE and sentence.atoms[-1].tag != "."
        self._is_headline = sentence.paragraph == 0 or is_short
        self._end = len(sentence.atoms) - (sentence.atoms[-1].tag == ".")
        self._found: list[Candidate] = []
        self._last_source: Run | None = None
        self._colon = 0
        """Colon behind the verb of saying, where the subject begins the sentence."""
        self._leads = 0
        """First atom behind the leads that only relay the sentence."""
        self._people: list[NameRun] | None = None
        """Names of persons, found when they are first asked for."""
        self.opened: Candidate | None = None
        """A cue whose colon ends the sentence: the next paragraph is its content."""

    def _low(self, at: int) -> str:
        return self._atoms[at].low if 0 <= at < len(self._atoms) else ""

    def _is_verb(self, at: int) -> bool:
        verb = self._lexicon.verbs.get(self._atoms[at].low)
        if verb is None or self._is_name_like_verb(at):
            return False
        return verb.form != "base" or self._is_led_infinitive(at)

    def _is_name_like_verb(self, at: int) -> bool:
        """Return whether a word like a verb is a name, by its capital inside a sentence or by the
        auxiliary behind it: Secondo | Boccia bisogna …; Boccia | ha detto che …
        """
        atom = self._atoms[at]
        if atom.tag != "X" or self._order != "svo" or self._lexicon.has_cases:
            return False
        if self._text[atom.start : atom.end].isupper():
            return False
        if at and self._atoms[at - 1].tag not in ".:Q-(":
            return True
        return at + 1 < self._end and self._atoms[at + 1].tag == "H"

    def _is_led_infinitive(self, at: int) -> bool:
        """Return whether the word before an infinitive makes it a cue: volvió a | pedir, al |
        pedir.
        """
        low = self._lead_of_infinitive(at)
        return low in self._words["periphrasis"] or low in self._words["converb_lead"]

    def _lead_of_infinitive(self, at: int) -> str:
        """Return the word before an infinitive, without adverbs and clitics between them."""
        before = at - 1
        while before > 0 and (
            self._low(before) in self._words["clitic"] or self._atoms[before].tag == "R"
        ):
            before -= 1
        return self._low(before)

    def _after_part(self, at: int) -> int:
        """Return the atom after a verb and the part of it that follows at once: «…», fa notare |
        la ministra.
        """
        if self._order != "svo":
            return at + 1
        low = self._low(at)
        verbs = (*self._lexicon.parted.get(low, ()), self._lexicon.verbs[low])
        parts = (part for verb in verbs for part in self._lexicon.parts.get(verb.lemma, ()))
        for part in parts:
            if all(self._low(at + 1 + n) == word for n, word in enumerate(part)):
                return at + 1 + len(part)
        return at + 1

    def _is_led_here(self, at: int, first: int) -> bool:
        """Return whether a word that may be a verb is the noun of the phrase that an article
        begins: secondo | l'accusa.
        """
        is_led = at == first + 1 and self._atoms[first].tag == "D" and self._order == "svo"
        return is_led and self._low(at) in self._words["ambiguous"]

    def _is_score(self, colon: int) -> bool:
        """Return whether a colon is between two numbers: a score or a time."""
        around = self._atoms[max(0, colon - 1) : colon + 2]
        return [atom.tag for atom in around[::2]] == ["N", "N"]

    def _is_name(self, at: int) -> bool:
        quotation = self._atoms[at].quotation
        return quotation is not None and self._words_of(quotation) < SHORTEST_SAID

    def _is_marked_name(self, at: int) -> bool:
        """Return whether marks set off the name of a body or a title, in a language with cases that
        sets them in marks: «Вестник», «Мир детства», "ТВ-5 Плюс"; speech ends in a mark of its own.
        """
        quotation = self._atoms[at].quotation
        if quotation is None or not self._lexicon.bodies_in_marks or not self._is_name(at):
            return False
        words = self._text[quotation.inner_start : quotation.inner_end].split()
        if not words or quotation.last in ",.!?…":
            return False  # marks with a blank between them, by careless typing
        if not (words[0][0].isupper() or words[0][0].isdigit()):
            return False
        return len(words) <= MOST_MARKED or all(word[0].isupper() for word in words)

    def _follows_outlet(self, at: int) -> bool:
        """Return whether a name follows an outlet, in a language with cases: В интервью Reuters |
        Мороз заявил, что …
        """
        is_led = self._lexicon.has_cases and self._low(at - 1) in self._words["outlet"]
        return bool(is_led) and not is_foreign(self._low(at), self._lexicon)

    def _is_behind_listener(self, at: int, first: int) -> bool:
        """Return whether a name begins right after the outlet that listens: an acronym or an
        outlet of the list, or before a given name: à la RTBF | Lucie Marchal.
        """
        before, atom = self._atoms[at - 1], self._atoms[at]
        if before.tag != "X" or atom.tag != "X" or self._lexicon.has_cases:
            return False
        written = self._text[before.start : before.end].rpartition("'")[2].rpartition("’")[2]
        is_outlet = written.isupper() and len(written) > 1
        is_outlet = is_outlet or before.low in self._words["outlet"]
        is_name = is_given(atom.low, self._lexicon)
        is_first = at > first + 1 and not is_given(before.low, self._lexicon)
        is_first = is_first and self._low(at - 2) not in self._words["of"]  # di Lumo Emilia
        return is_outlet or (is_name and is_first)

    def _words_of(self, quotation: Quotation) -> int:
        return self._text[quotation.inner_start : quotation.inner_end].count(" ") + 1

    def _head(self, first: int, last: int) -> Run:
        """Return the head of a source phrase: the words before its first preposition, or the name
        beside an office.

        ``la ministre des Affaires étrangères, Ana Dolan`` is Ana Dolan, ``el capitán Luca
        Benedetti, su hermano`` Luca Benedetti.
        """
        if self._order == "vso":
            return first, last  # prepositions inside it belong to an office
        end = next((n for n in range(first + 1, last + 1) if self._atoms[n].tag in "P,"), last + 1)
        if self._lexicon.has_cases and (named := self._name_behind_place(first, end, last)):
            return named
        if (
            not self._has_name(first, end)
            and (beside := self._name_beside(first, last)) is not None
        ):
            return beside
        return first, end - 1

    def _name_behind_place(self, first: int, end: int, last: int) -> Run | None:
        """Return the name behind the place of an office, in a language with cases: Посол Литви у
        Києві | Вальдемарас Сарапінас.
        """
        runs = find_names(self._atoms[first : last + 1], self._lexicon) if end < last else []
        persons = [run for run in runs if run.is_person and run.last > run.first]
        is_behind = len(persons) == 1 and first + persons[0].first > end
        is_last = is_behind and first + persons[0].last == last
        return (first + persons[0].first, last) if is_last else None

    def _has_name(self, first: int, end: int) -> bool:
        """Return whether a phrase ends in a name.

        A name is capitalised, not an office, and in German not right after its article.
        """
        last = self._atoms[end - 1]
        if last.tag != "X" or last.low in self._words["role"] or (end - 1 == 0):
            return False
        return not (self._order == "v2" and end - 2 >= first and self._atoms[end - 2].tag == "D")

    def _name_beside(self, first: int, last: int) -> Run | None:
        """Return the name that a comma puts beside an office: capitalised words up to the next
        comma.
        """
        atoms = self._atoms
        comma = next((n for n in range(first, last + 1) if atoms[n].tag == ","), None)
        if comma is None or self._lexicon.is_caseless:
            return None
        end = next((n for n in range(comma + 1, last + 1) if atoms[n].tag in ",P("), last + 1)
        names = [n for n in range(comma + 1, end) if atoms[n].tag in "XT"]
        return (comma + 1, end - 1) if len(names) > 1 and names[-1] == end - 1 else None

    def _append(
        self, parts: list[Range], cue: Range, verb: Verb | None, form: str, source: Run | None
    ) -> None:
        atoms = self._atoms
        parts = [part for part in parts if part[0] < part[1]]
        if not parts or (form == "according" and self._is_relayed(parts)):
            return
        if self._is_vetoed(cue, verb, form, source, parts[0]) or self._is_author(source):
            return
        if source is not None and self._is_question_word(source):
            if form != "that":
                return  # в чём обвиняют её мужа
            source = None  # где говорилось, что …
        head = self._head(*source) if source else None
        tag = ""
        if source and head:
            is_cue = form == "postponed-quote" and atoms[source[0]].end == cue[1]
            is_own = is_cue or self._is_verb(source[0])
            named = any(atom.tag in "XT" for atom in atoms[head[0] : head[1] + 1])
            low = atoms[source[0]].low
            is_pronoun = source[0] == source[1] and low in self._lexicon.pronouns
            is_determiner = "_" in low and source[1] > source[0]  # esta última querella
            is_own = is_own or self._is_verb_alone(source)
            is_pronoun = is_pronoun or is_own or (atoms[source[0]].tag == "p" and not is_determiner)
            tag = "X" if named else "w"
            if is_pronoun:
                tag = "p"
            self._last_source = source
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

    def _is_verb_alone(self, source: Run) -> bool:
        """Return whether a source is an auxiliary with its participle: según | ha desgranado, …"""
        is_short = source[1] - source[0] == 1
        is_group = self._atoms[source[0]].tag == "H" and self._atoms[source[1]].tag == "w"
        return bool(self._lexicon.raw.get("null_subject")) and is_short and is_group

    def _is_question_word(self, source: Run) -> bool:
        """Return whether a source is only a question word or a relative one, in a language with
        cases.
        """
        words = self._words["question"] | self._words["relative"] | self._words["relative_place"]
        is_short = source[0] == source[1] or self._atoms[source[0]].tag == "P"
        is_short = is_short and source[1] - source[0] <= 1
        return self._lexicon.has_cases and is_short and self._low(source[1]) in words

    def _is_author(self, source: Run | None) -> bool:
        """Return whether the author speaks: "je suppose que" outside quotation marks."""
        if source is None:
            return False
        first = self._atoms[source[0]]
        is_alone = source[0] == source[1] or first.tag == "p"  # je me suis dit que …
        return is_alone and first.low in self._lexicon.first_person

    def _is_vetoed(
        self, cue: Range, verb: Verb | None, form: str, source: Run | None, content: Range
    ) -> bool:
        """Return whether a row of the language says that this construction reports no speech."""
        atoms, rows = self._atoms, self._lexicon.rows
        lemma, verb_form = (verb.lemma, verb.form) if verb else ("according", "")
        if not rows.vetoes_of(lemma, verb_form, form):
            return False
        construction = Construction(
            words=atoms,
            lemma=lemma,
            form=verb_form,
            frame=form,
            group=(self._first_in(cue), self._last_in(cue)),
            source=source,
            head=source[1] if source else 0,
            content=(self._first_in(content), self._last_in(content)),
        )
        return is_vetoed(construction, rows)

    def _first_in(self, place: Range) -> int:
        """Return the first atom at offsets of the text."""
        return bisect_left(self._atoms, place[0], key=lambda atom: atom.start)

    def _last_in(self, place: Range) -> int:
        """Return the last atom at offsets of the text."""
        return bisect_left(self._atoms, place[1], key=lambda atom: atom.end)

    def _open(self, cue: Range, verb: Verb | None, source: Run | None) -> None:
        """Keep a cue whose content follows in the next paragraph."""
        count = len(self._found)
        self._append([cue], cue, verb, "colon", source)
        if len(self._found) > count:
            self.opened = self._found.pop()
            self.opened.content = []

    def _is_relayed(self, parts: list[Range]) -> bool:
        """Return whether another cue of the sentence already has the content: “…”, a dit X, selon
        Y.
        """
        start, end = parts[0][0], parts[-1][1]
        return any(
            start < results.content[-1][1] and results.content[0][0] < end
            for results in self._found
        )

    def _range(self, first: int, last: int) -> Range:
        return range_of(self._atoms, first, last)
