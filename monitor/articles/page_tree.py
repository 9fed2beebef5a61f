"""What surrounds the article in the tree of a page: lists of links, and the place of the article.

1. A block is a list of links if it has `LEAST_LINKS` and they make up `LINK_SHARE` of its text
   (Kohlschütter et al., "Boilerplate detection using shallow text features", 2010). So is a run of
   as many neighbouring blocks that are links alone.
2. The place of an article is the innermost element that contains what is expected of it.

The cost is linear in the size of the tree.
"""

from collections.abc import Iterator
from typing import Any

from monitor.articles.likeness import share_contained

LEAST_LINKS = 5
"""Links that make a list; a paragraph of an article may end in three."""

LINK_SHARE = 0.8
"""Share of a list's text that is in links; the rest are separators and dates."""

DEEPEST = 30
"""Levels that are descended to the article; the deepest of 38 real pages needs 22."""

_BLOCKS = frozenset(
    "aside dd div dl dt footer h2 h3 h4 h5 header li nav ol p section span table tbody td tr "
    "ul".split()
)


def remove_link_lists(root: Any) -> None:
    """Remove the lists of links from a tree of lxml."""
    lengths = _Lengths(root)
    for parent in list(root.iter()):
        if lengths.is_list(parent) and parent.getparent() is not None:
            parent.drop_tree()
            continue
        for run in list(_runs(parent, lengths)):
            if len(run) >= LEAST_LINKS:
                for block in run:
                    block.drop_tree()


def article_element(root: Any, expected: str, least_share: float) -> Any:
    """Return the innermost element that contains a share of the expected words, None if none does.

    What a browser does not show is removed from the tree first.
    """
    for hidden in list(root.iter("head", "script", "style", "noscript", "template")):
        hidden.drop_tree()
    element = root
    share = share_contained(expected, element.text_content())
    if share < least_share:
        return None
    for _ in range(DEEPEST):
        best = max(element, key=lambda child: _share(expected, child), default=None)
        if best is None or _share(expected, best) < share:
            break
        element = best
    return element


def _share(expected: str, element: Any) -> float:
    if not isinstance(element.tag, str):  # a comment or an instruction
        return 0.0
    return share_contained(expected, element.text_content())


class _Lengths:
    """The characters of text, and of text in links, below every element, and its links."""

    def __init__(self, root: Any) -> None:
        self._text: dict[Any, int] = {}
        self._linked: dict[Any, int] = {}
        self._links: dict[Any, int] = {}
        for element in reversed(list(root.iter())):  # children before their parents
            self._add(element)

    def is_list(self, element: Any) -> bool:
        """Return whether a block is a list of links."""
        return self._links[element] >= LEAST_LINKS and self.is_linked(element)

    def is_linked(self, element: Any) -> bool:
        """Return whether a block is made of links."""
        if element.tag not in _BLOCKS:
            return False
        return 0 < self._text[element] * LINK_SHARE <= self._linked[element]

    def _add(self, element: Any) -> None:
        """Add an element, whose children were added before, to its parent."""
        is_element = isinstance(element.tag, str)
        text = self._text.setdefault(element, 0) + (_length(element.text) if is_element else 0)
        is_link = element.tag == "a"
        linked = text if is_link else self._linked.setdefault(element, 0)
        links = self._links.setdefault(element, 0) + is_link
        self._text[element], self._linked[element], self._links[element] = text, linked, links
        parent = element.getparent()
        if parent is not None:
            self._text[parent] = self._text.get(parent, 0) + text + _length(element.tail)
            self._linked[parent] = self._linked.get(parent, 0) + linked
            self._links[parent] = self._links.get(parent, 0) + links


def _length(text: str | None) -> int:
    return len(text.strip()) if text else 0


def _runs(parent: Any, lengths: _Lengths) -> Iterator[list[Any]]:
    """Yield the runs of neighbouring children that are made of links."""
    run: list[Any] = []
    for child in parent:
        if lengths.is_linked(child):
            run.append(child)
            if not _length(child.tail):
                continue
        if run:
            yield run
        run = []
    if run:
        yield run
