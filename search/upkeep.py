"""Keeps the index right: whatever readers could notice is indexed by the transaction that changes it."""

from collections.abc import Iterable
from functools import wraps

from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.models import PageViewRestriction, Site
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

from catalogue.models import EverydayWord
from cms.models import BasePage, Office, ProblemType
from cms.publishing import BOOKKEEPING
from cms.signals import page_written
from cms.together import do

from . import index
from .models import SearchEntry


def update(page_ids: Iterable[int]) -> None:
    """Index these pages, now or with all others that change together."""
    do(index.update, page_ids)


def update_tree(pages: Iterable[BasePage]) -> None:
    """Index these pages and everything below them."""
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(path__startswith=page.path)
    update(BasePage.objects.filter(below).values_list("pk", flat=True))


def _unless_raw(receiver):
    @wraps(receiver)
    def wrapper(sender, *, raw=False, **kwargs):
        if not raw:  # fixtures: the rows a receiver asks for may not be there yet
            receiver(sender, **kwargs)

    return wrapper


def page_saved(sender, page, update_fields=None, **kwargs) -> None:
    if update_fields is None or not BOOKKEEPING.issuperset(update_fields):
        update([page.pk])


def page_state_changed(sender, instance, **kwargs) -> None:
    update([instance.pk])


def page_moved(sender, instance, **kwargs) -> None:
    """Its address and that of everything below changes, and perhaps who may read it."""
    update_tree([BasePage.objects.get(pk=instance.pk)])


def restriction_changed(sender, instance, **kwargs) -> None:
    update_tree(BasePage.objects.filter(pk=instance.page_id))


def word_about_to_change(sender, instance, **kwargs) -> None:
    """Remember the page it led to until now."""
    known = EverydayWord.objects.filter(pk=instance.pk).values_list("page_id", flat=True)
    instance.search_pages = set(known) if instance.pk else set()


def word_changed(sender, instance, **kwargs) -> None:
    update(filter(None, {instance.page_id, *getattr(instance, "search_pages", ())}))
    do(_note_change, [instance.pk])


def _note_change(_things: Iterable[int]) -> None:
    index.note_change()


def office_changed(sender, instance, **kwargs) -> None:
    update(_pages_with(offices__contains=[instance.pk]))
    do(_note_change, [instance.pk])


def problem_type_changed(sender, instance, **kwargs) -> None:
    update(_pages_with(problem_types__contains=[instance.pk]))
    do(_note_change, [instance.pk])


def site_changed(sender, **kwargs) -> None:
    """Every address may be another one."""
    Site.clear_site_root_paths_cache()
    update(_pages_with())


def _pages_with(**conditions) -> list[int]:
    entries = SearchEntry.objects.filter(build__is_live=True, **conditions)
    return list(entries.values_list("page_id", flat=True))


def connect() -> None:
    """Listen to every door through which content changes."""
    for signal, receiver, sender in [
        (page_written, page_saved, None),
        (page_unpublished, page_state_changed, None),
        (post_page_move, page_moved, None),
        (page_slug_changed, page_moved, None),
        (post_delete, page_state_changed, BasePage),
        (post_save, restriction_changed, PageViewRestriction),
        (post_delete, restriction_changed, PageViewRestriction),
        (pre_save, word_about_to_change, EverydayWord),
        (post_save, word_changed, EverydayWord),
        (post_delete, word_changed, EverydayWord),
        (post_save, office_changed, Office),
        (post_delete, office_changed, Office),
        (post_save, problem_type_changed, ProblemType),
        (post_delete, problem_type_changed, ProblemType),
        (post_save, site_changed, Site),
    ]:
        signal.connect(_unless_raw(receiver), sender=sender, weak=False)
