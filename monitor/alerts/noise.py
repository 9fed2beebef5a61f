"""What people say of alerts that were wrong, counted, and what would have kept them away. Pure.

wrong_actor     somebody else is meant: a ``never`` string of the actor, the words around the name
wrong_speaker   somebody else said it: a higher ``min_confidence``, where it costs few of the other alerts
wrong_theme     it is about something else: the words that met the theme, for its query
old_news        nothing new: no proposal
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from monitor.records import Alert

Fault = Literal["wrong_actor", "wrong_speaker", "wrong_theme", "old_news"]
FAULTS: tuple[Fault, ...] = get_args(Fault)

STEP = 0.05
"""By which a proposed confidence is higher than that of the wrong alerts."""
MOST_LOST = 0.25
"""Share of a rule's other alerts that a proposal may cost."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An alert that somebody marked as wrong, and why."""

    alert: Alert
    fault: Fault


@dataclass(frozen=True, slots=True)
class Noise:
    """What is wrong with one rule's alerts, by fault and by how the article writes who speaks, and what to do."""

    rule: str
    alerts: int
    faults: dict[str, int]
    aliases: dict[str, int]
    proposals: tuple[str, ...]


def find_noise(alerts: Iterable[Alert], marked: Iterable[Marked]) -> list[Noise]:
    """Return the rules that have alerts marked as wrong, the worst first."""
    by_rule: dict[str, list[Marked]] = defaultdict(list)
    for each in marked:
        by_rule[each.alert.rule].append(each)
    raised: dict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        if alert.rule in by_rule:
            raised[alert.rule].append(alert)
    found = [_noise(rule, raised[rule], wrong) for rule, wrong in by_rule.items()]
    return sorted(found, key=lambda noise: (-sum(noise.faults.values()), noise.rule))


def _noise(rule: str, alerts: list[Alert], wrong: list[Marked]) -> Noise:
    faults: Counter[str] = Counter(each.fault for each in wrong)
    aliases = Counter(
        each.alert.statement.speaker.text for each in wrong if each.alert.statement.speaker
    )
    proposals = [*_never(wrong), *_themes(wrong)]
    if (confidence := _confidence(alerts, wrong)) is not None:
        proposals.append(confidence)
    return Noise(rule, len(alerts), dict(faults), dict(aliases.most_common()), tuple(proposals))


def _never(wrong: list[Marked]) -> list[str]:
    texts = Counter(
        (each.alert.actor, each.alert.statement.speaker.text)
        for each in wrong
        if each.fault == "wrong_actor" and each.alert.actor and each.alert.statement.speaker
    )
    return [
        f"never of {actor}: {text!r} ({count} marked)"
        for (actor, text), count in texts.most_common()
    ]


def _themes(wrong: list[Marked]) -> list[str]:
    words = Counter(
        (reason.value, _shown(each.alert, reason.start, reason.end))
        for each in wrong
        if each.fault == "wrong_theme"
        for reason in each.alert.why
        if reason.clause == "theme"
    )
    return [
        f"query of {theme}: it was met by {text!r} ({count} marked)"
        for (theme, text), count in words.most_common()
    ]


def _shown(alert: Alert, start: int, end: int) -> str:
    """Return the words of an alert's statement at some place of the article."""
    for part in alert.statement.content:
        if part.start <= start < part.end:
            return part.text[start - part.start : end - part.start]
    return alert.statement.text


def _confidence(alerts: list[Alert], wrong: list[Marked]) -> str | None:
    misread = [each.alert for each in wrong if each.fault == "wrong_speaker"]
    if not misread:
        return None
    least = round(max(alert.statement.confidence for alert in misread) + STEP, 2)
    ids = {each.alert.id for each in wrong}
    others = [alert for alert in alerts if alert.id not in ids]
    lost = sum(alert.statement.confidence < least for alert in others)
    if least > 1 or (others and lost > MOST_LOST * len(others)):
        return None
    return f"min_confidence {least:.2f}: leaves out {len(misread)} of {len(misread)} misread, and {lost} of {len(others)} others"
