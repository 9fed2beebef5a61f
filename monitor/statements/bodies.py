"""Bodies as speakers, in a language read by the plain grammar: ministries, firms, papers.

name        газета «Вестник» → Вестник · el diario El Comercio → El Comercio · la Fiscalía → its
            fullest name in the article
short form  "the association" means the last body that spoke with that word in its name
any body    "the firm", "the organisation" (``any_body``) means the last body that spoke, "the
            authority" (``any_authority``) a ministry too
"""

import re

from monitor.languages.folding import fold_word
from monitor.statements.atoms import Atom
from monitor.statements.entities import MOST_BACK, MOST_BEFORE_SUBJECT, Entities, Entity
from monitor.statements.known_words import is_role
from monitor.statements.naming import NameRun
from monitor.statements.offices import MARK_LETTERS

LONGEST_ACCORDING = 12
"""Letters of an Arabic "according to" with its blank."""
LONGEST_FULL_NAME = 6
"""Words of a body's name after its first, for example "General de la Nación"."""


MOST_OWNED = 2
"""Letters by which a word for a body grows with an owner: belediye, belediyesi."""


class Bodies(Entities):
    """Names of bodies, and the bodies that short forms mean."""

    _offices: list[tuple[list[tuple[str, ...]], set[str]]] | None = None
    """Words of an office and the offices that they also mean; made when they are first needed."""

    def _body_meant(self, atoms: list[Atom]) -> Entity | None:
        """Return the body that a phrase of a word for bodies and nothing else means."""
        heads = [head for atom in atoms if (head := self._lexicon.body_head(atom.low))]
        if not heads or self._has_more(atoms):
            return None
        if self._heads_of(self._text[atoms[0].start : atoms[-1].end]) - {heads[0]}:
            return None
        spoken = [m.entity for m in self._speakers[-MOST_BACK:] if not m.entity.is_person]
        for entity in reversed(spoken):
            if self._is_head_of(heads[0], entity) and not self._is_head_alone(entity):
                return entity
        is_authority = heads[0] in self._lexicon.words["any_authority"]
        if heads[0] not in self._any_body and not is_authority:
            return None
        for entity in reversed(spoken):
            is_fitting = is_authority or entity.heads <= self._any_body
            if is_fitting and self._is_proper(entity):
                return entity
        return None

    def _is_head_of(self, head: str, entity: Entity) -> bool:
        """Return whether a body was called by a word, in Arabic with its article or without it."""
        if head.startswith(tuple(entity.heads)) or self._is_owned_form(head, entity):
            return True
        article = self._lexicon.article
        bare = head.removeprefix(article)
        return bool(article) and bare in {one.removeprefix(article) for one in entity.heads}

    def _is_owned_form(self, head: str, entity: Entity) -> bool:
        """Return whether a body was called by the form of a word that has an owner, where case
        endings follow an apostrophe: Dışişleri Bakanlığı … | Bakanlık.
        """
        if not self._lexicon.raw.get("suffix_apostrophe"):
            return False
        longest = len(head) + MOST_OWNED
        return any(one.startswith(head[:-1]) and len(one) <= longest for one in entity.heads)

    def _issuer(self, atoms: list[Atom]) -> list[Atom]:
        """Return the atoms of the issuer of a document: le rapport de | la Cour, بيان صادر عن |
        الرئاسة; none if the phrase is not a document, or has no issuer.
        """
        documents, lexicon = self._lexicon.words["document"], self._lexicon
        first = next((n for n, atom in enumerate(atoms) if atom.tag not in "DR"), len(atoms))
        if first >= len(atoms) or documents.isdisjoint(self._spellings_of(atoms[first].low)):
            return []
        adjectives = self._lexicon.words["office_adjective"]
        while first + 1 < len(atoms) - 1 and atoms[first + 1].low in adjectives:
            first += 1  # نووسراوێکی فەرمی | وەزارەتی تەندروستی
        for n in range(first + 1, len(atoms)):
            atom = atoms[n]
            if atom.tag in "P," or atom.low in lexicon.words["of"]:
                return _without_determiner(atoms[n + 1 :]) if atom.tag != "," else []
            if atom.low[:1] in lexicon.words["joined_preposition"]:
                return [Atom(atom.low[1:], atom.start + 1, atom.end, atom.tag), *atoms[n + 1 :]]
            is_owner = bool(lexicon.izafe) and atoms[first].low.endswith(lexicon.izafe)
            is_next = n == first + 1 and (atom.tag in "DX" or is_owner)
            if lexicon.body_head(atom.low) or is_next:
                return _without_determiner(self._before_postposition(atoms[n:]))
        return []

    def _before_postposition(self, atoms: list[Atom]) -> list[Atom]:
        """Return an issuer without the ending of the preposition that surrounds its document: لە
        ڕاگەیەندراوی پۆلیسی عێراق | دا.
        """
        around, last = self._lexicon.circumposition, atoms[-1]
        ending = around[1] if around else ""
        if not ending or not last.low.endswith(ending):
            return atoms
        bare = last.low.removesuffix(ending).rstrip("-")  # گۆڕان-دا
        end = last.end - (len(last.low) - len(bare))
        return [*atoms[:-1], Atom(bare, last.start, end, last.tag)]

    def _spellings_of(self, low: str) -> set[str]:
        """Return a word with and without the preposition that is written together with it."""
        is_joined = low[:1] in self._lexicon.words["joined_preposition"]
        bare = low.removeprefix(self._lexicon.article) if self._lexicon.article else low
        return {low, bare, low[is_joined:], low.removeprefix(self._lexicon.of_prefix)}

    def _is_head_alone(self, entity: Entity) -> bool:
        """Return whether a name is only a word for bodies: "the ministry"."""
        return all(self._lexicon.body_head(fold_word(word)) for word in entity.name.split())

    def _is_proper(self, entity: Entity) -> bool:
        """Return whether a name is a body's own: capitalised, or known by a word for bodies."""
        if self._lexicon.is_caseless:
            return bool(entity.heads) and not self._is_head_alone(entity)
        return entity.name[:1].isupper()

    @property
    def _any_body(self) -> frozenset[str]:
        return self._lexicon.words["any_body"]

    def _has_more(self, atoms: list[Atom]) -> bool:
        """Return whether a phrase says which body it means: it has a name or a complement."""
        others = [
            atom
            for atom in atoms
            if atom.tag not in "DPR" and not self._lexicon.body_head(atom.low)
        ]
        if any(atom.tag in "XQ" or is_role(atom.low, self._lexicon) for atom in others):
            return True
        return len(others) > (not self._lexicon.is_caseless)

    def _heads_of(self, name: str) -> set[str]:
        heads = {self._lexicon.body_head(fold_word(word)) for word in name.split()}
        return heads - {""}

    def _body_name(self, atoms: list[Atom]) -> str:
        """Return the name of a body, given in marks or by its short form; ``""`` for none."""
        has_cases = self._lexicon.has_cases
        led = next((n for n in range(1, len(atoms)) if has_cases and atoms[n].tag == "P"), None)
        marked = ((n, atom.quotation) for n, atom in enumerate(atoms[:led]) if atom.quotation)
        at, quoted = next(marked, (0, None))
        if has_cases and any(self._is_person_office(atom.low) for atom in atoms[:at]):
            roles = self._lexicon.words["role"]
            head = next((n for n, atom in enumerate(atoms) if atom.low in roles), 0)
            return self._phrase_name(atoms[head:])  # opisał mecz | trener "Słoników"
        if quoted is not None:
            name = self._text[quoted.inner_start : quoted.inner_end]
            is_led = at > 0 and atoms[at - 1].low in self._lexicon.words["outlet"]
            return (
                f"{self._text[atoms[at - 1].start : atoms[at - 1].end]} {name}" if is_led else name
            )
        names = [n for n, atom in enumerate(atoms) if atom.tag == "X"]
        if len(names) == 1 and self._lexicon.body_head(atoms[names[0]].low) and names[0] <= 1:
            is_whole = all(atom.tag == "D" for atom in atoms[: names[0]] + atoms[names[0] + 1 :])
            return self._fuller(atoms[names[0]]) if is_whole else ""
        return self._after_noun(atoms)

    def _after_noun(self, atoms: list[Atom]) -> str:
        """Return the name after a word for bodies: el diario | El Comercio,
        die Firma | Durm; ``""`` for none.
        """
        at = 0
        while at < len(atoms) - 1 and atoms[at].tag in "Dw" and not self._is_any_body(atoms[at]):
            at += 1
        if not self._is_any_body(atoms[at]) or at + 1 == len(atoms):
            return ""
        has_small_nouns = not self._lexicon.noun_capitals
        if has_small_nouns and atoms[at].tag == "X" and at and atoms[at - 1].tag == "D":
            return ""  # la Policía Nacional: the noun is a part of the name
        rest = atoms[at + 1 :]
        is_name = rest[0].tag == "X" or (rest[0].tag == "D" and len(rest) > 1)
        is_name = is_name and any(atom.tag == "X" for atom in rest[:2])
        is_capital = self._text[rest[0].start].isupper()
        return self._phrase_name(rest) if is_name and is_capital else ""

    def _is_any_body(self, atom: Atom) -> bool:
        return atom.low in self._any_body or (
            not self._lexicon.body_endings and self._lexicon.body_head(atom.low) in self._any_body
        )

    def _fuller(self, atom: Atom) -> str:
        """Return the name that begins with a capitalised word for a body elsewhere in the article:
        Fiscalía → Fiscalía General de la Nación; ``""`` if there is none.
        """
        word = self._text[atom.start : atom.end]
        if word not in self._full_names:
            words = self._lexicon.words
            links = (words["of"] | words["the"]) - words["source_place"]
            small = "|".join(map(re.escape, sorted(links)))
            link = rf"(?:[^\S\n](?:{small}))*" if small else ""
            capital = r"[^\W\d_a-zà-ÿа-яіїєґ][\w-]*"
            pattern = rf"\b{re.escape(word)}(?:{link}[^\S\n]{capital}){{1,{LONGEST_FULL_NAME}}}"
            match = re.search(pattern, self._text)
            self._full_names[word] = match.group() if match is not None else ""
        return self._full_names[word]

    def _is_person_office(self, low: str) -> bool:
        """Return whether a word is a person's office, not a body: директор компании «Сокол»."""
        return is_role(low, self._lexicon) and not self._lexicon.body_head(low)

    def _phrase_name(self, atoms: list[Atom]) -> str:
        """Return a phrase without its articles and without its part after a comma, a bracket or a
        relative word.
        """
        first = 0
        while (
            first < len(atoms) - 1
            and atoms[first].tag in "DPRCG"
            and not self._is_article_of_name(atoms, first)
        ):
            first += 1
        last = first
        while last + 1 < len(atoms) and not self._ends_name(atoms[last + 1]):
            last += 1
        while last > first and (
            atoms[last].tag in "PDRC" or atoms[last].low in self._lexicon.words["of"]
        ):
            last -= 1
        start = atoms[first].start + self._joined_preposition(atoms[first])
        if first == last and (owner := self._owner_of_compound(atoms[first])):
            return owner
        return self._without_case(self._text[start : atoms[last].end], atoms[last])

    def _before_patron(self, atoms: list[Atom], persons: list[NameRun]) -> NameRun | None:
        """Return the name at the head of a source whose apposition names another person: Tarso de
        Freires, ex-ministro do presidente Jair Bastos.
        """
        is_other = self._lexicon.has_cases or self._lexicon.is_caseless
        if is_other or not persons or persons[0].first < MOST_BEFORE_SUBJECT:
            return None
        at = persons[0].first
        end = next((n for n, atom in enumerate(atoms[:at]) if atom.tag in ",("), 0)
        head = atoms[:end]
        is_led = is_role(atoms[at - 1].low, self._lexicon) and atoms[at - 2].tag == "P"
        is_name = end > 1 and head[0].tag == head[-1].tag == "X"
        is_name = is_name and all(atom.tag in "XP" for atom in head)
        return NameRun(0, end - 1, is_person=True) if is_led and is_name else None

    def _same_offices(self, phrase: list[Atom]) -> set[str]:
        """Return the offices that a phrase also means: el jefe de Estado → presidente."""
        if self._offices is None:
            rows = self._lexicon.raw.get("same_office", {})
            self._offices = [
                (_alternatives(words), set(map(self._role_key, offices.split())))
                for words, offices in rows.items()
            ]
        lows, meant = {atom.low for atom in phrase}, set()
        for words, offices in self._offices:
            if all(_holds_one(lows, others) for others in words):
                meant |= offices
        return meant

    def _owner_of_compound(self, atom: Atom) -> str:
        """Return whose statements a compound is: Polizeiangaben → Polizei; empty for another
        word.
        """
        endings = tuple(self._lexicon.words["according_ending"])
        ending = next((ending for ending in endings if atom.low.endswith(ending)), "")
        if not ending or len(atom.low) - len(ending) < MARK_LETTERS:
            return ""
        owner = self._text[atom.start : atom.end - len(ending)]
        return owner.removesuffix(self._lexicon.raw.get("linking_letter") or " ").rstrip("-")

    def _joined_preposition(self, first: Atom) -> int:
        """Return the length of a preposition that joins a source to "according to": وفقا لبيان."""
        joined = self._lexicon.words["joined_preposition"]
        if not joined or first.low[:1] not in joined:
            return 0
        is_whole = first.low in self._lexicon.words["document"] or is_role(first.low, self._lexicon)
        if is_whole or self._lexicon.body_head(first.low):
            return 0  # حسب | بيان, بحسب | لجنة
        before = self._text[max(0, first.start - LONGEST_ACCORDING) : first.start].split()
        is_led = bool(before) and fold_word(before[-1]) in self._lexicon.words["according"]
        return int(is_led)

    def _without_joined(self, atoms: list[Atom]) -> list[Atom]:
        """Return a phrase without the preposition that its first word carries; the article that it
        hides is in the word for lookups: وفقا | للوزارة.
        """
        first, hidden = atoms[0], self._lexicon.of_prefix
        is_hidden = first.low.startswith(hidden)
        low = self._lexicon.article + first.low.removeprefix(hidden) if is_hidden else first.low[1:]
        return [Atom(low, first.start + 1, first.end, first.tag), *atoms[1:]]

    def _without_owner_ending(self, low: str) -> str:
        """Return an office without the ending of an owner: avukatın → avukat; ``""`` for none."""
        roles = self._lexicon.words["role"]
        if low in roles:
            return ""
        bare = (low.removesuffix(ending) for ending in self._lexicon.words["owner_ending"])
        return next((word for word in bare if word != low and word in roles), "")

    def _without_case(self, name: str, last: Atom) -> str:
        """Return a name without the case ending of its last word: Bakanlıktan → Bakanlık."""
        lexicon = self._lexicon
        if not lexicon.noun_endings:
            return name
        bare = self._without_owner_ending(last.low) or lexicon.noun(last.low)
        if " " in name and lexicon.article_cases:
            return name  # Statistischen Landesamtes: the adjective has a case too
        if bare != last.low:
            return name[: len(name) - len(last.low) + len(bare)]
        following = fold_word(self._text[last.end : last.end + 12].strip().partition(" ")[0])
        if "'" in last.low or following in lexicon.words["according_after"]:
            word = last.low.partition("'")[0]
            if "'" not in last.low:
                word = re.sub(lexicon.raw.get("according_case", "$"), "", word)
            return name[: len(name) - len(last.low) + len(word)]
        return name

    def _is_article_of_name(self, atoms: list[Atom], at: int) -> bool:
        """Return whether a capitalised article inside a sentence begins a name: Le Monde."""
        start = atoms[at].start
        before = self._text[max(0, start - 2) : start].rstrip()[-1:]
        is_inside = before.isalpha() or before == ","
        return is_inside and self._text[start].isupper() and atoms[at + 1].tag == "X"

    def _ends_name(self, atom: Atom) -> bool:
        words = self._lexicon.words
        if atom.low in words["of"]:
            return atom.low in words["source_place"]
        return atom.tag in ",(;:.-PBHM" or (atom.low in words["relative"] and atom.tag != "D")


def _without_determiner(atoms: list[Atom]) -> list[Atom]:
    return atoms[1:] if len(atoms) > 1 and atoms[0].tag == "D" else atoms


def _alternatives(words: str) -> list[tuple[str, ...]]:
    """Return the words of a row, each with the others that may be in its place."""
    return [tuple(word.split("|")) for word in fold_word(words).split()]


def _holds_one(lows: set[str], patterns: tuple[str, ...]) -> bool:
    """Return whether a phrase has one of the patterns; ``minist*`` is any word that begins so."""
    stems = tuple(pattern[:-1] for pattern in patterns if pattern.endswith("*"))
    return not lows.isdisjoint(patterns) or any(low.startswith(stems) for low in lows)
