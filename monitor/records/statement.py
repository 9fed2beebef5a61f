"""One statement: somebody said something."""

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


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of ``Article.text``: ``article.text[start:end] == text``, in code points."""

    text: str
    start: int
    end: int


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Who said it: the words of this place, and whom they mean."""

    text: str
    start: int
    end: int
    name: str
    """The fullest name that the article gives."""
    actor: str | None = None
    """The actor of the watchlist, or None for somebody who is not on it."""
    via: Via = "name"
    maybe: tuple[str, ...] = ()
    """Actors of whom one may be meant, where what stands around the name does not tell."""
    sure: float = 1.0
    """How sure it is that the actor is meant and no namesake (0 to 1)."""
    read_name: str | None = None
    """``name`` as the article alone gives it, where the watchlist changed it."""
    read_via: Via | None = None
    """``via`` as the article alone gives it, where the watchlist changed it."""


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One act of saying, what one cue introduces."""

    id: str
    kind: Kind
    text: str
    content: tuple[Span, ...]
    cue: Span | None
    speaker: Speaker | None
    acts: tuple[Act, ...] = ()
    polarity: Polarity = "asserted"
    confidence: float = 0.5
    through: str | None = None
    """The channel that carried it: ``told Reuters`` gives ``Reuters``."""
    about: tuple[str, ...] = ()
    """Actors of the watchlist that are mentioned inside the content."""
    themes: tuple[str, ...] = ()

    @property
    def stance(self) -> Literal["for", "against", ""]:
        """Whether it takes a side: "rejected the plan" and "backed the plan" have the same words and are two events."""
        if "reject" in self.acts or self.polarity == "denied":
            return "against"
        return "for" if "support" in self.acts or "praise" in self.acts else ""

    @property
    def said_by(self) -> str:
        """The speaker's fullest name, else the words that stand for one, else ``""``."""
        return (self.speaker.name or self.speaker.text) if self.speaker else ""
