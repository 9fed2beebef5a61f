"""Acts and polarity: the acts of a statement, from its cue and its content together.

The classes follow the verbal ones of PLOVER, the event coding scheme of political science
(docs/explanation/statements.md has the table).
Three signs show an act:

    cue         its lemma: "accused", "vowed" (``[acts]``)
    frame       a request to an actor: `told the army to leave` is a demand
    words       patterns in the content or the cue: "we reject", "opposition to", "must leave"
                (``[act_words]``; `monitor.languages.act_words` has their form)

A promise or a vow of harm is a threat alone. Condemning a person for an act is also accusing that
person.
"""

import re
from itertools import pairwise

from monitor.languages.folding import fold_word
from monitor.languages.lexicon import Lexicon
from monitor.records import Act

_ORDER: tuple[Act, ...] = (
    "accuse", "threaten", "reject", "demand", "promise", "support", "deny", "praise", "apologise",
    "propose",
)  # fmt: skip
_ASKING = "askto"
_OBJECT = "object"
_CLAUSE = "that"
_BACKING: frozenset[str] = frozenset(("support", "praise"))
_DENIED: frozenset[str] = frozenset(("accuse", "support", "threaten", "propose"))
_OFFERS: frozenset[str] = frozenset(("promise", "propose", "apologise"))
_MARKS = ".,;:!?«»“”\"'‘’"
_QUOTED = re.compile(r"[“\"«‘]")
LONGEST_OBJECT = 6
"""Words of an object that are searched for its noun: "the new allegations against her"."""


def find_acts(lemma: str, form: str, cue: str, content: str, lexicon: Lexicon) -> tuple[Act, ...]:
    """Return the acts of a statement in the order of the contract."""
    by_cue = set(lexicon.acts_by_lemma.get(lemma, ()))
    if form == _ASKING and lemma not in lexicon.words["no_demand"]:
        by_cue.add("demand")
    between = " " if form == _OBJECT else ": "  # ruled out | any talks
    by_words = lexicon.act_words.find(f"{cue}{between}{content}".casefold().replace("’", "'"))
    if "threaten" in by_words:
        by_words.discard("promise")
    if lemma in lexicon.words["challenging"] and form == _ASKING:
        by_cue.discard("reject")  # challenged the council to vote
    if lemma in lexicon.words["no_denial"]:
        pass  # lashed out at a claim
    elif "reject" in by_cue and _is_allegation(content, lexicon):
        by_cue = by_cue - {"reject"} | {"deny"}  # rejected the allegations
    elif "deny" in by_cue and _is_request(content, lexicon):
        by_cue = by_cue - {"deny"} | {"reject"}  # denied the application
        by_words.discard("deny")
    if "threaten" in by_cue | by_words:
        by_cue.discard("promise")  # a vow of harm is a threat alone
    results: set[str] = by_cue | by_words
    results -= _acts_of_object(by_cue, form)
    _correct_by_verb(results, lemma, cue, content, lexicon)
    results -= _acts_beside(by_cue)
    if "apologise" in results:
        results.discard("demand")  # asked for forgiveness
    return tuple(act for act in _ORDER if act in results)


def _acts_beside(by_cue: set[str]) -> frozenset[str]:
    """Return the acts that words of the content do not show beside the act of their cue."""
    if "deny" in by_cue:
        return _DENIED
    # accused them of spreading “lies”
    return frozenset(("deny",)) if "accuse" in by_cue else frozenset()


def _acts_of_object(by_cue: set[str], form: str) -> frozenset[str]:
    """Return the acts that are rejected or demanded, and so not performed: asked them to help."""
    if form == _OBJECT and "reject" in by_cue:
        return _BACKING
    is_order = form in (_ASKING, _OBJECT, _CLAUSE) and "demand" in by_cue
    return _BACKING | _OFFERS if is_order else frozenset()


def _correct_by_verb(
    results: set[str], lemma: str, cue: str, content: str, lexicon: Lexicon
) -> None:
    """Add and remove the acts that a verb shows together with its content."""
    lists = lexicon.words
    if lemma in lists["indicating"] and _indicates(content, lexicon):
        results.discard("propose")
    if lemma in lists["cautioning"]:
        if cue.endswith(lexicon.endings["topic"]):
            results.discard("threaten")  # warned of consequences
        if _is_against(content, lexicon):
            results.add("reject")  # warned the club against selling him
    if lemma in lists["naming_verb"] and _disparages(content, lexicon):
        results.add("reject")
    if lemma in lists["disapproving"] and _blames(content, lexicon):
        results.add("accuse")


def _is_against(content: str, lexicon: Lexicon) -> bool:
    """Return whether an actor is warned against an act of their own: against selling it."""
    against, gerund = lexicon.words["against_what"], lexicon.endings["participle"]
    words = _folded_words(content)
    return any(word in against and after.endswith(gerund) for word, after in pairwise(words))


def _indicates(content: str, lexicon: Lexicon) -> bool:
    """Return whether a suggestion is a finding: "suggests that costs are high"; not "talks"."""
    ordered = _folded_words(content)
    words = set(ordered)
    if not words.isdisjoint(lexicon.words["proposing_modal"]):
        return False
    is_clause = not lexicon.words["conjunction_that"].isdisjoint(ordered[:1])
    if not is_clause and not lexicon.words["proposing"].isdisjoint(ordered[:LONGEST_OBJECT]):
        return False
    for clitic in lexicon.clitics:
        words |= {word.removesuffix(clitic) for word in words}
    finite = (lexicon.tags.get(word, "") for word in words)
    return any(tag and tag in "BHM" for tag in finite)


def _disparages(content: str, lexicon: Lexicon) -> bool:
    """Return whether a plan is given a name, and no favourable one: called the deal “a cage”."""
    text = content.casefold()
    opening = _QUOTED.search(text)
    if opening is None:
        return False
    favourable = tuple(lexicon.words["favourable"])
    is_plan = not lexicon.words["planned"].isdisjoint(_folded_words(text[: opening.start()]))
    name = _folded_words(text[opening.start() :])
    return is_plan and not any(word.startswith(favourable) for word in name)


def _blames(content: str, lexicon: Lexicon) -> bool:
    """Return whether a person is condemned for an act: condemned Israel for its raid."""
    words = _folded_words(content)
    blamed = lexicon.words["blames_what"]
    return any(
        word in lexicon.words["blames_for"]
        and (not blamed or after in blamed or after.endswith(lexicon.endings["participle"]))
        for word, after in pairwise(words)
    )


def _folded_words(text: str) -> list[str]:
    """Return the folded words of a text without the marks around them."""
    return [fold_word(word.strip(_MARKS)) for word in text.split()]


def _is_request(content: str, lexicon: Lexicon) -> bool:
    """Return whether a request is denied, not a claim: denied the application."""
    words = _folded_words(content)[:LONGEST_OBJECT]
    if not lexicon.words["allegation"].isdisjoint(words):
        return False
    return not lexicon.words["request"].isdisjoint(words)


def _is_allegation(content: str, lexicon: Lexicon) -> bool:
    """Return whether the rejected object is a claim against a person, not a plan or an act."""
    words = {fold_word(word.strip('.,;:«»“”"')) for word in content.split()[:LONGEST_OBJECT]}
    return not words.isdisjoint(lexicon.words["allegation"])
