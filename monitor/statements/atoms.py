"""An atom: a word or a mark of a sentence with its tag, or a whole quotation.

Tags: X name-like word, w other word, N number, V is decided by the grammar, and from the lexicon D
determiner, P preposition, C coordinator, S subordinator, p subject pronoun, o other pronoun, B be,
H have or do, M modal, G negation, R adverb, T title. Marks: ``,`` ``;`` ``:`` ``-`` (dash) ``(``
``)`` ``.`` (end of sentence); Q is a quotation.
"""

from monitor.statements.quotes import Quotation


class Atom:
    """A word, a mark or a whole quotation; ``start`` and ``end`` are offsets into the text.

    Nothing changes one. A plain class, since mypyc reads its fields as those of a C structure.
    """

    __slots__ = ("end", "low", "quotation", "start", "tag")

    def __init__(
        self, low: str, start: int, end: int, tag: str, quotation: Quotation | None = None
    ) -> None:
        self.low = low
        self.start = start
        self.end = end
        self.tag = tag
        self.quotation = quotation
