"""The head of a noun phrase: the words of its first part, without what describes them.

1. A preposition, "who" or a comma ends it: friends | of the mayor. "Of" does not inside the name of
   a body: Ministry of Health.
2. A participle with a phrase ends it: messages | sent to a friend.
3. The name behind the participle of a document is the speaker: a letter signed by | the Guards.
"""

from monitor.statements.english.phrases import PhraseWalker


class HeadFinder(PhraseWalker):
    """Finds the heads of noun phrases in one sentence."""

    def head_of(self, first: int, last: int) -> tuple[int, int]:
        """Return first and last atom of the head noun phrase, without its article."""
        atoms = self._atoms
        end = first
        at = first
        while at <= last:
            atom = atoms[at]
            issuer = self._issuer(at, first) if at > first else None
            if issuer is not None:
                return issuer
            is_cut = at > first and atom.low in self._words["cuts_head"]
            if atom.tag == "(" and (behind := self._behind_acronym(at, last)) is not None:
                at = behind
                continue
            if atom.tag == "," and self._is_before_suffix(at):
                at += 1
                continue
            if atom.tag in ",(-;:" or (is_cut and not self._is_in_name(at, last)):
                break
            if at > first and self._is_reduced_relative(at):
                break
            if atom.tag in "XwNTopDQ" or atom.tag == "R":
                end = at
            at += 1
        portfolio = self._behind_portfolio(end, last)
        return portfolio or self._second_office(first, end, last) or (first, end)

    def _behind_portfolio(self, end: int, last: int) -> tuple[int, int] | None:
        """Return the name behind an office of two fields: Trade and Energy Minister | Anna Berg."""
        atoms = self._atoms
        if end + 3 > last or atoms[end].low not in self._words["portfolio"]:
            return None
        behind = range(end + 2, last + 1)
        if atoms[end + 1].tag != "C" or any(atoms[n].tag not in "XT" for n in behind):
            return None
        office = next((n for n in reversed(behind) if atoms[n].low in self._offices), last)
        return (office + 1, last) if office < last else None

    def _behind_acronym(self, at: int, last: int) -> int | None:
        """Return the atom after a short name in parentheses inside a phrase, or None: the National
        Alliance (Nasa) | leader.
        """
        atoms = self._atoms
        if at + 3 > last or atoms[at + 1].tag != "X" or atoms[at + 2].tag != ")":
            return None
        following = atoms[at + 3]
        is_office = following.low in self._words["role"] or following.tag == "T"
        return at + 3 if is_office and atoms[at - 1].tag == "X" else None

    def _second_office(self, first: int, end: int, last: int) -> tuple[int, int] | None:
        """Return the name behind two offices of one person: Prime Minister and Defence Minister |
        Anna Berg. An article or a name in the first would be another person's.
        """
        atoms = self._atoms
        is_title = all(atom.tag in "XTw" for atom in atoms[first : end + 1])
        if not is_title or atoms[end].low not in self._two_offices or end + 2 > last:
            return None
        behind = atoms[end + 2 : last + 1]
        if atoms[end + 1].tag != "C" or any(atom.tag not in "XTwN" for atom in behind):
            return None
        place = next((n for n in range(last, end + 1, -1) if atoms[n].low in self._offices), last)
        is_name = all(atom.tag == "X" for atom in atoms[place + 1 : last + 1])
        return (place + 1, last) if is_name and place < last else None

    def _is_reduced_relative(self, at: int) -> bool:
        """Return whether a participle with a phrase follows a noun: messages | sent to a friend."""
        atom, before = self._atoms[at], self._atoms[at - 1]
        if atom.tag != "w" or before.tag not in "wXN" or at + 1 >= len(self._atoms):
            return False
        return self.is_past(atom) and self._atoms[at + 1].tag == "P"

    def _is_in_name(self, at: int, last: int) -> bool:
        """Return whether "of" belongs to the name of a body: the Ministry of Health."""
        atoms = self._atoms
        is_office = atoms[last].low in self._words["role"] and atoms[last - 1].tag == "X"
        if is_office and atoms[at - 1].tag == "X" and atoms[at + 1].tag == "X":
            return True  # a Department for Water spokesman
        is_of = atoms[at].low in self._words["genitive"] and at + 1 <= last
        is_body = atoms[at - 1].tag == "X" and atoms[at - 1].low in self._words["body_of"]
        return is_of and is_body and atoms[at + 1].tag == "X"

    def _issuer(self, at: int, first: int) -> tuple[int, int] | None:
        """Return the name behind a participle of a document: a statement | released by the Guards.

        Return None for any other word.
        """
        atoms = self._atoms
        if at + 2 >= len(atoms) or atoms[at + 1].low not in self._words["by_word"]:
            return None
        documents = self._lexicon.words_in("speech", "proving")
        is_participle = atoms[at].tag == "w" and atoms[at].low.endswith(self._endings["past"])
        if not is_participle or not any(atom.low in documents for atom in atoms[first:at]):
            return None
        begin = at + 2 + (atoms[at + 2].tag == "D")
        last = self._phrase_end(begin)
        return None if last is None or atoms[last].tag != "X" else (begin, last)
