"""Tables as files for the spreadsheet programs of German offices: CSV and OpenDocument."""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from odfdo import Cell, Document, Element, Row, Table

type Value = str | int | datetime.date | None

# What spreadsheet programs take for the beginning of a formula in a CSV file.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
DATE_STYLE = "german-date"
HEADER_STYLE = "header"
STYLES = (
    '<number:date-style style:name="day-month-year"><number:day number:style="long"/><number:text>.</number:text>'
    '<number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/>'
    "</number:date-style>",
    f'<style:style style:name="{DATE_STYLE}" style:family="table-cell" style:data-style-name="day-month-year"/>',
    f'<style:style style:name="{HEADER_STYLE}" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style>',
)
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Sheet:
    """A table with a heading for each column. `name` is also that of the file, without ending."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]


def csv_file(sheet: Sheet) -> bytes:
    """The sheet as CSV the way a German Excel opens it by double click: semicolons, UTF-8 with a byte order mark.

    A text that looks like a formula gets an apostrophe in front, so that no program calculates it.
    """
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=";")
    writer.writerow([_plain(text) for text in sheet.header])
    writer.writerows([_plain(value) for value in row] for row in sheet.rows)
    return lines.getvalue().encode("utf-8-sig")


def ods_file(sheet: Sheet) -> bytes:
    """The sheet as OpenDocument. Every cell has a type: a text stays a text, whatever it begins with."""
    document = Document("spreadsheet")
    document.set_language("de-DE")
    for style in STYLES:
        document.insert_style(Element.from_tag(style), automatic=True)
    table = Table(sheet.name)
    table.append_row(_row(sheet.header, HEADER_STYLE))
    for row in sheet.rows:
        table.append_row(_row(row))
    document.body.clear()
    document.body.append(table)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


FORMATS = {
    "csv": ("text/csv; charset=utf-8", csv_file),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", ods_file),
}


def download(sheet: Sheet, ending: str) -> HttpResponse:
    """The sheet as a file to save; `ending` is a key of `FORMATS`."""
    content_type, write = FORMATS[ending]
    headers = {"Content-Disposition": f'attachment; filename="{sheet.name}.{ending}"'}
    return HttpResponse(write(sheet), content_type=content_type, headers=headers)


def _plain(value: Value) -> str:
    if isinstance(value, datetime.date):
        return value.strftime("%d.%m.%Y")
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not isinstance(value, int) else text


def _row(values: Sequence[Value], style: str | None = None) -> Row:
    row = Row()
    for value in values:
        if isinstance(value, datetime.date):
            row.append_cell(Cell(value, text=value.strftime("%d.%m.%Y"), style=DATE_STYLE))
        elif value is None or isinstance(value, int):
            row.append_cell(Cell(value, style=style))
        else:
            row.append_cell(Cell(NOT_IN_XML.sub("", str(value)), style=style))
    return row
