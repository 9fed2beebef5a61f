"""Sentences of atoms: words and marks with a tag each, every quotation folded into one atom."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.languages.lexicon import Chunk, Lexicon
from monitor.languages.name_words import NAME_WORDS
from monitor.statements.atoms import Atom
from monitor.statements.parses import Parse
from monitor.statements.particles import mark_particles
from monitor.statements.pieces import pieces_of
from monitor.statements.quotes import Quotation
from monitor.statements.sentence_ends import split_sentences

Range = tuple[int, int]


@dataclass(slots=True)
class Sentence:
    """The atoms of one sentence, and the paragraph it is in, counted from 0."""

    atoms: list[Atom]
    paragraph: int
    subjects: dict[int, tuple[Range, Range]] = field(default_factory=dict)
    """Subjects of a parser: by the atom of a verb, the atoms of its subject and of the subject's
    head.
    """

    @property
    def start(self) -> int:
        """Offset of the first atom."""
        return self.atoms[0].start

    @property
    def end(self) -> int:
        """Offset after the last atom."""
        return self.atoms[-1].end


_MARKS_INSIDE = "\u064b-\u065f\u0670\u0640\u200c\u0900-\u0903\u093a-\u094f"
"""Vowel signs and joiners that are not letters to Python, inside words of Arabic and Indic
scripts.
"""
_SCORE = r"\d{1,3}:\d(?!\d)"
"""The score of a match, 0:1, whose colon leads to nothing; a time has two digits."""
_LOWER = "a-zà-ÿçğışöüа-яёіїєґ"
_ARABIC_WORD = "[\u0621-\u06d5]{3}"
_JOINT = (
    rf"(?:['’&/-]|(?<![{_LOWER}])\.(?!{_ARABIC_WORD})"
    rf"|\.(?!{_ARABIC_WORD}|[A-ZÀ-ÞÇĞİŞА-ЯІЇЄҐ][{_LOWER}]{{3}}))(?=[^\W_])"
)
"""A mark inside a word; a full stop between a small letter and a capital one ends a sentence whose
blank is missing: konuştu.Karşılaşma, not Gazeta.Ru; so does one before a word of the Arabic script,
or a title of one letter: د.کەریم, not د.ب.أ.
"""
_ARABIC_DASH = r"(?<=[\u0621-\u06d5])-\s+(?=[\u0621-\u06d5])|\s\|\s?(?=[\u0621-\u06d5])"
"""A dash behind a word of the Arabic script, or the bar that papers set behind their own name."""
_NUMBER = r"\d[\d.,]*\d(?:[^\W_]|[-’'](?=\w))*"
_REST = rf"\w*(?:(?:[{_MARKS_INSIDE}]+|{_JOINT})\w*)*"
"""What follows the first letter of a word."""
_WORD = rf"[^\W\d_]{_REST}|{_SCORE}|{_NUMBER}|\d{_REST}"
_TOKEN = re.compile(
    rf"(?: (?!\u0640))?(?P<word>{_WORD})"
    rf"|(?P<dash>\s--?\s|\s\u0640+\s|—|–|―|\s-\s|--|{_ARABIC_DASH})"
    r"|(?P<end>[.!?…]+|[؟。۔।])"
    r"|(?P<mark>[,;:()\[\]،؛])|(?P<pos>['’])|\S"
)
"""A word takes the blank before it along: a search for words at each blank takes as long again."""
_WORD_GROUP = 1
"""The number of the group of words."""
MOST_CHUNKS = 20_000
"""Chunks whose atoms are remembered: 5 MB."""
LONGEST_CHUNK = 30
"""Characters of a chunk that is remembered: longer ones are rare, or no words."""
_UNMET: Chunk = (("", 0, 0, ""),)
"""Stands for the atoms of a chunk that was not met before."""
_ENDS = ".!?…"
"""Marks that are one token with the full stop behind them."""
_MARKS = {"[": "(", "]": ")", "،": ",", "؛": ";"}


class Paragraph(NamedTuple):
    """A paragraph of a text: its place, its number from 0, its quotations."""

    text: str
    start: int
    end: int
    number: int
    quotations: list[Quotation]


def make_sentences(
    paragraph: Paragraph,
    lexicon: Lexicon,
    parse: Parse | None = None,
    surnames: frozenset[str] = frozenset(),
) -> list[Sentence]:
    """Return the sentences of one paragraph, with the bounds of a parser if there is one.

    ``surnames`` are those of the text that begin with a particle.
    """
    text, at, end, number, quotations = paragraph
    atoms: list[Atom] = []
    for quotation in quotations:
        _tokenize(text, at, quotation.start, lexicon, atoms)
        atoms.append(Atom("“”", quotation.start, quotation.end, "Q", quotation))
        at = quotation.end
    _tokenize(text, at, end, lexicon, atoms)
    if lexicon.phrases:
        atoms = _with_phrases(atoms, lexicon)
    if surnames:
        mark_particles(text, atoms, surnames)
    if lexicon.raw.get("semicolon_leads") and atoms and atoms[-1].low == ";":
        atoms[-1] = Atom(":", atoms[-1].start, atoms[-1].end, ":")
    starts = parse.sentence_starts if parse is not None else None
    sentences = [
        Sentence(part, number) for part in split_sentences(text, atoms, lexicon, starts) if part
    ]
    if parse is not None:
        for sentence in sentences:
            sentence.subjects = _subjects(sentence.atoms, parse)
    return sentences


def _subjects(atoms: list[Atom], parse: Parse) -> dict[int, tuple[Range, Range]]:
    """Return the parsed subjects of one sentence's verbs, as atoms.

    A subject in another sentence or in a quotation is omitted.
    """
    results = {}
    for at, atom in enumerate(atoms):
        subject = parse.subjects.get(atom.start)
        if subject is None or atom.quotation is not None:
            continue
        phrase, head = _atoms_in(atoms, subject.phrase), _atoms_in(atoms, subject.head)
        if (
            phrase
            and head
            and not phrase[0] <= at <= phrase[1]
            and phrase[0] <= head[0]
            and head[1] <= phrase[1]
        ):
            results[at] = (phrase, head)
    return results


def _atoms_in(atoms: list[Atom], part: Range) -> Range | None:
    inside = [
        at
        for at, atom in enumerate(atoms)
        if part[0] <= atom.start and atom.end <= part[1] and atom.tag not in ",.;"
    ]
    return (inside[0], inside[-1]) if inside else None


def _with_phrases(atoms: list[Atom], lexicon: Lexicon) -> list[Atom]:
    """Fold each cue of several words into one atom."""
    folded: list[Atom] = []
    at = 0
    while at < len(atoms):
        atom = atoms[at]
        for rest in lexicon.phrases.get(atom.low, ()):
            if at + 1 >= len(atoms) or atoms[at + 1].low != rest[0]:
                continue
            if tuple(word.low for word in atoms[at + 1 : at + 1 + len(rest)]) == rest:
                low = "_".join((atom.low, *rest))
                tag = lexicon.tags.get(low, "w")
                folded.append(Atom(low, atom.start, atoms[at + len(rest)].end, tag))
                at += len(rest)
                break
        else:
            folded.append(atom)
        at += 1
    return folded


def tokenize(text: str, start: int, end: int, lexicon: Lexicon) -> list[Atom]:
    """Return the atoms of a stretch of text without the folded quotations."""
    atoms: list[Atom] = []
    _tokenize(text, start, end, lexicon, atoms)
    return atoms


def _tokenize(text: str, start: int, end: int, lexicon: Lexicon, atoms: list[Atom]) -> None:
    """Append the atoms of a stretch of text, chunk by chunk: most chunks were met before."""
    if start == end:
        return
    stretch = text[start:end]
    if " -" in stretch or "- " in stretch or " |" in stretch or "\u0640" in stretch:
        _search_atoms(text, start, end, lexicon, atoms)  # a dash takes its blanks along
        return
    chunks, add, at = lexicon.chunks, atoms.append, start
    for chunk in stretch.split(" "):
        after = at + len(chunk)
        parts = chunks.get(chunk, _UNMET)
        if parts is _UNMET:
            parts = _note_chunk(chunk, lexicon)
        if parts is None:
            _add_dependent(text, at, after, lexicon, atoms)
        else:
            for low, first, last, tag in parts:
                add(Atom(low, at + first, at + last, tag))
        at = after + 1


def _add_dependent(text: str, start: int, end: int, lexicon: Lexicon, atoms: list[Atom]) -> None:
    """Append the atoms of a chunk that depend on what surrounds it: of a word with its full stop
    the stop alone.
    """
    bare: Chunk | None = None
    if text[end - 1] == "." and text[end - 2] not in _ENDS:
        chunk = text[start : end - 1]
        bare = lexicon.chunks.get(chunk, _UNMET)
        if bare is _UNMET:
            bare = _note_chunk(chunk, lexicon)
    if bare is None:
        _search_atoms(text, start, end, lexicon, atoms)
        return
    for low, first, last, tag in bare:
        atoms.append(Atom(low, start + first, start + last, tag))
    _add_end(text, end - 1, end, lexicon, atoms)


def _note_chunk(chunk: str, lexicon: Lexicon) -> Chunk | None:
    """Return the atoms of a chunk and remember them; None if they depend on the atoms before or
    on the text behind, or if the chunk is too long or there are too many.
    """
    if len(chunk) > LONGEST_CHUNK or len(lexicon.chunks) >= MOST_CHUNKS:
        return None
    parts = None
    if not any(_depends(match, lexicon) for match in _TOKEN.finditer(chunk)):
        atoms: list[Atom] = []
        _search_atoms(chunk, 0, len(chunk), lexicon, atoms)
        parts = tuple((atom.low, atom.start, atom.end, atom.tag) for atom in atoms)
    lexicon.chunks[chunk] = parts
    return parts


def _depends(match: re.Match[str], lexicon: Lexicon) -> bool:
    """Return whether the atoms of a token depend on what surrounds its chunk."""
    if match.lastindex != _WORD_GROUP:
        return match.lastgroup == "end"
    return any(piece.may_be_name for piece in pieces_of(match[_WORD_GROUP], lexicon))


def _search_atoms(text: str, start: int, end: int, lexicon: Lexicon, atoms: list[Atom]) -> None:
    """Append the atoms of a stretch of text, found one by one."""
    writes_accents = lexicon.raw.get("accent_apostrophe")
    for match in _TOKEN.finditer(text, start, end):
        if match.lastindex == _WORD_GROUP:
            begin, stop = match.span(_WORD_GROUP)
            _add_word(text, begin, stop, lexicon, atoms)
            continue
        kind = match.lastgroup
        begin, stop = match.span()
        if kind == "end":
            _add_end(text, begin, stop, lexicon, atoms)
        elif kind == "dash":
            atoms.append(Atom("-", begin, stop, "-"))
        elif kind == "mark":
            mark = _MARKS.get(match.group(), match.group())
            atoms.append(Atom(mark, begin, stop, mark))
        elif kind == "pos" and writes_accents and atoms and atoms[-1].end == begin:
            _add_accent(atoms, stop, lexicon)


def _add_accent(atoms: list[Atom], stop: int, lexicon: Lexicon) -> None:
    """Join an apostrophe to the word before it, if it is the accent of a known word: E', PERCHE',
    cosi'.
    """
    previous = atoms[-1]
    ends = (pair.split(":") for pair in lexicon.raw["accent_apostrophe"].split())
    bare, accented = next((end for end in ends if previous.low.endswith(end[0])), ("", ""))
    low = previous.low.removesuffix(bare) + accented
    if low != previous.low and (low in lexicon.tags or low in lexicon.verbs):
        tag = lexicon.tags.get(low, "w")
        atoms[-1] = Atom(low, previous.start, stop, tag)


def _add_end(text: str, begin: int, stop: int, lexicon: Lexicon, atoms: list[Atom]) -> None:
    """Append a full stop, or join it to the abbreviation or the ordinal before it."""
    mark = text[begin:stop]
    previous = atoms[-1] if atoms and atoms[-1].end == begin else None
    if previous is None:
        atoms.append(Atom(".", begin, stop, "."))
    elif mark == "." and _is_abbreviation(previous, text, stop, lexicon):
        tag = _tag_of_abbreviation(previous, text, lexicon)
        atoms[-1] = Atom(previous.low + ".", previous.start, stop, tag)
    elif _is_ordinal(mark, previous, lexicon):
        atoms[-1] = Atom(previous.low + ".", previous.start, stop, "N")
    else:
        atoms.append(Atom(".", begin, stop, "."))


def _tag_of_abbreviation(word: Atom, text: str, lexicon: Lexicon) -> str:
    """Return the tag of a word with its full stop: an initial belongs to a name."""
    if lexicon.tags.get(word.low) == "T":
        return "T"
    is_initial = len(word.low) == 1 and text[word.start].isupper()
    return "X" if is_initial and lexicon.is_plain else word.tag


def _add_word(text: str, begin: int, stop: int, lexicon: Lexicon, atoms: list[Atom]) -> None:
    """Append the atoms of a word: one, or several that are written together."""
    for piece in pieces_of(text[begin:stop], lexicon):
        tag = piece.tag
        if piece.may_be_name and _is_name_here(piece.low, atoms, lexicon):
            tag = "X"
        end = begin + piece.length
        atoms.append(Atom(piece.low, begin, end, tag))
        begin = end


def _is_name_here(low: str, atoms: list[Atom], lexicon: Lexicon) -> bool:
    """Return whether a capitalised word of a closed class is a name here: Le, May."""
    is_inside = bool(atoms) and atoms[-1].tag not in ".Q"
    is_name = is_inside and low in lexicon.words["name_too"]
    return is_name or _is_particle_of_name(low, atoms, lexicon)


def _is_particle_of_name(low: str, atoms: list[Atom], lexicon: Lexicon) -> bool:
    """Return whether a capitalised article or preposition follows a name: Yann Le Goubin."""
    is_after_name = bool(atoms) and atoms[-1].tag == "X"
    return lexicon.is_plain and is_after_name and low in NAME_WORDS.particles


def _is_ordinal(mark: str, previous: Atom, lexicon: Lexicon) -> bool:
    """Return whether a full stop makes a number an ordinal, in a language that writes them so: am
    6. September.
    """
    return (
        bool(lexicon.raw.get("ordinal_dot"))
        and mark == "."
        and previous.tag == "N"
        and len(previous.low) <= 2
    )


_INITIALS = re.compile(r"[a-z](?:\.[a-z])+")
"""G.K. Butterfield"""


def _is_abbreviation(previous: Atom, text: str, stop: int, lexicon: Lexicon) -> bool:
    abbreviations, tags = lexicon.words["abbreviation"], lexicon.tags
    low = previous.low
    following = text[stop : stop + 2]
    if following[:1] == "," and previous.tag in "Xw":
        return True  # of Brill, Ont., said
    if (
        low.rpartition("-")[2] in abbreviations
        or _INITIALS.fullmatch(low.rpartition("-")[2])
        or (len(low) == 1 and low.isalpha() and text[previous.start].isupper())
    ):
        # "U.S." and "p.m." may end a sentence; a title never does.
        if len(following) < 2 or following[0] == "\n":
            return False
        if len(low) == 1 and not lexicon.is_plain and _begins_sentence(text, stop, tags):
            return False  # a score of D or F. Only …
        return (
            low not in lexicon.words["may_end_sentence"]
            or not following[1:].isupper()
            or not _begins_sentence(text, stop, tags)
        )
    return False


_NEXT_WORD = re.compile(r"\s+(\w+)")


def _begins_sentence(text: str, at: int, tags: dict[str, str]) -> bool:
    """Return whether the capitalised word after an abbreviation begins a sentence.

    "in the U.S. The …" does, "the U.S. District Court" does not.
    """
    word = _NEXT_WORD.match(text, at)
    return word is not None and tags.get(word[1].lower(), "w") in "DpPSCRBHM"
