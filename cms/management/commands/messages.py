from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.messages import as_mo, as_po, catalogue_path, merged


class Command(BaseCommand):
    """Collects the texts of code and templates into the catalogue, and compiles it."""

    help = "Write and compile the message catalogue; with --check only say whether it is up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help="change nothing; fail if the catalogue is stale")
        choice.add_argument("--compile", action="store_true", help="compile the catalogue as it is")

    def handle(self, *, check: bool, compile: bool, **options: Any) -> None:
        path = catalogue_path(Path(settings.BASE_DIR))
        known = path.read_bytes() if path.exists() else b""
        wanted = known if compile else as_po(merged(Path(settings.BASE_DIR)))
        compiled = as_mo(wanted)
        if check:
            if wanted != known:
                raise CommandError(f"{path.relative_to(settings.BASE_DIR)} is stale. Run: make messages")
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted)
        path.with_suffix(".mo").write_bytes(compiled)
        self.stdout.write(f"{wanted.count(b'msgid ') - 1} texts in {path.relative_to(settings.BASE_DIR)}")
