"""Acts and polarity: what a statement does, from its cue and its content together.

The classes follow the verbal ones of PLOVER, the event coding scheme of political science (docs/explanation/statements.md has the table).
Four things show an act:

    cue         its lemma: "accused", "vowed"                                            ``[acts]``
    frame       somebody is asked to do something: "told the army to leave"              a demand
    performing  the speaker does it in his own words: "we reject", "I apologise"         ``[performatives]``
    words       of the content, or of the cue: "opposition to", "must leave"             ``[act_words]``

``"!we will see"`` among the words of an act takes these words out of the text before the others are
looked for. A promise or a vow of harm is a threat alone. Who is condemned for an act is accused of it.
"""

from monitor.languages.lexicon import Lexicon
from monitor.records import Act, Polarity

_ORDER: tuple[Act, ...] = (
    "accuse", "threaten", "reject", "demand", "promise", "support", "deny", "praise", "apologise", "propose",
)  # fmt: skip
_ASKING = "askto"


def find_acts(lemma: str, form: str, cue: str, content: str, lexicon: Lexicon) -> tuple[Act, ...]:
    """Return the acts of a statement in the order of the contract."""
    by_cue = set(lexicon.acts_by_lemma.get(lemma, ()))
    if form == _ASKING and lemma != "invite":
        by_cue.add("demand")
    words = f"{cue} {content}".casefold().replace("’", "'")
    by_words = lexicon.act_words.find(words)
    if "threaten" in by_words:
        by_words.discard("promise")
    if "threaten" in by_cue | by_words:
        by_cue.discard("promise")  # a vow of harm is a threat alone
    found = by_cue | by_words
    if lemma in lexicon.words["disapproving"] and _blames(f" {content} ", lexicon):
        found.add("accuse")
    if find_polarity(lemma, lexicon) == "denied":
        found -= {"accuse", "support", "threaten"}
    return tuple(act for act in _ORDER if act in found)


def _blames(content: str, lexicon: Lexicon) -> bool:
    """Return whether somebody is condemned for an act: condemned Israel for its raid."""
    return any(f" {word} " in content for word in lexicon.words["blames_for"])


def find_polarity(lemma: str, lexicon: Lexicon) -> Polarity:
    """Return whether the speaker stands by the content or denies it, as the cue alone shows."""
    return "denied" if "deny" in lexicon.acts_by_lemma.get(lemma, ()) else "asserted"
