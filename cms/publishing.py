"""The door to the public, shut by default: `BasePage.publish()` asks whether somebody cleared the way.

Who may clear it, and when, is the workflow's to say; this module only makes sure that nobody can forget to ask.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.exceptions import PermissionDenied

_cleared: ContextVar[bool] = ContextVar("publishing_cleared", default=False)


class PublishingRefused(PermissionDenied):
    """Nobody cleared this text for the public."""


@contextmanager
def cleared() -> Iterator[None]:
    """Within this block pages may be published; the caller answers for the text."""
    token = _cleared.set(True)
    try:
        yield
    finally:
        _cleared.reset(token)


def require_clearance() -> None:
    """Raise `PublishingRefused` outside a block of `cleared()`."""
    if not _cleared.get():
        raise PublishingRefused("Pages are published by the approval workflow only.")
