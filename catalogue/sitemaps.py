from django.contrib.sitemaps import Sitemap as DjangoSitemap
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap

from cms.models import ProblemType


class ProblemTypeSitemap(DjangoSitemap):
    """The pages of the classification."""

    def items(self):
        return ProblemType.objects.all()

    def location(self, item: ProblemType) -> str:
        return reverse("problem_type", args=[item.slug])


SITEMAPS = {"pages": Sitemap, "problem_types": ProblemTypeSitemap}
