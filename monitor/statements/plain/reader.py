"""The plain grammar: for a language that has a data file and no module of its own.

The data file lists cue verbs as full forms (``[forms]``); no language is inflected. In each
sentence, for each cue verb:

    quote            source cue [:,] “…”           Merkel sagte: „…“ · قال الصدر: «…»
    postponed-quote  “…” [,] cue source            « … », a déclaré le ministre
    that             source cue … that …           El ministro dijo que … · قال المتحدث إن …
    bare             source cue, clause            Maas sagte, man werde …   (``bare = true``)
    postponed        clause, cue source            Das sei falsch, sagte Maas
    according        according-word source, …      Laut Maas … · selon le ministre, …
    so               “…”, so source                „…“, so Maas
    colon-name       source …: “…”                 Der Minister kommentierte das mit den Worten: „…“

    verb last        source, content cue           Bakan, yolun açıldığını söyledi   (``sov``)

The source precedes or follows the cue, by ``order`` (svo, v2, vso, sov) and by the words before the
cue. A verb that carries its subject in itself (dit-il, وأضاف) is its own pronoun: the last speaker
nearby.
"""

from monitor.languages.lexicon import Verb
from monitor.statements.atoms import Atom
from monitor.statements.candidates import Candidate
from monitor.statements.plain.as_said import LONGEST_UNKNOWN
from monitor.statements.plain.content import Content
from monitor.statements.plain.interrupted import PlainInterrupted
from monitor.statements.plain.sentence import Run
from monitor.statements.quotes import Quotation

MOST_CUES = 6
"""Most cues read in one sentence: prose has at most three; the limit keeps time linear for lists of
cues.
"""

LEAST_HEADLINE_NAME = 2
"""The atom of a name behind a quotation and its colon."""
SHORTEST_IN_HEADLINE = 2
"""Words after a name and the colon of a headline."""
SHORTEST_QUOTATION = 5
"""Words after a colon without a cue verb; fewer are a title or a name."""


_QUOTING = ("quote", "postponed-quote", "colon", "colon-name")
_QUESTION_MARKS = ("?", "؟", "?!")


class PlainReader(PlainInterrupted):
    """Finds the candidates of one sentence by the plain grammar, unless the verb comes last."""

    def read(self) -> list[Candidate]:
        """Return the candidates of the sentence, in order of their cues."""
        if self._low(0) in self._words["imagined"]:
            return []
        taken = self._leads = self._end_of_leads()
        openers = self._lexicon.openers
        for at, atom in enumerate(self._atoms):
            if at < taken or (atom.low not in openers and atom.tag not in "Q:"):
                continue
            if len(self._found) >= MOST_CUES:
                break
            taken = max(taken, self._try(at, atom))
        self._add_headline_quotation()
        if not self._found:
            self._open_label()
        if self._is_question():
            return [c for c in self._found if c.form in _QUOTING]
        return self._found

    def _add_headline_quotation(self) -> None:
        """Add the quotation before the colon of a headline, whose speaker has a cue behind it:
        «Мы устали»: Орлов рассказал, почему …
        """
        atoms = self._atoms
        if not self._lexicon.bodies_in_marks or not self._found or self._low(1) != ":":
            return
        source = self._last_source
        if atoms[0].tag != "Q" or source is None or source[0] != LEAST_HEADLINE_NAME:
            return
        quotation = atoms[0].quotation
        if quotation is not None and self._words_of(quotation) >= SHORTEST_IN_HEADLINE:
            self._append([self._range(0, 0)], (atoms[1].start, atoms[1].end), None, "quote", source)

    def _is_question(self) -> bool:
        """Return whether a sentence asks: reported speech in it is not a statement."""
        last = self._atoms[-1]
        return last.tag == "." and self._text[last.start : last.end] in _QUESTION_MARKS

    def _try(self, at: int, atom: Atom) -> int:
        """Add the candidate of the cue at an atom, if it is one; return the next unused atom."""
        if self._is_inside_topic(at):
            return 0
        if atom.low in self._words["as_said"] and (said := self._try_as_said(at)):
            return said
        verb = self._cue_verb(at)
        if verb is not None:
            return self._try_verb(at, verb)
        if atom.tag == "Q":
            return self._add_unknown(at) if self._is_unknown_cue(at) else 0
        if atom.tag == ":":
            return self._try_colon(at)
        return self._try_without_verb(at)

    def _try_without_verb(self, at: int) -> int:
        """Add the content of a row's cue: "according to", "for X", "so X"."""
        cue = self._lexicon.rows.cue_at(self._atoms, at)
        if cue is None:
            return 0
        row, end = cue
        if row.form == "according":
            return self._try_according(at, end - 1)
        if row.form == "according-after":
            return self._try_according_after(at)
        if row.form == "with-words":
            return self._try_with_words(at)
        if row.form == "opinion":
            return 0 if at else self._try_opinion()
        is_behind = at > 0 and self._atoms[at - 1].tag in ",Q"
        return self._try_so(at) if is_behind else 0

    # -- cues --

    def _try_verb(self, at: int, verb: Verb) -> int:
        """Add the candidate of a cue verb; return the next unused atom."""
        atoms, group = self._atoms, self._group(at)
        after = at + 1 if self._lexicon.negation_first else min(at + 2, len(atoms))  # просят не …
        if any(atoms[n].tag == "G" for n in range(group, after)) or not self._counts(at, verb):
            return 0  # negated: nothing was said
        if "quoting" in verb.frames and group > 1 and atoms[group - 1].tag == "Q":
            return self._add_called(group - 1, at, verb)
        before = self._unused(self._content_before(group))
        if before is None and (auxiliary := self._opening_auxiliary(at)) is not None:
            group, before = auxiliary, self._content_before(auxiliary)
        if before is not None:
            return self._add_postponed(before, at, group, verb)
        group = self._group(at)
        source = self._subject_of(at, group, verb)
        if self._is_in_opening_adverbial(at, group):
            return 0
        content = None
        if not self._has_marked_object(group, verb):
            content = self._content_after(max(at, source[1] if source else at), verb)
        if content is None:
            return self._try_before(at, group, verb, source)
        return self._add_content(content, at, verb, source)

    def _subject_of(self, at: int, group: int, verb: Verb) -> Run | None:
        """Return the source of a cue whose content follows it."""
        source = self._source(at, group)
        if "relays" in verb.frames or self._words["citing"]:
            return self._relayed_source(at, "" if self._lexicon.is_caseless else ",:Q") or source
        if self._order == "vso" and self._takes(verb):
            source = self._up_to_name(self._without_object(source))
        return self._with_bearer_aside(source) if self._order == "vso" else source

    def _add_content(self, content: Content, at: int, verb: Verb, source: Run | None) -> int:
        """Add the candidate of a cue with its content; return the next unused atom."""
        group = self._group(at)
        cue = (self._atoms[group].start, self._atoms[at].end)
        first, last, form = content
        if form == "object" and self._has_its_object(group, first):
            return at + 1
        if form == "object" and self._ends_relative_clause(at, group):
            inner = self._object_in_clause(group, verb)
            if inner is None:
                return at + 1
            (first, last), source = inner
        if form == "quote" and source == (at, at):
            source = self._speaker_behind(last) or source
        if "quoting" in verb.frames and (called := self._object_before(source, group, verb)):
            self._append_called(called, first, at, verb)
            return last + 1
        part = self._part_of(at, verb)
        if part is not None and part[0] <= first and last == part[1]:
            return last + 1  # zeigte | sich erschüttert
        first, last = self._without_part((first, last), at, verb)
        if self._atoms[first].tag == ":" and first < last:
            first, form = first + 1, "colon"  # a mis en garde | : « … »
        parts, count = self._without_light_verb((first, last), at, verb), len(self._found)
        self._append([self._range(*part) for part in parts], cue, verb, form, source)
        return last + 1 if len(self._found) > count else 0

    def _has_its_object(self, group: int, first: int) -> bool:
        """Return whether a pronoun before a verb is its object, and only the occasion follows: Le
        ministre l'a annoncé | lors d'un déplacement.
        """
        is_clitic = self._low(group) in self._words["the"] & self._words["clitic"]
        is_led = self._order == "svo" and self._atoms[first].tag in "PR"
        return is_clitic and is_led and self._low(first) not in self._words["charge"]

    def _append_called(self, called: Run, quotation: int, at: int, verb: Verb) -> None:
        """Add an object before its verb and the name that follows it: Президент | эти слухи назвал
        | «бредом».
        """
        source = self._left_source(called[0])
        cue = (self._atoms[at].start, self._atoms[at].end)
        parts = [self._range(*called), self._range(quotation, quotation)]
        self._append(parts, cue, verb, "object", source)

    def _speaker_behind(self, quotation: int) -> Run | None:
        """Return the subject that a quotation parts from its verb: وقال «…» | وزير المالية."""
        if self._order != "vso" or self._atoms[quotation].tag != "Q":
            return None
        run = self._run(quotation + 1, self._end)
        return run if run is not None and self._is_speaker(run) else None

    def _unused(self, before: tuple[int, int, bool] | None) -> tuple[int, int, bool] | None:
        """Return content before a cue, unless another cue already has it."""
        if before is None or not self._found or not self._lexicon.is_caseless:
            return before
        is_used = self._atoms[before[1]].start < self._found[-1].content[-1][1]
        return None if is_used else before

    def _try_before(self, at: int, group: int, verb: Verb, source: Run | None) -> int:
        """Add the content before a verb that nothing follows: its object, a quotation before its
        source; or open the content of the next paragraph.
        """
        cue = (self._atoms[group].start, self._atoms[at].end)
        if before_verb := self._object_before(source, group, verb):
            if source and source[0] < before_verb[0] <= source[1]:
                source = source[0], before_verb[0] - 1
            self._append([self._range(*before_verb)], cue, verb, "object", source)
            return at + 1
        if self._atoms[-1].tag == ":" and self._is_about(0) and self._is_last_cue(at, ":"):
            self._open(cue, verb, self._source_of_about(at, group, source))
            return self._end
        if (about := self._about_before(group)) is not None:
            source = self._right_source(at) or source
            self._append([self._range(*about)], cue, verb, "object", source)
            return at + 1
        if self._atoms[-1].tag == ":":
            self._open(cue, verb, source)
            return self._end
        if self._low(at) in self._words["commenting"] and self._is_last_cue(at):
            self._open(cue, verb, source)
            return at + 1
        if (postponed := self._quoted_before(source)) is not None:
            self._append([self._range(postponed, postponed)], cue, verb, "postponed-quote", source)
            return at + 1
        return 0

    def _is_last_cue(self, at: int, last: str = ".") -> bool:
        """Return whether neither a colon nor another cue follows a verb: its words come next,
        Тренер прокомментировал матч. ¶ – Мы устали. The sentence may end in a colon.
        """
        rest = range(at + 1, len(self._atoms) - 1 if last == ":" else self._end)
        return not any(self._is_verb(n) or self._atoms[n].tag == ":" for n in rest)

    def _is_about(self, at: int) -> bool:
        return self._lexicon.has_cases and self._low(at) in self._words["about"]

    def _source_of_about(self, at: int, group: int, source: Run | None) -> Run | None:
        """Return the source of a verb before a colon whose sentence begins with its topic; it is
        no place behind the verb: Про це | голова області | повідомив у телеграм-каналі: …
        """
        behind = self._right_source(at)
        tags = (self._atoms[n].tag for n in (behind[0] - 1, behind[0])) if behind else ()
        if behind is not None and "P" not in tags:
            return behind
        is_before = source is not None and source[1] < group and self._is_speaker(source)
        return source if is_before else behind or self._named_before_verb(group)

    def _named_before_verb(self, group: int) -> Run | None:
        """Return the office or the name right before a verb: Про гру | тренер зазначив: …"""
        low = self._low(group - 1)
        is_subject = self._atoms[group - 1].tag == "X" or low in self._words["role"]
        return (group - 1, group - 1) if is_subject else None

    def _add_postponed(self, before: tuple[int, int, bool], at: int, group: int, verb: Verb) -> int:
        """Add the content before its cue: “…”, sagte Merkel, „…“."""
        atoms = self._atoms
        first, last, is_quoted = before
        source = self._with_name_aside(self._framed_source(group, at) or self._right_source(at))
        if source is None and not is_quoted:
            return 0
        source = source or self._own(at)
        parts = [self._range(first, last)]
        end = max(source[1] if source else at, at) + 1
        after = (self._marks_carried_on(end) if is_quoted else 0) or self._after_place(end)
        while after < self._end and (
            atoms[after].tag in ",-:" or atoms[after].low in self._words["particle"]
        ):
            after += 1
        if is_quoted and after < len(atoms) and atoms[after].tag == "Q":
            parts.append(self._range(after, after))
            after += 1
        elif is_quoted and (added := self._quoted_with_and(after)):
            parts.append(self._range(added, added))
            after = added + 1
        elif not is_quoted and source is not None:
            parts, after = self._both_sides((first, last), source[1] + 1)
        cue = (atoms[group].start, atoms[at].end)
        self._append(parts, cue, verb, "postponed-quote" if is_quoted else "postponed", source)
        return after

    def _add_called(self, quotation: int, at: int, verb: Verb) -> int:
        """Add a name that a speaker gives, with the verb last: hat das als „…“ bezeichnet, کارل …
        را «…» خواند.
        """
        atoms = self._atoms
        source = self._run(0, quotation) or self._last_source
        first = quotation
        if self._lexicon.raw.get("subject_first"):
            source = self._opening_subject(at)
            first = self._after_subject(source, quotation)
            source = source[0], min(source[1], first - 1)
        if source is None:
            return 0
        self._append(
            [self._range(first, quotation)],
            (atoms[at].start, atoms[at].end),
            verb,
            "quote",
            source,
        )
        return at + 1

    def _quoted_before(self, source: Run | None) -> int | None:
        """Return the quotation right before a source that precedes its cue: «…»، فرر گفت."""
        if source is None:
            return None
        at = source[0] - 1
        while at > 0 and self._atoms[at].tag in ",-":
            at -= 1
        if self._lexicon.bodies_in_marks and at == source[0] - 1 and self._is_name(at):
            return None  # Аналитик банка «Заря» | Дарья Клим считает …
        return at if at >= 0 and self._atoms[at].tag == "Q" else None

    def _quotation_behind(self, colon: int) -> Quotation | None:
        """Return the quotation behind a colon, unless it is only the first name of a clause."""
        is_last = colon + 1 >= len(self._atoms)
        if is_last or self._begins_with_name(colon + 1):
            return None
        return self._atoms[colon + 1].quotation

    def _begins_with_name(self, at: int) -> bool:
        """Return whether a name in marks begins an Arabic headline behind its colon: متحدث عسكري: |
        «النصر» تقدم …
        """
        is_name = self._order == "vso" and self._is_headline and self._is_name(at)
        return is_name and at + 1 < self._end and self._atoms[at + 1].tag == "w"

    def _try_colon(self, at: int) -> int:
        """Add a whole quotation after a colon without a cue verb: a person acts with these words:
        “…”.
        """
        atoms = self._atoms
        if self._leads_to_according(at + 1) or self._is_score(at) or self._is_topic(0, at):
            return 0
        quotation = self._quotation_behind(at)
        if quotation is None and self._is_own_reason(at):
            cue = (atoms[at].start, atoms[at].end)
            self._append([self._range(at + 1, self._end - 1)], cue, None, "colon-name", (0, 0))
            return self._end
        is_label = self._is_headline or self._is_label(at) or self._is_introduced(at)
        is_label = is_label or self._is_name_label(at)
        if quotation is None and is_label:
            return self._try_headline(at)
        if self._found or quotation is None or (at < 3 and not self._is_headline):
            return 0
        shortest = SHORTEST_IN_HEADLINE if self._is_headline else SHORTEST_QUOTATION
        if self._words_of(quotation) < shortest:
            return 0
        source = (0, at - 1) if at <= LONGEST_UNKNOWN else self._run(0, at)
        if source is None or self._atoms[source[0]].tag == "P":
            return 0
        last = self._last_quoted(at + 1)
        if self._is_postponed_cue(last + 1):
            return 0
        end = source[1]
        while end > source[0] and atoms[end].tag == "R" and atoms[end - 1].tag in "XT":
            end -= 1  # Krug weiter: „…“
        owner = self._owner_of_words(at)
        source = owner or self._without_predicate(*self._without_section(source[0], end))
        if self._is_possessive(source[0]):
            source = source[0], source[0]  # Ihr Appell: „…“
        self._append(
            [self._range(at + 1, last)],
            (atoms[at].start, atoms[at].end),
            None,
            "colon-name",
            source,
        )
        return last + 1
