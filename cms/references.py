"""What a page refers to, written with the page: once, in its transaction.

Wagtail does it in the background, for the page and again for each of its rows. There it may be late, and files that
readers see must be known as such.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Model
from wagtail.models import ReferenceIndex


@contextmanager
def indexed_at_once(page: Model) -> Iterator[None]:
    """Index what `page` refers to when the block, which saves all of it, has ended. Belongs into a transaction."""
    from wagtail.signal_handlers import (  # which asks the models
        disable_reference_index_auto_update,
        reference_index_auto_update_disabled,
    )

    if getattr(reference_index_auto_update_disabled, "value", False):
        yield  # an import, which does it for all pages in the end
        return
    with disable_reference_index_auto_update():
        yield
    ReferenceIndex.create_or_update_for_object(page)
