"""The plain grammar's "as X said", before, after or inside its content.

Как пояснил Петров, … · wie die Polizei mitteilte · según explicó la ministra, …
"""

from monitor.languages.name_words import NAME_WORDS
from monitor.statements.plain.clauses import SHORTEST_CLAUSE
from monitor.statements.plain.objects import PlainObjects
from monitor.statements.plain.sentence import Run

LONGEST_UNKNOWN = 16
"""Atoms that are searched for the source of an unknown cue; longer sentences only begin with a
quotation.
"""
SHORTEST_AFTER = 2
"""Atoms after the comma of "as X said"; fewer are not a clause."""
MOST_TO_VERB = 4
"""Atoms from "as" to its verb: "comme l'a dit", "как ранее сообщил"."""


class PlainAsSaid(PlainObjects):
    """Adds the candidates of "as X said"."""

    def _try_as_said(self, at: int) -> int:
        """Add the content after, before or around "as X said": Как пояснил Петров, дорога
        закрыта.
        """
        if at and self._atoms[at - 1].tag != ",":
            return 0
        end = next(
            (
                n
                for n in range(at + 1, min(self._end + 1, at + LONGEST_UNKNOWN + 1))
                if n == self._end or self._ends_as_said(n)
            ),
            0,
        )
        verb_at = next((n for n in range(at + 1, end) if self._is_verb(n)), None)
        end = self._after_name(end)
        is_last = self._order == "v2" or bool(self._lexicon.raw.get("subject_first"))
        if verb_at is None or (
            self._order == "svo" and not is_last and verb_at > at + MOST_TO_VERB
        ):
            return 0
        source = None
        if is_last and verb_at > at + 1:  # wie die Bank mitteilte, wie aus … hervorgeht
            is_led = self._order == "v2" and self._atoms[at + 1].tag == "P"
            is_led = is_led or self._low(at + 1) in self._words["impersonal"]  # wie es Krug sagte
            source = at + 1 + (is_led and verb_at > at + 2), verb_at - 1
        if self._order == "vso" and not self._is_whole_subject(verb_at, end):
            return 0  # …، كما أكد المجلس أن …: another statement
        source = source or self._said_by(verb_at, end)
        last = (end, self._end - 1) if end < self._end else None
        parts = [(self._after_colon(at), at - 1)] if at else []
        if last is not None and self._atoms[end].tag == ",":
            is_quoted = self._atoms[last[1]].tag == "Q" and not self._is_name(last[1])
            if last[1] - last[0] >= SHORTEST_AFTER or (is_quoted and last[1] > last[0]):
                parts.append((last[0] + 1, last[1]))
        if not parts or (0 < at < SHORTEST_CLAUSE and len(parts) == 1):
            return 0
        begin = parts[0][0]
        if self._low(begin) in self._words["about"] and self._low(begin + 1) in self._words["this"]:
            return self._end  # Як передає видання, про це розповіла …
        cue = (self._atoms[verb_at].start, self._atoms[verb_at].end)
        verb = self._lexicon.verbs[self._low(verb_at)]
        self._append([self._range(*part) for part in parts], cue, verb, "according", source)
        return self._end

    def _after_colon(self, at: int) -> int:
        """Return where the content before "as X said" begins: behind a colon, at its quotation: Am
        Ende dann: | „ein Happy End“, wie Krug sagte.
        """
        quoted = at - 1 - (self._atoms[at - 1].tag == ",")
        is_quoted = quoted > 0 and self._atoms[quoted].tag == "Q"
        return quoted if is_quoted and self._atoms[quoted - 1].tag == ":" else 0

    def _is_whole_subject(self, verb_at: int, end: int) -> bool:
        """Return whether only the subject follows the verb of "as X said"."""
        run = self._right_source(verb_at)
        return run is not None and run[0] > verb_at and run[1] + 1 >= end

    def _ends_as_said(self, at: int) -> bool:
        """Return whether "as X said" ends here; an outlet's name in marks does not end it."""
        if self._atoms[at].tag != "Q":
            return self._atoms[at].tag in ",-:"
        is_outlet = self._is_name(at) and self._atoms[at - 1].tag in "Pw"
        if is_outlet and self._is_marked_name(at) and self._low(at + 1) == ",":
            return False  # как сообщила Орлова агентству «Вестник», …
        return not (is_outlet and at + 1 < self._end and self._atoms[at + 1].tag in "wXT")

    def _after_name(self, comma: int) -> int:
        """Return the comma after a name that is an aside: según explicó la ministra, Ana Ruiz, …"""
        if comma >= self._end or self._atoms[comma].tag != ",":
            return comma
        n = comma + 1
        while n < self._end and (
            self._atoms[n].tag in "XT" or self._low(n) in NAME_WORDS.particles
        ):
            n += 1
        return n if n < self._end and n > comma + 1 and self._atoms[n].tag == "," else comma

    def _said_by(self, verb_at: int, end: int) -> Run:
        """Return the atoms between the verb of "as X said" and the comma, without days and
        adverbs.
        """
        first, listener = verb_at + 1, self._words["listener"]
        if first + 1 < end and self._is_listening_outlet(first):
            first += 1
        elif self._lexicon.has_cases:
            first = min(self._after_listening_outlet(first), end)
        while first < end and (
            self._atoms[first].tag in "RBH" or self._low(first) in self._words["time"]
        ):
            first += 1
        if first < end and self._lexicon.has_cases:
            begin = self._without_adverbial(first, end)
            first = begin if begin < end else first
            listeners = (n for n in range(first + 1, end) if self._low(n) in listener)
            end = next(listeners, end)
        return (first, end - 1) if first < end else (verb_at, verb_at)
