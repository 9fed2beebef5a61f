"""Runs of capitalised words in a text, as the words of names: initials, nicknames, particles. Pure.

A run is what may be a person's name with the words around it: ``State Robert J. “Buzz” Coleman``.
Articles and particles between its words are omitted, and the Arabic ``Abd al-`` is one word with
what follows it, however it is split.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from monitor.languages.declension import cyrillic_names
from monitor.languages.name_words import NAME_WORDS

_SMALL_NAMES = NAME_WORDS.articles | NAME_WORDS.between
"""Words inside names that do not distinguish names."""

_CASED = (range(0x41, 0x530), range(0x1E00, 0x2000))
"""Code points of the alphabets with capitals that are read: Latin, Greek, Cyrillic."""


def _capitals() -> str:
    letters = [chr(code) for codes in _CASED for code in codes if chr(code).isupper()]
    return "".join(map(re.escape, letters))


_CAPITAL = _capitals()
_HYPHEN = "‐‑-"
_INSIDE = "'’‘ʼ`"
"""Apostrophes inside words."""
_AFTER_CAPITAL = rf"[\w{_INSIDE}]{{0,40}}+(?:[{_HYPHEN}]\w[\w{_INSIDE}]{{0,40}}+){{0,4}}+"
"""Bounded and possessive: no text makes the search quadratic."""
_NAME = rf"[{_CAPITAL}](?:\.|(?<!\w[{_CAPITAL}]){_AFTER_CAPITAL})"
"""An initial, or a word. It begins with its capital: a search passes over all other letters."""


def _any_of(words: Iterable[str]) -> str:
    """Return the pattern of any of some words, the longest first; a letter excludes most of them.

    A search compares the first letters alone, of which there are fewer than words.
    """
    by_letter: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=lambda word: (-len(word), word)):
        by_letter[word[0]].append(re.escape(word[1:]))
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())


_SMALL = _any_of(_SMALL_NAMES)
_NICKNAME = r"[\"“”„«'‘(][^\W\d_]+[\"“”»'’)][ \u00a0]"
_HYPHENED = _any_of(NAME_WORDS.articles_elsewhere)
"""Articles as Turkish, French, German and Russian spell them, always with a hyphen."""
_SMALL_WORDS = rf"(?:(?:{_SMALL})[ \n{_HYPHEN}]|(?:{_HYPHENED})[{_HYPHEN}])*"
_BETWEEN = rf"(?:(?<=\.)|[ \u00a0]|\n(?!\n)){_SMALL_WORDS}(?:{_NICKNAME})?"
_TOKEN = re.compile(_NAME)
RUN = re.compile(rf"{_NAME}(?:{_BETWEEN}{_NAME})*")
"""One capitalised word or more."""
_ARTICLE = re.compile(
    rf"^(?:{'|'.join(sorted(NAME_WORDS.articles | NAME_WORDS.articles_elsewhere))})[{_HYPHEN}]",
    re.IGNORECASE,
)
_SERVANT = re.compile(r"^abd[aeiou]{0,2}l?$", re.IGNORECASE)
"""Abd, Abdel, Abdul, Abdoul: "servant of", which a name of God follows."""
_SUFFIX = re.compile(r"['’](?:s|[a-zçğıöşü]{1,4})$")


class Token(NamedTuple):
    """A word of a name: its place in the run, its letters, and whether it is an initial."""

    start: int
    end: int
    text: str
    is_initial: bool


def tokens_of(run: str) -> list[Token]:
    """Return the words of a run or of a listed name, without articles and particles."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(run):
        if match.group().casefold() in _SMALL_NAMES:
            continue
        tokens.append(_token_of(match))
    return _join_servants(tokens)


def words_of_name(name: str) -> list[str]:
    """Return the words of a listed name, whatever case it has, as `tokens_of` does of a run."""
    words = [_ARTICLE.sub("", word) for word in name.split()]
    kept = [word for word in words if word.casefold() not in _SMALL_NAMES]
    tokens = [Token(0, 0, word, is_initial=False) for word in kept]
    return [token.text for token in _join_servants(tokens)]


def _token_of(match: re.Match[str]) -> Token:
    text = match.group()
    if len(text) == 2 and text[1] == ".":
        return Token(match.start(), match.end(), text[0], is_initial=True)
    article = _ARTICLE.match(text)
    start = match.start() + (article.end() if article else 0)
    return Token(start, match.end(), text[article.end() :] if article else text, is_initial=False)


def without_suffix(token: Token) -> Token | None:
    """Return a word without what an apostrophe appends (Yıldırımer'in), or None without one."""
    match = _SUFFIX.search(token.text)
    if match is None:
        return None
    cut = len(token.text) - match.start()
    return token._replace(end=token.end - cut, text=token.text[: match.start()])


def _join_servants(tokens: list[Token]) -> list[Token]:
    """Return the words with each "Abd" and what follows it as one."""
    joined: list[Token] = []
    for token in tokens:
        before = joined[-1] if joined else None
        if before is not None and _SERVANT.match(before.text):
            joined[-1] = Token(before.start, token.end, before.text + token.text, False)
        else:
            joined.append(token)
    return joined


def is_patronymic(word: str) -> bool:
    """Return whether a word is a Russian or Ukrainian patronymic in any case."""
    pattern = cyrillic_names().patronymics
    return pattern is not None and pattern.search(word.casefold()) is not None
