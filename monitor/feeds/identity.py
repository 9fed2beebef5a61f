"""Identity of entries: which entries are the same article.

1. An entry is identified by its guid, else by its link, else by its title and content. A guid is
   taken verbatim: it is never resolved against an address.
2. An address that differs from a published one in scheme, ``www.``, a trailing slash or tracking
   parameters only is the same entry (`canonical_url`). Fragments and other parameters count.
3. Entries of one document stay apart: where two canonical forms coincide, the entry that was
   published under the form keeps it, and the others are identified by their exact form.
4. A guid that occurs more than once in a document is not an identity; the link is added to it.
5. An entry that was published under an identity of an earlier version (without fragment) keeps it
   as long as its content is the same, so that an upgrade publishes nothing again.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from monitor.feeds.values import Entry
from monitor.records.ids import article_id, digest
from monitor.records.urls import canonical_url


@dataclass(frozen=True, slots=True)
class IdentifiedEntry:
    """An entry with the id of its article and the digest of its content."""

    id: str
    entry: Entry
    content_hash: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """The ids under which an entry may be known, and the digest of its content."""

    entry: Entry
    content_hash: str
    exact: str
    canonical: str
    earlier: str


def identify_entries(
    entries: Iterable[Entry], feed: str, seen: Mapping[str, str]
) -> list[IdentifiedEntry]:
    """Return the distinct entries of a document in its order, each with the id of its article.

    ``seen`` holds the content hash of each entry that was published, by article id.
    """
    entries = list(entries)
    repeated = _repeated_guids(entries)
    claims = _distinct([_claim(entry, feed, repeated) for entry in entries])
    ids = _assign_ids(claims, seen)
    return [IdentifiedEntry(ids[claim.exact], claim.entry, claim.content_hash) for claim in claims]


def _repeated_guids(entries: Iterable[Entry]) -> set[str]:
    counts = Counter(entry.guid for entry in entries if entry.guid)
    return {guid for guid, count in counts.items() if count > 1}


def _claim(entry: Entry, feed: str, repeated: set[str]) -> _Claim:
    exact = _exact_identity(entry, repeated)
    if "://" in exact:  # kept apart from the canonical form of another entry
        exact = f"verbatim {exact}"
    return _Claim(
        entry=entry,
        content_hash=digest(entry.title, entry.summary, entry.content),
        exact=article_id(feed, exact),
        canonical=article_id(feed, _canonical_identity(entry, repeated, keep_fragment=True)),
        earlier=article_id(feed, _canonical_identity(entry, repeated, keep_fragment=False)),
    )


def _exact_identity(entry: Entry, repeated: set[str]) -> str:
    if entry.guid and entry.guid not in repeated:
        return entry.guid
    if entry.link:
        return (entry.guid or "") + (entry.raw_link or entry.link)
    return digest(entry.title, entry.summary, entry.content)


def _canonical_identity(entry: Entry, repeated: set[str], *, keep_fragment: bool) -> str:
    if entry.guid and entry.guid not in repeated:
        if "://" not in entry.guid:
            return entry.guid
        return canonical_url(entry.guid, keep_fragment=keep_fragment)
    if entry.link:
        return (entry.guid or "") + canonical_url(
            entry.raw_link or entry.link, keep_fragment=keep_fragment
        )
    return digest(entry.title, entry.summary, entry.content)


def _distinct(claims: list[_Claim]) -> list[_Claim]:
    """Return the first claim of each exact identity."""
    first: dict[str, _Claim] = {}
    for claim in claims:
        first.setdefault(claim.exact, claim)
    return list(first.values())


def _assign_ids(claims: list[_Claim], seen: Mapping[str, str]) -> dict[str, str]:
    """Return the id of each claim by its exact id; no id is assigned twice.

    Ids are assigned in rounds, the strongest evidence first.
    """
    rounds = (
        [(claim, claim.exact) for claim in claims if claim.exact in seen],
        [(claim, claim.canonical) for claim in claims if _is_published(claim, "canonical", seen)],
        [(claim, claim.earlier) for claim in claims if _is_published(claim, "earlier", seen)],
        [(claim, claim.canonical) for claim in claims],
        [(claim, claim.exact) for claim in claims],
    )
    ids: dict[str, str] = {}
    used: set[str] = set()
    for claim, id_ in itertools.chain(*rounds):
        if claim.exact not in ids and id_ not in used:
            ids[claim.exact] = id_
            used.add(id_)
    return ids


def _is_published(
    claim: _Claim, form: Literal["canonical", "earlier"], seen: Mapping[str, str]
) -> bool:
    """Return whether the content of a claim was published under one of its forms."""
    return is_same_content(seen.get(getattr(claim, form)), claim.content_hash)


def is_same_content(remembered: str | None, content_hash: str) -> bool:
    """Return whether a remembered value (see `monitor.feeds.seen`) is of this content."""
    return remembered is not None and remembered.partition("?")[0] == content_hash
