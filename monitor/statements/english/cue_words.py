"""Words that may begin a cue: most sentences have none, and are not read."""

from collections.abc import Container

from monitor.languages.lexicon import Lexicon
from monitor.statements.atoms import Atom
from monitor.statements.pieces import MOST_REMEMBERED

NO_CUE, UNLISTED, LISTED = range(3)
"""Ranks of words: none begins a cue, a verb of no list does so behind a quotation, and the verbs
and other cues of the lists.
"""


def may_have_cue(atoms: list[Atom], lexicon: Lexicon) -> bool:
    """Return whether a sentence has a word that may begin a cue: most sentences have none."""
    if atoms[0].low in lexicon.words["as_word"]:
        return True
    ranks, least = lexicon.known_cues, least_rank(atoms)
    for atom in atoms:
        rank = ranks.get(atom.low)
        if (rank_of_word(atom.low, lexicon) if rank is None else rank) >= least:
            return True
    return False


def rank_of_word(low: str, lexicon: Lexicon) -> int:
    """Return the rank of a folded word, and remember it."""
    rank = NO_CUE
    if is_past_or_third(low, lexicon):
        rank = UNLISTED
    if low == ":" or any(low in words for words in _cues_of(lexicon)):
        rank = LISTED
    if len(lexicon.known_cues) < MOST_REMEMBERED:
        lexicon.known_cues[low] = rank
    return rank


def _cues_of(lexicon: Lexicon) -> tuple[Container[str], ...]:
    return lexicon.verbs, lexicon.rows.cues, lexicon.words["carrying"]


def is_past_or_third(low: str, lexicon: Lexicon) -> bool:
    return low.endswith(lexicon.endings["headline_verb"]) or low in lexicon.words["irregular_past"]


def least_rank(atoms: list[Atom]) -> int:
    """Return the least rank of a cue in a sentence: verbs of no list need a quotation before."""
    return LISTED if atoms[0].quotation is None else UNLISTED
