"""Who a headline means by a description: "IRGC chief", "UN agency", "Kenyan opposition figure".

The text under a headline says again what the headline says. A speaker of headline, standfirst or
lead who is only described has the name of the first named speaker whose statement shares enough of
its words: half of them, or two if that statement follows at once. Without such a statement the
description stays.
"""

import re

import msgspec

from monitor.languages.folding import fold_word
from monitor.languages.lexicon import Lexicon
from monitor.records import Speaker, Statement
from monitor.statements.english.phrases import has_plural_ending

SHARED = 0.5
"""Share of the headline's words that a statement must repeat; half of them are names."""
LEAST_SHARED = 3
"""Words that both must have; two are shared by chance."""
LEAST_SHARED_AT_ONCE = 2
NEXT = 4
"""Statements after a description among which its bearer is named: lead, second paragraph."""
STEM = 5
"""First letters of a word that are compared: warns, warned, warning."""
SHORTEST_WORD = 4
"""Letters; shorter words are those of the grammar."""
MOST_COMPARED = 40
"""Statements that a headline is compared with: news says it again at once."""
MOST_DESCRIBED = 4
"""Statements of headline and standfirst that are compared."""

_WORD = re.compile(r"\w+")


def with_names(statements: list[Statement], headline_end: int, lexicon: Lexicon) -> list[Statement]:
    """Return statements, in order, with the names of speakers whom a headline only describes.

    ``headline_end`` is the end of the headline and the line below it.
    """
    described = [
        number
        for number, statement in enumerate(statements[:MOST_COMPARED])
        if statement.content[0].start < headline_end and _is_described(statement, lexicon)
    ][:MOST_DESCRIBED]
    if not described:
        return statements
    stems = [_stems(statement.text) for statement in statements[:MOST_COMPARED]]
    results = list(statements)
    for number in described:
        statement = statements[number]
        may_follow = not _is_group(statement, lexicon)
        bearers = (
            statements[other].speaker
            for other, repeated in enumerate(stems)
            if _repeats(stems[number], repeated, is_next=may_follow and 0 < other - number <= NEXT)
            and not _stems(statements[other].said_by) & stems[number]
            and not _holds(statements[other], statement)
        )
        fitting = (who for who in bearers if who is not None and _is_named(who))
        is_office = _ends_in(statement.said_by, lexicon.words["role"])
        if is_office:
            fitting = (who for who in fitting if not _is_bodily(who, lexicon))
        bearer = next(fitting, None)
        if bearer is not None and statement.speaker is not None:
            speaker = msgspec.structs.replace(statement.speaker, name=bearer.name)
            results[number] = msgspec.structs.replace(statement, speaker=speaker)
    return results


def _holds(outer: Statement, inner: Statement) -> bool:
    """Return whether one statement contains another, whose speaker is another."""
    place = inner.content[0].start
    return any(part.start <= place < part.end for part in outer.content)


def _repeats(wanted: frozenset[str], stems: frozenset[str], *, is_next: bool) -> bool:
    shared = len(wanted & stems)
    is_same = shared >= LEAST_SHARED and shared >= SHARED * len(wanted)
    return is_same or (is_next and shared >= LEAST_SHARED_AT_ONCE)


def _is_described(statement: Statement, lexicon: Lexicon) -> bool:
    """Return whether a speaker is one person or body without a name: not "police", "experts"."""
    speaker = statement.speaker
    if speaker is None or speaker.via != "description" or speaker.name not in speaker.text:
        return False  # a description with a name: the health secretary is Anna Berg
    words = [fold_word(word) for word in _WORD.findall(speaker.name)]
    lists = lexicon.words
    if not words:
        return False
    last = words[-1]
    if last in lists["speech"] | lists["proving"] or not lists["anonymous"].isdisjoint(words):
        return False
    return not has_plural_ending(last, lexicon) and last not in lexicon.words["people"]


def _is_group(statement: Statement, lexicon: Lexicon) -> bool:
    """Return whether a description is one of a body, whose statement a person may repeat."""
    words = [fold_word(word) for word in _WORD.findall(statement.said_by)]
    return bool(words) and words[-1] in lexicon.words["group_role"]


def _ends_in(phrase: str, words: frozenset[str]) -> bool:
    folded = [fold_word(word) for word in _WORD.findall(phrase)]
    return bool(folded) and folded[-1] in words


def _is_bodily(speaker: Speaker, lexicon: Lexicon) -> bool:
    """Return whether a speaker is a body by its name, which holds no office."""
    article, _, rest = speaker.text.partition(" ")
    has_article = fold_word(article) in lexicon.words["the"] and rest.startswith(speaker.name)
    return has_article or speaker.name.isupper() or " " not in speaker.name


def _is_named(speaker: Speaker) -> bool:
    return bool(speaker.name) and speaker.via in ("name", "surname")


def _stems(text: str) -> frozenset[str]:
    words = (fold_word(word) for word in _WORD.findall(text))
    return frozenset(word[:STEM] for word in words if len(word) >= SHORTEST_WORD)
