"""Who a source means inside its article, in English.

1. "He" and "she" mean the nearest speaker or subject whose gender fits or is unknown; "they" means
   the only group that spoke nearby; "it" the body that spoke last.
2. "The cleric" means the last person described as a cleric, "the top general" the last speaker,
   "the ministry" the body with that word in its name. In doubt the reference stays unresolved.

Names are collected by `monitor.statements.named_people`.
"""

from bisect import bisect_left
from collections.abc import Iterator

from monitor.languages.given_names import given_names
from monitor.languages.lexicon import Lexicon
from monitor.records import Via
from monitor.statements.atoms import Atom
from monitor.statements.english.named_people import (
    MOST_NAMESAKES,
    NamedPeople,
    Person,
    bare_word,
    is_nickname,
    words_of,
)
from monitor.statements.tokens import Sentence

MOST_MENTIONS_BACK = 200
"""Mentions that a pronoun may refer back over; four sentences hold a dozen."""
UNLIKELY = 2.0
"""Sentences added to the distance of a name that may be a place or a firm from a pronoun."""
SPOKEN = 0.4
"""Sentences added to the distance of the last speaker; a subject of the same sentence wins."""
NEAR = 4
"""Sentences over which a pronoun reaches back; a name further back is too uncertain."""
NEAR_SPEAKER = 8
"""Sentences over which a pronoun reaches back to who spoke last."""
LONGEST_NAME = 4
"""Words of a name that is searched at the end of a phrase."""
FAR = 1_500
"""Characters after which a description no longer means the last speaker."""


class People(NamedPeople):
    """Resolves sources to the people and bodies of an article."""

    def __init__(self, text: str, sentences: list[Sentence], lexicon: Lexicon) -> None:
        super().__init__(text, sentences, lexicon)
        self._singly_named: list[tuple[int, int, Person]] = []

    def _one_who_spoke(self, namesakes: list[Person]) -> Person | None:
        """Return the only one of several people of one surname who has spoken so far."""
        spoken = {id(who): who for _, _, who in self._speakers[-MOST_NAMESAKES:]}
        speaking = [who for who in namesakes[:MOST_NAMESAKES] if id(who) in spoken]
        return speaking[0] if len({id(who) for who in speaking}) == 1 else None

    def name_of_head(self, atoms: list[Atom]) -> tuple[str, Via, Person | None]:
        """Return the fullest name for the head of a source phrase, the way it was resolved, and the
        person.

        The person is None for a name that is not in the article's list.
        """
        last = len(atoms) - 1
        while last > 0 and atoms[last].tag not in "XTw":
            last -= 1
        first = self._name_start(atoms, last)
        is_definite = first > 0 and atoms[0].low in self._words["the"]
        if first > last or (is_definite and atoms[last].low in self._words["role"]):
            return self._description_of(atoms)  # the California Democrat
        first = self._after_prefix(atoms, first, last)
        words = words_of(atoms[first : last + 1])
        text = (
            self._text[atoms[first].start : atoms[last].end].removesuffix("'s").removesuffix("’s")
        )
        titles = {atom.low.rstrip(".") for atom in atoms[:first]}
        is_all = atoms[first].tag == "D"  # All Progressives Congress
        while (
            len(words) > 2
            and not is_all
            and words not in self._by_words
            and words[1:] in self._by_words
        ):
            words = words[1:]  # "Iraqi Haider al-Abadi"
            first += 1
            text = self._text[atoms[first].start : atoms[last].end]
        if len(words) > 1:
            person = self._by_words.get(words) or self._only_ending_with(words)
            if person is not None and person.words != words:
                return person.name, "surname", person
            return text, "name", person
        namesakes = self._by_last.get(words[0]) or self._by_last.get(
            self._without_article(words[0]), []
        )
        if len(text) > 1 and text.isupper():
            namesakes = [who for who in namesakes[:MOST_NAMESAKES] if not who.name.endswith(text)]
        person = self._one_of(namesakes, titles) or self._one_who_spoke(namesakes)
        if person is None and words[0] in given_names():
            person = self._by_given_name(words[0])
        if person is not None:
            return person.name, "surname", person
        if first > 0 and atoms[first - 1].low in self._words["royal"]:
            text = self._text[atoms[first - 1].start : atoms[last].end]  # Prince Charles
        return text, "name", self._by_words.get(words)

    def _only_ending_with(self, words: tuple[str, ...]) -> Person | None:
        """Return the only full name that ends with a surname and its particle: van Dokkum."""
        if words[0] not in self._words["name_particle"]:
            return None
        namesakes = self._by_last.get(words[-1], [])[:MOST_NAMESAKES]
        fuller = [who for who in namesakes if who.words[-len(words) :] == words]
        return fuller[0] if len(fuller) == 1 else None

    def _name_start(self, atoms: list[Atom], last: int) -> int:
        """Return the first word of the name that ends at an atom; after it if there is none."""
        first = last + 1
        while first > 0 and not self._is_owner_of_person(atoms, first - 1, last):
            is_part = first <= last and (
                self._is_particle(atoms, first - 1)
                or self._is_of_body(atoms, first - 1)
                or self._is_capitalised_inside(atoms, first - 1, last)
                or is_nickname(atoms, first - 1)
            )
            is_firm = first == last and self._is_before_suffix(atoms, first - 1)
            if not (atoms[first - 1].tag == "X" or is_part or is_firm):
                break
            first -= 1
        return first

    def _is_owner_of_person(self, atoms: list[Atom], at: int, last: int) -> bool:
        """Return whether a word owns the person behind it: the union's | Anna Berg.

        Not in the name of a body: People's Party.
        """
        is_owner = at < last and atoms[at].low.endswith(self._lexicon.endings["possessive"])
        words = tuple(bare_word(atom.low) for atom in atoms[at + 1 : last + 1])
        is_body = bool(words) and words[-1] in self._words["group_role"]
        return is_owner and not is_body and self._is_known_end(words)

    def _is_known_end(self, words: tuple[str, ...]) -> bool:
        """Return whether words are a known name, or a given name with what follows it."""
        is_full = len(words) > 1 and (words in self._by_words or words[0] in given_names())
        return is_full or words[-1] in self._by_last

    def _is_capitalised_inside(self, atoms: list[Atom], at: int, last: int) -> bool:
        """Return whether a small word with a capital is inside a name: Doctors | Without Borders,
        | All Progressives Congress.
        """
        is_capital = self._text[atoms[at].start].isupper()
        if atoms[at].tag == "P":
            return is_capital and at > 0 and atoms[at - 1].tag == "X"
        is_all = atoms[at].low in self._words["all_word"]
        return is_all and is_capital and last - at > 1

    def _is_before_suffix(self, atoms: list[Atom], at: int) -> bool:
        """Return whether a comma is inside the name of a firm: Twitter, | Inc."""
        is_suffix = atoms[at + 1].low in self._words["firm_suffix"]
        return is_suffix and atoms[at].tag == "," and at > 0 and atoms[at - 1].tag == "X"

    def named_at_end(self, phrase: str) -> Person | None:
        """Return the person whose name ends a complement: Leader | of the Bloc Anna Berg.

        Not the one whose name is all of it: Lawyer | of Anna Berg.
        """
        words = tuple(bare_word(word.lower()) for word in phrase.split())
        longest = min(LONGEST_NAME, len(words) - 2)
        tails = (words[-length:] for length in range(2, longest + 1))
        people = (self._by_words.get(tail) for tail in tails)
        return next((who for who in people if who is not None and who.is_person), None)

    def _is_of_body(self, atoms: list[Atom], at: int) -> bool:
        """Return whether "of" is inside the name of a body: Ministry of Health."""
        body = atoms[at - 1] if at else None
        is_of = atoms[at].low in self._words["genitive"]
        return is_of and body is not None and body.tag == "X" and body.low in self._words["body_of"]

    def _description_of(self, atoms: list[Atom]) -> tuple[str, Via, Person | None]:
        text = self._text[atoms[0].start : atoms[-1].end]
        person = self._described(atoms)
        if person is None:
            return text, "description", None
        return person.name, "description", person

    def _described(self, atoms: list[Atom]) -> Person | None:
        """Return the person or body that a description means: "the ministry", "the top general".

        A body is the latest one whose name has the word; an office means its only bearer so far,
        else the last speaker.
        """
        head, offset = atoms[-1].low, atoms[0].start
        lists = self._lexicon.words
        is_definite = atoms[0].low in lists["the"]
        if len(atoms) == 2 and is_definite and head in lists["group_role"]:
            return self._latest_body(head, offset) or self._only_speaking_body()
        if head not in lists["role"] or not (is_definite or len(atoms) == 1):
            return None
        bearers = self._by_role.get(head, {})
        is_headline = offset < self._headline_end
        before = [who for place, who in bearers.values() if place < offset or is_headline]
        if len(before) == 1 and len(bearers) <= MOST_NAMESAKES:
            return before[0]
        is_epithet = is_definite and len(atoms) > 2 and not before  # the top general
        speaker = self._last_speaker(offset) if is_epithet else None
        is_elsewhere = any(atom.tag == "X" for atom in atoms[1:-1])  # the Norland governor
        is_other = speaker is not None and bool(speaker.roles) and head not in speaker.roles
        return None if is_elsewhere and is_other else speaker

    def _latest_body(self, head: str, offset: int) -> Person | None:
        """Return the body named last before a place whose name has a word: "the ministry"."""
        here = bisect_left(self._mentions, offset, key=lambda mention: mention[0])
        nearby = self._mentions[max(0, here - MOST_MENTIONS_BACK) : here]
        bodies = [(at, who) for at, _, who, _ in nearby if head in who.words and not who.is_person]
        bodies += [
            (at, who)
            for at, _, who in self._speakers[-MOST_NAMESAKES:]
            if head in who.words and not who.is_person and at < offset
        ]
        return max(bodies, key=lambda body: body[0])[1] if bodies else None

    def _only_speaking_body(self) -> Person | None:
        groups = {id(who): who for _, _, who in self._speakers if not who.is_person}
        return next(iter(groups.values())) if len(groups) == 1 else None

    def _last_speaker(self, offset: int) -> Person | None:
        """Return the person who spoke last, if that was shortly before."""
        for place, _, who in reversed(self._speakers[-MOST_NAMESAKES:]):
            if place < offset:
                return who if who.is_person and offset - place < FAR else None
        return None

    def meant_by(self, pronoun: str, offset: int, sentence: int) -> Person | None:
        """Return the person or body that a pronoun means, or None in doubt."""
        if pronoun in self._words["they"]:
            return self._one_group(offset, sentence)
        if pronoun in self._words["it"]:
            return self._last_body(offset, sentence)
        gender = self._gender_of(pronoun)
        if gender is None:
            return None
        choices = [*self._spoken(offset, sentence, gender), *self._named(offset, sentence, gender)]
        if not choices:
            return self._only_single_name(offset, sentence)
        person = min(choices, key=lambda choice: choice[0])[1]
        person.gender = person.gender or gender
        return person

    def _spoken(self, offset: int, sentence: int, gender: str) -> Iterator[tuple[float, Person]]:
        """Yield the last speaker whom a pronoun may mean, with a distance."""
        for place, number, person in reversed(self._speakers[-6:]):
            if place < offset and sentence - number <= NEAR_SPEAKER and _fits(person, gender):
                yield sentence - number + SPOKEN, person
                return

    def _named(self, offset: int, sentence: int, gender: str) -> Iterator[tuple[float, Person]]:
        """Yield the people named nearby whom a pronoun may mean, with their distances."""
        here = bisect_left(self._mentions, offset, key=lambda mention: mention[0])
        for _, number, person, is_subject in reversed(
            self._mentions[max(0, here - MOST_MENTIONS_BACK) : here]
        ):
            if sentence - number > NEAR:
                return
            if _fits(person, gender):
                distance = sentence - number + (0.0 if is_subject else 1.5)
                yield distance + (0.0 if self._is_likely(person) else UNLIKELY), person

    def _only_single_name(self, offset: int, sentence: int) -> Person | None:
        """Return the last speaker, if known by one name: without another name, "he" means
        that one.
        """
        for place, number, who in reversed(self._singly_named[-MOST_NAMESAKES:]):
            if place < offset:
                return who if sentence - number <= NEAR else None
        return None

    def note_single_name(self, name: str, offset: int, sentence: int) -> None:
        """Record a speaker of one capitalised word who is in no list: a person or a place."""
        person = Person(name, (bare_word(name.lower()),))
        self._singly_named.append((offset, sentence, person))

    def _last_body(self, offset: int, sentence: int) -> Person | None:
        """Return the body that "it" means: the last speaker nearby, if it is a body."""
        recent = [*self._speakers[-MOST_NAMESAKES:], *self._singly_named[-MOST_NAMESAKES:]]
        before = [one for one in recent if one[0] < offset and sentence - one[1] <= NEAR]
        who = max(before, key=lambda one: one[0])[2] if before else None
        return None if who is None or who.is_certain or self._is_named_person(who) else who

    def _is_named_person(self, who: Person) -> bool:
        """Return whether a speaker is a person: of several words and no body, or a given name."""
        return who.is_person and (len(who.words) > 1 or who.words[0] in given_names())

    def _is_likely(self, person: Person) -> bool:
        """Return whether a name is certainly a person's: given name, title, office or gender."""
        return (
            person.is_certain
            or bool(person.roles)
            or person.gender is not None
            or person.words[0] in given_names()
        )

    def _one_group(self, offset: int, sentence: int) -> Person | None:
        """Return the group that "they" means: the only group that spoke nearby."""
        groups = {
            id(who): who
            for place, number, who in self._speakers[-MOST_NAMESAKES:]
            if not who.is_person and place < offset and sentence - number <= NEAR
        }
        return next(iter(groups.values())) if len(groups) == 1 else None

    def _gender_of(self, pronoun: str) -> str | None:
        words = self._lexicon.words
        if pronoun in words["he"]:
            return "m"
        return "f" if pronoun in words["she"] else None

    def note_body(self, name: str) -> Person:
        """Return the body of a source that is not a known person, so that "it" can mean it."""
        words = tuple(bare_word(word.lower()) for word in name.split())
        body = self._by_words.get(words)
        if body is None:
            body = self._by_words[words] = Person(name, words, is_person=False)
        return body

    def spoke(self, person: Person, offset: int, sentence: int) -> None:
        """Record a speaker at a place: the next pronoun may mean that speaker."""
        self._speakers.append((offset, sentence, person))


def _fits(person: Person, gender: str) -> bool:
    return person.is_person and person.gender in (gender, None)
