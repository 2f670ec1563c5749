"""The editors' set as a table, out and in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from cms.models import BasePage, Office, ProblemType
from cms.spreadsheets import Line, Sheet, read_csv
from search.addresses import Addresses
from search.request import MAX_TEXT

from .models import ExpectedPage, RegressionQuery

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


def sheet() -> Sheet:
    """The set as a table: a line for each query and page."""
    rows = RegressionQuery.objects.select_related("problem_type", "office").prefetch_related("expected_pages__page")
    addresses = Addresses()
    return Sheet(
        FILE_NAME,
        COLUMNS,
        [
            [
                row.text,
                addresses.of(page) if page else "",
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
        named = {line.cells[ADDRESS] for line in lines}
        self.addresses = Addresses()
        self.pages = self.addresses.pages(named)
        self.titles: dict[str, list[int]] = defaultdict(list)
        for title, page in BasePage.objects.filter(depth__gt=1, title__in=named).values_list("title", "pk"):
            self.titles[title].append(page)
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
        if page := self.pages.get(self.addresses.path(name)):
            return page.pk
        pages = self.titles[name]
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
