"""Whether the words before a surname are a title of an actor: "President Erdoğan". Pure.

1. A title is a role word before the surname, with what belongs to it: "Kyiv Mayor", "ministre des
   Armées", "президент Турции", "Sen."; or one between commas behind it. Each of its words is one of
   the actor's descriptions or tags, a stop word, or an office that the actor has in any language
   ("Präsident" for "president"). In Hungarian, Chinese, Japanese and Korean it is behind the name.
2. A capitalised word before it that is none of these is another place: "Chicago Mayor".
3. A deputy or a relative is someone else, and so is the mayor of another town: "Mayor Orsos of
   Pécs".
"""

import functools
import re
from collections.abc import Callable, Sequence

from monitor.languages.name_words import NAME_WORDS
from monitor.languages.stop_words import is_stop_word
from monitor.watchlist.folding import fold_term
from monitor.watchlist.ordinary_words import begins_sentence
from monitor.watchlist.profiles import CUT, Profile
from monitor.watchlist.role_words import (
    any_of,
    aside_words,
    is_listed,
    is_role,
    listed_words,
    offices_at_start,
    offices_of,
)
from monitor.watchlist.scripts import is_far_eastern

MOST_WORDS = 6
"""Words of the longest title that is read."""
MOST_BEARERS = 8
"""Actors of one surname that are compared; a title decides little among more."""
_REACH = 80
"""Characters before a name that its title may have."""
_SHARED = 4
"""First letters that a country and its adjective share: Turkey, Turkish, türkisch."""
_TITLE_LENGTHS = (2, 3, 4)
"""Characters of a title at the end of a description in Chinese, Japanese or Korean."""
_TITLE_BEHIND = 8
"""Characters behind a name that its title may have."""
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0963])*(?:['’][^\W\d_]+)*")
"""A word, with the marks of Devanagari."""
_GAP = re.compile(r"[ \u00a0\n-]|['’](?=\w)")
_POINT = re.compile(r"\.[ \u00a0]")
"""What is behind an abbreviated title."""
_APPOSITION = re.compile(r", ([^,.;:!?\n()]{3,60}),")
_NEXT_WORD = re.compile(r" ([^\W\d_]+)")
_SHORT = 3
"""Letters of the longest article."""


Word = tuple[str, str, int]
"""As written, folded, and its place."""


def titled_bearers(
    text: str, place: tuple[int, int], actors: Sequence[str], profile: Callable[[str], Profile]
) -> list[str]:
    """Return those of the bearers of a surname at a place whose own title is before it."""
    start, end = place
    if len(actors) > MOST_BEARERS:
        return []
    if is_far_eastern(text[start]):
        behind = fold_term(text[end : end + _TITLE_BEHIND])
        return [actor for actor in actors if _is_called(profile(actor), behind)]
    title = _title_before(text, start, end) or _title_behind(text, end)
    if title is None:
        return []
    words, prior = title
    return [
        actor
        for actor in actors
        if _is_of(profile(actor), text, words, prior)
        and _is_not_elsewhere(profile(actor), text, end)
    ]


def start_of_full_name(
    text: str, start: int, actors: Sequence[str], profile: Callable[[str], Profile]
) -> tuple[int, list[str]] | None:
    """Return where a full name begins that ends with the surname at a place, and whose it is.

    Arabic and Persian put the father's name between: يوسف محمد الحداد. None without one.
    """
    if len(actors) > MOST_BEARERS:
        return None
    words = _words_before(text, start, start)[-2:]
    if len(words) < 2:
        return None
    (_, first, place), (_, father, _) = words
    if not is_listed(father, "given") and not father.startswith(tuple(NAME_WORDS.servants)):
        return None
    for attached in ("", *listed_words("prefixed")):
        given = first.removeprefix(attached)
        bearers = [actor for actor in actors if given in profile(actor).given_names]
        if bearers:
            return place + len(first) - len(given), bearers
    return None


def has_role(text: str, start: int, end: int) -> bool:
    """Return whether a role word is among the few words before a place of folded text.

    In Chinese, Japanese and Korean: whether a word may be behind the place.
    """
    if is_far_eastern(text[start]):
        return is_far_eastern(text[end : end + 2].lstrip())
    words = text[max(0, start - _REACH // 2) : start].split()[-MOST_WORDS // 2 :]
    return any(map(is_role, words))


def may_have_title_behind(text: str, end: int, profile: Profile) -> bool:
    """Return whether a Chinese, Japanese or Korean name is followed by an actor's office or "Mr.".

    An actor without a known office may have any.
    """
    behind = fold_term(text[end : end + _TITLE_BEHIND])
    offices = offices_at_start(behind)
    if offices and profile.offices:
        return offices <= profile.offices
    is_addressed = behind.lstrip().startswith(listed_words("address_behind"))
    return bool(offices) or is_addressed or _is_called(profile, behind)


def has_role_behind(text: str, end: int) -> bool:
    """Return whether a role word is behind a place, between commas or in Hungarian."""
    return _title_behind(text, end) is not None


def _is_called(profile: Profile, behind: str) -> bool:
    """Return whether what follows a Chinese, Japanese or Korean name is an office of an actor's."""
    offices = offices_at_start(behind)
    if offices:
        return offices <= profile.offices
    own = tuple(filter(is_far_eastern, profile.words))
    # A surname has the title without its ministry: 徐副部长 for 外交部副部长.
    titles = {word[-length:] for word in own for length in _TITLE_LENGTHS if len(word) > length}
    return behind.lstrip().startswith((*own, *titles))


def _title_behind(text: str, end: int) -> tuple[list[Word], Word | None] | None:
    """Return the words of a title behind a name; None where there is none."""
    following = _NEXT_WORD.match(text, end)
    if following is not None and is_listed(fold_term(following[1]), "titles_behind"):
        return [(following[1], fold_term(following[1]), following.start(1))], None
    match = _APPOSITION.match(text, end)
    if match is None:
        return None
    matches = _WORD.finditer(text, match.start(1), match.end(1))
    words = [(word.group(), fold_term(word.group()), word.start()) for word in matches]
    return (words, None) if any(is_role(folded) for _, folded, _ in words) else None


def _title_before(text: str, start: int, end: int) -> tuple[list[Word], Word | None] | None:
    """Return the words from a role to a name, and the word before them; or None without a role."""
    words = _words_before(text, start, end)
    for number in range(len(words) - 1, max(-1, len(words) - 1 - MOST_WORDS), -1):
        if is_role(words[number][1]):
            first = number
            while first and offices_of(words[first - 1][1]):
                first -= 1
            return words[first:], words[first - 1] if first else None
    return None


def _words_before(text: str, start: int, end: int) -> list[Word]:
    """Return the words before a place that no punctuation separates from it, in order.

    A point may follow an abbreviated title, and a comma the title of a name that another one ends.
    """
    low = max(0, start - _REACH)
    words: list[Word] = []
    after = start
    for match in reversed(list(_WORD.finditer(text, low, start))):
        is_first = not words and text[match.end() : after] == ", " and text[end : end + 1] == ","
        if not (
            is_first or _GAP.fullmatch(text, match.end(), after) or _is_point(text, match, after)
        ):
            break
        after = match.start()
        if words or match.group().lower() not in NAME_WORDS.articles:
            words.append((match.group(), fold_term(match.group()), match.start()))
    return words[::-1]


def _is_point(text: str, word: re.Match[str], after: int) -> bool:
    """Return whether a point behind a word is that of an abbreviated title: "Sen."."""
    is_point = _POINT.fullmatch(text, word.end(), after) is not None
    return is_point and is_listed(fold_term(word.group()), "abbreviated")


def _is_of(profile: Profile, text: str, words: list[Word], prior: Word | None) -> bool:
    offices = frozenset().union(*(offices_of(folded) for _, folded, _ in words))
    if "premier" in offices:
        offices -= {"minister", "president"}
    if not (offices or any(folded[:CUT] in profile.words for _, folded, _ in words)):
        return False
    if not offices <= profile.offices:
        return False
    if not all(_belongs(profile, folded) for _, folded, _ in words):
        return False
    if profile.words & _aside() and not any(folded in aside_words() for _, folded, _ in words):
        return prior is not None and prior[1] in aside_words()
    return prior is None or _may_precede(profile, text, prior)


@functools.cache
def _aside() -> frozenset[str]:
    return frozenset(word[:CUT] for word in aside_words())


def _belongs(profile: Profile, folded: str) -> bool:
    """Return whether a word of a title is the actor's."""
    is_own = folded[:CUT] in profile.words or bool(offices_of(folded))
    is_other = is_stop_word(folded) or is_listed(folded, "before_titles")
    return is_own or is_other or _is_country(profile, folded)


def _is_country(profile: Profile, folded: str) -> bool:
    """Return whether a word is like a tag or a description, as adjectives of countries are."""
    start = folded[:_SHARED]
    if len(start) < _SHARED:
        return False
    return any(word.startswith(start) for word in (*profile.words, *profile.tags))


def _may_precede(profile: Profile, text: str, prior: Word) -> bool:
    written, folded, start = prior
    if folded in aside_words():
        return folded[:CUT] in profile.words
    if not written[0].isupper() or _belongs(profile, folded) or is_role(folded):
        return True
    is_no_place = is_stop_word(folded) or is_listed(folded, "titles")
    return begins_sentence(text, start) and (len(folded) <= _SHORT or is_no_place)


@functools.cache
def _of_place() -> re.Pattern[str]:
    """Return the pattern of a preposition and a place: "of Bonn"."""
    return re.compile(rf" (?:{any_of('of_place')}) ([^\W\d_]\w+)")


def _is_not_elsewhere(profile: Profile, text: str, end: int) -> bool:
    place = _of_place().match(text, end)
    if place is None or not place[1][0].isupper():
        return True
    folded = fold_term(place[1])
    return folded[:CUT] in profile.words or _is_country(profile, folded)
