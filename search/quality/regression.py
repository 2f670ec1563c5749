"""The editors' set: its first filling from the file that comes along, and its way out and in as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Site

from catalogue.models import SeedRecord, TopicPage
from catalogue.seed.bundle import read as read_content
from catalogue.seed.loader import SEED
from cms.models import BasePage, Office, ProblemType
from cms.spreadsheets import Line, Sheet, read_csv
from search.request import MAX_TEXT

from .models import ExpectedPage, RegressionQuery
from .sets import TRADERS, Query, QuerySet, read, with_pages

TEXT, ADDRESS, TITLE, PROBLEM_TYPE, OFFICE = COLUMNS = ("Suchtext", "Seite", "Titel", "Problemtyp", "Stelle")
FILE_NAME = "pruefsuchen"


class Refused(Exception):
    """A table that cannot be taken over; nothing was changed. `reasons` are sentences for whoever gave it."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = list(reasons)
        super().__init__("\n".join(self.reasons))


@dataclass
class Report:
    """What a table changed."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


# --- the first filling ----------------------------------------------------------------------------------------------
def pages_by_topic(content: Path = SEED) -> dict[str, int]:
    """The page of every topic by the names a query set knows it by.

    Sets name topics as the advisory practice does: that is `source_topic` in the seed files, and stays what it is when
    a page gets another title. Topics that no file knows go by the title of their page.
    """
    found = dict(TopicPage.objects.order_by("-pk").values_list("title", "pk"))
    made = dict(SeedRecord.objects.filter(key__startswith="topics/").values_list("key", "object_id"))
    there = set(found.values())
    for slug, entry in read_content(content).topics.items():
        page = made.get(f"topics/{slug}")
        if page in there:
            found[entry.value.source_topic] = page
    return found


@transaction.atomic
def fill(given: QuerySet | None = None) -> tuple[int, list[str]]:
    """Fill an empty set from the file that comes along; returns how many queries there are now and unknown topics.

    A set that holds anything is left as its editors have it.
    """
    if RegressionQuery.objects.exists():
        return 0, []
    queries, unknown = with_pages(given or read(TRADERS), pages_by_topic())
    types = dict(ProblemType.objects.values_list("label", "pk"))
    offices = dict(Office.objects.values_list("name", "pk"))
    rows = RegressionQuery.objects.bulk_create(
        RegressionQuery(
            text=query.text, problem_type_id=types.get(query.problem_type), office_id=offices.get(query.office)
        )
        for query in queries
    )
    _expect(zip(rows, queries, strict=True))
    return len(rows), unknown


def _expect(rows: Iterable[tuple[RegressionQuery, Query]]) -> None:
    ExpectedPage.objects.bulk_create(
        ExpectedPage(query=row, page_id=page) for row, query in rows for page in sorted(query.expected)
    )


# --- as a table -----------------------------------------------------------------------------------------------------
def sheet() -> Sheet:
    """The set as a table: a line for each query and page."""
    rows = RegressionQuery.objects.select_related("problem_type", "office").prefetch_related("expected_pages__page")
    home = _home_path()
    return Sheet(
        FILE_NAME,
        COLUMNS,
        [
            [
                row.text,
                page.url_path.removeprefix(home) if page else "",
                page.title if page else "",
                row.problem_type.label if row.problem_type else "",
                row.office.name if row.office else "",
            ]
            for row in rows
            for page in [each.page for each in row.expected_pages.all()] or [None]
        ],
    )


@transaction.atomic
def take_over(content: bytes) -> Report:
    """Bring the set to what a table says: queries it names are made or changed, all others stay.

    Raises `UnreadableTable` or, with everything that is wrong, `Refused`; nothing is changed then.
    """
    reader = _Reader(read_csv(content, (TEXT, ADDRESS, PROBLEM_TYPE, OFFICE)))
    wanted = reader.queries()
    if reader.reasons or not wanted:
        raise Refused(reader.reasons or [_("Die Tabelle enthält keine Prüfsuche.")])
    report = Report()
    rows = RegressionQuery.objects.select_for_update().prefetch_related("expected_pages")
    known = {row.text.lower(): row for row in rows}
    for key, query in wanted.items():
        _take(known.get(key), query, report)
    return report


def _take(row: RegressionQuery | None, wanted: "_Wanted", report: Report) -> None:
    values = {"text": wanted.text, "problem_type_id": wanted.problem_type, "office_id": wanted.office}
    if row is None:
        row = RegressionQuery.objects.create(**values)
        pages: set[int] = set()
        report.created += 1
    else:
        pages = {each.page_id for each in row.expected_pages.all()}
        if pages == wanted.pages and all(getattr(row, name) == value for name, value in values.items()):
            report.unchanged += 1
            return
        RegressionQuery.objects.filter(pk=row.pk).update(**values)
        ExpectedPage.objects.filter(query=row.pk).exclude(page__in=wanted.pages).delete()
        report.changed += 1
    ExpectedPage.objects.bulk_create(
        ExpectedPage(query_id=row.pk, page_id=page) for page in sorted(wanted.pages - pages)
    )


@dataclass
class _Wanted:
    text: str
    problem_type: int | None
    office: int | None
    pages: set[int] = field(default_factory=set)


class _Reader:
    """Turns lines into queries and collects what is wrong with them, in sentences."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.reasons: list[str] = []
        home = _home_path()
        named = {line.cells[ADDRESS] for line in lines}
        pages = BasePage.objects.filter(depth__gt=1)
        self.addresses = dict(
            pages.filter(url_path__in=[home + _path(name) for name in named]).values_list("url_path", "pk")
        )
        self.home = home
        self.titles: dict[str, list[int]] = {}
        for title, page in pages.filter(title__in=named).values_list("title", "pk"):
            self.titles.setdefault(title, []).append(page)
        self.types = dict(ProblemType.objects.values_list("label", "pk"))
        self.offices = dict(Office.objects.values_list("name", "pk"))

    def queries(self) -> dict[str, _Wanted]:
        """The queries by their text in lower case; a query of several lines expects all of their pages."""
        found: dict[str, _Wanted] = {}
        for line in self.lines:
            text = " ".join(line.cells[TEXT].split())
            if not text or len(text) > MAX_TEXT:
                self._note(line, _("Der Suchtext fehlt oder ist länger als %(count)s Zeichen.") % {"count": MAX_TEXT})
                continue
            wanted = _Wanted(
                text,
                self._known(line, PROBLEM_TYPE, self.types, _("Den Problemtyp „%(name)s“ gibt es nicht.")),
                self._known(line, OFFICE, self.offices, _("Die Stelle „%(name)s“ gibt es nicht.")),
            )
            page = self._page(line)
            if page:
                found.setdefault(text.lower(), wanted).pages.add(page)
        return found

    def _page(self, line: Line) -> int | None:
        name = line.cells[ADDRESS]
        if not name:
            self._note(line, _("Es fehlt, welche Seite gefunden werden soll."))
            return None
        if page := self.addresses.get(self.home + _path(name)):
            return page
        pages = self.titles.get(name, [])
        if len(pages) == 1:
            return pages[0]
        if pages:
            self._note(line, _("Mehrere Seiten heißen „%(name)s“. Nennen Sie die Adresse.") % {"name": name})
        else:
            self._note(line, _("Die Seite „%(name)s“ gibt es nicht.") % {"name": name})
        return None

    def _known(self, line: Line, column: str, rows: dict[str, int], unknown: str) -> int | None:
        name = line.cells[column]
        if name and name not in rows:
            self._note(line, unknown % {"name": name})
        return rows.get(name)

    def _note(self, line: Line, reason: str) -> None:
        self.reasons.append(_("Zeile %(line)s: %(reason)s") % {"line": line.number, "reason": reason})


def _home_path() -> str:
    """What the paths of all pages begin with, before their public address."""
    return Site.objects.select_related("root_page").get(is_default_site=True).root_page.url_path.rstrip("/")


def _path(address: str) -> str:
    """The path of an address, which may be a whole one, as paths of pages are written."""
    path = "/" + address.partition("://")[2].partition("/")[2] if "://" in address else address
    return f"/{path.strip('/')}/" if path.strip("/") else "/"
