"""Acts and polarity: what a statement does, from its cue and its content together.

The classes follow the verbal ones of PLOVER: ACCUSE, THREATEN, REJECT, DEMAND (its *request* and *demand*), SUPPORT, and
CONSULT's praise and apology; ``promise`` and ``propose`` are its *intend*, ``deny`` its *disapprove* of a claim. Plain saying has none.
"""

from monitor.records import Act, Polarity
from monitor.statements.lexicon import Lexicon

_ORDER: tuple[Act, ...] = (
    "accuse", "threaten", "reject", "demand", "promise", "support", "deny", "praise", "apologise", "propose",
)  # fmt: skip


def find_acts(lemma: str, cue: str, content: str, lexicon: Lexicon) -> tuple[Act, ...]:
    """Return the acts of a statement in the order of the contract."""
    found = set(lexicon.acts_by_lemma.get(lemma, ()))
    words = f"{cue} {content}".casefold().replace("’", "'")
    for act, pattern in lexicon.act_patterns:
        if act not in found and pattern.search(words):
            found.add(act)
    if find_polarity(lemma, lexicon) == "denied":
        found -= {"accuse", "support", "threaten"}
    return tuple(act for act in _ORDER if act in found)


def find_polarity(lemma: str, lexicon: Lexicon) -> Polarity:
    """Return whether the speaker stands by the content or denies it, as the cue alone shows."""
    return "denied" if "deny" in lexicon.acts_by_lemma.get(lemma, ()) else "asserted"
