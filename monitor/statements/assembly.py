"""From candidates to statements: spans, kind, acts, channel, speaker, identity of the statement."""

from collections import Counter

import msgspec

from monitor.languages.folding import fold_word
from monitor.languages.lexicon import Lexicon
from monitor.records import Span, Speaker, Statement, Via
from monitor.records.ids import fold_words, id_of_words
from monitor.statements.acts import find_acts
from monitor.statements.atoms import Atom
from monitor.statements.candidates import Candidate
from monitor.statements.confidence import confidence_of
from monitor.statements.english.named_people import Person
from monitor.statements.english.people import People
from monitor.statements.layout import Layout
from monitor.statements.single_marks import ends_inside_marks
from monitor.statements.speakers import Source, Speakers
from monitor.statements.tokens import tokenize

CHANNEL_NEAR = 60
"""Characters around a cue that are searched for its channel."""


class Assembly:
    """Makes statements of the candidates of one text, in the order of their cues."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._text = layout.text
        self._lexicon = layout.lexicon
        self._sentences = layout.sentences
        self._people: People | Speakers = (
            Speakers(layout.text, layout.sentences, layout.lexicon)
            if layout.lexicon.is_plain
            else People(layout.text, layout.sentences, layout.lexicon)
        )

    def statement(self, candidate: Candidate) -> Statement:
        """Return the statement of a candidate; later ones may mean its speaker."""
        content = tuple(
            self._span(start, self._without_comma(start, end)) for start, end in candidate.content
        )
        text = " ".join(span.text for span in content)
        cue = self._span(*candidate.cue) if candidate.cue else None
        kind = self._layout.kind_of(candidate)
        acts = find_acts(
            candidate.lemma, candidate.form, cue.text if cue else "", text, self._lexicon
        )
        return Statement(
            id="",
            kind=kind,
            text=text,
            content=content,
            cue=cue,
            speaker=self._speaker(candidate),
            acts=acts,
            polarity="denied" if "deny" in acts else "asserted",
            confidence=confidence_of(candidate, kind, self._lexicon),
            through=self._through(candidate),
        )

    def _without_comma(self, start: int, end: int) -> int:
        """Return the end of a quotation without the comma inside its closing mark.

        English papers set it there: it belongs to the cue, not to the content.
        """
        if not self._lexicon.is_plain and ends_inside_marks(self._text, start, end):
            return end + 1
        end += self._text[end : end + 1] == "%"  # на 35-40%
        return end - 1 if end - 1 > start and self._text[end - 1] == "," else end

    def _through(self, candidate: Candidate) -> str | None:
        """Return the outlet that published the words: `X told Reuters`, "in an interview with the
        Post", "quoted by ISNA".
        """
        if candidate.cue is None or self._lexicon.through is None:
            return None
        start, end = candidate.cue
        sentence = self._sentences[candidate.sentence]
        for match in self._lexicon.through.finditer(
            self._text,
            max(sentence.start, start - CHANNEL_NEAR),
            min(sentence.end, end + CHANNEL_NEAR),
        ):
            outlet = self._without_day(match[match.lastindex or 1])
            words = {fold_word(word) for word in outlet.split()}
            if not words.isdisjoint(self._lexicon.words["outlet"]) or match.lastindex == 2:
                first, _, rest = outlet.partition(" ")
                return rest if rest and first in self._lexicon.words["the"] else outlet
        return None

    def _without_day(self, outlet: str) -> str:
        """Return an outlet without the day after it: Associated Press | Tuesday."""
        words = outlet.split(" ")
        while len(words) > 1 and fold_word(words[-1]) in self._lexicon.words["time"]:
            words.pop()
        return " ".join(words)

    def _span(self, start: int, end: int) -> Span:
        return Span(text=self._text[start:end], start=start, end=end)

    def _speaker(self, candidate: Candidate) -> Speaker | None:
        people = self._people
        if candidate.source is None or candidate.head is None:
            if "answer" in candidate.flags and isinstance(people, Speakers):
                return people.interviewee()
            return None
        start, end = candidate.source
        atoms = [
            atom
            for atom in self._atoms_near(candidate)
            if candidate.head[0] <= atom.start and atom.end <= candidate.head[1]
        ] or tokenize(
            self._text, *candidate.head, self._lexicon
        )  # a transcript's speaker is inside the quotation
        if not atoms:
            return None
        text = self._text[start:end]
        if self._lexicon.raw.get("grammar") == "unspaced":
            return Speaker(text=text, start=start, end=end, name=text, via="name")
        if isinstance(people, Speakers):
            return self._plain_speaker(candidate, people, text)
        via: Via = "pronoun"
        if candidate.source_tag == "p":
            person = people.meant_by(atoms[0].low, start, self._sentence_at(candidate, start))
            name = person.name if person else ""
        else:
            name, via, person = self._named(candidate, people, atoms)
        if person is not None:
            people.spoke(person, (candidate.cue or candidate.content[0])[0], candidate.sentence)
        if "context" in candidate.flags:
            via = "context"
        return Speaker(text=text, start=start, end=end, name=name, via=via)

    def _named(
        self, candidate: Candidate, people: People, head: list[Atom]
    ) -> tuple[str, Via, Person | None]:
        """Return the name of a source with its complement, how it was resolved, and the person."""
        if (behind := self._behind_office(candidate, people, head)) is not None:
            return behind.name, "name", behind
        name, via, person = people.name_of_head(head)
        if person is not None:
            return name, via, person
        complement = self._complement(candidate, head, via)
        lists = self._lexicon.words
        is_office = head[-1].low in lists["role"] or head[-1].low in lists["title"]
        is_title = is_office and head[-1].tag in "XT"
        person = people.named_at_end(complement) if is_title else None
        name = name + complement if person is None else person.name
        if person is None and via != "pronoun" and _is_body(head, self._lexicon):
            person = people.note_body(name)
        if person is None and via == "name" and " " not in name and not name.isupper():
            place = (candidate.cue or candidate.content[0])[0]
            people.note_single_name(name, place, candidate.sentence)
        return name, via, person

    def _behind_office(
        self, candidate: Candidate, people: People, head: list[Atom]
    ) -> Person | None:
        """Return the person whose name ends a long office: the head of the water board | Anna Berg.

        A title or a preposition before the name makes it another person's: aide to Anna Berg.
        """
        assert candidate.source is not None
        last = head[-1]
        if last.end >= candidate.source[1] or not self._is_office(last):
            return None
        near = self._atoms_near(candidate)
        after = [one for one in near if last.end <= one.start and one.end <= candidate.source[1]]
        comma = next((n for n, one in enumerate(after) if one.tag in ",(-Q"), len(after))
        person = people.named_at_end(self._text[last.end : after[comma - 1].end]) if comma else None
        before = comma - 1 - len(person.words) if person is not None else -1
        if before < 1 or after[before].tag not in "wX" or self._is_office(after[before]):
            return None
        is_human = after[before].low.endswith(self._lexicon.endings["agent"])
        return None if is_human else person

    def _is_office(self, atom: Atom) -> bool:
        lists = self._lexicon.words
        return any(atom.low in lists[name] for name in ("role", "title", "heading"))

    def _complement(self, candidate: Candidate, head: list[Atom], via: Via) -> str:
        """Return the complement with "of" behind a description: some | of its biggest charities.

        Behind a name only a title or a body has one: the Secretary | of State.
        """
        assert candidate.source is not None
        words = self._lexicon.words
        last = head[-1]
        lists = ("title", "role", "body_of", "agent", "speaking")
        is_titled = any(last.low in words[name] for name in lists)
        if via == "pronoun" or (via == "name" and not is_titled):
            return ""
        end = last.end
        after = [atom for atom in self._atoms_near(candidate) if atom.start >= last.end]
        for number, atom in enumerate(after):
            is_for = last.low in words["speaks_for"] and atom.low in words["before_client"]
            is_of = atom.low in words["genitive"] or (number == 0 and is_for)
            if atom.end > candidate.source[1] or (number == 0 and not is_of):
                break
            if not is_of and atom.tag not in "XTNwDR":
                break
            if number and after[number - 1].tag in "wX" and atom.low in self._lexicon.verbs:
                break
            end = end if is_of or atom.tag == "D" else atom.end
        return self._text[last.end : end]

    def _plain_speaker(self, candidate: Candidate, speakers: Speakers, text: str) -> Speaker | None:
        assert candidate.source is not None
        start, end = candidate.source
        near = self._atoms_near(candidate)
        atoms = [atom for atom in near if start <= atom.start and atom.end <= end]
        if len(atoms) == 1 and (quoted := atoms[0].quotation) is not None:
            atoms = tokenize(self._text, quoted.inner_start, quoted.inner_end, self._lexicon)
        if not atoms:
            return None
        number = self._sentence_at(candidate, start)
        if candidate.form == "colon-name" and not speakers.has_speaker(atoms):
            atoms = speakers.first_named(atoms) or atoms
        is_nobody = candidate.form == "colon-name" and not speakers.has_speaker(atoms)
        source = Source(atoms, start, number, candidate.source_tag == "p" or is_nobody)
        name, via, entity = speakers.resolve(source)
        if entity is not None:
            place = (candidate.cue or candidate.content[0])[0]
            cue = self._text[slice(*candidate.cue)] if candidate.cue else ""
            speakers.spoke(entity, place, candidate.sentence, cue)
        if "context" in candidate.flags:
            via = "context"
        is_cue = candidate.cue is not None and candidate.cue[0] <= start < candidate.cue[1]
        is_cue = is_cue or (candidate.cue is None and candidate.source_tag == "p")  # of another
        if not name and is_cue and atoms[0].tag not in "po":
            return None  # a verb without a subject, without an earlier speaker
        return Speaker(text=text, start=start, end=end, name=name, via=via)

    def _sentence_at(self, candidate: Candidate, offset: int) -> int:
        number = candidate.sentence
        while number > 0 and self._sentences[number].start > offset:
            number -= 1
        return number

    def _atoms_near(self, candidate: Candidate) -> list[Atom]:
        assert candidate.source is not None
        return self._sentences[self._sentence_at(candidate, candidate.source[0])].atoms


def _is_body(atoms: list[Atom], lexicon: Lexicon) -> bool:
    """Return whether a source phrase is a body.

    It is one if it has a name, and its last word is a word for bodies or capitalised.
    """
    last = atoms[-1].low
    is_group = last in lexicon.words["group_role"]
    return is_group or (atoms[-1].tag == "X" and atoms[0].low in lexicon.words["the"])


def with_ids(statements: list[Statement]) -> tuple[Statement, ...]:
    """Return statements with their ids, and the id of the statement around each."""
    seen: Counter[tuple[str, str]] = Counter()
    done = []
    for statement in statements:
        key = (fold_words(statement.text), fold_words(statement.said_by))
        id_ = id_of_words(*key, seen[key])
        seen[key] += 1
        done.append(msgspec.structs.replace(statement, id=id_))
    outer = _outer(done)
    return tuple(
        msgspec.structs.replace(statement, inside=done[outer[number]].id)
        if number in outer
        else statement
        for number, statement in enumerate(done)
    )


def _outer(statements: list[Statement]) -> dict[int, int]:
    """Return, by number, the nearest statement whose content contains all of another one's."""
    parts = sorted(
        (part.start, -part.end, number)
        for number, statement in enumerate(statements)
        for part in statement.content
    )
    outer: dict[int, int] = {}
    open_parts: list[tuple[int, int, int]] = []
    for start, negative_end, number in parts:
        while open_parts and open_parts[-1][1] <= start:
            open_parts.pop()
        holder = open_parts[-1] if open_parts else None
        last = statements[number].content[-1].end
        if holder and holder[2] != number and holder[1] >= last and holder[:2] != (start, last):
            outer.setdefault(number, holder[2])
        open_parts.append((start, -negative_end, number))
    return outer
