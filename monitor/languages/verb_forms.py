"""The forms of verbs of saying: listed ones, those of paradigms, and those of regular verbs.

A file lists the forms, or its verbs are lemmas with their frames (the head of
``languages/en.toml``) whose forms the rows ``[[regular]]`` make; irregular ones are listed.
"""

import itertools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from monitor.languages.folding import fold_word
from monitor.languages.lexicon import Form, Parts, Verb
from monitor.languages.spellings import spellings

_REGULAR = ("third", "past", "ing")
"""Keys of a row of regular verbs by the forms that they make."""


def listed_verbs(
    data: dict[str, Any], elisions: tuple[str, ...]
) -> tuple[dict[str, Verb], dict[str, tuple[Verb, ...]]]:
    """Return the verbs of a language whose file lists every form, or the endings of its regular
    verbs; and by form, the verbs in parts. Of two verbs with a form, one that is not in parts
    needs none; otherwise the later one wins.

    A form of several words is joined by ``_``. Each verb takes a clause or a quotation;
    ``[frames]`` of the file names those that take an object, or a quotation alone.
    """
    prefixes = ["", *map(fold_word, data.get("prefixes", "").split())]
    infixes = data.get("phrase_infix", "").split()
    accented = dict(pair.split(":") for pair in data.get("capital_accents", "").split())
    frames: dict[str, set[str]] = {}
    for frame, lemmas in data.get("frames", {}).items():
        for lemma in lemmas.split():
            frames.setdefault(lemma.replace("_", " "), set()).add(frame)
    verbs: dict[str, Verb] = {}
    parted: dict[str, tuple[Verb, ...]] = {}
    bare: dict[str, Verb] = {}
    for lemma, form, word in (*_paradigm_forms(data), *_written_forms(data)):
        verb = Verb(
            lemma, form, frozenset(("clause", *frames.get(lemma, ()))), (), is_ambiguous=False
        )
        bare_only = form == "ing" and "_" in word  # شیوع وبا | هشدار داد, not و + با_هشدار
        for prefix, spelling in itertools.product(
            prefixes[:1] if bare_only else prefixes, spellings(word, elisions)
        ):
            for words in (
                spelling,
                *(spelling.replace("_", f"_{infix}_", 1) for infix in infixes),
            ):
                phrase = prefix + words
                if lemma in data.get("separable", {}):
                    parted[phrase] = (*parted.get(phrase, ()), verb)
                else:
                    verbs[phrase] = verb
                    if prefix + words[:1] in accented:
                        bare.setdefault(accented[words[0]] + words[1:], verb)
    default = {phrase: homonyms[-1] for phrase, homonyms in parted.items()}
    return bare | default | verbs, parted


def parts_of_verbs(data: dict[str, Any], elisions: tuple[str, ...]) -> dict[str, Parts]:
    """Return the folded parts of each verb in parts; the words of one part are joined by ``_``."""
    separable = data.get("separable", {})
    return {lemma: _parts(parts.split(), elisions) for lemma, parts in separable.items()}


def _parts(parts: list[str], elisions: tuple[str, ...]) -> Parts:
    return tuple(tuple(spellings(part, elisions)[0].split("_")) for part in parts)


def regular_verbs(data: dict[str, Any], ambiguous: frozenset[str]) -> dict[str, Verb]:
    """Return the verbs that rows of regular verbs make, by form, with the frames and particles of
    their lemmas.
    """
    frames: dict[str, set[str]] = {}
    for frame, lemmas in data.get("verbs", {}).items():
        for lemma in lemmas.split():
            frames.setdefault(lemma, set()).add(frame)
    particles: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for lemma, choices in data.get("particles", {}).items():
        frames.setdefault(lemma, set())
        pairs = [choice.rsplit(":", 1) for choice in choices]
        particles[lemma] = tuple(
            sorted(((tuple(w.split()), f) for w, f in pairs), key=lambda p: -len(p[0]))
        )
    verbs: dict[str, Verb] = {}
    for lemma, taken in frames.items():
        for form, word in _forms(lemma, data):
            current = verbs.get(word)
            if current is None or current.form != "past":
                verbs[word] = Verb(
                    lemma, form, frozenset(taken), particles.get(lemma, ()), word in ambiguous
                )
    return verbs


def _written_forms(data: dict[str, Any]) -> Iterable[tuple[str, Form, str]]:
    kinds: tuple[tuple[str, Form], ...] = (
        ("forms", "past"),
        ("participles", "ing"),
        ("relatives", "relative"),
        ("infinitives", "base"),
    )
    for section, form in kinds:
        for lemma, words in data.get(section, {}).items():
            for word in words.split():
                yield lemma, form, word


def _paradigm_forms(data: dict[str, Any]) -> Iterable[tuple[str, Form, str]]:
    """Yield lemma, form and word of every regular verb: its stem (the lemma without ``strip``) with
    each of its clitics and each ending. Of a lemma of several words the last one is inflected
    (ifade_etmek), or the first one if only that ends so (выразить_надежду).
    """
    kinds: tuple[tuple[str, Form], ...] = (
        ("endings", "past"),
        ("participles", "ing"),
        ("relatives", "relative"),
        ("infinitives", "base"),
    )
    for paradigm in data.get("paradigm", ()):
        strip, particle = paradigm.get("strip", ""), paradigm.get("particle", "")
        clitics = [clitic.lstrip("-") for clitic in paradigm.get("clitics", "-").split()]
        for lemma, (key, form) in itertools.product(paradigm["lemmas"].split(), kinds):
            head, joint, tail = lemma.partition("_")
            is_first = bool(strip) and not lemma.endswith(strip) and head.endswith(strip)
            stem = (head if is_first else lemma).removesuffix(strip)
            rest = joint + tail if is_first else ""
            endings = [ending.lstrip("-") for ending in paradigm.get(key, "").split()]
            for clitic, ending in itertools.product(clitics, endings):
                yield lemma.replace("_", " "), form, particle + stem + clitic + ending + rest


def _forms(lemma: str, data: Mapping[str, Any]) -> list[tuple[Form, str]]:
    """Return the forms of a lemma: regular ones, or the past ones that the file lists."""
    irregular: list[str] = data.get("irregular", {}).get(lemma, [])
    row = next(row for row in data["regular"] if re.search(row["lemma"], lemma))
    third, past, ing = (re.sub(row["lemma"], row[form], lemma) for form in _REGULAR)
    doubled = lemma + lemma[-1]
    is_doubled = bool(irregular) and irregular[0].startswith(doubled)
    if is_doubled or lemma in data.get("doubled", "").split():
        ing = re.sub(row["lemma"], row["ing"], doubled)
    pasts = dict.fromkeys(irregular) if irregular else (past,)
    return [
        ("base", lemma),
        ("third", third),
        ("ing", ing),
        *(("past", word) for word in pasts),
    ]
