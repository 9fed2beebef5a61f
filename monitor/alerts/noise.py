"""Feedback on wrong alerts, counted by rule, with proposals that would have prevented them. Pure.

wrong_actor     another person is meant: a ``never`` string of the actor, the words of the name;
                none where a pronoun or the context is the speaker
wrong_speaker   another person said it: a higher ``min_confidence``, if few other alerts are lost
wrong_theme     it is about another topic: the words that met the theme, for its query
old_news        nothing new: no proposal
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from monitor.records import Alert, Via
from monitor.records.match import Reason

Fault = Literal["wrong_actor", "wrong_speaker", "wrong_theme", "old_news"]
FAULTS: tuple[Fault, ...] = get_args(Fault)

CONFIDENCE_STEP = 0.05
"""Margin of a proposed confidence over the wrong alerts: the engine's scores differ by as much."""
NAMELESS: frozenset[Via] = frozenset(("pronoun", "context"))
"""Links of a speaker whose words are not a name: "she" as a ``never`` string changes nothing."""
MOST_LOST = 0.25
"""Largest share of a rule's other alerts that a proposal may lose."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An alert that a person marked as wrong, with the fault."""

    alert: Alert
    fault: Fault


@dataclass(frozen=True, slots=True)
class Noise:
    """Wrong alerts of one rule, counted by fault and by speaker as written, with proposals."""

    rule: str
    alerts: int
    faults: dict[str, int]
    aliases: dict[str, int]
    proposals: tuple[str, ...]


def find_noise(alerts: Iterable[Alert], marked: Iterable[Marked]) -> list[Noise]:
    """Return the rules with alerts marked as wrong, those with the most marks first."""
    marks: dict[str, list[Marked]] = defaultdict(list)
    for mark in marked:
        marks[mark.alert.rule].append(mark)
    raised: dict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        if alert.rule in marks:
            raised[alert.rule].append(alert)
    noise = [_noise_of(rule, raised[rule], wrong) for rule, wrong in marks.items()]
    return sorted(noise, key=lambda each: (-sum(each.faults.values()), each.rule))


def _noise_of(rule: str, alerts: list[Alert], wrong: list[Marked]) -> Noise:
    faults: Counter[str] = Counter(mark.fault for mark in wrong)
    speakers = (mark.alert.statement.speaker for mark in wrong)
    aliases = Counter(speaker.text for speaker in speakers if speaker)
    proposals = [*_never_strings(wrong), *_theme_words(wrong)]
    confidence = _min_confidence(alerts, wrong)
    if confidence is not None:
        proposals.append(confidence)
    return Noise(rule, len(alerts), dict(faults), dict(aliases.most_common()), tuple(proposals))


def _never_strings(wrong: list[Marked]) -> list[str]:
    texts: Counter[tuple[str, str]] = Counter()
    for mark in wrong:
        speaker = mark.alert.statement.speaker
        if speaker is None or speaker.via in NAMELESS:
            continue
        if mark.fault == "wrong_actor" and mark.alert.actor:
            texts[mark.alert.actor, speaker.text] += 1
    return [
        f"never of {actor}: {text!r} ({count} marked)"
        for (actor, text), count in texts.most_common()
    ]


def _theme_words(wrong: list[Marked]) -> list[str]:
    words: Counter[tuple[str, str]] = Counter()
    for mark in wrong:
        if mark.fault == "wrong_theme":
            words.update(
                (reason.value, _matched_text(mark.alert, reason))
                for reason in mark.alert.why
                if reason.clause == "theme"
            )
    return [
        f"query of {theme}: it was met by {text!r} ({count} marked)"
        for (theme, text), count in words.most_common()
    ]


def _matched_text(alert: Alert, reason: Reason) -> str:
    """Return the words of an alert's statement at the place of a reason, else the statement."""
    for span in alert.statement.content:
        if span.start <= reason.start < span.end:
            return span.text[reason.start - span.start : reason.end - span.start]
    return alert.statement.text


def _min_confidence(alerts: list[Alert], wrong: list[Marked]) -> str | None:
    misread = [mark.alert for mark in wrong if mark.fault == "wrong_speaker"]
    if not misread:
        return None
    highest = max(alert.statement.confidence for alert in misread)
    proposed = round(highest + CONFIDENCE_STEP, 2)
    wrong_ids = {mark.alert.id for mark in wrong}
    others = [alert for alert in alerts if alert.id not in wrong_ids]
    lost = sum(alert.statement.confidence < proposed for alert in others)
    if proposed > 1 or (others and lost > MOST_LOST * len(others)):
        return None
    count, rest = len(misread), len(others)
    return (
        f"min_confidence {proposed:.2f}: leaves out {count} of {count} misread,"
        f" and {lost} of {rest} others"
    )
