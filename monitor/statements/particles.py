"""Surnames that begin with a particle, which has a capital where no given name precedes it.

Minister Hugo de Jonge spreekt. De Jonge zegt … is one person; De Kamer zegt … is none.
"""

import re

from monitor.languages.folding import fold_word
from monitor.languages.lexicon import Lexicon
from monitor.languages.name_words import NAME_WORDS
from monitor.statements.atoms import Atom

_PARTICLE = r"(?: de[rn]?)? [A-Z][\w-]+"
_PARTICLE_SURNAME = re.compile(
    rf"\b[A-Z][\w-]+ ((?:[Vv]an|[Dd]e|[Tt]e[rn]){_PARTICLE})|[a-z,] ((?:Van|De|Te[rn]){_PARTICLE})"
)
"""A surname with its particles behind a given name or inside a sentence: Hugo de Jonge, zegt Van
Dam.
"""


def particle_surnames(text: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the surnames of a text that begin with a particle, in a language that gives it a
    capital where no given name precedes: De Jonge.
    """
    if not (lexicon.is_plain and lexicon.words["name_too"]):
        return frozenset()
    surnames = (first or second for first, second in _PARTICLE_SURNAME.findall(text))
    return frozenset(map(fold_word, surnames))


def mark_particles(text: str, atoms: list[Atom], surnames: frozenset[str]) -> None:
    """Make a capitalised particle a part of the surname that it begins: De Jonge zegt …"""
    for at, atom in enumerate(atoms[:-1]):
        if atom.tag not in "DP" or not text[atom.start].isupper():
            continue
        last = at + 1 + (atoms[at + 1].low in NAME_WORDS.particles)
        name = atoms[at : last + 1]
        if " ".join(part.low for part in name) in surnames and name[-1].tag == "X":
            atoms[at] = Atom(atom.low, atom.start, atom.end, "X")
