from django.core.management.base import BaseCommand

from cms.models import BasePage
from search.index import rebuild
from search.models import SearchEntry


class Command(BaseCommand):
    help = "Build the search index anew. The search goes on answering meanwhile."

    def handle(self, *args, **options) -> None:
        total, done = BasePage.objects.count(), 0
        for looked_at in rebuild():
            done += looked_at
            if options["verbosity"] > 1:
                self.stdout.write(f"{done} / {total}")
        self.stdout.write(self.style.SUCCESS(f"search index: {SearchEntry.objects.count()} pages"))
