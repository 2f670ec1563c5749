"""Reviews of parts: when did which office last say that its text is right?"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, IntegerField, Min, Q, QuerySet, Sum, Value
from django.db.models.expressions import Combinable
from django.utils import timezone
from wagtail.log_actions import log

from .models import BasePage, Office, PageOffice, PartReview, User
from .parts import Part
from .querysets import BasePageQuerySet

SOON = datetime.timedelta(days=30)


class OutdatedReview(Exception):
    """The text changed between reading and confirming it."""


class ReviewStatus(StrEnum):
    """How a part stands, the most pressing thing to say about it."""

    NEVER = "never"
    CHANGED = "changed"
    OVERDUE = "overdue"
    DUE = "due"
    DUE_SOON = "due_soon"
    CURRENT = "current"


@dataclass(frozen=True)
class ReviewState:
    """A part of a page together with its latest review, if there ever was one.

    `due_on` is the day of its next review, `overdue_after` the number of days after which readers are told.
    """

    part: Part
    review: PartReview | None
    due_on: datetime.date | None = None
    overdue_after: int | None = None

    @property
    def is_example(self) -> bool:
        """Never reviewed by its office: the reader is told that this is example content."""
        return self.review is None

    @property
    def is_current(self) -> bool:
        """The latest review was of exactly this text."""
        return self.review is not None and self.review.vouches_for(self.part)

    @property
    def days_due(self) -> int | None:
        """For how many days the review has been due: 0 on the day itself, negative before."""
        return (timezone.localdate() - self.due_on).days if self.due_on else None

    @property
    def is_due(self) -> bool:
        return self.days_due is not None and self.days_due >= 0

    @property
    def is_overdue(self) -> bool:
        """Readers are told."""
        return self.is_due and self.overdue_after is not None and self.days_due > self.overdue_after

    @property
    def needs_review(self) -> bool:
        """The office should look at the part."""
        return not self.is_current or self.is_due

    @property
    def status(self) -> ReviewStatus:
        if self.is_example:
            return ReviewStatus.NEVER
        if not self.is_current:
            return ReviewStatus.CHANGED
        if self.is_overdue:
            return ReviewStatus.OVERDUE
        if self.is_due:
            return ReviewStatus.DUE
        return ReviewStatus.DUE_SOON if -self.days_due <= SOON.days else ReviewStatus.CURRENT


def review_states(page: BasePage, *, overdue_after: int | Combinable | None = None) -> list[ReviewState]:
    """One state per part of `page`, in the order of the parts; one query.

    `overdue_after` is a number of days or an expression for it; without it nothing is overdue, only due.
    """
    if not isinstance(overdue_after, Combinable):
        overdue_after = Value(overdue_after, IntegerField())
    reviews = PartReview.objects.filter(page_id=page.pk).select_related("office").with_intervals()
    latest = reviews.annotate(overdue_after=overdue_after).latest_by_part()
    return [_state(part, latest.get(part.key)) for part in page.parts()]


def _state(part: Part, review: PartReview | None) -> ReviewState:
    if review is None:
        return ReviewState(part, None)
    return ReviewState(part, review, review.due_on(part), review.overdue_after)


def pages_to_review(offices: Iterable[Office]) -> BasePageQuerySet:
    """The live pages with parts of `offices` that somebody should look at, the longest due first.

    Each carries `parts_to_review`, the number of parts never reviewed in their present wording, and `review_due_on`,
    the earliest due date of those that were ever reviewed.
    """
    own = BasePage.objects.live().filter(
        Q(page_offices__parts_to_review__gt=0) | Q(page_offices__review_due_on__lte=timezone.localdate()),
        page_offices__office__in=offices,
    )
    counted = own.annotate(
        parts_to_review=Sum("page_offices__parts_to_review"), review_due_on=Min("page_offices__review_due_on")
    )
    return counted.order_by(F("review_due_on").asc(nulls_last=True), "sort_title", "pk")


def overdue_pages(*, after_days: int) -> QuerySet[PageOffice]:
    """Which office has let the review of which live page pass by more than `after_days` days, the longest first.

    Rows of `PageOffice` with their page and office.
    """
    limit = timezone.localdate() - datetime.timedelta(days=after_days)
    rows = PageOffice.objects.filter(page__live=True, review_due_on__lt=limit).select_related("page", "office")
    return rows.order_by("review_due_on", "page__sort_title", "pk")


@transaction.atomic
def confirm_part(
    *,
    page: BasePage,
    part_key: str,
    user: User,
    content_hash: str | None = None,
    as_stand_in: Mapping[Office, str] | None = None,
) -> PartReview:
    """Record that the part's office finds the live text right ("stimmt"), and log it.

    `content_hash` is that of the text the user has read; `OutdatedReview` is raised if the live text is another one.
    `as_stand_in` names the offices the user may act for besides the own ones, and for whom. Raises `DoesNotExist` for
    a page that is not live, `KeyError` for an unknown part, and `PermissionDenied` where `user` does not act for the
    part's office.
    """
    as_stand_in = as_stand_in or {}
    page = page.specific_class.objects.live().select_for_update(of=("self",)).get(pk=page.pk)
    part = {part.key: part for part in page.parts()}[part_key]
    own = part.office is not None and part.office.is_maintained_by(user)
    if not own and part.office not in as_stand_in:
        raise PermissionDenied
    if content_hash is not None and content_hash != part.content_hash:
        raise OutdatedReview
    review = PartReview.objects.create(
        page_id=page.pk,
        part_key=part.key,
        content_hash=part.content_hash,
        office=part.office,
        reviewed_on=timezone.localdate(),
        reviewed_by=user,
    )
    PageOffice.objects.synchronise(page)
    log(
        instance=page,
        action="cms.part_reviewed",
        user=user,
        data={"part": part.label, "office": str(part.office), "content_hash": part.content_hash}
        | ({} if own else {"stand_in_for": as_stand_in[part.office]}),
    )
    return review
