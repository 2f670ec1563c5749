"""The index: pages become entries with terms, in the transaction that saves them."""

from collections.abc import Iterable

from django.db import transaction

from search import suggestions

from . import store
from .builds import current, rebuild
from .pages import entries_of

__all__ = ["note_change", "rebuild", "update"]


def update(page_ids: Iterable[int]) -> None:
    """Make the entries of exactly these pages right: written, or removed where nobody may read the page any more.

    Belongs into the transaction that changes the pages.
    """
    ids = sorted(set(page_ids))
    if not ids:
        return
    with transaction.atomic():
        builds = current()
        for batch in store.batches(ids):
            for build in builds:
                entries = entries_of(batch)
                store.write(build, entries)
                store.remove(build, set(batch) - {entry.page_id for entry in entries})
            suggestions.update(batch, entries)


def note_change() -> None:
    """Say that answers may be others though no entry changed: a word that queries are expanded by, or a name."""
    with transaction.atomic():
        store.new_version(current()[0])
