"""People and bodies named in an article, collected once: full names, surnames, titles, roles.

1. A name phrase is a run of capitalised words; the person keeps the titles before it and the roles
   beside it.
2. A surname means the one person of the article with that surname. Title or first name
   distinguishes two people with one surname; otherwise the surname means neither.
"""

import sys
from dataclasses import dataclass, field

from monitor.languages.given_names import given_names
from monitor.languages.lexicon import Lexicon
from monitor.statements.atoms import Atom
from monitor.statements.english.phrase_starts import LONGEST_NICKNAME
from monitor.statements.tokens import Sentence

MOST_NAMESAKES = 50
"""Most people of one surname or role that are compared; the limit keeps time linear."""
LONGEST_FIRST_NAMES = 3
"""Words of a name without its last ones: three words of a name of four."""
LONGEST_ACRONYM = 8
"""Letters of a name in capitals alone; a longer one is a heading."""


@dataclass(slots=True)
class Person:
    """A person or body named in the article."""

    name: str
    words: tuple[str, ...]
    gender: str | None = None
    is_person: bool = True
    is_certain: bool = False
    """Whether "who" follows the name somewhere."""
    first: int = sys.maxsize
    """Where the full name occurs first."""
    roles: set[str] = field(default_factory=set)
    places: list[tuple[int, bool]] = field(default_factory=list)
    """Sentences where the name occurs, and whether as their subject."""


class NamedPeople:
    """All people and bodies named in an article."""

    def __init__(self, text: str, sentences: list[Sentence], lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._words = lexicon.words
        self._by_words: dict[tuple[str, ...], Person] = {}
        self._by_last: dict[str, list[Person]] = {}
        self._by_first: dict[str, list[Person]] = {}
        self._fuller: dict[int, Person] = {}
        """By shorter name, the person of a fuller one."""
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
        self._join_first_names()
        self._mentions = [(a, b, self._person_of(who), c) for a, b, who, c in self._mentions]
        self._link_singles()
        self._mentions.sort(key=lambda mention: mention[0])
        self._by_role: dict[str, dict[int, tuple[int, Person]]] = {}
        for offset, _, person, _ in self._mentions:
            for role in _wider_roles(person.roles, lexicon):
                self._by_role.setdefault(role, {}).setdefault(id(person), (offset, person))

    # -- collect --

    def _collect(self, number: int, atoms: list[Atom]) -> None:
        at, count, end = 0, len(atoms), len(atoms)
        while end and atoms[end - 1].tag not in "XT":
            end -= 1  # behind the last name
        verb_seen, verbs = False, self._lexicon.verbs
        while at < end:
            atom = atoms[at]
            if atom.tag not in "XT" or (
                atom.tag == "T" and at + 1 < count and atoms[at + 1].tag not in "XT"
            ):
                verb_seen = verb_seen or atom.tag in "BHM" or atom.low in verbs
                at += 1
                continue
            first = at
            while at < count and (
                atoms[at].tag in "XT"
                or (self._is_particle(atoms, at) and at + 1 < count and atoms[at + 1].tag == "X")
                or is_nickname(atoms, at)
            ):
                at += 1
                is_day = at < count and atoms[at].low in self._words["weekday"]
                if is_day or atoms[at - 1].low.endswith(self._lexicon.endings["possessive"][:1]):
                    break  # Senator Anna Berg | Monday said
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
        is_body = is_body or words[-1] in self._words["group_role"]
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
        roles = titles | self._roles_beside(atoms, last) | self._role_before(atoms, first, last)
        if start <= last:
            start = self._after_prefix(atoms, start, last)
        words = words_of(atoms[start : last + 1])
        if not words:
            return
        name = self._text[atoms[start].start : atoms[last].end]
        name = name.removesuffix("'s").removesuffix("’s")
        if len(name) > LONGEST_ACRONYM and name.isupper():
            return  # a heading in capitals
        if len(words) == 1 and self._is_office(atoms, first, words[0]):
            return
        if len(words) == 1:
            self._singles.append((atoms[start].start, number, words[0], roles, is_subject))
            return
        person = self._by_words.get(words) or self._add_name(
            name, words, is_person=self._may_be_person(atoms, min(start, last), words)
        )
        person.first = min(person.first, atoms[start].start)
        person.roles |= roles
        person.gender = person.gender or self._gender(words, roles)
        after = atoms[last + 1 : last + 3]
        is_presented = len(after) > 1 and after[0].tag == "," and after[1].low in self._words["who"]
        person.is_certain = person.is_certain or is_presented
        self._mentions.append((atoms[start].start, number, person, is_subject or is_presented))

    def _add_name(self, name: str, words: tuple[str, ...], *, is_person: bool) -> Person:
        """Add a name of several words; its family name precedes a number: Anna Berg III."""
        person = self._by_words[words] = Person(name, words, is_person=is_person)
        is_numbered = words[-1] in self._words["name_suffix"] and len(words) > 2
        family = words[-2] if is_numbered else words[-1]
        for surname in {family, self._without_article(family)}:
            self._by_last.setdefault(surname, []).append(person)
        if words[0] not in self._words["name_particle"]:
            self._by_first.setdefault(words[0], []).append(person)
        return person

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
            self._join(words, person, next(iter(longer.values())))

    def _join_first_names(self) -> None:
        """Join the first words of a name to the full name: Abu Salim is Abu Salim Haddad."""
        fuller: dict[tuple[str, ...], list[Person]] = {}
        for words, person in self._by_words.items():
            if person.is_person and (person.roles or words[0] in given_names()):
                for length in range(2, min(len(words), LONGEST_FIRST_NAMES + 1)):
                    fuller.setdefault(words[:length], []).append(person)
        for words, wholes in fuller.items():
            short = self._by_words.get(words)
            is_other = short is not None and short is not wholes[0]
            if short is not None and is_other and short.is_person and len(wholes) == 1:
                self._join(words, short, wholes[0])

    def _join(self, words: tuple[str, ...], short: Person, whole: Person) -> None:
        """Let a shorter name mean the person of a fuller one."""
        whole.roles |= short.roles
        self._by_words[words] = whole
        self._by_last[words[-1]] = [
            other for other in self._by_last.get(words[-1], []) if other is not short
        ]
        self._fuller[id(short)] = whole

    def _person_of(self, person: Person) -> Person:
        """Return the person of the fullest name that was joined to a shorter one."""
        while (whole := self._fuller.get(id(person))) is not None:
            person = whole
        return person

    def _link_singles(self) -> None:
        for offset, number, word, roles, is_subject in self._singles:
            namesakes = self._by_last.get(word, [])
            person = self._one_of(namesakes, roles) or self._one_before(namesakes, offset)
            person = person or self._by_given_name(word)
            if person is None and roles:
                person = self._by_words.setdefault((word,), Person(word.capitalize(), (word,)))
                person.name = self._text[offset : offset + len(word)]
            if person is not None:
                person.roles |= roles
                person.gender = person.gender or self._gender(person.words, roles)
                self._mentions.append((offset, number, person, is_subject))

    def _is_office(self, atoms: list[Atom], first: int, word: str) -> bool:
        """Return whether a capitalised word is an office: the Manager, a Deputy Superintendent."""
        is_one = first > 0 and atoms[first - 1].low in self._words["indefinite_article"]
        return is_one or word in self._words["role"]

    def _role_before(self, atoms: list[Atom], first: int, last: int) -> set[str]:
        """Return the office before a name between commas: the state governor, | Abdullahi Sule,"""
        if first < 2 or atoms[first - 1].tag != ",":
            return set()
        office = atoms[first - 2].low
        ends = last + 1 >= len(atoms) or atoms[last + 1].tag in ",.("
        return {office} if ends and office in self._words["role"] else set()

    def _by_given_name(self, word: str) -> Person | None:
        """Return the only person with a given name, whom the article also calls by it alone."""
        people = self._by_first.get(word, [])
        return people[0] if len(people) == 1 and people[0].is_person else None

    def _one_before(self, namesakes: list[Person], offset: int) -> Person | None:
        """Return the only one of several people of one surname who is named before a place."""
        if not 1 < len(namesakes) <= MOST_NAMESAKES:
            return None
        before = [who for who in namesakes if who.first < offset]
        return before[0] if len(before) == 1 else None

    def _roles_beside(self, atoms: list[Atom], last: int) -> set[str]:
        """Return the roles in an apposition after a name: ", the leader of the movement,"."""
        if last + 2 >= len(atoms) or atoms[last + 1].tag != ",":
            return set()
        roles = set()
        for atom in atoms[last + 2 : last + 14]:
            if atom.tag in ",.;":
                break
            verb = self._lexicon.verbs.get(atom.low)
            if verb is not None and verb.form == "past" and not verb.is_ambiguous:
                return set()  # Taking to Twitter, the mayor said …
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
        by_name = given_names().get(words[0]) if len(words) > 1 else None
        return by_name if by_name in ("f", "m") else None

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

    def _after_prefix(self, atoms: list[Atom], first: int, last: int) -> int:
        """Return where a given name begins a name after a team, a paper or an office: NFL Insider |
        Jason Blake.
        """
        if last - first < 2 or bare_word(atoms[first].low) in given_names():
            return first
        is_office = atoms[first].low in self._words["group_role"]
        if is_office and atoms[first + 1].low in self._words["member_of"]:
            return first + 2  # Council Member Tag Green
        for at in range(first + 1, last):
            if atoms[at].low in given_names() and atoms[at].low not in self._words["name_particle"]:
                return at
        return first


def _wider_roles(roles: set[str], lexicon: Lexicon) -> set[str]:
    """Return roles with the roles that they end in: an Außenministerin is a Ministerin."""
    return roles | {
        ending for role in roles for ending in lexicon.title_endings if role.endswith(ending)
    }


def is_nickname(atoms: list[Atom], at: int) -> bool:
    """Return whether a short quotation is inside a name: Thomas "Mac" McLarty."""
    atom = atoms[at]
    is_inside = 0 < at < len(atoms) - 1 and atoms[at - 1].tag == "X" and atoms[at + 1].tag == "X"
    return atom.tag == "Q" and is_inside and atom.end - atom.start <= LONGEST_NICKNAME


def words_of(atoms: list[Atom]) -> tuple[str, ...]:
    """Return the words of a name without a nickname in marks."""
    return tuple(bare_word(atom.low) for atom in atoms if atom.tag != "Q")


def bare_word(word: str) -> str:
    return word.removesuffix("'s").removesuffix("'")
