"""What becomes public, and what ceases to be, because its time has come."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Revision

from cms.models import BasePage
from cms.publishing import cleared

from . import notifications
from .models import Publication
from .publishing import publish_due
from .rounds import lock_page

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """How many items were done, left as they are, or could not be done (the log says why)."""

    done: int = 0
    refused: int = 0
    failed: int = 0


def publish_all_due(now: datetime | None = None) -> Outcome:
    """Publish the signed texts whose planned time has come, the earliest first; one transaction each.

    A text that is not the signed one any more is not published, and its plan is dropped. May be run at any time, and
    again: what one item's failure left undone is tried at the next run.
    """
    now = now or timezone.now()
    planned = Publication.objects.filter(published_at=None, revision__approved_go_live_at__lte=now)
    outcome = _each(planned.order_by("revision__approved_go_live_at"), lambda item: publish_due(item, now=now))
    unsigned = Revision.page_revisions.filter(approved_go_live_at__lte=now)
    dropped = _each(unsigned.exclude(pk__in=planned.values("revision")), _drop)
    return Outcome(outcome.done, outcome.refused + dropped.done, outcome.failed + dropped.failed)


def expire_all_due(now: datetime | None = None) -> Outcome:
    """Withdraw the pages that have reached the end they were given, and tell their lead; one transaction each.

    To be run after `publish_all_due`: a new text may have a later end.
    """
    now = now or timezone.now()
    due = BasePage.objects.live().filter(expire_at__lte=now).order_by("expire_at")
    return _each(due, lambda page: _expire(page, now))


@transaction.atomic
def _expire(page: BasePage, now: datetime) -> bool:
    page = lock_page(page.pk)
    if not page.live or page.expire_at is None or page.expire_at > now:
        return False
    # Wagtail drops the plans of a page that is withdrawn; a signed text planned for later stays planned
    plans = list(page.revisions.exclude(approved_go_live_at=None).values_list("pk", "approved_go_live_at"))
    with cleared():
        action = UnpublishPageAction(page, set_expired=True, log_action="wagtail.unpublish.scheduled")
        action.execute(skip_permission_checks=True)
    for pk, moment in plans:
        page.revisions.filter(pk=pk).update(approved_go_live_at=moment)
    notifications.expired(page)
    return True


@transaction.atomic
def _drop(revision: Revision) -> bool:
    """Forget a plan that no signed text stands behind."""
    page = lock_page(int(revision.object_id))
    dropped = page.revisions.filter(pk=revision.pk).exclude(approved_go_live_at=None).update(approved_go_live_at=None)
    if dropped:
        log(instance=page, action="workflow.schedule_refused", revision=revision)
    return bool(dropped)


def _each[T](items: Iterable[T], act: Callable[[T], bool]) -> Outcome:
    counts: Counter[str] = Counter()
    for item in list(items):
        try:
            counts["done" if act(item) else "refused"] += 1
        except Exception:  # one broken page must not keep all others waiting
            logger.exception("%s failed", item)
            counts["failed"] += 1
    return Outcome(**counts)
