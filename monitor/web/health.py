"""Whether the system works now, as far as this process can see it.

The problems are those of the configuration, the broker, the consumer groups, and the background
loops of every process. Each is one sentence without secrets: `/readyz` needs no token.
"""

import re
from collections import Counter
from collections.abc import Callable

from monitor.kafka.heartbeats import EXPECTED
from monitor.records import LoopState
from monitor.web.ports import Heartbeats, LagOfGroups

OWN_PROCESS = "serve"
"""Name of this process in metrics and problems."""

_CREDENTIALS = re.compile(r"(?<=//)[^/\s]*@")
"""User and password of a URL; a wrong setting repeats them."""
_SECRET_PARAMETER = re.compile(
    r"(?i)\b(sig|signature|key|apikey|api_key|token|access_token|secret|password|auth)=[^&\s'\"]+"
)
"""Parameters of a URL that usually hold a secret."""


class Health:
    """The problems of the whole system."""

    def __init__(
        self,
        config_error: Callable[[], str | None],
        watch: LagOfGroups | None = None,
        *,
        loops: Callable[[], tuple[LoopState, ...]] = tuple,
        heartbeats: Heartbeats | None = None,
    ) -> None:
        self._config_error = config_error
        self._loops, self._heartbeats = loops, heartbeats
        self.watch = watch

    @property
    def config_error(self) -> str | None:
        """Why the newest configuration was refused, or None."""
        return self._config_error()

    def problems(self) -> list[str]:
        """Return one sentence for each problem."""
        problems = [*self._loop_problems(), *self._config_problems(), *self._lag_problems()]
        if self._heartbeats is not None:
            problems += self._heartbeats.problems()
        return [without_secrets(problem) for problem in problems]

    def loops(self) -> dict[str, tuple[LoopState, ...]]:
        """Return the loops of this process and of every process that reports, by instance."""
        loops = {OWN_PROCESS: self._loops()}
        if self._heartbeats is not None:
            loops |= {beat.id: beat.loops for beat in self._heartbeats.current()}
        return loops

    def processes(self) -> dict[str, int]:
        """Return how many processes report, by the name of their command, 0 for a missing one."""
        counts = Counter([OWN_PROCESS])
        if self._heartbeats is not None:
            counts.update(dict.fromkeys(EXPECTED, 0))
            counts.update(beat.process for beat in self._heartbeats.current())
        return dict(counts)

    def lag(self) -> dict[str, dict[str, int]] | None:
        """Return the lag in messages by group and topic, or None if it is unknown."""
        if self.watch is None or self.watch.lag is None:
            return None
        lag: dict[str, dict[str, int]] = {}
        for (group, topic), count in sorted(self.watch.lag.by_topic().items()):
            lag.setdefault(group, {})[topic] = count
        return lag

    def _loop_problems(self) -> list[str]:
        return [f"{OWN_PROCESS}: {loop.problem}" for loop in self._loops() if loop.problem]

    def _config_problems(self) -> list[str]:
        error = self.config_error
        return [f"configuration refused, the old one is in force: {error}"] if error else []

    def _lag_problems(self) -> list[str]:
        if self.watch is None:
            return []
        problems = [f"kafka: {self.watch.error}"] if self.watch.error else []
        return problems + [
            f"{place.group} does not move on {place.topic}/{place.partition}"
            for place in self.watch.stuck()
        ]


def without_secrets(text: str) -> str:
    """Return a text without the credentials and secret parameters of the URLs in it."""
    return _SECRET_PARAMETER.sub(r"\1=…", _CREDENTIALS.sub("…@", text))
