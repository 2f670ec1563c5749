"""Words that queries of all page types share."""

from wagtail.models import PageManager
from wagtail.query import PageQuerySet


class BasePageQuerySet(PageQuerySet):
    def published(self):
        """What anybody may read: live and not behind a privacy setting."""
        return self.live().public()

    def for_office(self, office):
        """Pages of which `office` owns a part."""
        return self.filter(page_offices__office=office)

    def of_problem_type(self, problem_type):
        return self.filter(problem_types=problem_type)

    def alphabetical(self):
        """German alphabetical order: Ä sorts with A."""
        return self.order_by("sort_title", "pk")


BasePageManager = PageManager.from_queryset(BasePageQuerySet)
