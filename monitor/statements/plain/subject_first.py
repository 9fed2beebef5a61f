"""Subjects at the head of a sentence whose verb is far behind them: Persian and Sorani.

The subject ends before its first preposition, comma, verb or "that". An office may have "and"
among its complements (سازمان برنامه و بودجه) and its bearer between commas behind it; "this" begins
the object of a verb that takes one.
"""

from monitor.languages.folding import fold_word
from monitor.statements.known_words import is_given, is_name_word, is_role
from monitor.statements.naming import find_names
from monitor.statements.plain.left import LONGEST_SOURCE
from monitor.statements.plain.relay_leads import PlainRelayLeads
from monitor.statements.plain.sentence import Run

MOST_TO_MARKER = 80
"""Atoms from a verb back to its subject's marker or its semicolon; the limit keeps time linear."""
MOST_SUBJECT = 2
"""Words of a subject of no list between an adverbial and its verb."""
LONGEST_DATE = 7
"""Atoms of a date up to its comma: the day, the month and the year."""
MOST_NAME_ASIDE = 4
"""Words of a name between commas in a script without capitals."""


class PlainSubjectFirst(PlainRelayLeads):
    """One sentence, and the subject at its head."""

    def _opening_subject(self, at: int) -> Run:
        """Return the subject at the head of the sentence, the source of the cue before, or the verb
        itself.
        """
        clause = self._begin_of_clause(at)
        last_source = None if clause > self._leads else self._last_source
        if (before := self._marked_subject(at) or last_source) is not None:
            return before
        if (named := self._named_subject(at, clause)) is not None:
            return named
        begin = self._begin_of_subject(at, clause)
        if isinstance(begin, tuple):
            return begin
        first, last = begin, self._end_of_subject_from(begin, at)
        if last == first:
            return at, at
        comma = last
        if self._atoms[last].tag == "P":  # باڵیۆزی ئەمریکا لە عێراق، ئەلینا ڕۆمانۆسکی، …
            ahead = range(last, min(at, last + LONGEST_SOURCE))
            comma = next((n for n in ahead if self._atoms[n].tag == ","), last)
        named = self._bearer_in_brackets(first, last) or self._name_after_office(first, comma)
        if named is not None:
            return named
        while last - 1 > first and (
            self._atoms[last - 1].tag == "R" or self._low(last - 1) in self._words["clitic"]
        ):
            last -= 1  # او همچنین | گفت, وەزارەت | ئەوەشی ڕوونکردەوە
        return self._speaker_behind_clause((first, last - 1), at) or (first, last - 1)

    def _end_of_subject_from(self, first: int, at: int) -> int:
        """Return the atom behind a subject that begins at an atom, before its verb."""
        last = first
        while last < at and (self._is_led_document(last) or not self._ends_subject(last)):
            is_object = self._is_demonstrated_object(last, at) or self._begins_bare_object(last)
            if last > first and is_object:
                break
            last += 1
        return last - self._is_marked_object(first, last)

    def _marked_subject(self, at: int) -> Run | None:
        """Return the subject that its marker ends, in a language that has one: Urdu.

        امریکہ کی طرف سے امداد بند کیے جانے پر | پاکستان کے دفتر خارجہ | نے کہا
        """
        markers = self._words["subject_marker"]
        if not markers:
            return None
        least = max(0, at - MOST_TO_MARKER)
        last = next((n for n in range(at - 1, least, -1) if self._low(n) in markers), None)
        if last is None and self._low(at - 1) in self._words["of"]:
            last = at - 1  # ماہرین کا | کہنا ہے
        if last is None:
            return None
        first = last
        while first > 0 and not self._begins_subject(first - 1):
            first -= 1
        while first < last and self._atoms[first].tag in "RC":
            first += 1
        return (first, last - 1) if first < last else None

    def _begins_subject(self, at: int) -> bool:
        """Return whether a marked subject begins right behind an atom."""
        atom = self._atoms[at]
        is_stop = atom.tag in ",;:Q-()SBHM" or atom.low in self._words["that"]
        is_led = atom.tag == "P" and atom.low not in self._words["of"]
        is_stop = is_stop or self._lexicon.rows.stop_at(self._atoms, at) is not None
        return is_stop or is_led or self._is_verb(at) or atom.low in self._words["subject_marker"]

    def _bearer_in_brackets(self, first: int, opening: int) -> Run | None:
        """Return the name in brackets behind an office: سخنگوی انجمن (مهرنوش آزاد)."""
        if self._atoms[opening].tag != "(" or not is_role(self._low(first), self._lexicon):
            return None
        closing = next((n for n in range(opening + 1, self._end) if self._atoms[n].tag in "()"), 0)
        names = find_names(self._atoms[opening + 1 : closing], self._lexicon)
        is_name = bool(names) and names[0].first == 0 and closing - opening - 1 <= MOST_NAME_ASIDE
        return (opening + 1, closing - 1) if is_name else None

    def _is_marked_object(self, first: int, end: int) -> bool:
        """Return whether the second of two words is an object with its marker: کیف | مسکو را …"""
        if end - first != 2 or self._low(end) not in self._words["object_marker"]:
            return False
        return not self._is_speaker((first, first)) or is_given(self._low(first), self._lexicon)

    def _begin_of_clause(self, at: int) -> int:
        """Return where the clause of a verb begins, behind a semicolon and the last cue; 0 for the
        sentence's head.
        """
        last = self._last_source[1] if self._last_source else at
        last = max(last, at - MOST_TO_MARKER)
        return next((n + 1 for n in range(at - 1, last, -1) if self._low(n) == ";"), self._leads)

    def _begin_of_subject(self, at: int, first: int) -> int | Run:
        """Return where the subject at the head of a clause begins, or the subject itself."""
        atoms = self._atoms
        first = self._after_dates(first, at)
        first = self._after_day_in_brackets(self._behind_adverbs(first, at), at)
        if (named := self._name_in_brackets(first, at)) is not None:
            return named
        first = self._after_time_or_outlet(first, at)
        first = self._after_circumposition(first, at)
        if first < at and atoms[first].tag == "P":
            comma = next((n for n in range(first, at) if atoms[n].tag == ","), None)
            if comma is None and self._low(first + 1) in self._words["document"]:
                return first + 1  # در بیانیه این گروه آمده است
            if comma is None:
                return self._named_before(first, at) or (at, at)
            first = self._behind_adverbs(comma + 1, at)
        if first < at and atoms[first].tag == "Q":
            if self._is_name(first) and not self._leads_name(first + 1):
                return first, first
            if self._is_person_in_marks(first):
                return first, first
            while first < at and atoms[first].tag in "Q,-":
                first += 1  # «…»، مریم علوی، ساکن محله گفت
        return first

    def _after_dates(self, first: int, at: int) -> int:
        """Return the atom behind the dates that begin a clause, each up to its comma: سێشەممە 20ی
        کانوونی دووەم، | سارا …
        """
        while first < at and (self._low(first) in self._words["time"] or self._is_number(first)):
            ahead = range(first + 1, min(at, first + LONGEST_DATE))
            comma = next((n for n in ahead if self._atoms[n].tag == ","), None)
            if comma is None:
                return first
            first = comma + 1
        return first

    def _behind_adverbs(self, first: int, at: int) -> int:
        """Return the first atom behind adverbs, conjunctions, commas and clitics of the verb."""
        while first < at and (self._atoms[first].tag in "RCS," or self._is_clitic(first, at)):
            first += 1
        return first

    def _after_day_in_brackets(self, first: int, at: int) -> int:
        """Return the atom behind the day of an adverb of time: روز گذشته (دوشنبه) | وزیر نفت …"""
        is_day = self._low(first + 1) in self._words["time"] and first > 0
        if self._atoms[first].tag != "(" or not is_day:
            return first
        near = range(first + 1, min(at, first + LONGEST_DATE))
        closing = next((n for n in near if self._atoms[n].tag in "()"), first - 1)
        return closing + 1

    def _is_clitic(self, first: int, at: int) -> bool:
        """Return whether a word right before its verb is not a subject: ئەوەشی | گوت."""
        return first == at - 1 and self._low(first) in self._words["clitic"]

    def _name_in_brackets(self, first: int, at: int) -> Run | None:
        """Return the name in brackets before its office: (نێچیرڤان عومەر) سەرۆکی حکومەت …"""
        if first >= at or self._atoms[first].tag != "(":
            return None
        ahead = range(first + 1, min(at, first + MOST_NAME_ASIDE + 2))
        closing = next((n for n in ahead if self._atoms[n].tag in "()"), first)
        words = self._atoms[first + 1 : closing]
        is_name = len(words) > 1 and all(is_name_word(atom, self._lexicon) for atom in words)
        return (first + 1, closing - 1) if is_name and self._leads_speaker(closing + 1) else None

    def _after_time_or_outlet(self, first: int, at: int) -> int:
        """Return the speaker right behind a time or an outlet: زمستان گذشته | وزیر نفت …, ایسنا/
        سرمربی تیم …; ``first`` for none.
        """
        behind, leads = first, self._words["time"] | self._words["outlet"]
        while behind < at and self._low(behind) in leads:
            behind += 1
        return behind if behind < at and self._leads_speaker(behind) else first

    def _after_circumposition(self, first: int, at: int) -> int:
        """Return the subject behind an adverbial of a preposition and an ending: لە کۆنفرانسێکدا |
        سەرۆکی پەرلەمان …; ``first`` for none.
        """
        around = self._lexicon.circumposition
        if not around or first >= at or not self._low(first).startswith(around[0]):
            return first
        for n in range(first, min(at - 1, first + LONGEST_SOURCE)):
            if self._atoms[n].tag in ",:;Q" or self._is_verb(n):
                return first
            is_short = 0 < at - n - 1 <= MOST_SUBJECT and self._atoms[n + 1].tag == "w"
            is_short = is_short and self._low(n + 1) not in self._words["clitic"]
            if self._low(n).endswith(around[1]) and (is_short or self._leads_speaker(n + 1)):
                return n + 1
        return first

    def _leads_speaker(self, at: int) -> bool:
        """Return whether an office, a body or a name begins at an atom."""
        low = self._low(at)
        is_body = bool(self._lexicon.body_head(low))
        return is_body or is_role(low, self._lexicon) or is_given(low, self._lexicon)

    def _speaker_behind_clause(self, subject: Run, at: int) -> Run | None:
        """Return the speaker behind a clause that is not a subject, up to the next stop: …
        گرانبووە و | سەرۆکی کۆمەڵەکە | دەڵێت.
        """
        first = self._behind_label(subject[1] + 1, at)
        is_led = first < at and self._atoms[first - 1].tag in ",C:-"
        if not is_led or not self._leads_speaker(self._last_speaker(first, at)):
            return None
        is_titled = self._low(first) in self._words["honorific"]  # مرکز البرز، | سردار محمدیان
        is_apart = self._atoms[first - 1].tag in ":-" or (is_titled and first < at - 1)
        if self._is_speaker(subject) and not is_apart:
            return None
        is_next = self._leads_speaker(first)
        first = self._last_speaker(first, at)
        last = first
        while last < at and not self._ends_subject(last):
            last += 1
        words = self._atoms[subject[0] : subject[1] + 1]
        is_name = (
            is_next
            and len(words) < MOST_NAME_ASIDE
            and all(is_name_word(atom, self._lexicon) for atom in words)
        )
        if is_name and not any(is_given(self._low(n), self._lexicon) for n in range(first, last)):
            return None  # a name of no list, and its office: جومانە غەلای، وتەبێژی کۆمیسیۆن …
        return first, last - 1

    def _last_speaker(self, first: int, at: int) -> int:
        """Return the speaker right before its verb behind a later comma: …، کە … بدات، | چاودێرێک
        دەڵێت; ``first`` for none.
        """
        if self._leads_speaker(first):
            return first
        commas = (n + 1 for n in range(at - 1, first, -1) if self._atoms[n].tag == ",")
        last = next(commas, first)
        return last if last < at and self._leads_speaker(last) else first

    def _behind_label(self, end: int, at: int) -> int:
        """Return the atom behind the mark that ends a clause or the label of an outlet or a place:
        بیرجند (پانا) - | استاندار …, خورنا: | فرماندار …
        """
        if self._low(end) != "(":
            return end + 1
        ahead = range(end + 1, min(at, end + LONGEST_DATE))
        dash = next((n for n in ahead if self._atoms[n].tag == "-"), end)
        return dash + 1

    def _is_number(self, at: int) -> bool:
        return self._low(at)[:1].isdigit()

    def _leads_name(self, at: int) -> bool:
        """Return whether a comma or a name follows a short quotation, which is speech then: «…»،
        مریم علوی گفت.
        """
        return self._low(at) == "," or is_given(self._low(at), self._lexicon)

    def _is_person_in_marks(self, at: int) -> bool:
        """Return whether marks set off a name whose office follows: «کریم جوادی»، وزیر نفت، گفت."""
        quotation = self._atoms[at].quotation
        if quotation is None or self._low(at + 1) != ",":
            return False
        words = self._text[quotation.inner_start : quotation.inner_end].split()
        is_short = 1 < len(words) < MOST_NAME_ASIDE
        is_name = is_short and is_given(fold_word(words[0]), self._lexicon)
        is_office = is_role(self._low(at + 2), self._lexicon)
        return (is_short and is_office) or is_name

    def _name_after_office(self, first: int, comma: int) -> Run | None:
        """Return the name between commas after an office at the head: سرمربی تیم، فرید سلامت، …"""
        if self._low(comma) != "," or not any(
            is_role(self._low(n), self._lexicon) for n in range(first, comma)
        ):
            return None
        if any(is_given(self._low(n), self._lexicon) for n in range(first, comma)):
            return None
        end = comma + 1
        while end < self._end and self._atoms[end].tag == "w" and end - comma <= MOST_NAME_ASIDE:
            end += 1
        is_closed = self._low(end) == "," and end > comma + 1
        words = range(comma + 1, end)
        is_office = any(is_role(self._low(n), self._lexicon) for n in words)
        is_name = is_closed and not is_office and not any(self._is_verb(n) for n in words)
        is_name = is_name and all(is_name_word(self._atoms[n], self._lexicon) for n in words)
        return (comma + 1, end - 1) if is_name else None

    def _named_before(self, first: int, at: int) -> Run | None:
        """Return the name after an adverbial without a comma; a name after a preposition is not a
        subject.
        """
        for run in find_names(self._atoms[first:at], self._lexicon):
            before = self._atoms[first + run.first - 1]
            if run.is_person and before.tag != "P":
                return first + run.first, first + run.last
        return None

    def _ends_subject(self, at: int) -> bool:
        atom = self._atoms[at]
        if atom.tag == "C" and self._is_inside_office(at):
            return False
        if atom.low in self._words["subject_marker"]:
            return True
        is_object = at > self._leads and self._is_indefinite(at)
        if is_object and atom.low in self._words["document"]:
            return True  # بزووتنەوەکە | ڕاگەیەندراوێکی بڵاوکردەوە
        return (
            atom.tag in ",;:().QPBHMCS"
            or atom.low in self._words["that"]
            or atom.low in self._words["object_marker"]
            or (self._is_verb(at) and not self._is_in_name_of_body(at))
            or atom.low in self._words["time"]
        )

    def _begins_bare_object(self, at: int) -> bool:
        """Return whether an object begins behind a subject: a noun with an article or a noun of
        action, which no office leads. وەزارەتی تەندروستی | لیژنەیەکی پێکهێنا, پۆلیسی هەڵەبجە |
        دەستگیرکردنی …
        """
        endings = self._lexicon.action_endings
        is_action = bool(endings) and self._low(at).endswith(endings)
        is_noun = is_action or self._is_indefinite(at)
        return is_noun and not is_role(self._low(at - 1), self._lexicon)

    def _is_led_document(self, at: int) -> bool:
        """Return whether a document with its issuer follows a preposition: لە | ڕاگەیەندراوێکی
        پۆلیسدا هاتووە.
        """
        is_led = at > 0 and self._atoms[at - 1].tag == "P"
        return is_led and self._low(at) in self._words["document"]

    def _is_in_name_of_body(self, at: int) -> bool:
        """Return whether the noun of a verb in parts completes a word for bodies: بەشی | پێشبینی |
        کەشوهەوا بڵاویکردەوە.
        """
        before, izafe = self._low(at - 1), self._lexicon.izafe
        is_led = bool(izafe) and before.endswith(izafe) and bool(self._lexicon.body_head(before))
        return is_led and self._low(at) in self._lexicon.parted

    def _is_indefinite(self, at: int) -> bool:
        """Return whether a word ends in an article: لیژنەیەکی, not the adjective ئەمریکی."""
        suffixes = self._lexicon.indefinite_suffixes
        if not suffixes or not self._low(at).endswith(suffixes):
            return False
        return self._low(at) not in self._lexicon.same_lands

    def _is_demonstrated_object(self, n: int, at: int) -> bool:
        """Return whether "this" begins the object of a verb that takes one: دولت | این خبر را."""
        verb = self._lexicon.verbs.get(self._low(at))
        takes_object = verb is None or not verb.frames.isdisjoint(("object", "quoting"))
        if not takes_object:
            return False
        low, owned = self._low(n), self._lexicon.object_suffixes
        if low in self._words["demonstrative"]:
            return True
        return bool(owned) and low.endswith(owned) and not self._completes_body(n)

    def _completes_body(self, at: int) -> bool:
        """Return whether an ending leads from the word before an atom to it, so that it belongs to
        the name of a body: کۆمسیۆنی باڵای | هەڵبژاردنەکانی; a complement may end so by itself.
        """
        before, izafe = self._low(at - 1), self._lexicon.izafe
        is_led = bool(izafe) and before.endswith(izafe)
        return is_led and before not in self._words["role_of"]

    def _is_inside_office(self, at: int) -> bool:
        """Return whether "and" joins two complements of an office: سازمان برنامه و بودجه."""
        complements = self._words["role_of"]
        if self._low(at - 1) in complements and self._low(at + 1) in complements:
            return True
        is_office = self._is_speaker((0, -1)) and not is_given(self._low(at + 1), self._lexicon)
        ahead = self._atoms[at + 1 : at + 3]
        return is_office and all(
            atom.tag == "w" and atom.low not in self._lexicon.verbs for atom in ahead
        )
