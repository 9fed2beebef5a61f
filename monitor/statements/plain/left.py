"""Phrases of the plain grammar before a verb: the verb group, and the source phrase before it.

A source phrase is a run of atoms without a stop (comma, colon, quotation, cue, "that", relative
word); adverbials before it, days and listeners after it do not belong to it.
"""

from monitor.statements.known_words import is_given, is_role
from monitor.statements.plain.marked_names import PlainMarkedNames
from monitor.statements.plain.sentence import Run

LONGEST_SOURCE = 14
"""Atoms; a longer run before or after a cue is not a source phrase."""
MOST_TO_NAME = 6
"""Atoms from "one" of several people to the comma before the name."""
PLACE_AND_NAME = 3
"""Words of a place, a given name and a surname."""
SHORTEST_VERB = 5
"""Letters; the endings of shorter words prove no verb."""
_STOPS = ",;:().-Q"


class PlainLeft(PlainMarkedNames):
    """One sentence, and the phrases before its cues."""

    def _group(self, at: int) -> int:
        """Return the first atom of the verb group: auxiliaries, adverbs and clitics before the
        verb.
        """
        first = at
        while first > 0 and (
            self._atoms[first - 1].tag in "BHMGR"
            or self._atoms[first - 1].low in self._words["clitic"]
            or self._is_inside_group(first - 1)
        ):
            first -= 1
        return self._before_emphasis(first)

    def _is_inside_group(self, at: int) -> bool:
        """Return whether a pronoun is between an auxiliary and its participle: a-t-elle ajouté, a
        elle aussi jugé.
        """
        atom = self._atoms[at]
        ending = self._lexicon.raw.get("auxiliary_adverb_ending")
        if ending and atom.tag == "w" and atom.low.endswith(ending):
            return at > 0 and self._atoms[at - 1].tag in "HR"  # a simplement | lancé
        if atom.tag != "p":
            return False
        return "-" in atom.low or (at > 0 and self._atoms[at - 1].tag == "H")

    def _before_emphasis(self, first: int) -> int:
        """Return the auxiliary before a pronoun between commas: a, lui aussi, | affirmé."""
        atoms = self._atoms
        if first < 4 or atoms[first - 1].tag != ",":
            return first
        opening = next(
            (n for n in range(first - 2, max(0, first - 5), -1) if atoms[n].tag == ","), 0
        )
        inside = atoms[opening + 1 : first - 1]
        is_emphasis = all(a.tag in "poR" or a.low in self._lexicon.pronouns for a in inside)
        return opening - 1 if opening and is_emphasis and atoms[opening - 1].tag == "H" else first

    def _left_source(self, group: int) -> Run | None:
        """Return the source phrase that ends before a verb group, without adverbials."""
        atoms = self._atoms
        if not group:
            return None
        before = atoms[group - 1]
        if before.tag == "p":
            return group - 1, group - 1  # "Водночас він підкреслив": adverbs precede the pronoun
        if before.tag == ",":
            return self._before_apposition(group)
        if before.tag == "Q" and (
            self._is_named_by(group - 1, 0, group)
            or self._is_marked_name(group - 1)
            or self._is_marked_headline_subject(group)
        ):
            return self._left_in_marks(group)
        first = group
        while first > 0 and (
            not self._is_stop(first - 1) or self._is_inside_name(first - 1, group)
        ):
            first -= 1
        if first == group:
            opening = self._opening_bracket(group - 1) if before.tag in "()" else None
            return self._left_source(opening) if opening else None
        named = self._before_open_apposition(first) or self._before_occasion(first)
        if named is not None:
            return named
        first = self._without_adverbial(first, group)
        if self._is_no_subject(first, group):
            return None
        if self._is_relative_clause(first, group):
            return self._left_source(first - 1)  # Иванов, который сообщил, что …
        return self._without_small_words(first, group)

    def _is_no_subject(self, first: int, group: int) -> bool:
        """Return whether the words before a verb are a place or a topic: llegó a la plaza, donde |
        ha dicho que …, عن ضربة الجزاء | قال: …
        """
        if self._order == "vso" and self._low(first) in self._words["about"]:
            return True
        return self._low(first) in self._words["relative_place"] and first == group - 1

    def _left_in_marks(self, group: int) -> Run | None:
        """Return the source whose name in marks precedes a verb, or the one before its place:
        «Вестник» | отмечает, Семак после матча с «Краснодаром» | заявил.
        """
        if (speaking := self._place_before_listener(group)) is not None:
            return speaking
        if self._is_named_by(group - 1, 0, group):
            noun = self._left_source(group - 1)
            return (noun[0], group - 1) if noun else None
        if group > 1 and self._atoms[group - 2].tag == "P":
            is_plural = self._low(group).endswith(self._lexicon.plural_endings)
            is_body = is_plural and self._is_body_place(group - 2)
            in_marks = (group - 1, group - 1) if is_body else None  # В «Вестнике» | уточнили
            return self._left_source(group - 2) or in_marks
        return group - 1, group - 1

    def _before_occasion(self, first: int) -> Run | None:
        """Return the office whose club in marks precedes the occasion of what is said, in a
        language with cases: Тренер ХК «Мурман» | на встрече рассказал …
        """
        if not self._lexicon.bodies_in_marks or not first or self._atoms[first].tag != "P":
            return None
        if not self._is_named_by(first - 1, 0, first) or self._is_body_place(first - 2):
            return None
        noun = self._left_source(first - 1)
        if noun is None or not any(
            is_role(self._low(n), self._lexicon) for n in range(noun[0], noun[1] + 1)
        ):
            return None
        return noun[0], first - 1

    def _place_before_listener(self, group: int) -> Run | None:
        """Return the place that speaks before a listening outlet in marks: В мэрии | газете
        «Вестник» рассказали, что …
        """
        is_plural = self._low(group).endswith(self._lexicon.plural_endings)
        if not is_plural or self._low(group - 2) not in self._words["listener"]:
            return None
        first = last = max(0, group - 3)
        while first > 0 and not self._is_stop(first - 1):
            first -= 1
        while first < last and self._atoms[first].tag == "R":
            first += 1
        is_place = self._lexicon.impersonal_plural and first < last and self._is_body_place(first)
        return (first, last) if is_place and self._is_body_noun(last) else None

    def _is_body_noun(self, at: int) -> bool:
        return bool(self._lexicon.body_head(self._low(at))) or self._atoms[at].tag == "X"

    def _before_open_apposition(self, first: int) -> Run | None:
        """Return the name at the head of a sentence whose apposition no comma closes: Gasnor, la
        proveedora rusa | acusó …
        """
        atoms = self._atoms
        is_open = first > 1 and atoms[first].tag == "D" and atoms[first - 1].tag == ","
        if not is_open or self._order != "svo" or self._lexicon.is_caseless:
            return None
        begin = first - 1
        while begin > 0 and atoms[begin - 1].tag in "XT":
            begin -= 1
        is_name = begin < first - 1 and all(atom.tag in "RC" for atom in atoms[:begin])
        return (begin, first - 2) if is_name else None

    def _before_stray_comma(self, group: int) -> Run | None:
        """Return the name with its office at the head of a sentence that a comma parts from its
        verb: El premier Aníbal Torres, | anunció que …; something other than a subject follows.
        """
        is_svo = self._order == "svo" and not self._lexicon.is_caseless
        if not is_svo or group < 2 or self._atoms[group - 1].tag != ",":
            return None
        phrase, verb = self._atoms[: group - 1], group
        while verb < self._end and not self._is_verb(verb):
            verb += 1
        following = self._atoms[verb + 1] if verb + 1 < self._end else None
        is_content = following is not None and (
            following.tag in "PRS:" or following.low in self._words["that"]
        )
        if not is_content or len(phrase) > LONGEST_SOURCE or not self._heads_source(0):
            return None
        is_noun_phrase = all(
            a.tag in "DwXT" or a.low in self._words["of"] or a.tag == "C" for a in phrase
        )
        is_named = phrase[-1].tag == "X" and phrase[0].tag in "DX"
        has_verb = any(self._is_verb(n) for n in range(group - 1))
        return (0, group - 2) if is_noun_phrase and is_named and not has_verb else None

    def _before_apposition(self, group: int) -> Run | None:
        """Return the source with the apposition that a comma closes: its noun precedes the comma
        that opens it.
        """
        atoms = self._atoms
        opening = next((n for n in range(group - 2, -1, -1) if atoms[n].tag in ",;:"), None)
        if opening is None and self._low(0) in self._words["topic"] and group > 2:
            return 1, group - 2  # أما الائتلاف، فقد دعا …
        while opening and atoms[opening - 1].tag == ",":
            opening -= 1
        inside = atoms[opening + 1 : group - 1] if opening and atoms[opening].tag == "," else []
        if opening and inside and all(atom.tag == "R" for atom in inside):
            outer = self._before_apposition(opening + 1)  # Lara, técnico del Lugo, | por su parte,
            if outer is not None:
                return outer
        before = self._left_source(opening) if opening else None
        if before and atoms[before[0]].tag in "PCR" and before[0] > 1:
            before = self._left_source(before[0]) or before  # several asides
        return (before[0], group - 2) if before else None

    def _is_relative_clause(self, first: int, group: int) -> bool:
        """Return whether the only word before a verb is a relative word after a comma."""
        if first != group - 1 or not first:
            return False
        is_relative = self._low(first) in self._words["relative"]
        return is_relative and self._atoms[first - 1].tag == ","

    def _without_small_words(self, first: int, group: int) -> Run | None:
        """Return a source phrase without conjunctions, days and listeners at its ends."""
        atoms, words = self._atoms, self._words
        first = self._after_other_clause(first, group)
        tags = "CRSB" if self._order == "vso" else "CRS"  # وكان | الجيش أعلن
        heads = words["time"] | words["listener"] if self._lexicon.has_cases else words["time"]
        while first < group and (atoms[first].tag in tags or atoms[first].low in heads):
            first += 1
        if first + 1 < group and atoms[first].tag == "o" and atoms[first + 1].tag == "X":
            first += 1  # Это Орлов объяснил тем, что …: an object before the subject
        if first >= group:
            # only a day is there: "Sadr, a cleric, on Sunday said"
            stop = next((n for n in range(group - 1, 0, -1) if atoms[n].tag == ","), None)
            return self._left_source(stop + 1) if stop and stop + 1 < group else None
        small = words["time"] | words["clitic"] | words["listener"]
        last = group - 1
        while last > first and (
            atoms[last].low in small
            or atoms[last].tag in "RP"
            or (atoms[last].tag == "N" and atoms[last + 1].low in words["time"])
        ):
            last -= 1  # "Sadr on Sunday said", in languages with that word order
        if last - first >= LONGEST_SOURCE or self._has_other_verb(first, last):
            return None
        return first, last

    def _after_other_clause(self, first: int, group: int) -> int:
        """Return where a subject begins behind the "and" that joins its clause to another: La ley
        es nueva y | los expertos avisan …
        """
        if not self._lexicon.subject_by_place:
            return first
        joint = next((n for n in range(group - 2, first, -1) if self._atoms[n].tag == "C"), None)
        is_clause = joint is not None and any(
            atom.tag in "BHM" for atom in self._atoms[first:joint]
        )
        return joint + 1 if joint is not None and is_clause else first

    def _has_other_verb(self, first: int, last: int) -> bool:
        """Return whether a phrase has a finite verb of no list, so that it is a clause."""
        endings = self._lexicon.finite_endings
        return bool(endings) and any(
            atom.tag == "w" and atom.low.endswith(endings) and len(atom.low) > SHORTEST_VERB
            for atom in self._atoms[first : last + 1]
        )

    def _without_adverbial(self, first: int, end: int) -> int:
        """Return where the subject begins after a prepositional phrase: En el tercer día | la
        Fiscalía pidió.
        """
        atoms = self._atoms
        if (
            self._order != "svo"
            or self._lexicon.is_caseless
            or first >= end
            or atoms[first].tag != "P"
        ):
            return first
        if self._is_body_place(first) and self._lexicon.body_head(self._low(first + 1)):
            return first  # в пресс-службе МВД уточнили
        for n in range(first + 2, end):
            before = atoms[n - 1]
            if before.tag == "P" or before.low in self._words["of"]:
                continue
            begins = (atoms[n].tag == "D" and before.tag != "D") or is_role(
                atoms[n].low, self._lexicon
            )
            is_body = self._lexicon.bare_nouns and atoms[n].low in self._words["group_role"]
            if not begins and self._is_impersonal_place(first, end):
                return first  # В Берлине заявление Лисина | назвали …
            is_name = atoms[n].tag in "XT" and before.tag not in "XTD"
            if is_name and n + 1 < end and atoms[n + 1].tag == "X" and self._follows_outlet(n + 1):
                return n + 1
            if begins or is_body or is_name:
                return n
            if self._is_behind_listener(n, first):
                return n  # a déclaré à l'AFP | Marc Lenoir
        is_occasion = self._low(first + 1) in self._words["occasion"]  # W rozmowie z WP | mówił
        return first if self._is_body_place(first) and not is_occasion else end

    def _is_impersonal_place(self, first: int, end: int) -> bool:
        """Return whether a place speaks: a verb in the plural without a subject follows, in a
        language with cases.
        """
        is_place = self._is_body_place(first) and first + 1 < end
        low = self._low(first + 1)
        is_named = self._atoms[first + 1].tag == "X" and low not in self._words["time"]
        is_plural = self._low(end).endswith(self._lexicon.plural_endings)
        return self._lexicon.impersonal_plural and is_place and is_named and is_plural

    def _is_body_place(self, at: int) -> bool:
        """Return whether a preposition leads to a body that speaks: В министерстве сообщили."""
        return self._low(at) in self._words["in_body"]

    def _opening_bracket(self, closing: int) -> int | None:
        """Return the atom of the bracket that a closing one belongs to; both have the same tag."""
        for n in range(closing - 1, max(-1, closing - LONGEST_SOURCE), -1):
            if self._text[self._atoms[n].start] in "([":
                return n
        return None

    def _is_stop(self, at: int) -> bool:
        """Return whether a phrase ends before an atom: a mark, a verb, "that", a relative word."""
        atom = self._atoms[at]
        return (
            atom.tag in _STOPS
            or atom.tag == "S"
            or atom.low in self._words["that"]
            or (self._is_verb(at) and not self._is_noun_form(at))
            or (atom.low in self._words["relative"] and atom.tag != "D")
        )

    def _is_noun_form(self, at: int) -> bool:
        """Return whether a form of a verb is a noun here: die Angaben, le juge, un comunicado."""
        before = self._atoms[at - 1] if at else None
        if before is None or before.tag in ".:Q-":
            return False
        if self._order == "vso":  # الدكتور | مدحت نافع
            low = self._low(at)
            return is_role(before.low, self._lexicon) and is_given(low, self._lexicon)
        if self._lexicon.noun_capitals:
            return self._text[self._atoms[at].start].isupper() and before.tag in "DPXCw"
        is_led = before.tag == "D" and before.low not in self._words["clitic"]
        low = self._atoms[at].low
        return is_led and (
            low in self._words["ambiguous"] or low.endswith(self._lexicon.perfect_endings)
        )

    def _name_of_one(self, source: Run) -> Run | None:
        """Return the name after "one of them", in a language with cases: сетует один из них, | Марк
        Левин.
        """
        at = source[1] + 1
        is_one = self._low(source[0]) in self._words["indefinite"] and self._lexicon.bare_nouns
        if not is_one or at >= self._end or self._atoms[at].tag != "P":
            return None
        near = range(at, min(self._end, at + MOST_TO_NAME))
        comma = next((n for n in near if self._low(n) == ","), self._end)
        last = comma
        while last + 1 < self._end and self._atoms[last + 1].tag in "XT":
            last += 1
        return (comma + 1, last) if last > comma + 1 else None

    def _is_place_before_name(self, at: int, first: int) -> bool:
        """Return whether the place of an office follows, before a name: посол ЄС | у Києві Катаріна
        Матернова.
        """
        if not self._lexicon.has_cases or self._low(at) not in self._words["in_body"]:
            return False
        ahead = self._atoms[at + 1 : at + 4]
        is_name = len(ahead) == PLACE_AND_NAME and all(atom.tag == "X" for atom in ahead)
        return is_name and any(is_role(self._low(n), self._lexicon) for n in range(first, at))

    def _heads_source(self, at: int) -> bool:
        """Return whether a name or an office begins here, with or without an article."""
        at += self._atoms[at].tag == "D" and at + 1 < self._end
        while self._atoms[at].tag == "w" and at + 1 < self._end and self._is_adjective(at):
            at += 1  # l'ancien président
        atom = self._atoms[at]
        is_name = atom.tag in "XT" and is_given(atom.low, self._lexicon)
        return is_name or is_role(atom.low, self._lexicon)

    def _is_adjective(self, at: int) -> bool:
        """Return whether a word leads to an office, so that it is its adjective."""
        low, following = self._low(at), self._low(at + 1)
        return not is_role(low, self._lexicon) and is_role(following, self._lexicon)
