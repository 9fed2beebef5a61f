"""Countries beside an office: وزير الخارجية | التركي, глава МИД | РФ.

Equal countries have one key, whether a paper writes the country, another name of it, or its
adjective in a script without capitals.
"""

from monitor.languages.lexicon import Lexicon
from monitor.statements.atoms import Atom
from monitor.statements.known_words import is_role
from monitor.statements.naming import NameRun
from monitor.statements.offices import APPOSITION


def lands_in(atoms: list[Atom], lexicon: Lexicon) -> set[str]:
    """Return the keys of the countries of a phrase."""
    if lexicon.is_caseless:
        keys = {lexicon.same_lands.get(atom.low, atom.low) for atom in atoms}
        return keys & lexicon.land_stems
    stems = {lexicon.stem(atom.low) for atom in atoms if atom.tag == "X"}
    stems = {lexicon.same_lands.get(stem, stem) for stem in stems}
    bodies = {lexicon.stem(low) for low in lexicon.words["group_role"]}
    return {stem for stem in stems if stem in lexicon.land_stems and stem not in bodies}


def lands_beside(atoms: list[Atom], run: NameRun, lexicon: Lexicon) -> set[str]:
    """Return the keys of the countries of the office before a name in a script without capitals, or
    of the one between commas behind it: هاکان فیدان، وەزیری دەرەوەی | تورکیا، …
    """
    end = run.first - (run.first > 0 and atoms[run.first - 1].tag == ",")
    first = end
    while first and _is_inside(atoms[first - 1], lexicon):
        first -= 1
    lands = _of_office(atoms[first:end], lexicon)
    if lands or run.last + 1 >= len(atoms):
        return lands
    first = run.last + 1 + (atoms[run.last + 1].tag == ",")
    last = first
    while last < min(len(atoms), first + APPOSITION) and _is_inside(atoms[last], lexicon):
        last += 1
    return _of_office(atoms[first:last], lexicon)


def _is_inside(atom: Atom, lexicon: Lexicon) -> bool:
    """Return whether an atom may be a word of an office and its complements."""
    is_stop = atom.low in lexicon.verbs or atom.low in lexicon.words["that"]
    return atom.tag not in ",.;:Q-(P" and not is_stop


def _of_office(atoms: list[Atom], lexicon: Lexicon) -> set[str]:
    """Return the keys of the countries behind the first office of a phrase."""
    offices = (n for n, atom in enumerate(atoms) if is_role(atom.low, lexicon))
    first = next(offices, len(atoms))
    return lands_in(atoms[first:], lexicon)
