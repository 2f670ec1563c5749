from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.models import BasePage
from search.index.builds import RebuildRunning, is_unfit, live, rebuild

WIDTH = 40


class Command(BaseCommand):
    help = "Build the search index anew beside the live one, and let it take its place. The search goes on answering."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-needed", action="store_true", help="only where there is none, or an update changed the analysis"
        )

    def handle(self, *args, **options) -> None:
        if options["if_needed"] and not is_unfit(live()):
            return
        total, done = BasePage.objects.count(), 0
        shows_bar = self.stdout.isatty() and options["verbosity"]
        try:
            for looked_at in rebuild():
                done += looked_at
                if shows_bar:
                    self.stdout.write(progress(done, total), ending="\r")
        except RebuildRunning:
            raise CommandError("Another process is building the search index already.") from None
        self.stdout.write(self.style.SUCCESS(f"search index: {live().pages} pages".ljust(WIDTH + 30)))


def progress(done: int, total: int) -> str:
    """One line that overwrites itself: a bar and the numbers."""
    filled = WIDTH * done // max(total, done, 1)
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {done} / {max(total, done)} pages"
