"""Chinese names in the spelling of Wade and Giles: Zhang Guoqiang is Chang Kuo-ch'iang. Pure.

Papers of Taiwan, older ones and library catalogues write it, with its apostrophes or without. A
name of two words is spelt so if both are syllables of pinyin and the first is a family name.
"""

import re
from collections.abc import Iterator

from monitor.languages.name_words import NAME_WORDS

_INITIALS = {
    "zh": "ch",
    "ch": "ch'",
    "sh": "sh",
    "b": "p",
    "p": "p'",
    "d": "t",
    "t": "t'",
    "g": "k",
    "k": "k'",
    "j": "ch",
    "q": "ch'",
    "x": "hs",
    "z": "ts",
    "c": "ts'",
    "r": "j",
} | {letter: letter for letter in "mfnlhswy"}
_FINALS = """iang iong uang ang eng ing ong ian iao uai uan an en in un ai ei ao ou ia ie iu ua ui
uo ue er a e i o u""".split()
_SPELT = {"ong": "ung", "iong": "iung", "ian": "ien", "ie": "ieh", "ue": "üeh", "ui": "ui"}
"""Finals that are spelt differently."""
_WHOLE = {
    "zhi": "chih",
    "chi": "ch'ih",
    "shi": "shih",
    "ri": "jih",
    "zi": "tzu",
    "ci": "tz'u",
    "si": "ssu",
    "ye": "yeh",
    "yan": "yen",
    "you": "yu",
    "yong": "yung",
    "ge": "ko",
    "ke": "k'o",
    "he": "ho",
    "yu": "yü",
    "yue": "yüeh",
    "yuan": "yüan",
    "yun": "yün",
    "ju": "chü",
    "qu": "ch'ü",
    "xu": "hsü",
    "jun": "chün",
    "xun": "hsün",
    "juan": "chüan",
    "quan": "ch'üan",
    "xuan": "hsüan",
    "gui": "kuei",
    "kui": "k'uei",
}
_KEEP_UO = frozenset(("guo", "kuo", "huo", "shuo"))
"""Syllables whose "uo" stays; it is "o" elsewhere."""
_SYLLABLE = re.compile(
    rf"(?P<initial>{'|'.join(sorted(_INITIALS, key=len, reverse=True))})?"
    rf"(?P<final>{'|'.join(_FINALS)})"
)
_SYLLABLES = re.compile(
    rf"({_SYLLABLE.pattern})".replace("?P<initial>", "").replace("?P<final>", "")
)
_MOST_SYLLABLES = 2


def wade_giles(name: str) -> Iterator[str]:
    """Yield the writings of a name in pinyin, family name first and last; none of other names."""
    words = name.replace("-", "").lower().split()
    if len(words) != 2 or not name.isascii() or words[0] not in NAME_WORDS.eastern:
        return
    family, given = (_spelt(word) for word in words)
    if not (family and given) or (family == words[:1] and given == words[1:]):
        return
    first, last = _written(family), _written(given)
    if len(given) == 1:
        # "Li Ch'iang" without its apostrophe is the name of others.
        yield f"{first} {last}"
        return
    for full in (f"{first} {last}", f"{last} {first}"):
        yield from dict.fromkeys((full, full.replace("'", "")))


def _written(syllables: list[str]) -> str:
    return "-".join(syllables).capitalize()


def _spelt(word: str) -> list[str]:
    """Return the syllables of a word in pinyin as Wade and Giles spell them; empty for others."""
    for count in range(1, _MOST_SYLLABLES + 1):
        pattern = "".join([_SYLLABLES.pattern] * count)
        match = re.fullmatch(pattern, word)
        if match is not None:
            return [
                _spell(syllable) for syllable in match.groups()[:: len(match.groups()) // count]
            ]
    return []


def _spell(syllable: str) -> str:
    if syllable in _WHOLE:
        return _WHOLE[syllable]
    match = _SYLLABLE.fullmatch(syllable)
    if match is None:
        return syllable
    final = match["final"]
    if final == "uo" and syllable not in _KEEP_UO:
        final = "o"
    initial = match["initial"]
    return (_INITIALS[initial] if initial else "") + _SPELT.get(final, final)
