from django.core.management.base import BaseCommand, CommandError

from cms import tick


class Command(BaseCommand):
    """Says in one line what it did; fails, after having done all the rest, where an item failed."""

    help = "Do what is due: silence, reminders, publications, mails … Run it every few minutes."

    def handle(self, **options) -> None:
        report = tick.run()
        if report is None:
            self.stdout.write("tick: another one is running, nothing done")
            return
        self.stdout.write(str(report))
        if report.failures:
            raise CommandError(f"tick: {len(report.failures)} failed: {', '.join(report.failures)}")
