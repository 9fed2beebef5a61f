"""OPML subscription lists: read as other readers write them, written so that a round trip is exact.

1. Bytes are decoded by byte order mark, prolog, or detection. The markup is read leniently: bare
   ampersands, a DOCTYPE, and names in any case are accepted. Entity declarations are refused.
2. A folder's path is a tag (``News/Iraq``); ``category`` holds more tags, separated by commas. In a
   tag ``\\/`` and ``\\,`` are a slash and a comma of a name, ``\\\\`` is a backslash.
3. An address may lack its scheme, or have ``feed:`` and the like in its place; a space in it is
   encoded, a line break removed. An address of a feed counts once;
   the tags of all its outlines are united.
4. `skipped_outlines` names the outlines that point somewhere without being a feed, and a list that
   was cut off.
5. Names and tags are cut to the length that the configuration accepts.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from monitor.records.charsets import decode
from monitor.records.errors import UnreadableOpml
from monitor.records.fields import MAX_TEXT_LENGTH
from monitor.records.markup import Token, decode_references, tokenize

MOST_FEEDS = 100_000
"""Feeds of a list; the largest public collections have a tenth."""

DEEPEST = 100
"""Folders inside each other; deeper ones are read as the folder at this depth."""

_PROLOG = re.compile(rb"^\s*<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:.-]{1,100})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>=]+))")
_AS_SPACES = str.maketrans("\r\n\t", "   ")
_LINE_BREAKS = str.maketrans("", "", "\r\n\t")
_FEED_SCHEMES = re.compile(r"^(?:feeds?|rss|pcast|itpc|podcast)(?=:)", re.IGNORECASE)
_SECURE_SCHEME = re.compile(r"^feeds:", re.IGNORECASE)
_FEED_TYPES = ("rss", "atom", "feed", "rdf")
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)
_HOST_AND_PATH = re.compile(r"^[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?(?:[/?]|$)")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    url: str
    name: str | None
    tags: tuple[str, ...]


def read_opml(source: str | bytes) -> list[Outline]:
    """Return the feeds of a list, each address once. Raises `UnreadableOpml`."""
    text = source if isinstance(source, str) else _decode(source)
    if "<!ENTITY" in text:
        raise UnreadableOpml("the list declares entities, which is refused; remove its DOCTYPE")
    tokens = list(tokenize(text))
    names = {token.text for token in tokens if token.kind == "start"}
    if "opml" not in names or not names & {"body", "outline"}:
        raise UnreadableOpml("not OPML: an <opml> with a <body> is expected")
    outlines: dict[str, Outline] = {}
    for outline in _outlines(tokens):
        if len(outlines) < MOST_FEEDS or outline.url in outlines:
            outlines[outline.url] = _united(outlines.get(outline.url), outline)
    return list(outlines.values())


def skipped_outlines(source: bytes) -> list[str]:
    """Return a sentence for each outline that has an address but is not a feed."""
    text = _decode(source)
    sentences = []
    for token in tokenize(text):
        if token.kind != "start" or token.text != "outline":
            continue
        attributes = _attributes(token.source)
        other = attributes.get("url") or attributes.get("htmlurl") or ""
        if not token.source.endswith(">"):
            sentences.append("the last outline: the list ends inside of it")
        elif other and not _written_address(attributes):
            sentences.append(f"{other[:MAX_TEXT_LENGTH]}: no address of a feed (xmlUrl)")
    return sentences


def write_opml(feeds: Iterable[Outline], title: str) -> str:
    """Return a list of feeds as OPML 2.0, in folders by their first tag."""
    folders: dict[str, list[Outline]] = {}
    for feed in feeds:
        folders.setdefault(feed.tags[0] if feed.tags else "", []).append(feed)
    lines = [
        "<?xml version='1.0' encoding='UTF-8'?>",
        "<opml version='2.0'>",
        f"  <head><title>{title}</title></head>",
        "  <body>",
    ]
    for folder, members in sorted(folders.items()):
        lines += _folder_lines(_split(folder, "/") if folder else [], members)
    return "\n".join((*lines, "  </body>", "</opml>", ""))


def feed_address(written: str) -> str:
    """Return the address of a feed as lists write it, with a scheme of the web if it has none."""
    url = written.translate(_LINE_BREAKS).strip().replace(" ", "%20")
    if scheme := _FEED_SCHEMES.match(url):
        rest = url[scheme.end() + 1 :]
        secure = "s" if _SECURE_SCHEME.match(url) else ""
        url = f"http{secure}:{rest}" if rest.startswith("//") else rest
    if url.startswith("//"):
        url = f"http:{url}"
    scheme = _SCHEME.match(url)
    if scheme is not None:
        return scheme[1].lower() + url[scheme.end(1) :]
    return f"http://{url}" if _HOST_AND_PATH.match(url) else url


def _decode(body: bytes) -> str:
    prolog = _PROLOG.match(body[:512])
    return decode(body, (prolog[1].decode("ascii") if prolog else None,))


def _outlines(tokens: Iterable[Token]) -> Iterator[Outline]:
    """Yield the outline of each feed; the tags of its folders are joined to a path."""
    path: list[str] = []
    for token in tokens:
        if token.text != "outline" or token.kind == "text":
            continue
        if token.kind == "end":
            del path[-1:]
            continue
        attributes = _attributes(token.source)
        name = attributes.get("title") or attributes.get("text") or ""
        name = name.translate(_AS_SPACES).strip()
        url = feed_address(_written_address(attributes))
        if url:
            yield Outline(url, name[:MAX_TEXT_LENGTH] or None, _tags(path, attributes))
        if not token.source.rstrip("> ").endswith("/"):
            path.append("" if url or len(path) >= DEEPEST else _escape(name, "/"))


def _written_address(attributes: dict[str, str]) -> str:
    """Return the address of an outline's feed, ``""`` for a folder or a link to something else."""
    address = attributes.get("xmlurl", "")
    if not address and attributes.get("type", "").strip().lower() in _FEED_TYPES:
        address = attributes.get("url", "")
    return address


def _attributes(tag: str) -> dict[str, str]:
    return {
        match[1].lower(): decode_references(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(tag)
    }


def _tags(path: list[str], attributes: dict[str, str]) -> tuple[str, ...]:
    folder = "/".join(filter(None, path))
    categories = (tag.strip().strip("/") for tag in _split(attributes.get("category", ""), ","))
    tags = (tag[:MAX_TEXT_LENGTH] for tag in (folder, *categories) if tag)
    return tuple(dict.fromkeys(tags))


def _united(present: Outline | None, outline: Outline) -> Outline:
    if present is None:
        return outline
    tags = tuple(dict.fromkeys((*present.tags, *outline.tags)))
    return Outline(outline.url, present.name or outline.name, tags)


def _folder_lines(steps: list[str], members: list[Outline]) -> list[str]:
    """Return the lines of a folder inside its parents."""
    lines = []
    for depth, step in enumerate(steps):
        lines.append(f"{_indent(depth)}<outline text={quoteattr(_unescape(step))}>")
    for feed in members:
        name, address = quoteattr(feed.name or feed.url), quoteattr(feed.url)
        more = ",".join(_escape_comma(tag) for tag in feed.tags[1:])
        category = f" category={quoteattr(more)}" if more else ""
        line = f"<outline type='rss' text={name} xmlUrl={address}{category}/>"
        lines.append(_indent(len(steps)) + line)
    lines += [f"{_indent(depth)}</outline>" for depth in reversed(range(len(steps)))]
    return lines


def _indent(depth: int) -> str:
    return "  " * (depth + 2)


def _escape(name: str, separator: str) -> str:
    """Return a name in which a separator is escaped."""
    return name.replace("\\", "\\\\").replace(separator, f"\\{separator}")


def _escape_comma(tag: str) -> str:
    """Return a tag, whose slashes are separators, for a list separated by commas."""
    return tag.replace(",", "\\,")


def _unescape(name: str) -> str:
    return _ESCAPED.sub(r"\1", name)


def _split(text: str, separator: str) -> list[str]:
    """Return the parts of a text between separators that are not escaped."""
    parts, current, is_escaped = [], "", False
    for character in text:
        if character == separator and not is_escaped:
            parts.append(current)
            current = ""
            continue
        if character == separator and separator == ",":
            current = current[:-1]
        current += character
        is_escaped = character == "\\" and not is_escaped
    return [*parts, current]
