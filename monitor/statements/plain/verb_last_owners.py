"""Owners of statements where the verb comes last: who issues what a noun of saying introduces.

lead         Bakanlıktan yapılan açıklamada, …: a statement, a speech, a post
genitive     Kaya'nın açıklaması şöyle: … · Kaya'nın "…" sözleri · avukatın "…" sözlerine
headline     Kaya'dan açıklama: …
"""

from monitor.statements.known_words import is_role
from monitor.statements.naming import NameRun, find_names
from monitor.statements.plain.left import LONGEST_SOURCE
from monitor.statements.plain.phrases import PlainPhrases
from monitor.statements.plain.sentence import Run

MOST_TOPIC = 4
"""Words of a common noun with its adjectives at the head of a sentence."""
MOST_LEAD = 4
"""Words between an owner, the verb of its statement and the statement: yapılan son yazılı."""

SHORTEST_SPEECH = 3
"""Words of a quotation right before a cue that is speech; fewer are a name."""


class VerbLastOwners(PlainPhrases):
    """One sentence, and the owners of the statements in it."""

    def _owner_first(self) -> tuple[Run, int] | None:
        """Return the owner of a statement without a comma, and what follows it: Kulüpten yapılan
        açıklamada | iddialar yalanlandı.
        """
        for at in range(1, min(self._end, LONGEST_SOURCE)):
            if self._is_verb(at) or self._atoms[at].tag in "Q,:":
                break
            if self._low(at) in self._words["lead"]:
                owner = self._owner(0, at)
                return (owner, at + 1) if owner is not None else None
        return self._body_that_informs()

    def _body_that_informs(self) -> tuple[Run, int] | None:
        """Return the body in the ablative that begins a passive sentence: Şirketten | temettü
        ödenmeyeceği açıklandı.
        """
        passive = self._lexicon.verbs.get(self._low(self._end - 1))
        if passive is None or passive.lemma not in self._words["passive"]:
            return None
        for at in range(min(self._end, MOST_LEAD)):
            low = self._low(at)
            if low.endswith(tuple(self._words["from_ending"])) and self._lexicon.body_head(low):
                return (0, at), at + 1
        return None

    def _owner(self, first: int, lead: int) -> Run | None:
        """Return the source of "in X's statement": a phrase that names a body or a person.

        Bakanlıktan | yapılan yazılı | açıklamada; Kaya'nın | dünkü | konuşmasında.
        """
        verbs, last = self._words["lead_verb"], lead - 1
        near = range(last, max(first - 1, last - MOST_LEAD), -1)
        verb_at = next((n for n in near if self._low(n) in verbs), None)
        if any(self._ends_reported(n) for n in range(first, lead)):
            return None  # Plana uyulması gerektiği yinelenen | açıklamada
        if verb_at is not None:
            last = verb_at
            while last >= first and self._low(last) in verbs:
                last -= 1
        while last > first and self._is_plain_adjective(last):
            last -= 1  # Kaya'nın | dünkü
        if last < first:
            return None
        return self._of_owner(first, last) if self._names_owner(first, last) else None

    def _ends_reported(self, at: int) -> bool:
        """Return whether a word ends a reported clause: neither a body nor a verb of issuing."""
        low = self._low(at)
        is_noun = low in self._words["lead_verb"] or bool(self._lexicon.body_head(low))
        return self._atoms[at].tag == "w" and not is_noun and self._is_clause_end(at)

    def _is_plain_adjective(self, at: int) -> bool:
        """Return whether a word is neither a name nor an office nor a body: yazılı, dünkü."""
        low = self._low(at)
        is_noun = is_role(low, self._lexicon) or bool(self._lexicon.body_head(low))
        return self._atoms[at].tag == "w" and not is_noun

    def _of_owner(self, first: int, last: int) -> Run:
        """Return an owner in the genitive without the things that it owns: AFAD'ın | sosyal medya
        hesabından.
        """
        for n in range(first, last):
            rest = self._atoms[n + 1 : last + 1]
            is_owner = self._atoms[n].tag in "XT" and self._is_oblique(n)
            if is_owner and all(atom.tag == "w" for atom in rest):
                is_body = any(self._lexicon.body_head(atom.low) for atom in rest)
                is_person = any(is_role(atom.low, self._lexicon) for atom in rest)
                return (first, last) if is_body or is_person else (first, n)
        return first, last

    def _names_owner(self, first: int, last: int) -> bool:
        """Return whether a phrase names a body, an office or a person; the first word has a capital
        anyway.
        """
        for n in range(first, last + 1):
            atom = self._atoms[n]
            if self._lexicon.body_head(atom.low) or is_role(atom.low, self._lexicon):
                return True
            if atom.tag in "XT" and (n > first or "'" in atom.low):
                return True
        return False

    def _try_owner_colon(self, colon: int) -> bool:
        """Add the content after the colon of a noun of saying and its owner: Kaya'dan açıklama: …,
        Kaya'nın sözleri şöyle: …
        """
        names = find_names(self._atoms[:colon], self._lexicon)
        run = names[0] if names else None
        is_owned = run is not None and self._is_oblique(run.last)
        if not is_owned and self._opens_statement(colon):
            return True
        if run is None or colon > LONGEST_SOURCE:
            return False
        if not all(self._leads_to_name(n) for n in range(run.first)):
            return False
        suffix = self._low(run.last).partition("'")[2]
        if suffix in self._words["from_ending"] and self._addresses(names[1:], colon):
            cue = (self._atoms[colon].start, self._atoms[colon].end)
            part = self._range(colon + 1, self._end - 1)
            self._append([part], cue, None, "colon-name", (0, run.last))
            return True
        nouns = {self._low(n) for n in range(run.last + 1, colon)}
        if suffix not in self._words["owner_ending"] or nouns.isdisjoint(self._words["said_noun"]):
            return False
        cue = (self._atoms[run.last + 1].start, self._atoms[colon - 1].end)
        if colon + 1 >= len(self._atoms):
            self._open(cue, None, (0, run.last))
            return True
        is_marked = self._atoms[colon + 1].tag == "Q"
        last = colon + 1 if is_marked else self._end - 1
        part = self._range(colon + 1, last)
        self._append([part], cue, None, "colon-name", (0, run.last))
        return True

    def _addresses(self, names: list[NameRun], colon: int) -> bool:
        """Return whether the listener in the dative precedes a colon: Kaya'dan Er'e: …"""
        if colon + 1 >= self._end or not names or names[-1].last != colon - 1:
            return False
        return self._low(colon - 1).partition("'")[2] in self._words["dative_ending"]

    def _opens_statement(self, colon: int) -> bool:
        """Open the next paragraph after a noun of saying without an owner, which is the last
        speaker's: Açıklama şöyle: ¶ “…”
        """
        nouns = [n for n in range(colon) if self._low(n) in self._words["said_noun"]]
        if not nouns or colon > MOST_TOPIC or colon + 1 < len(self._atoms):
            return False
        self._open((self._atoms[0].start, self._atoms[colon - 1].end), None, (nouns[0], nouns[0]))
        if self.opened is not None:
            self.opened.source_tag = "p"
        return True

    def _try_said_noun(self, at: int) -> bool:
        """Add a quotation between its owner and a noun of saying: Kaya'nın "…" | sözleri."""
        if at == 0 or self._low(at) not in self._words["said_noun"]:
            return False
        if self._atoms[at - 1].tag != "Q":
            return False
        owners = [
            run
            for run in find_names(self._atoms[: at - 1], self._lexicon)
            if self._low(run.last).partition("'")[2] in self._words["owner_ending"]
        ]
        quotation = self._atoms[at - 1].quotation
        is_speech = quotation is not None and self._words_of(quotation) >= SHORTEST_SPEECH
        if not is_speech:
            return False
        if not owners or at - 1 - owners[-1].last > MOST_LEAD:
            return self._add_said_by_office(at)
        first = owners[-1].first
        while first > 0 and self._leads_to_name(first - 1) and self._atoms[first - 1].tag != ",":
            first -= 1
        cue = (self._atoms[at].start, self._atoms[at].end)
        self._append([self._range(at - 1, at - 1)], cue, None, "quote", (first, owners[-1].last))
        return True

    def _add_said_by_office(self, at: int) -> bool:
        """Add a quotation between an office in the genitive and a noun of saying: avukatın "…" |
        sözlerine.
        """
        owner = at - 2 - (self._low(at - 2) == ",")
        if owner < 0 or not self._is_owning_office(owner):
            return False
        cue = (self._atoms[at].start, self._atoms[at].end)
        self._append([self._range(at - 1, at - 1)], cue, None, "quote", (owner, owner))
        return True

    def _is_owning_office(self, at: int) -> bool:
        low, endings = self._low(at), self._words["owner_ending"]
        return any(
            low.endswith(ending) and is_role(low.removesuffix(ending), self._lexicon)
            for ending in endings
        )

    def _leads_to_name(self, at: int) -> bool:
        """Return whether a word before a name is an office, or an adjective before one."""
        is_office = is_role(self._low(at), self._lexicon)
        ahead = [self._low(at + 1), self._low(at + 2)]  # İç | işleri Bakanı
        if ahead[0] in self._words["according_after"]:
            ahead = []
        is_adjective = self._atoms[at].tag == "w" and any(is_role(a, self._lexicon) for a in ahead)
        return self._atoms[at].tag in "XT" or is_office or is_adjective

    def _is_oblique(self, at: int) -> bool:
        """Return whether a name has a case, so that it is not the subject of what follows: diyen
        Ali Kaya'yı | azarladı.
        """
        return "'" in self._low(at)

    def _is_clause_end(self, at: int) -> bool:
        """Return whether a word ends a reported clause: a nominalised verb in a case, or a noun
        for what is stressed (önemini).
        """
        low = self._low(at)
        if low in self._words["no_clause"]:
            return False
        return low.endswith(self._lexicon.clause_endings) or low in self._words["clause_noun"]
