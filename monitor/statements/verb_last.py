"""The plain grammar of languages whose verb comes last (``order = "sov"``): Turkish.

that             source, content cue                 Bakan, askerlerin kalacağını söyledi.
quote            source, “…” cue                     Bakan, “…” dedi.
postponed-quote  “…” cue source                      “…” dedi Bakan.
                 “…” participle source, …            “…” diyen Bakan, …    the source goes on to the sentence's own verb
colon            source cue: “…”                     Bakan ise şöyle konuştu: “…”
according        source according-word, content      Bakana göre, …
"""

from monitor.statements.candidates import Candidate
from monitor.statements.plain_phrases import LONGEST_SOURCE, PlainPhrases, Run

MOST_BEHIND = 3
"""Atoms that may stand behind the verb that ends a sentence."""


class VerbLastReader(PlainPhrases):
    """Finds the candidates of one sentence whose verb comes last."""

    def read(self) -> list[Candidate]:
        """Return the candidates of the sentence, in order of their cues."""
        begin, inherited = self._read_participle()
        atoms = self._atoms
        opening = next((n for n in range(begin, self._end) if atoms[n].tag in ",Q:"), None)
        if opening is None:
            return self._found
        after = next(
            (
                n
                for n in range(begin + 1, opening)
                if self._low(n) in self._words["according_after"]
            ),
            None,
        )
        if after is not None:
            cue = (atoms[after].start, atoms[after].end)
            self._append(
                [self._range(after + 1, self._end - 1)], cue, None, "according", (begin, after - 1)
            )
            return self._found
        source = inherited
        if source is None and begin < opening <= begin + LONGEST_SOURCE:
            source = (begin, opening - 1)
        if atoms[opening].tag == ":" and opening + 1 < self._end and atoms[opening + 1].tag == "Q":
            self._read_colon(begin, opening)
        else:
            self._read_last_verb(opening, source)
        return self._found

    def _read_participle(self) -> tuple[int, Run | None]:
        """Read “…” diyen Bakan, and return where the rest begins and its source."""
        for at in range(1, self._end):
            if self._low(at) in self._words["participle"] and self._atoms[at - 1].tag == "Q":
                source = self._run(at + 1, self._end)
                atom = self._atoms[at]
                self._append(
                    [self._range(at - 1, at - 1)],
                    (atom.start, atom.end),
                    None,
                    "postponed-quote",
                    source,
                )
                return (source[1] + 1 if source else at + 1), source
        return 0, None

    def _read_colon(self, begin: int, colon: int) -> None:
        atoms = self._atoms
        verb = next((n for n in range(colon - 1, begin, -1) if self._is_verb(n)), None)
        if verb is None:
            return
        last = verb - 1
        while last > begin and atoms[last].tag in "RC":
            last -= 1
        content = [self._range(colon + 1, colon + 1)]
        found = self._lexicon.verbs[atoms[verb].low]
        self._append(content, (atoms[verb].start, atoms[verb].end), found, "colon", (begin, last))

    def _read_last_verb(self, opening: int, source: Run | None) -> None:
        atoms = self._atoms
        last = self._end - 1
        while last > opening and not self._is_verb(last):
            last -= 1
        verb = self._lexicon.verbs.get(atoms[last].low)
        if verb is None or last < self._end - 1 - MOST_BEHIND or last - opening < 1:
            return
        cue = (atoms[last].start, atoms[last].end)
        quotation = next((n for n in range(opening, last) if atoms[n].tag == "Q"), None)
        if quotation is not None:
            behind = self._run(last + 1, self._end)
            form = "postponed-quote" if behind else "quote"
            self._append([self._range(quotation, quotation)], cue, verb, form, behind or source)
        elif source is not None and last - opening > 1:
            self._append([self._range(opening + 1, last - 1)], cue, verb, "that", source)
