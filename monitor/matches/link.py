"""Link statements to the watchlist: who the speaker is, whom the content is about, which themes it meets.

1. A speaker is an actor if a mention of the actor covers the last word of the speaker's name, where it stands or by itself.
2. A spokesman, an office or a statement speaks for the actor named in its phrase ("the coalition statement").
3. A description ("the cleric") means the one actor of the article whom the watchlist so describes.
4. An actor is spoken about where a mention stands inside the content; nobody is about himself.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from monitor.records import Mention, Speaker, Statement, Undecided, Via
from monitor.watchlist import FoundNames, WatchlistIndex

Names = dict[str, set[str]]
"""By actor, how the article writes it."""

_SPEAKING_FOR = re.compile(
    r"\b(?:spokes(?:man|woman|person|people)|statement|office|representatives?|letter|communiqué|press release|media wing|"
    r"officials?|ministry|embassy|command)\b|المتحدث|الناطق|سخنگوی|وتەبێژی",
    re.IGNORECASE,
)


def link_statements(
    statements: Iterable[Statement], found: FoundNames, language: str, index: WatchlistIndex
) -> tuple[Statement, ...]:
    """Return the statements with ``speaker.actor``, ``about`` and ``themes`` filled in."""
    mentions = found.mentions
    names: dict[str, set[str]] = {}
    for mention in mentions:
        names.setdefault(mention.actor, set()).add(mention.text)
    statements = tuple(statements)
    speakers = dict.fromkeys(
        each.speaker.name for each in statements if each.speaker and each.speaker.name
    )
    alone = index.find_in_names(tuple(speakers))
    return tuple(
        _linked(statement, _Article(mentions, found.undecided, names, alone, language), index)
        for statement in statements
    )


@dataclass(frozen=True, slots=True)
class _Article:
    mentions: tuple[Mention, ...]
    undecided: tuple[Undecided, ...]
    names: Names
    alone: dict[str, tuple[Mention, ...]]
    """By the name of a speaker, the actors in it, read by itself."""
    language: str

    def meant_by(self, name: str) -> str | None:
        """Return the one actor whom the article calls so, or None."""
        meant = {mention.actor for mention in self.mentions if mention.text == name}
        return (
            meant.pop()
            if len(meant) == 1 and not any(each.text == name for each in self.undecided)
            else None
        )

    def undecided_about(self, actor: str) -> bool:
        """Return whether a name of the actor may be a namesake's here."""
        return any(actor in each.actors for each in self.undecided)

    def choices_for(self, speaker: Speaker) -> tuple[str, ...]:
        """Return the actors of whom the speaker may be one, where the article does not tell."""
        for each in self.undecided:
            if speaker.start <= each.start < speaker.end or (
                speaker.name and each.text == speaker.name
            ):
                return each.actors
        return ()


def _linked(statement: Statement, article: _Article, index: WatchlistIndex) -> Statement:
    speaker = statement.speaker and _linked_speaker(statement.speaker, article, index)
    own = speaker.actor if speaker else None
    about = dict.fromkeys(
        mention.actor
        for mention in mentions_inside(article.mentions, statement)
        if mention.actor != own
    )
    themes = tuple(hit.theme for hit in index.find_themes(statement.text, article.language))
    return msgspec.structs.replace(statement, speaker=speaker, about=tuple(about), themes=themes)


def mentions_inside(mentions: tuple[Mention, ...], statement: Statement) -> Iterator[Mention]:
    """Yield the mentions that stand inside what was said; ``mentions`` are in the order of the text."""
    for part in statement.content:
        yield from _within(mentions, part.start, part.end)


def _within(mentions: tuple[Mention, ...], start: int, end: int) -> Iterator[Mention]:
    for number in range(
        bisect_left(mentions, start, key=lambda mention: mention.start), len(mentions)
    ):
        if mentions[number].start >= end:
            return
        if mentions[number].end <= end:
            yield mentions[number]


def _linked_speaker(speaker: Speaker, article: _Article, index: WatchlistIndex) -> Speaker:
    found = _actor_of(speaker, article, index)
    if found is None:
        maybe = article.choices_for(speaker)
        return msgspec.structs.replace(speaker, maybe=maybe) if maybe else speaker
    actor, via = found
    name = _fullest(speaker.name, article.names.get(actor, set()))
    name = name or index.actor(actor).name
    return msgspec.structs.replace(
        speaker,
        actor=actor,
        via=via,
        name=name,
        sure=min(
            (mention.sure for mention in article.mentions if mention.actor == actor), default=1.0
        ),
        read_name=speaker.name if name != speaker.name else None,
        read_via=speaker.via if via != speaker.via else None,
    )


def unlink_statement(statement: Statement) -> Statement:
    """Return a statement as the article alone gives it, ready to be linked to another watchlist."""
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


def _fullest(name: str, texts: set[str]) -> str:
    """Return the longest of an actor's names in the article that ends like the one found: "Sadr" is "Muqtada al-Sadr"."""
    longer = [
        text
        for text in texts
        if len(text) > len(name) and text.casefold().endswith(name.casefold())
    ]
    return max(longer, key=lambda text: (len(text), text)) if name and longer else name


def _actor_of(speaker: Speaker, article: _Article, index: WatchlistIndex) -> tuple[str, Via] | None:
    inside = list(_within(article.mentions, speaker.start, speaker.end))
    if speaker.via not in ("pronoun", "context"):
        at = speaker.text.find(speaker.name)
        name_end = speaker.start + at + len(speaker.name) if at >= 0 else None
        for mention in inside:
            if mention.end == name_end or _is_possessive_of(mention, name_end, speaker):
                full = index.actor(mention.actor).name
                return (
                    mention.actor,
                    speaker.via if mention.text == full or speaker.via != "name" else "alias",
                )
    if speaker.name:
        if (meant := article.meant_by(speaker.name)) is not None:
            return meant, speaker.via
        for mention in article.alone[speaker.name]:
            if mention.end == len(speaker.name) and not article.undecided_about(mention.actor):
                return mention.actor, speaker.via
    if inside and _SPEAKING_FOR.search(speaker.text):
        return inside[0].actor, "description"
    for phrase in (speaker.text, _SPEAKING_FOR.sub("", speaker.text)):
        if (described := index.described(phrase, article.names)) is not None:
            return described, "description"
    return None


def _is_possessive_of(mention: Mention, name_end: int | None, speaker: Speaker) -> bool:
    return (
        name_end is not None
        and speaker.text[mention.end - speaker.start :][:2] in ("'s", "’s")
        and mention.end + 2 == name_end
    )
