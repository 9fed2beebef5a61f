"""Whether two statements are one event told twice: edited, shortened, or put into reported speech. Pure.

1. The same speaker and language, no opposite stance, no more than `EVENT_WINDOW` apart.
2. Nearly every content word of the shorter is in the longer. A word that the shorter has alone may be what it is about ("the northern base"),
   so only one in `ALONE` may be, and numbers that both give must agree.

Words are compared by their beginnings without inflection; function words do not count, nor does what reported speech changes (we and they,
will and would). Translations: `monitor.alerts.translations`.
"""

import functools
import re
from dataclasses import dataclass
from datetime import datetime

import msgspec
import Stemmer

from monitor.records import Alert, Rendition
from monitor.records.alert import EVENT_WINDOW
from monitor.records.ids import fold_words

ALONE = 7
"""Content words of the shorter statement for each that the longer may lack."""
LEAST_WORDS, LEAST_SHARE = 2, 0.25
"""Content words, and share of the longer's, under which a statement is an event with its like alone: "foreign troops" is in everything on them."""
LETTERS = 5
"""Of a stem that count: what stems of one verb in two tenses still share."""

_LANGUAGES = {
    "en": "english", "de": "german", "fr": "french", "es": "spanish", "ru": "russian", "tr": "turkish", "ar": "arabic", "fa": "persian",
}  # fmt: skip
_NUMBER = re.compile(r"^\d+$")
_FUNCTION = frozenset(
    "a an the and or but of to in on at by for from with without into over under as is are was were be been being am do does did have has had "
    "will would shall should can could may might must that this these those it its he she him her his they them their we us our you your i my me "
    "not no who which what when where there here also just very so than then if while because about after before again all any some "
    "der die das den dem des ein eine einen einem einer und oder aber von zu im in am an auf für mit aus bei nach vor ist sind war waren sei seien "
    "wird werden würde würden wurde hat haben hatte hätte habe kann könne könnte muss müsse müssen soll solle nicht kein keine wir uns unser unsere "
    "sie ihr ihre ihren er es ich dass daß wenn als auch noch nur sich "
    "le la les un une des du de et ou mais à au aux en dans sur pour par avec est sont était étaient sera seront serait a ont avait serons fut que qui ne pas "
    "nous notre nos ils elles leur leurs il elle je son sa ses se ce cette ces "
    "el los las un una unos unas y o pero de del al en con por para es son era eran será serán sería ha han había que no nosotros nuestro nuestra "
    "habrá habría habrán "
    "ellos su sus se él ella yo este esta esto "
    "и в на не что с по а как это мы нас наш наша наши они их он она его ее я у о об за к от до для из был была были будет будут есть бы же "
    "ve ile bir bu da de için biz bizim onlar onların o ne mi mu "
    "في من على إلى عن أن إن لا ما لم لن هذا هذه ذلك التي الذي نحن هم هو هي و قد كان كانت سوف "
    "و در به از که را این آن با برای است هست بود خواهد نمی ما آنها او تا".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saying:
    """What is compared of a statement."""

    speaker: str
    """The actor, else the last word of the name."""
    stance: str
    """``for``, ``against``, or ``""`` for neither, which goes with both."""
    language: str
    at: datetime
    words: frozenset[str]
    numbers: frozenset[str]


def saying_of(alert: Alert, rendition: Rendition) -> Saying:
    """Return what is compared of an alert's statement in one language."""
    said, language = rendition.statement, rendition.article.language
    words = content_words(said.text, language)
    return Saying(
        speaker=alert.actor or fold_words(said.said_by).rpartition(" ")[2],
        stance=said.stance,
        language=language,
        at=alert.copies[0].seen_at,
        words=frozenset(word for word in words if not _NUMBER.match(word)),
        numbers=frozenset(word for word in words if _NUMBER.match(word)),
    )


def tell_same_event(one: Alert, other: Alert) -> bool:
    """Return whether two alerts tell one event, in some language that both have."""
    here = [saying_of(one, rendition) for rendition in one.renditions]
    there = [saying_of(other, rendition) for rendition in other.renditions]
    return any(is_same_event(saying, another) for saying in here for another in there)


def is_same_event(one: Saying, other: Saying) -> bool:
    """Return whether two statements tell one event; which of them comes first does not matter."""
    apart = abs(one.at - other.at)
    if (one.speaker, one.language) != (other.speaker, other.language) or apart > EVENT_WINDOW:
        return False
    if {one.stance, other.stance} == {"for", "against"}:
        return False
    if (
        one.numbers
        and other.numbers
        and not (one.numbers <= other.numbers or other.numbers <= one.numbers)
    ):
        return False
    shorter, longer = sorted(
        (one.words, other.words), key=lambda words: (len(words), sorted(words))
    )
    if len(shorter) < max(LEAST_WORDS, LEAST_SHARE * len(longer)):
        return bool(shorter) and shorter == longer
    return len(shorter - longer) <= len(shorter) // ALONE


def join_alerts(one: Alert, other: Alert) -> Alert:
    """Return two alerts of one event as one: the first's id, every copy, and the fuller statement with its article and its reasons.

    Of each other language the fullest is kept as a translation.
    """
    have = {copy.article for copy in one.copies}
    added = [copy for copy in other.copies if copy.article not in have]
    fuller = max(one, other, key=lambda alert: _fullness(alert.renditions[0]))
    fullest: dict[str, Rendition] = {}
    for each in (*one.renditions, *other.renditions):
        known = fullest.get(each.article.language)
        fullest[each.article.language] = each if known is None else max(known, each, key=_fullness)
    translations = tuple(
        each for language, each in sorted(fullest.items()) if language != fuller.article.language
    )
    if not added and fuller is one and translations == one.translations:
        return one
    quiet = one.quiet and (other.quiet or one.hushed)
    return msgspec.structs.replace(
        one,
        statement=fuller.statement,
        article=fuller.article,
        translations=translations,
        why=fuller.why,
        themes=fuller.themes,
        acts=fuller.acts,
        copies=tuple(sorted((*one.copies, *added), key=lambda copy: (copy.seen_at, copy.article))),
        updated_at=max(one.updated_at, other.updated_at),
        revision=max(one.revision + 1, other.revision),
        quiet=quiet,
        hushed_by=one.hushed_by if quiet else None,
    )


def _fullness(rendition: Rendition) -> tuple[int, int, str]:
    said = rendition.statement
    return len(content_words(said.text, rendition.article.language)), len(said.text), said.id


@functools.lru_cache(maxsize=4_000)
def content_words(text: str, language: str) -> frozenset[str]:
    """Return the words of a text that carry its meaning, without inflection."""
    words = [word for word in fold_words(text).split() if word not in _FUNCTION_FOLDED]
    stem = _stemmer(language)
    return frozenset(
        each[:LETTERS] for each in (stem.stemWords(words) if stem is not None else words)
    )


_FUNCTION_FOLDED = frozenset(fold_words(word) for word in _FUNCTION)


@functools.cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _LANGUAGES.get(language)
    return Stemmer.Stemmer(name) if name else None
