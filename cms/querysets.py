"""Words that queries of all page types share."""

from django.db.models import Exists, ExpressionWrapper, F, OuterRef, TextField
from wagtail.models import PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from .parts import SHARED


class BasePageQuerySet(PageQuerySet):
    def published(self):
        """What anybody may read: live and not behind a privacy setting.

        Wagtail's `public()` asks for the restrictions beforehand, one statement more for every list of a page.
        """
        listed_path = ExpressionWrapper(OuterRef("path"), output_field=TextField())
        restricted = PageViewRestriction.objects.annotate(listed_path=listed_path)
        return self.live().exclude(Exists(restricted.filter(listed_path__startswith=F("page__path"))))

    def with_example_mark(self):
        """Adds `is_example`: title and summary were never reviewed by their office."""
        reviews = self.model._meta.apps.get_model("cms", "PartReview").objects
        return self.annotate(is_example=~Exists(reviews.filter(page_id=OuterRef("pk"), part_key=SHARED)))

    def alphabetical(self):
        """German alphabetical order: Ä sorts with A."""
        return self.order_by("sort_title", "pk")


BasePageManager = PageManager.from_queryset(BasePageQuerySet)
