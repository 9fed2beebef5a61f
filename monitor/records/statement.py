"""One statement: who said what, through which cue."""

from typing import Literal

import msgspec

Kind = Literal["direct", "indirect", "mixed"]
Polarity = Literal["asserted", "denied"]
Via = Literal["name", "surname", "pronoun", "description", "alias", "context"]
Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
Act = Literal[
    "accuse",
    "threaten",
    "reject",
    "demand",
    "promise",
    "support",
    "deny",
    "praise",
    "apologise",
    "propose",
]

ATTITUDES = frozenset(("accuse", "reject", "support", "praise"))
"""Acts towards what others say or do."""


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of ``Article.text``: ``article.text[start:end] == text``, in code points."""

    text: str
    start: int
    end: int


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Who makes the statement: the words in this place, and the person they mean."""

    text: str
    start: int
    end: int
    name: str
    """The fullest name that the article gives, or ``""``."""
    actor: str | None = None
    """The actor of the watchlist; None for a speaker who is not on it."""
    via: Via = "name"
    """What links the words to the person."""
    maybe: tuple[str, ...] = ()
    """Actors of whom one may be meant, where the context does not decide."""
    sure: float = 1.0
    """Probability (0 to 1) that the name means this actor and not a namesake."""
    read_name: str | None = None
    """``name`` as the article alone gives it, where the watchlist changed it."""
    read_via: Via | None = None
    """``via`` as the article alone gives it, where the watchlist changed it."""


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One act of saying, introduced by one cue."""

    id: str
    kind: Kind
    text: str
    """The parts of the content, joined by one space."""
    content: tuple[Span, ...]
    """The places of the content, in order; at least one."""
    cue: Span | None
    speaker: Speaker | None
    acts: tuple[Act, ...] = ()
    polarity: Polarity = "asserted"
    confidence: float = 0.5
    """Probability (0 to 1) that this is a statement with this speaker."""
    through: str | None = None
    """The channel that carried it: ``told Reuters`` gives ``Reuters``."""
    about: tuple[str, ...] = ()
    """Actors of the watchlist that are mentioned inside the content."""
    themes: tuple[str, ...] = ()
    """Themes of the watchlist that the text meets."""
    inside: str | None = None
    """The id of the statement whose content holds this one: "she said that he had promised …"."""

    @property
    def stance(self) -> Literal["for", "against", ""]:
        """The side it takes: "rejected the plan" and "backed the plan" are two events."""
        if "reject" in self.acts or self.polarity == "denied":
            return "against"
        return "for" if "support" in self.acts or "praise" in self.acts else ""

    @property
    def said_by(self) -> str:
        """The speaker's fullest name, else the words that stand for one, else ``""``."""
        return (self.speaker.name or self.speaker.text) if self.speaker else ""
