"""Who a source phrase means in a language with cases: nominatives, plurals, callings.

calling     районный егерь Максим Унгефуг … по мнению егеря: a noun of no list beside the name
nominative  сосед Рябовой, охотник | Геннадий: the name that no noun governs
unnamed     депутаты, в администрации, собеседник в комитете: no bearer of an office
"""

from monitor.languages.folding import fold_word
from monitor.languages.given_names import given_names
from monitor.languages.lexicon import Lexicon
from monitor.statements.atoms import Atom
from monitor.statements.caseless import CaselessNames
from monitor.statements.cases import is_oblique_surname
from monitor.statements.entities import Entity, Mention
from monitor.statements.known_words import is_given, is_role
from monitor.statements.lands import lands_in
from monitor.statements.naming import NameRun
from monitor.statements.offices import LONGEST_UNKNOWN_NAME, ROLE_BEFORE
from monitor.statements.tokens import Sentence

LEAST_OF_REPORT = 4
"""Atoms of the shortest sentence that names a reporter: Об этом сообщает ТАСС."""
MOST_OF_DOCUMENT = 3
"""Atoms of a document without an owner: в | официальном | сообщении."""
LONGEST_TO_REPORTER = 1_500
"""Characters from the sentence that names a reporter to the document: some paragraphs of news."""
LONGEST_ACRONYM = 4
"""Letters of a body's acronym; surnames that are written in capitals are longer."""
LONGEST_NOUN = 16
"""Letters of the noun of "according to" with its blank: сообщениям."""


class CasedNames(CaselessNames):
    """Names of persons in a language whose nouns have cases."""

    def __init__(self, text: str, sentences: list[Sentence], lexicon: Lexicon) -> None:
        has_cases = lexicon.has_cases
        self._reporters = _reporters_of(sentences, lexicon) if has_cases else []
        super().__init__(text, sentences, lexicon)

    def _issuer(self, atoms: list[Atom]) -> list[Atom]:
        """Return the issuer of a document; of one without an owner, who reported that before: Об
        этом сообщила | прокуратура. «…», говорится в сообщении.
        """
        issuer = super()._issuer(atoms)
        if issuer or not self._reporters or len(atoms) > MOST_OF_DOCUMENT:
            return issuer
        is_document = atoms[-1].low in self._lexicon.words["document"]
        if not is_document or any(atom.tag in "XQ" for atom in atoms[1:]):
            return []
        here = atoms[0].start
        before = [one for one in self._reporters if one[0].start < here]
        is_near = bool(before) and here - before[-1][0].start < LONGEST_TO_REPORTER
        return before[-1] if is_near else []

    def _nominative_run(
        self, atoms: list[Atom], run: NameRun, persons: list[NameRun]
    ) -> NameRun | None:
        """Return the first name, or one after it in the nominative if a noun governs the first:
        Сосед Рябовой, охотник | Геннадий; Murat Er'in avukatı | Gül Şen.
        """
        if self._lexicon.raw.get("suffix_apostrophe"):
            heads = [other for other in persons if "'" not in atoms[other.last].low]
            if not heads and self._is_owner(atoms, run):
                return None  # Murat Er'in | avukatı
            return heads[-1] if heads else run  # the head of a Turkish phrase is its last noun
        if self._is_client(atoms, run):
            return None
        if not self._lexicon.has_cases or not run.first or atoms[run.first - 1].tag not in "wT":
            return run
        if atoms[run.first].low in given_names():
            return run
        later = (other for other in persons if other.first > run.last)
        nominative = (other for other in later if atoms[other.first].low in given_names())
        return next(nominative, run)

    def _is_owner(self, atoms: list[Atom], run: NameRun) -> bool:
        """Return whether a person owns the office that ends a phrase: Murat Er'in | avukatı."""
        last = atoms[-1].low
        endings = tuple(self._lexicon.words["owned_ending"])
        is_office = run.last < len(atoms) - 1 and is_role(last, self._lexicon)
        return is_office and bool(endings) and last.endswith(endings)

    def _is_client(self, atoms: list[Atom], run: NameRun) -> bool:
        """Return whether a person in another case ends a phrase right after an office in the
        nominative, and so is not its bearer: Адвокаты | Олега Травина.
        """
        is_last = 0 < run.first < run.last == len(atoms) - 1
        if not is_last or not self._lexicon.has_cases:
            return False
        office, surname = atoms[run.first - 1].low, atoms[run.last].low
        is_nominative = office in self._lexicon.words["role"] or self._is_plural(office)
        name = f"{atoms[run.first].low} {surname}"
        is_oblique = self._is_oblique(name) and is_oblique_surname(surname, self._lexicon)
        return is_nominative and is_oblique

    def _note(self, number: int, atoms: list[Atom], run: NameRun) -> None:
        """Note a full name, with the acronyms before its office where endings follow marks."""
        super()._note(number, atoms, run)
        entity = self._by_words.get(self._stems(atoms, run))
        if entity is not None and entity.is_person and self._lexicon.raw.get("suffix_apostrophe"):
            entity.lands |= self._acronyms_in(atoms[max(0, run.first - ROLE_BEFORE) : run.first])

    def _link(self, number: int, atoms: list[Atom], run: NameRun) -> None:
        """Join a name of one word to its entity, without a body's acronym after an office."""
        first = atoms[run.first]
        if not self._is_acronym(first) or self._bearer(self._lexicon.stem(first.low)):
            super()._link(number, atoms, run)

    def _is_acronym(self, atom: Atom) -> bool:
        """Return whether a word is a body's acronym, in a language with cases: профессор | МГУ."""
        word = self._text[atom.start : atom.end]
        is_short = 1 < len(word) <= LONGEST_ACRONYM
        return is_short and word.isupper() and self._lexicon.has_cases

    def _acronyms_in(self, atoms: list[Atom]) -> set[str]:
        """Return the acronyms of a phrase without their endings: CHP'nin."""
        names = (atom for atom in atoms if self._text[atom.start : atom.start + 2].isupper())
        return {atom.low.partition("'")[0] for atom in names}

    def _roles_beside(self, atoms: list[Atom], run: NameRun) -> set[str]:
        """Return the offices beside a name, with those that they also mean (глава держави is the
        president), without a source that is never named before its comma: За даними джерела, |
        Іван Мороз …
        """
        roles = super()._roles_beside(atoms, run)
        if not roles or not run.first or not self._lexicon.has_cases:
            return roles
        if self._is_client(atoms[: run.last + 1], run):
            return set()
        if atoms[run.first - 1].tag == ",":
            return roles - {self._role_key(low) for low in self._lexicon.words["unnamed"]}
        return roles | self._same_offices(self._agreeing(atoms, run))

    def _agreeing(self, atoms: list[Atom], run: NameRun) -> list[Atom]:
        """Return the words before a name, without offices in another case than the name: супруга
        американского лидера | Мишель Обама.
        """
        before = atoms[max(0, run.first - ROLE_BEFORE) : run.first]
        if self._is_oblique(self._text[atoms[run.first].start : atoms[run.last].end]):
            return before
        nominatives = self._lexicon.words["role"]
        return [a for a in before if a.low in nominatives or not is_role(a.low, self._lexicon)]

    def _with_calling(self, atoms: list[Atom], before: list[Mention]) -> Entity | None:
        """Return the last person whose name a noun of no list is beside elsewhere: По мнению |
        егеря.
        """
        nouns = [atom for atom in atoms if atom.tag == "w"]
        if not self._lexicon.has_cases or len(atoms) != 1 or not nouns:
            return None
        stem = self._lexicon.stem(nouns[0].low)
        return next((m.entity for m in reversed(before) if stem in m.entity.callings), None)

    def _without_genitive(self, name: str, offset: int) -> str:
        """Return a body's name of one word in the nominative behind "according to": по данным
        Росстата → Росстат; a feminine name has another ending in the genitive.
        """
        ending = self._lexicon.raw.get("masculine_genitive", "")
        before = self._text[max(0, offset - LONGEST_NOUN) : offset].split()[-1:]
        is_led = bool(before) and fold_word(before[0]) in self._lexicon.words["according_noun"]
        bare = name.removesuffix(ending)
        is_name = is_led and " " not in name and name[:1].isupper() and not name.isascii()
        is_name = is_name and bare != name and bare[-1].lower() in self._lexicon.raw["consonants"]
        return bare if is_name else name

    def _has_no_bearer(self, atoms: list[Atom], heads: list[str]) -> bool:
        """Return whether a phrase with an office means a body (У військовій адміністрації), several
        people (депутаты) or someone of a body (співрозмовник у фракції), in a language with cases.
        """
        words = self._lexicon.words
        if atoms[0].tag == "P" and atoms[0].low in words["in_body"]:
            return True
        is_client = self._is_client(atoms, NameRun(len(atoms) - 2, len(atoms) - 1, is_person=True))
        if is_client or all(self._is_plural(low) for low in heads):
            return True
        is_inside = any(atom.tag == "P" and atom.low in words["in_body"] for atom in atoms[1:])
        return is_inside and not words["unnamed"].isdisjoint(heads)

    def _is_plural(self, low: str) -> bool:
        """Return whether an office is a masculine noun in the plural: депутаты, вчителі."""
        plurals = self._lexicon.plural_nouns
        bare = next((low.removesuffix(e) for e in plurals if low.endswith(e)), None)
        if bare is None:
            return False
        adjective = self._lexicon.raw["adjectives"]["hard"]  # слідчі → слідчий
        singular = ("", *self._lexicon.raw.get("singular_endings", "").split())
        roles = self._lexicon.words["role"]
        return any(bare + ending in roles for ending in (*singular, adjective))

    def _has_other_office(self, person: Entity, heads: list[str]) -> bool:
        """Return whether a phrase names an office that one person has, and a person another office
        or calling: инженер Ворон … губернатор is another person.
        """
        is_sole = not self._lexicon.words["sole_office"].isdisjoint(heads)
        return is_sole and bool(person.roles or person.callings)

    def _surname_like_adjective(self, atoms: list[Atom]) -> Entity | None:
        """Return the only person whose surname a source is, although it ends like an adjective:
        Зеленский, in a language with cases.
        """
        if len(atoms) != 1 or atoms[0].tag != "X":
            return None
        low = atoms[0].low
        surname = low[2:] if low[1:2] == "." else low  # Д.Песков
        if surname == low and not low.endswith(self._lexicon.adjective_endings):
            return None
        stem = self._lexicon.stem(surname)
        entity = self._bearer(stem) if self._lexicon.has_cases else None
        is_surname = entity is not None and entity.is_person and entity.words[-1] == stem
        return entity if is_surname else None

    def _is_of_land(self, phrase: list[Atom], person: Entity) -> bool:
        """Return whether no other country stands beside a person's office: глава МИД РФ is not
        глава МИД Великобритании Лиз Трасс, in a language with cases; nor another party's
        acronym: CHP lideri is not MHP lideri Devlet Bahçeli.
        """
        if not person.lands:
            return True
        has_acronyms = bool(self._lexicon.raw.get("suffix_apostrophe"))
        lands = self._acronyms_in(phrase) if has_acronyms else lands_in(phrase, self._lexicon)
        return not lands or not lands.isdisjoint(person.lands)

    def _is_unnamed_source(self, atoms: list[Atom]) -> bool:
        """Return whether a phrase begins with someone who is never named, so that a name in it is
        another's: источник | «Вестника», знакомый с планами.
        """
        has_cases = self._lexicon.has_cases
        return has_cases and atoms[0].low in self._lexicon.words["unnamed"]

    def _head_phrase(self, atoms: list[Atom]) -> list[Atom]:
        """Return a phrase up to its first preposition or comma, from its office in the nominative
        if an object precedes it: прокомментировала отставку политика | представитель МИД.
        """
        if self._lexicon.has_cases:
            roles = self._lexicon.words["role"]
            first = next((n for n, atom in enumerate(atoms) if atom.low in roles), 0)
            atoms = atoms[first:]
        end = next((n for n in range(1, len(atoms)) if atoms[n].tag in "P,(:"), len(atoms))
        return atoms[:end]

    def _ends_description(self, atoms: list[Atom], run: NameRun) -> bool:
        """Return whether a name of two or three words ends a source after a noun, where case
        endings follow an apostrophe: çalışmaya katılmayan böcekbilimci | Reşit Ömer.
        """
        is_last = run.last == len(atoms) - 1 and 0 < run.last - run.first <= LONGEST_UNKNOWN_NAME
        is_led = run.first > 0 and atoms[run.first - 1].tag == "w"
        has_suffixes = bool(self._lexicon.raw.get("suffix_apostrophe"))
        return has_suffixes and is_last and is_led and not self._is_body(atoms, run)


def _reporters_of(sentences: list[Sentence], lexicon: Lexicon) -> list[list[Atom]]:
    """Return the subjects of sentences that only say who reported what they follow: Про це
    повідомили в | поліції, Об этом мэр | сообщил.
    """
    results = []
    for sentence in sentences:
        atoms, words = sentence.atoms, lexicon.words
        lows = [atom.low for atom in atoms[:2]]
        if len(atoms) < LEAST_OF_REPORT or lows[0] not in words["about"]:
            continue
        verb = next((n for n, atom in enumerate(atoms) if atom.low in lexicon.verbs), 0)
        if not verb or lows[1] not in words["this"]:
            continue
        before, behind = atoms[2:verb], _behind_verb(atoms[verb + 1 :], lexicon)
        is_subject = any(_is_actor(atom, lexicon) for atom in before) and before[0].tag in "wXT"
        subject = before if is_subject else behind
        if subject:
            results.append(subject)
    return results


def _is_actor(atom: Atom, lexicon: Lexicon) -> bool:
    is_noun = is_role(atom.low, lexicon) or bool(lexicon.body_head(atom.low))
    return is_noun or (atom.tag == "X" and is_given(atom.low, lexicon))


def _behind_verb(atoms: list[Atom], lexicon: Lexicon) -> list[Atom]:
    """Return the subject at the head of atoms behind a verb, past days, listeners and "in"."""
    words = lexicon.words
    small = words["listener"] | words["time"]
    first = 0
    while first < len(atoms) and (atoms[first].tag in "RNC" or atoms[first].low in small):
        first += 1
    if first < len(atoms) and atoms[first].low in words["in_body"]:
        first += 1
    return _up_to_mark(atoms[first:])


def _up_to_mark(atoms: list[Atom]) -> list[Atom]:
    """Return the atoms before the first mark or preposition."""
    end = next((n for n, atom in enumerate(atoms) if atom.tag in ".,:;-(QPC"), len(atoms))
    return atoms[:end]
