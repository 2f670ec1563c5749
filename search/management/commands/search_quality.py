from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.seed.files import BrokenContent
from search.quality.changes import CHANGES, SEED, inflected, typing_errors
from search.quality.report import html, lines
from search.quality.runs import keep
from search.quality.sets import QuerySet, read
from search.quality.survey import ELASTICSEARCH, POSTGRESQL, survey
from search.replica.client import FAILURES, reason

SITE = "site"


class Command(BaseCommand):
    help = (
        "Measure how well the search finds: nDCG@10, MRR, R@10, top-3, queries without hits and with a weak result, "
        "per problem type and under changes of spelling, and how far the engines lie apart."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--set",
            default=SITE,
            metavar="FILE|DIR|site",
            help="a table of queries and topics, a directory in BEIR layout, or the editors' set (default)",
        )
        parser.add_argument(
            "--engine",
            choices=[POSTGRESQL, ELASTICSEARCH, "both"],
            default="both" if settings.ELASTICSEARCH_URL else POSTGRESQL,
        )
        parser.add_argument(
            "--changes", nargs="*", choices=list(CHANGES), default=list(CHANGES), help="of spelling; default: all"
        )
        parser.add_argument(
            "--typos", action="store_const", dest="changes", const=["typos"], help="the same as --changes typos"
        )
        parser.add_argument("--seed", type=int, default=SEED, help="another one makes other typing errors")
        parser.add_argument(
            "--without-own-words", action="store_true", help="leave out everyday words that are a query of the set"
        )
        parser.add_argument("--report", type=Path, metavar="FILE.html", help="write the figures as a page, too")
        parser.add_argument("--keep", action="store_true", help="note the figures of the editors' set for the admin")

    def handle(self, *args, **options) -> None:
        given = None if options["set"] == SITE else self.read(Path(options["set"]))
        engines = [POSTGRESQL, ELASTICSEARCH] if options["engine"] == "both" else [options["engine"]]
        if ELASTICSEARCH in engines and not settings.ELASTICSEARCH_URL:
            raise CommandError("There is no Elasticsearch: ELASTICSEARCH_URL is not set.")
        if options["keep"] and (given or options["without_own_words"]):
            raise CommandError("Only the figures of the editors' set as it is can be kept.")
        changes = {**CHANGES, "typos": partial(typing_errors, seed=options["seed"])}
        changes["inflected"] = partial(inflected, seed=options["seed"])
        wanted = {name: changes[name] for name in options["changes"]}
        try:
            found = survey(given, engines, wanted, leave_out_own_words=options["without_own_words"])
        except FAILURES as error:
            raise CommandError(f"Elasticsearch does not answer: {reason(error)}") from error
        if not found.measurements[0].judged:
            raise CommandError("There is no query to measure with: none of the expected pages is there.")
        for line in lines(found):
            self.stdout.write(line)
        if options["keep"]:
            for measurement in found.measurements:
                keep(measurement)
        if options["report"]:
            self.write(options["report"], html(found))

    def read(self, path: Path) -> QuerySet:
        try:
            return read(path)
        except BrokenContent as error:
            raise CommandError(f"{error}\nNothing was measured.") from error

    def write(self, path: Path, page: str) -> None:
        try:
            path.write_text(page, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        self.stdout.write(f"\nreport: {path}")
