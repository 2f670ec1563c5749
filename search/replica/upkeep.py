"""Keeps Elasticsearch what PostgreSQL says: fills an index that is missing, and tells it of every change, in order.

What it has to be told of stands in `SearchOutbox`, written in the transaction of the change, and is struck off when
Elasticsearch has it. It may be killed anywhere and run again: what was sent twice is there once.
"""

import datetime
import logging
from collections.abc import Iterable
from itertools import batched

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from cms import tick
from cms.advisory import held
from search.models import SearchBuild, SearchOutbox

from . import indices
from .client import FAILURES, reason
from .documents import BATCH, all_documents, documents

logger = logging.getLogger(__name__)

LOCK = 4713
# Seconds until the worker tries again; after the last one it is left to `tick`.
PAUSES = (5, 15, 60)
# Requests under way may still ask for a build that was live a moment ago.
GRACE = datetime.timedelta(minutes=2)


def synchronise(*, wait: bool = True) -> int:
    """Bring Elasticsearch up to date; returns how many changes it was told of.

    Raises one of `client.FAILURES`; nothing is lost then. If another process is at it: wait, or leave it to that one.
    """
    with held(LOCK, wait=wait) as mine:
        live = SearchBuild.objects.filter(is_live=True).first()
        if not mine or live is None:
            return 0
        if not indices.is_filled(live):
            _fill(live)
        prepared = [build for build in SearchBuild.objects.filter(is_building=True) if indices.is_filled(build)]
        told = _tell([live, *prepared])
        if _missed_changes(live):
            _fill(live)
        just_retired = SearchBuild.objects.filter(retired_at__gt=timezone.now() - GRACE)
        indices.remove_all_but(just_retired, before=live)  # later ones are not live yet, or to measure with
        return told


def prepare(build: SearchBuild) -> bool:
    """Fill an index for a build that is about to go live. Where that fails it is filled once it is live."""
    if not settings.ELASTICSEARCH_URL:
        return False
    try:
        with held(LOCK, wait=True):
            _fill(build)
    except FAILURES as error:
        logger.warning("Elasticsearch did not take the new index (%s); it will be told later", reason(error))
        return False
    return True


def fill_anew(build: SearchBuild) -> None:
    """Put a fresh index in the place of the one that is there, if any."""
    with held(LOCK, wait=True):
        _fill(build)


def soon() -> None:
    """Let the worker bring Elasticsearch up to date once the running transaction is committed."""
    if settings.ELASTICSEARCH_URL:
        transaction.on_commit(_enqueue, robust=True)


@task()
def replicate(attempt: int = 0) -> None:
    """What the worker does after a change. A failure is not an error of the task: the rows stay and it tries again."""
    if not settings.ELASTICSEARCH_URL:
        return
    try:
        synchronise()
    except FAILURES as error:
        logger.warning("Elasticsearch was not told of changes yet (%s)", reason(error))
        if attempt < len(PAUSES) and replicate.get_backend().supports_defer:
            at = timezone.now() + datetime.timedelta(seconds=PAUSES[attempt])
            replicate.using(run_after=at).enqueue(attempt=attempt + 1)


def _enqueue() -> None:
    """Enqueue the task, unless one waits already that will see what this one would."""
    waiting = DBTaskResult.objects.ready().filter(task_path=replicate.module_path)
    if not waiting.exists():
        replicate.enqueue()


def _step(_name: str) -> int:
    try:
        return synchronise(wait=False)
    except FAILURES as error:
        logger.warning("Elasticsearch was not told of changes yet (%s)", reason(error))
        return 0


# What the worker could not do, the next run of `tick` does; also where nothing was changed but the index is gone.
STEP = tick.Step(
    "search replicated",
    lambda: ["Elasticsearch"] if settings.ELASTICSEARCH_URL else [],
    _step,
    stage=tick.Stage.DELIVER,
)


def _fill(build: SearchBuild) -> None:
    name = indices.create(build)
    for batch in batched(all_documents(build), BATCH, strict=False):
        indices.write(indices.filling(name), batch, refresh=False)
    indices.publish(build, name)


def _missed_changes(build: SearchBuild) -> bool:
    """Whether the build was changed without a note: while Elasticsearch was not part of the settings, for example."""
    entries = build.entries.aggregate(pages=Count("pk"), latest=Max("version"))
    if SearchOutbox.objects.exists():
        return False  # a change of this moment; the next run will tell
    return indices.extent(build) != (entries["pages"], entries["latest"] or 0)


def _tell(builds: Iterable[SearchBuild]) -> int:
    told = 0
    while rows := list(SearchOutbox.objects.order_by("pk")[:BATCH]):
        versions = {row.page_id: row.version for row in rows}  # the last one of a page counts
        for build in builds:
            there = documents(build, versions)
            gone = versions.keys() - {document.page_id for document in there}
            indices.write(indices.alias_of(build), there)
            indices.delete(indices.alias_of(build), {page_id: versions[page_id] for page_id in gone})
        told += SearchOutbox.objects.filter(pk__in=[row.pk for row in rows]).delete()[0]
    return told
