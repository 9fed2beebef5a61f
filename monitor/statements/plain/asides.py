"""Asides between a cue and its content in the plain grammar: place and time, appositions, brackets.

to "that"     قال كريم، في تصريح للصحفيين، إن …
to a colon    dijo la ministra, Ana Ruiz, ayer: «…»
to an object  كشف الوزير، خلال اللقاء، | عن خطة
"""

from monitor.languages.lexicon import Lexicon
from monitor.statements.known_words import is_given, is_role
from monitor.statements.plain.cues import PlainCues
from monitor.statements.tokens import Sentence

LONGEST_ASIDE = 24
"""Atoms between a cue with its source and "that": place and time, a relative clause."""
LONGEST_APPOSITION = 9
"""Atoms of an apposition behind a source; one that begins with a participle may be longer."""


class PlainAsides(PlainCues):
    """One sentence, and the asides between its cues and their content."""

    def __init__(self, text: str, sentence: Sentence, number: int, lexicon: Lexicon) -> None:
        super().__init__(text, sentence, number, lexicon)
        self._has_direct_clause = bool(lexicon.raw.get("direct_clause"))

    def _closing_bracket(self, opening: int) -> int:
        """Return the atom after the bracket that closes one."""
        for n in range(opening + 1, min(self._end, opening + LONGEST_ASIDE)):
            if self._text[self._atoms[n].start] in ")]":
                return n + 1
        return opening + 1

    def _aside_to_that(self, comma: int) -> int | None:
        """Return the "that" after an aside between commas: قال كريم، في تصريح للصحفيين، إن …"""
        if not self._lexicon.is_caseless:
            return self._that_after_aside(comma)
        has_verb, is_apposition = False, self._begins_apposition(comma + 1)
        for n in range(comma + 1, min(self._end, comma + LONGEST_ASIDE)):
            is_apposition = is_apposition and self._atoms[n].tag != ","
            if self._order == "vso" and self._is_converb(n):
                return None  # رفض كرم، وزير النقل، المقترح، مؤكدا | أن …
            if self._low(n) in self._words["that"] and (
                is_apposition
                or self._atoms[n - 1].tag == ","
                or self._low(n - 1) in self._words["to_that"]
            ):
                return n
            if self._is_verb(n) and not self._is_converb(n):
                if self._order != "vso" or self._is_joined(n):
                    return None
                has_verb = True  # …، طلب عدم ذكر اسمه، إن …: a relative clause without its word
            elif has_verb and self._atoms[n].tag == ",":
                return n + 1 if self._low(n + 1) in self._words["that"] else None
        return None

    def _that_after_aside(self, comma: int) -> int | None:
        """Return the "that" after the comma that closes an adverbial, in a script with capitals:
        dijo, tras la derrota en San Mamés, | que …
        """
        if comma + 1 >= self._end or self._atoms[comma + 1].tag not in "PRSop":
            return None
        for n in range(comma + 2, min(self._end - 1, comma + LONGEST_ASIDE)):
            is_closed = self._atoms[n].tag == ","
            if is_closed and self._low(n + 1) in self._words["that"]:
                return n + 1
            if self._atoms[n].tag in "Q:;" or (self._is_verb(n) and not self._is_converb(n)):
                return None
        return None

    def _begins_apposition(self, at: int) -> bool:
        """Return whether the office or the name of a source follows its comma, in Arabic: رفض سامي
        كرم، | وزير الخارجية، المقترح.
        """
        low = self._low(at)
        is_named = is_role(low, self._lexicon) or is_given(low, self._lexicon)
        return self._order == "vso" and is_named

    def _aside_to_colon(self, comma: int) -> int | None:
        """Return the colon of a quotation after an aside: dijo la ministra, Ana Ruiz, ayer: «…»"""
        for n in range(comma + 1, min(self._end - 1, comma + LONGEST_ASIDE)):
            if self._atoms[n].tag == ":" and self._atoms[n + 1].tag == "Q":
                return n
            if self._atoms[n].tag not in "Q:;" and self._opens_speech(n + 1):
                return n
            if self._atoms[n].tag in "Q:;" or self._low(n) in self._words["that"]:
                return None
            if self._is_verb(n) and not self._is_converb(n):
                return None
        return None

    def _opens_speech(self, at: int) -> bool:
        """Return whether a quotation that is not a name follows an aside, in Arabic: وأضاف، في
        المؤتمر الذي عقد أمس، | «…»
        """
        return self._order == "vso" and self._atoms[at].tag == "Q" and not self._is_name(at)

    def _after_aside(self, comma: int) -> int:
        """Return the atom after an adverbial between commas: كشف الوزير، خلال اللقاء، | عن خطة."""
        if self._low(comma) != "," or comma + 1 >= self._end or self._has_direct_clause:
            return comma
        if self._order == "vso" and self._leads_that(comma + 1):
            return comma  # شدد الوزير كريم جواد، | على الرغبة في …، لافتا إلى …
        is_aside = self._atoms[comma + 1].tag in "PR" or self._begins_apposition(comma + 1)
        if not is_aside and self._low(comma + 1) not in self._words["time"]:
            return comma
        for n in range(comma + 2, min(self._end - 1, comma + LONGEST_ASIDE)):
            if self._low(n) == ",":
                return n + 1
            if self._is_verb(n) or self._atoms[n].tag in "QBHM:;":
                return comma
        return comma

    def _leads_that(self, at: int) -> bool:
        """Return whether the preposition of a verb's object and a definite word begin at an
        atom.
        """
        is_led = self._low(at) in self._words["to_that"]
        return is_led and self._low(at + 1).startswith(self._lexicon.article)

    def _after_apposition(self, comma: int) -> int:
        """Return the place after an apposition that a second comma closes: ``Selon X, le président
        de Y, …``.
        """
        atoms = self._atoms
        closing = next((n for n in range(comma + 1, self._end) if atoms[n].tag == ","), None)
        if closing is None:
            return comma + 1
        first = atoms[comma + 1]
        is_participle = first.tag == "w" and first.low.endswith(self._lexicon.perfect_endings)
        most = LONGEST_APPOSITION + 6 * is_participle
        is_office = self._lexicon.is_caseless and is_role(first.low, self._lexicon)
        is_led = first.tag in "DTX" or is_participle or is_office
        has_verb = any(atom.tag in "BHM" for atom in atoms[comma + 1 : closing])
        is_apposition = is_led and closing - comma < most and not has_verb
        return closing + 1 if is_apposition else comma + 1
