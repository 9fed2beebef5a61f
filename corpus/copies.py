"""Measure how near copies are recognised: ``python -m corpus.copies``.

Pairs of articles are generated from the gold corpus, in its work and held halves:

    copies      edits of outlets on a wire text: another headline, an agency's line, shortening, own
                paragraphs around it, another order, some words changed, two of these together
    not copies  other stories in the language, on the same subject if there is one, with the
                agency's background paragraph in both
"""

import argparse
import itertools
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.gold import GoldArticle, read_corpus
from monitor.articles.near_copies import fingerprints, is_copy

_OWN = {
    "en": (
        "Our correspondent adds that the streets of the capital were "
        "quiet on the day, and that most shops had closed by noon."
    ),
    "de": (
        "Unsere Korrespondentin ergänzt, dass die Straßen der Hauptstadt "
        "an diesem Tag ruhig waren und die Läden früh schlossen."
    ),
    "fr": (
        "Notre correspondant ajoute que les rues de la capitale étaient "
        "calmes ce jour-là et que les magasins avaient fermé à midi."
    ),
    "es": (
        "Nuestra corresponsal añade que las calles de la capital estaban "
        "tranquilas ese día y que las tiendas cerraron a mediodía."
    ),
    "ru": (
        "Наш корреспондент добавляет, что на улицах столицы в этот день "
        "было тихо, а большинство магазинов закрылось к полудню."
    ),
    "uk": (
        "Наш кореспондент додає, що на вулицях столиці того дня "
        "було тихо, а більшість крамниць зачинилася до полудня."
    ),
    "tr": (
        "Muhabirimiz başkent sokaklarının o gün sessiz olduğunu ve "
        "dükkanların çoğunun öğlene kadar kapandığını ekliyor."
    ),
    "ar": (
        "ويضيف مراسلنا أن شوارع العاصمة كانت هادئة في ذلك "
        "اليوم وأن معظم المتاجر أغلقت أبوابها عند الظهر."
    ),
    "fa": (
        "خبرنگار ما می‌افزاید که خیابان‌های پایتخت در آن روز "
        "آرام بود و بیشتر مغازه‌ها تا ظهر بسته شدند."
    ),
    "ckb": (
        "پەیامنێرمان دەڵێت شەقامەکانی پایتەخت لەو ڕۆژەدا "
        "بێدەنگ بوون و زۆربەی دوکانەکان تا نیوەڕۆ داخران."
    ),
}
"""A paragraph that an outlet adds, and that an agency repeats as background in many stories."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, and whether one is a near copy of the other."""

    name: str
    one: str
    other: str
    is_copy: bool


def _paragraphs(text: str) -> list[str]:
    return text.split("\n\n")


def _headline(article: GoldArticle, _chance: random.Random) -> str:
    _, *body = _paragraphs(article.text)
    return "\n\n".join(("What we know so far", "(Wire) —", *body))


def _shortened(article: GoldArticle, _chance: random.Random) -> str:
    title, *body = _paragraphs(article.text)
    return "\n\n".join((title, *body[: max(1, (len(body) + 1) // 2)]))


def _framed(article: GoldArticle, _chance: random.Random) -> str:
    title, *body = _paragraphs(article.text)
    own = _OWN[article.language]
    return "\n\n".join((f"{title} — live", own, *body, "Read also: all of today's news", own))


def _reordered(article: GoldArticle, chance: random.Random) -> str:
    title, *body = _paragraphs(article.text)
    chance.shuffle(body)
    return "\n\n".join((title, *body))


def _edited(article: GoldArticle, chance: random.Random) -> str:
    """Change a word in twelve, as a sub-editor does."""
    words = re.split(r"(\s+)", article.text)
    return "".join(
        word[::-1] if word.isalpha() and chance.random() < 1 / 12 else word for word in words
    )


def _shortened_and_framed(article: GoldArticle, chance: random.Random) -> str:
    return f"{_OWN[article.language]}\n\n{_shortened(article, chance)}"


CHANGES: tuple[Callable[[GoldArticle, random.Random], str], ...] = (
    _headline, _shortened, _framed, _reordered, _edited, _shortened_and_framed,
)  # fmt: skip


def pairs(split: str) -> Iterator[Pair]:
    """Yield the pairs of a split: three copies of each article, and pairs of other stories."""
    chance = random.Random(41)
    articles = read_corpus(split, collections=("plain",))
    for article in articles:
        for change in chance.sample(CHANGES, 3):
            yield Pair(
                f"{article.id} {change.__name__.strip('_')}",
                article.text,
                change(article, chance),
                is_copy=True,
            )
    for one, other in itertools.combinations(articles, 2):
        if one.language == other.language:
            is_close = one.topic == other.topic
            background = f"\n\n{_OWN[one.language]}" if is_close or chance.random() < 0.3 else ""
            yield Pair(
                f"{one.id} {other.id}",
                one.text + background,
                other.text + background,
                is_copy=False,
            )


@dataclass(frozen=True, slots=True)
class Recognised:
    """Counts of pairs of each sort, and the names of those taken for the other sort."""

    copies: int
    others: int
    missed: list[str]
    wrong: list[str]


def recognise(split: str) -> Recognised:
    """Return how the pairs of a split are distinguished."""
    missed: list[str] = []
    wrong: list[str] = []
    counts = {True: 0, False: 0}
    for pair in pairs(split):
        counts[pair.is_copy] += 1
        verdict = is_copy(fingerprints(pair.one), fingerprints(pair.other))
        if verdict != pair.is_copy:
            (missed if pair.is_copy else wrong).append(pair.name)
    return Recognised(counts[True], counts[False], missed, wrong)


def main() -> None:
    """Print the figures of a split."""
    reader = argparse.ArgumentParser(prog="python -m corpus.copies", description=__doc__)
    reader.add_argument("--split", choices=("work", "held"), default="held")
    outcome = recognise(split := reader.parse_args().split)
    sys.stdout.write(
        f"{split}: of {outcome.copies} copies {outcome.copies - len(outcome.missed)} recognised; "
        f"of {outcome.others} other pairs {len(outcome.wrong)} taken for copies\n"
    )
    sys.stdout.writelines(f"  missed {name}\n" for name in outcome.missed)
    sys.stdout.writelines(f"  wrong {name}\n" for name in outcome.wrong)


if __name__ == "__main__":
    main()
