from django.core.management.base import BaseCommand, CommandError

from cms.workflow.schedule import expire_all_due, publish_all_due


class Command(BaseCommand):
    """Takes the place of Wagtail's command of this name, which publishes whatever a planned version says by now."""

    help = "Publish the signed texts whose time has come and withdraw expired pages. `tick` does this too."

    def handle(self, **options) -> None:
        published, expired = publish_all_due(), expire_all_due()
        self.stdout.write(f"published: {published.done}, refused: {published.refused}, expired: {expired.done}")
        if failed := published.failed + expired.failed:
            raise CommandError(f"{failed} failed; the log says why. The next run tries again.")
