"""Where sentences end: full stops, and quotations with a full stop of their own.

A quotation that ends like a sentence ends its sentence too, unless a cue or a signature follows.
"""

from monitor.languages.lexicon import Lexicon
from monitor.languages.name_words import NAME_WORDS
from monitor.statements.atoms import Atom
from monitor.statements.known_words import is_role
from monitor.statements.naming import find_names
from monitor.statements.quotes import Quotation

LONGEST_SENTENCE = 150
"""Atoms of a sentence; the longest in 284 annotated articles has 147.

A longer sentence is cut, so that time is linear in the text.
"""
LONGEST_SIGNATURE = 8
"""Atoms behind the dash of a signed quotation; more are a sentence."""
SHORTEST_JOINED = 4
"""Letters of the first word after a full stop without a blank; a shorter one ends a site's name."""


def split_sentences(
    text: str, atoms: list[Atom], lexicon: Lexicon, starts: frozenset[int] | None
) -> list[list[Atom]]:
    """Return the atoms of each sentence of a paragraph.

    ``starts`` are the beginnings that a parser found, if there is one.
    """
    if len(atoms) == 1:
        return [atoms]
    sentences: list[list[Atom]] = []
    begin = 0
    for number in _possible_ends(atoms) if starts is None else range(len(atoms) - 1):
        while number - begin >= LONGEST_SENTENCE:
            sentences.append(atoms[begin : begin + LONGEST_SENTENCE])
            begin += LONGEST_SENTENCE
        is_longest = number - begin + 1 == LONGEST_SENTENCE
        is_end = is_longest or _ends_at(text, atoms, number, lexicon, starts)
        is_quoted_next = atoms[number + 1].tag == "Q"
        if is_end or (is_quoted_next and _is_signed(atoms[begin : number + 1], lexicon)):
            sentences.append(atoms[begin : number + 1])
            begin = number + 1
    while begin < len(atoms):
        sentences.append(atoms[begin : begin + LONGEST_SENTENCE])
        begin += LONGEST_SENTENCE
    return sentences


def _possible_ends(atoms: list[Atom]) -> list[int]:
    """Return the numbers of the atoms that may end a sentence, without the last one: full stops,
    quotations and what is before one.
    """
    marks = [number for number, atom in enumerate(atoms) if atom.tag in ".Q"]
    before = {number - 1 for number in marks if number and atoms[number].tag == "Q"}
    places = sorted(before.union(marks)) if before else marks
    return places[:-1] if places and places[-1] == len(atoms) - 1 else places


def _ends_at(
    text: str, atoms: list[Atom], number: int, lexicon: Lexicon, starts: frozenset[int] | None
) -> bool:
    """Return whether a sentence ends with an atom, which is not the last one."""
    atom = atoms[number]
    if starts is not None:
        is_end = atoms[number + 1].start in starts
    else:
        is_end = _is_full_stop(text, atoms, number, lexicon)
    quotation = atom.quotation
    return is_end or (
        quotation is not None and _ends_sentence(text, quotation, atoms, number, lexicon)
    )


def _is_full_stop(text: str, atoms: list[Atom], number: int, lexicon: Lexicon) -> bool:
    """Return whether a full stop ends its sentence; one before a signature does not."""
    atom, following = atoms[number], atoms[number + 1]
    if atom.tag != "." or _continues_sentence(text, atom, following):
        return False
    if lexicon.raw.get("ordinals") and number and _is_ordinal(atoms[number - 1], atom):
        return False  # 59. | Hükümet
    is_after_quotation = number > 0 and atoms[number - 1].tag == "Q" and following.tag == "-"
    return not (is_after_quotation and _is_signature(atoms, number + 2, lexicon))


_LONGEST_ORDINAL = 2
"""Digits; a longer number is a year or a sum at the end of a sentence."""


def _is_ordinal(before: Atom, stop: Atom) -> bool:
    """Return whether a full stop is written together with a short number before it."""
    is_number = before.tag == "N" and len(before.low) <= _LONGEST_ORDINAL
    return is_number and before.end == stop.start


_ARABIC_LETTERS = frozenset(map(chr, range(0x0620, 0x064B))) | frozenset("پچژکگی")


def _continues_sentence(text: str, atom: Atom, following: Atom) -> bool:
    if following.tag == "," and _is_arabic_comma(text, following):
        return True  # چیست؟، گفت
    if following.tag in ".)":
        return True  # (D-Va.)
    first = text[following.start]
    if atom.end == following.start and first in _ARABIC_LETTERS:
        return False  # a missing blank after a full stop is careless typing: «…».وقال
    if atom.end == following.start and first.isupper() and text[atom.start - 1].islower():
        return len(following.low) < SHORTEST_JOINED  # konuştu.Karşılaşma …, Gazeta.Ru
    return (atom.end == following.start and first.isalnum()) or first.islower()


def _is_arabic_comma(text: str, atom: Atom) -> bool:
    return text[atom.start] == "،"


def _may_follow_quotation(word: str, lexicon: Lexicon) -> bool:
    verb = lexicon.verbs.get(word)
    return verb is not None and (
        not verb.frames.isdisjoint(("clause", "quote", "listener")) or bool(verb.particles)
    )


def signature_end(atoms: list[Atom], first: int, lexicon: Lexicon) -> int:
    """Return the atom after a name with its offices and particles, or after an office alone.

    ``first`` for neither.
    """
    near = atoms[first : first + LONGEST_SIGNATURE]
    if lexicon.is_caseless:
        person = next((run for run in find_names(near, lexicon) if run.is_person), None)
        is_led = person is not None and _offices(near, lexicon) >= person.first
        return first + person.last + 1 if person is not None and is_led else first
    offices = name = _offices(near, lexicon)
    while name < len(near):
        is_particle = name > offices and near[name].low in NAME_WORDS.particles
        if near[name].tag not in "XT" and not is_particle:
            break
        name += 1
    is_office = name > 0 and near[name - 1].tag == "w"
    return first + name if name > offices or is_office else first


def _offices(atoms: list[Atom], lexicon: Lexicon) -> int:
    """Return the number of atoms of the offices before a name, with their articles."""
    count = 0
    while count < len(atoms) and atoms[count].tag in "Dw":
        if atoms[count].tag == "w" and not is_role(atoms[count].low, lexicon):
            break
        count += 1
    return count


def _is_signed(atoms: list[Atom], lexicon: Lexicon) -> bool:
    """Return whether atoms are a quotation with its signature and nothing else."""
    if len(atoms) > LONGEST_SIGNATURE + 2 or atoms[0].tag != "Q":
        return False
    dash = next((n for n, atom in enumerate(atoms[:3]) if atom.tag == "-"), 0)
    return dash > 0 and signature_end(atoms, dash + 1, lexicon) == len(atoms)


def _is_signature(atoms: list[Atom], first: int, lexicon: Lexicon) -> bool:
    """Return whether only a name follows up to the end, and so signs a quotation.

    The end is a full stop, another quotation or the paragraph's end.
    """
    at = signature_end(atoms, first, lexicon)
    return at > first and (at >= len(atoms) or atoms[at].tag in ".,(Q")


def _is_named_cue(atoms: list[Atom], first: int, comma: int, lexicon: Lexicon) -> bool:
    """Return whether a name, an aside of one word and a verb of saying follow a quotation:
    “…?” Warren, D-Mass., said.
    """
    is_name = all(atom.tag in "XT" for atom in atoms[first:comma])
    after = atoms[comma + 1 : comma + 4]
    is_aside = len(after) > 2 and after[0].tag in "XN" and after[1].tag == ","
    return is_name and is_aside and _may_follow_quotation(after[2].low, lexicon)


def _ends_sentence(
    text: str, quotation: Quotation, atoms: list[Atom], number: int, lexicon: Lexicon
) -> bool:
    """Return whether a quotation ends its sentence: by its own full stop, unless a cue follows
    it.
    """
    last = text[quotation.inner_end - 1 : quotation.inner_end]
    following = atoms[number + 1]
    if last not in ".!?…؟。۔।" or following.tag in ".,;)" or text[following.start].islower():
        return False
    if following.tag == "Q" or (last in "!?" and following.tag == "D"):
        return True
    if following.tag == "-":
        after = atoms[number + 2] if number + 2 < len(atoms) else following
        is_cue = after.tag not in "Q.," and text[after.start].islower()
        return not (is_cue or _is_signature(atoms, number + 2, lexicon))
    if (
        last == "."
        and number + 2 < len(atoms)
        and not _may_follow_quotation(atoms[number + 2].low, lexicon)
    ):
        return True
    for place, atom in enumerate(atoms[number + 1 : number + 9], number + 1):
        if atom.tag == "," and _is_named_cue(atoms, number + 1, place, lexicon):
            return False
        if atom.tag in ".,;:Q-":
            return True
        if atom.low in lexicon.verbs:
            # A full stop inside the marks ends the sentence; carelessly written, “We will go.”
            # Trump said.
            return last == "." and place + 1 < len(atoms) and atoms[place + 1].tag != "."
    return True
