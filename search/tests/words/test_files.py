"""A file of words: what it says, and what is wrong with it, line by line."""

import pytest

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_topic
from cms.spreadsheets import csv_file
from search.engines import get_engine
from search.models import SearchBuild
from search.request import SearchRequest
from search.words.files import MAX_LINES, Reading, read_words, sheet_of, take_in

HEADER = "Alltagswort;Adresse der Seite;Wörter der Ämter;Fester erster Treffer"


def table(*lines: str) -> bytes:
    return "\r\n".join([HEADER, *lines]).encode("utf-8-sig")


def faults(content: bytes, user) -> list[tuple[int, str]]:
    reading = read_words(content, user)
    return [(fault.line, fault.reason) for fault in reading.faults]


def all_words() -> set[tuple]:
    return set(EverydayWord.objects.values_list("text", "page__slug", "office_words", "is_best_bet"))


def test_what_goes_out_comes_in_again_and_changes_nothing(desk):
    EverydayWord.objects.create(text="=1+1", page=desk.tables, is_best_bet=True)
    EverydayWord.objects.create(text='Müll; "Dreck"', page=desk.waste, office_words="-Abfall")
    EverydayWord.objects.create(text="Heizpilz", office_words="Gasheizstrahler")
    before = all_words()
    words = EverydayWord.objects.select_related("page").prefetch_related("page__page_offices__office")

    content = csv_file(sheet_of(words))
    reading = read_words(content, desk.editor)

    assert "/tische/" in content.decode()
    assert ";'=1+1;" in ";" + content.decode().replace("\n", ";")
    assert (reading.faults, reading.changes, len(reading.same)) == ([], [], 3)
    EverydayWord.objects.all().delete()
    take_in(read_words(content, desk.promotion), desk.promotion)
    assert all_words() == before


def test_new_and_changed_words_are_taken_in_and_found_at_once(desk):
    EverydayWord.objects.create(text="biergarten", page=desk.tables, is_best_bet=True)
    content = table(
        "Biergarten;/themen/tische/;Schankvorgarten;",
        "Biergarten;/themen/terrasse/;;ja",
        "Heizpilz;https://example.org/themen/tische;;nein",
    )
    make_topic("Terrasse", slug="terrasse", lead_office=desk.office)

    reading = read_words(content, desk.editor)
    assert (reading.faults, len(reading.new), len(reading.changed)) == ([], 2, 1)
    assert EverydayWord.objects.count() == 1
    take_in(reading, desk.editor)

    assert all_words() == {
        ("Biergarten", "tische", "Schankvorgarten", False),
        ("Biergarten", "terrasse", "", True),
        ("Heizpilz", "tische", "", False),
    }
    hits = get_engine("postgresql").search(SearchRequest(text="heizpilz")).hits
    assert [hit.title for hit in hits] == ["Tische auf dem Gehweg"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (";/themen/tische/;;", "Alltagswort"),
        (f"{'x' * 121};/themen/tische/;;", "Alltagswort"),
        (f"Wort;/themen/tische/;{'x' * 251};", "Wörter der Ämter"),
        ("Wort;;;", "Wählen Sie eine Seite oder geben Sie Wörter der Ämter an"),
        ("Wort;/themen/nirgends/;;", "Es gibt keine Seite mit der Adresse „/themen/nirgends/“"),
        ("Wort;http://[;;", "Es gibt keine Seite mit der Adresse „http://[“"),
        ("Wort;/;;", "Die Startseite und Übersichten"),
        ("Wort;/themen/;;", "Die Startseite und Übersichten"),
        ("Wort;/themen/abfall/;;", "gehört anderen Stellen"),
        ("Wort;;Amtswort;", "pflegt die Wirtschaftsförderung"),
        ("Wort;/themen/tische/;;vielleicht", "kann nur ja oder nein stehen"),
        ("?!;/themen/tische/;;", "Es fehlen Buchstaben oder Ziffern"),
        ("richtig;/themen/tische/;;", "Dasselbe steht schon in Zeile 2"),
        ("RICHTIG;/themen/tische/;;", "Dasselbe steht schon in Zeile 2"),
        ("belegt;/themen/tische/;;ja", "schon einen festen ersten Treffer"),
        ("Wort;/themen/tische/;;;zu;viel", "zu viele Spalten"),
    ],
)
def test_every_fault_names_its_line(desk, line, said):
    EverydayWord.objects.create(text="Belegt", page=desk.waste, is_best_bet=True)
    found = faults(table("Richtig;/themen/tische/;;", "", line), desk.editor)
    assert len(found) == 1
    assert said in found[0][1]
    assert found[0][0] == (0 if "Spalten" in said and "viele" in said else 4)
    if not found[0][0]:
        assert "Zeile 4" in found[0][1]


def test_two_first_hits_in_one_file_are_one_too_many(desk):
    make_topic("Terrasse", slug="terrasse", lead_office=desk.office)
    found = faults(table("Wort;/themen/tische/;;ja", "wort;/themen/terrasse/;;ja"), desk.editor)
    assert [line for line, _reason in found] == [3]


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2", b"PK\x03\x04", HEADER.encode()])
def test_what_is_no_list_is_refused(desk, content):
    [(line, _reason)] = faults(content, desk.editor)
    assert line == 0


def test_a_list_has_an_end(desk):
    lines = [f"Wort{number};/themen/tische/;;" for number in range(MAX_LINES + 1)]
    [(line, reason)] = faults(table(*lines), desk.editor)
    assert line == MAX_LINES + 2
    assert "höchstens" in reason


def test_reading_costs_the_same_for_many_lines_and_indexing_too(
    desk, django_assert_num_queries, django_assert_max_num_queries
):
    def read(first: int, last: int) -> Reading:
        reading = read_words(table(*(f"Wort {number};/themen/tische/;;" for number in range(first, last))), desk.editor)
        assert not reading.faults
        return reading

    read(0, 2).save()
    with django_assert_max_num_queries(10) as before:
        read(2, 4)
    with django_assert_num_queries(len(before)):
        reading = read(4, 40)
    version = SearchBuild.objects.get(is_live=True).version
    reading.save()
    assert SearchBuild.objects.get(is_live=True).version <= version + 2  # the pages once, the words once
