"""Names in source phrases of a script without capitals: the words behind the offices.

Arabic and Sorani: offices and their complements ("of foreign affairs"), then the name; Persian
(``name_last``): the last two words. An office with adjectives alone is an unnamed person.
"""

from monitor.languages.folding import fold_word
from monitor.records import Via
from monitor.statements.atoms import Atom
from monitor.statements.bodies import Bodies
from monitor.statements.entities import Entity, Mention
from monitor.statements.known_words import is_given, is_name_word, is_role
from monitor.statements.lands import lands_in
from monitor.statements.naming import NameRun

LONGEST_BARE_OFFICE = 4
"""Atoms of a phrase that names an office and nothing else: "der französische Minister"."""
LONGEST_UNLISTED = 2
"""Words of a name after an office without a given name of the lists, where no article shows what
is a complement of the office."""
MOST_NAME_WORDS = 3
"""Words of a name of no list behind an office and its body."""


class CaselessNames(Bodies):
    """Names without capitals in source phrases."""

    def _after_offices(self, atoms: list[Atom]) -> tuple[str, Via, Entity | None] | None:
        """Return the words after the offices of a source in a script without capitals, or None."""
        lexicon, first = self._lexicon, 0
        if self._body_meant(atoms) is not None or self._is_unnamed(atoms):
            return None
        if lexicon.raw.get("name_last"):
            return self._last_words(atoms)
        while first < len(atoms) and (
            is_role(atoms[first].low, lexicon) or (first and self._completes(atoms[first].low))
        ):
            first += 1
        if first == len(atoms):
            return None
        is_office_of = atoms[first].tag in "PD" or atoms[first].low in lexicon.words["of"]
        is_office_of = is_office_of or self._is_body_after_office(atoms[first].low)
        if first and is_office_of:  # the spokesman of a body: the whole phrase describes him
            return self._behind_body(atoms, first)
        end = next(
            (
                n
                for n in range(first, len(atoms))
                if atoms[n].tag in "PR,("
                or (n > self._least_name(atoms, first) and self._begins_office(atoms[n].low))
            ),
            len(atoms),
        )
        if end == first or self._is_no_bearer(atoms, first, end):
            return None
        is_person = first > 0
        first = self._with_given_title(atoms, first, end)
        run = NameRun(first, end - 1, is_person=is_person)
        if first == end - 1 and (current := self._bearer(atoms[first].low)) is not None:
            return current.name, "surname", current
        entity = self._entity(atoms, run)
        entity.roles |= {
            self._role_key(atom.low) for atom in atoms[:first] if is_role(atom.low, lexicon)
        }
        entity.lands |= lands_in(atoms[:first], lexicon)
        if not entity.is_person:
            entity.heads |= {head for a in atoms[first:end] if (head := lexicon.body_head(a.low))}
        return entity.name, "name", entity

    def _with_given_title(self, atoms: list[Atom], first: int, end: int) -> int:
        """Return where a name of one word begins whose title is a given name too, where no article
        distinguishes them: | امیر حاتمی.
        """
        if end - first != 1 or not first or self._lexicon.article:
            return first
        title = atoms[first - 1].low
        is_both = title in self._lexicon.words["honorific"] and is_given(title, self._lexicon)
        return first - 1 if is_both else first

    def _least_name(self, atoms: list[Atom], first: int) -> int:
        """Return the first word behind an office at which no other office begins; a surname alone
        may follow a title: حجت‌الاسلام پورخاقان | رئیس سازمان.
        """
        is_titled = first > 0 and atoms[first - 1].low in self._lexicon.words["honorific"]
        return first if is_titled and not self._lexicon.article else first + 1

    def _completes(self, low: str) -> bool:
        """Return whether a word behind an office is its complement."""
        is_listed = low in self._lexicon.words["role_of"] or low in self._lexicon.land_stems
        return is_listed or self._is_definite(low) or self._is_joined_complement(low)

    def _is_no_bearer(self, atoms: list[Atom], first: int, end: int) -> bool:
        """Return whether the words behind an office are not its bearer's name."""
        if self._is_adjective_of_office(atoms, first, end):
            return True
        if end - first == 1 and first and self._is_led_object(atoms[first].low):
            return True
        if first and self._is_office_word(atoms[end - 1].low):
            return True
        if self._is_complement_alone(atoms, first, end):
            return True
        is_unlisted = bool(first) and not self._lexicon.article
        return is_unlisted and not self._is_unlisted_name(atoms, first, end)

    def _is_led_object(self, low: str) -> bool:
        """Return whether a word behind an office carries a preposition, so that it is the object of
        the verb: أشاد الوزير | بتميز العلاقات.
        """
        is_joined = low[:1] in self._lexicon.words["joined_preposition"]
        return is_joined and not is_given(low, self._lexicon) and self._bearer(low) is None

    def _is_complement_alone(self, atoms: list[Atom], first: int, end: int) -> bool:
        """Return whether one word behind an Arabic office without the article completes it: متحدث
        طالبان, محافظ أربيل; the bearer's name follows an office with the article.
        """
        is_alone = first == 1 and end - first == 1 and bool(self._lexicon.article)
        if not is_alone or self._is_definite(atoms[0].low):
            return False
        is_known = self._bearer(atoms[first].low) is not None
        is_title = atoms[0].low in self._lexicon.words["honorific"]
        is_title = is_title or atoms[0].low.endswith(self._lexicon.possessive_endings)  # ابنتها هبة
        return not (is_known or is_title or is_given(atoms[first].low, self._lexicon))

    def _begins_office(self, low: str) -> bool:
        """Return whether a word behind a name is an office, not an Arabic adjective that looks like
        one: مكتب الهيئة | السياسية.
        """
        is_adjective = self._is_definite(low) and low.endswith(self._lexicon.nisba_endings)
        return is_role(low, self._lexicon) and not is_adjective

    def _is_joined_complement(self, low: str) -> bool:
        """Return whether "and" is written together with a complement of an office: وزير الخارجية |
        والتعاون الدولي.
        """
        prepositions = self._lexicon.words["joined_preposition"]
        is_joined = low[:1] in self._lexicon.words["coordinator"] | prepositions
        return is_joined and (self._is_definite(low[1:]) or self._is_office_word(low[1:]))

    def _ends_office(self, low: str) -> bool:
        """Return whether a word ends an office, so that a name follows: it has the article, or is
        an office or a body without the ending that leads to a complement.
        """
        if self._lexicon.izafe:
            return self._is_office_word(low) and not low.endswith(self._lexicon.izafe)
        return self._is_definite(low)

    def _behind_body(self, atoms: list[Atom], first: int) -> tuple[str, Via, Entity | None] | None:
        """Return the name of no list that follows an office with its article and the body it speaks
        for: المتحدثة باسم اليونيسف | تيس إنغرام; None for any other phrase.
        """
        if self._lexicon.izafe:
            return self._behind_bare_body(atoms, first)
        if not self._is_definite(atoms[0].low):
            return None
        if atoms[first].low in self._lexicon.words["of"] or atoms[first].tag == "P":
            first += 1
        first += 1
        while first < len(atoms) and (
            self._is_definite(atoms[first].low) or self._is_office_word(atoms[first].low)
        ):
            first += 1
        if self._is_adjective_of_office(atoms, first, len(atoms)):
            return None
        return self._unlisted(atoms, first)

    def _behind_bare_body(
        self, atoms: list[Atom], first: int
    ) -> tuple[str, Via, Entity | None] | None:
        """Return the name behind a body that no complement follows, since it has no ending that
        leads to one: سەرۆکی پەرلەمان | ڕێواز فایەق; None for any other phrase.
        """
        while first < len(atoms) and self._is_office_word(atoms[first].low):
            first += 1
        is_ended = first > 0 and not atoms[first - 1].low.endswith(self._lexicon.izafe)
        return self._unlisted(atoms, first) if is_ended else None

    def _unlisted(self, atoms: list[Atom], first: int) -> tuple[str, Via, Entity | None] | None:
        """Return the name of two or three words of no list that ends a phrase, or None."""
        rest = atoms[first:]
        is_short = 1 < len(rest) <= MOST_NAME_WORDS
        if not is_short or not all(is_name_word(atom, self._lexicon) for atom in rest):
            return None
        entity = self._entity(atoms, NameRun(first, len(atoms) - 1, is_person=True))
        entity.roles.add(self._role_key(atoms[0].low))
        return entity.name, "name", entity

    def _is_body_after_office(self, low: str) -> bool:
        """Return whether a complement of an office is a body: محافظ | بنك …, ناطق | لحركة …"""
        return any(map(self._lexicon.body_head, self._spellings_of(low)))

    def _last_words(self, atoms: list[Atom]) -> tuple[str, Via, Entity | None] | None:
        """Return the last two words of a source, in a language whose offices precede the name."""
        last = len(atoms) - 1
        of = self._lexicon.words["of"]
        while last > 0 and (atoms[last].tag in "PRC," or atoms[last].low in of):
            last -= 1
        first = last
        while (
            first > 0
            and last - first < MOST_NAME_WORDS - 1
            and self._is_name_part(atoms[first - 1])
        ):
            first -= 1  # قمر جاوید باجوہ
        run = NameRun(first, last, is_person=True)
        if atoms[last].tag != "w" or self._is_office_word(atoms[last].low):
            return None
        entity = self._bearer(atoms[last].low) or self._entity(atoms, run)
        entity.roles |= {
            self._role_key(atom.low)
            for atom in atoms[: run.first]
            if is_role(atom.low, self._lexicon)
        }
        return entity.name, "name", entity

    def _is_name_part(self, atom: Atom) -> bool:
        """Return whether a word before the last one of a name belongs to the name."""
        is_word = atom.tag == "w" and atom.low not in self._lexicon.words["of"]
        return is_word and not self._is_office_word(atom.low)

    def _is_unlisted_name(self, atoms: list[Atom], first: int, end: int) -> bool:
        """Return whether the words after an office are a name of no list: one word right after a
        title (سردار صفوی), two words after an office; not رئیس پلیس راهور تهران بزرگ.
        """
        heads = {atom.low for atom in atoms[:first]}
        if not heads.isdisjoint(self._lexicon.words["unnamed"]):
            return False  # دیپلمات پاکستانی: a diplomat is never named
        local = self._lexicon.words["office_of_place"]
        is_led = atoms[0].low in local and not is_role(atoms[first - 1].low, self._lexicon)
        if is_led or atoms[first - 1].low in local:
            return False  # سرمربی پرسپولیس, فرماندار سرپل ذهاب, سرمربی تیم فوتبال گل گهر
        if end - first == 1:
            if atoms[first].low in self._lexicon.words["land"]:
                return False  # کونسوڵی فەڵەستین
            is_known = self._bearer(atoms[first].low) is not None
            people = self._lexicon.people_endings
            if people and atoms[first - 1].low.endswith(people):
                return is_known  # فەرمانبەرانی ناڕازی
            suffixes = self._lexicon.definite_suffixes
            is_noun = bool(suffixes) and atoms[first].low.endswith(suffixes)  # لیژنەکە
            return is_known or (is_role(atoms[first - 1].low, self._lexicon) and not is_noun)
        return end - first <= LONGEST_UNLISTED

    def _is_unnamed(self, atoms: list[Atom]) -> bool:
        """Return whether a phrase with an office begins with a determiner: یک منبع آگاه; or has a
        body's name in marks.
        """
        if any(atom.tag == "Q" for atom in atoms):
            return True
        first = atoms[0]
        is_led = first.tag == "D" or self._is_indefinite(first.low)
        return is_led and any(is_role(atom.low, self._lexicon) for atom in atoms)

    def _is_indefinite(self, low: str) -> bool:
        """Return whether a word leads to an office whose bearer is not named: یک مقام, or is
        one: بەرپرسێک.
        """
        if low in self._lexicon.words["indefinite"]:
            return True
        suffixes = self._lexicon.indefinite_suffixes
        return bool(suffixes) and low.endswith(suffixes) and is_role(low, self._lexicon)

    def _is_of_country(self, phrase: list[Atom]) -> bool:
        """Return whether an office in a script without capitals is that of a country."""
        lands = self._lexicon.land_stems
        return self._lexicon.is_caseless and any(atom.low in lands for atom in phrase[1:])

    def _is_office_word(self, low: str) -> bool:
        """Return whether a word is an office, a body or a complement of one, not a name."""
        words = self._lexicon.words
        is_listed = low in words["role_of"] or low in words["office_adjective"]
        return is_listed or is_role(low, self._lexicon) or bool(self._lexicon.body_head(low))

    def _is_adjective_of_office(self, atoms: list[Atom], first: int, end: int) -> bool:
        """Return whether only adjectives follow an indefinite office: مسؤول أميركي, a man without
        a name.
        """
        endings = self._lexicon.nisba_endings
        if not endings or not first or self._is_definite(atoms[first - 1].low):
            return False
        adjectives = self._lexicon.words["office_adjective"]
        return all(
            atom.low in adjectives
            or (atom.low.endswith(endings) and not is_given(atom.low, self._lexicon))
            for atom in atoms[first:end]
        )

    def _fitting(self, marked: list[Mention], roles: set[str]) -> Mention:
        """Return the last of some mentions, or the last one with the same office, in a script
        without capitals: الناطق باسم الحكومة, not رئيس الحكومة.
        """
        fitting = [mention for mention in marked if mention.entity.roles & roles]
        return fitting[-1] if fitting and self._lexicon.is_caseless else marked[-1]

    def _introduces(self, mention: Mention) -> bool:
        """Return whether a name alone may name the office of the lead: Persian and Sorani."""
        return bool(self._lexicon.raw.get("subject_first")) and mention.is_subject

    def _in_marks(self, atoms: list[Atom]) -> Entity | None:
        """Return the person whose surname is in marks, in a script without capitals: «عمر»."""
        quotation = atoms[0].quotation if len(atoms) == 1 else None
        if quotation is None or not self._lexicon.is_caseless:
            return None
        words = self._text[quotation.inner_start : quotation.inner_end].split()
        return self._bearer(fold_word(words[-1])) if words else None

    def _is_definite(self, low: str) -> bool:
        """Return whether a word carries the article in front: Arabic."""
        return bool(self._lexicon.article) and low.startswith(self._lexicon.article)

    def _from_start(self, atoms: list[Atom], run: NameRun) -> NameRun:
        """Return a name with the words before it outside any office: an unknown given name."""
        before = atoms[: run.first]
        if self._is_unknown_first(atoms, run.first - 1):
            return NameRun(run.first - 1, run.last, run.is_person)
        belongs = 0 < len(before) < LONGEST_BARE_OFFICE - 1 and all(
            is_name_word(atom, self._lexicon) and not self._is_definite(atom.low) for atom in before
        )
        return NameRun(0, run.last, run.is_person) if belongs else run

    def _is_unknown_first(self, atoms: list[Atom], at: int) -> bool:
        """Return whether one word is a given name of no list: it is between the definite end of an
        office and a name: وزير المالية | طيف سامي.
        """
        if at < 1 or atoms[at].tag != "w" or not self._ends_office(atoms[at - 1].low):
            return False
        low = atoms[at].low
        is_word = self._is_definite(low) or self._is_office_word(low)
        prefixes = (self._lexicon.of_prefix, *self._lexicon.object_prefixes)
        is_word = is_word or low.startswith(prefixes)
        is_land = low in self._lexicon.land_stems or low in self._lexicon.words["object_noun"]
        return not (is_word or is_land) and is_name_word(atoms[at], self._lexicon)
