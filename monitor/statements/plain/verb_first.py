"""Subjects after their verb in a script without capitals: Arabic.

Subject and object of a verb are adjacent, without a mark between them. The subject ends

- after the name of a person, if the verb takes an object;
- before a preposition, unless a body that the office belongs to follows it (مسؤول في وزارة …) or
  the bearer's name does (المبعوث إلى سوريا غير بيدرسون);
- before a definite word after two indefinite ones, before an indefinite word after a body with its
  article, and before a word with a possessive ending (أبدت موسكو | استعدادها).
"""

from monitor.languages.lexicon import Verb
from monitor.languages.name_words import NAME_WORDS
from monitor.statements.known_words import is_given, is_name_word, is_role
from monitor.statements.naming import NameRun, find_names
from monitor.statements.plain.left import PlainLeft
from monitor.statements.plain.sentence import Run

MOST_TO_NAME = 7
"""Atoms from a preposition in an office to its bearer: إلى منطقة القرن الأفريقي حنا تيتيه."""
MOST_COMPLEMENTS = 4
"""Words of an office or a body up to the one with the article: عضو مجلس إدارة الغرفة."""
MOST_BEARER = 4
"""Words of a name between commas behind an office."""
SHORTEST_OWNED = 5
"""Letters of a noun with a possessive ending; shorter words end so by themselves (فيها)."""


class PlainVerbFirst(PlainLeft):
    """One sentence, and the subjects that follow their verbs."""

    @property
    def _names(self) -> list[NameRun]:
        """Names of persons in the sentence, in order."""
        if self._people is None:
            runs = find_names(self._atoms, self._lexicon)
            self._people = [run for run in runs if run.is_person]
        return self._people

    def _ends_subject_phrase(self, at: int, first: int) -> bool:
        """Return whether the subject that began at ``first`` ends before an atom."""
        if any(run.first < at <= run.last for run in self._names):
            return False
        if self._is_preposition(at):
            return not self._continues_office(at, first)
        return self._is_listener(at, first) or self._is_object(at, first)

    def _is_listener(self, at: int, first: int) -> bool:
        """Return whether an outlet begins: لموقع «صدى», or after an office without a name: أبلغ
        مسؤول أمني | وكالة الصحافة.
        """
        low, nouns = self._low(at), self._words["outlet_noun"]
        is_led = low.startswith(self._lexicon.of_prefix[:1])
        if low in self._words["listener"] or (is_led and low[1:] in nouns):
            return True
        return at > first + 1 and low in nouns and self._is_unnamed(first, at)

    def _is_preposition(self, at: int) -> bool:
        """Return whether a word is a preposition, or is written together with one."""
        atom = self._atoms[at]
        if atom.low in self._words["of"] and atom.low not in self._words["office_preposition"]:
            return False  # باسم: a part of the office
        is_joined = atom.low[:1] in self._words["joined_preposition"]
        if is_joined and atom.low[1:] in self._words["object_noun"]:
            return True  # طالب متظاهرون | بإقالة المحافظ
        return atom.tag == "P" or atom.low.startswith(self._lexicon.object_prefixes)

    def _continues_office(self, at: int, first: int) -> bool:
        """Return whether a preposition belongs to the office before it: its body or the bearer's
        name follows.
        """
        low = self._low(at)
        if self._low(at - 1) in self._words["document"]:
            return True  # بيان للجيش, بيان صادر عن الرئاسة
        if low.startswith(self._lexicon.of_prefix) and self._is_definite_body(first):
            return True  # المركز الوطني | للأرصاد الجوية
        if at == first or not any(is_role(self._low(n), self._lexicon) for n in range(first, at)):
            return False
        if low.startswith(self._lexicon.of_prefix):
            is_definite = self._low(first).startswith(self._lexicon.article)
            return self._has_bearer(at, first) or (is_definite and self._is_joined_body(at))
        if low in self._words["envoy_preposition"]:
            return True  # سفير الصين لدى السعودية …
        if low in self._words["office_preposition"]:
            is_unnamed = self._is_body_at(at + 1) and self._is_unnamed(first, at)
            is_whole = is_unnamed or self._has_bearer(at, first)
            return is_whole and not self._is_governed(at, first)
        is_body = bool(self._lexicon.body_head(low[1:])) or self._leads_to_bearer(at)
        return is_body and self._has_bearer(at, first)

    def _leads_to_bearer(self, at: int) -> bool:
        """Return whether offices and words with the article alone are between a place written with
        its preposition and a name: وزير شؤون المصريين | بالخارج الدكتور بدر …
        """
        if not self._low(at)[1:].startswith(self._lexicon.article):
            return False
        name = next((run.first for run in self._names if run.first > at), at)
        lows = [self._low(n) for n in range(at + 1, name)]
        return all(
            low.startswith(self._lexicon.article) or is_role(low, self._lexicon) for low in lows
        )

    def _is_unnamed(self, first: int, end: int) -> bool:
        """Return whether a phrase is an office without the article, with adjectives alone: قيادي
        بارز | في الحركة.
        """
        is_indefinite = not self._low(first).startswith(self._lexicon.article)
        return is_indefinite and all(self._is_office_adjective(n) for n in range(first + 1, end))

    def _is_office_adjective(self, at: int) -> bool:
        """Return whether a word is an adjective of an office, by its list or its ending."""
        low = self._low(at)
        is_listed = low in self._words["office_adjective"]
        return is_listed or low.endswith(self._lexicon.nisba_endings)

    def _is_governed(self, at: int, first: int) -> bool:
        """Return whether the verb needs the preposition for its object: دعا المبعوث | إلى محاسبة
        …, and not once more later: دعا المبعوث إلى سوريا غير بيدرسون | إلى وقف …
        """
        low = self._low(at)
        if not self._takes_object(first) or low not in self._words["to_that"]:
            return False
        return all(atom.low != low for atom in self._atoms[at + 1 : self._end])

    def _takes_object(self, first: int) -> bool:
        """Return whether the verb before a subject takes an object."""
        verb = self._lexicon.verbs.get(self._low(first - 1)) if first else None
        return verb is not None and self._takes(verb)

    def _takes(self, verb: Verb) -> bool:
        """Return whether a verb takes an object or has its listener as one."""
        is_taken = not verb.frames.isdisjoint(("object", "quoting"))
        return is_taken or verb.lemma in self._words["telling"]

    def _is_joined_body(self, at: int) -> bool:
        """Return whether a body carries its preposition: بيان | لوزارة الداخلية, الأمين العام |
        للحزب.
        """
        low, nouns = self._low(at), self._words["outlet_noun"]
        if low.startswith(self._lexicon.of_prefix):
            bare = low.removeprefix(self._lexicon.of_prefix)
            is_outlet = bare in nouns or self._lexicon.article + bare in nouns
            return bool(self._lexicon.body_head(bare)) and not is_outlet
        is_joined = low[:1] in self._words["joined_preposition"]
        return is_joined and bool(self._lexicon.body_head(low[1:])) and low[1:] not in nouns

    def _is_body_at(self, at: int) -> bool:
        return bool(self._lexicon.body_head(self._low(at)))

    def _has_bearer(self, at: int, first: int) -> bool:
        """Return whether the name of an office's bearer follows a preposition and its noun."""
        name = next((run for run in self._names if run.first > at), None)
        if name is None or name.first - at > MOST_TO_NAME:
            return False
        if any(first <= run.first < at for run in self._names):
            return False
        between = range(at + 1, name.first)
        if not between and not self._low(at).startswith(self._lexicon.object_prefixes):
            return False  # دعا المبعوث إلى محمد …
        return not any(self._is_stop(n) or self._atoms[n].tag in "GBHM" for n in between)

    def _is_object(self, at: int, first: int) -> bool:
        """Return whether a word begins the verb's object, by articles and endings."""
        if at == first or self._is_title_of_name(at, first):
            return False
        if self._is_after_name(at, first) or self._is_owned(at, first):
            return True
        if self._is_object_noun(at, first) or self._is_after_land(at, first):
            return True
        if self._is_done_to(at, first):
            return True
        if self._atoms[at - 1].tag == "R" and self._takes_object(first):
            return True  # اتهم مسؤول رفض الكشف عن اسمه | سرزان
        low, article = self._low(at), self._lexicon.article
        if at == first + 1 and self._is_definite_body(at) and low != article:
            return self._low(first).startswith(article)  # حملت المعارضة | الحكومة
        if at == first + 1 and self._is_definite_body(first):
            return not low.startswith(article) and not is_given(low, self._lexicon)
        if self._atoms[at].tag == "D":
            return True
        return at - first > 1 and self._is_definite_object(at, first)

    def _is_title_of_name(self, at: int, first: int) -> bool:
        """Return whether a title leads from an office to its bearer, behind a verb that is not done
        to people: أكد وزير الخارجية والهجرة | الدكتور سامي كرم أن …
        """
        verb = self._lexicon.verbs.get(self._low(first - 1)) if first else None
        if verb is None or verb.lemma in self._lexicon.acts_by_lemma:
            return False
        is_named = any(run.first == at + 1 for run in self._names)
        is_office = is_role(self._low(first), self._lexicon) and not self._has_name_in((first, at))
        return is_named and is_office and is_role(self._low(at), self._lexicon)

    def _is_object_noun(self, at: int, first: int) -> bool:
        """Return whether a noun of action begins the object: أكد وزير التجارة | توفر القمح, not
        after an office or a body without the article, which it may belong to: لجنة | دعم …
        """
        if self._low(at) not in self._words["object_noun"] or not self._takes_object(first):
            return False
        before = self._low(at - 1)
        is_head = self._is_body_at(at - 1) or is_role(before, self._lexicon)
        return before.startswith(self._lexicon.article) or not is_head

    def _is_done_to(self, at: int, first: int) -> bool:
        """Return whether an office is what a surname does something to: شكر ماكرون | العاهل."""
        verb = self._lexicon.verbs.get(self._low(first - 1)) if first else None
        low, article = self._low(at), self._lexicon.article
        if verb is None or verb.lemma not in self._lexicon.acts_by_lemma or at != first + 1:
            return False
        subject = self._low(first)
        is_office = is_role(subject, self._lexicon) or self._is_body_at(first)
        is_surname = not is_office and not subject.startswith(article)
        return is_surname and low.startswith(article) and is_role(low, self._lexicon)

    def _is_after_land(self, at: int, first: int) -> bool:
        """Return whether a subject is a country or a capital alone, so that any word behind it
        begins the object: اتهمت موسكو | كييف باستهداف …
        """
        is_land = at == first + 1 and self._low(first) in self._lexicon.land_stems
        return is_land and self._takes_object(first)

    def _is_after_name(self, at: int, first: int) -> bool:
        """Return whether the subject's name ends before a word that can only be an object.

        An office is one only behind a verb that is done to people: انتقد سامي كرم | الوزير, but أكد
        سامي كرم المتحدث باسم الوزارة | عقد الاجتماع.
        """
        verb = self._lexicon.verbs.get(self._low(first - 1)) if first else None
        is_apposition = verb is not None and verb.lemma not in self._lexicon.acts_by_lemma
        if is_apposition and is_role(self._low(at), self._lexicon):
            return False
        is_ended = any(first <= run.first < run.last == at - 1 for run in self._names)
        return is_ended and self._takes_object(first)

    def _is_owned(self, at: int, first: int) -> bool:
        """Return whether a noun with a possessive ending begins the object: استعدادها."""
        low = self._low(at)
        if len(low) < SHORTEST_OWNED or not low.endswith(self._lexicon.possessive_endings):
            return False
        return not is_role(low, self._lexicon) and not self._has_bearer(at, first)

    def _is_definite_object(self, at: int, first: int) -> bool:
        """Return whether a definite word follows two words that are not, or an indefinite one the
        definite complement of a body.
        """
        if self._is_indefinite_after_body(at, first):
            return True
        article, low = self._lexicon.article, self._low(at)
        before = [self._low(n) for n in (at - 1, at - 2)]
        if not low.startswith(article) or low in self._words["not_object"]:
            return False  # حزب الله is one name
        is_led = "P" in (self._atoms[at - 1].tag, self._atoms[at - 2].tag)
        is_led = is_led or self._is_body_at(at - 1) or self._is_joined_body(at - 1)
        if is_led or self._is_chain(first, at - 1) or self._ends_body(at, first):
            return False  # المتحدثة باسم وزارة | الدفاع, مدير إعلام فرقة | الرد: a complement
        return not any(
            word.startswith(article) or word in self._words["role"] or word in NAME_WORDS.prefixes
            for word in before
        )

    def _ends_body(self, at: int, first: int) -> bool:
        """Return whether a definite word ends a body's name: people or bodies with an article, who
        are the object, follow it: دعت منظمة حوض النهر | الطرفين إلى …
        """
        low = self._low(at + 1)
        if not self._is_body_at(first) or not low.startswith(self._lexicon.article):
            return False
        is_group = low.endswith(self._lexicon.people_endings) or is_role(low, self._lexicon)
        return is_group or self._is_body_at(at + 1)

    def _is_chain(self, first: int, last: int) -> bool:
        """Return whether an office and its complements are all without the article, so that the
        definite word after them is the last complement.
        """
        is_head = is_role(self._low(first), self._lexicon) or self._is_body_at(first)
        if not is_head or any(first <= run.first <= last for run in self._names):
            return False
        return not any(
            self._low(n).startswith(self._lexicon.article) or self._is_office_adjective(n)
            for n in range(first, last + 1)
        )

    def _is_indefinite_after_body(self, at: int, first: int) -> bool:
        """Return whether an indefinite word follows the definite complement of a body: وزارة
        الداخلية | اعتقال …
        """
        low, article = self._low(at), self._lexicon.article
        if not self._is_body_at(first) or self._atoms[at].tag != "w":
            return False
        is_after = self._low(at - 1).startswith(article) and not low.startswith(article)
        is_part = low in self._words["role_of"] | self._words["of"] or self._is_verb(at)
        is_part = is_part or low.startswith(self._lexicon.of_prefix[:1])
        return is_after and not is_part and not is_given(low, self._lexicon)

    def _is_definite_body(self, at: int) -> bool:
        """Return whether a word is a body with its article: a word without one is not a part of its
        name.
        """
        low = self._low(at)
        return low.startswith(self._lexicon.article) and self._is_body_at(at)

    def _with_bearer_aside(self, source: Run | None) -> Run | None:
        """Return the name of no list between commas behind an office without a name: محافظ أربيل،
        | أوميد خوشناو، …
        """
        if source is None or self._low(source[1] + 1) != ",":
            return source
        if not is_role(self._low(source[0]), self._lexicon) or self._has_name_in(source):
            return source
        first = end = source[1] + 2
        while end < self._end and is_name_word(self._atoms[end], self._lexicon):
            end += 1
        is_closed = end < self._end and (
            self._atoms[end].tag == "," or self._low(end) in self._words["that"]
        )
        is_short = 1 < end - first <= MOST_BEARER and not self._begins_definite(first)
        return (first, end - 1) if is_closed and is_short else source

    def _has_name_in(self, run: Run) -> bool:
        return any(run[0] <= name.first <= run[1] for name in self._names)

    def _begins_definite(self, first: int) -> bool:
        """Return whether a phrase begins with a definite word or a body: it is not a name."""
        low = self._low(first)
        return low.startswith(self._lexicon.article) or self._is_body_at(first)

    def _up_to_name(self, source: Run | None) -> Run | None:
        """Return a subject up to its name, before a preposition written with the next word."""
        if source is None:
            return None
        for name in self._names:
            if not source[0] <= name.first <= source[1]:
                continue
            is_joined = self._low(name.last + 1)[:1] in self._words["joined_preposition"]
            if name.last < source[1] and (is_joined or name.last > name.first):
                return source[0], name.last
        return source

    def _up_to_indefinite(self, run: Run | None) -> Run | None:
        """Return a definite office without a name, up to the first word without the article, which
        is the object of a verb of no list: وقع الوزير | قرارا.
        """
        if run is None or any(run[0] <= name.first <= run[1] for name in self._names):
            return run
        article = self._lexicon.article
        if not self._low(run[0]).startswith(article):
            return run
        others = (n for n in range(run[0], run[1] + 1) if not self._low(n).startswith(article))
        return run[0], next(others, run[1] + 1) - 1

    def _without_object(self, source: Run | None) -> Run | None:
        """Return a body or an office without a name, up to the definite object after it: أدانت
        وزارة الخارجية | الهجوم, رفض وزير الري | المقترح.
        """
        if source is None or any(source[0] <= run.first <= source[1] for run in self._names):
            return source
        if not self._is_body_at(source[0]) and not is_role(self._low(source[0]), self._lexicon):
            return source
        begin = self._after_complement_of(source[0])
        for n in range(begin, source[1] + 1):
            low = self._low(n)
            endings = self._lexicon.definite_adjective_endings
            is_adjective = low.endswith(endings) or low in self._words["role_of"]
            is_part = is_adjective or self._low(n - 1) in self._words["of"]  # المتحدث باسم الوزارة
            if low.startswith(self._lexicon.article) and not is_part:
                return source[0], n - 1
        return source

    def _after_complement_of(self, first: int) -> int:
        """Return the atom after the complement of a body or an office without the article: نقابة
        المحامين | السلطات.
        """
        last = min(first + MOST_COMPLEMENTS, self._end - 1)
        for n in range(first, last):
            if self._low(n).startswith(self._lexicon.article):
                return n + 1
        return last + 1

    def _is_speaker(self, run: Run) -> bool:
        """Return whether a phrase has a name, or begins with an office or a body."""
        if any(run[0] <= name.first <= run[1] for name in self._names):
            return True
        low = self._low(run[0] + (self._atoms[run[0]].tag == "D"))
        return is_role(low, self._lexicon) or bool(self._lexicon.body_head(low))
