from django.core.management.base import BaseCommand

from search.quality.models import RegressionQuery
from search.quality.regression import fill


class Command(BaseCommand):
    help = "Fill the set of queries that the search is measured with, where it is still empty."

    def handle(self, **options) -> None:
        made, unknown = fill()
        for name in unknown:
            self.stdout.write(f"left out: there is no page for “{name}”")
        self.stdout.write(f"search queries: {made} created, {RegressionQuery.objects.count() - made} kept")
