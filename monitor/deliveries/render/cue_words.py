"""Verbs that do not make a sentence by themselves: "räumte … ein", `told him`. Pure.

A cue is one verb of the article. The particle of a separable verb is elsewhere, so that "räumte"
alone would mean that the speaker cleared something; `told` needs a listener.

1. A verb with one particle gets it: before a clause or quoted words, behind an object, and at the
   end of a sentence whose content comes first.
2. A verb of several particles ("gab an", "gab zu") and a verb that needs a listener become the verb
   "to say" of their language and tense, which is true of each of them; one that a channel carried
   names it: `told Reuters`.
"""

from collections.abc import Mapping

_PARTICLES = {
    "ab": "lehnte lehnt lehnten stritt streitet stritten",
    "an": (
        "kündigte kündigt kündigten deutete deutet deuteten merkte merkt merkten"
        " prangerte prangert prangerten griff greift griffen bot bietet boten"
    ),
    "aus": "führte führt führten schloss schließt schlossen",
    "bei": "pflichtete pflichtet pflichteten",
    "ein": "räumte räumt räumten wandte wendet wandten",
    "fort": "fuhr fährt fuhren",
    "hervor": "hob hebt hoben",
    "hinzu": "fügte fügt fügten",
    "mit": "teilte teilt teilten",
    "nach": "hakte hakt hakten",
    "vor": "schlug schlägt schlugen warf wirft warfen",
    "zu": "sicherte sichert sicherten stimmte stimmt stimmten",
}
_GERMAN_PARTICLES = {verb: end for end, verbs in _PARTICLES.items() for verb in verbs.split()}
_GERMAN_SAYING = {
    **dict.fromkeys(("gab", "stellte", "wies", "legte"), "sagte"),
    **dict.fromkeys(("gaben", "stellten", "wiesen", "legten"), "sagten"),
    **dict.fromkeys(("gibt", "stellt", "weist", "legt"), "sagt"),
}
_ENGLISH_SAYING = {
    **dict.fromkeys(("told", "informed", "assured", "reminded", "notified"), "said"),
    **dict.fromkeys(("tells", "informs", "assures", "reminds", "notifies"), "says"),
    **dict.fromkeys(("telling", "informing", "assuring", "reminding", "notifying"), "saying"),
}
PARTICLES: Mapping[str, Mapping[str, str]] = {"de": _GERMAN_PARTICLES}
"""By language (ISO 639): finite forms of separable verbs and their only particle."""
SAYING: Mapping[str, Mapping[str, str]] = {"de": _GERMAN_SAYING, "en": _ENGLISH_SAYING}
"""By language: verbs that need more than a clause, and the verb "to say" in their tense."""


def particle_of(cue: str, language: str) -> str:
    """Return the particle that a verb lacks; ``""`` for a verb without one."""
    return PARTICLES.get(_code(language), {}).get(cue.lower(), "")


def saying_verb(cue: str, language: str, channel: str | None = None) -> str:
    """Return the verb that may stand before a clause or beside quoted words."""
    verb = SAYING.get(_code(language), {}).get(cue.lower())
    if verb is None:
        return cue
    return f"{cue} {channel}" if channel and _code(language) == "en" else verb


def _code(language: str) -> str:
    return language.partition("-")[0]
