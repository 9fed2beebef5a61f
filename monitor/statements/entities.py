"""Names of a whole article: full names with their offices, and the short forms joined to them.

For languages read by the plain grammar; `monitor.statements.speakers` resolves source phrases with
them.
"""

import itertools
from dataclasses import dataclass, field

from monitor.languages.given_names import given_names
from monitor.languages.lexicon import Lexicon
from monitor.languages.name_words import NAME_WORDS
from monitor.statements.atoms import Atom
from monitor.statements.cases import has_surname_of_man
from monitor.statements.known_words import gender_of_given, is_foreign, is_role, without_too
from monitor.statements.lands import lands_beside, lands_in
from monitor.statements.naming import NameRun, find_names
from monitor.statements.offices import ROLE_BEFORE, Offices
from monitor.statements.tokens import Sentence
from monitor.statements.unlisted import unlisted_subject

MOST_BACK = 60
"""Mentions to search backwards; the limit keeps time linear in the text."""
MOST_BEFORE_SUBJECT = 3
"""Words before a subject besides its office: "La semana pasada, en la capital, …"."""
PATRONYMIC_NAME = 2
"""Words of a given name with its patronymic."""
SURNAMES = 2
"""Words of a name of two surnames without a given name."""
DOUBLE_SURNAME = 2
"""Words of a Persian surname with its ending apart: خطیب زاده."""


@dataclass(slots=True, eq=False)
class Entity:
    """A person or a body named in the article."""

    name: str
    words: tuple[str, ...]
    gender: str | None = None
    is_person: bool = False
    roles: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    """Words for bodies that it was called: "Zeitung", "firm"."""
    marks: set[str] = field(default_factory=set)
    """Words beside the offices, cut to stems: "nord-coréen", "russischer"."""
    callings: set[str] = field(default_factory=set)
    """Nouns beside the name that are in no list of offices: "егерь"; stems."""
    lands: set[str] = field(default_factory=set)
    """Countries between its office and its name: глава МИД | Великобритании; stems."""
    is_vague: bool = False
    """Whether it means several unnamed people or no particular person; no later verb means it."""
    is_nominative: bool = False
    """Whether ``name`` is a subject in the article, in a language whose names have cases."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where an entity is named."""

    offset: int
    sentence: int
    entity: Entity
    is_subject: bool


class Entities(Offices):
    """All people and bodies named in an article, with their offices and mentions."""

    def __init__(self, text: str, sentences: list[Sentence], lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._by_words: dict[tuple[str, ...], Entity] = {}
        self._by_word: dict[str, dict[int, Entity]] = {}
        self._mentions: list[Mention] = []
        self._verb_of: tuple[list[Atom], int] | None = None
        """The last sentence, and the number of its first verb."""
        self._speakers: list[Mention] = []
        self._full_names: dict[str, str] = {}
        self._common = _common_words(sentences, lexicon)
        singles: list[tuple[int, list[Atom], NameRun]] = []
        for number, sentence in enumerate(sentences):
            for run in find_names(sentence.atoms, lexicon, self._common):
                if run.last == run.first:
                    singles.append((number, sentence.atoms, run))
                else:
                    self._note(number, sentence.atoms, run)
            if lexicon.raw.get("subject_first") and lexicon.people_endings:
                self._note_unlisted(number, sentence.atoms)
        for number, atoms, run in singles:
            self._link(number, atoms, run)
        self._mentions.sort(key=lambda mention: mention.offset)

    def _note_unlisted(self, number: int, atoms: list[Atom]) -> None:
        """Note the subject of a sentence whose name is in no list."""
        run = unlisted_subject(atoms, self._lexicon)
        if run is not None and self._stems(atoms, run) not in self._by_words:
            self._note(number, atoms, run)

    def _note(self, number: int, atoms: list[Atom], run: NameRun) -> None:
        entity = self._entity(atoms, run)
        roles = self._roles_beside(atoms, run)
        if self._has_office_next(atoms, run) and not self._is_body(atoms, run):
            is_other = is_foreign(atoms[run.first].low, self._lexicon)
            entity.is_person = not is_other  # Daily Mail in a Russian text is not a person
        if not entity.is_person:
            return
        entity.roles |= roles
        if roles:
            entity.marks |= self._marks_beside(atoms, run)
        if self._lexicon.has_cases:
            entity.callings |= self._callings_beside(atoms, run)
            before = atoms[max(0, run.first - ROLE_BEFORE) : run.first]
            entity.lands |= lands_in(before, self._lexicon)
        if self._lexicon.is_caseless:
            entity.lands |= lands_beside(atoms, run, self._lexicon)
        self._mention(number, atoms, run, entity)

    def _entity(self, atoms: list[Atom], run: NameRun) -> Entity:
        """Return the entity of a full name.

        A name that contains the name of an entity, or is contained in one, is the same entity.
        """
        words = self._stems(atoms, run)
        current = self._by_words.get(words) or self._longer(words, run.is_person)
        name = self._bare(self._text[atoms[run.first].start : atoms[run.last].end])
        if current is None:
            current = Entity(name, words, is_person=run.is_person)
            for word in words:
                self._by_word.setdefault(word, {})[id(current)] = current
        elif self._is_better(name, current):
            current.name = name
        self._by_words[words] = current
        current.is_person = current.is_person or run.is_person
        current.gender = current.gender or self._gender(atoms, run)
        return current

    def _longer(self, words: tuple[str, ...], is_person: bool) -> Entity | None:
        if (bearer := self._with_double_surname(words)) is not None:
            return bearer
        if words[0] in NAME_WORDS.particles:
            return self._with_particle(words)
        if not is_person:
            return self._with_surnames(words)
        if (namesake := self._by_patronymic(words)) is not None:
            return namesake
        for entity in list(self._by_word.get(words[-1], {}).values())[:MOST_BACK]:
            is_short = entity.words[0] in NAME_WORDS.particles  # De Jonge, before Hugo de Jonge
            if (entity.is_person or is_short) and (
                set(words) <= set(entity.words) or set(entity.words) <= set(words)
            ):
                return entity
        return None

    def _with_particle(self, words: tuple[str, ...]) -> Entity | None:
        """Return the only person whose surname begins with a particle: De Jonge → Hugo de Jonge."""
        persons = [e for e in self._by_word.get(words[-1], {}).values() if e.is_person]
        bearers = [e for e in persons if e.words[-len(words) :] == words]
        return bearers[0] if len(bearers) == 1 else None

    def _with_surnames(self, words: tuple[str, ...]) -> Entity | None:
        """Return the only person with two surnames, the second of which the full name may lack:
        Ruiz Pardo → Ana Ruiz Pardo, Ana Ruiz.
        """
        if not self._lexicon.raw.get("two_surnames") or len(words) != SURNAMES:
            return None
        persons = [e for e in self._by_word.get(words[0], {}).values() if e.is_person]
        bearers = [e for e in persons if e.words[-2:] == words or e.words[-1] == words[0]]
        return bearers[0] if len(bearers) == 1 else None

    def _by_patronymic(self, words: tuple[str, ...]) -> Entity | None:
        """Return the only person with a given name that a patronymic follows: Антонина Фёдоровна →
        Антонина Рябова.
        """
        endings = self._lexicon.patronymic_endings
        if len(words) != PATRONYMIC_NAME or not endings:
            return None
        stems = tuple(self._lexicon.stem(ending) for ending in endings)
        if not words[1].endswith(stems):
            return None
        bearers = [e for e in self._by_word.get(words[0], {}).values() if e.is_person]
        return bearers[0] if len(bearers) == 1 and bearers[0].words[0] == words[0] else None

    def _is_better(self, name: str, current: Entity) -> bool:
        """Return whether a name is fuller than the present one, or is in the nominative and the
        present one is not.
        """
        if len(name.split()) != len(current.name.split()):
            return len(name.split()) > len(current.name.split())
        return self._case_rank(name) < self._case_rank(current.name)

    def _case_rank(self, name: str) -> int:
        """Return 0 for a name whose given name is in its dictionary form."""
        if not self._lexicon.has_cases:
            return 0
        first = name.split(maxsplit=1)[0].lower()
        nominative = first in given_names()
        return 0 if nominative else 1

    def _is_oblique(self, name: str) -> bool:
        """Return whether the given name of a name is in another case than the nominative."""
        first = name.split(maxsplit=1)[0].lower()
        is_listed = first in given_names() and not has_surname_of_man(name, self._lexicon)
        return not is_listed and self._lexicon.stem(first) in self._lexicon.given_stems

    def _bare(self, name: str) -> str:
        if self._lexicon.raw.get("suffix_apostrophe"):
            head, _, tail = name.replace("’", "'").rpartition(" ")
            return f"{head} {tail.partition(chr(39))[0]}".strip()
        if self._lexicon.too_endings:
            head, blank, last = name.rpartition(" ")
            return head + blank + without_too(last, self._text, self._lexicon)
        return name.removesuffix("'s").removesuffix("’s")

    def _gender(self, atoms: list[Atom], run: NameRun) -> str | None:
        current = gender_of_given(atoms[run.first].low, self._lexicon)
        if current in ("m", "f"):
            return current
        roles = self._roles_beside(atoms, run)
        words = self._lexicon.words
        if roles & words["female"]:
            return "f"
        return "m" if roles & words["male"] else None

    def _is_body(self, atoms: list[Atom], run: NameRun) -> bool:
        """Return whether a name is a body's: after an article, or with a word for bodies."""
        return any(self._lexicon.body_head(atom.low) for atom in atoms[run.first : run.last + 1])

    def _first_verb(self, atoms: list[Atom]) -> int:
        """Return the number of the first verb of a sentence, which all of its names ask for."""
        if self._verb_of is None or self._verb_of[0] is not atoms:
            verbs = self._lexicon.verbs
            is_verb = (atom.tag in "BHM" or atom.low in verbs for atom in atoms)
            first = next(itertools.compress(itertools.count(), is_verb), len(atoms))
            self._verb_of = atoms, first
        return self._verb_of[1]

    def _mention(self, number: int, atoms: list[Atom], run: NameRun, entity: Entity) -> None:
        before = atoms[: run.first]
        has_verb = self._first_verb(atoms) < run.first
        is_led = bool(before) and (
            before[-1].tag == "P" or before[-1].low in self._lexicon.words["of"]
        )
        if self._lexicon.raw.get("suffix_apostrophe") and "'" in atoms[run.last].low:
            is_led = True  # Kaya'nın: an owner or an object
        is_subject = not has_verb and not is_led and self._is_at_head(before)
        self._mentions.append(Mention(atoms[run.first].start, number, entity, is_subject))
        if is_subject and self._lexicon.has_cases and not entity.is_nominative:
            name = self._text[atoms[run.first].start : atoms[run.last].end]
            is_same = self._stems(atoms, run) == entity.words and not self._is_oblique(name)
            if is_same and self._case_rank(name) <= self._case_rank(entity.name):
                entity.name, entity.is_nominative = name, True

    def _is_at_head(self, before: list[Atom]) -> bool:
        """Return whether a name is at the head of its sentence: an adverbial or an office may
        precede it, a verb of no list hides among more words.
        """
        if self._lexicon.raw.get("order", "svo") != "svo" or self._lexicon.is_caseless:
            return True
        if before and before[-1].tag == "," and not any(atom.tag == "X" for atom in before[1:]):
            return True
        words = [a for a in before if a.tag == "w" and not is_role(a.low, self._lexicon)]
        return len(words) <= MOST_BEFORE_SUBJECT

    def _link(self, number: int, atoms: list[Atom], run: NameRun) -> None:
        """Join a name of one word to the only entity with that name; a titled name is a person of
        its own.
        """
        entity = self._bearer(self._lexicon.stem(atoms[run.first].low))
        if entity is None and run.is_person and self._roles_beside(atoms, run):
            entity = self._entity(atoms, run)
        if entity is not None and entity.is_person:
            entity.roles |= self._roles_beside(atoms, run)
            self._mention(number, atoms, run, entity)

    def _with_double_surname(self, words: tuple[str, ...]) -> Entity | None:
        """Return the only person whose name ends in a surname of two words, in a script without
        capitals: خطیب زاده.
        """
        if not self._lexicon.is_caseless or len(words) != DOUBLE_SURNAME:
            return None
        near = self._by_word.get(words[-1], {}).values()
        bearers = [one for one in near if one.words != words and one.words[-2:] == words]
        return bearers[0] if len(bearers) == 1 else None

    def _bearer(self, word: str) -> Entity | None:
        """Return the only entity whose name has a word; first and last words count more."""
        bearers = list(self._by_word.get(word, {}).values())
        persons = [entity for entity in bearers if entity.is_person]
        if len(persons) > 1:
            persons = [entity for entity in persons if entity.words[-1] == word] or persons
        if len(persons) == 1:
            return persons[0]
        return bearers[0] if len(bearers) == 1 else None


def _common_words(sentences: list[Sentence], lexicon: Lexicon) -> frozenset[str]:
    """Return words that are capitalised only where sentences begin."""
    first: set[str] = set()
    capitals: set[str] = set()
    small: set[str] = set()
    has_suffixes = bool(lexicon.raw.get("suffix_apostrophe"))  # only names have an apostrophe
    for sentence in sentences:
        for at, atom in enumerate(sentence.atoms):
            if atom.tag == "w":
                small.add(atom.low)
            elif atom.tag == "X" and has_suffixes and "'" in atom.low:
                capitals.add(atom.low.partition("'")[0])
            elif atom.tag == "X":
                (first if at == 0 else capitals).add(atom.low)
    common = {low for low in first if low in small or low not in capitals}
    return frozenset(low for low in common if gender_of_given(low, lexicon) is None)
