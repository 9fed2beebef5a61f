"""Source phrases: who is the subject of a verb of saying.

Left of a verb everything back to the clause's boundary belongs to its subject, less an introduction ("In a letter, …"):

1. Adverbs, auxiliaries and negations next to the verb are passed over.
2. A comma there closes an apposition, a relative clause or a parenthesis, and the subject stands before the comma
   that opens it.
3. A noun phrase runs left over nouns, names, "of", "in" … until a boundary: comma, colon, another verb, a subordinator.
4. The head is the last word of the first noun phrase: in "Mohammed al-Sayhoud, an Iraqi MP from Nouri al-Maliki's bloc"
   it is the name in front.
"""

from dataclasses import dataclass

from monitor.statements.lexicon import Lexicon
from monitor.statements.tokens import Atom

NOMINAL = frozenset("XwNDTPoQ")
LONGEST_APPOSITION = 45
"""Atoms; the longest seen in 284 annotated articles has 38."""

_CUTS_HEAD = frozenset(
    "who of from at in for with on whose that and which under by to against inside behind outside near".split()
)
_CHAIN_BEFORE_DETERMINER = frozenset(
    "of for from with by at in on and under to against between among like inside behind near".split()
)
_CLAUSE_OPENERS = frozenset(
    "that if when while because although though as where whether unless whereas so but or yet than".split()
)

_OPENS_CLAUSE_TOO = frozenset("after before since until".split())


@dataclass(frozen=True, slots=True)
class Source:
    """A source phrase: atoms ``first`` to ``last`` of its sentence, its head among them."""

    first: int
    last: int
    head_first: int
    head_last: int


class SourceFinder:
    """Finds source phrases in one sentence."""

    def __init__(self, atoms: list[Atom], lexicon: Lexicon) -> None:
        self._atoms = atoms
        self._lexicon = lexicon
        self._verbs = lexicon.verbs
        self._titles = lexicon.words["title"]
        self._times = lexicon.words["time"]

    def group_start(self, verb: int) -> tuple[int, set[str], str]:
        """Return the first atom of the verb group, the tags passed over, and the words passed over."""
        first, passed, words = verb, set(), []
        while first > 0 and self._atoms[first - 1].tag in "RGBHM" and not self._is_noun_here(first - 1):
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
        if atom.low in ("who", "which", "that") and last > 0:
            return self._antecedent(last)
        if atom.tag == "p":
            return Source(last, last, last, last)
        first = self._phrase_start(last)
        return self._trimmed(first, last) if first is not None else None

    def right_of(self, verb: int) -> Source | None:
        """Return the subject that follows its verb (``said Ron Geffner, a lawyer for hedge funds``), or None."""
        atoms = self._atoms
        at = verb + 1
        if at >= len(atoms):
            return None
        if atoms[at].tag == "p":
            return Source(at, at, at, at)
        last = self._phrase_end(at)
        if last is None:
            return None
        head = self._head(at, last)
        while (
            last + 2 < len(atoms)
            and atoms[last + 1].low in ("to", "from", "with", "for", "of")
            and atoms[last + 2].tag in "XTD"
        ):
            further = self._phrase_end(last + 2)
            if further is None:
                break
            last = further
        end = self._apposition_end(last)
        if (name := self._name_after(last)) is not None:
            end = name[1]
            if not any(atom.tag in "XT" for atom in atoms[head[0] : head[1] + 1]):
                head = name  # "its president, Karim Sabri": the name is who speaks
        return Source(at, end, *head)

    def _name_after(self, last: int) -> tuple[int, int] | None:
        """Return the bare name that a comma puts beside a phrase: ``one of them, Noor Jabbar.``"""
        atoms = self._atoms
        first = at = last + 2
        if first >= len(atoms) or atoms[last + 1].tag != "," or atoms[first].tag not in "XT":
            return None
        while at < len(atoms) and atoms[at].tag in "XT":
            at += 1
        is_alone = at >= len(atoms) or atoms[at].tag in ",.;"
        return (first, at - 1) if is_alone and any(atom.tag == "X" for atom in atoms[first:at]) else None

    def first_subject(self, before: int) -> Source | None:
        """Return the subject of the sentence's main clause, as far as it stands before an atom: for inherited subjects."""
        atoms = self._atoms
        at = 0
        while at < before:
            atom = atoms[at]
            if (
                atom.tag in "PS"
                or atom.low in self._times
                or (atom.tag in "wX" and atom.low.endswith(("ing", "ed")) and at == 0)
            ):
                comma = next((n for n in range(at, before) if atoms[n].tag == ","), None)
                if comma is None:
                    return None
                at = comma + 1
            elif atom.tag in "CR,-" or (atom.tag == "Q" and at + 1 < before):
                at += 1
            else:
                break
        if at >= before:
            return None
        if atoms[at].tag == "p":
            return Source(at, at, at, at)
        last = self._phrase_end(at, until=before)
        if last is None:
            return None
        return Source(at, last, *self._head(at, last))

    def phrase_from(self, first: int) -> Source | None:
        """Return the noun phrase that starts at an atom (after "according to"), its apposition included."""
        if first >= len(self._atoms):
            return None
        if self._atoms[first].tag in "po":
            return Source(first, first, first, first)
        last = self._phrase_end(first)
        if last is None:
            return None
        end = last
        while end + 1 < len(self._atoms) and self._atoms[end + 1].tag in "wXTNPD":
            end += 1  # "a CBS poll released Monday", "two people briefed on the talks"
        return Source(first, self._apposition_end(end), *self._head(first, last))

    # -- left side ---------------------------------------------------------------------------------------------

    def _is_noun_here(self, at: int) -> bool:
        atom = self._atoms[at]
        return (
            atom.tag == "R"
            and atom.low in ("all", "both", "there", "here", "first")
            and at > 0
            and self._atoms[at - 1].tag in "DP"
        )

    def _before_apposition(self, comma: int) -> Source | None:
        atoms = self._atoms
        mark = atoms[comma].tag
        opening = comma - 1
        while opening >= 0 and comma - opening <= LONGEST_APPOSITION:
            tag = atoms[opening].tag
            if tag == mark:
                break
            if tag in ".;:Q" and mark == ",":
                return None
            opening -= 1
        else:
            return None
        if opening < 0 or opening + 1 >= comma or not self._may_stand_apart(opening + 1, comma - 1):
            return None
        inner = self.left_of(opening)
        if inner is None:
            return None
        return Source(inner.first, comma - 1, inner.head_first, inner.head_last)

    def _may_stand_apart(self, first: int, last: int) -> bool:
        """Return whether atoms between two commas can be an apposition, a relative clause or an aside to a subject."""
        atom = self._atoms[first]
        if atom.tag in "DNRXTP" or atom.low in (
            "who",
            "which",
            "whose",
            "whom",
            "where",
            "now",
            "then",
            "himself",
            "herself",
        ):
            return not (atom.tag == "P" and last - first > 14)
        if atom.tag == "w":
            return not (atom.low.endswith("ing") and atom.low in self._verbs)
        return (atom.tag == "S" and atom.low in ("as", "when", "while", "though", "if")) or atom.tag == "C"

    def _opening(self, closing: int) -> int | None:
        for at in range(closing - 1, max(-1, closing - 25), -1):
            if self._atoms[at].tag == "(":
                return at
        return None

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
        while (start > first and self._atoms[start - 1].tag in "XTwN") or (
            start > first and self._atoms[start - 1].tag == "D"
        ):
            start -= 1
        return Source(start, relative, *self._head(start, at))

    def _phrase_start(self, last: int) -> int | None:
        """Walk left from the last word of a noun phrase to the first of everything that belongs to it."""
        atoms = self._atoms
        if atoms[last].tag not in "XwNTDoR)" or (atoms[last].tag == "D" and atoms[last].low in ("the", "a", "an")):
            return None
        at = last
        while at >= 0:
            atom = atoms[at]
            tag = atom.tag
            if tag in "XNT":
                at -= 1
            elif tag == "w":
                if self._is_finite_verb(at):
                    break
                at -= 1
            elif atom.low in _OPENS_CLAUSE_TOO and at < last:
                break  # "Oil rose after the Guards vowed to …"
            elif tag in "DP" or tag == "o":
                at -= 1
            elif tag == "Q":
                if at + 1 > last or at == 0 or atoms[at - 1].tag not in "XwDT" or atom.end - atom.start > 28:
                    break  # only a nickname belongs to a noun phrase: Thomas "Mac" McLarty
                at -= 1
            elif tag == "R" and at < last:
                at -= 1
            elif tag == ")":
                opening = self._opening(at)
                if opening is None:
                    break
                at = opening - 1
            elif tag in "BHMp" or atom.low in ("who", "which", "that"):
                relative = self._relative_start(at)
                if relative is None:
                    break
                at = relative - 1
            elif tag == "C" and atom.low in ("and", "or") and self._joins_phrases(at, last):
                at -= 1
            else:
                break
        first = at + 1
        return first if first <= last else None

    def _relative_start(self, at: int) -> int | None:
        """Return the place of the relative pronoun whose clause holds this verb, if it stands near on the left."""
        atoms = self._atoms
        for place in range(at, max(-1, at - 12), -1):
            low, tag = atoms[place].low, atoms[place].tag
            if low in ("who", "which") or (
                low == "that" and place > 0 and atoms[place - 1].tag in "wXN" and not self._is_finite_verb(place - 1)
            ):
                return place if place > 0 and atoms[place - 1].tag in "wXNT)" else None
            if tag in ",.;:Q-":
                return None
        return None

    def _is_finite_verb(self, at: int) -> bool:
        atom = self._atoms[at]
        verb = self._verbs.get(atom.low)
        if verb is None or verb.form == "ing":
            return False
        before = self._atoms[at - 1] if at else None
        if before is None:
            return False
        after = self._atoms[at + 1].low if at + 1 < len(self._atoms) else ""
        if verb.form == "past":
            return not (before.tag in "DB" or after in ("by", "of"))
        if verb.is_ambiguous:
            return before.tag == "p"
        return before.tag in "pXw"

    def _joins_phrases(self, at: int, last: int) -> bool:
        """Return whether "and" joins two noun phrases of one subject rather than two clauses."""
        atoms = self._atoms
        if at == 0 or at == last:
            return False
        before, after = atoms[at - 1], atoms[at + 1]
        if before.tag not in "XwTN)" or after.tag not in "XwTNDR":
            return False
        if after.tag == "D" and before.tag == "w":
            return self._phrase_reaches_boundary(at - 1)
        return self._phrase_reaches_boundary(at - 1)

    def _phrase_reaches_boundary(self, at: int) -> bool:
        """Return whether nothing but a noun phrase stands between a place and the clause's start."""
        atoms = self._atoms
        steps = 0
        while at >= 0 and steps < 14:
            atom = atoms[at]
            if atom.tag in ",;:.(-" or atom.tag == "Q":
                return True
            if atom.low in _CLAUSE_OPENERS:
                return True
            if atom.tag in "BHMp" or (atom.tag == "w" and (self._is_finite_verb(at) or atom.low.endswith("ed"))):
                return False
            at -= 1
            steps += 1
        return at < 0

    def _trimmed(self, first: int, last: int) -> Source | None:
        """Drop what introduces a clause from the front of its subject, and find the head."""
        atoms = self._atoms
        while first < last and (atoms[first].tag in "CRS" or atoms[first].low in ("but", "and")):
            first += 1
        if atoms[first].tag == "P" and atoms[first].low not in ("about", "over", "around"):
            first = self._after_introduction(first, last)
        while first < last and atoms[first].tag in "RP":
            first += 1
        last = self._without_time(first, last)
        if first > last or (atoms[last].tag in "PD" and atoms[last].low in ("the", "a", "an", "of")):
            return None
        return Source(first, last, *self._head(first, last))

    def _without_time(self, first: int, last: int) -> int:
        """Pass over "on Sunday" and "in February" between a subject and its verb."""
        at = last
        while at > first and (
            self._atoms[at].low in self._times
            or self._atoms[at].tag == "N"
            or self._atoms[at].low in ("last", "this", "next")
        ):
            at -= 1
        if at < last and at > first and self._atoms[at].low in ("on", "in", "late", "early"):
            return at - 1
        return at if at < last and at > first and self._atoms[at].tag in "XwT)" else last

    def _after_introduction(self, first: int, last: int) -> int:
        """Pass over "On Sunday", "In February the coalition", "In a statement Sadr"."""
        atoms = self._atoms
        at = first + 1
        while at <= last and (
            atoms[at].low.rstrip(".") in self._times or atoms[at].low in self._times or atoms[at].tag == "N"
        ):
            at += 1
        if first + 1 < at <= last:
            return at
        for place in range(first + 2, last + 1):
            if (
                atoms[place].tag == "D"
                and atoms[place - 1].tag in "Xw"
                and atoms[place].low in ("the", "a", "an", "his", "her", "their", "some", "many", "several")
            ):
                return place
            if atoms[place].tag in "XT" and atoms[place - 1].tag == "w":
                return place
        return last if atoms[last].tag in "Xw" and last - first == 1 else first

    def _head(self, first: int, last: int) -> tuple[int, int]:
        """Return first and last atom of the head noun phrase, its article left out."""
        atoms = self._atoms
        end = first
        at = first
        while at <= last:
            atom = atoms[at]
            if atom.tag in ",(-;:" or (at > first and atom.low in _CUTS_HEAD):
                break
            if atom.tag in "XwNTopDQ" or atom.tag == "R":
                end = at
            at += 1
        return first, end

    # -- right side --------------------------------------------------------------------------------------------

    def _phrase_end(self, first: int, until: int | None = None) -> int | None:
        """Walk right from the first word of a noun phrase to its last, without what stands apart."""
        atoms = self._atoms
        limit = len(atoms) if until is None else until
        at, last = first, None
        while at < limit:
            atom = atoms[at]
            tag = atom.tag
            if tag in "XNT":
                if atom.low in self._times and last is not None:
                    break
                last = at
            elif tag == "D":
                if last is not None and atoms[at - 1].tag not in "PC":
                    break
                if at + 1 < limit and atoms[at + 1].low == "of":
                    last = at  # "one of them", "some of the voters"
            elif tag == "w":
                if self._is_verb_like(at, first):
                    break
                last = at
            elif tag == "o" and (at == first or atoms[at - 1].low == "of"):
                last = at
                break
            elif tag == "P":
                if last is None or not self._carries_on(at, limit):
                    break
            elif tag == "C" and atom.low in ("and", "&"):
                if (
                    last is None
                    or at + 1 >= limit
                    or atoms[at + 1].tag not in "XTDw"
                    or self._is_verb_like(at + 1, first)
                ):
                    break
                if at + 2 < limit and atoms[at + 1].tag == "w" and atoms[at + 2].tag in "PDo":
                    break
            elif tag == "(":
                closing = next((n for n in range(at, min(limit, at + 20)) if atoms[n].tag == ")"), None)
                if closing is None or last is None:
                    break
                at = closing
                last = closing
            elif (
                tag == "Q"
                and last is not None
                and atom.end - atom.start < 40
                and at + 1 < limit
                and atoms[at + 1].tag in "XTw"
            ) or (tag == "R" and last is None):
                pass
            else:
                break
            at += 1
        return last

    def _is_verb_like(self, at: int, first: int) -> bool:
        atom = self._atoms[at]
        if at == first:
            return False
        verb = self._verbs.get(atom.low)
        if verb is not None and not verb.is_ambiguous:
            return True
        return (atom.low.endswith("ing") and self._atoms[at - 1].tag in "XN") or (
            atom.low.endswith("ed") and self._atoms[at - 1].tag == "X"
        )

    def _carries_on(self, at: int, limit: int) -> bool:
        """Return whether a preposition carries a noun phrase on ("of Iran", "for hedge funds") rather than ends it."""
        atoms = self._atoms
        low = atoms[at].low
        if at + 1 >= limit:
            return False
        following = atoms[at + 1]
        if following.low in self._times or following.tag == "N":
            return False
        if low == "of":
            return True
        if low in ("for", "from", "with", "at", "under", "against", "behind"):
            return (following.tag in "XwTD" and following.low not in ("the", "a", "an")) or (
                low in ("for", "from", "with", "under", "against") and following.tag == "D"
            )
        if low == "in":
            return following.tag == "X" and following.low not in self._times
        return False

    def _apposition_end(self, last: int) -> int:
        """Return the last atom of the apposition or relative clause that follows a subject on its right, if there is one."""
        atoms = self._atoms
        if last + 2 >= len(atoms):
            return last
        if atoms[last + 1].low in ("who", "whose"):
            start = last + 1
        elif (
            atoms[last + 1].tag == ","
            and (
                atoms[last + 2].low
                in (
                    "who",
                    "whose",
                    "which",
                    "a",
                    "an",
                    "the",
                    "one",
                    "director",
                    "president",
                    "chairman",
                    "former",
                    "co-founder",
                    "head",
                    "founder",
                )
                or atoms[last + 2].tag in "TN"
                or (atoms[last + 2].low in self._lexicon.words["role"])
            )
        ) or (
            atoms[last + 1].tag == ","
            and atoms[last + 2].tag == "X"
            and last + 3 < len(atoms)
            and atoms[last + 3].tag in ",."
        ):
            start = last + 2
        else:
            return last
        at = start
        while at < len(atoms) and atoms[at].tag not in ".Q;:,-":
            at += 1
        if at - start > LONGEST_APPOSITION or at == start:
            return last
        return at - 1
