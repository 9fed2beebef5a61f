"""Names in one sentence of a language read by the plain grammar: start and end of each name.

Cased scripts: a name is a run of capitalised words with the particles between them. A given name in
it begins the person's name; the words before it are an office, a country, a party ("Nationalrat
Thomas Matter", "премьер-министр Пакистана Имран Хан"). Scripts without capitals: a given name of
the lists begins a name; offices and their complements precede it.
"""

from typing import NamedTuple

from monitor.languages.given_names import given_names
from monitor.languages.lexicon import Lexicon
from monitor.languages.name_words import NAME_WORDS
from monitor.statements.atoms import Atom
from monitor.statements.known_words import is_foreign, is_given, is_name_word, is_role
from monitor.statements.office_complements import (
    after_body,
    after_complement,
    follows_office,
    is_complement,
)

LONGEST_NAME = 5
"""Words of a person's name; more are several names in a row."""
LONGEST_CASELESS = 4
"""Words of a name in a script without capitals, where no mark shows its end."""
MOST_TO_VERB = 6
"""Atoms from a verb to the name of its subject: an office of five words."""


_TWO_NAMES = 3
"""Words after the first of two full names in a row."""


class NameRun(NamedTuple):
    """First and last atom of a name, and whether a given name or a title shows that it is a
    person's.
    """

    first: int
    last: int
    is_person: bool


def find_names(
    atoms: list[Atom], lexicon: Lexicon, common: frozenset[str] = frozenset()
) -> list[NameRun]:
    """Return the names in a stretch of atoms.

    ``common`` words are capitalised only where a sentence begins.
    """
    if lexicon.is_caseless:
        return _caseless_names(atoms, lexicon)
    results: list[NameRun] = []
    at = 0
    while at < len(atoms):
        is_office = at == 0 and is_role(atoms[0].low, lexicon)
        if not (is_office and atoms[0].tag in "XT") and not _may_begin(atoms, at, common):
            at += 1
            continue
        last = _before_other(atoms, at, _end_of_run(atoms, at, lexicon), lexicon)
        run = _trim(atoms, at, last, lexicon)
        if run is not None:
            results.append(run)
        at = last + 1
    return results


def _may_begin(atoms: list[Atom], at: int, common: frozenset[str]) -> bool:
    low = atoms[at].low
    is_word = at == 0 and low in common and low not in NAME_WORDS.particles
    return atoms[at].tag in "XT" and not is_word


def _end_of_run(atoms: list[Atom], first: int, lexicon: Lexicon) -> int:
    last = first
    if lexicon.raw.get("suffix_apostrophe") and "'" in atoms[first].low:
        return first
    while last + 1 < len(atoms) and last - first < 12:
        following = atoms[last + 1]
        if _is_outlet_in_case(following, lexicon):
            break
        if following.tag in "XT":
            last += 1
        elif last > first and _leads_to_body(atoms, last, lexicon):
            break
        elif _bridges(atoms, last + 1, lexicon):
            last += 2
        elif (
            following.low in NAME_WORDS.particles
            and last + 3 < len(atoms)
            and atoms[last + 2].low in NAME_WORDS.particles
            and atoms[last + 3].tag == "X"
        ):
            last += 3
        else:
            break
        is_cased = bool(lexicon.raw.get("suffix_apostrophe"))  # Özgür Özel'den | Erdoğan'a
        if "'" in atoms[last].low and (is_cased or atoms[last].low.endswith("'s")):
            break
    return last


def _is_outlet_in_case(atom: Atom, lexicon: Lexicon) -> bool:
    """Return whether a name with an apostrophe is an outlet that another name precedes: İbrahim
    Varlı | X'ten açıkladı.
    """
    bare, apostrophe, _ = atom.low.partition("'")  # сказал Песков | ТАСС
    return bool(apostrophe or lexicon.has_cases) and bare in lexicon.words["outlet"]


def _before_other(atoms: list[Atom], first: int, last: int, lexicon: Lexicon) -> int:
    """Return the end of a name before another one, in a language with cases: адвокат Михаила
    Ефремова | Юрий Падалко.
    """
    if last - first < _TWO_NAMES or not lexicon.has_cases:
        return last
    given = [n for n in range(first, last) if is_given(atoms[n].low, lexicon)]
    others = (n for n in given if n - 1 not in given and n - given[0] > 1)
    return next(others, last + 1) - 1


def _leads_to_body(atoms: list[Atom], last: int, lexicon: Lexicon) -> bool:
    """Return whether a preposition leads from a whole name to its body: Lisa Bakker | van de
    Universiteit Leiden, not Jan Peter van Dam.
    """
    if not lexicon.raw.get("of_after_names") or lexicon.tags.get(atoms[last + 1].low) != "P":
        return False
    ahead = atoms[last + 2 : last + 4]
    if any(lexicon.body_head(atom.low) for atom in ahead):
        return True
    if ahead and ahead[0].low in NAME_WORDS.second and _is_office(atoms[last - 1], lexicon):
        return False  # voorzitter Sjaak van der Tak
    return not is_given(atoms[last].low, lexicon)


def _bridges(atoms: list[Atom], at: int, lexicon: Lexicon) -> bool:
    """Return whether a particle is between two capitalised words of one name."""
    low = atoms[at].low
    is_particle = low in NAME_WORDS.particles and low not in NAME_WORDS.never_alone
    if not is_particle or at + 1 >= len(atoms):
        return False
    if low in NAME_WORDS.prepositions_too and atoms[at + 1].low in given_names():
        return False
    if low in lexicon.words["also"] and not is_given(atoms[at - 1].low, lexicon):
        return False  # Hasan Akın | da Ankara'yı kutladı
    if low in NAME_WORDS.second and atoms[at - 1].low not in NAME_WORDS.before_second:
        return False
    return atoms[at + 1].tag == "X"


def _trim(atoms: list[Atom], first: int, last: int, lexicon: Lexicon) -> NameRun | None:
    """Return the person's name at the end of a run, or the whole run if it is not a person's."""
    begin = first
    has_title = False
    for at in range(first, last + 1):
        is_surname = first < at == last and is_given(atoms[at - 1].low, lexicon)  # Lisa Bakker
        is_body = at == first and not lexicon.has_cases  # Policía Nacional
        is_body = is_body and bool(lexicon.body_head(atoms[at].low))
        if _is_office(atoms[at], lexicon) and not is_surname and not is_body:
            begin, has_title = at + 1, True
    while begin < last and lexicon.stem(atoms[begin].low) in lexicon.land_stems:
        begin += 1  # премьер-министр Пакистана | Имран Хан
    begin += begin < last and _is_outlet_before_name(atoms, begin, lexicon)
    begin = after_body(atoms, begin, last, lexicon)
    has_title = has_title or (begin > first > 0 and lexicon.noun_capitals)
    has_title = has_title or follows_office(atoms, first, begin, last, lexicon)
    named = [at for at in range(begin + 1, last) if is_given(atoms[at].low, lexicon)]
    if has_title and named and atoms[begin].tag in "PD":
        begin = named[0]  # Président de l'Assemblée Nationale | Richard Ferrand
    if begin > last or atoms[begin].tag not in "XT":
        return None
    if (
        begin == last
        and lexicon.adjective_endings
        and atoms[begin].low.endswith(lexicon.adjective_endings)
    ):
        return None
    for at in range(begin, last):
        if is_given(atoms[at].low, lexicon) and (
            at == begin or not is_given(atoms[at - 1].low, lexicon)
        ):
            last = _before_body(atoms, at, last, lexicon)
            return NameRun(at, min(last, at + LONGEST_NAME - 1), is_person=True)
    begin = after_complement(atoms, begin, last, lexicon) if has_title else begin
    begin = _after_occupation(atoms, begin, last, lexicon)
    is_body = begin == last and bool(lexicon.body_head(atoms[last].low))
    is_person = not is_body and (has_title or is_given(atoms[begin].low, lexicon))
    is_person = is_person and not is_complement(atoms, begin, last, lexicon)
    return NameRun(begin, last, is_person=is_person or _looks_personal(atoms, begin, last, lexicon))


def _before_body(atoms: list[Atom], first: int, last: int, lexicon: Lexicon) -> int:
    """Return the end of a person's name before a body of which the person speaks, where case
    endings follow an apostrophe: Bakan Ömer Bulut | AKP İl Başkanlığında.
    """
    if not lexicon.raw.get("suffix_apostrophe"):
        return last
    for at in range(first + 2, last + 1):
        is_whole = not is_given(atoms[at - 1].low, lexicon)  # Ali Kemal Kurum
        if is_whole and lexicon.body_head(atoms[at].low):
            return at - 1
    return last


def _is_outlet_before_name(atoms: list[Atom], at: int, lexicon: Lexicon) -> bool:
    """Return whether an outlet precedes the name of a person, in a language with cases."""
    outlets, following = lexicon.words["outlet"], atoms[at + 1].low
    is_led = lexicon.has_cases and atoms[at].low in outlets
    return is_led and not is_foreign(following, lexicon) and following not in outlets


def _after_occupation(atoms: list[Atom], first: int, last: int, lexicon: Lexicon) -> int:
    """Return where a name begins after an occupation of no list, recognised by its ending:
    "Interviewerin Roni Aviram".
    """
    endings = lexicon.role_endings
    if endings and last - first >= 2 and atoms[first].low.endswith(endings):
        return first + 1
    return first


def _looks_personal(atoms: list[Atom], first: int, last: int, lexicon: Lexicon) -> bool:
    """Return whether two or three nouns in a row can only be a name, where every noun has a
    capital (German).
    """
    adjective, impersonal = lexicon.adjective_endings, lexicon.impersonal_endings
    if not impersonal or not 1 <= last - first <= 2:
        return False
    run = atoms[first : last + 1]
    if any(len(atom.low) < _SHORTEST_NAME_WORD or atom.tag != "X" for atom in run):
        return False
    is_body = any(lexicon.body_head(atom.low) for atom in run)
    is_body = is_body or any(atom.low in lexicon.words["not_name"] for atom in run)
    is_day = run[0].low in lexicon.words["time"]  # vom Sonntag | Beamte
    is_led = last - first > 1 and first > 0 and atoms[first - 1].tag == "P"
    if is_day or is_led:  # im Radioprogramm SWR Aktuell
        return False
    lead = atoms[max(0, first - 1)]
    is_described = lead.tag == "w" and lead.low.endswith(adjective)
    if is_body or is_described or (first and lead.tag in "DN"):
        return False
    return not run[0].low.endswith(adjective) and not run[-1].low.endswith(impersonal)


_SHORTEST_NAME_WORD = 3
"""Letters; shorter ones in capitals are parties and countries (US, EU, FDP)."""


def _is_office(atom: Atom, lexicon: Lexicon) -> bool:
    return atom.tag == "T" or is_role(atom.low, lexicon)


def _caseless_names(atoms: list[Atom], lexicon: Lexicon) -> list[NameRun]:
    results: list[NameRun] = []
    at = 0
    while at < len(atoms):
        low = atoms[at].low
        is_father = low in NAME_WORDS.fathers and at + 1 < len(atoms) and not lexicon.izafe
        begins = is_given(low, lexicon) or is_father  # لەگەڵمان بن: "be"
        is_city = at > 0 and low in lexicon.words["role_of"] and is_role(atoms[at - 1].low, lexicon)
        if atoms[at].tag == "w" and begins and not is_city and not is_role(low, lexicon):
            last = _caseless_end(atoms, at, lexicon)
            results.append(NameRun(at, last, is_person=True))
            at = last
        at += 1
    return results


def _caseless_end(atoms: list[Atom], first: int, lexicon: Lexicon) -> int:
    last = first
    while last + 1 < len(atoms) and last - first + 1 < LONGEST_CASELESS:
        following = atoms[last + 1]
        if following.low in NAME_WORDS.suffixes:
            last += 1  # سعد الدين is one name
            continue
        is_whole = last == first or atoms[last - 1].low in NAME_WORDS.prefixes
        is_family = is_whole and _ends_phrase(atoms, last + 1, lexicon)
        is_family = is_family or _is_before_suffix(atoms, last + 1, lexicon)
        if not is_family and not is_name_word(following, lexicon):
            break
        if _is_definite_noun(following.low, lexicon):
            break  # شكر ظريف | الحكومة
        is_full = not is_whole or last - first > 1 or _follows_unknown(atoms, first, lexicon)
        is_full = is_full and atoms[last].low not in NAME_WORDS.prefixes
        if is_full and _may_be_object(atoms, first, last + 1, lexicon):
            break
        last += 1
        is_first_name = is_given(following.low, lexicon) or atoms[last].low in NAME_WORDS.prefixes
        is_first_name = is_first_name or _is_second_given(atoms, last, lexicon)
        if not is_first_name and last - first + 1 >= lexicon.raw.get("name_words", 2):
            is_joined = last + 1 < len(atoms) and atoms[last + 1].low in NAME_WORDS.suffixes
            last += is_joined  # حسن فضل | الله
            last += _is_family_of_place(atoms, last + 1, lexicon)
            last += _is_second_family(atoms, last + 1, lexicon)
            break  # the family name
    return last


def _is_second_family(atoms: list[Atom], at: int, lexicon: Lexicon) -> bool:
    """Return whether a word before a comma, a verb or the occasion of a speech ends a family name:
    محسنی | اژه‌ای گفت, منتظر | تربتی در نشست …
    """
    if not lexicon.raw.get("second_family_name") or at >= len(atoms):
        return False
    before = at - _TWO_NAMES
    is_first = before < 0 or atoms[before].tag in ",:" or is_role(atoms[before].low, lexicon)
    if at + 1 >= len(atoms):  # a source, or a name in marks
        is_noun = bool(lexicon.body_head(atoms[at].low))
        return before < 0 and not is_noun and is_name_word(atoms[at], lexicon)
    following = atoms[at + 1]
    is_end = following.tag == "," or following.low in lexicon.verbs
    is_end = is_end or (is_first and following.low in lexicon.words["leading"])
    is_end = is_end or (following.tag == "P" and _is_from_given(atoms[at].low, lexicon))
    is_end = is_end or (
        following.low in lexicon.words["time"] and _is_from_given(atoms[at].low, lexicon)
    )
    is_noun = bool(lexicon.body_head(atoms[at].low))
    return is_end and not is_noun and is_name_word(atoms[at], lexicon)


def _is_definite_noun(low: str, lexicon: Lexicon) -> bool:
    """Return whether a word behind an Arabic name is a body with the article, or the adjective of a
    profession: محمد أبو بشارة | الاقتصادي في البنك.
    """
    article = lexicon.article
    if not article or not low.startswith(article):
        return False
    is_body = bool(lexicon.body_head(low) or lexicon.body_head(low[len(article) :]))
    return is_body or low in lexicon.words["office_adjective"]


def _is_family_of_place(atoms: list[Atom], at: int, lexicon: Lexicon) -> bool:
    """Return whether an Arabic adjective with the article is the family name behind those of the
    father: محمد شياع | السوداني.
    """
    if not lexicon.article or at >= len(atoms) or atoms[at].tag != "w":
        return False
    low = atoms[at].low
    if low in lexicon.words["relative"] or _is_definite_noun(low, lexicon):
        return False
    is_nisba = low.startswith(lexicon.article) and low.endswith(lexicon.nisba_endings[:1])
    return is_nisba and not is_role(low, lexicon)


def _is_before_suffix(atoms: list[Atom], at: int, lexicon: Lexicon) -> bool:
    """Return whether an office begins a Persian family name with its ending apart: قاضی | زاده."""
    is_last = at + 1 >= len(atoms) or not lexicon.raw.get("second_family_name")
    return not is_last and atoms[at].tag == "w" and atoms[at + 1].low in NAME_WORDS.suffixes


def _is_from_given(low: str, lexicon: Lexicon) -> bool:
    """Return whether a family name is made from a given name: گل | محمدی."""
    ending = lexicon.family_ending
    return bool(ending) and low.endswith(ending) and is_given(low.removesuffix(ending), lexicon)


def _may_be_object(atoms: list[Atom], first: int, at: int, lexicon: Lexicon) -> bool:
    """Return whether a definite word behind a name is an object: انتقد ماهر شعبان | القرار."""
    low, article = atoms[at].low, lexicon.article
    is_joined = low[:1] in lexicon.words["joined_preposition"]
    is_definite = bool(article) and low.startswith(article)
    if not (is_definite or is_joined) or (is_definite and low.endswith(lexicon.nisba_endings)):
        return False
    before = atoms[max(0, first - MOST_TO_VERB) : first]
    verb = next((lexicon.verbs[a.low] for a in reversed(before) if a.low in lexicon.verbs), None)
    is_taken = verb is not None and "object" in verb.frames
    return is_taken and not is_given(low.removeprefix(article), lexicon)


def _follows_unknown(atoms: list[Atom], first: int, lexicon: Lexicon) -> bool:
    """Return whether a name of no list is between an office and a name: الأمريكي توم | باراك."""
    if first < 2 or not lexicon.article or not is_name_word(atoms[first - 1], lexicon):
        return False
    is_led = atoms[first - 2].low.startswith(lexicon.article)
    return is_led and not atoms[first - 1].low.startswith(lexicon.article)


def _is_second_given(atoms: list[Atom], last: int, lexicon: Lexicon) -> bool:
    """Return whether a name of two words (عبد الكريم) is a given name before the family name.

    A definite word behind it is a family name only where its phrase ends.
    """
    if atoms[last - 1].low not in NAME_WORDS.prefixes or last + 1 >= len(atoms):
        return False
    is_definite = bool(lexicon.article) and atoms[last + 1].low.startswith(lexicon.article)
    return not is_definite or _ends_phrase(atoms, last + 1, lexicon)


def _ends_phrase(atoms: list[Atom], at: int, lexicon: Lexicon) -> bool:
    """Return whether an Arabic word with its article ends its phrase: it is then a family name."""
    if atoms[at].tag != "w" or not (lexicon.article and atoms[at].low.startswith(lexicon.article)):
        return False
    if at + 1 == len(atoms):
        return True
    following = atoms[at + 1]
    return following.tag in ",:." or following.low in lexicon.words["that"]
