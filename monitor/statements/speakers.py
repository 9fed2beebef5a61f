"""Who a source phrase means, in a language read by the plain grammar.

1. Names of the whole article are collected first: full names with their offices, short forms
   joined to them.
2. A phrase with a person's name means that person: "la ministre de l'Économie, Ana Petit",
   "глава Ford Джон Смит".
3. A phrase with an office alone means who bears it in the article, else the person who spoke or
   was named last.
4. A pronoun, and a verb that carries its subject in itself, means the last fitting speaker or
   subject; only persons.
5. Any other phrase is a body or somebody unnamed: its own words without articles and what
   follows the name.
"""

from bisect import bisect_left
from dataclasses import dataclass, field

from monitor.languages.folding import fold_word
from monitor.languages.given_names import given_names
from monitor.languages.lexicon import Lexicon
from monitor.records import Speaker, Via
from monitor.statements.naming import (
    NameRun,
    find_names,
    gender_of_given,
    is_given,
    is_name_word,
    is_role,
)
from monitor.statements.tokens import Atom, Sentence

NEAR = 6
"""Sentences over which a pronoun or an office reaches back."""
MOST_BACK = 60
"""Mentions that are looked back over; time stays linear in the text."""
MOST_BEARERS = 400
"""Mentions among which the bearer of an office is looked for; an article has a hundred."""
APPOSITION = 9
"""Atoms behind a name and its comma in which an office is looked for."""
ROLE_BEFORE = 5
"""Atoms before a name in which its offices are looked for."""


@dataclass(slots=True, eq=False)
class Entity:
    """Somebody or some body named in the article."""

    name: str
    words: tuple[str, ...]
    gender: str | None = None
    is_person: bool = False
    roles: set[str] = field(default_factory=set)
    is_vague: bool = False
    """Whether several unnamed people are meant, or nobody in particular; no later verb
    means them.
    """
    is_nominative: bool = False
    """Whether ``name`` stands as a subject somewhere, in a language whose names have cases."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where an entity is named."""

    offset: int
    sentence: int
    entity: Entity
    is_subject: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A source phrase to resolve: its atoms, where it begins, and whether it is a pronoun."""

    atoms: list[Atom]
    offset: int
    sentence: int
    is_pronoun: bool


class Speakers:
    """Everybody named in an article, found once; then asked who a source is."""

    def __init__(self, text: str, sentences: list[Sentence], lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._by_words: dict[tuple[str, ...], Entity] = {}
        self._by_word: dict[str, dict[int, Entity]] = {}
        self._mentions: list[Mention] = []
        self._speakers: list[Mention] = []
        self._common = _common_words(sentences, lexicon)
        singles: list[tuple[int, list[Atom], NameRun]] = []
        for number, sentence in enumerate(sentences):
            for run in find_names(sentence.atoms, lexicon, self._common):
                if run.last == run.first:
                    singles.append((number, sentence.atoms, run))
                else:
                    self._note(number, sentence.atoms, run)
        for number, atoms, run in singles:
            self._link(number, atoms, run)
        self._mentions.sort(key=lambda mention: mention.offset)

    # -- collecting -----------------------------------------------------------------------------
    # -----------------------

    def _note(self, number: int, atoms: list[Atom], run: NameRun) -> None:
        entity = self._entity(atoms, run)
        roles = self._roles_beside(atoms, run)
        if self._has_office_next(atoms, run) and not self._is_body(atoms, run):
            entity.is_person = True
        if not entity.is_person:
            return
        entity.roles |= roles
        self._mention(number, atoms, run, entity)

    def _entity(self, atoms: list[Atom], run: NameRun) -> Entity:
        """Return the entity of a full name; a name that contains a known one, or is contained in
        one, is the same.
        """
        words = self._stems(atoms, run)
        known = self._by_words.get(words) or self._longer(words, run.is_person)
        name = self._bare(self._text[atoms[run.first].start : atoms[run.last].end])
        if known is None:
            known = Entity(name, words, is_person=run.is_person)
            for word in words:
                self._by_word.setdefault(word, {})[id(known)] = known
        elif self._is_better(name, known):
            known.name = name
        self._by_words[words] = known
        known.is_person = known.is_person or run.is_person
        known.gender = known.gender or self._gender(atoms, run)
        return known

    def _longer(self, words: tuple[str, ...], is_person: bool) -> Entity | None:
        if not is_person:
            return None
        for entity in list(self._by_word.get(words[-1], {}).values())[:MOST_BACK]:
            if entity.is_person and (
                set(words) <= set(entity.words) or set(entity.words) <= set(words)
            ):
                return entity
        return None

    def _is_better(self, name: str, known: Entity) -> bool:
        """Return whether a name is fuller than the known one, or stands in the nominative where
        the known one does not.
        """
        if len(name.split()) != len(known.name.split()):
            return len(name.split()) > len(known.name.split())
        return self._case_rank(name) < self._case_rank(known.name)

    def _case_rank(self, name: str) -> int:
        """Return 0 for a name whose given name stands in its dictionary form."""
        if not self._lexicon.name_endings:
            return 0
        first = name.split(maxsplit=1)[0].lower()
        nominative = first in given_names()
        return 0 if nominative else 1

    def _stems(self, atoms: list[Atom], run: NameRun) -> tuple[str, ...]:
        return tuple(self._lexicon.stem(atom.low) for atom in atoms[run.first : run.last + 1])

    def _bare(self, name: str) -> str:
        if self._lexicon.raw.get("suffix_apostrophe"):
            head, _, tail = name.replace("’", "'").rpartition(" ")
            return f"{head} {tail.partition(chr(39))[0]}".strip()
        return name.removesuffix("'s").removesuffix("’s")

    def _gender(self, atoms: list[Atom], run: NameRun) -> str | None:
        known = gender_of_given(atoms[run.first].low, self._lexicon)
        if known in ("m", "f"):
            return known
        roles = self._roles_beside(atoms, run)
        words = self._lexicon.words
        return "f" if roles & words["female"] else "m" if roles & words["male"] else None

    def _roles_beside(self, atoms: list[Atom], run: NameRun) -> set[str]:
        roles = set()
        end = run.first
        if end and atoms[end - 1].tag == ",":
            end -= 1  # la ministra de la Mujer, Ana Ruiz
        reach = ROLE_BEFORE if end == run.first else APPOSITION
        for atom in reversed(atoms[max(0, end - reach) : end]):
            if atom.tag in ",.;:Q-(" or atom.low in self._lexicon.verbs:
                break
            if is_role(atom.low, self._lexicon):
                roles.add(self._role_key(atom.low))
        if run.last + 2 < len(atoms) and atoms[run.last + 1].tag == ",":
            for atom in atoms[run.last + 2 : run.last + 2 + APPOSITION]:
                if atom.tag in ",.;:QBHM":
                    break
                if is_role(atom.low, self._lexicon):
                    roles.add(self._role_key(atom.low))
        return roles

    def _role_key(self, low: str) -> str:
        bare = low.rstrip(".")
        bare = bare if bare in self._lexicon.words["role"] else bare.rpartition("-")[2]
        bare = bare.removeprefix("ال") if self._lexicon.is_caseless else bare
        for ending in self._lexicon.title_endings:
            if bare.endswith(ending):
                return ending
        return self._lexicon.stem(bare)

    def _has_office_next(self, atoms: list[Atom], run: NameRun) -> bool:
        """Return whether an office stands right before a short name, or right behind its comma."""
        if run.last - run.first > _LONGEST_UNKNOWN_NAME:
            return False
        if run.first and is_role(atoms[run.first - 1].low, self._lexicon):
            return True
        if (
            run.first > 1
            and atoms[run.first - 1].tag == ","
            and self._has_office_before(atoms, run)
        ):
            return True
        behind = atoms[run.last + 1 : run.last + 4]
        return (
            len(behind) > 1
            and behind[0].tag == ","
            and any(is_role(atom.low, self._lexicon) for atom in behind[1:])
        )

    def _has_office_before(self, atoms: list[Atom], run: NameRun) -> bool:
        """Return whether an office stands in the phrase before the comma of a name: la ministra de
        Obras, …
        """
        for atom in reversed(atoms[max(0, run.first - APPOSITION) : run.first - 1]):
            if atom.tag in ",.;:Q(" or atom.low in self._lexicon.verbs:
                return False
            if is_role(atom.low, self._lexicon):
                return True
        return False

    def _is_body(self, atoms: list[Atom], run: NameRun) -> bool:
        """Return whether a name is that of a body: an article before it, or a word for bodies in
        it.
        """
        bodies = self._lexicon.words["group_role"]
        return any(atom.low in bodies for atom in atoms[run.first : run.last + 1])

    def _mention(self, number: int, atoms: list[Atom], run: NameRun, entity: Entity) -> None:
        before = atoms[: run.first]
        has_verb = any(atom.tag in "BHM" or atom.low in self._lexicon.verbs for atom in before)
        is_led = bool(before) and (
            before[-1].tag == "P" or before[-1].low in self._lexicon.words["of"]
        )
        is_subject = not has_verb and not is_led
        self._mentions.append(Mention(atoms[run.first].start, number, entity, is_subject))
        if is_subject and self._lexicon.name_endings and not entity.is_nominative:
            name = self._text[atoms[run.first].start : atoms[run.last].end]
            if self._stems(atoms, run) == entity.words and self._case_rank(name) <= self._case_rank(
                entity.name
            ):
                entity.name, entity.is_nominative = name, True

    def _link(self, number: int, atoms: list[Atom], run: NameRun) -> None:
        """Join a name of one word to the one entity that bears it; one with a title is a person of
        its own.
        """
        entity = self._bearer(self._lexicon.stem(atoms[run.first].low))
        if entity is None and run.is_person and self._roles_beside(atoms, run):
            entity = self._entity(atoms, run)
        if entity is not None and entity.is_person:
            entity.roles |= self._roles_beside(atoms, run)
            self._mention(number, atoms, run, entity)

    def _bearer(self, word: str) -> Entity | None:
        """Return the one entity of which a word is a part; the first or last word of its name
        counts more.
        """
        bearers = list(self._by_word.get(word, {}).values())
        persons = [entity for entity in bearers if entity.is_person]
        if len(persons) > 1:
            persons = [entity for entity in persons if entity.words[-1] == word] or persons
        if len(persons) == 1:
            return persons[0]
        return bearers[0] if len(bearers) == 1 else None

    # -- asking ---------------------------------------------------------------------------------
    # -----------------------

    def resolve(self, source: Source) -> tuple[str, Via, Entity | None]:
        """Return the fullest name of a source, how it was found, and the entity if known."""
        if source.is_pronoun:
            meant = self._meant_by(source.atoms[0].low, source)
            return (meant.name if meant else ""), "pronoun", meant
        run = self._person_in(source.atoms)
        if run is not None:
            return self._named(source, run)
        if self._lexicon.is_caseless and (found := self._behind_offices(source.atoms)) is not None:
            return found
        if self._is_described(source.atoms):
            bearer = self._with_office(source)
            if bearer is not None:
                return bearer.name, "description", bearer
        name = self._phrase_name(source.atoms)
        entity = self._by_words.setdefault((name,), Entity(name, (name,)))
        is_named = any(atom.tag == "X" for atom in source.atoms) or self._lexicon.is_caseless
        is_meant = is_named or self._is_described(source.atoms)
        entity.is_vague = not is_meant or source.atoms[0].low in self._lexicon.words["indefinite"]
        return name, "description", entity

    def spoke(self, entity: Entity, offset: int, sentence: int) -> None:
        """Note that somebody spoke here: the next pronoun may mean them."""
        self._speakers.append(Mention(offset, sentence, entity, is_subject=True))

    def last_speaker(self, offset: int, sentence: int) -> Entity | None:
        """Return who spoke last before a place and near it."""
        for mention in reversed(self._speakers[-MOST_BACK:]):
            if mention.offset < offset:
                return mention.entity if sentence - mention.sentence <= NEAR else None
        return None

    def has_somebody(self, atoms: list[Atom]) -> bool:
        """Return whether a phrase names a person, an office or a body."""
        return self._person_in(atoms) is not None or self._is_described(atoms)

    def first_named(self, atoms: list[Atom]) -> list[Atom]:
        """Return the atoms of the first person that a phrase names, whatever leads the name."""
        for run in find_names(atoms, self._lexicon, self._common):
            if run.is_person or self._is_known_person(atoms, run):
                return atoms[run.first : run.last + 1]
        return []

    def interviewee(self) -> Speaker | None:
        """Return who answers in an interview: the person named most often in its first
        paragraphs.
        """
        counts: dict[int, int] = {}
        for mention in self._mentions[:MOST_BACK]:
            counts[id(mention.entity)] = counts.get(id(mention.entity), 0) + 1
        best = max(self._mentions[:MOST_BACK], key=lambda m: counts[id(m.entity)], default=None)
        if best is None:
            return None
        name = best.entity.name
        start = self._text.find(name, best.offset)
        start = best.offset if start < 0 else start
        end = min(len(self._text), start + len(name))
        return Speaker(text=self._text[start:end], start=start, end=end, name=name, via="context")

    def _person_in(self, atoms: list[Atom]) -> NameRun | None:
        """Return the name of the person that a phrase is about: the first that no preposition
        leads, else none.
        """
        led: NameRun | None = None
        runs = find_names(atoms, self._lexicon, self._common)
        persons = [run for run in runs if run.is_person or self._is_known_person(atoms, run)]
        if self._lexicon.is_caseless:
            persons = [run for run in persons if run.last > run.first] or persons
            persons = [self._from_start(atoms, run) for run in persons]
        for run in persons or [run for run in runs if self._is_bare_name(atoms, run)]:
            before = atoms[run.first - 1] if run.first else None
            if before is not None and (
                before.tag == "P" or before.low in self._lexicon.words["of"]
            ):
                led = led or run
                continue
            return run
        if led is not None and not any(
            is_role(atom.low, self._lexicon) for atom in atoms[: led.first]
        ):
            return led if led.first <= 1 else None
        return None

    def _from_start(self, atoms: list[Atom], run: NameRun) -> NameRun:
        """Return a name with the words before it that belong to no office: an unknown
        given name.
        """
        before = atoms[: run.first]
        belongs = 0 < len(before) < _LONGEST_BARE_OFFICE - 1 and all(
            is_name_word(atom, self._lexicon) for atom in before
        )
        return NameRun(0, run.last, run.is_person) if belongs else run

    def _is_bare_name(self, atoms: list[Atom], run: NameRun) -> bool:
        """Return whether a source is a name of two or three words and nothing else: no article, no
        word for bodies.
        """
        if (
            self._lexicon.is_caseless
            or run.last == run.first
            or run.last - run.first > _LONGEST_UNKNOWN_NAME
        ):
            return False
        if self._is_body(atoms, run):
            return False
        if run.first > 1 and atoms[run.first - 1].tag == ",":
            return self._has_office_before(atoms, run)
        if run.first > 0 or self._lexicon.impersonal_endings:
            return False
        return run.last == len(atoms) - 1 or atoms[run.last + 1].tag in ",("

    def _is_known_person(self, atoms: list[Atom], run: NameRun) -> bool:
        words = self._stems(atoms, run)
        known = self._by_words.get(words)
        if known is None and len(words) == 1:
            known = self._bearer(words[0])
            if known is not None and known.words[-1] == words[0]:
                return True  # the last word of a full name, whoever bears it
        return known is not None and known.is_person

    def _named(self, source: Source, run: NameRun) -> tuple[str, Via, Entity | None]:
        atoms = source.atoms
        run = self._without_relative(atoms, run)
        words = self._stems(atoms, run)
        if len(words) == 1:
            entity = self._bearer(words[0])
            if entity is None:
                entity = self._entity(atoms, run)
            entity.roles |= self._roles_beside(atoms, run)
            return entity.name, "surname" if len(entity.words) > 1 else "name", entity
        entity = self._entity(atoms, run)
        entity.is_person = True
        entity.roles |= self._roles_beside(atoms, run)
        return entity.name, "name", entity

    def _without_relative(self, atoms: list[Atom], run: NameRun) -> NameRun:
        """Leave out the family name of somebody else in front of a name: муж Бибі | Ашіг Масіх."""
        if run.last - run.first < 2 or is_given_run(atoms, run, self._lexicon):
            return run
        first = self._bearer(self._lexicon.stem(atoms[run.first].low))
        is_other = (
            first is not None
            and first.is_person
            and self._lexicon.stem(atoms[run.last].low) not in first.words
        )
        return NameRun(run.first + 1, run.last, run.is_person) if is_other else run

    def _behind_offices(self, atoms: list[Atom]) -> tuple[str, Via, Entity | None] | None:
        """Name a source in a script without capitals by what stands behind its offices; None where
        nothing does.
        """
        lexicon, first = self._lexicon, 0
        if lexicon.raw.get("name_last"):
            return self._last_words(atoms)
        while first < len(atoms) and (
            is_role(atoms[first].low, lexicon)
            or (
                first
                and (
                    atoms[first].low in lexicon.words["role_of"]
                    or atoms[first].low.startswith("ال")
                )
            )
        ):
            first += 1
        if first == len(atoms) or (first and atoms[first].tag == "P"):
            return None
        end = next(
            (
                n
                for n in range(first, len(atoms))
                if atoms[n].tag in "PR,(" or (n > first + 1 and is_role(atoms[n].low, lexicon))
            ),
            len(atoms),
        )
        if end == first:
            return None
        run = NameRun(first, end - 1, is_person=first > 0)
        if first == end - 1 and (known := self._bearer(atoms[first].low)) is not None:
            return known.name, "surname", known
        if first == 0 and len(atoms) > 0 and self._with_group(atoms) is not None:
            return None
        entity = self._entity(atoms, run)
        entity.roles |= {
            self._role_key(atom.low) for atom in atoms[:first] if is_role(atom.low, lexicon)
        }
        return entity.name, "name", entity

    def _last_words(self, atoms: list[Atom]) -> tuple[str, Via, Entity | None] | None:
        """Name a source by its last two words, in a language whose offices stand before
        the name.
        """
        last = len(atoms) - 1
        while last > 0 and atoms[last].tag in "PRC,":
            last -= 1
        run = NameRun(max(0, last - 1), last, is_person=True)
        if atoms[last].tag != "w":
            return None
        entity = self._bearer(atoms[last].low) or self._entity(atoms, run)
        return entity.name, "name", entity

    def _is_described(self, atoms: list[Atom]) -> bool:
        return any(
            is_role(atom.low, self._lexicon) or atom.low in self._lexicon.words["group_role"]
            for atom in atoms
        )

    def _with_office(self, source: Source) -> Entity | None:
        """Return who bears the office of a phrase, or whom an office without a bearer
        means here.
        """
        group = self._with_group(source.atoms)
        if group is not None:
            return group
        phrase = self._head_phrase(source.atoms)
        heads = [atom.low for atom in phrase if is_role(atom.low, self._lexicon)]
        if not heads or phrase[0].low in self._lexicon.words["indefinite"]:
            return None
        roles = {self._role_key(low) for low in heads}
        near = [m for m in self._before(source.offset) if m.entity.roles & roles]
        if near:
            return near[-1].entity
        bearers = {
            id(m.entity): m.entity for m in self._mentions[:MOST_BEARERS] if m.entity.roles & roles
        }
        if len(bearers) == 1:
            return next(iter(bearers.values()))
        is_kin = not self._lexicon.words["kin"].isdisjoint(heads)
        if bearers or is_kin or len(phrase) > _LONGEST_BARE_OFFICE:
            return None
        gender = self._phrase_gender(phrase)
        return self._last_person(source, gender) or self._next_person(source)

    def _head_phrase(self, atoms: list[Atom]) -> list[Atom]:
        """Return a phrase up to its first preposition or comma."""
        end = next((n for n in range(1, len(atoms)) if atoms[n].tag in "P,(:"), len(atoms))
        return atoms[:end]

    def _next_person(self, source: Source) -> Entity | None:
        """Return the first person with an office in the sentences after a headline that names an
        office alone.
        """
        for mention in self._mentions[:MOST_BACK]:
            away = mention.sentence - source.sentence
            if mention.offset > source.offset and mention.entity.roles:
                return mention.entity if away <= NEAR and source.sentence <= 1 else None
        return None

    def _with_group(self, atoms: list[Atom]) -> Entity | None:
        """Return the body that "das Ministerium", "la empresa" means: the last that has spoken and
        is no person.
        """
        groups = self._lexicon.words["group_role"]
        heads = [atom.low for atom in atoms if atom.low in groups]
        if not heads:
            return None
        others = [atom for atom in atoms if atom.low not in groups and atom.tag not in "DPR"]
        if any(atom.tag == "X" for atom in others) or len(others) > (not self._lexicon.is_caseless):
            return None
        named = self._by_word.get(self._lexicon.stem(heads[0]), {})
        bodies = [entity for entity in named.values() if not entity.is_person]
        if len(bodies) == 1:
            return bodies[0]
        spoken = [m.entity for m in self._speakers[-MOST_BACK:] if self._is_body_name(m.entity)]
        return spoken[-1] if spoken else None

    def _is_body_name(self, entity: Entity) -> bool:
        """Return whether a speaker is a body by its name: a word for bodies in it, or a capital."""
        groups = self._lexicon.words["group_role"]
        words = [fold_word(word) for word in entity.name.split()]
        return not entity.is_person and (
            entity.name[:1].isupper() or any(word in groups for word in words)
        )

    def _phrase_gender(self, atoms: list[Atom]) -> str | None:
        words = self._lexicon.words
        lows = {atom.low for atom in atoms}
        if lows & words["female"] or atoms[0].low in words["she_the"]:
            return "f"
        return "m" if lows & words["male"] or atoms[0].low in words["he_the"] else None

    def _before(self, offset: int) -> list[Mention]:
        """Return the last mentions and acts of speech before a place, in order."""
        here = bisect_left(self._mentions, offset, key=lambda mention: mention.offset)
        named = self._mentions[max(0, here - MOST_BACK) : here]
        spoken = [m for m in self._speakers[-MOST_BACK:] if m.offset < offset]
        return sorted((*named, *spoken), key=lambda mention: mention.offset)

    def _meant_by(self, pronoun: str, source: Source) -> Entity | None:
        words = self._lexicon.words
        if pronoun in words["he"] and pronoun not in words["she"]:
            return self._last_person(source, "m")
        if pronoun in words["she"]:
            return self._last_person(source, "f")
        if pronoun in words["they"]:
            return None
        return self._last_actor(source)

    def _last_actor(self, source: Source) -> Entity | None:
        """Return whom a verb without a subject means: who spoke last, or a person who is a subject
        since then.
        """
        for mention in reversed(self._before(source.offset)):
            if source.sentence - mention.sentence > NEAR:
                return None
            if mention.is_subject and not mention.entity.is_vague:
                return mention.entity
        return None

    def _last_person(self, source: Source, gender: str | None) -> Entity | None:
        """Return the nearest fitting person: subjects and speakers before others, this sentence
        before earlier ones.
        """
        best: tuple[float, Entity] | None = None
        for mention in reversed(self._before(source.offset)):
            away = source.sentence - mention.sentence
            if away > NEAR:
                break
            if not mention.entity.is_person or (
                gender and mention.entity.gender not in (gender, None)
            ):
                continue
            distance = away + (0.0 if mention.is_subject else 1.6)
            if best is None or distance < best[0]:
                best = (distance, mention.entity)
        return best[1] if best else None

    def _phrase_name(self, atoms: list[Atom]) -> str:
        """Return a phrase without its articles, and without what follows a comma, a bracket or a
        relative word.
        """
        first = 0
        while first < len(atoms) - 1 and atoms[first].tag in "DPRCG":
            first += 1
        last = first
        while last + 1 < len(atoms) and not self._ends_name(atoms[last + 1]):
            last += 1
        while last > first and (
            atoms[last].tag in "PDRC" or atoms[last].low in self._lexicon.words["of"]
        ):
            last -= 1
        return self._text[atoms[first].start : atoms[last].end]

    def _ends_name(self, atom: Atom) -> bool:
        words = self._lexicon.words
        if atom.low in words["of"]:
            return False
        return atom.tag in ",(;:.-PBHM" or (atom.low in words["relative"] and atom.tag != "D")


def is_given_run(atoms: list[Atom], run: NameRun, lexicon: Lexicon) -> bool:
    """Return whether a name begins with a known given name."""
    return is_given(atoms[run.first].low, lexicon)


_LONGEST_UNKNOWN_NAME = 2
"""Words behind the first of a name that no list knows."""
_LONGEST_BARE_OFFICE = 4
"""Atoms of a phrase that names an office and nothing else: "der französische Minister"."""


def _common_words(sentences: list[Sentence], lexicon: Lexicon) -> frozenset[str]:
    """Return words that are capitalised only where sentences begin."""
    first: set[str] = set()
    capitals: set[str] = set()
    small: set[str] = set()
    for sentence in sentences:
        for at, atom in enumerate(sentence.atoms):
            if atom.tag == "w":
                small.add(atom.low)
            elif atom.tag == "X":
                (first if at == 0 else capitals).add(atom.low)
    common = {low for low in first if low in small or low not in capitals}
    return frozenset(low for low in common if gender_of_given(low, lexicon) is None)
