"""Frames: the phrases in which a cue may have its content, and the end of that content.

Right of a cue, in this order: its particle ("called for"), a colon, a that-clause, a quotation, the
listener (`told reporters that …`), a to-infinitive, a bare clause, an object. Adverbs, days and
short asides ("in a statement", "on Twitter") may separate a cue from its content.
"""

from collections.abc import Callable
from dataclasses import dataclass

from monitor.languages.lexicon import Verb
from monitor.statements.english.clauses import ClauseReader
from monitor.statements.english.particles import is_followed_by

LONGEST_ASIDE = 16
"""Atoms between a cue and its content: "said in an interview on Friday with the paper that …"."""
SPEAKING = frozenset(("clause", "quote", "listener", "object", "askto"))
"""Frames of verbs that speak without a particle: not those of "go on to say"."""
QUOTING = frozenset(("quote",))


@dataclass(frozen=True, slots=True)
class Complement:
    """The content of a cue: atoms ``first`` to ``last``, and the form in which it occurs."""

    first: int
    last: int
    form: str
    cue_last: int
    """Last atom of the cue: its particle, if it has one."""


class FrameReader(ClauseReader):
    """Reads the complements of cues in one sentence."""

    def read(self, verb_at: int, verb: Verb) -> Complement | None:
        """Return the complement of an active verb that precedes its content, or None."""
        at = verb_at + 1
        behind_time = self._after_time(at) if verb.particles else at
        for words, frame in verb.particles:
            if frame != "skip" and self._follow(behind_time, words):
                place = behind_time + len(words)  # apologised on Wednesday for …
                complement = self._in_frame(place, frame, place - 1)
                if complement is not None or frame != "clause":
                    return complement
                continue  # "expressed regret over …": without a clause the phrase is an object
            if self._follow(at, words):
                return None
        return self._without_particle(at, verb_at, verb.frames)

    def _without_particle(self, at: int, verb_at: int, frames: frozenset[str]) -> Complement | None:
        """Return the first complement that a verb's frames allow, in the order of the module."""
        if "to" in frames and self._is_infinitive(at):
            return Complement(at, self._infinitive_end(at), "to", verb_at)
        readers: tuple[tuple[str, Callable[[int, int], Complement | None]], ...] = (
            ("listener", self._after_listener_bare),
            ("askto", self._after_listener_to),
            ("clause", self._bare),
            ("object", self._object),
        )
        marked = self._marked_in_frames(at, verb_at, frames)
        choices = (read(at, verb_at) for frame, read in readers if frame in frames)
        return marked or next((choice for choice in choices if choice is not None), None)

    def _marked_in_frames(self, at: int, verb_at: int, frames: frozenset[str]) -> Complement | None:
        """Return content with marks or "that" if a verb without its particle may have it.

        A verb that only introduces quotations has no that-clause: "thought that".
        """
        if frames.isdisjoint(SPEAKING):
            return None
        marked = self._marked_content(at, verb_at)
        is_quoted = marked is not None and self._atoms[marked.first].tag == "Q"
        return marked if is_quoted or frames != QUOTING else None

    def _after_listener_bare(self, at: int, cue_last: int) -> Complement | None:
        return self._after_listener(at, cue_last, bare=True)

    def _infinitive_end(self, first: int) -> int:
        """Return the end of an infinitive: a clause with a subject of its own is the writer's."""
        atoms = self._atoms
        last = self.clause_end(first)
        for at in range(first + 2, last - 1):
            opener, subject = atoms[at], atoms[at + 1]
            if opener.tag == "," and subject.low.endswith(self._endings["participle"]):
                return at - 1  # to raise its army, reversing its policy
            is_coordinated = opener.tag == "C" and atoms[at - 1].tag == ","
            is_adverbial = opener.low in self._words["after_infinitive"]
            if (is_coordinated and subject.tag in "pDX") or (is_adverbial and subject.tag == "p"):
                return at - 2 if is_coordinated else at - 1
        return last

    def read_object(self, verb_at: int, verb: Verb) -> Complement | None:
        """Return the object of a verb whose complement is not a clause, or None."""
        return self._object(verb_at + 1, verb_at) if "object" in verb.frames else None

    def has_particle(self, verb_at: int, verb: Verb) -> bool:
        """Return whether the words after a verb are its particle: "warned against"."""
        return any(
            self._follow(verb_at + 1, words) for words, frame in verb.particles if frame != "skip"
        )

    def after_listener(self, at: int) -> int | None:
        """Return the atom after a listener (`told The New York Times`), or None without one."""
        end = self._listener_end(at)
        return None if end is None else end + 1

    def _after_time(self, at: int) -> int:
        """Return the place after "on Wednesday", "late Monday" and similar adverbials of time."""
        while at < len(self._atoms) and self._atoms[at].tag == "R":
            at += 1  # spoke emotionally of …
        low = [atom.low for atom in self._atoms[at : at + 2]]
        if (
            len(low) == 2
            and low[0] in self._words["early_late"]
            and low[1] in self._words["on_word"]
        ):
            at, low = at + 1, [atom.low for atom in self._atoms[at + 1 : at + 3]]
        if len(low) == 2 and low[0] in self._words["time_opener"] and low[1] in self._times:
            return at + 2
        return at + 1 if low and low[0] in self._times else at

    def _follow(self, at: int, words: tuple[str, ...]) -> bool:
        return is_followed_by(self._atoms, at, words)

    def _in_frame(self, at: int, frame: str, cue_last: int) -> Complement | None:
        if at >= len(self._atoms) or self._atoms[at].tag in ".;)":
            return None
        if self._atoms[at].tag == "," and not (frame == "quote" and self._atoms[at + 1 : at + 2]):
            return None
        if frame == "object":
            return self._object(at, cue_last)
        if frame == "askto":
            return self._after_listener_to(at, cue_last)
        if frame == "that":
            return Complement(at - 1, self.clause_end(at), "that", cue_last - 1)
        return self._marked_content(at, cue_last) or (
            self._bare(at, cue_last) if frame == "clause" else None
        )

    def _marked_content(self, at: int, cue_last: int) -> Complement | None:
        """Return a that-clause, a colon or a quotation, possibly after an aside."""
        is_aside = False
        for place in range(at, min(len(self._atoms), at + LONGEST_ASIDE)):
            if self._marks_content(place, is_first=place == at, is_aside=is_aside):
                return self._content_at(place, cue_last, is_first=place == at, is_aside=is_aside)
            if self._continues_aside(place, is_first=place == at, is_aside=is_aside):
                is_aside = True
            elif not is_aside or self._ends_aside(place):
                return None
        return None

    def _marks_content(self, place: int, *, is_first: bool, is_aside: bool) -> bool:
        """Return whether a mark or a word introduces content: a colon, a quotation, that, of."""
        atom = self._atoms[place]
        if atom.tag in ":Q":
            return True
        if is_first and atom.low in self._words["about_of"]:
            return self._quotation_after_of(place) is not None
        if atom.low not in self._words["complementizer"]:
            return False
        if (is_first or is_aside) and self._is_complementizer(place):
            return True
        return is_first and place + 2 < len(self._atoms) and self._atoms[place + 1].tag in "BM"

    def _content_at(
        self, place: int, cue_last: int, *, is_first: bool, is_aside: bool
    ) -> Complement | None:
        """Return the content that a mark or a word introduces, or None without any."""
        atoms = self._atoms
        tag = atoms[place].tag
        if tag == ":":
            first = place + 1
            is_last = first >= len(atoms)
            return None if is_last else Complement(first, self._colon_end(first), "colon", cue_last)
        if tag == "Q":
            if not (is_first or is_aside or atoms[place - 1].tag in ",R"):
                return None
            return Complement(place, self._quotation_end(place), "quote", cue_last)
        if atoms[place].low in self._words["complementizer"]:
            # "said that would permit …": the word is the subject of the content
            form = "that" if self._is_complementizer(place) else "bare"
            return Complement(place, self.clause_end(place), form, cue_last)
        said = self._quotation_after_of(place)
        assert said is not None  # so the word marks content
        return Complement(said, self._quotation_end(said), "quote", cue_last)

    def _continues_aside(self, place: int, *, is_first: bool, is_aside: bool) -> bool:
        """Return whether a word begins or continues an aside before content: on Monday, in Bonn."""
        atom = self._atoms[place]
        if atom.tag == ",":
            return self._is_comma_of_aside(place, is_first=is_first, is_aside=is_aside)
        if atom.tag in "RN" or atom.low in self._times or self._is_before_time(place):
            return True
        is_led = atom.tag == "P" and atom.low not in self._words["genitive"]
        return is_led and (is_first or is_aside)

    def _is_comma_of_aside(self, comma: int, *, is_first: bool, is_aside: bool) -> bool:
        """Return whether content or an adverbial follows a comma."""
        if comma + 1 >= len(self._atoms):
            return False
        following = self._atoms[comma + 1]
        if following.tag == "Q":
            return True
        if is_aside:
            return following.low in self._words["complementizer"]
        return is_first and following.tag in "PR"

    def _ends_aside(self, place: int) -> bool:
        """Return whether a word shows that an aside leads to no content: a mark, another verb."""
        atoms = self._atoms
        atom, following = atoms[place], atoms[place + 1 : place + 2]
        if atom.tag == ",":
            return not (following and following[0].tag in "QS")
        return atom.tag in ".;)pBHM" or self._notes_that(atom, following)

    def _is_before_time(self, at: int) -> bool:
        """Return whether a word opens an adverbial of time: last | month."""
        atoms = self._atoms
        is_opener = atoms[at].low in self._words["last_next"]
        return is_opener and at + 1 < len(atoms) and atoms[at + 1].low in self._times

    def _quotation_after_of(self, at: int) -> int | None:
        """Return the quotation after "of" and a name with a comma or colon: says of Clinton, “…”"""
        atoms = self._atoms
        for place in range(at + 1, min(at + 9, len(atoms) - 1)):
            if atoms[place].tag in ",:":
                return place + 1 if atoms[place + 1].tag == "Q" else None
            if atoms[place].tag not in "XTDwNo":
                return None
        return None

    def _is_complementizer(self, at: int) -> bool:
        tags = [atom.tag for atom in self._atoms[at + 1 : at + 3]]
        if tags[:1] == [","] and len(tags) > 1:
            # "tweeted that, “…”", "said that, if elected, he would …"
            return tags[1] in "QPS"
        return bool(tags) and tags[0] not in ".,;BHM)"

    def _colon_end(self, first: int) -> int:
        if first >= len(self._atoms):
            return first
        if self._atoms[first].tag == "Q":
            return self._quotation_end(first)
        return len(self._atoms) - (2 if self._atoms[-1].tag == "." else 1)

    def _quotation_end(self, first: int) -> int:
        """Return the end of content that starts with a quotation, with the rest of its clause."""
        atoms = self._atoms
        quotation = atoms[first].quotation
        assert quotation is not None
        if first + 1 >= len(atoms) or atoms[first + 1].tag in ".;:)":
            return first
        following = atoms[first + 1]
        if following.tag == ",":
            return first
        if following.tag == "C" and quotation.is_sentence:
            return first  # chanted "What now?" and went on
        if following.tag == "C" and first + 2 < len(atoms) and atoms[first + 2].tag == "Q":
            return self._quotation_end(first + 2)
        if following.low in self._words["ends_quotation"] or (
            following.tag == "C" and self.is_coordinated_cue(first + 1)
        ):
            return first
        if (
            following.low in self._words["time_preposition"]
            and self._atoms[min(first + 2, len(atoms) - 1)].low in self._times
        ):
            return first
        return self.clause_end(first)

    def _after_listener(self, at: int, cue_last: int, *, bare: bool) -> Complement | None:
        end = self._listener_end(at)
        if end is None or end + 1 >= len(self._atoms):
            return None
        if complement := self._marked_content(end + 1, cue_last):
            return complement
        place = self._after_time(end + 1)
        if place > end + 1 and place < len(self._atoms) and self._atoms[place].tag in "pS":
            return Complement(
                place, self.clause_end(place), "listener", cue_last
            )  # `told the paper last week she …`
        following = self._atoms[end + 1]
        if following.low in self._words["question_clause"] or (bare and following.tag in "pD"):
            return Complement(end + 1, self.clause_end(end + 1), "listener", cue_last)
        if following.low in self._words["about_of"] and end + 2 < len(self._atoms):
            return Complement(
                end + 1, self.clause_end(end + 1, is_object=True), "listener-object", cue_last
            )
        if bare and following.tag in "XTw" and self._atoms[end].tag == "o":
            return Complement(end + 1, self.clause_end(end + 1), "listener", cue_last)
        if bare and (start := self._subject_after_listener(at, end)) is not None:
            return Complement(start, self.clause_end(start), "listener", cue_last)
        return None

    def _subject_after_listener(self, at: int, end: int) -> int | None:
        """Return where a name after a listener is the subject of a clause: `asked the jury | Roof
        stood`.
        """
        atoms = self._atoms
        if atoms[at].tag != "D":
            return None
        for start in range(at + 2, end + 1):
            if atoms[start].tag == "X" and atoms[start - 1].tag == "w":
                verb = next((atom for atom in atoms[start : end + 2] if atom.tag != "X"), None)
                is_word = verb is not None and verb.tag == "w" and verb.low not in self._verbs
                return start if is_word or (verb is not None and verb.tag in "BHM") else None
        return None

    def _after_listener_to(self, at: int, cue_last: int) -> Complement | None:
        end = self._listener_end(at)
        if (
            end is None
            or end + 2 >= len(self._atoms)
            or self._atoms[end + 1].low not in self._words["infinitive_or_not"]
        ):
            return None
        last = self._before_event(end + 2, self.clause_end(end + 1))
        return Complement(at, last, "askto", cue_last)

    def _listener_end(self, at: int) -> int | None:
        """Return the last atom of the short noun phrase that names the listener."""
        atoms = self._atoms
        if at >= len(atoms):
            return None
        if atoms[at].tag in "op" and atoms[at].low not in self._words["nominative"]:
            return at
        is_her = atoms[at].low in self._words["her"] and at + 1 < len(atoms)
        if is_her and atoms[at + 1].tag in "p:,QS":
            return at
        last = None
        place = at
        while place < len(atoms) and place - at < 14:
            atom = atoms[place]
            if (
                atom.tag in "XTN"
                or (atom.tag == "w" and last is None)
                or (atom.tag == "w" and atoms[place - 1].tag in "wDXTCP")
            ):
                if atom.low in self._times and last is not None:
                    break
                last = place
            elif atom.tag == "D" and last is not None and atoms[place - 1].tag not in "PC":
                break
            elif atom.tag == "D" or (
                atom.low in self._words["inside_listener"]
                and last is not None
                and atom.low not in self._words["infinitive"]
            ):
                pass
            else:
                break
            place += 1
        return last

    def _bare(self, at: int, cue_last: int) -> Complement | None:
        atoms = self._atoms
        at = self._after_time(at) if at < len(atoms) and atoms[at].tag != "R" else at
        while at < len(atoms) and (
            (atoms[at].tag == "R" and atoms[at].low not in self._words["there"])
            or atoms[at].low in self._times
        ):
            at += 1
        if at >= len(atoms):
            return None
        atom = atoms[at]
        if atom.low in self._words["infinitive"] and at + 1 < len(atoms):
            return None
        is_number = atom.low in self._words["about_number"] and at + 1 < len(atoms)
        if is_number and atoms[at + 1].tag == "N":
            return Complement(at, self.clause_end(at), "bare", cue_last)  # said about 20 people …
        skipped = self._aside_end(at) if atom.tag == "P" else None
        may_begin = atom.tag in "pDXTNwo" or atom.low in self._words["begins_clause"]
        if skipped is None and not may_begin:
            return None
        start = at if skipped is None else skipped
        return Complement(start, self.clause_end(start), "bare", cue_last)

    def _object(self, at: int, cue_last: int) -> Complement | None:
        atoms = self._atoms
        while at < len(atoms) and atoms[at].tag == "R":
            at += 1
        if at >= len(atoms) or not (
            atoms[at].tag in "DXTNwoQp" or atoms[at].low in self._words["question_word"]
        ):
            return None
        if (
            atoms[at].tag == "w"
            and atoms[at].low in self._verbs
            and self._verbs[atoms[at].low].form == "past"
        ):
            return None
        is_clause = atoms[at].low in self._words["question_word"]
        last = self.clause_end(at, is_object=not is_clause)
        colon = next((n for n in range(at, min(last, len(atoms) - 2)) if atoms[n].tag == ":"), None)
        if colon is not None and atoms[colon + 1].tag == "Q":
            return Complement(
                colon + 1, colon + 1, "colon", cue_last
            )  # rejected that demand: “Our boats carry fish.”
        return Complement(at, last, "object", cue_last) if last >= at else None
