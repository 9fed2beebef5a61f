"""Verbs that report speech only with their particle: `took | issue with`, not `took a train`."""

from collections.abc import Mapping, Sequence

from monitor.languages.lexicon import Verb
from monitor.statements.atoms import Atom


def is_followed_by(atoms: Sequence[Atom], at: int, words: tuple[str, ...]) -> bool:
    """Return whether these words, in order, begin at an atom."""
    if at + len(words) > len(atoms):
        return False
    if words and atoms[at].low != words[0]:
        return False  # most by far
    return all(atoms[at + n].low == word for n, word in enumerate(words))


def cue_verb(atoms: Sequence[Atom], at: int, verbs: Mapping[str, Verb]) -> Verb | None:
    """Return the verb of saying at an atom; one without frames needs its particle behind it."""
    verb = verbs.get(atoms[at].low)
    if verb is None or verb.frames:
        return verb
    has_particle = any(is_followed_by(atoms, at + 1, words) for words, _ in verb.particles)
    return verb if has_particle else None
