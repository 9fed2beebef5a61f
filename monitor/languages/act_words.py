"""Acts by the words of a text, in one pass: time does not grow with the number of words in the
lists.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from monitor.languages.folding import fold_text
from monitor.records import Act

_WORD = re.compile(r"\w+")
_KEY = 3
"""Letters by which word beginnings are indexed."""


class _Entry(NamedTuple):
    act: Act
    pattern: re.Pattern[str]
    is_bar: bool


class ActWords:
    """The words of every act, indexed by their beginnings.

    ``words``: by act, phrases; ``*`` ends a word beginning or begins a word ending, ``!`` begins
    words that are none of this act. ``performatives``: by act, verbs that perform it after one of
    ``subjects`` with at most two words between ("we strongly reject").
    """

    def __init__(
        self, words: Mapping[Act, list[str]], performatives: Mapping[Act, str], subjects: str
    ) -> None:
        self._by_word: defaultdict[str, list[_Entry]] = defaultdict(list)
        self._by_beginning: defaultdict[str, list[_Entry]] = defaultdict(list)
        self._by_ending: defaultdict[str, list[_Entry]] = defaultdict(list)
        for act, phrases in words.items():
            for phrase in phrases:
                self._add(act, phrase)
        for act, verbs in performatives.items():
            pattern = rf"(?: \w+){{0,2}} (?:{'|'.join(verbs.split())})(?!\w)"
            for subject in subjects.split():
                self._by_word[_first(subject)].append(
                    _Entry(act, re.compile(re.escape(subject) + pattern), is_bar=False)
                )

    def _add(self, act: Act, phrase: str) -> None:
        text = fold_text(phrase.removeprefix("!"))
        pattern = r"\w*".join(map(re.escape, text.split("*"))) + r"(?!\w)"
        entry = _Entry(act, re.compile(pattern), is_bar=phrase.startswith("!"))
        if text.startswith("*"):
            self._by_ending[text[-_KEY:]].append(entry)
            return
        first = _first(text)
        if text[len(first) : len(first) + 1] == "*":
            self._by_beginning[first[:_KEY]].append(entry)
        else:
            self._by_word[first].append(entry)

    def find(self, text: str) -> set[Act]:
        """Return the acts whose words occur in a case-folded text."""
        results: set[Act] = set()
        text = fold_text(text)
        barred: dict[Act, int] = {}
        for word in _WORD.finditer(text):
            low, at = word.group(), word.start()
            by_word = self._by_word.get(low)
            by_beginning = self._by_beginning.get(low[:_KEY])
            by_ending = self._by_ending.get(low[-_KEY:])
            if by_word is None and by_beginning is None and by_ending is None:
                continue
            entries = (*(by_word or ()), *(by_beginning or ()), *(by_ending or ()))
            met = [(entry, match) for entry in entries if (match := entry.pattern.match(text, at))]
            for entry, match in met:
                if entry.is_bar:
                    barred[entry.act] = max(barred.get(entry.act, 0), match.end())
            results.update(entry.act for entry, _ in met if barred.get(entry.act, 0) <= at)
        return results


def _first(text: str) -> str:
    match = _WORD.match(text)
    return match.group() if match else text
