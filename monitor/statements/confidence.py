"""The probability that a statement is right, by its form, its verb and its length.

The numbers are twentieths, set by hand after reading errors; nothing is fitted to any text.
`python -m corpus --calibration` prints the share of right statements of each confidence, on
articles that no person read while the engine was built.

    form    plain verb of saying / another verb ("condemned", "mocked", "called")
    quoted  part of the content is in quotation marks: more certain, for forms that need no marks
    short   fewer than `SHORT` characters: less certain ("called her", "endorsed Trump")
    source  the statement has no speaker: much less certain
"""

from monitor.languages.lexicon import Lexicon
from monitor.records import Kind
from monitor.statements.candidates import Candidate

SHORT = 30
"""Characters of content."""

_BY_FORM: dict[str, tuple[float, float]] = {
    "postponed-quote": (0.95, 0.95),
    "colon": (0.95, 0.80),
    "colon-name": (0.85, 0.85),
    "quote": (0.90, 0.65),
    "that": (0.90, 0.75),
    "according": (0.90, 0.90),
    "bare": (0.85, 0.60),
    "postponed": (0.80, 0.40),
    "listener": (0.75, 0.70),
    "object": (0.70, 0.65),
    "askto": (0.70, 0.65),
    "to": (0.55, 0.60),
    "noun": (0.65, 0.65),
    "listener-object": (0.60, 0.60),
    "context": (0.65, 0.65),
    "reported": (0.65, 0.65),
}
_UNKNOWN = (0.60, 0.60)
_MARKS_ADD = frozenset(("that", "bare", "postponed", "object", "askto"))
_CERTAIN_IF_SHORT = frozenset(("postponed-quote", "colon", "colon-name", "to"))
LOWEST, HIGHEST = 0.05, 0.95


def confidence_of(candidate: Candidate, kind: Kind, lexicon: Lexicon) -> float:
    """Return the probability that a candidate is a statement with these bounds, 0.05 to 0.95."""
    plain, other = _BY_FORM.get(candidate.form, _UNKNOWN)
    confidence = plain if lexicon.is_plain_saying(candidate.lemma) else other
    if kind == "mixed" and candidate.form in ("quote", "colon"):
        confidence -= 0.15  # a quotation that its clause continues: its end is less certain
    elif kind != "indirect" and candidate.form in _MARKS_ADD:
        confidence += 0.10
    length = sum(end - start for start, end in candidate.content)
    if length < SHORT and candidate.form not in _CERTAIN_IF_SHORT:
        confidence -= 0.15
    if candidate.source is None:
        confidence -= 0.30
    return round(min(HIGHEST, max(LOWEST, confidence)), 2)
