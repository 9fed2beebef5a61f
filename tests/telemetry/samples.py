"""How much a metric of this process grows while something runs."""

from collections.abc import Mapping

from monitor.telemetry.metrics import REGISTRY


class Growth:
    """The growth of samples since this object was made."""

    def __init__(self) -> None:
        self._before = _samples()

    def of(self, name: str, labels: Mapping[str, str] | None = None) -> float:
        """Return the growth of one sample; a sample that is missing counts as 0."""
        key = (name, frozenset((labels or {}).items()))
        return _samples().get(key, 0.0) - self._before.get(key, 0.0)


def _samples() -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in REGISTRY.collect()
        for sample in family.samples
    }
