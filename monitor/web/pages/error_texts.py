"""Texts of errors and of operators' alerts in the reader's language.

The program says them in English, to logs and programs; records keep that text. A page translates it
where it shows it: the catalogues have each text as a template, ``no alert {id}``, under the context
`ERROR_CONTEXT` (`tools/error_messages.py` collects them from the code).

1. The template with the most words of its own that fits the whole text is taken.
2. A value may be such a text itself: a mistake in a column, an advice, a duration.
3. A text without a template, such as an answer of another program, stays as it is.
"""

import functools
import re
from collections.abc import Callable, Mapping

DEEPEST = 4
"""Texts inside of texts: a line of a file, a column of a query, a mistake, its advice."""
CODES = frozenset(("kind", "role", "fault", "error"))
"""Values that are, or may be, codes with words of their own (`monitor.web.pages.terms`)."""
LONGEST = 2_000
"""Characters of a text that is looked up; a longer one comes from elsewhere."""
_VALUE = re.compile(r"\{(\w+)(?::\w+)?\}")
"""A value of a template; templates for `str.format` also say how it is written: ``{ge:g}``."""


COMMON = (
    "{number} min",
    "{number} h",
    "{number} days",
    "line {number}: {error}",
    "column {number}: {error}",
    "A feed has stopped publishing",
    "A feed keeps failing",
    "{name} has published nothing for {duration}; its usual gap is {gap}. {coverage}",
    "{name} fails for good: {error}, {detail}. {coverage}",
    "{name} has failed {number} times in a row: {error}, {detail}. {coverage}",
    "{name} fails {number} times in a row: {error}, {detail}. {coverage}",
    "It used to cover {names}.",
    "It covered no actor of the watchlist.",
    "{name} is no longer configured.",
    "{name} works again after {duration}.",
    "{name} publishes again after {duration}.",
    "no answer within {number} s",
    "no connection within {number} s",
    "no bytes for {number} s",
    "dns: {error}",
    "[Errno {code}] Name or service not known",
    "[Errno {code}] No address associated with hostname",
    "[Errno {code}] Temporary failure in name resolution",
    "[Errno {code}] Connect call failed {address}",
    "[Errno {code}] Connection refused",
    "[Errno {code}] Connection reset by peer",
    "[Errno {code}] Network is unreachable",
    "[Errno {code}] No route to host",
    "All connection attempts failed",
    "Server disconnected without sending a response.",
    "peer closed connection without sending complete message body {rest}",
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {error} ({place})",
    "certificate has expired",
    "self-signed certificate",
    "self-signed certificate in certificate chain",
    "unable to get local issuer certificate",
    "Hostname mismatch, certificate is not valid for {host}.",
    "{number} Not Found",
    "{number} Forbidden",
    "{number} Unauthorized",
    "{number} Gone",
    "{number} Too Many Requests",
    "{number} Internal Server Error",
    "{number} Bad Gateway",
    "{number} Service Unavailable",
    "{number} Gateway Timeout",
    "Field required",
    "Input should be greater than or equal to {number}",
    "Input should be less than or equal to {number}",
    "Input should be greater than {number}",
    "Input should be less than {number}",
    "Input should be a valid integer, unable to parse string as an integer",
    "Input should be a valid string",
    "Input should be a valid boolean, unable to interpret input",
    "Input should be {choices}",
    "String should have at least {number} character",
    "String should have at least {number} characters",
    "String should have at most {number} characters",
    "String should match pattern {pattern}",
    "unknown parameter {name}; did you mean {nearest}?",
    "unknown parameter {name}; known parameters: {names}",
    "unknown key {key}; did you mean {nearest}?",
    "unknown key {key}; use {keys}",
    "{value} is not one of {choices}; did you mean {nearest}?",
    "configuration refused, the old one is in force: {error}",
    "{group} does not move on {place}",
    "a test",
    "paused by {who}",
    "the provider does not answer",
    "Not Found",
    "Method Not Allowed",
)
"""Texts that are put together in several places, and those of the libraries and the system."""


class ErrorTexts:
    """The templates of one language."""

    def __init__(self, translations: Mapping[str, str], term: Callable[[str], str] = str) -> None:
        """Take the translations by template; those without a translation are omitted.

        ``term`` translates the values of `CODES`.
        """
        wanted = sorted(filter(translations.get, translations), key=_own_length, reverse=True)
        self._templates = [(_pattern_of(text), translations[text]) for text in wanted]
        self._exact = {text: translations[text] for text in wanted}
        self._term = term
        self._cached = functools.lru_cache(1_000)(self._translate)

    def translate(self, text: str) -> str:
        """Return a text in this language; as it is where it has no template."""
        if not self._templates or len(text) > LONGEST:
            return text
        return self._cached(text, DEEPEST)

    def _translate(self, text: str, depth: int) -> str:
        if text in self._exact:
            return self._exact[text]
        matches = ((pattern.fullmatch(text), result) for pattern, result in self._templates)
        hit = next(((match, result) for match, result in matches if match is not None), None)
        if hit is None:
            return text
        match, result = hit
        values = {
            name: self._value(name, value, depth) for name, value in match.groupdict().items()
        }
        return _VALUE.sub(lambda place: values.get(place[1], place[0]), result)

    def _value(self, name: str, value: str, depth: int) -> str:
        translated = self._translate(value, depth - 1) if depth else value
        return self._term(translated) if name in CODES else translated


def _own_length(template: str) -> int:
    return len(_VALUE.sub("", template))


def _pattern_of(template: str) -> re.Pattern[str]:
    """Return the pattern of the texts of a template; a name that occurs again is the same value."""
    parts: list[str] = []
    seen: set[str] = set()
    end = 0
    for place in _VALUE.finditer(template):
        name = place[1]
        parts.append(re.escape(template[end : place.start()]))
        value = r"[\d.,]+" if name == "number" else ".+?"
        parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>{value})")
        seen.add(name)
        end = place.end()
    return re.compile("".join(parts) + re.escape(template[end:]), re.DOTALL)
