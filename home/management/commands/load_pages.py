from django.core.management.base import BaseCommand, CommandError

from catalogue.seed.files import BrokenContent
from catalogue.seed.records import Refused
from cms.models import Office
from home.seed.loader import load_pages


class Command(BaseCommand):
    """Imprint, privacy, accessibility and about: placeholders that say so, for the office to complete."""

    help = "Load the plain pages of the site. Run again at any time: edited or deleted pages are left alone and named."

    def handle(self, **options) -> None:
        try:
            report = load_pages()
        except (BrokenContent, Refused) as error:
            raise CommandError(str(error)) from error
        except Office.DoesNotExist as error:
            raise CommandError("There is no Wirtschaftsförderung yet. Run load_content first.") from error
        for line in report.lines():
            self.stdout.write(line)
