"""Leads of a sentence that only relay it, where the subject begins the sentence: Persian, Sorani.

report      به گزارش مهر، به نقل از ایسنا، | سارا کریمی … گفت: …
outlet      مهر نوشت: | سارا کریمی … گفت: …, خبرگزاری ایسنا: | سرمربی … گفت: …
dateline    اصفهان - | استاندار … گفت: …, باشگاه خبرنگاران ـ | سارا کریمی … گفت: …

They count only where the verb of saying whose colon leads to what was said follows in the sentence.
"""

from monitor.statements.known_words import is_role
from monitor.statements.naming import find_names
from monitor.statements.plain.sentence import Run
from monitor.statements.plain.verb_first import PlainVerbFirst

MOST_LEAD = 24
"""Atoms of one lead: a newsroom, its section and its agency."""
MOST_LEADS = 4
"""Leads in a row: dateline, report, agency."""
MOST_TO_COLON = 80
"""Atoms from a lead to the colon of the verb of saying; the limit keeps time linear."""
MOST_PLACE = 7
"""Atoms of a place or an outlet before a dash."""
MOST_LABEL = 3
"""Words of the label of an outlet or a place before a colon."""
LEAST_REPORT = 4
"""Atoms of "according to the report of" and its agency, before an adverbial."""


class PlainRelayLeads(PlainVerbFirst):
    """One sentence, and the leads that only relay it."""

    def _end_of_leads(self) -> int:
        """Return the first atom behind the leads; 0 without any."""
        colon = self._colon_of_cue() if self._lexicon.raw.get("subject_first") else 0
        self._colon = colon
        if not colon:
            return self._end_of_label()
        end = 0
        for _ in range(MOST_LEADS):
            following = self._end_of_lead(end, colon)
            if following <= end or following >= colon - 1:
                break
            end = following
        return end

    def _end_of_label(self) -> int:
        """Return the atom behind an outlet or a place and its dash, if a comma or "that" behind a
        verb of saying follows: زایەڵە - | ئەندامێک گوتی، …; 0 for none.
        """
        near = range(1, min(len(self._atoms) - 1, MOST_PLACE))
        dash = next((n for n in near if self._atoms[n].tag in "-,:;Q" or self._is_verb(n)), 0)
        is_led = self._lexicon.raw.get("subject_first") and dash and self._atoms[dash].tag == "-"
        if not is_led or any(self._atoms[n].tag == "P" for n in range(dash)):
            return 0
        far = range(dash + 2, min(len(self._atoms) - 1, MOST_TO_COLON))
        verb = next((n for n in far if self._is_verb(n)), 0)
        that = self._words["that"] | {","}
        return dash + 1 if verb and self._low(verb + 1) in that else 0

    def _colon_of_cue(self) -> int:
        """Return the last colon right behind a verb of saying, or 0."""
        last = 0
        for n in range(2, min(len(self._atoms), MOST_TO_COLON)):
            if self._atoms[n].tag == ":" and self._is_verb(n - 1):
                if last and not self._is_outlet(0, last - 1):
                    break
                last = n
        return last

    def _end_of_lead(self, first: int, colon: int) -> int:
        """Return the atom behind the lead that begins at an atom; the atom itself for none."""
        limit = min(colon, first + MOST_LEAD)
        if self._is_report(first):
            return self._end_of_report(first, limit)
        for n in range(first + 1, min(limit, first + MOST_PLACE)):
            tag = self._atoms[n].tag
            if tag == "-":
                return n + 1
            is_outlet = self._is_outlet(first, n)
            is_verb = self._is_verb(n - 1) and tag in ",P"
            if tag == ":" and self._is_outlet_label(first, n):
                return n + 1
            if is_outlet and (tag in ":;" or is_verb or self._is_that_of_verb(n)):
                return n + 1
            if tag in ",:;" or (tag == "Q" and not self._is_name(n)):
                break
        return first

    def _is_outlet_label(self, first: int, colon: int) -> bool:
        """Return whether the words before a colon are the label of an outlet of no list or of a
        place, since an office with its own verb follows: خورنا: | فرماندار … گفت: …
        """
        is_short = colon - first <= MOST_LABEL and self._atoms[first].tag == "w"
        is_led = is_short and is_role(self._low(colon + 1), self._lexicon)
        return is_led and not self._is_speaker((first, colon - 1))

    def _is_that_of_verb(self, at: int) -> bool:
        return self._is_verb(at - 1) and self._low(at) in self._words["that"]

    def _is_report(self, at: int) -> bool:
        """Return whether "according to the report of" begins at an atom."""
        low = self._low(at)
        if low in self._words["relay_lead"]:
            return True
        is_led = low in self._words["according_preposition"]
        return is_led and self._low(at + 1) in self._words["relay_noun"]

    def _end_of_report(self, first: int, limit: int) -> int:
        """Return the atom behind a report: behind its comma, or the person whom it names."""
        comma = next((n for n in range(first + 1, limit) if self._atoms[n].tag in ",;"), limit)
        if comma < limit and self._atoms[comma].tag == ";":  # صدا و سیما؛ مرکز قم، | …
            near = range(comma + 1, min(limit, comma + LEAST_REPORT))
            comma = next((n for n in near if self._atoms[n].tag == ","), comma)
        far = range(first + LEAST_REPORT, comma)
        led = next((n for n in far if self._atoms[n].tag in "PR"), comma)
        names = find_names(self._atoms[first + 1 : led], self._lexicon)
        name = next((run for run in names if run.is_person and run.last > run.first), None)
        if name is not None and not self._is_relayed_person(first + 1 + name.first):
            return first + 1 + name.first
        return comma + 1 if comma < limit else first

    def _is_relayed_person(self, at: int) -> bool:
        """Return whether an office precedes a name inside a report, so that it is the source."""
        return is_role(self._low(at - 1), self._lexicon) or self._is_report(at - 1)

    def _is_outlet(self, first: int, end: int) -> bool:
        """Return whether an outlet is before a colon, with or without a verb."""
        lows = [self._low(n) for n in range(first, end)]
        nouns = self._words["outlet"] | self._words["outlet_noun"]
        return len(lows) <= MOST_PLACE and any(low in nouns for low in lows)

    def _named_subject(self, at: int, first: int) -> Run | None:
        """Return the person whose name begins the last clause before a verb with a colon:
        سرانجام پس از چند روز، | ناصر کریمی سخنگوی وزارت گفت: …
        """
        if at + 1 >= len(self._atoms) or self._atoms[at + 1].tag != ":":
            return None
        comma = next((n for n in range(at - 1, first, -1) if self._atoms[n].tag == ","), None)
        if comma is None:
            return None
        names = find_names(self._atoms[comma + 1 : at], self._lexicon)
        is_head = bool(names) and names[0].first == 0 and names[0].is_person
        is_full = is_head and names[0].last > 0
        return (comma + 1, comma + 1 + names[0].last) if is_full else None
