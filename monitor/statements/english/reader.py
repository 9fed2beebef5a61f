"""English-like grammar: cues, their sources and their contents, sentence by sentence.

    sentence --cues--> candidates --attach quotations--> candidates --choose--> raw statements

This module reads finite verbs of saying and their subjects, `non_finite` participles, infinitives
and passives, `postponed` cues after their content, `homographs` nouns that look like verbs,
`nominal` all other cues.
"""

from monitor.languages.lexicon import Verb
from monitor.statements.atoms import Atom
from monitor.statements.candidates import Candidate, Cue
from monitor.statements.english.cue_words import is_past_or_third, least_rank, rank_of_word
from monitor.statements.english.frames import QUOTING, SPEAKING, Complement
from monitor.statements.english.main_clauses import Source
from monitor.statements.english.non_finite import NonFiniteCues
from monitor.statements.english.verb_groups import NO_SUBJECT, Subject, VerbGroup

MOST_CUES = 6
"""Most cues tried in one sentence: prose has at most four; the limit keeps time linear for lists of
cues.
"""
LEADS_TO_CUE = ",!?…"
"""Last characters of a quotation that a cue follows."""
LONGEST_UNNAMED = 4
"""Atoms of a source without a name: "a senior state official"."""


class SentenceReader(NonFiniteCues):
    """Finds the candidates of one sentence."""

    def read(self) -> list[Candidate]:
        """Return the candidates of the sentence, in order of their cues."""
        tried = 0
        cues, remembered = self._lexicon.rows.cues, self._lexicon.known_cues
        least = least_rank(self._atoms)
        for at, atom in enumerate(self._atoms):
            rank = remembered.get(atom.low)
            if rank is None:
                rank = rank_of_word(atom.low, self._lexicon)
            if at and rank < least:
                continue  # most words by far
            verb = self._verbs.get(atom.low)
            if verb is not None and (atom.tag in "wR" or at == 0 or self._is_headline):
                tried += 1
                self._try_listed(at, verb)
            elif atom.low in cues and (cue := self._lexicon.rows.cue_at(self._atoms, at)):
                tried += 1
                self._try_according(at, cue[1] - 1)
            else:
                self._try_other(at, atom)
            if tried >= MOST_CUES or self._is_complete:
                break
        return self._found

    def _try_listed(self, at: int, verb: Verb) -> None:
        """Add the candidate of a listed verb, or of the noun that it is here."""
        if self._is_owned_claim(at, verb):
            self._try_noun(at)
            return
        count = len(self._found)
        self._try_verb(at, verb)
        is_silent = verb.frames.isdisjoint(("clause", "quote", "listener"))
        if is_silent and verb.form in ("past", "third") and len(self._found) == count:
            self._try_unknown(at)

    def _is_owned_claim(self, at: int, verb: Verb) -> bool:
        """Return whether a form is a noun with an owner and a clause: Berg's claim that …"""
        if not at or verb.form != "base" or self._atoms[at].low not in self._carrying:
            return False
        is_owned = self._atoms[at - 1].low.endswith(self._endings["possessive"])
        return is_owned and at + 1 < len(self._atoms)

    def _try_other(self, at: int, atom: Atom) -> None:
        """Add the candidate of another cue than a verb: a colon, a noun."""
        if atom.tag == ":":
            self._try_colon(at)
        elif at == 0 and atom.low in self._words["as_word"]:
            self._try_as_reported(at)
        elif atom.low in self._carrying and at + 1 < len(self._atoms):
            self._try_noun(at)
        elif atom.tag == "w" and is_past_or_third(atom.low, self._lexicon):
            self._try_unknown(at)

    def _try_unknown(self, at: int) -> None:
        """Add a quotation before a subject and a verb of no list: “…,” she surmised."""
        atoms = self._atoms
        before = atoms[at - 1] if at else None
        if before is None or atoms[0].quotation is None:
            return
        known_verb = self._verbs.get(atoms[at].low)
        lemma = atoms[at].low if known_verb is None else known_verb.lemma
        verb = Verb(lemma, "past", QUOTING, (), is_ambiguous=False)
        if before.tag == "Q":
            source = self._sources.right_of(at)
            is_inverted = True
        else:
            source, is_inverted = self._sources.left_of(at), False
            if source is None or not source.first or atoms[source.first - 1].tag != "Q":
                return
        if source is None or not self._is_named(source):
            return
        place = at - 1 if is_inverted else source.first - 1
        said = atoms[place].quotation
        after = atoms[at + 1].low if at + 1 < len(atoms) else ""
        is_cue = place == 0 and after not in self._words["after_passive"]
        if said is None or said.last not in LEADS_TO_CUE or not is_cue:
            return
        group = VerbGroup(at, at, verb, frozenset(), frozenset())
        if self._try_postponed(group, source, is_inverted=is_inverted):
            self._last_source = source

    def _try_verb(self, at: int, verb: Verb) -> None:
        """Add the candidate of a verb: passive, participle, infinitive, or with a subject."""
        first, tags, words = self._sources.group_start(at)
        group = VerbGroup(at, first, verb, frozenset(tags), frozenset(words.split()))
        before = self._atoms[first - 1] if first else None
        is_participle = self._atoms[at].low in self._words["participle_only"]
        if is_participle and "H" not in tags and "B" not in tags:
            return  # the last “sworn virgin”
        if "G" in tags or (before is not None and before.tag == "G") or self._is_heading_word(at):
            return
        if self._is_passive(group):
            self._try_passive(at, first, verb)
        elif verb.form == "ing" and "B" not in tags:
            self._try_participle(at, first, verb)
        elif verb.form == "base" and before and before.low in self._words["infinitive"]:
            self._try_infinitive(at, first, verb)
        elif not self._is_bare_after_auxiliary(group):
            self._try_finite(group)

    def _is_passive(self, group: VerbGroup) -> bool:
        if group.verb.form != "past":
            return False
        is_has = self._words["owner_too"] & group.words and group.verb.lemma in self._words["says"]
        if is_has:
            return False  # he's said it
        is_been = not self._words["been"].isdisjoint(group.words)
        return is_been or ("B" in group.tags and "H" not in group.tags)

    def _is_bare_after_auxiliary(self, group: VerbGroup) -> bool:
        """Return whether a base form follows "be" or "have": a noun, not a verb."""
        if group.verb.form != "base":
            return False
        has_do = not self._words["do_support"].isdisjoint(group.words)
        return "B" in group.tags or ("H" in group.tags and not has_do)

    def _try_finite(self, group: VerbGroup) -> None:
        """Add the candidate of a finite verb with its subject."""
        subject = self._subject(group)
        source = subject.source
        if source is None or self._is_unsaid(group, source):
            return
        is_beside = not subject.is_inherited or self._atoms[group.first - 1].tag != "C"
        if is_beside and self._try_postponed(group, source, is_inverted=subject.is_inverted):
            self._last_source = source
        elif subject.is_inverted:
            self._try_quotation_after(group.at, group.verb, source)
        else:
            self._try_content_after(group, source, is_inherited=subject.is_inherited)

    def _is_unsaid(self, group: VerbGroup, source: Source) -> bool:
        """Return whether nothing was said: a modal, a condition, a negative subject."""
        atoms = self._atoms
        is_own = source.first == source.last and (
            atoms[source.first].low in self._words["speaking_of_oneself"]
        )
        is_said = group.verb.lemma in self._words["said_in_future"] and is_own  # I would say
        is_hypothetical = "M" in group.tags and group.verb.form == "base"
        if is_hypothetical and not is_said:
            return True
        return self._is_conditional(source.first) or self._is_negative(source)

    def _try_content_after(self, group: VerbGroup, source: Source, *, is_inherited: bool) -> None:
        at, verb = group.at, group.verb
        complement = self._frames.read(at, verb) or self._noted_as(at, verb, source)
        if complement is not None and self._announces_next(complement):
            return  # tweeted the following reaction: | “…”
        if complement is not None and self._says_too_little(at, verb, complement):
            complement = self._frames.read_object(at, verb) if complement.form == "bare" else None
        if (
            complement is None
            and not SPEAKING.isdisjoint(verb.frames)
            and self._ends_in_colon(at + 1)
        ):
            place = (self._atoms[group.first].start, self._atoms[at].end)
            self._open(Cue(place, verb.lemma, "colon"), source)
        if complement is None or self._is_noun_by_chance(group, complement, source):
            return
        flags = {"inherited"} if is_inherited else set()
        self._add(complement, group.first if group.tags else at, verb, source, flags)
        self._last_source = source

    def _announces_next(self, complement: Complement) -> bool:
        """Return whether an object only announces the quotation behind the colon that ends it."""
        last = len(self._atoms) - 1
        is_open = complement.form in ("object", "bare") and self._atoms[last].tag == ":"
        return is_open and self._is_announced(complement.first, last)

    def _subject(self, group: VerbGroup) -> Subject:
        """Return the subject of a verb group by the word before it."""
        if (parsed := self._subjects.get(group.at)) is not None:
            (first, last), head = parsed
            return Subject(Source(first, last, *head), is_inverted=first > group.at)
        if not group.first:
            return self._subject_of_first_word(group)
        before = self._atoms[group.first - 1]
        if before.tag in ",Q-" or (before.tag == "." and before.low == "."):
            return self._subject_after_mark(group)
        if before.low in self._words["nor"]:
            return NO_SUBJECT
        if before.tag == "C":
            source = self._subject_before_and(group)
            is_main = self._last_source is None and group.verb.form == "base"
            if source is not None and is_main and not self._is_plural(source):
                return NO_SUBJECT  # she tried to look at it and say …
            return Subject(source, is_inherited=True)
        is_article = before.tag == "D" and before.low in self._words["article"]
        is_owner = before.tag == "D" and before.low in self._words["owning"]
        is_adjective = group.verb.form == "past" and group.first == group.at
        if before.tag in "PM" or is_article:
            return NO_SUBJECT
        if is_owner and group.verb.is_ambiguous:
            return NO_SUBJECT  # their calls
        is_whose = before.low in self._words["possessive"] or before.low.endswith(
            self._endings["possessive"]
        )
        if (is_adjective or (group.verb.form == "base" and group.verb.is_ambiguous)) and is_whose:
            return NO_SUBJECT  # his detailed knowledge, the maid's alleged crime, the body's stress
        return self._subject_beside(group)

    def _subject_beside(self, group: VerbGroup) -> Subject:
        """Return the phrase right before a verb group as its subject."""
        source = self._sources.left_of(group.first)
        if source is not None and self._is_time(source):
            return self._subject_before_time(group, source)
        return NO_SUBJECT if source is None or self._is_article_alone(source) else Subject(source)

    def _is_time(self, source: Source) -> bool:
        """Return whether a phrase is a day or a year alone."""
        times, opener = self._words["time"], self._atoms[source.first - 1 : source.first]
        is_dated = bool(opener) and opener[0].low in self._words["before_time"]
        return all(
            atom.low in times or (is_dated and atom.tag == "N")
            for atom in self._atoms[source.head_first : source.head_last + 1]
        )

    def _subject_before_time(self, group: VerbGroup, time: Source) -> Subject:
        """Return the subject before a day or a year: Brill was late but on Tuesday | wrote."""
        atoms, at = self._atoms, time.first - 1
        if at > 0 and atoms[at].low in self._words["before_time"]:
            at -= 1
        if at < 1:
            return NO_SUBJECT
        if atoms[at].tag == "C":
            return Subject(self._subject_before_and(group), is_inherited=True)
        return Subject(self._sources.left_of(at + 1))

    def _is_article_alone(self, source: Source) -> bool:
        """Return whether an article and an adverb are not a subject: a more | detailed report."""
        atoms = self._atoms[source.first : source.last + 1]
        is_article = atoms[0].low in self._words["article"]
        return len(atoms) > 1 and is_article and all(atom.tag in "DR" for atom in atoms)

    def _subject_before_and(self, group: VerbGroup) -> Source | None:
        """Return the subject of a verb behind "and": of the clause before it, or of the cue before.

        Example: "Berg defended the bridge after Karl Brill closed it and | warned of floods".
        """
        cue = self._found[-1].cue if self._found else None
        begin = 0
        if self._last_source is not None and cue is not None:
            begin = next((n for n, atom in enumerate(self._atoms) if atom.end >= cue[1]), 0)
        opener = self._sources.last_opener(begin + 1, group.first)
        source = None if opener is None else self._sources.clause_subject(opener, group.first)
        return source or self._last_source or self._sources.first_subject(group.first)

    def _subject_of_first_word(self, group: VerbGroup) -> Subject:
        """Return the subject after a verb that begins its sentence: Said Ellis: …"""
        verb = group.verb
        is_cue = verb.form in ("past", "third") and not verb.is_ambiguous
        if is_cue and group.at == 0 and verb.lemma in self._words["begins_sentence"]:
            return Subject(self._sources.right_of(group.at), is_inverted=True)
        return NO_SUBJECT

    def _subject_after_mark(self, group: VerbGroup) -> Subject:
        """Return the subject after a verb behind a mark (“…,” said Berg), else the one before."""
        inverted = self._inverted(group)
        if inverted is not None:
            return Subject(inverted, is_inverted=True)
        if self._atoms[group.first - 1].tag not in ",-":
            return NO_SUBJECT
        source = self._sources.left_of(group.first)
        if source is None and self._last_source is not None:
            return Subject(self._last_source, is_inherited=True)
        return Subject(source or self._before_stray_comma(group))

    def _before_stray_comma(self, group: VerbGroup) -> Source | None:
        """Return the name that begins a sentence before a needless comma: Karl Brill, | has said"""
        atoms, comma = self._atoms, group.first - 1
        if not comma or "H" not in group.tags or atoms[0].tag not in "DXT":
            return None
        last = self._sources.phrase_end(0)
        if last is None or last != comma - 1 or atoms[last].tag != "X":
            return None
        return Source(0, last, *self._sources.head_of(0, last))

    def _inverted(self, group: VerbGroup) -> Source | None:
        """Return the speaker after the verb of a postponed cue, or None."""
        atoms, verb, before = self._atoms, group.verb, self._atoms[group.first - 1]
        following = atoms[group.at + 1] if group.at + 1 < len(atoms) else None
        if group.first != group.at or verb.form == "ing" or following is None:
            return None
        is_cue = not verb.frames.isdisjoint(("clause", "quote")) and (
            before.tag == "Q" or verb.lemma in self._words["inverted"]
        )
        if following.low in self._words["time"] and self._atoms[group.first - 1].tag == ",":
            return None  # Karl Brill, the mayor, said Tuesday
        begins_source = following.tag in "XTDpN" or (
            following.tag == "w" and following.low not in self._words["after_inverted_verb"]
        )
        source = self._sources.right_of(group.at) if is_cue and begins_source else None
        if source is None or not self._ends_cue(source.last + 1):
            return None
        is_listed = verb.lemma in self._words["inverted"]
        if verb.form == "base" and not (is_listed and self._is_plural(source)):
            return None  # an athlete, say Berg, arrives; “free” email accounts
        is_before_quotation = [atom.tag for atom in atoms[source.last + 1 : source.last + 2]] == [
            "Q"
        ]
        if before.tag == "," and is_before_quotation:
            return None
        is_speaker = before.tag == "Q" or self._may_be_speaker(source, group.first)
        return source if is_speaker else None

    def _is_plural(self, source: Source) -> bool:
        """Return whether a source may have a verb of the plural: "say officials", "say I"."""
        atoms = self._atoms[source.first : source.last + 1]
        last = self._atoms[source.head_last].low
        if atoms[0].low in self._words["singular_pronoun"]:
            return False
        return (
            atoms[0].tag in "pN"
            or last.endswith(self._endings["plural"])
            or last in self._words["people"]
            or any(atom.tag == "C" for atom in atoms)
        )

    def _may_be_speaker(self, source: Source, group: int) -> bool:
        """Return whether the phrase after "…, said" without a quotation can be a speaker, not a
        clause.

        The phrase must have a name, or be short while no named phrase precedes the cue.
        """
        if self._is_named(source):
            return True
        before = self._sources.left_of(group)
        return source.last - source.first < LONGEST_UNNAMED and not (
            before is not None and self._is_named(before)
        )

    def _is_named(self, source: Source) -> bool:
        return any(
            atom.tag in "XTp" for atom in self._atoms[source.head_first : source.head_last + 1]
        )

    def _ends_cue(self, at: int) -> bool:
        if at >= len(self._atoms) or self._atoms[at].tag in ".,Q;:-)":
            return True
        is_continued = self._atoms[at].tag == "C" and self._frames.is_coordinated_cue(at)
        return is_continued or self._frames.is_aside_only(at, has_listener=False) is not None

    def _is_negative(self, source: Source) -> bool:
        """Return whether a negative subject ("none of them") means that no statement was made."""
        return self._atoms[source.first].low in self._words["no_one"]

    def _is_conditional(self, first: int) -> bool:
        before = self._atoms[first - 1] if first else None
        if before is None:
            return False
        # "Had he said that …", "Did he say that …?": his verb precedes him
        return before.low in self._words["conditional"] or (first == 1 and before.tag in "HM")

    def _noted_as(self, at: int, verb: Verb, source: Source) -> Complement | None:
        """Return the main clause after "As Clyburn noted, …"."""
        atoms = self._atoms
        opener = atoms[source.first - 1].low if source.first else ""
        if (
            opener not in self._words["as_word"]
            or source.first > 2
            or "clause" not in verb.frames
            or at + 3 >= len(atoms)
            or atoms[at + 1].tag != ","
        ):
            return None
        return Complement(at + 2, self._frames.clause_end(at + 2), "bare", at)
