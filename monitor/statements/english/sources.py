"""Source phrases: the subject of a verb of saying.

Left of a verb everything back to the clause's boundary belongs to its subject, less an introduction
("In a letter, …"):

1. Adverbs, auxiliaries and negations next to the verb are passed over.
2. A comma there closes an apposition, a relative clause or a parenthesis, and the subject precedes
   the comma that opens it.
3. A noun phrase runs left over nouns, names, "of", "in" … until a boundary: comma, colon, another
   verb, a subordinator.
4. The head is the last word of the first noun phrase: in "Mohammed al-Sayhoud, an Iraqi MP from
   Nouri al-Maliki's bloc" it is the name in front.
"""

from itertools import pairwise

from monitor.languages.given_names import given_names
from monitor.statements.atoms import Atom
from monitor.statements.english.main_clauses import MainClauseFinder, Source
from monitor.statements.english.phrases import LONGEST_APPOSITION

TITLE = 40
"""Characters of a quotation that is a title in an apposition: the author of “Viral,” about …"""


class SourceFinder(MainClauseFinder):
    """Finds source phrases in one sentence."""

    def group_start(self, verb: int) -> tuple[int, set[str], str]:
        """Return the first atom of the verb group, and the tags and the words passed over."""
        first, passed, words = verb, set(), []
        while (
            first > 0
            and (
                self._atoms[first - 1].tag in "RGBHM"
                or (
                    self._atoms[first - 1].low in self._late
                    and first > 1
                    and self._atoms[first - 2].tag in "GH"
                )
            )
            and not self._is_noun_here(first - 1)
        ):
            first -= 1
            passed.add(self._atoms[first].tag)
            words.append(self._atoms[first].low)
        return first, passed, " ".join(reversed(words))

    def left_of(self, verb_group: int) -> Source | None:
        """Return the subject that ends right before the verb group, or None."""
        last = verb_group - 1
        if last < 0:
            return None
        atom = self._atoms[last]
        if atom.tag in ",-":
            return self._before_apposition(last)
        if atom.tag == ")":
            opening = self._opening(last)
            if opening is None or opening == 0:
                return None
            inner = self.left_of(opening)
            return Source(inner.first, last, inner.head_first, inner.head_last) if inner else None
        if atom.low in self._words["relative_pronoun"] and last > 0:
            return self._antecedent(last)
        if atom.tag == "p":
            return Source(last, last, last, last)
        first = self._phrase_start(last)
        return self._trim(first, last) if first is not None else None

    def verb_behind(self, source: Source) -> Atom | None:
        """Return the atom behind a subject and its apposition: Anna Berg, the mayor, | was late."""
        atoms, at = self._atoms, source.last + 1
        if atoms[at].tag != ",":
            return atoms[at]
        begins = at + 1 < len(atoms) and atoms[at + 1].tag in "DTwo"
        mark = next((n for n in range(at + 1, len(atoms) - 1) if atoms[n].tag in ",.;:Q"), None)
        is_closed = begins and mark is not None and atoms[mark].tag == ","
        return atoms[mark + 1] if is_closed and mark is not None else None

    def right_of(self, verb: int) -> Source | None:
        """Return the subject that follows its verb (``said Ron Geffner, a lawyer for hedge
        funds``), or None.
        """
        atoms = self._atoms
        at = verb + 1
        if at >= len(atoms):
            return None
        if atoms[at].tag == "p":
            return Source(at, at, at, at)
        last = self._phrase_end(at)
        if last is None:
            return None
        head = self.head_of(at, last)
        while (
            last + 2 < len(atoms)
            and atoms[last + 1].low in self._words["attaches_to_name"]
            and atoms[last + 2].tag in "XTD"
        ):
            further = self._phrase_end(last + 2)
            if further is None:
                break
            last = further
        end = self._apposition_end(last)
        if (name := self._name_after(last)) is not None:
            end = name[1]
            if atoms[head[1]].tag != "X":
                head = name  # "its Norland president, Karim Sabri": the name is the speaker
        return Source(at, end, *head)

    def _is_named(self, first: int, last: int) -> bool:
        return any(atom.tag in "XT" for atom in self._atoms[first : last + 1])

    def _name_after(self, last: int) -> tuple[int, int] | None:
        """Return the bare name that a comma puts beside a phrase: ``one of them, Noor Jabbar.``"""
        atoms = self._atoms
        first = at = last + 2
        if first >= len(atoms) or atoms[last + 1].tag != "," or atoms[first].tag not in "XT":
            return None
        while at < len(atoms) and (
            atoms[at].tag in "XT"
            or (
                at > first
                and atoms[at].low in self._words["name_particle"]
                and atoms[at + 1 : at + 2]
            )
        ):
            at += 1
        is_alone = at >= len(atoms) or atoms[at].tag in ",.;"
        return (
            (first, at - 1)
            if is_alone and any(atom.tag == "X" for atom in atoms[first:at])
            else None
        )

    def phrase_from(self, first: int, *, is_leading: bool = False) -> Source | None:
        """Return the noun phrase from an atom on (after "according to"), with its apposition.

        If the phrase leads its sentence, what follows its comma is an apposition only between two
        commas and without a verb: "According to the ministry, the bridge is safe".
        """
        atoms = self._atoms
        if first >= len(atoms):
            return None
        if atoms[first].tag in "po":
            return Source(first, first, first, first)
        last = self._phrase_end(first)
        if last is None:
            return None
        end = last
        while end + 1 < len(atoms) and atoms[end + 1].tag in "wXTNPD":
            end += 1  # "a CBS poll released Monday", "two people briefed on the talks"
        whole = self._apposition_end(end)
        if is_leading and whole > end and not self._is_enclosed(end + 1, whole):
            whole = end
        return Source(first, whole, *self.head_of(first, last))

    def _is_enclosed(self, comma: int, last: int) -> bool:
        """Return whether two commas enclose words without a verb, or a relative clause."""
        atoms = self._atoms
        if last + 1 >= len(atoms) or atoms[last + 1].tag != ",":
            return False
        inside = atoms[comma + 1 : last + 1]
        is_relative = inside[0].low in self._words["who_which"]
        return is_relative or not any(atom.tag in "BHMp" for atom in inside)

    def _is_noun_here(self, at: int) -> bool:
        atom = self._atoms[at]
        return (
            atom.tag == "R"
            and atom.low in self._words["noun_adverb"]
            and at > 0
            and self._atoms[at - 1].tag in "DP"
        )

    def _before_apposition(self, comma: int) -> Source | None:
        atoms = self._atoms
        mark = atoms[comma].tag
        if (named := self._before_who(comma)) is not None:
            return named
        opening = comma - 1
        while opening >= 0 and comma - opening <= LONGEST_APPOSITION:
            tag = atoms[opening].tag
            if tag == mark:
                break
            if (
                tag in ".;:Q"
                and mark == ","
                and not (tag == "Q" and atoms[opening].end - atoms[opening].start < TITLE)
            ):
                return None
            opening -= 1
        else:
            return None
        if opening < 0 or opening + 1 >= comma or not self._may_be_aside(opening + 1, comma - 1):
            return None
        inner = self.left_of(opening)
        if inner is None:
            return None
        owner = self._owner(inner)
        head = (owner.head_first, owner.head_last)
        if (
            owner is inner
            and self._is_description(head)
            and (name := self._name_after(opening - 1)) is not None
        ):
            head = name  # "its spokesman, Abu Hadi, wrote": the name is the speaker
        return Source(owner.first, comma - 1, *head)

    def _is_description(self, head: tuple[int, int]) -> bool:
        """Return whether a head describes an office: its spokesman; Convener | of the forum."""
        atoms, (first, last) = self._atoms, head
        is_office = first == last == 0 and atoms[1].low in self._words["genitive"]
        return atoms[last].tag != "X" or is_office

    def _before_who(self, comma: int) -> Source | None:
        """Return the name before a relative clause that a single comma ends: Anna Berg who left,
        | said.
        """
        atoms = self._atoms
        places = range(comma - 1, max(0, comma - LONGEST_APPOSITION), -1)
        who = next((n for n in places if atoms[n].tag in ",.;:Q-()" or self._is_who(n)), None)
        if who is None or not self._is_who(who) or atoms[who - 1].tag != "X":
            return None
        named = self._antecedent(who)
        if named is None:
            return None
        return Source(named.first, comma - 1, named.head_first, named.head_last)

    def _is_who(self, at: int) -> bool:
        return self._atoms[at].low in self._words["who"]

    def _owner(self, inner: Source) -> Source:
        """Return the phrase that an apposition belongs to if commas separate several, else the
        phrase itself.

        Example: "Ayrault, the minister of France, a member of …".
        """
        atoms = self._atoms
        if inner.first < 2:
            return inner
        if atoms[inner.first - 1].tag == "P" and atoms[inner.first - 2].tag == ",":
            outer = self.left_of(inner.first - 2)  # Anna Berg, | of Springfield, Va., said
            return outer if outer is not None and atoms[outer.head_last].tag == "X" else inner
        if atoms[inner.first - 1].tag != ",":
            return inner
        subject = self.first_subject(inner.first)
        if subject is None or not any(
            atom.tag == "X" for atom in atoms[subject.head_first : subject.head_last + 1]
        ):
            return inner
        if atoms[subject.head_last].low in self._offices and atoms[inner.head_last].tag == "X":
            return Source(subject.first, inner.last, inner.head_first, inner.head_last)
        between = atoms[subject.last + 1 : inner.first]
        has_verb = any(
            atom.tag in "BHMSCp" or (atom.low in self._verbs and before.tag != "P")
            for before, atom in pairwise([atoms[subject.last], *between])
        )
        return inner if has_verb or not between or between[0].tag != "," else subject

    def _may_be_aside(self, first: int, last: int) -> bool:
        """Return whether two commas can enclose an apposition, a relative clause or an aside."""
        atom = self._atoms[first]
        if atom.tag in "DNRXTP" or atom.low in self._words["begins_aside_phrase"]:
            return not (atom.tag == "P" and last - first > 20)
        if atom.tag == "w":
            return True
        return (
            atom.tag == "S" and atom.low in self._words["aside_subordinator"]
        ) or atom.tag == "C"

    def _antecedent(self, relative: int) -> Source | None:
        at = relative - 1
        if self._atoms[at].tag == ",":
            at -= 1
        if at < 0 or self._atoms[at].tag not in "XwTN)":
            return None
        if self._atoms[at].tag == ")":
            opening = self._opening(at)
            if not opening:
                return None
            at = opening - 1
        first = self._phrase_start(at)
        if first is None:
            return None
        # The nearest noun phrase is the antecedent: not the object's owner further left.
        start = at
        while start > first and self._belongs_left(start):
            start -= 1
        if self._atoms[relative].low in self._words["who"]:
            start = self._owner_start(first, start)
        return Source(start, relative, *self.head_of(start, at))

    def _owner_start(self, first: int, body: int) -> int:
        """Return where the person of a body begins whom "who" means: Anna Berg | of the Union."""
        atoms, of = self._atoms, body - 1
        is_of = of - 2 >= first and atoms[of].low in self._words["genitive"]
        if not is_of or atoms[of - 1].tag != "X" or atoms[of - 2].tag not in "XT":
            return body
        return of - 2

    def _is_participle_phrase(self, first: int, last: int) -> bool:
        """Return whether a participle phrase begins a sentence: "Speaking outside court"."""
        atoms = self._atoms
        is_participle = atoms[first].low.endswith(self._endings["participle"])
        return first == 0 and last > 1 and is_participle and atoms[1].tag in "PRD"

    def _belongs_left(self, at: int) -> bool:
        """Return whether the word before one belongs to its noun phrase: paying | an architect."""
        before = self._atoms[at - 1].tag
        return before == "D" or (before in "XTwN" and self._atoms[at].tag != "D")

    def _trim(self, first: int, last: int) -> Source | None:
        """Return a subject without the introduction of its clause, and its head."""
        atoms = self._atoms
        while first < last and (
            atoms[first].tag in "CRS"
            or atoms[first].low in self._words["but_and"]
            or atoms[first].low in self._words["question_word"]
        ):
            first += 1
        is_introduction = atoms[first].tag == "P" and (
            atoms[first].low not in self._words["about_number"]
        )
        if is_introduction or self._is_participle_phrase(first, last):
            first = self._after_introduction(first, last)
        while first < last and atoms[first].tag in "RP":
            first += 1
        last = self._without_time(first, last)
        if first > last or (
            atoms[last].tag in "PD" and atoms[last].low in self._words["ends_no_phrase"]
        ):
            return None
        return Source(first, last, *self.head_of(first, last))

    def _without_time(self, first: int, last: int) -> int:
        """Return the place before "on Sunday" and "in February" between a subject and its verb."""
        at = last
        is_name = self._atoms[at].low in self._words["name_month"]
        if is_name and self._atoms[at].tag == "X" and self._atoms[at - 1].low in given_names():
            return last  # Theresa May
        while at > first and (
            self._atoms[at].low in self._times
            or self._atoms[at].tag == "N"
            or self._atoms[at].low in self._words["last_next"]
        ):
            at -= 1
        if at < last and at > first and self._atoms[at].low in self._words["before_time"]:
            return at - 1
        return at if at < last and at > first and self._atoms[at].tag in "XwT)" else last

    def _after_introduction(self, first: int, last: int) -> int:
        """Return the place after an introduction: "On Sunday", "In February the coalition"."""
        atoms = self._atoms
        at = first + 1
        while at <= last and (
            atoms[at].low.rstrip(".") in self._times
            or atoms[at].low in self._times
            or atoms[at].tag == "N"
        ):
            at += 1
        if first + 1 < at <= last:
            return at
        for place in range(first + 2, last + 1):
            if (
                atoms[place].tag == "D"
                and atoms[place - 1].tag in "Xw"
                and atoms[place].low in self._words["begins_noun"]
            ):
                return place
            is_after = atoms[place - 1].tag == "w" or atoms[place - 1].low in self._times
            if atoms[place].tag in "XT" and is_after:
                return place
        return last if atoms[last].tag in "Xw" and last - first == 1 else first
