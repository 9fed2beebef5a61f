"""Quotations signed with the name of their speaker and nothing else: “…” — Anna Berg, minister.

1. The sentence is a quotation, a dash and a signature of at most `LONGEST_SIGNATURE` atoms.
2. Up to a comma or a parenthesis the signature is a name with its offices and particles, or an
   office; in a script without capitals a person's name.
3. Behind the comma is an apposition. Any other word, a verb above all, makes it a sentence.
"""

from monitor.languages.lexicon import Lexicon
from monitor.statements.atoms import Atom
from monitor.statements.candidates import Candidate, range_of
from monitor.statements.sentence_ends import LONGEST_SIGNATURE, signature_end
from monitor.statements.tokens import Sentence

SHORTEST_SIGNED = 4
"""Words of a signed quotation; fewer are a title: „Der Turm“ – Anna Krug."""
CLOSING = ".!?…؟۔"
"""Marks that end a signed sentence inside its quotation, however short it is."""


def read_signature(
    text: str, sentence: Sentence, number: int, lexicon: Lexicon
) -> Candidate | None:
    """Return the quotation of a sentence that a name signs, or None.

    ``number`` is the sentence's in its text.
    """
    atoms = sentence.atoms
    dash = 1 + (len(atoms) > 1 and atoms[1].tag == ".")  # «…». — Анна Котова
    if len(atoms) < dash + 2 or atoms[0].quotation is None or atoms[dash].tag != "-":
        return None
    start, end = range_of(atoms, 0, 0)
    is_speech = text.count(" ", start, end) + 1 >= SHORTEST_SIGNED or text[end - 1] in CLOSING
    signed = atoms[dash + 1 : len(atoms) - (atoms[-1].tag == ".")]
    name = _name(signed, lexicon) if is_speech else 0
    if not name:
        return None
    return Candidate(
        content=[(start, end)],
        cue=(atoms[dash].start, atoms[dash].end),
        lemma=":",
        form="colon-name",
        source=(signed[0].start, signed[-1].end),
        head=(signed[0].start, signed[name - 1].end),
        source_tag="X" if any(atom.tag in "XT" for atom in signed) or lexicon.is_caseless else "w",
        sentence=number,
        flags={"spent"},  # the next quotation has another speaker
    )


def _name(signed: list[Atom], lexicon: Lexicon) -> int:
    """Return the number of atoms of the name with which a signature begins; 0 for none."""
    if not 0 < len(signed) <= LONGEST_SIGNATURE:
        return 0
    aside = next((n for n, atom in enumerate(signed) if atom.tag in ",("), len(signed))
    return aside if signature_end(signed, 0, lexicon) >= aside > 0 else 0
