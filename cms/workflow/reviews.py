"""A part that its office signed is reviewed: on the day it becomes public nobody has to confirm it again."""

from collections.abc import Sequence

from django.utils import timezone

from cms.models import BasePage, Office, PageOffice, PartReview

from .changes import Kind, PartChange
from .models import Signature, Submission

READ_ANEW = frozenset({Kind.ADDED, Kind.ALTERED, Kind.HANDED_OVER})


def review_signed_parts(page: BasePage, submission: Submission, changes: Sequence[PartChange]) -> list[PartReview]:
    """Record a review of today for the changed parts of the live `page` whose office signed them.

    Not for what passed by silence or was decided in the office's place: nobody of the office read it.
    """
    maintainers = Office.objects.maintainers()
    signatures = submission.signatures.filter(state=Signature.State.SIGNED)
    signed_by = {signature.office_id: signature.user_id for signature in signatures}
    live = {part.key: part.content_hash for part in page.parts()}
    reviews = []
    for change in changes:
        part = change.part
        if change.kind not in READ_ANEW or part.office is None or live.get(part.key) != part.content_hash:
            continue
        maintainer = maintainers.get(part.office)
        if maintainer and maintainer.pk in signed_by:
            reviews.append(
                PartReview(
                    page_id=page.pk,
                    part_key=part.key,
                    content_hash=part.content_hash,
                    office=part.office,
                    reviewed_on=timezone.localdate(),
                    reviewed_by_id=signed_by[maintainer.pk],
                )
            )
    PartReview.objects.bulk_create(reviews)
    PageOffice.objects.synchronise(page)
    return reviews
