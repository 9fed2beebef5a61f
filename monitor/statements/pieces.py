"""The words of a language as they are written: several written together as one, and their tags.

A word with its clitic or its elision becomes several: do|n't, l'|état, dit|-il. What a word becomes
depends on its letters alone, so that it is remembered.
"""

from collections.abc import Iterator

from monitor.languages.folding import fold_word
from monitor.languages.lexicon import Lexicon, Piece
from monitor.languages.name_words import NAME_WORDS

MOST_REMEMBERED = 30_000
"""Words whose pieces are remembered: the vocabulary of a few hundred articles, about 6 MB."""


def pieces_of(word: str, lexicon: Lexicon) -> tuple[Piece, ...]:
    """Return the words that are written together as one, remembered by how they are written."""
    pieces = lexicon.pieces.get(word)
    if pieces is None:
        pieces = tuple(_pieces(word, lexicon))
        if len(lexicon.pieces) < MOST_REMEMBERED:
            lexicon.pieces[word] = pieces
    return pieces


def _pieces(word: str, lexicon: Lexicon) -> Iterator[Piece]:
    """Yield the words that are written together as one: l'|état, do|n't."""
    low = fold_word(word)
    if lexicon.elisions and (cut := _cut_of(low, lexicon, is_capitalised=word[0].isupper())):
        yield _piece(word[:cut], fold_word(word[:cut]), lexicon)
        yield from _pieces(word[cut:], lexicon)
    elif "'" in low and (cut := _clitic_of(low, lexicon)):
        yield _piece(word[:cut], low[:cut], lexicon)
        yield Piece(len(word) - cut, low[cut:], lexicon.clitics[low[cut:]])
    else:
        yield _piece(word, low, lexicon)


def _clitic_of(low: str, lexicon: Lexicon) -> int:
    """Return where the short form of a verb or of "not" begins in a word: he|'s, do|n't."""
    for clitic in lexicon.clitics:
        if low.endswith(clitic) and len(low) > len(clitic):
            cut = len(low) - len(clitic)
            is_owner = clitic in lexicon.words["owner_too"]
            return 0 if is_owner and low[:cut] not in lexicon.words["before_short_verb"] else cut
    return 0


def _cut_of(low: str, lexicon: Lexicon, *, is_capitalised: bool) -> int:
    """Return where a word written together with the next one ends: l'|état, dit|-il; 0 for none.

    A name may end like an inverted verb: Kim Chan-il.
    """
    for elision in lexicon.elisions:
        if low.startswith(elision) and len(low) > len(elision):
            return len(elision)
    if lexicon.inversion is not None and (inverted := lexicon.inversion.search(low)) is not None:
        bare = low[: inverted.start()]
        is_verb = bare in lexicon.verbs or lexicon.tags.get(bare, "w") in "HBM"
        return inverted.start() if is_verb or not is_capitalised else 0
    return 0


def _piece(word: str, low: str, lexicon: Lexicon) -> Piece:
    """Return a word with its tag, and whether the words before it may make it a part of a name."""
    tag = _listed_tag(word, low, lexicon)
    if tag is None and word[0].isdigit():
        tag = "N"
    elif tag is None:
        tag = "w" if word == word.lower() else "X"
    elif tag == "T":
        tag = "T" if word[0].isupper() else "w"
    elif word != word.lower() and tag != "p":
        if _is_acronym(word):
            return Piece(len(word), low, "X")
        is_particle = lexicon.is_plain and low in NAME_WORDS.particles
        return Piece(len(word), low, tag, is_particle or low in lexicon.words["name_too"])
    return Piece(len(word), low, tag)


def _listed_tag(word: str, low: str, lexicon: Lexicon) -> str | None:
    """Return the tag of a word of a closed class, or of one whose ending shows its class."""
    tag = lexicon.tags.get(low)
    if tag is None and lexicon.title_endings and low.endswith(lexicon.title_endings):
        tag = "T"
    adverb = lexicon.adverb_ending
    if tag is None and adverb and low.endswith(adverb) and word[0].islower():
        tag = None if low in lexicon.words["no_adverb"] else "R"
    return tag


def _is_acronym(word: str) -> bool:
    return word[:2].isalpha() and len(word) > 1 and word.isupper()
