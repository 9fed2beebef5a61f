"""People and bodies inside one article: full names, surnames, pronouns and descriptions.

1. A name phrase is a run of capitalised words; the person keeps the titles before it and the roles
   beside it.
2. A surname means the one person of the article with that surname. Title or first name
   distinguishes two people with one surname; otherwise the surname means neither.
3. "He" and "she" mean the nearest speaker or subject whose gender fits or is unknown; "they" means
   the only group that spoke nearby.
4. "The cleric" means the last person described as a cleric. In doubt the reference stays
   unresolved.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from monitor.languages.given_names import given_names
from monitor.languages.lexicon import Lexicon
from monitor.records import Via
from monitor.statements.tokens import Atom, Sentence

MOST_NAMESAKES = 50
"""Most people of one surname or role that are compared; the limit keeps time linear."""
MOST_MENTIONS_BACK = 200
"""Mentions that a pronoun may refer back over; four sentences hold a dozen."""
LONGEST_ACRONYM = 8
"""Letters of a name in capitals alone; a longer one is a heading."""
UNLIKELY = 2.0
"""Sentences added to the distance of a name that may be a place or a firm from a pronoun."""
SPOKEN = 0.4
"""Sentences added to the distance of the last speaker; a subject of the same sentence wins."""
NEAR = 4
"""Sentences over which a pronoun reaches back; a name further back is too uncertain."""
NEAR_SPEAKER = 8
"""Sentences over which a pronoun reaches back to who spoke last."""
FAR = 1_500
"""Characters after which a description no longer means the last speaker."""


@dataclass(slots=True)
class Person:
    """A person or body named in the article."""

    name: str
    words: tuple[str, ...]
    gender: str | None = None
    is_person: bool = True
    is_certain: bool = False
    """Whether "who" follows the name somewhere."""
    roles: set[str] = field(default_factory=set)
    places: list[tuple[int, bool]] = field(default_factory=list)
    """Sentences where the name occurs, and whether as their subject."""


class People:
    """All people and bodies named in an article, collected once; resolves sources to them."""

    def __init__(self, text: str, sentences: list[Sentence], lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._words = lexicon.words
        self._by_words: dict[tuple[str, ...], Person] = {}
        self._by_last: dict[str, list[Person]] = {}
        self._singles: list[tuple[int, int, str, set[str], bool]] = []
        self._mentions: list[
            tuple[int, int, Person, bool]
        ] = []  # offset, sentence, person, is subject
        self._speakers: list[tuple[int, int, Person]] = []
        self._female = frozenset(word.rstrip(".") for word in lexicon.words["female"])
        self._male = frozenset(word.rstrip(".") for word in lexicon.words["male"])
        self._common = {atom.low for one in sentences for atom in one.atoms if atom.tag == "w"}
        """Words that the article also writes with a small letter: they begin no name."""
        self._headline_end = max((one.end for one in sentences if one.paragraph == 0), default=0)
        for number, sentence in enumerate(sentences):
            self._collect(number, sentence.atoms)
        self._join_short_names()
        self._link_singles()
        self._mentions.sort(key=lambda mention: mention[0])
        self._by_role: dict[str, dict[int, tuple[int, Person]]] = {}
        for offset, _, person, _ in self._mentions:
            for role in _wider_roles(person.roles, lexicon):
                self._by_role.setdefault(role, {}).setdefault(id(person), (offset, person))

    # -- collect --

    def _collect(self, number: int, atoms: list[Atom]) -> None:
        at, count = 0, len(atoms)
        verb_seen = False
        while at < count:
            atom = atoms[at]
            if atom.tag not in "XT" or (
                atom.tag == "T" and at + 1 < count and atoms[at + 1].tag not in "XT"
            ):
                verb_seen = verb_seen or atom.tag in "BHM" or atom.low in self._lexicon.verbs
                at += 1
                continue
            first = at
            while at < count and (
                atoms[at].tag in "XT"
                or (self._is_particle(atoms, at) and at + 1 < count and atoms[at + 1].tag == "X")
            ):
                at += 1
                if atoms[at - 1].low.endswith(self._lexicon.endings["possessive"][:1]):
                    break
            if (
                at < count
                and atoms[at].tag == "w"
                and atoms[at - 1].tag == "X"
                and atoms[at].low not in self._lexicon.verbs
                and (at - first < 2 or self._is_noun(atoms[at].low))
            ):
                # "Iraqi Shia cleric", "Clinton aides": names that only describe the noun after them
                continue
            self._note(number, atoms, first, at - 1, is_subject=not verb_seen)

    def _is_particle(self, atoms: list[Atom], at: int) -> bool:
        """Return whether a word may occur inside a name.

        A German article may do so only after another particle (von der Leyen).
        """
        lists, low = self._lexicon.words, atoms[at].low
        if low in lists["second_particle"] and not (
            at and atoms[at - 1].low in lists["first_particle"]
        ):
            return False
        return low in lists["name_particle"]

    def _without_article(self, word: str) -> str:
        """Return an Arabic surname without its article: "al-sadr" is "sadr"."""
        head, hyphen, rest = word.partition("-")
        return rest if hyphen and head in self._words["arabic_article"] else word

    def _is_noun(self, word: str) -> bool:
        """Return whether a word after two names is a noun that they describe, not their verb."""
        return word.endswith(self._lexicon.endings["person"]) or word in self._words["role"]

    def _after_first_word(self, atoms: list[Atom], first: int, last: int) -> int:
        """Return where a name begins behind a capitalised first word of its sentence that is no
        part of it: "Explaining Beijing's position".
        """
        if first or last == 0 or atoms[0].tag != "X":
            return first
        low = atoms[0].low
        is_common = low in self._common or low.endswith(self._lexicon.endings["participle"])
        return 1 if is_common and low not in given_names() else 0

    def _may_be_person(self, atoms: list[Atom], first: int, words: tuple[str, ...]) -> bool:
        """Return whether a name can be a person's: no word of a body in it, no article before."""
        is_body = not self._words["not_people"].isdisjoint(words)
        follows_article = first > 0 and atoms[first - 1].low in self._words["the"]
        return not is_body and (not follows_article or atoms[first].tag == "T")

    def _note(
        self, number: int, atoms: list[Atom], first: int, last: int, *, is_subject: bool
    ) -> None:
        titles = {atoms[n].low.rstrip(".") for n in range(first, last + 1) if atoms[n].tag == "T"}
        start = first
        is_body = atoms[last].low in self._words["group_role"]
        for n in range(first, last + 1):
            if atoms[n].tag == "T" and not is_body:  # the Defense Ministry
                start = n + 1
        start = self._after_first_word(atoms, start, last)
        if first > 0 and atoms[first - 1].low in self._words["role"]:
            titles.add(atoms[first - 1].low)
        roles = titles | self._roles_beside(atoms, last)
        if start <= last:
            start = self._after_prefix(atoms, start, last)
        words = tuple(_bare(atoms[n].low) for n in range(start, last + 1))
        if not words:
            return
        name = self._text[atoms[start].start : atoms[last].end]
        name = name.removesuffix("'s").removesuffix("’s")
        if len(name) > LONGEST_ACRONYM and name.isupper():
            return  # a heading in capitals
        if len(words) == 1:
            self._singles.append((atoms[start].start, number, words[0], roles, is_subject))
            return
        person = self._by_words.get(words)
        if person is None:
            person = Person(name, words, is_person=self._may_be_person(atoms, first, words))
            self._by_words[words] = person
            for surname in {words[-1], self._without_article(words[-1])}:
                self._by_last.setdefault(surname, []).append(person)
        person.roles |= roles
        person.gender = person.gender or self._gender(words, roles)
        after = atoms[last + 1 : last + 3]
        is_presented = len(after) > 1 and after[0].tag == "," and after[1].low in self._words["who"]
        person.is_certain = person.is_certain or is_presented
        self._mentions.append((atoms[start].start, number, person, is_subject or is_presented))

    def _join_short_names(self) -> None:
        """Join a surname with its particle to the full name: De Wit is Els de Wit."""
        for words, person in list(self._by_words.items()):
            if words[0] not in self._words["name_particle"]:
                continue
            namesakes = self._by_last.get(words[-1], [])[:MOST_NAMESAKES]
            longer = {
                id(p): p for p in namesakes if p.words[-len(words) :] == words and p is not person
            }
            if len(longer) != 1:
                continue
            whole = next(iter(longer.values()))
            whole.roles |= person.roles
            self._by_words[words] = whole
            self._by_last[words[-1]] = [
                other for other in self._by_last[words[-1]] if other is not person
            ]
            self._mentions = [
                (a, b, whole if who is person else who, c) for a, b, who, c in self._mentions
            ]

    def _link_singles(self) -> None:
        for offset, number, word, roles, is_subject in self._singles:
            person = self._one_of(self._by_last.get(word, []), roles)
            if person is None and roles:
                person = self._by_words.setdefault((word,), Person(word.capitalize(), (word,)))
                person.name = self._text[offset : offset + len(word)]
            if person is not None:
                person.roles |= roles
                person.gender = person.gender or self._gender(person.words, roles)
                self._mentions.append((offset, number, person, is_subject))

    def _roles_beside(self, atoms: list[Atom], last: int) -> set[str]:
        """Return the roles in an apposition after a name: ", the leader of the movement,"."""
        if last + 2 >= len(atoms) or atoms[last + 1].tag != ",":
            return set()
        roles = set()
        for atom in atoms[last + 2 : last + 14]:
            if atom.tag in ",.;":
                break
            if atom.low in self._words["role"]:
                roles.add(atom.low)
            if atom.low in self._words["ends_role"]:
                break
        return roles

    def _gender(self, words: tuple[str, ...], roles: set[str]) -> str | None:
        lists = self._lexicon.words
        if roles & self._female or words[0] in lists["female_names"]:
            return "f"
        if roles & self._male or words[0] in lists["male_names"]:
            return "m"
        return None

    def _one_of(self, people: list[Person], roles: set[str]) -> Person | None:
        if len(people) <= 1:
            return people[0] if people else None
        if len(people) > MOST_NAMESAKES:
            return None
        gender = self._gender(("",), roles)
        fitting = [
            person for person in people if gender is not None and person.gender in (gender, None)
        ]
        if len(fitting) == 1:
            return fitting[0]
        firsts = {person.words[0] for person in people}
        return people[0] if len(firsts) == 1 else None

    def _one_who_spoke(self, namesakes: list[Person]) -> Person | None:
        """Return the only one of several people of one surname who has spoken so far."""
        spoken = {id(who): who for _, _, who in self._speakers[-MOST_NAMESAKES:]}
        speaking = [who for who in namesakes[:MOST_NAMESAKES] if id(who) in spoken]
        return speaking[0] if len({id(who) for who in speaking}) == 1 else None

    # -- resolve --

    def name_of_head(self, atoms: list[Atom]) -> tuple[str, Via, Person | None]:
        """Return the fullest name for the head of a source phrase, the way it was resolved, and the
        person.

        The person is None for a name that is not in the article's list.
        """
        last = len(atoms) - 1
        while last > 0 and atoms[last].tag not in "XTw":
            last -= 1
        first = last + 1
        while first > 0 and (
            atoms[first - 1].tag == "X" or (self._is_particle(atoms, first - 1) and first <= last)
        ):
            first -= 1
        if first > last:
            return self._description_of(atoms)
        first = self._after_prefix(atoms, first, last)
        words = tuple(_bare(atom.low) for atom in atoms[first : last + 1])
        text = (
            self._text[atoms[first].start : atoms[last].end].removesuffix("'s").removesuffix("’s")
        )
        titles = {atom.low.rstrip(".") for atom in atoms[:first]}
        while len(words) > 2 and words not in self._by_words and words[1:] in self._by_words:
            words = words[1:]  # "Iraqi Haider al-Abadi"
            first += 1
            text = self._text[atoms[first].start : atoms[last].end]
        if len(words) > 1:
            person = self._by_words.get(words)
            if person is not None and person.words != words:
                return person.name, "surname", person
            return text, "name", person
        namesakes = self._by_last.get(words[0]) or self._by_last.get(
            self._without_article(words[0]), []
        )
        person = self._one_of(namesakes, titles) or self._one_who_spoke(namesakes)
        if person is not None:
            return person.name, "surname", person
        return text, "name", self._by_words.get(words)

    def _after_prefix(self, atoms: list[Atom], first: int, last: int) -> int:
        """Return where a given name begins a name after a team, a paper or an office: NFL Insider |
        Jason Blake.
        """
        if last - first < 2 or _bare(atoms[first].low) in given_names():
            return first
        for at in range(first + 1, last):
            if atoms[at].low in given_names() and atoms[at].low not in self._words["name_particle"]:
                return at
        return first

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
        return self._last_speaker(offset) if is_epithet else None

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
            return None
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

    def _last_body(self, offset: int, sentence: int) -> Person | None:
        """Return the body that "it" means: the last speaker nearby, if it is a body."""
        for place, number, who in reversed(self._speakers[-MOST_NAMESAKES:]):
            if place < offset and sentence - number <= NEAR:
                return None if who.is_person else who
        return None

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
        words = tuple(_bare(word.lower()) for word in name.split())
        body = self._by_words.get(words)
        if body is None:
            body = self._by_words[words] = Person(name, words, is_person=False)
        return body

    def spoke(self, person: Person, offset: int, sentence: int) -> None:
        """Record a speaker at a place: the next pronoun may mean that speaker."""
        self._speakers.append((offset, sentence, person))


def _wider_roles(roles: set[str], lexicon: Lexicon) -> set[str]:
    """Return roles with the roles that they end in: an Außenministerin is a Ministerin."""
    return roles | {
        ending for role in roles for ending in lexicon.title_endings if role.endswith(ending)
    }


def _fits(person: Person, gender: str) -> bool:
    return person.is_person and person.gender in (gender, None)


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("'")
