"""The source of a cue in the plain grammar: which phrase it is, before or after the cue.

The order of the language, the clause before the verb and the form of the verb decide.
"""

from monitor.languages.given_names import given_names
from monitor.statements.known_words import is_given, is_role
from monitor.statements.naming import find_names
from monitor.statements.plain.converbs import PlainConverbs
from monitor.statements.plain.sentence import Run

MOST_AGENCY = 4
"""Atoms of the agency in brackets before a sentence."""
LONGEST_CLAUSE = 30
"""Atoms of a clause with two verbs; the limit keeps time linear."""


class PlainPhrases(PlainConverbs):
    """One sentence, and the phrases around its cues."""

    def _source(self, at: int, group: int) -> Run | None:
        if (parsed := self._subjects.get(at)) is not None:
            return parsed[0]
        if self._is_pronoun(at):
            return at, at
        if (special := self._special_source(at)) is not None:
            return special
        if self._inherits(at, group):
            return self._last_source
        if self._is_converb(at):
            return self._sentence_subject(at) or (at, at)
        return self._source_beside(at, group)

    def _source_beside(self, at: int, group: int) -> Run | None:
        """Return the source before or after a finite verb."""
        if self._follows_other_verb(group):
            return self._subject_of_sentence(group) or self._own(at)
        left = self._left_source(group) or self._before_stray_comma(group)
        if self._order == "vso":
            return self._beside_verb(at, left)
        if self._order == "v2" and group > 1 and self._atoms[group - 1].tag == "C":
            return self._reported_source() or self._first_phrase(group) or left or self._own(at)
        if self._order == "v2" and self._is_inverted(at):
            return at + 1, at + 1
        if left is not None and self._atoms[left[0]].tag == "o" and left[0] == left[1]:
            return self._own(at)  # Ее попросили …: an object before its verb
        if left is not None and self._lexicon.has_cases and self._is_object_first(left, at):
            return self._right_source(at)
        if left is not None and (behind := self._nominative_behind(left, at)) is not None:
            return behind
        if left is not None and not self._leads_only(left) and not self._is_adverb(left, at):
            return left
        if self._order == "v2" or self._may_precede_subject(group):
            right = self._right_source(at)
            is_object = right is not None and right[0] > at and self._is_bare_object(right, at)
            return right if right is not None and not is_object else self._own(at)
        return self._antecedent(group) or self._own(at)

    def _reported_source(self) -> Run | None:
        """Return the source of the cue whose clause precedes "and", in a language that puts no
        comma behind it: X medgav att Y hade fel och | bad om ursäkt.
        """
        is_clause = bool(self._found) and self._found[-1].form == "that"
        return self._last_source if is_clause and self._lexicon.raw.get("bare_that") else None

    def _is_inverted(self, at: int) -> bool:
        """Return whether a pronoun that is a subject alone is behind a verb: I går | sade han."""
        if not self._lexicon.raw.get("bare_that") or at + 1 >= self._end:
            return False
        return self._atoms[at + 1].tag == "p"

    def _antecedent(self, group: int) -> Run | None:
        """Return the noun before a relative clause: par les dockers, qui | réclament …"""
        low = self._low(group - 1)
        is_relative = low in self._words["relative"] and low not in self._words["relative_place"]
        is_that = bool(self._lexicon.raw.get("that_is_relative")) and low in self._words["that"]
        is_relative = is_relative or is_that
        comma = group - 1 - (self._low(group - 2) == ",")
        if not is_relative or not self._lexicon.subject_by_place:
            return None
        first = comma
        while first > 0 and not self._is_stop(first - 1) and self._is_of_phrase(first - 1):
            first -= 1
        while first < comma and self._atoms[first].tag not in "DXT":
            first += 1
        run = (first, comma - 1) if first < comma else None
        if run is None or not is_that:
            return run
        verb = next((n for n in range(group, self._end - 1) if self._is_verb(n)), self._end - 1)
        is_object = self._atoms[verb + 1].tag in "DX" if verb + 1 < self._end else True
        return run if self._is_speaker(run) and not is_object else None

    def _is_of_phrase(self, at: int) -> bool:
        """Return whether a word may be in a noun phrase with its complements: el líder de la
        oposición.
        """
        return self._atoms[at].tag in "wXTD" or self._low(at) in self._words["of"]

    def _first_phrase(self, group: int) -> Run | None:
        """Return the phrase before the first verb of a sentence whose second verb "and" joins:
        Das Ministerium | bestellte den Botschafter ein und verurteilte …
        """
        if self._atoms[0].tag in "RP":  # Nun schreibt er ein Buch und hofft, …
            return next(((n, n) for n in range(group) if self._atoms[n].tag == "p"), None)
        first = self._after_agency(group)
        if self._atoms[first].tag not in "DXTp":
            return None
        run = self._run(first, group)
        if run is None or run[1] >= group - 2:
            return None
        person = self._words["he"] | self._words["she"]
        for n in range(run[1] + 1, group):
            if self._atoms[n].tag in ",;:":
                break
            if self._low(n) in person:
                return n, n  # Eine Zahl nannte | er nicht und betonte, …
        return run

    def _after_agency(self, end: int) -> int:
        """Return where a sentence begins behind an agency in brackets: (dpa) | Der Verband …"""
        if self._atoms[0].tag != "(":
            return 0
        near = range(1, min(end, MOST_AGENCY))
        return next((n + 1 for n in near if self._atoms[n].tag == ")"), 0)

    def _is_object_first(self, left: Run, at: int) -> bool:
        """Return whether the phrase before a verb is its object, in a language with cases: it has
        no name, and an office or a name in the nominative follows the verb. Такое мнение
        высказал | эксперт Игорь Юшков.
        """
        atoms = self._atoms[left[0] : left[1] + 1]
        begin = left[0] + (left[0] == 0)  # the first word of a sentence has a capital anyway
        if any(atom.tag in "pXT" for atom in self._atoms[begin : left[1] + 1]):
            return False
        if self._is_body_place(left[0]) or any(
            is_role(atom.low, self._lexicon) or self._lexicon.body_head(atom.low) for atom in atoms
        ):
            return False
        right = self._right_source(at)
        if right is None or right[0] <= at:
            return False
        at = right[0]
        while at < right[1] and self._is_adjective(at):
            at += 1  # уфимская | художница
        is_name = self._atoms[at].tag == "X" and self._low(at) in given_names()
        return is_name or self._low(at) in self._words["role"]

    def _follows_other_verb(self, group: int) -> bool:
        """Return whether "and" or "but" right before a verb joins it to an earlier one: souligne
        la richesse, mais | condamne …
        """
        is_joined = group > 1 and self._atoms[group - 1].tag == "C"
        return is_joined and self._order == "svo" and not self._lexicon.is_caseless

    def _subject_of_sentence(self, group: int) -> Run | None:
        """Return the subject of the first verb of a list before another verb of the sentence."""
        verb = next((n for n in range(1, group) if self._is_verb(n)), None)
        first = self._left_source(self._group(verb)) if verb is not None else None
        return first or self._name_at_head(group)

    def _name_at_head(self, group: int) -> Run | None:
        """Return the name at the head of the clause before a verb, with its office; an earlier verb
        of no list follows it: Betancourt distó de las propuestas y | dijo.
        """
        first, least = group - 1, max(0, group - LONGEST_CLAUSE)
        while first > least and self._atoms[first - 1].tag not in ",;:Q":
            first -= 1
        if self._lexicon.bodies_in_marks and self._is_marked_subject(first - 1, group):
            return first - 1, first - 1
        names = find_names(self._atoms[first:group], self._lexicon)
        if not names:
            return None
        lead = self._atoms[first : first + names[0].first]
        is_head = all(atom.tag in "DRC" or is_role(atom.low, self._lexicon) for atom in lead)
        return (first, first + names[0].last) if is_head else None

    def _beside_verb(self, at: int, left: Run | None) -> Run:
        """Return the subject of an Arabic verb: after it, or before it in a headline and where only
        an object follows: إيران تنفي | إجراء محادثات.
        """
        if left is not None and self._low(0) in self._words["topic"]:
            return left  # أما الحزب، فقد دعا …
        right = self._right_source(at)
        if (
            self._has_conjunction(at)
            and (before := self._subject_of_verb_before(at, right)) is not None
        ):
            return before
        if left is None or right is None or not self._may_be_subject(left):
            return right or (None if self._has_conjunction(at) else left) or (at, at)
        if self._has_conjunction(at):
            return right  # مسودة جواب | وقال السعدان …
        is_present = self._low(at).startswith(self._lexicon.present_prefixes)
        if is_present and self._is_headline:
            return left
        return right if self._is_speaker(right) else left

    def _subject_of_verb_before(self, at: int, right: Run | None) -> Run | None:
        """Return the subject of the verb before a joined one that has none of its own: صرح بذلك
        المتحدث سامي كرم، | وقال …, دعا الملك إلى الحوار، | واقترح إطلاق …
        """
        is_object = right is not None and self._low(right[0]) in self._words["object_noun"]
        if right is not None and not is_object:
            return None
        if self._last_source is not None or is_object:
            return self._last_source or (at, at)
        verb = next((n for n in range(at - 1, -1, -1) if self._is_verb(n)), None)
        if verb is None:
            return None
        run = self._run(verb + 1, at) or self._run(verb + 2, at)
        return run if run is not None and self._is_speaker(run) else None

    def _has_conjunction(self, at: int) -> bool:
        """Return whether a conjunction is written together with a verb: سألته فقال …"""
        low = self._low(at)
        return low[:1] in self._lexicon.prefixes and low[1:] in self._lexicon.verbs

    def _may_be_subject(self, run: Run) -> bool:
        """Return whether a phrase before a verb begins its clause without a preposition."""
        if run == (0, 0) and self._atoms[0].tag == "Q":
            return True  # «المركزي» | يعلن …
        is_first = run[0] == 0 or self._atoms[run[0] - 1].tag in ":;.-Q"
        low = self._low(run[0])
        bare = next((low[1:] for p in self._words["coordinator"] if low[:1] == p), low)
        is_led = {self._lexicon.tags.get(word, "w") for word in (low, bare)} & set("PRDSG")
        return is_first and self._atoms[run[0]].tag == "w" and not is_led

    def _leads_only(self, run: Run) -> bool:
        """Return whether a phrase before a verb is an adverbial, not a subject: "Am Montag sagte
        …", "En Madrid dijo …".
        """
        first = self._atoms[run[0]]
        if self._order == "v2":
            is_led = first.tag in "PR" or first.low in self._words["oblique"]
            return is_led or self._is_in_adverbial(run[0])
        return (
            first.tag == "P"
            and first.low in self._words["leading"]
            and not any(
                atom.tag in "XT" and n > run[0] + 2
                for n, atom in enumerate(self._atoms[run[0] : run[1] + 1], run[0])
            )
        )

    def _is_in_adverbial(self, at: int) -> bool:
        """Return whether a phrase is inside the adverbial that begins its clause, in a language
        whose verb is second: Im Prozess gegen einen als | Kleber bekannten Mann hat …
        """
        first, least = at, max(0, at - LONGEST_CLAUSE)
        while first > least and self._atoms[first - 1].tag not in ",;:-Q().":
            first -= 1
        while first < at and self._atoms[first].tag == "C":
            first += 1
        return first < at and self._atoms[first].tag == "P"

    def _is_adverb(self, left: Run, at: int) -> bool:
        """Return whether the only word before a German verb is an adverb: a name or an office
        follows the verb. "Dennoch sagte Krug …"
        """
        is_plain = left[1] == 0 or self._atoms[0].tag == "R"  # Noch gravierender urteilt Krug
        if self._order != "v2" or not is_plain or self._atoms[left[1]].tag not in "Xw":
            return False
        if left[0] != left[1] or left[0] > 1 or at + 2 >= self._end:
            return False
        if is_given(self._low(left[0]), self._lexicon):
            return False
        following = self._atoms[at + 1 + (self._atoms[at + 1].tag == "D")]
        is_office = following.tag == "T" or is_role(following.low, self._lexicon)
        is_named = is_office or is_given(following.low, self._lexicon)
        return is_named and not self._lexicon.body_head(self._low(left[0]))

    def _may_precede_subject(self, group: int) -> bool:
        """Return whether a verb may precede its subject: it is at the head of its clause."""
        is_this = group > 1 and self._low(group - 1) in self._words["this"]
        return group == 0 or is_this or self._atoms[group - 1].tag in ",;:-QPRX"

    def _own(self, at: int) -> Run | None:
        """Return the verb as its own subject.

        For a language that omits pronouns, or for a sentence in which no subject is recognised.
        """
        return at, at

    def _inherits(self, at: int, group: int) -> bool:
        """Return whether a cue has the source of the cue before it: "y amenazó con …", "menaçant de
        …", "وطالب ب…".
        """
        if self._last_source is None:
            return False
        is_led = group > 0 and self._atoms[group - 1].tag in "C,"
        if self._is_converb(at):
            return True
        if self._order == "vso":
            return is_led and self._run(at + 1, self._end) is None
        if self._is_in_list(at, group):
            return True
        return group > 0 and self._atoms[group - 1].tag == "C"

    def _special_source(self, at: int) -> Run | None:
        """Return a subject that the word order of the language separates from its verb."""
        if self._lexicon.raw.get("subject_first"):
            return self._opening_subject(at)
        is_finite = bool(self._lexicon.raw.get("bare_that")) and not self._low(at).endswith(
            self._lexicon.perfect_endings
        )
        return self._perfect_source(at) if self._order == "v2" and not is_finite else None

    def _nominative_behind(self, left: Run, at: int) -> Run | None:
        """Return the subject behind a German verb whose object precedes it: Das Schweigen
        bezeichnete | der Obmann als „Skandal“. Its article is of the nominative only before a
        word for a man.
        """
        is_v2 = self._order == "v2" and self._lexicon.article_cases
        if is_v2 and self._is_object_called(left, at):
            return self._right_source(at)
        if is_v2 and left[0] == left[1] and self._low(left[0]) in self._words["this"]:
            return self._right_source(at)  # Das | bestätigte Krug
        if not is_v2 or self._low(at + 1) not in self._words["he_the"]:
            return None
        run = self._run(at + 1, self._end)
        low = self._low(run[1]) if run is not None else ""
        is_male = is_role(low, self._lexicon) and low not in self._words["female"]
        is_object = self._atoms[left[0]].tag == "D" and not any(
            is_role(self._low(n), self._lexicon) or is_given(self._low(n), self._lexicon)
            for n in range(left[0], left[1] + 1)
        )
        return run if is_male and is_object else None

    def _is_bare_object(self, right: Run, at: int) -> bool:
        """Return whether a noun without an article behind a verb is its object: negó | roces con el
        banco.
        """
        verb = self._lexicon.verbs.get(self._low(at))
        takes_object = verb is not None and "object" in verb.frames
        if not self._lexicon.raw.get("null_subject") or not takes_object:
            return False
        low = self._low(right[0])
        is_owned = low in self._words["either"]  # propone | su estrategia
        is_bare = self._atoms[right[0]].tag == "w" and low not in self._words["unnamed"]
        is_actor = any(
            is_role(self._low(n), self._lexicon) or self._lexicon.body_head(self._low(n))
            for n in range(right[0], right[1] + 1)
        )
        return ((is_bare or is_owned) and not is_actor) or self._leads_charge(right)

    def _leads_charge(self, run: Run) -> bool:
        """Return whether a noun phrase behind a verb at the head of its sentence is accused of
        something, in a language whose objects have no preposition: ha accusato | i giudici di
        resistere.
        """
        leads = self._words["charge"]
        if not leads or self._atoms[run[0]].tag != "D":
            return False
        endings = self._lexicon.infinitive_endings
        for n in range(run[0] + 1, min(run[1] + 2, self._end - 1)):
            following = self._atoms[n + 1]
            if self._low(n) in leads and (
                following.tag == "Q" or (following.tag == "w" and following.low.endswith(endings))
            ):
                return True
        return False

    def _opening_auxiliary(self, at: int) -> int | None:
        """Return the auxiliary before the subject of a participle that ends its clause behind a
        quotation: „…“, | hatte Krug zuvor erklärt.
        """
        if self._order != "v2" or (at + 1 < self._end and self._atoms[at + 1].tag not in ",.;:-"):
            return None
        for n in range(at - 1, max(0, at - LONGEST_CLAUSE), -1):
            if self._atoms[n].tag in ",;:Q-":
                return None
            if self._atoms[n].tag == "H":
                before = self._atoms[n - 1 - (self._atoms[n - 1].tag == ",")]
                return n if before.tag == "Q" else None
        return None

    def _framed_source(self, group: int, at: int) -> Run | None:
        """Return the subject between an auxiliary and its participle: hatte | Krug | erklärt."""
        if self._order != "v2" or self._atoms[group].tag != "H" or at - group < 2:
            return None
        return self._run(group + 1, at)

    def _perfect_source(self, at: int) -> Run | None:
        """Return the subject of a participle or verb at the end of its clause: Am Montag hatte
        Krug noch bestätigt, dass …
        """
        atoms = self._atoms
        is_last = at + 1 >= self._end or atoms[at + 1].tag in ",:Q;P"
        if not is_last and self._low(at + 1) not in self._words["that"]:
            return None
        begin = at
        while begin > 0 and atoms[begin - 1].tag not in ";:Q" and not self._is_verb(begin - 1):
            begin -= 1
        auxiliary = next((n for n in range(at - 1, begin - 1, -1) if atoms[n].tag == "H"), None)
        if auxiliary is None:
            return None
        left = self._left_source(auxiliary)
        is_subject = left is not None and atoms[left[0]].tag not in "PRS"
        is_subject = is_subject and not self._is_in_adverbial(left[0] if left else 0)
        if left is not None and is_subject and not self._is_adverb(left, auxiliary):
            return left
        return self._run(auxiliary + 1, at)
