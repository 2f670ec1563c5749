from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.check import check


class Command(BaseCommand):
    help = "Compare pages, the search index of PostgreSQL and Elasticsearch, and repair what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what differs")

    def handle(self, *args, **options) -> None:
        left = []
        for finding in check(repair=not options["dry_run"]):
            for line in finding.before:
                self.stdout.write(f"{finding.name}: {line}")
            if not finding.before:
                self.stdout.write(f"{finding.name}: all right")
            elif not finding.after:
                self.stdout.write(self.style.SUCCESS(f"{finding.name}: repaired"))
            left += [f"{finding.name}: {line}" for line in finding.after]
        if left:
            raise CommandError(f"Not repaired: {'; '.join(left)}")
