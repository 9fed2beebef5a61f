"""Names of no list that are subjects: in a script without capitals, with the subject first."""

from monitor.languages.lexicon import Lexicon
from monitor.statements.atoms import Atom
from monitor.statements.known_words import is_given, is_name_word
from monitor.statements.naming import NameRun

LONGEST_LEAD = 8
"""Atoms of a lead up to its comma: به گزارش خبرگزاری مهر،"""
MOST_WORDS = 3
"""Words of such a name."""


def unlisted_subject(atoms: list[Atom], lexicon: Lexicon) -> NameRun | None:
    """Return the name of no list that is the subject at the head of a sentence with a verb of
    saying, in Persian and Sorani: نصرت برزگر در گفتگویی اظهار کرد.
    """
    first = 0
    if atoms[0].tag == "P":  # به گزارش ایسنا، …
        ahead = range(1, min(len(atoms), LONGEST_LEAD))
        first = next((n + 1 for n in ahead if atoms[n].tag == ","), 0)
    while first < len(atoms) and atoms[first].low in lexicon.words["honorific"]:
        first += 1
    last = first
    while last < len(atoms) and last - first <= MOST_WORDS and _is_unlisted(atoms[last], lexicon):
        last += 1
    if not 1 < last - first <= MOST_WORDS or last >= len(atoms):
        return None
    following = atoms[last]
    if any(is_given(atom.low, lexicon) for atom in atoms[first : last + 1]):
        return None  # سرلشکر پاسدار | حسین سلامی is listed
    is_end = following.low in lexicon.words["leading"] | lexicon.words["time"]
    is_end = is_end or following.tag == "," or following.low in lexicon.verbs
    is_said = any(atom.low in lexicon.verbs for atom in atoms[last:])
    return NameRun(first, last - 1, is_person=True) if is_end and is_said else None


def _is_unlisted(atom: Atom, lexicon: Lexicon) -> bool:
    """Return whether a word may belong to a person's name of no list."""
    is_noun = bool(lexicon.body_head(atom.low)) or atom.low in lexicon.words["office_adjective"]
    is_noun = is_noun or atom.low in lexicon.words["document"]
    return not is_noun and is_name_word(atom, lexicon) and not _is_plural(atom.low, lexicon)


def _is_plural(low: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.people_endings) and low.endswith(lexicon.people_endings)
