"""The door to the public, shut by default: what readers see of a page changes only where somebody cleared the way.

Who may clear it, and when, is the workflow's to say; this module only makes sure that nobody can forget to ask.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from wagtail.models import COMMENTS_RELATION_NAME

if TYPE_CHECKING:
    from .models import BasePage

_cleared: ContextVar[bool] = ContextVar("publishing_cleared", default=False)

# What Wagtail notes on the row of a page besides what readers see of it.
BOOKKEEPING = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "draft_title",
        "expired",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "owner",
    }
)


class PublishingRefused(PermissionDenied):
    """Nobody cleared this text for the public."""


@contextmanager
def cleared() -> Iterator[None]:
    """Within this block pages may be published and withdrawn; the caller answers for the text."""
    token = _cleared.set(True)
    try:
        yield
    finally:
        _cleared.reset(token)


def require_clearance() -> None:
    """Raise `PublishingRefused` outside a block of `cleared()`."""
    if not _cleared.get():
        raise PublishingRefused("Pages are published and withdrawn by the approval workflow only.")


def require_clearance_to_save(page: "BasePage", fields: Iterable[str] | None = None) -> None:
    """Raise `PublishingRefused` if saving `page` (or only `fields` of it) would change what readers see.

    Nothing is asked within `cleared()`. Two queries at most for a page that is not public before or after.
    """
    if _cleared.get() or (fields is not None and BOOKKEEPING.issuperset(fields)):
        return
    known = type(page)._default_manager.filter(pk=page.pk).first()
    if public_text(page) != (public_text(known) if known else None):
        require_clearance()


def public_text(page: "BasePage") -> list[tuple[str, str]] | None:
    """Key and hash of each part that readers see; None for a page that is not public."""
    return [(part.key, part.content_hash) for part in page.parts()] if page.live else None
