from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.demo import PASSWORD, create_demo_accounts


class Command(BaseCommand):
    """One account per office with editors and one administrator, for development only."""

    help = "Create the demo accounts. Refused wherever DEMO_ACCOUNTS_ALLOWED is not set."

    def handle(self, **options) -> None:
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise CommandError("Demo accounts are for development only: DEMO_ACCOUNTS_ALLOWED is not set.")
        created = create_demo_accounts()
        names = ", ".join(user.username for user in created) or "none new"
        self.stdout.write(f"demo accounts (password “{PASSWORD}”): {names}")
