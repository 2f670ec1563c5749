"""Tables as files for the spreadsheet programs of German offices: CSV and OpenDocument."""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
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


class UnreadableTable(Exception):
    """A file somebody gave us is no table we can read; the message is a sentence for that person."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table from a file: its cells by column, and the line it begins in."""

    number: int
    cells: Mapping[str, str]


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


def read_csv(content: bytes, columns: Sequence[str]) -> list[Line]:
    """The rows of a CSV file with at least these columns, in any order; empty rows are left out.

    Reads what German programs write: semicolons, commas or tabs, UTF-8 or Windows-1252, and what `csv_file` wrote as
    it was before. Raises `UnreadableTable`.
    """
    text = _decoded(content)
    first, _newline, _rest = text.partition("\n")
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        missing = [column for column in columns if column not in header]
        if missing:
            raise UnreadableTable(
                _("In der ersten Zeile fehlen die Spalten %(columns)s.") % {"columns": ", ".join(missing)}
            )
        lines, begin = [], reader.line_num + 1
        for cells in reader:
            number, begin = begin, reader.line_num + 1
            if len(cells) > len(header):
                raise UnreadableTable(_("Zeile %(line)s hat zu viele Spalten.") % {"line": number})
            values = [_unguarded(cell.strip()) for cell in cells]
            if any(values):
                values += [""] * (len(header) - len(values))
                lines.append(Line(number, dict(zip(header, values, strict=True))))
        return lines
    except csv.Error as error:
        raise UnreadableTable(
            _("Zeile %(line)s ist nicht lesbar. Stimmen die Anführungszeichen?") % {"line": reader.line_num}
        ) from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not NOT_IN_XML.search(text):
            return text
    raise UnreadableTable(_("Das ist keine CSV-Datei. Speichern Sie die Tabelle als CSV (UTF-8)."))


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


def _unguarded(text: str) -> str:
    """What `_plain` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


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
