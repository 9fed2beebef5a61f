"""English-like grammar: cues, their sources and their contents, sentence by sentence.

    sentence --cues--> candidates --attach quotations--> candidates --choose--> statements' raw spans

A `Candidate` is a cue with its source and content, in offsets, before anybody is resolved.
"""

from dataclasses import dataclass, field

from monitor.statements.frames import Complement, FrameReader
from monitor.statements.lexicon import Lexicon, Verb
from monitor.statements.sources import Source, SourceFinder
from monitor.statements.tokens import Atom, Sentence

Range = tuple[int, int]


@dataclass(slots=True)
class Candidate:
    """One act of saying, found but not resolved; ranges are offsets into the text."""

    content: list[Range]
    cue: Range | None
    lemma: str
    form: str
    """How it was found: that, quote, colon, bare, postponed, object, to, …"""
    source: Range | None
    head: Range | None
    source_tag: str
    """``p`` for a pronoun, ``X`` for a phrase with a name in its head, ``w`` for another phrase, ``""`` for none."""
    sentence: int
    flags: set[str] = field(default_factory=set)
    through: Range | None = None


class SentenceReader:
    """Finds the candidates of one sentence."""

    def __init__(self, text: str, sentence: Sentence, number: int, lexicon: Lexicon, *, is_headline: bool) -> None:
        self._text = text
        self._atoms = sentence.atoms
        self._number = number
        self._lexicon = lexicon
        self._verbs = lexicon.verbs
        self._sources = SourceFinder(sentence.atoms, lexicon)
        self._frames = FrameReader(sentence.atoms, lexicon)
        self._is_headline = is_headline
        self._found: list[Candidate] = []
        self._last_source: Source | None = None

    def read(self) -> list[Candidate]:
        """Return the candidates of the sentence, in order of their cues."""
        for at, atom in enumerate(self._atoms):
            verb = self._verbs.get(atom.low)
            if verb is not None and (atom.tag in "wR" or at == 0 or self._is_headline):
                self._try_verb(at, verb)
            elif atom.low == "according" and at + 1 < len(self._atoms) and self._atoms[at + 1].low == "to":
                self._try_according(at)
            elif atom.tag == ":":
                self._try_colon(at)
            elif atom.low in self._lexicon.words["carrying"] and at + 1 < len(self._atoms):
                self._try_noun(at)
        return self._found

    # -- verbs -------------------------------------------------------------------------------------------------------

    def _try_verb(self, at: int, verb: Verb) -> None:
        atoms = self._atoms
        group, passed, passed_words = self._sources.group_start(at)
        before = atoms[group - 1] if group else None
        if "G" in passed or (before is not None and before.tag == "G"):
            return
        is_passive = (verb.form == "past" and "B" in passed and "H" not in passed) or (
            verb.form == "past" and "been" in passed_words.split()
        )
        if is_passive:
            self._try_passive(at, group, verb)
            return
        is_hypothetical = "M" in passed
        if verb.form == "ing" and "B" not in passed:
            self._try_participle(at, group, verb)
            return
        if verb.form == "base" and before is not None and before.low == "to":
            self._try_infinitive(at, group, verb)
            return
        if verb.form == "base" and passed & {"B"}:
            return
        if (
            "H" in passed
            and verb.form == "base"
            and "do" not in passed_words
            and "did" not in passed_words
            and "does" not in passed_words
        ):
            return
        source, is_inverted, is_inherited = self._subject(at, group, verb)
        if source is None:
            return
        if (
            is_hypothetical
            and verb.form == "base"
            and not (
                verb.lemma in ("say", "add", "note", "argue")
                and source.first == source.last
                and atoms[source.first].low in ("i", "we")
            )
        ):
            return
        if self._is_conditional(source.first):
            return
        end_of_cue = source.last if is_inverted else at
        if self._try_postponed(at, group, verb, source, end_of_cue, is_inverted=is_inverted):
            self._last_source = source
            return
        if is_inverted:
            return
        complement = self._frames.read(at, verb)
        if complement is None:
            return
        if self._is_noun_by_chance(at, verb, complement, source, passed):
            return
        flags = {"inherited"} if is_inherited else set()
        self._add(complement, group if passed else at, verb, source, flags)
        self._last_source = source

    def _subject(self, at: int, group: int, verb: Verb) -> tuple[Source | None, bool, bool]:
        """Return the subject, whether it follows its verb, and whether it is inherited from a cue before."""
        atoms = self._atoms
        before = atoms[group - 1] if group else None
        if before is None:
            if (
                verb.form in ("past", "third")
                and not verb.is_ambiguous
                and self._number >= 0
                and group == at
                and verb.lemma in ("say", "add", "write")
            ):
                return self._sources.right_of(at), True, False
            return None, False, False
        if before.tag in ",Q-" or (before.tag == "." and before.low == "."):
            if (
                group == at
                and verb.form != "ing"
                and "clause" in verb.frames | ({"clause"} if "quote" in verb.frames else set())
            ):
                following = atoms[at + 1] if at + 1 < len(atoms) else None
                if (
                    following is not None
                    and (following.tag in "XTDpN" or (following.tag == "w" and following.low not in ("that", "to")))
                    and (
                        before.tag == "Q"
                        or verb.lemma
                        in ("say", "add", "write", "ask", "tell", "warn", "explain", "note", "report", "argue")
                    )
                ):
                    inverted = self._sources.right_of(at)
                    if inverted is not None and self._ends_cue(inverted.last + 1):
                        return inverted, True, False
            if before.tag == ",":
                source = self._sources.left_of(group)
                if source is not None:
                    return source, False, False
                if self._last_source is not None:
                    return self._last_source, False, True
            return None, False, False
        if before.tag == "C":
            inherited = self._last_source or self._sources.first_subject(group)
            return inherited, False, True
        if before.tag in "PM" or (before.tag == "D" and before.low in ("the", "a", "an")):
            return None, False, False
        source = self._sources.left_of(group)
        return source, False, False

    def _ends_cue(self, at: int) -> bool:
        return at >= len(self._atoms) or self._atoms[at].tag in ".,Q;:-)" or self._frames.is_aside_only(at) is not None

    def _is_conditional(self, first: int) -> bool:
        before = self._atoms[first - 1] if first else None
        return before is not None and before.low in ("if", "unless", "whether")

    def _is_noun_by_chance(self, at: int, verb: Verb, complement: Complement, source: Source, passed: set[str]) -> bool:
        """Return whether a form that is as often a noun is one here: "the reports", "Clinton attacks in the debate"."""
        if not verb.is_ambiguous or verb.form == "past":
            if verb.form == "past" and complement.form == "object" and not passed:
                # "The ad called Stronger Together", "a man accused of murder": a participle behind its noun
                following = self._atoms[at + 1].low if at + 1 < len(self._atoms) else ""
                return following in ("by", "of", "as", "in", "at", "on")
            return False
        before = self._atoms[source.last]
        if before.tag == "p" or passed:
            return before.low == "you"
        if complement.form in ("that", "quote", "colon"):
            return False
        if verb.form == "third":
            if before.low.endswith("'s") or not (before.tag == "X" or self._is_headline):
                return True
            return (
                complement.form in ("object", "bare")
                and not self._is_headline
                and not self._is_clause(complement.first)
            )
        return not (
            before.tag == "w" and before.low.endswith("s") and complement.form != "object"
        ) or before.low.endswith("'s")

    def _try_postponed(
        self, at: int, group: int, verb: Verb, source: Source, end_of_cue: int, *, is_inverted: bool
    ) -> bool:
        """Take what stands before a cue as its content: "…," he said. — "…", said X, a lawyer."""
        atoms = self._atoms
        first = min(source.first, group)
        if first == 0 or not (
            "clause" in verb.frames
            or "quote" in verb.frames
            or "listener" in verb.frames
            or verb.lemma in ("tell", "put")
        ):
            return False
        before = atoms[first - 1]
        boundary = first - 1
        if not is_inverted and self._frames.has_particle(at, verb):
            return False
        if before.tag not in ",Q-" and not (before.tag == "." and first > 1 and atoms[first - 2].tag == "Q"):
            return False
        end = self._frames.is_aside_only(end_of_cue + 1)
        if (
            end is None
            and "listener" in verb.frames
            and (told := self._frames.after_listener(end_of_cue + 1)) is not None
        ):
            end = self._frames.is_aside_only(told)
        if end is None:
            return False
        if end < len(atoms) and atoms[end].tag == ":":
            return False
        if before.tag == "-" and not (end >= len(atoms) or atoms[end].tag in "-.,"):
            return False
        is_quoted = before.tag == "Q" or (boundary > 0 and atoms[boundary - 1].tag == "Q")
        if end < len(atoms) and atoms[end].tag == "Q" and not is_quoted:
            return False
        content_last = boundary if before.tag == "Q" else boundary - 1
        content_first = self._content_start(content_last, is_quoted=is_quoted)
        if content_first is None or content_first > content_last:
            return False
        if not is_quoted:
            if verb.is_ambiguous and verb.form != "past" and atoms[source.last].tag != "p":
                return False
            if content_last - content_first < 2 or (
                atoms[content_first].tag == "P" and content_last - content_first < 9
            ):
                return False
            if "clause" not in verb.frames and "listener" not in verb.frames:
                return False
        parts = [self._range(content_first, content_last)]
        cue_end = at
        after = self._rest_after(end, is_quoted=is_quoted)
        if after is not None:
            parts.append(after)
        cue = (atoms[min(at, group)].start, atoms[cue_end].end)
        self._append(parts, cue, verb.lemma, "postponed-quote" if is_quoted else "postponed", source)
        return True

    def _content_start(self, last: int, *, is_quoted: bool) -> int | None:
        """Return the first atom of content that ends before a postponed cue."""
        atoms = self._atoms
        first = 0
        if is_quoted:
            at = last
            while at > first and atoms[at].tag == "Q" and atoms[at - 1].tag == "Q":
                at -= 1
            # "Trump is “unfit,” she said": unquoted words before the quotation belong to what was said
            start = at
            while start > first and atoms[start - 1].tag not in ";:":
                start -= 1
            while start < at and atoms[start].tag in ",-.":
                start += 1
            return start
        at = last
        while at > first and atoms[at - 1].tag != ";":
            at -= 1
        while at < last and atoms[at].tag in ",-C":
            at += 1
        return at

    def _rest_after(self, end: int, *, is_quoted: bool) -> Range | None:
        """Return what carries the content on behind a cue in its middle, if anything does."""
        atoms = self._atoms
        if end >= len(atoms):
            return None
        at = end + 1 if atoms[end].tag in ",-" else end
        if at >= len(atoms):
            return None
        if atoms[at].tag == "C" and at + 1 < len(atoms) and atoms[at + 1].tag == "Q":
            at += 1
        if atoms[at].tag == "Q":
            return self._range(at, self._frames.clause_end(at))
        if is_quoted or atoms[end].tag != "," or self._verbs.get(atoms[at].low) is not None:
            return None
        following = atoms[at]
        if (
            following.tag == "p"
            or following.low in ("according", "who", "which", "and", "but", "with", "as", "while", "when", "though")
            or following.low.endswith("ing")
        ):
            return None
        last = self._frames.clause_end(at)
        if last - at < 2:
            return None
        return self._range(at, last)

    def _try_participle(self, at: int, group: int, verb: Verb) -> None:
        """ "…, vowing to target them": the subject is that of the clause it hangs on."""
        atoms = self._atoms
        before = atoms[group - 1] if group else None
        complement = self._frames.read(at, verb)
        if complement is None:
            return
        if before is None:
            return
        if before.tag in ",-CQ" or before.low in (
            "while",
            "by",
            "before",
            "after",
            "without",
            "in",
            "when",
            "even",
            "for",
        ):
            if before.low in ("without", "by", "for", "in") and complement.form in ("object", "bare"):
                return
            source = self._last_source or self._sources.first_subject(group)
        elif before.tag in "XwT)" and (
            complement.form in ("that", "quote", "colon") or verb.lemma in ("say", "claim", "warn", "accuse", "argue")
        ):
            source = self._last_source or self._sources.first_subject(group) or self._sources.left_of(group)
            if complement.form in ("that", "quote", "colon") and before.low in self._lexicon.words["speech"]:
                source = self._last_source or self._sources.first_subject(group)
        else:
            return
        if source is None:
            return
        if verb.is_ambiguous and complement.form == "object":
            return
        self._add(complement, at, verb, source, {"participle"})

    def _try_infinitive(self, at: int, group: int, verb: Verb) -> None:
        complement = self._frames.read(at, verb)
        if complement is None or complement.form not in ("that", "quote", "colon"):
            return
        source = self._last_source or self._sources.first_subject(group)
        if source is None:
            return
        governing = self._atoms[group - 2].low if group > 1 else ""
        if governing in (
            "refused",
            "declined",
            "expected",
            "wants",
            "want",
            "wanted",
            "likely",
            "failed",
            "able",
            "ready",
            "hard",
            "fair",
            "not",
            "going",
        ):
            return
        self._add(complement, at, verb, source, {"infinitive"})

    def _try_passive(self, at: int, group: int, verb: Verb) -> None:
        """ "was quoted as saying by ISNA": the subject is the speaker; other passives have none, or one behind "by"."""
        atoms = self._atoms
        if (
            verb.lemma == "quote"
            and at + 2 < len(atoms)
            and atoms[at + 1].low == "as"
            and atoms[at + 2].low in ("saying", "telling")
        ):
            source = self._sources.left_of(group)
            saying = self._verbs.get(atoms[at + 2].low)
            if source is None or saying is None:
                return
            complement = self._frames.read(at + 2, saying)
            if complement is not None:
                self._add(complement, at, verb, source, set())
                self._last_source = source

    # -- other cues --------------------------------------------------------------------------------------------------

    def _try_according(self, at: int) -> None:
        atoms = self._atoms
        source = self._sources.phrase_from(at + 2)
        if source is None:
            return
        before = at - 1
        after = source.last + 1
        cue = (atoms[at].start, atoms[at + 1].end)
        if before < 0 or (before == 0 and atoms[0].tag in "CR"):
            if after >= len(atoms):
                return
            start = after + 1 if atoms[after].tag == "," else after
            if start >= len(atoms):
                return
            self._append([self._range(start, self._frames.clause_end(start))], cue, "according", "according", source)
            return
        last = before - 1 if atoms[before].tag == "," else before
        first = self._content_start(last, is_quoted=False)
        if first is None or last - first < 1:
            return
        parts = [self._range(first, last)]
        if (
            after + 1 < len(atoms)
            and atoms[after].tag == ","
            and atoms[before].tag == ","
            and not atoms[after + 1].low.endswith("ing")
        ):
            rest_last = self._frames.clause_end(after + 1)
            if rest_last - after > 3:
                parts.append(self._range(after + 1, rest_last))
        self._append(parts, cue, "according", "according", source)

    def _try_colon(self, at: int) -> None:
        """ "Sadr: US must leave", "TRUMP: We will …": a speaker in front of a colon."""
        atoms = self._atoms
        if at == 0 or at + 2 >= len(atoms) or at > 7 or self._found:
            return
        if any(atom.tag not in "XTN" and atom.low not in ("of", "the", "-") for atom in atoms[:at]):
            return
        name = self._text[atoms[0].start : atoms[at - 1].end]
        is_quoted = atoms[at + 1].tag == "Q"
        is_transcript = name.isupper() and len(name) > 3
        if not (is_quoted or is_transcript or (self._is_headline and self._is_clause(at + 1))):
            return
        if atoms[0].low in (
            "photo",
            "update",
            "video",
            "breaking",
            "watch",
            "read",
            "editor",
            "note",
            "exclusive",
            "opinion",
            "analysis",
        ):
            return
        source = Source(0, at - 1, 0, at - 1)
        last = len(atoms) - 1
        if is_quoted:
            last = at + 1
        self._append([self._range(at + 1, last)], (atoms[at].start, atoms[at].end), ":", "colon-name", source)

    def _is_clause(self, first: int) -> bool:
        """Return whether a headline's second half holds a verb."""
        return any(
            atom.tag in "BHM"
            or atom.low in self._verbs
            or (self._is_headline and atom.low.endswith(("ed", "s")) and atom.tag == "w")
            for atom in self._atoms[first:]
        )

    def _try_noun(self, at: int) -> None:
        """ "his claim that …", "a promise to …"."""
        atoms = self._atoms
        following = atoms[at + 1]
        if following.low != "that" or at + 3 >= len(atoms):
            return
        owner = None
        if at and (atoms[at - 1].low in ("his", "her", "their") or atoms[at - 1].low.endswith(("'s", "s'"))):
            owner = at - 1
        elif (
            at > 1
            and atoms[at - 1].tag == "w"
            and (atoms[at - 2].low in ("his", "her", "their") or atoms[at - 2].low.endswith("'s"))
        ):
            owner = at - 2
        if owner is None:
            return
        first = owner
        while first > 0 and atoms[first - 1].tag in "XT" and atoms[owner].tag == "X":
            first -= 1
        last = self._frames.clause_end(at + 1)
        self._append(
            [self._range(at + 1, last)],
            (atoms[at].start, atoms[at].end),
            atoms[at].low,
            "noun",
            Source(first, owner, first, owner),
        )

    # -- making candidates -------------------------------------------------------------------------------------------

    def _add(self, complement: Complement, cue_first: int, verb: Verb, source: Source, flags: set[str]) -> None:
        if complement.last < complement.first:
            return
        atoms = self._atoms
        cue = (atoms[cue_first].start, atoms[complement.cue_last].end)
        parts = [self._range(complement.first, complement.last)]
        self._append(parts, cue, verb.lemma, complement.form, source, flags)
        last = complement.last
        if (
            complement.form in ("quote", "colon")
            and last + 2 < len(atoms)
            and atoms[last + 1].tag == ","
            and atoms[last + 2].tag == "Q"
        ):
            self._found[-1].content.append(self._range(last + 2, last + 2))

    def _append(
        self, parts: list[Range], cue: Range, lemma: str, form: str, source: Source, flags: set[str] | None = None
    ) -> None:
        atoms = self._atoms
        parts = [part for part in parts if part[0] < part[1]]
        if not parts:
            return
        head = atoms[source.head_first : source.head_last + 1]
        tag = "p" if len(head) == 1 and head[0].tag in "po" else "X" if any(atom.tag in "XT" for atom in head) else "w"
        self._found.append(
            Candidate(
                content=parts,
                cue=cue,
                lemma=lemma,
                form=form,
                source=(atoms[source.first].start, atoms[source.last].end),
                head=(atoms[source.head_first].start, atoms[source.head_last].end),
                source_tag=tag,
                sentence=self._number,
                flags=flags or set(),
            )
        )

    def _range(self, first: int, last: int) -> Range:
        return range_of(self._atoms, first, last)


def range_of(atoms: list[Atom], first: int, last: int) -> Range:
    """Return the offsets of some atoms without marks at their ends; of one quotation alone, without its marks."""
    while last > first and (atoms[last].tag in ",-:" or (atoms[last].tag == "." and atoms[last - 1].tag == "Q")):
        last -= 1
    while first < last and atoms[first].tag in ",-":
        first += 1
    if first == last and (quotation := atoms[first].quotation) is not None:
        return quotation.inner_start, quotation.inner_end
    return atoms[first].start, atoms[last].end
