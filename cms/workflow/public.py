"""What readers may know about how the text of a page came about."""

from dataclasses import dataclass

from django.db.models import Q

from cms.models import BasePage

from .models import Publication


@dataclass(frozen=True)
class PublicRecord:
    """What changed when, in the words of whoever changed it, newest first; and whether a text is still unsigned."""

    notes: list[Publication]
    urgent: Publication | None

    @classmethod
    def of(cls, page: BasePage) -> "PublicRecord":
        """The record of `page`; one query. A page that was never saved, a preview, has none."""
        is_urgent = Q(kind=Publication.Kind.URGENT, settled_at__isnull=True)
        published = Publication.objects.filter(page_id=page.pk, published_at__isnull=False)
        found = list(published.filter(is_urgent | ~Q(public_note="")).defer("cleared_content"))
        unsettled = (row for row in found if row.kind == Publication.Kind.URGENT and row.settled_at is None)
        return cls([row for row in found if row.public_note], next(unsettled, None))
