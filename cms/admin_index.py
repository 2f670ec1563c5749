"""The index of the admin's own search: brought up to date once per transaction, however often a page is saved."""

import threading
from collections import defaultdict

from django.apps import apps
from django.db import transaction
from wagtail.search.backends import get_search_backends

_state = threading.local()


def update_on_commit(page_id: int) -> None:
    """Index the page as it will stand when the running transaction is committed."""
    _state.__dict__.setdefault("waiting", set()).add(page_id)
    transaction.on_commit(_update)


def _update() -> None:
    # a transaction that was rolled back leaves its numbers here; to index such a page once more does no harm
    waiting, _state.waiting = _state.waiting, set()
    by_type = defaultdict(list)
    for page in apps.get_model("cms", "BasePage").objects.filter(pk__in=waiting).specific():
        by_type[type(page)].append(page)
    for backend in get_search_backends(with_auto_update=True):
        for model, pages in by_type.items():
            backend.add_bulk(model, pages)
