from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.seed.files import BrokenContent
from catalogue.seed.loader import SEED, load
from catalogue.seed.records import Refused


class Command(BaseCommand):
    """Offices, problem types, topics, occasions and rounds from content files, everything or nothing."""

    help = (
        "Load content files. Run again at any time: new pages are public as example content, changed files become "
        "drafts of their pages, pages that somebody edited or deleted are left alone and named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "directory", nargs="?", type=Path, default=SEED, help="default: the content that comes along"
        )

    def handle(self, *, directory: Path, **options) -> None:
        try:
            report = load(directory)
        except BrokenContent as error:
            count = len(error.faults)
            raise CommandError(f"{error}\n{count} fault{'s' * (count > 1)}, nothing was changed.") from error
        except Refused as error:
            raise CommandError(f"{error}\nNothing was changed.") from error
        for line in report.lines():
            self.stdout.write(line)
