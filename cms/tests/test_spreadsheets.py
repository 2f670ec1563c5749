import csv
import datetime
import io
import zipfile

import pytest
from django.utils.translation import gettext_lazy
from odfdo import Document

from cms.spreadsheets import Sheet, UnreadableTable, csv_file, download, ods_file, read_csv

DAY = datetime.date(2026, 11, 30)
SHEET = Sheet("zu-zeichnen", ["Seite", "fällig", "Teile"], [["Tische; Stühle", DAY, 3], ['Ein "Wort"', None, 0]])
FORMULAS = ["=1+1", "+49 30", "-2+3", "@SUMME(A1)", "\t=1", "\r=1", "\n=1"]


def read_ods(content: bytes) -> list[list]:
    return Document(io.BytesIO(content)).body.tables[0].get_values()


def test_csv_opens_in_a_german_spreadsheet():
    content = csv_file(SHEET)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [["Seite", "fällig", "Teile"], ["Tische; Stühle", "30.11.2026", "3"], ['Ein "Wort"', "", "0"]]


def test_opendocument_keeps_dates_and_numbers():
    assert read_ods(ods_file(SHEET)) == [
        ["Seite", "fällig", "Teile"],
        ["Tische; Stühle", DAY, 3],
        ['Ein "Wort"', None, 0],
    ]


def test_opendocument_is_a_package_as_the_standard_wants_it():
    with zipfile.ZipFile(io.BytesIO(ods_file(SHEET))) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert package.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
        content = package.read("content.xml").decode()
    assert "30.11.2026" in content
    assert 'style:data-style-name="day-month-year"' in content


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text):
    sheet = Sheet("liste", [text], [[text]])
    rows = list(csv.reader(io.StringIO(csv_file(sheet).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [[f"'{text}"], [f"'{text}"]]
    with zipfile.ZipFile(io.BytesIO(ods_file(sheet))) as package:
        content = package.read("content.xml").decode()
    assert "table:formula" not in content
    assert content.count('office:value-type="string"') == 2


def test_an_empty_list_has_its_header():
    empty = Sheet("leer", ["Seite"], [])
    assert csv_file(empty).decode("utf-8-sig") == "Seite\r\n"
    assert read_ods(ods_file(empty)) == [["Seite"]]


def test_a_download_is_saved_under_the_name_of_the_list():
    response = download(SHEET, "ods")
    assert response["Content-Disposition"] == 'attachment; filename="zu-zeichnen.ods"'
    assert response["Content-Type"] == "application/vnd.oasis.opendocument.spreadsheet"


def test_characters_that_xml_cannot_hold_do_not_spoil_the_file():
    assert read_ods(ods_file(Sheet("liste", ["a\x0bb"], [["c\x00d\n\te"]])))[0] == ["ab"]


def test_texts_that_are_translated_late_are_texts():
    sheet = Sheet("liste", [gettext_lazy("Seite")], [[gettext_lazy("überfällig")], [-3]])
    assert read_ods(ods_file(sheet)) == [["Seite"], ["überfällig"], [-3]]
    assert csv_file(sheet).decode("utf-8-sig").split() == ["Seite", "überfällig", "-3"]


def cells(content: bytes, *columns: str) -> list[tuple]:
    return [(line.number, *(line.cells[column] for column in columns)) for line in read_csv(content, columns)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_table_is_read_as_german_programs_write_it(encoding, delimiter):
    text = f'Büro{delimiter}Wort\r\n"Straßen{delimiter}Weg"{delimiter}"Ein ""Wort"""\r\n\r\n{delimiter}\r\nÄmter\r\n'
    assert cells(text.encode(encoding), "Wort", "Büro") == [
        (2, 'Ein "Wort"', f"Straßen{delimiter}Weg"),
        (5, "", "Ämter"),
    ]


def test_a_cell_of_several_lines_counts_as_the_line_it_begins_in():
    assert cells(b'Wort\n"a\nb"\nc\n', "Wort") == [(2, "a\nb"), (4, "c")]


@pytest.mark.parametrize("text", [*(each.strip() for each in FORMULAS if each.strip()[0] in "=+-@"), "'n Abend", "-3"])
def test_what_was_written_is_read_as_it_was(text):
    assert cells(csv_file(Sheet("liste", ["Wort"], [[text]])), "Wort") == [(2, text)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "fehlen die Spalten Wort"),
        (b"Seite;Stelle\nx;y\n", "fehlen die Spalten Wort"),
        (b"Wort\na;b\n", "Zeile 2 hat zu viele Spalten"),
        (b'Wort\n"a\n', "Zeile 2 ist nicht lesbar"),
        (b"PK\x03\x04\x00\x00", "keine CSV-Datei"),
        ("Wort\nx\n".encode("utf-16"), "keine CSV-Datei"),
        (b"\x81\xff", "keine CSV-Datei"),
    ],
)
def test_what_cannot_be_read_is_said(content, said):
    with pytest.raises(UnreadableTable, match=said):
        read_csv(content, ["Wort"])
