"""Speakers of source phrases, in a language read by the plain grammar.

1. Names of the whole article are collected first: full names with their offices, short forms joined
   to them.
2. A phrase with a person's name means that person: "la ministre de l'Économie, Ana Petit", "глава
   Ford Джон Смит".
3. A phrase with an office alone means its bearer in the article, otherwise the person who spoke or
   was named last.
4. A pronoun, and a verb that carries its subject in itself, means the last fitting speaker or
   subject; only persons.
5. Any other phrase is a body or an unnamed person: its own words without articles and without the
   words after the name.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.languages.folding import fold_word
from monitor.records import Speaker, Via
from monitor.statements.atoms import Atom
from monitor.statements.bearers import NEAR, Bearers
from monitor.statements.caseless import LONGEST_BARE_OFFICE
from monitor.statements.cases import nominative_body, nominative_person
from monitor.statements.entities import MOST_BACK, Entity, Mention
from monitor.statements.known_words import is_given, is_role
from monitor.statements.naming import NameRun, find_names
from monitor.statements.offices import LONGEST_UNKNOWN_NAME, mark_of

BARE_NEAR = 2
"""Sentences over which a pronoun or an office reaches back to a name of no list."""
MOST_BARE = 2
"""Words of such a name: a given name and a surname."""
_LONGEST_OCCUPATION = 2
"""Words of an occupation of no list before a name: the noun and an adjective."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source phrase to resolve: its atoms, where it begins, and whether it is a pronoun."""

    atoms: list[Atom]
    offset: int
    sentence: int
    is_pronoun: bool


class Speakers(Bearers):
    """All people and bodies named in an article; resolves source phrases to them."""

    def resolve(self, source: Source) -> tuple[str, Via, Entity | None]:
        """Return the fullest name of a source, the way it was resolved, and its entity or None."""
        if source.is_pronoun:
            meant = self._meant_by(source.atoms[0].low, source)
            if meant is not None and meant.is_person and self._is_plural_verb(source.atoms[0].low):
                meant = None
            return (self._nominative(meant) if meant else ""), "pronoun", meant
        if (marked := self._in_marks(source.atoms)) is not None:
            return marked.name, "surname", marked
        if issuer := self._issuer(source.atoms):
            return self._issued(Source(issuer, issuer[0].start, source.sentence, is_pronoun=False))
        if self._lexicon.article and self._joined_preposition(source.atoms[0]):
            bare = self._without_joined(source.atoms)
            return self._issued(Source(bare, bare[0].start, source.sentence, is_pronoun=False))
        run = self._person_in(source.atoms)
        if run is not None:
            return self._named(source, run)
        if self._lexicon.is_caseless and (results := self._after_offices(source.atoms)) is not None:
            return results
        if (bearer := self._described(source)) is not None:
            name = self._nominative(bearer) if bearer.is_person else bearer.name
            return name, "description", bearer
        own = source.atoms[:1] if self._is_unnamed_source(source.atoms) else source.atoms
        name = self._body_name(own) or self._phrase_name(own)
        if self._lexicon.has_cases:
            name = nominative_body(self._without_genitive(name, source.offset), self._lexicon)
        entity = self._by_words.setdefault((name,), Entity(name, (name,)))
        entity.heads |= {head for a in source.atoms if (head := self._lexicon.body_head(a.low))}
        is_named = any(atom.tag == "X" for atom in source.atoms)
        is_meant = is_named or self._is_described(source.atoms)
        entity.is_vague = not is_meant or source.atoms[0].low in self._lexicon.words["indefinite"]
        return name, "description", entity

    def _described(self, source: Source) -> Entity | None:
        """Return the person or body that an office, a word for bodies or a calling means."""
        if self._is_described(source.atoms):
            return self._with_office(source)
        if (surname := self._surname_like_adjective(source.atoms)) is not None:
            return surname
        return self._with_calling(source.atoms, self._before(source.offset))

    def _issued(self, source: Source) -> tuple[str, Via, Entity | None]:
        """Return the issuer of a document, with the article that its preposition hides: للجيش."""
        name, via, entity = self.resolve(source)
        article, first = self._lexicon.article, source.atoms[0]
        is_hidden = self._text.startswith(self._lexicon.of_prefix, first.start - 1)
        if is_hidden and entity is not None and name.startswith(self._text[first.start]):
            name = entity.name = article + name[1:]
        return name, via, entity

    def _is_plural_verb(self, low: str) -> bool:
        """Return whether a verb without a subject means several people: "попросили", "dijeron"."""
        endings = self._lexicon.plural_endings
        return bool(endings) and low in self._lexicon.verbs and low.endswith(endings)

    def spoke(self, entity: Entity, offset: int, sentence: int, cue: str = "") -> None:
        """Record a speaker at a place: the next pronoun may mean that speaker.

        The last word of the cue may show the speaker's gender.
        """
        if entity.is_person and entity.gender is None and cue:
            entity.gender = self._lexicon.gender_of_verb(fold_word(cue.rsplit(maxsplit=1)[-1]))
        self._speakers.append(Mention(offset, sentence, entity, is_subject=True))

    def has_speaker(self, atoms: list[Atom]) -> bool:
        """Return whether a phrase names a person, an office or a body."""
        if self._person_in(atoms) is not None or self._is_described(atoms):
            return True
        bearer = self._bearer(self._lexicon.stem(atoms[-1].low)) if len(atoms) == 1 else None
        return bearer is not None and bearer.is_person

    def first_named(self, atoms: list[Atom]) -> list[Atom]:
        """Return the atoms of the first person that a phrase names, after any preposition."""
        for run in find_names(atoms, self._lexicon, self._common):
            if run.is_person or self._is_known_person(atoms, run):
                return atoms[run.first : run.last + 1]
        return []

    def interviewee(self) -> Speaker | None:
        """Return the speaker of the answers in an interview: the person named most often in its
        first paragraphs.
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
        """Return the name of the first person in a phrase that no preposition leads."""
        led: NameRun | None = None
        runs = find_names(atoms, self._lexicon, self._common)
        persons = [run for run in runs if run.is_person or self._is_known_person(atoms, run)]
        if self._lexicon.is_caseless:
            persons = [run for run in persons if run.last > run.first] or persons
            persons = [self._from_start(atoms, run) for run in persons]
        if (opening := self._before_patron(atoms, persons)) is not None:
            return opening
        for run in persons or [run for run in runs if self._is_unlisted(atoms, run)]:
            before = atoms[run.first - 1] if run.first else None
            if before is not None and (
                before.tag == "P" or before.low in self._lexicon.words["of"]
            ):
                led = led or run
                continue
            return self._nominative_run(atoms, run, persons)
        if led is not None and not any(
            is_role(atom.low, self._lexicon) for atom in atoms[: led.first]
        ):
            return led if led.first <= 1 else None
        return None

    def _is_unlisted(self, atoms: list[Atom], run: NameRun) -> bool:
        """Return whether a name of no list is a person's: a source of its own, or one word right
        after an office: boer | Jelle.
        """
        if run.first == run.last and run.first and not self._lexicon.has_cases:
            is_land = atoms[run.first].low in self._lexicon.words["land"]
            is_name = not is_land and not self._is_body(atoms, run)
            before = atoms[run.first - 1]
            return is_name and before.tag == "w" and is_role(before.low, self._lexicon)
        return self._ends_description(atoms, run) or self._is_bare_name(atoms, run)

    def _is_bare_name(self, atoms: list[Atom], run: NameRun) -> bool:
        """Return whether a source is only a name of two or three words: no article, no word for
        bodies.
        """
        if (
            self._lexicon.is_caseless
            or run.last == run.first
            or run.last - run.first > LONGEST_UNKNOWN_NAME
        ):
            return False
        if self._is_body(atoms, run):
            return False
        if run.first > 1 and atoms[run.first - 1].tag == ",":
            return self._has_office_before(atoms, run)
        if self._lexicon.noun_capitals:
            return False
        if run.first > 0 and not self._is_occupation_before(atoms[: run.first]):
            return False
        return run.last == len(atoms) - 1 or atoms[run.last + 1].tag in ",("

    def _is_occupation_before(self, atoms: list[Atom]) -> bool:
        """Return whether words are an office or an occupation of no list, with its adjectives: le
        député écologiste | Ignace Sanson, o caminhoneiro | Juvenal Prates.
        """
        if not all(atom.tag in "Dw" for atom in atoms):
            return False
        if any(is_role(atom.low, self._lexicon) for atom in atoms):
            return True
        nouns = [atom for atom in atoms if atom.tag == "w"]
        is_short = 0 < len(nouns) <= _LONGEST_OCCUPATION
        return is_short and not any(self._lexicon.body_head(atom.low) for atom in nouns)

    def _is_known_person(self, atoms: list[Atom], run: NameRun) -> bool:
        words = self._stems(atoms, run)
        current = self._by_words.get(words)
        if current is None and len(words) == 1:
            current = self._bearer(words[0])
            is_land = words[0] in self._lexicon.land_stems
            if current is not None and current.words[-1] == words[0] and not is_land:
                return True  # the last word of a full name is the person with that name
        return current is not None and current.is_person

    def _named(self, source: Source, run: NameRun) -> tuple[str, Via, Entity | None]:
        atoms = source.atoms
        run = self._without_relative(atoms, run)
        words = self._stems(atoms, run)
        if len(words) == 1:
            entity = self._bearer(words[0])
            if entity is None:
                entity = self._entity(atoms, run)
            entity.roles |= self._roles_beside(atoms, run)
            return self._nominative(entity), "surname" if len(entity.words) > 1 else "name", entity
        entity = self._entity(atoms, run)
        entity.is_person = True
        entity.roles |= self._roles_beside(atoms, run)
        return self._nominative(entity), "name", entity

    def _nominative(self, entity: Entity) -> str:
        """Return a name in the nominative, if the article has it in other cases alone."""
        if self._lexicon.has_cases and entity.is_person and not entity.is_nominative:
            entity.name = nominative_person(entity.name, entity.gender, self._lexicon)
        return entity.name

    def _without_relative(self, atoms: list[Atom], run: NameRun) -> NameRun:
        """Return a source without the family name of another person before a name: муж Бибі | Ашіг
        Масіх.
        """
        if run.last - run.first < 2 or is_given(atoms[run.first].low, self._lexicon):
            return run
        first = self._bearer(self._lexicon.stem(atoms[run.first].low))
        last = self._lexicon.stem(atoms[run.last].low)
        is_other = first is not None and first.is_person and last not in first.words
        return NameRun(run.first + 1, run.last, run.is_person) if is_other else run

    def _is_described(self, atoms: list[Atom]) -> bool:
        return any(
            is_role(atom.low, self._lexicon) or self._lexicon.body_head(atom.low) for atom in atoms
        )

    def _with_office(self, source: Source) -> Entity | None:
        """Return the bearer of the office of a phrase, or the person that an office without a
        bearer means here.
        """
        if (body := self._body_meant(source.atoms)) is not None:
            return body
        phrase = self._head_phrase(source.atoms)
        heads = [atom.low for atom in phrase if is_role(atom.low, self._lexicon)]
        if not heads or self._is_indefinite(phrase[0].low) or self._are_people(heads):
            return None
        if self._lexicon.has_cases and self._has_no_bearer(source.atoms, heads):
            return None
        roles = {self._role_key(low) for low in heads} | self._same_offices(source.atoms)
        if (near := self._bearer_near(source, phrase, roles)) is not None:
            return near
        bearers = self._bearers(phrase, roles)
        meant = bearers or self._sole_speaker(source.offset, source.sentence, phrase)
        if len(meant) == 1:
            return meant[0]
        is_kin = not self._lexicon.words["kin"].isdisjoint(heads)
        is_shown = phrase[0].low in self._lexicon.words["demonstrative"]  # این بازیکن ۴۱ ساله
        if bearers or is_kin or not (is_shown or len(phrase) <= LONGEST_BARE_OFFICE):
            return None
        if not self._lexicon.words["unnamed"].isdisjoint(heads):
            return None  # a diplomat, a source: someone who is never named
        if self._is_of_country(phrase):
            return None  # نخست‌وزیر اسرائیل: the bearer is not in the article
        gender = self._phrase_gender(phrase)
        person = self._last_person(source, gender)
        if person is None and source.sentence == 0:
            return self._next_person(source)
        person = person or self._next_person(source)
        return person if person and self._may_have(phrase, heads, person) else None

    def _are_people(self, heads: list[str]) -> bool:
        """Return whether every office of a phrase means several people in a script without
        capitals whose subject comes first: بەرپرسانی پارتی.
        """
        people = self._lexicon.people_endings if self._lexicon.izafe else ()
        return bool(people) and all(low.endswith(people) for low in heads)

    def _may_have(self, phrase: list[Atom], heads: list[str], person: Entity) -> bool:
        """Return whether a person may have the office of a phrase: no other office is beside the
        name, nor another country in a script without capitals.
        """
        is_of_land = not self._lexicon.is_caseless or self._is_of_land(phrase, person)
        return is_of_land and not self._has_other_office(person, heads)

    def _bearer_near(self, source: Source, phrase: list[Atom], roles: set[str]) -> Entity | None:
        """Return the bearer of an office named before: by its adjective, by the office, or the last
        person for an office that anyone may have (``any_person``).
        """
        before = self._before(source.offset)
        marks = {
            mark_of(atom)
            for atom in phrase
            if atom.tag == "w" and not is_role(atom.low, self._lexicon)
        }
        before = [m for m in before if self._is_of_land(phrase, m.entity)]
        if marked := [m for m in before if m.entity.roles and m.entity.marks & marks]:
            return self._fitting(marked, roles).entity
        if any(role in roles for role in self._any_person(phrase)) and (
            person := self._last_person(source, self._phrase_gender(phrase), before)
        ):
            return person
        near = [m for m in before if m.entity.roles & roles]
        return near[-1].entity if near else None

    def _any_person(self, phrase: list[Atom]) -> Iterable[str]:
        unnamed = self._lexicon.words["unnamed"] if len(phrase) > 1 else ()  # европейский дипломат
        return map(self._role_key, self._lexicon.words["any_person"].difference(unnamed))

    def _next_person(self, source: Source) -> Entity | None:
        """Return the first person with an office in the sentences after a headline that names only
        an office.
        """
        for mention in self._mentions[:MOST_BACK]:
            away = mention.sentence - source.sentence
            is_bearer = mention.entity.roles or self._introduces(mention)
            if mention.offset > source.offset and away > 0 and is_bearer:
                return mention.entity if away <= NEAR and source.sentence <= 1 else None
        return None

    def _phrase_gender(self, atoms: list[Atom]) -> str | None:
        words = self._lexicon.words
        lows = {atom.low for atom in atoms}
        if lows & words["female"] or atoms[0].low in words["she_the"]:
            return "f"
        return "m" if lows & words["male"] or atoms[0].low in words["he_the"] else None

    def _meant_by(self, pronoun: str, source: Source) -> Entity | None:
        words = self._lexicon.words
        if pronoun in words["he"] and pronoun not in words["she"]:
            return self._last_person(source, "m")
        if pronoun in words["she"]:
            return self._last_person(source, "f")
        if pronoun in words["they"]:
            return None
        return self._last_actor(source, self._lexicon.gender_of_verb(pronoun))

    def _last_actor(self, source: Source, gender: str | None) -> Entity | None:
        """Return the person that a verb without a subject means: last speaker or later subject."""
        for mention in reversed(self._before(source.offset)):
            if source.sentence - mention.sentence > NEAR:
                return None
            is_fitting = not gender or mention.entity.gender in (gender, None)
            if mention.is_subject and not mention.entity.is_vague and is_fitting:
                return mention.entity
        return None

    def _last_person(
        self, source: Source, gender: str | None, before: list[Mention] | None = None
    ) -> Entity | None:
        """Return the nearest fitting person: subjects and speakers first, then by sentence."""
        best: tuple[float, Entity] | None = None
        for mention in reversed(self._before(source.offset) if before is None else before):
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
        return best[1] if best else self._last_bare_name(source)

    def _last_bare_name(self, source: Source) -> Entity | None:
        """Return the last speaker near who is a name of no list that is not a body or a place."""
        for mention in reversed(self._speakers[-MOST_BACK:]):
            entity = mention.entity
            if source.sentence - mention.sentence > BARE_NEAR or entity.heads or entity.is_vague:
                return None
            words = [fold_word(word) for word in entity.name.split()]
            is_other = len(words) > MOST_BARE or (len(words) > 1 and entity.gender is not None)
            is_other = is_other or any(is_role(word, self._lexicon) for word in words)
            is_other = is_other or entity.name.isupper()
            is_other = is_other or self._lexicon.stem(words[-1]) in self._lexicon.land_stems
            if not is_other and all(word[:1].isupper() for word in entity.name.split()):
                return entity
        return None
