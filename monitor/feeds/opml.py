"""OPML 2.0 subscription lists: read and written so that a round trip keeps folders as tags.

A folder's path is a tag (``News/Iraq``). A feed with several tags has the first as its folder and
the others in ``category``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from monitor.records.errors import UnreadableOpml

MOST_FEEDS = 100_000


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    url: str
    name: str | None
    tags: tuple[str, ...]


def read_opml(text: str) -> list[Outline]:
    """Return the feeds of a list, each address once. Raises `UnreadableOpml`."""
    if "<!ENTITY" in text or "<!DOCTYPE" in text:
        raise UnreadableOpml(
            "a list with declarations of its own is not read; take out the DOCTYPE"
        )
    try:
        root = ElementTree.fromstring(text.lstrip("\ufeff \r\n\t"))  # noqa: S314  declarations were refused above
    except ElementTree.ParseError as error:
        raise UnreadableOpml(f"no XML: {error}") from error
    body = root.find("body")
    if root.tag != "opml" or body is None:
        raise UnreadableOpml("no OPML: an <opml> with a <body> is expected")
    found: dict[str, Outline] = {}
    waiting: list[tuple[ElementTree.Element, str]] = [
        (outline, "") for outline in reversed(body.findall("outline"))
    ]
    while waiting and len(found) < MOST_FEEDS:
        outline, path = waiting.pop()
        name = (outline.get("title") or outline.get("text") or "").strip()
        url = (outline.get("xmlUrl") or outline.get("xmlurl") or "").strip()
        if url:
            listed = [tag.strip().strip("/") for tag in (outline.get("category") or "").split(",")]
            tags = tuple(dict.fromkeys(filter(None, (path, *listed))))
            known = found.get(url)
            found[url] = Outline(
                url, name or None, tuple(dict.fromkeys((*known.tags, *tags))) if known else tags
            )
        below = f"{path}/{name}".strip("/") if not url else path
        waiting.extend((inner, below) for inner in reversed(outline.findall("outline")))
    return list(found.values())


def write_opml(feeds: Iterable[Outline], title: str) -> str:
    """Return a list of feeds, in folders by their first tag."""
    folders: dict[str, list[Outline]] = {}
    for feed in feeds:
        folders.setdefault(feed.tags[0] if feed.tags else "", []).append(feed)
    lines = [
        "<?xml version='1.0' encoding='UTF-8'?>",
        "<opml version='2.0'>",
        f"  <head><title>{title}</title></head>",
        "  <body>",
    ]
    for folder, inside in sorted(folders.items()):
        steps = folder.split("/") if folder else []
        for depth, step in enumerate(steps):
            lines.append(f"{'  ' * (depth + 2)}<outline text={quoteattr(step)}>")
        for feed in inside:
            name = quoteattr(feed.name or feed.url)
            category = (
                f" category={quoteattr(','.join(feed.tags[1:]))}" if len(feed.tags) > 1 else ""
            )
            indent, address = "  " * (len(steps) + 2), quoteattr(feed.url)
            lines.append(f"{indent}<outline type='rss' text={name} xmlUrl={address}{category}/>")
        lines.extend(f"{'  ' * (depth + 2)}</outline>" for depth in reversed(range(len(steps))))
    return "\n".join((*lines, "  </body>", "</opml>", ""))
