"""Which build answers readers, and how a new one takes its place without anybody noticing."""

import datetime
from collections.abc import Iterator
from itertools import batched

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cms.advisory import held
from cms.models import BasePage
from search import suggestions
from search.analysis import analysis
from search.bags import Bags, average_lengths, bags_of
from search.models import SearchBuild, SearchEntry, SearchPosting, SearchTerm
from search.replica import upkeep as replica

from . import store
from .pages import entries_of

SAMPLE = 1000
# Average lengths of German pages like these; a rebuild measures the site's own.
USUAL_WORDS, USUAL_GRAMS = 300.0, 60.0
DRIFT = 0.2
NOTICEABLE = 50  # so many pages it takes
# Requests under way may still read a build that was live a moment ago.
GRACE = datetime.timedelta(minutes=2)
LOCK = 4714
DROPPED_AT_ONCE = 5000


class RebuildRunning(Exception):
    """Another process is building already."""


def live() -> SearchBuild:
    """The build that answers readers; an empty one is begun where there is none."""
    build = SearchBuild.objects.filter(is_live=True).first()
    if build is None:
        first = SearchBuild(is_live=True, analysis=analysis(), average_words=USUAL_WORDS, average_grams=USUAL_GRAMS)
        SearchBuild.objects.bulk_create([first], ignore_conflicts=True)
        build = SearchBuild.objects.get(is_live=True)
    return build


def current() -> list[SearchBuild]:
    """The builds that changes belong to: the live one, locked, and the one under construction.

    The lock comes first, so that no rebuild begins between a change and its entry.
    """
    builds = [store.lock(live())]
    return [*builds, *SearchBuild.objects.filter(is_building=True).select_for_update()]


def rebuild() -> Iterator[int]:
    """Make every entry anew in a build beside the live one, then let it take its place.

    Yields how many pages each step looked at. Raises `RebuildRunning`. What was left by a process that died is
    removed first.
    """
    with held(LOCK) as mine:
        if not mine:
            raise RebuildRunning
        for old in retired():
            drop(old)
        build = _begin()
        ids = list(BasePage.objects.order_by("pk").values_list("pk", flat=True))
        for batch in store.batches(ids):
            with transaction.atomic():
                store.lock(build)
                entries = entries_of(batch)
                store.write(build, entries)
                suggestions.update(batch, entries)
            yield len(batch)
        replica.prepare(build)
        _swap(build)
        replica.soon()


def retired() -> QuerySet[SearchBuild]:
    """The builds that answer nobody any more."""
    return SearchBuild.objects.filter(retired_at__lt=timezone.now() - GRACE)


def is_unfit(build: SearchBuild) -> bool:
    """Whether the build finds nothing of what is there, or other rules made its terms than queries follow now."""
    return _is_missing(build) or build.analysis != analysis()


def has_drifted(build: SearchBuild) -> bool:
    """Whether the pages of today are so much longer or shorter that the build's averages mislead."""
    if build.pages < NOTICEABLE:
        return False
    pairs = zip(average_lengths(_sample()), (build.average_words, build.average_grams), strict=True)
    return any(abs(now - then) > DRIFT * then for now, then in pairs)


def drop(build: SearchBuild) -> None:
    """Remove a build with everything in it."""
    with transaction.atomic():
        # by their numbers: joined, and with statistics of a moment ago, every posting was compared with every term
        terms = list(SearchTerm.objects.filter(build=build).values_list("pk", flat=True))
        for batch in batched(terms, DROPPED_AT_ONCE, strict=False):
            SearchPosting.objects.filter(term_id__in=batch)._raw_delete(using=connection.alias)
        SearchTerm.objects.filter(build=build)._raw_delete(using=connection.alias)
        SearchEntry.objects.filter(build=build)._raw_delete(using=connection.alias)
        SearchBuild.objects.filter(pk=build.pk).delete()


def _is_missing(build: SearchBuild) -> bool:
    return not build.pages and any(entries_of(batch) for batch in _live_pages())


def _begin() -> SearchBuild:
    averages = average_lengths(_sample())
    with transaction.atomic():
        store.lock(live())
        for abandoned in SearchBuild.objects.filter(is_building=True):
            drop(abandoned)
        return SearchBuild.objects.create(
            is_building=True, analysis=analysis(), average_words=averages[0], average_grams=averages[1]
        )


def _sample() -> Iterator[Bags]:
    """The bags of up to a thousand pages from all over the site."""
    for batch in _live_pages(SAMPLE):
        for entry in entries_of(batch):
            yield bags_of(entry)


def _live_pages(sample: int | None = None) -> Iterator[tuple[int, ...]]:
    """The numbers of live pages in portions, all or about so many of them from all over the site."""
    ids = list(BasePage.objects.live().order_by("pk").values_list("pk", flat=True))
    step = max(1, len(ids) // sample) if sample else 1
    return store.batches(ids[::step])


def _swap(build: SearchBuild) -> None:
    with transaction.atomic():
        old = store.lock(live())
        SearchBuild.objects.filter(pk=old.pk).update(is_live=False, retired_at=timezone.now())
        SearchBuild.objects.filter(pk=build.pk).update(is_live=True, is_building=False)
        suggestions.remove_strangers(build)
