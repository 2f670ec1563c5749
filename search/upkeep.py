"""Keeps the index right: whatever readers could notice is written on commit, and only what is touched."""

import threading
from collections.abc import Iterable
from functools import wraps

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import PageViewRestriction, Site
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

from catalogue.models import EverydayWord
from cms.models import BasePage, Office, ProblemType

from .index import rebuild, update
from .models import SearchEntry

# Saving a draft writes these; no reader sees them.
BOOKKEEPING = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
    "numchild",
}
_touched = threading.local()


def touch(page_ids: Iterable[int | None]) -> None:
    """Update the entries of these pages once the running transaction is committed. None stands for no page."""
    pending: set[int] = _touched.__dict__.setdefault("page_ids", set())
    pending.update(page_id for page_id in page_ids if page_id)
    if pending:
        transaction.on_commit(_flush)


def _flush() -> None:
    page_ids = set(_touched.page_ids)
    _touched.page_ids.clear()
    if page_ids:
        update(page_ids)


def touch_tree(pages: Iterable[BasePage]) -> None:
    """The same for these pages and everything below them."""
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(path__startswith=page.path)
    touch(BasePage.objects.filter(below).values_list("pk", flat=True))


def _unless_raw(receiver):
    @wraps(receiver)
    def wrapper(sender, *, raw=False, **kwargs):
        if not raw:  # fixtures: the rows a receiver asks for may not be there yet
            receiver(sender, **kwargs)

    return wrapper


def page_saved(sender, instance, update_fields=None, **kwargs) -> None:
    if isinstance(instance, BasePage) and not (update_fields and set(update_fields) <= BOOKKEEPING):
        touch([instance.pk])


def page_state_changed(sender, instance, **kwargs) -> None:
    touch([instance.pk])


def page_moved(sender, instance, **kwargs) -> None:
    """Its address and that of everything below changes, and perhaps who may read it."""
    touch_tree([BasePage.objects.get(pk=instance.pk)])


def restriction_changed(sender, instance, **kwargs) -> None:
    touch_tree(BasePage.objects.filter(pk=instance.page_id))


def word_about_to_change(sender, instance, **kwargs) -> None:
    if instance.pk:
        touch(EverydayWord.objects.filter(pk=instance.pk).values_list("page_id", flat=True))


def word_changed(sender, instance, **kwargs) -> None:
    touch([instance.page_id])


def office_changed(sender, instance, **kwargs) -> None:
    touch(SearchEntry.objects.filter(offices__contains=[instance.pk]).values_list("pk", flat=True))


def problem_type_changed(sender, instance, **kwargs) -> None:
    touch(SearchEntry.objects.filter(problem_types__contains=[instance.pk]).values_list("pk", flat=True))


def site_changed(sender, **kwargs) -> None:
    """Every address may be another one."""
    transaction.on_commit(lambda: list(rebuild()))


def connect() -> None:
    """Listen to every door through which content changes. Deleted pages take their entry with them (cascade)."""
    for signal, receiver, sender in [
        (post_save, page_saved, None),
        (page_unpublished, page_state_changed, None),
        (post_page_move, page_moved, None),
        (page_slug_changed, page_moved, None),
        (post_save, restriction_changed, PageViewRestriction),
        (post_delete, restriction_changed, PageViewRestriction),
        (pre_save, word_about_to_change, EverydayWord),
        (post_save, word_changed, EverydayWord),
        (post_delete, word_changed, EverydayWord),
        (post_save, office_changed, Office),
        (post_save, problem_type_changed, ProblemType),
        (pre_delete, problem_type_changed, ProblemType),
        (post_save, site_changed, Site),
    ]:
        signal.connect(_unless_raw(receiver), sender=sender, weak=False)
