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
from dataclasses import dataclass, field

from monitor.languages.given_names import given_names
from monitor.languages.lexicon import Lexicon
from monitor.records import Via
from monitor.statements.phrases import PARTICLES
from monitor.statements.tokens import Atom, Sentence

_NOT_PEOPLE = frozenset(
    """party ministry command house times post university institute states state kingdom council
    committee court bank department group union nations agency association center centre company
    corporation corp inc street journal news network region parliament congress senate force
    forces army guard movement front coalition organization office school college county city
    river island islands republic america brigades battalions militia militias rebels fighters
    alliance cross east west north south world united national international foundation fund act
    law amendment league service bureau administration""".split()
)
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


@dataclass(slots=True)
class Person:
    """A person or body named in the article."""

    name: str
    words: tuple[str, ...]
    gender: str | None = None
    is_person: bool = True
    roles: set[str] = field(default_factory=set)
    places: list[tuple[int, bool]] = field(default_factory=list)
    """Sentences where the name occurs, and whether as their subject."""


class People:
    """All people and bodies named in an article, collected once; resolves sources to them."""

    def __init__(self, text: str, sentences: list[Sentence], lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._by_words: dict[tuple[str, ...], Person] = {}
        self._by_last: dict[str, list[Person]] = {}
        self._singles: list[tuple[int, int, str, set[str], bool]] = []
        self._mentions: list[
            tuple[int, int, Person, bool]
        ] = []  # offset, sentence, person, is subject
        self._speakers: list[tuple[int, int, Person]] = []
        self._female = frozenset(word.rstrip(".") for word in lexicon.words["female"])
        self._male = frozenset(word.rstrip(".") for word in lexicon.words["male"])
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
                or (_is_particle(atoms, at) and at + 1 < count and atoms[at + 1].tag == "X")
            ):
                at += 1
                if atoms[at - 1].low.endswith("'s"):
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

    def _is_noun(self, word: str) -> bool:
        """Return whether a word after two names is a noun that they describe, not their verb."""
        return (
            word.endswith(("s", "er", "or", "ist", "ian", "man", "woman"))
            or word in self._lexicon.words["role"]
        )

    def _note(
        self, number: int, atoms: list[Atom], first: int, last: int, *, is_subject: bool
    ) -> None:
        titles = {atoms[n].low.rstrip(".") for n in range(first, last + 1) if atoms[n].tag == "T"}
        start = first
        for n in range(first, last + 1):
            if atoms[n].tag == "T":
                start = n + 1
        if first > 0 and atoms[first - 1].low in self._lexicon.words["role"]:
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
            person = Person(name, words, is_person=not (_NOT_PEOPLE & set(words)))
            self._by_words[words] = person
            for surname in {words[-1], _without_article(words[-1])}:
                self._by_last.setdefault(surname, []).append(person)
        person.roles |= roles
        person.gender = person.gender or self._gender(words, roles)
        self._mentions.append((atoms[start].start, number, person, is_subject))

    def _join_short_names(self) -> None:
        """Join a surname with its particle to the full name: De Wit is Els de Wit."""
        for words, person in list(self._by_words.items()):
            if words[0] not in PARTICLES:
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
            if atom.low in self._lexicon.words["role"]:
                roles.add(atom.low)
            if atom.low in ("of", "who", "for"):
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

    # -- resolve --

    def name_of_head(self, atoms: list[Atom]) -> tuple[str, Via, Person | None]:
        """Return the fullest name for the head of a source phrase, the way it was resolved, and the
        person.

        The person is None for a name that is not in the article's list.
        """
        if self._lexicon.is_caseless:
            return self._whole_phrase(atoms)
        last = len(atoms) - 1
        while last > 0 and atoms[last].tag not in "XTw":
            last -= 1
        first = last + 1
        while first > 0 and (
            atoms[first - 1].tag == "X" or (_is_particle(atoms, first - 1) and first <= last)
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
        person = self._one_of(
            self._by_last.get(words[0]) or self._by_last.get(_without_article(words[0]), []), titles
        )
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
            if atoms[at].low in given_names() and atoms[at].low not in PARTICLES:
                return at
        return first

    def _whole_phrase(self, atoms: list[Atom]) -> tuple[str, Via, Person | None]:
        """Return the name of a source in a script without capitals: the phrase less the roles
        before it.
        """
        first = 0
        lists = self._lexicon.words
        while first < len(atoms) and (
            self._is_role(atoms[first].low) or (first and atoms[first].low in lists["role_of"])
        ):
            first += 1
        roles = {_without_definite(atom.low) for atom in atoms[:first]}
        if first < len(atoms) and first and atoms[first].low in lists["of"]:
            return (
                self._text[atoms[0].start : atoms[-1].end],
                "description",
                None,
            )  # المتحدث باسم التحالف
        if first == len(atoms):
            return self._bearer(atoms, roles)
        words = tuple(atom.low for atom in atoms[first:])
        name = self._text[atoms[first].start : atoms[-1].end]
        person = self._by_words.get(words)
        if person is None:
            person = self._by_words[words] = Person(name, words)
            self._by_last.setdefault(words[-1], []).append(person)
        person.roles |= roles
        namesakes = self._by_last[words[-1]][:MOST_NAMESAKES]
        longer = [one for one in namesakes if one.words[-len(words) :] == words]
        person = max(longer, key=lambda one: len(one.words)) if len(longer) == 2 else person
        return person.name, "name" if person.words == words else "surname", person

    def _bearer(self, atoms: list[Atom], roles: set[str]) -> tuple[str, Via, Person | None]:
        """Return the person that an office alone means in a script without capitals.

        It means the only person named with that office; otherwise the phrase is a description.
        """
        bearers = [person for person in self._by_words.values() if person.roles & roles]
        if len(bearers) == 1:
            return bearers[0].name, "description", bearers[0]
        return self._text[atoms[0].start : atoms[-1].end], "description", None

    def note_roles(self, person: Person, atoms: list[Atom], offset: int) -> None:
        """Add the roles in a speaker's source phrase to the person.

        Applies to languages without capitals and to the plain grammar.
        """
        if not self._lexicon.is_plain:
            return
        roles = {
            _without_definite(atom.low) for atom in atoms if self._is_role(atom.low)
        } - person.roles
        person.roles |= roles
        for role in _wider_roles(roles, self._lexicon):
            self._by_role.setdefault(role, {}).setdefault(id(person), (offset, person))

    def _is_role(self, word: str) -> bool:
        roles = self._lexicon.words["role"]
        return word in roles or (self._lexicon.is_caseless and _without_definite(word) in roles)

    def _description_of(self, atoms: list[Atom]) -> tuple[str, Via, Person | None]:
        text = self._text[atoms[0].start : atoms[-1].end]
        head = atoms[-1].low.removeprefix("l'")
        if len(atoms) == 2 and atoms[0].low == "the" and head in self._lexicon.words["group_role"]:
            groups = {
                id(who): who
                for _, _, who in self._speakers
                if not who.is_person and head in (who.words[-1], who.words[0])
            } or {id(who): who for _, _, who in self._speakers if not who.is_person}
            if len(groups) == 1:  # "the group", and only one group has spoken
                group = next(iter(groups.values()))
                return group.name, "description", group
        is_meant = len(atoms) == 1 or (
            len(atoms) == 2 and atoms[0].low in self._lexicon.words["the"]
        )
        if is_meant and head in self._lexicon.words["role"]:
            bearers = self._by_role.get(head, {})
            before = [person for offset, person in bearers.values() if offset < atoms[0].start]
            if len(before) == 1 and len(bearers) <= MOST_NAMESAKES:
                return before[0].name, "description", before[0]
        return text, "description", None

    def meant_by(self, pronoun: str, offset: int, sentence: int) -> Person | None:
        """Return the person or body that a pronoun means, or None in doubt."""
        if pronoun in self._lexicon.words["they"]:
            return self._one_group(offset, sentence)
        if pronoun in self._lexicon.words["it"]:
            return self._last_body(offset, sentence)
        gender = self._gender_of(pronoun)
        if gender is None:
            return None
        if gender == "any":  # a verb with its subject in itself: the last speaker
            near = [
                who
                for place, number, who in self._speakers[-1:]
                if place < offset and sentence - number <= NEAR
            ]
            return near[0] if near else None
        best: tuple[float, Person] | None = None
        for place, number, person in reversed(self._speakers[-6:]):
            if place < offset and sentence - number <= NEAR and _fits(person, gender):
                best = (sentence - number + SPOKEN, person)
                break
        here = bisect_left(self._mentions, offset, key=lambda mention: mention[0])
        for _, number, person, is_subject in reversed(
            self._mentions[max(0, here - MOST_MENTIONS_BACK) : here]
        ):
            if sentence - number > NEAR:
                break
            if not _fits(person, gender):
                continue
            distance = sentence - number + (0.0 if is_subject else 1.5)
            distance += 0.0 if self._is_likely(person) else UNLIKELY
            if best is None or distance < best[0]:
                best = (distance, person)
        if best is None:
            return None
        if best[1].gender is None:
            best[1].gender = gender
        return best[1]

    def _last_body(self, offset: int, sentence: int) -> Person | None:
        """Return the body that "it" means: the last speaker nearby, if it is a body."""
        for place, number, who in reversed(self._speakers[-MOST_NAMESAKES:]):
            if place < offset and sentence - number <= NEAR:
                return None if who.is_person else who
        return None

    def _is_likely(self, person: Person) -> bool:
        """Return whether a name is certainly a person's: given name, title, office or gender."""
        return bool(person.roles) or person.gender is not None or person.words[0] in given_names()

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
        if pronoun in words["either"]:
            return "any"
        if pronoun in words["he"]:
            return "m"
        if pronoun in words["she"]:
            return "f"
        return "any" if self._lexicon.is_plain and pronoun in self._lexicon.verbs else None

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


def _is_particle(atoms: list[Atom], at: int) -> bool:
    """Return whether a word may occur inside a name.

    A German article may do so only after another particle (von der Leyen).
    """
    low = atoms[at].low
    if low in ("der", "den") and not (at and atoms[at - 1].low in ("von", "van", "zu")):
        return False
    return low in PARTICLES


def _wider_roles(roles: set[str], lexicon: Lexicon) -> set[str]:
    """Return roles with the roles that they end in: an Außenministerin is a Ministerin."""
    return roles | {
        ending for role in roles for ending in lexicon.title_endings if role.endswith(ending)
    }


def _without_definite(word: str) -> str:
    """Return an Arabic word without its article: الوزيرة is وزيرة."""
    return word.removeprefix("ال")


def _fits(person: Person, gender: str) -> bool:
    return person.is_person and person.gender in (gender, None)


def _without_article(word: str) -> str:
    """Return an Arabic surname without its article: "al-sadr" is "sadr"."""
    head, hyphen, rest = word.partition("-")
    return (
        rest if hyphen and head in ("al", "el", "as", "ash", "an", "ar", "at", "az", "ad") else word
    )


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("'")
