"""A chooser with weights: a logistic sum of features that are present or absent in an option."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.statements.chooser import Option

QUARTERS = 4
"""A length relative to the rules' is rounded to quarters."""
LARGEST_SUM = 30.0
"""Beyond it a logistic function is 0 or 1 in double precision."""

_LENGTHS = (10, 25, 60, 120, 250)
_DISTANCES = (1, 3, 10, 30, 80)


@dataclass(frozen=True, slots=True)
class LinearChooser:
    """Keeps the most probable option of each group by a logistic sum of feature weights."""

    weights: Mapping[str, float]
    least: float = 0.0
    """Probability below which the best option of a group is dropped."""

    def __call__(self, options: Sequence[Option]) -> Sequence[int]:
        """Return the best option of each group, the first of equals, if it is probable enough."""
        best: dict[int, tuple[float, int]] = {}
        for number, option in enumerate(options):
            probability = self.probability(option)
            if option.group not in best or probability > best[option.group][0]:
                best[option.group] = probability, number
        return sorted(number for probability, number in best.values() if probability >= self.least)

    def probability(self, option: Option) -> float:
        """Return the probability that an option is a statement."""
        return logistic(sum(self.weights.get(name, 0.0) for name in features_of(option)))


def logistic(total: float) -> float:
    """Return the probability of a sum of weights."""
    return 1 / (1 + math.exp(-max(-LARGEST_SUM, min(LARGEST_SUM, total))))


def features_of(option: Option) -> Iterator[str]:
    """Yield the names of an option's features; each is present or absent."""
    yield "any"
    yield from _features_of_cue(option)
    yield from _features_of_content(option)
    yield from (f"flag {flag}" for flag in option.flags)


def _features_of_cue(option: Option) -> Iterator[str]:
    side = "after" if option.distance >= 0 else "before"
    yield f"form {option.form} {option.language}"
    yield f"form {option.form} {side}{_bucket(abs(option.distance), _DISTANCES)}"
    yield f"lemma {option.language} {option.lemma}"
    yield f"tag {option.source_tag}"
    yield f"source {_bucket(len(option.source), _LENGTHS)} {option.source[:1].isupper()}"
    yield f"digits {any(map(str.isdigit, option.source))}"
    yield f"rivals {min(3, option.rivals)}"
    yield f"saying {option.is_saying}"


def _features_of_content(option: Option) -> Iterator[str]:
    reading = option.reading
    length = sum(end - start for start, end in option.content)
    yield f"reading {reading} {option.form} {option.kind}"
    yield f"reading {reading} {option.language}"
    yield f"reading {reading} {_character_class(option.following)}"
    yield f"share {reading} {round(QUARTERS * option.share)}"
    yield f"next {reading == 'rules'} {option.language} {option.next_word}"
    yield f"rest {reading} {_bucket(option.rest, _DISTANCES)}"
    yield f"form {option.form} {option.kind}"
    yield f"length {_bucket(length, _LENGTHS)}"
    yield f"parts {min(3, len(option.content))}"
    yield f"first {_character_class(option.first)}"
    yield f"headline {option.is_headline}"
    yield f"confidence {option.confidence:.1f}"


def _bucket(number: int, bounds: tuple[int, ...]) -> int:
    return sum(number > bound for bound in bounds)


def _character_class(character: str) -> str:
    if not character.isalnum():
        return character.strip() or "space"
    return "capital" if character.isupper() else "letter"
