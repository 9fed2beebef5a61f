"""Objects before their verb in the plain grammar, and the parts of a verb around its object.

perfect     hat Russland vor … gewarnt
marked      این حمله را محکوم کرد: Persian marks the object
about       Об отставке | заявил Орлов
in parts    داوای | لە سەرۆک | کرد | …: the object and the clause behind the verb are content
"""

from monitor.languages.lexicon import Verb
from monitor.statements.known_words import is_role
from monitor.statements.naming import find_names
from monitor.statements.plain.content import Content, PlainContent
from monitor.statements.plain.sentence import Run

MOST_BEFORE_PART = 2
"""Atoms before the noun of a verb in parts: its article and an adjective."""
LONGEST_PARTICIPLE = 24
"""Atoms from a noun with its preposition to the comma or the verb behind its object."""
LEAST_OBJECT = 2
"""Atoms of an object before its verb."""


class PlainObjects(PlainContent):
    """One sentence, and the objects before its verbs."""

    def _object_after(self, at: int, verb: Verb) -> Content | None:
        """Return the object of a verb; that of a noun with its preposition ends before the comma or
        the verb of saying it belongs to: با رد | شایعه صادرات برق | گفت …
        """
        is_led = verb.form == "ing" and "object" in verb.frames
        if not is_led or not self._lexicon.raw.get("subject_first"):
            return super()._object_after(at, verb)
        ahead = range(at + 1, min(self._end, at + LONGEST_PARTICIPLE))
        end = next((n for n in ahead if self._atoms[n].tag in ",;:" or self._is_verb(n)), 0)
        is_joined = any(self._is_verb(n) for n in range(end, self._end)) if end else False
        while end > at + 1 and self._atoms[end - 1].tag in "RC":
            end -= 1
        return (at + 1, end - 1, "object") if is_joined and end > at + 1 else None

    def _without_light_verb(self, content: Run, at: int, verb: Verb) -> list[Run]:
        """Return content without the verb of its cue inside it: داوای | لە سەرۆک | کرد | …

        What follows that verb belongs to it, unless another clause begins.
        """
        first, last = content
        parts = self._lexicon.parts.get(verb.lemma)
        if parts is None or not self._lexicon.raw.get("subject_first"):
            return [content]
        light = {part[0] for part in parts}
        if self._low(at).endswith(tuple(light)):
            return [content]  # داوایکرد | …: the cue has its verb
        if self._low(first) in light and first < last:
            return [(first + 1 + (self._low(first + 1) == ","), last)]  # باس | کراوە، | …
        at = next((n for n in range(first + 1, last) if self._low(n) in light), -1)
        if at < 0:
            return [content]
        begin = at + 1 + (self._low(at + 1) == ",")
        if begin <= last and all(self._low(n) in self._words["pointing"] for n in range(first, at)):
            return [(begin, last)]  # ئاماژەی بەوە دا، | …
        is_other = self._atoms[at + 1].tag in "C,"
        return [(first, at - 1)] if is_other else [(first, at - 1), (at + 1, last)]

    def _without_part(self, content: Run, at: int, verb: Verb) -> Run:
        """Return content without the part of its verb at its end, or with at most an adjective
        at its head: brachte | seine Trauer | zum Ausdruck, übte scharfe Kritik | an der Reform.
        """
        first, last = content
        part = self._part_of(at, verb) if self._order in ("svo", "v2") else None
        if part is None or not first <= part[0] <= last:
            return content
        if part[1] < last and self._atoms[part[1] + 1].tag == "-" and part[0] > first:
            return first, part[0] - 1  # kündigt ein Tempolimit an – und …
        is_noun = part[1] > part[0] or self._text[self._atoms[part[0]].start].isupper()
        if part[1] >= last and part[0] > first and is_noun:
            return first, part[0] - 1
        if part[0] == first and part[1] > first:
            return part[1] + 1, last  # a mis en cause | les passeurs
        is_head = part[0] - first <= MOST_BEFORE_PART and part[1] < last
        has_article = self._atoms[first].tag == "D"
        is_object = self._order == "v2" and not self._lexicon.article_cases  # het bedrijf
        is_owned = has_article and (is_object or self._is_possessive_or_this(first))
        is_led = is_head and not is_owned and self._atoms[part[1] + 1].tag == "P"
        is_led = is_led and all(self._atoms[n].tag in "DwR" for n in range(first, part[0]))
        return (part[1] + 1, last) if is_led else content

    def _is_possessive_or_this(self, at: int) -> bool:
        """Return whether a determiner is not an article: mostró | su preocupación por …"""
        low = self._low(at)
        return low not in self._words["the"] and low not in self._words["indefinite"]

    def _has_marked_object(self, group: int, verb: Verb) -> bool:
        """Return whether the object of a verb precedes it with its marker: گزارش را رد کرد."""
        is_marked = self._low(group - 1) in self._words["object_marker"]
        return is_marked and "object" in verb.frames

    def _object_before(self, source: Run | None, group: int, verb: Verb) -> Run | None:
        """Return the object between a subject and its verb at the end of the clause: این حمله را
        محکوم کرد.
        """
        if verb.frames.isdisjoint(("object", "quoting")) or source is None:
            return None
        if "object" not in verb.frames:
            is_marked = self._lexicon.has_cases and self._order == "svo"
            return self._object_between(source, group) if is_marked else None
        if self._order == "v2":
            return self._object_in_perfect(source, group)
        if self._lexicon.has_cases:
            return self._object_between(source, group)
        if not self._lexicon.raw.get("subject_first"):
            return None
        first = self._behind_office_aside(source, group) if source[1] < group else 0
        for results in self._found:
            taken = max(results.content[-1][1], results.cue[1] if results.cue else 0)
            ends = [n + 1 for n in range(group) if self._atoms[n].end <= taken]
            first = max(first, *ends, 0)
        is_marked = self._has_marked_object(group, verb)
        is_led = first > source[1] and self._low(first) in self._words["leading"]
        if is_led and is_marked:
            first += 2  # باشگاه استقامت در بیانیه‌ای | خبر استعفا را تکذیب کرد
        is_short = group - first < LEAST_OBJECT or (is_marked and self._atoms[first].tag == "P")
        owned = self._lexicon.object_suffixes
        is_short = is_short and not (owned and self._low(first).endswith(owned))
        if is_short and source[1] < group and not self._found:
            first = self._end_of_office(source)  # وزارت خارجه | حمله به سفارت را محکوم کرد
        while first < group and (
            self._atoms[first].tag in ",CR:" or self._low(first) in self._words["subject_marker"]
        ):
            first += 1
        first = self._at_preposition(first, group, verb)
        least = LEAST_OBJECT - (first > source[0] + 1)  # a body of two words, and its object
        return (first, group - 1) if group - first >= least else None

    def _at_preposition(self, first: int, group: int, verb: Verb) -> int:
        """Return where the preposition of a verb's object begins, behind an adverbial: در گفتگو با
        خبرنگاران | از وقوع سرقت خبر داد; ``first`` for none.
        """
        leads = self._lexicon.raw.get("object_prepositions", {}).get(verb.lemma, "").split()
        ahead = range(first, group - 1)
        return next((n for n in ahead if self._low(n) in leads), first)

    def _behind_office_aside(self, source: Run, group: int) -> int:
        """Return where the object may begin behind a name, its office between commas and the
        occasion: هاوار عومەر، پارێزگاری کەرکووک لە لێدوانێکدا بۆ ئاژانس | وردەکاریی …
        """
        first = source[1] + 1
        around = self._lexicon.circumposition
        if self._low(first) != "," or not is_role(self._low(first + 1), self._lexicon):
            return first
        if not around:
            ahead = range(first + 1, min(group, first + LONGEST_PARTICIPLE))
            closing = next((n + 1 for n in ahead if self._low(n) == ","), None)
            return closing or self._end_of_office((first + 1, group - 1))
        ahead = range(first + 1, min(group, first + LONGEST_PARTICIPLE))
        end = next((n for n in ahead if self._low(n).endswith(around[1])), None)
        if end is None:
            return first
        is_outlet = self._atoms[end + 1].tag == "P" and end + LEAST_OBJECT < group
        return end + 1 + LEAST_OBJECT * is_outlet

    def _object_between(self, source: Run, group: int) -> Run | None:
        """Return the object between a subject and the verb that ends their clause, in a language
        with cases: Господарі | закиди | відкинули, Президент клуба | эти слухи | отверг.
        """
        first, last = source
        if last != group - 1 or last == first:
            return None
        this = self._words["demonstrative"]
        begin_of_this = next((n for n in range(first + 1, last) if self._low(n) in this), None)
        names = find_names(self._atoms[first : last + 1], self._lexicon)
        begin = names[0].last + 1 if names and not names[0].first else 1
        if self._atoms[first].tag == "P":
            begin_of_this = first + 2 if first + 2 <= last else None
        if begin_of_this is None and begin > 1 and first + begin <= last:
            begin_of_this = first + begin
        is_pair = last - first == 1 and self._atoms[last].tag == "w"
        if begin_of_this is None and not is_pair:
            return None
        begin = begin_of_this if begin_of_this is not None else last
        return None if self._atoms[begin].tag == "P" else (begin, last)

    def _about_before(self, group: int) -> Run | None:
        """Return an object with its preposition before the verb: Об отставке | заявил Орлов."""
        first = 0
        while first < group and self._atoms[first].tag in "RC":
            first += 1
        is_object = self._low(first) in self._words["about"] and group - first > 1
        that = first + 3
        if is_object and self._low(first + 2) == "," and self._low(that) in self._words["that"]:
            last = group - 1 - (self._low(group - 1) == ",")
            return (that, last) if last > that else None  # О том, | что мост закрыт, …
        is_whole = all(atom.tag not in ",:Q-" for atom in self._atoms[first:group])
        if not is_object or not is_whole or self._low(first + 1) in self._words["this"]:
            return None
        return first, group - 1

    def _end_of_office(self, source: Run) -> int:
        """Return the end of an office and its name at the head of a sentence without a comma after
        its subject.
        """
        n = source[0]
        office = self._words["role_of"]
        while n <= source[1] and (
            is_role(self._low(n), self._lexicon)
            or self._low(n) in office
            or self._lexicon.body_head(self._low(n))
            or (n > source[0] and self._atoms[n].tag == "C" and self._is_inside_office(n))
        ):
            n += 1
        names = find_names(self._atoms[n:], self._lexicon)
        if n > source[0] and names and names[0].first == 0:
            n = min(n + names[0].last, source[1]) + 1
        return n if n > source[0] else source[1] + 1

    def _ends_relative_clause(self, at: int, group: int) -> bool:
        """Return whether a verb ends a relative clause: die Partei, die vor Neuwahlen | gewarnt
        hatte; Tim Rau, der den Ball | forderte, traf.
        """
        following = self._atoms[at + 1].tag if at + 1 < self._end else ""
        if self._order != "v2" or following not in ("H", "B", ","):
            return False
        comma = self._comma_before(group)
        return comma > 0 and self._low(comma + 1) in self._words["relative"]

    def _comma_before(self, group: int) -> int:
        """Return the mark before the clause of a verb; 0 without one."""
        return next((n for n in range(group - 1, 0, -1) if self._atoms[n].tag in ",;:Q"), 0)

    def _object_in_clause(self, group: int, verb: Verb) -> tuple[Run, Run | None] | None:
        """Return the object and the subject of a verb that ends a relative clause."""
        comma = self._comma_before(group)
        first = self._after_adverbs(comma + 2, group)
        if group - first < LEAST_OBJECT or "object" not in verb.frames:
            return None
        return (first, group - 1), self._left_source(comma)

    def _object_in_perfect(self, source: Run, group: int) -> Run | None:
        """Return the object between an auxiliary with its subject and the participle: hat Russland
        vor … gewarnt.
        """
        auxiliary = next((n for n in range(group) if self._atoms[n].tag == "H"), None)
        if auxiliary is None:
            return None
        first = self._after_adverbs(max(auxiliary, source[1]) + 1, group)
        return (first, group - 1) if group - first >= LEAST_OBJECT else None

    def _after_adverbs(self, first: int, end: int) -> int:
        """Return the first atom that is not an adverb or a day, at most ``end``."""
        while first < end and (
            self._atoms[first].tag == "R" or self._low(first) in self._words["time"]
        ):
            first += 1
        return first

    def _after_subject(self, source: Run, quotation: int) -> int:
        """Return where the object before a name that is given begins: ترامپ | کمک به … را «…»
        خواند; the name itself without an object.
        """
        if self._low(quotation - 1) not in self._words["object_marker"] or source[1] >= quotation:
            return quotation
        first = source[1] + 1
        if self._atoms[first].tag == ",":  # کارل برانت، رهبر مخالفان، این تصمیم را «…» خواند
            commas = [n for n in range(first, quotation) if self._atoms[n].tag == ","]
            return commas[-1] + 1
        if self._atoms[first].tag == "P":
            first = self._end_of_office(source)
            first = source[1] if first > source[1] > source[0] else first
        return first
