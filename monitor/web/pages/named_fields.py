"""Fields that take ids of the watchlist: a reader may write names instead."""

from collections.abc import Callable

from monitor.records.ids import fold_words
from monitor.watchlist import WatchlistIndex
from monitor.web.pages.forms import lines
from monitor.web.pages.shell import Form
from monitor.web.services.naming import NAMED, Kind


def with_ids(form: Form, index: WatchlistIndex) -> Form:
    """Return a form with ids in place of the names in it; other lines stay as they are.

    A name that several items have stays, so that the check of the field refuses it.
    """
    given = {field: values for field in NAMED if (values := lines(form, field))}
    kinds = {NAMED[field] for field in given}
    find = {kind: _finder(index, kind) for kind in kinds}
    ids = {field: tuple(map(find[NAMED[field]], values)) for field, values in given.items()}
    return {**form, **ids}


def _finder(index: WatchlistIndex, kind: Kind) -> Callable[[str], str]:
    items = getattr(index.watchlist, kind)
    ids = {item.id for item in items}
    by_name: dict[str, str] = {}
    for item in items:
        name = fold_words(item.name)
        by_name[name] = "" if name in by_name else item.id

    def find(text: str) -> str:
        return text if text in ids else by_name.get(fold_words(text)) or text

    return find
