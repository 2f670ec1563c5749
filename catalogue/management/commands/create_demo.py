from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalogue.demo import create_demo
from cms.demo import PASSWORD


class Command(BaseCommand):
    """Accounts to try the site with, and topics that wait for them, for development only."""

    help = "Create the demo accounts and their open work. Refused wherever DEMO_ACCOUNTS_ALLOWED is not set."

    def handle(self, **options) -> None:
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise CommandError("Demo accounts are for development only: DEMO_ACCOUNTS_ALLOWED is not set.")
        names = ", ".join(user.username for user in create_demo()) or "none new"
        self.stdout.write(f"demo accounts (password “{PASSWORD}”): {names}")
