"""Link statements to the watchlist: the speaker, the actors spoken about, and the themes.

1. A speaker is an actor if a mention of the actor covers the last word of the speaker's name, in
   the article or in the name read by itself.
2. A spokesman, an office or a statement speaks for the actor in its phrase ("the coalition
   statement").
3. A description ("the cleric") means the one actor of the article whom the watchlist describes so.
4. An actor is spoken about where a mention lies inside the content, unless it is the speaker.
"""

import functools
import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import msgspec

from monitor.records import Mention, Speaker, Statement, Via
from monitor.watchlist import FoundNames, WatchlistIndex
from monitor.watchlist.role_words import any_of

Link = tuple[str, Via]
"""An actor, and what links the speaker to it."""

_POSSESSIVES = ("'s", "’s")


@functools.cache
def _speaking_for() -> re.Pattern[str]:
    """Return the pattern of a spokesperson, an office or a statement."""
    return re.compile(any_of("speaking_for"), re.IGNORECASE)


def link_statements(
    statements: Iterable[Statement], names: FoundNames, language: str, index: WatchlistIndex
) -> tuple[Statement, ...]:
    """Return the statements of one article with ``speaker.actor``, ``about`` and ``themes``.

    ``names`` are the mentions in the article's text, ``language`` is its ISO 639-1 code.
    """
    statements = tuple(statements)
    article = _ArticleNames(names)
    speakers = [statement.speaker for statement in statements]
    speaker_names = dict.fromkeys(speaker.name for speaker in speakers if speaker and speaker.name)
    # Most speakers of the list have a name of the article, and need not be read by their own.
    others = [name for name in speaker_names if article.actor_called(name) is None]
    article.in_names = index.find_in_names(others)
    return tuple(_link(statement, article, language, index) for statement in statements)


def unlink_statement(statement: Statement) -> Statement:
    """Return a statement as the article alone gives it, to be linked to another watchlist."""
    speaker = statement.speaker
    is_linked = speaker is not None and (speaker.actor is not None or bool(speaker.maybe))
    if not (is_linked or statement.about or statement.themes):
        return statement
    if speaker is not None:
        speaker = Speaker(
            text=speaker.text,
            start=speaker.start,
            end=speaker.end,
            name=speaker.name if speaker.read_name is None else speaker.read_name,
            via=speaker.read_via or speaker.via,
        )
    return msgspec.structs.replace(statement, speaker=speaker, about=(), themes=())


def mentions_inside(mentions: tuple[Mention, ...], statement: Statement) -> Iterator[Mention]:
    """Yield the mentions inside a statement's content; ``mentions`` are in order of the text."""
    for part in statement.content:
        first = bisect_left(mentions, part.start, key=lambda mention: mention.start)
        yield from _mentions_within(mentions, first, part.end)


class _ArticleNames:
    """The names that one article uses, and whom they mean, by actor and by text."""

    def __init__(self, names: FoundNames) -> None:
        self.mentions = names.mentions
        self.starts = [mention.start for mention in names.mentions]
        """Where the mentions begin."""
        self.in_names: dict[str, tuple[Mention, ...]] = {}
        """By the name of a speaker that the article uses for no one actor, the mentions in it, read
        by itself.
        """
        self.texts: dict[str, set[str]] = {}
        """By actor, the names that the article uses for it."""
        self._actors: dict[str, set[str]] = {}
        self._certainties: dict[str, float] = {}
        for mention in names.mentions:
            self.texts.setdefault(mention.actor, set()).add(mention.text)
            self._actors.setdefault(mention.text, set()).add(mention.actor)
            least = self._certainties.get(mention.actor, 1.0)
            self._certainties[mention.actor] = min(least, mention.sure)
        self._undecided = names.undecided
        """In the order of the text."""
        self._first_undecided: dict[str, int] = {}
        for place, undecided in enumerate(names.undecided):
            self._first_undecided.setdefault(undecided.text, place)
        maybe = (undecided.actors for undecided in names.undecided)
        self._undecided_actors = frozenset(itertools.chain.from_iterable(maybe))

    def actor_called(self, name: str) -> str | None:
        """Return the one actor whom the article calls ``name``, or None."""
        actors = self._actors.get(name, ())
        if len(actors) != 1 or name in self._first_undecided:
            return None
        return next(iter(actors))

    def mentions_within(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return the mentions inside a stretch of the text."""
        first = bisect_left(self.starts, start)
        if first == len(self.starts) or self.starts[first] >= end:
            return ()
        return tuple(_mentions_within(self.mentions, first, end))

    def is_undecided(self, actor: str) -> bool:
        """Return whether one of the actor's names may mean a namesake here."""
        return actor in self._undecided_actors

    def actors_maybe_meant(self, speaker: Speaker) -> tuple[str, ...]:
        """Return the actors whom an undecided name of the speaker may mean."""
        undecided = self._undecided
        inside = bisect_left(undecided, speaker.start, key=lambda each: each.start)
        places = [self._first_undecided[speaker.name]] if self._is_undecided_name(speaker) else []
        if inside < len(undecided) and undecided[inside].start < speaker.end:
            places.append(inside)
        return undecided[min(places)].actors if places else ()

    def certainty_of(self, actor: str) -> float:
        """Return the least certainty (0 to 1) of the actor's mentions; 1 without any."""
        return self._certainties.get(actor, 1.0)

    def _is_undecided_name(self, speaker: Speaker) -> bool:
        return bool(speaker.name) and speaker.name in self._first_undecided


def _link(
    statement: Statement, article: _ArticleNames, language: str, index: WatchlistIndex
) -> Statement:
    speaker = statement.speaker and _link_speaker(statement.speaker, article, index)
    own = speaker.actor if speaker else None
    parts = (article.mentions_within(part.start, part.end) for part in statement.content)
    inside = itertools.chain.from_iterable(parts)
    about = dict.fromkeys(mention.actor for mention in inside if mention.actor != own)
    themes = tuple(hit.theme for hit in index.find_themes(statement.text, language))
    return msgspec.structs.replace(statement, speaker=speaker, about=tuple(about), themes=themes)


def _link_speaker(speaker: Speaker, article: _ArticleNames, index: WatchlistIndex) -> Speaker:
    link = _actor_of(speaker, article, index)
    if link is None:
        maybe = article.actors_maybe_meant(speaker)
        return msgspec.structs.replace(speaker, maybe=maybe) if maybe else speaker
    actor, via = link
    name = _fullest_name(speaker.name, article.texts.get(actor, set())) or index.actor(actor).name
    return msgspec.structs.replace(
        speaker,
        actor=actor,
        via=via,
        name=name,
        sure=article.certainty_of(actor),
        read_name=speaker.name if name != speaker.name else None,
        read_via=speaker.via if via != speaker.via else None,
    )


def _actor_of(speaker: Speaker, article: _ArticleNames, index: WatchlistIndex) -> Link | None:
    """Return the actor that a speaker is, by the first of the module's rules that applies."""
    inside = article.mentions_within(speaker.start, speaker.end)
    return (
        _actor_named_here(speaker, inside, index)
        or _actor_named_in_article(speaker, article)
        or _actor_spoken_for(speaker, inside)
        or _actor_described(speaker, article, index)
    )


def _actor_named_here(
    speaker: Speaker, inside: tuple[Mention, ...], index: WatchlistIndex
) -> Link | None:
    """Return the actor whose mention ends where the speaker's name does, in this very place."""
    place = speaker.text.find(speaker.name)
    if not inside or place < 0 or speaker.via in ("pronoun", "context"):
        return None
    name_end = speaker.start + place + len(speaker.name)
    for mention in inside:
        if mention.end == name_end or _is_possessive(mention, name_end, speaker):
            is_alias = speaker.via == "name" and mention.text != index.actor(mention.actor).name
            return mention.actor, "alias" if is_alias else speaker.via
    return None


def _actor_named_in_article(speaker: Speaker, article: _ArticleNames) -> Link | None:
    """Return the actor whom the article calls by the speaker's name, or who is in that name."""
    if not speaker.name:
        return None
    actor = article.actor_called(speaker.name)
    if actor is not None:
        return actor, speaker.via
    for mention in article.in_names[speaker.name]:
        if mention.end == len(speaker.name) and not article.is_undecided(mention.actor):
            return mention.actor, speaker.via
    return None


def _actor_spoken_for(speaker: Speaker, inside: tuple[Mention, ...]) -> Link | None:
    """Return the actor for whom a spokesman or an office speaks."""
    if inside and _speaking_for().search(speaker.text):
        return inside[0].actor, "description"
    return None


def _actor_described(
    speaker: Speaker, article: _ArticleNames, index: WatchlistIndex
) -> Link | None:
    """Return the one actor of the article whom the speaker's words describe."""
    if not article.texts:
        return None
    for phrase in (speaker.text, _speaking_for().sub("", speaker.text)):
        actor = index.described(phrase, article.texts)
        if actor is not None:
            return actor, "description"
    return None


def _is_possessive(mention: Mention, name_end: int, speaker: Speaker) -> bool:
    """Return whether a speaker's name is a mention followed by "'s"."""
    ending = speaker.text[mention.end - speaker.start :][:2]
    return ending in _POSSESSIVES and mention.end + 2 == name_end


def _fullest_name(name: str, texts: set[str]) -> str:
    """Return an actor's longest name in the article that ends in ``name``, else ``name``.

    "Sadr" is "Muqtada al-Sadr".
    """
    if not name:
        return name
    folded = name.casefold()
    longer = [text for text in texts if len(text) > len(name) and text.casefold().endswith(folded)]
    return max(longer, key=lambda text: (len(text), text), default=name)


def _mentions_within(mentions: tuple[Mention, ...], first: int, end: int) -> Iterator[Mention]:
    """Yield the mentions from a number on that end before a place."""
    for number in range(first, len(mentions)):
        mention = mentions[number]
        if mention.start >= end:
            return
        if mention.end <= end:
            yield mention
