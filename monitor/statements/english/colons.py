"""Colons without a verb of saying: a speaker before one, or behind the last one of a headline.

    announced   Here is what Berg said during a talk in May:     the next paragraph is said
    signed      Five fall from bridge: police                    in headlines
    label       Sadr: US must leave · TRUMP: We will · Berg: “…”
    introduced  Berg had a shorter explanation: “…”

What is a heading, a report that speaks, an opinion or a signer is in the rows of the language
(``[[label]]``). What rows cannot see is decided here: whether a clause is beside the colon, whether
the name comes again, and whether the text lets it speak later.
"""

import re
from itertools import islice

from monitor.languages.folding import fold_word
from monitor.statements.atoms import Atom
from monitor.statements.candidates import Cue
from monitor.statements.english.cue_reader import CueReader
from monitor.statements.english.main_clauses import Source

LONGEST_NAME = 7
"""Atoms before a colon that can be a speaker and nothing else."""
LONGEST_ACRONYM = 3
"""Letters; longer names in capitals are the labels of a transcript: TRUMP: We will."""
LONGEST_SIGNER = 5
"""Atoms after the last colon of a headline that can be its speaker: US Vice-President Joe Biden."""
SHORTEST_HEADLINE = 4
"""Atoms before that colon; fewer are a topic: Book review: …"""
MOST_MENTIONS = 10
"""Mentions of a headline's name that are searched for a cue; news lets its speaker speak early."""
NEAR_NAME = 60
"""Characters between a name and its cue: a title, a day."""
SEARCH_RADIUS = 10_000
"""Characters on each side of a sentence that are searched for its name: a long article; the limit
keeps time linear.
"""
NEAR_VERB = 12
"""Characters of a verb before a name: said Berg."""


class ColonCues(CueReader):
    """Finds the speakers beside a colon."""

    def _try_colon(self, at: int) -> None:
        """Add the content after a speaker and a colon: "Sadr: US must leave", "TRUMP: We will"."""
        atoms = self._atoms
        if at == len(atoms) - 1 and self.opened is None:
            self._try_announced(at)
        if self._is_headline and self._is_signed(at):
            self._add_signed(at)
            return
        if at == 0 or at + 1 >= len(atoms) or self._found:
            return
        if at > LONGEST_NAME or any(
            atom.tag not in "XTN" and not self._is_in_label(atom.low) for atom in atoms[:at]
        ):
            self._try_introduced(at)
            return
        is_quoted = atoms[at + 1].tag == "Q"
        if self._has_label("topic", at) or not (is_quoted or self._is_labelled(at)):
            return
        source = Source(0, at - 1, 0, at - 1)
        last = len(atoms) - 1
        if is_quoted:
            last = at + 1
        self._append(
            [self._range(at + 1, last)],
            Cue((atoms[at].start, atoms[at].end), ":", "colon-name"),
            source,
        )

    def _is_signed(self, colon: int) -> bool:
        """Return whether a headline ends in a colon and who says it: Five fall from bridge: police.

        A row says so, or it is a short name behind a clause.
        """
        atoms = self._atoms
        signed = atoms[colon + 1 : self._end_of_signer(colon) + 1]
        if not 0 < len(signed) <= LONGEST_SIGNER or colon < SHORTEST_HEADLINE:
            return False
        said = atoms[:colon]
        if said[-1].low in self._words["question_word"] or any(
            atom.tag not in "XTwNP" for atom in signed
        ):
            return False
        if any(atom.low.endswith(self._endings["verb"]) for atom in signed if atom.tag == "w"):
            return False
        if self._lexicon.rows.has_label("signed", signed, said):
            return True
        is_name = all(atom.tag in "XT" for atom in signed)
        return is_name and not self._is_title_case(said) and self._has_verb(said)

    def _is_title_case(self, said: list[Atom]) -> bool:
        """Return whether hardly a word is written small: the name of a work, not a sentence."""
        return sum(atom.tag == "w" for atom in said) < len(said) / 4

    def _has_verb(self, said: list[Atom]) -> bool:
        for atom in said:
            verb = self._verbs.get(atom.low)
            is_past = atom.tag == "w" and self._sources.is_past(atom)
            if atom.tag in "BHM" or is_past or (verb is not None and not verb.is_ambiguous):
                return True
        return False

    def _add_signed(self, colon: int) -> None:
        """Add a headline whose speaker follows its last colon."""
        atoms = self._atoms
        first, last = colon + 1, self._end_of_signer(colon)
        source = Source(first, last, *self._sources.head_of(first, last))
        cue = (atoms[colon].start, atoms[colon].end)
        last_said = atoms[colon - 1].end
        end = last_said + len(self._text[last_said : atoms[colon].start].rstrip())
        self._found = [one for one in self._found if one.content[-1][1] <= end]
        self._append([(atoms[0].start, end)], Cue(cue, ":", "colon-name"), source, {"spent"})
        self._is_complete = True

    def _end_of_signer(self, colon: int) -> int:
        """Return the last atom of the speaker after a colon: Berg | warns the council."""
        last = len(self._atoms) - 1 - (self._atoms[-1].tag == ".")
        telling = (n - 1 for n in range(colon + 2, last + 1) if self._is_telling(n))
        return next(telling, last)

    def _is_telling(self, at: int) -> bool:
        """Return whether a word behind the colon is the speaker's verb: Berg warns the council."""
        verb = self._verbs.get(self._atoms[at].low)
        if verb is None or verb.form != "third":
            return False
        return verb.lemma in self._words["signing_verb"]

    def _is_in_label(self, word: str) -> bool:
        """Return whether a word without a capital may belong to a label: Police chief, of."""
        return any(word in self._words[name] for name in ("inside_label", "role", "agent"))

    def _has_label(self, form: str, colon: int) -> bool:
        """Return whether a row says that the words before a colon are a label of a form."""
        return self._lexicon.rows.has_label(form, self._atoms[:colon], self._atoms[colon + 1 :])

    def _is_labelled(self, colon: int) -> bool:
        """Return whether words before a colon name who says the words after it, without marks.

        In a transcript the name is in capitals and comes again; a columnist's begins the headline
        too. In a headline a row says so, or the text lets them speak later.
        """
        atoms, text = self._atoms, self._text
        name = text[atoms[0].start : atoms[colon - 1].end]
        if not self._is_headline:
            is_label = name.isupper() and len(name) > LONGEST_ACRONYM
            return is_label and not text.startswith(f"{name}:") and self._recurs(f"\n{name}:")
        if self._has_label("speaker", colon):
            return True
        end = atoms[-1].end
        is_question = "?" in text[end - 1 : end + 1] or (
            atoms[colon + 1].low in self._words["question_word"]
        )
        if is_question or not self._is_clause(colon + 1) or self._recurs(f"{name}:"):
            return False
        return self._has_label("opinion", colon) or self._speaks_later(atoms[colon - 1])

    def _speaks_later(self, name: Atom) -> bool:
        """Return whether the text has a cue beside a name later: Berg on Monday said."""
        word = self._text[name.start : name.end]
        end = self._atoms[-1].end
        body = self._text[end : end + SEARCH_RADIUS]
        for match in islice(re.finditer(rf"\b{re.escape(word)}\b", body), MOST_MENTIONS):
            near = re.findall(r"[\w’']+|[^\w\s]", body[match.end() : match.end() + NEAR_NAME])
            before = re.findall(r"[\w’']+", body[max(0, match.start() - NEAR_VERB) : match.start()])
            words = [fold_word(word) for word in (*near, *before[-1:])]
            if any(self._is_saying(word) for word in words):
                return True
        return False

    def _recurs(self, words: str) -> bool:
        """Return whether words occur more than once in the text around the sentence."""
        here = self._atoms[0].start
        begin, end = max(0, here - SEARCH_RADIUS), here + SEARCH_RADIUS
        first = self._text.find(words, begin, end)
        return first >= 0 and self._text.find(words, first + len(words), end) >= 0

    def _is_saying(self, word: str) -> bool:
        verb = self._verbs.get(word)
        return (
            verb is not None
            and verb.form != "base"
            and (not verb.frames.isdisjoint(("clause", "listener")))
        )

    def _try_announced(self, colon: int) -> None:
        """Keep the person of a sentence that ends in a colon: a quotation may follow it.

        A name must occur in the text again, so that it is not just the sentence's first word.
        """
        atoms = self._atoms
        announcing = self._announcing(colon)
        verb = self._verbs.get(atoms[colon - 1].low) if colon else None
        if announcing is None and verb is not None and verb.form != "ing":
            return  # he held a sign that said:
        source = announcing or self._sources.first_subject(colon)
        if source is None or source.last >= colon - 1:
            return
        last = atoms[source.head_last]
        word = self._text[last.start : last.end]
        is_issuer = self._may_announce(last) or last.low in self._words["group_role"]
        if is_issuer and self._is_announced(source.last + 1, colon):
            announcing = source
        is_name = last.tag == "X" and self._recurs(f" {word}")
        is_speaker = is_name or last.low in self._words["he"] | self._words["she"]
        if is_speaker or announcing is not None:
            cue = (atoms[colon].start, atoms[colon].end)
            self._open(Cue(cue, ":", "colon-name"), source)

    def _is_announced(self, first: int, colon: int) -> bool:
        """Return whether "following" before a colon announces a quotation: the following letter."""
        words, atoms = self._words, self._atoms
        places = (n for n in range(first, colon - 1) if atoms[n].low in words["following_word"])
        nouns = (atoms[n + 1].low for n in places)
        return any(noun in words["speech"] or noun in words["replying"] for noun in nouns)

    def _announcing(self, colon: int) -> Source | None:
        """Return the subject of the last verb of saying before a colon that ends its sentence.

        Example: Here is what Karl Brill said during a talk in May, when he was mayor:
        """
        for at in range(colon - 1, 0, -1):
            verb = self._verbs.get(self._atoms[at].low)
            is_noun = verb is not None and verb.is_ambiguous and verb.form != "past"
            if verb is None or verb.form == "ing" or is_noun:
                continue
            first, tags, _ = self._sources.group_start(at)
            if "B" not in tags and "G" not in tags:
                source = self._sources.left_of(first)
                if source is not None and self._may_announce(self._atoms[source.head_last]):
                    return source
        return None

    def _may_announce(self, head: Atom) -> bool:
        """Return whether the head of a subject is a name, a person or a word for people."""
        lists = ("agent", "role", "he", "she", "they")
        return head.tag == "X" or any(head.low in self._words[name] for name in lists)

    def _try_introduced(self, colon: int) -> None:
        """Add a quotation after the colon that ends a sentence without a cue verb.

        Example: Berg "had a shorter explanation: “…”".
        """
        atoms = self._atoms
        quotation = atoms[colon + 1].quotation
        ends = colon + 2 >= len(atoms) or (colon + 3 >= len(atoms) and atoms[colon + 2].tag == ".")
        if quotation is None or not ends or not quotation.is_sentence:
            return
        source = self._sources.first_subject(colon)
        if source is None or not any(
            atom.tag in "XTp" for atom in atoms[source.head_first : source.head_last + 1]
        ):
            return
        cue = (atoms[colon].start, atoms[colon].end)
        self._append([self._range(colon + 1, colon + 1)], Cue(cue, ":", "colon-name"), source)
