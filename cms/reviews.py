"""Reviews of parts: when did which office last say that its text is right?"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from wagtail.log_actions import log

from .models import BasePage, Office, PageOffice, PartReview, User
from .parts import Part
from .querysets import BasePageQuerySet


class OutdatedReview(Exception):
    """The text changed between reading and confirming it."""


@dataclass(frozen=True)
class ReviewState:
    """A part of a page together with its latest review, if there ever was one."""

    part: Part
    review: PartReview | None

    @property
    def is_example(self) -> bool:
        """Never reviewed by its office: the reader is told that this is example content."""
        return self.review is None

    @property
    def is_current(self) -> bool:
        """The latest review was of exactly this text."""
        return self.review is not None and self.review.vouches_for(self.part)


def review_states(page: BasePage) -> list[ReviewState]:
    """One state per part of `page`, in the order of the parts; one query."""
    latest = PartReview.objects.filter(page_id=page.pk).select_related("office").latest_by_part()
    return [ReviewState(part, latest.get(part.key)) for part in page.parts()]


def pages_to_review(user: User) -> BasePageQuerySet:
    """The live pages with parts that `user` may confirm and should look at, alphabetically.

    Each carries `parts_to_review`, the number of these parts. Two queries for the offices, one for the pages.
    """
    waiting = BasePage.objects.live().filter(
        page_offices__office__in=Office.objects.maintained_by(user), page_offices__parts_to_review__gt=0
    )
    return waiting.annotate(parts_to_review=Sum("page_offices__parts_to_review")).alphabetical()


@transaction.atomic
def confirm_part(*, page: BasePage, part_key: str, user: User, content_hash: str | None = None) -> PartReview:
    """Record that the part's office finds the live text right ("stimmt"), and log it.

    `content_hash` is that of the text the user has read; `OutdatedReview` is raised if the live text is another one.
    Raises `DoesNotExist` for a page that is not live, `KeyError` for an unknown part, and `PermissionDenied` where
    `user` does not act for the part's office.
    """
    page = page.specific_class.objects.live().select_for_update(of=("self",)).get(pk=page.pk)
    part = {part.key: part for part in page.parts()}[part_key]
    if part.office is None or not part.office.is_maintained_by(user):
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
        data={"part": part.label, "office": str(part.office), "content_hash": part.content_hash},
    )
    return review
