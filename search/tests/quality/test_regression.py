"""The editors' set: its first filling, and its way out and in as a table."""

import pytest

from catalogue.models import SeedRecord
from catalogue.tests.factories import make_topic
from cms.models import BasePage
from cms.publishing import cleared
from cms.spreadsheets import UnreadableTable, csv_file
from cms.testing.factories import make_office, make_problem_type, publish
from search.quality.models import RegressionQuery
from search.quality.ranks import Move, moves, regression_queries
from search.quality.regression import fill, pages_by_topic
from search.quality.sets import Query, QuerySet
from search.quality.table import Refused, sheet, take_over

pytestmark = pytest.mark.django_db
HEADER = "Suchtext;Seite;Problemtyp;Stelle\n"


@pytest.fixture
def topic(home):
    page = make_topic("Markt & Flohmarkt", slug="markt")
    publish(page)
    return page


@pytest.fixture
def other(home):
    return make_topic("Feste", slug="feste")


def expected() -> dict[str, set[str]]:
    rows = RegressionQuery.objects.prefetch_related("expected_pages__page")
    return {row.text: {each.page.slug for each in row.expected_pages.all()} for row in rows}


def refused(content: str) -> list[str]:
    with pytest.raises(Refused) as caught:
        take_over((HEADER + content).encode())
    return caught.value.reasons


# --- the first filling ----------------------------------------------------------------------------------------------
def test_a_topic_is_known_by_its_source_topic_whatever_its_title_is_now(topic):
    SeedRecord.objects.create(key="topics/kammerbeitrag", object_id=topic.pk)
    found = pages_by_topic()
    assert found["Kammerbeitrag"] == found["Markt & Flohmarkt"] == topic.pk
    assert "Handwerk: Meisterpflicht und Handwerksrolle" not in found


def test_an_empty_set_is_filled_and_one_with_anything_in_it_left_alone(topic):
    office, kind = make_office("Marktamt"), make_problem_type("Markt")
    given = QuerySet(
        "",
        (
            Query("Trödel", frozenset({"Markt & Flohmarkt"}), kind.label, office.name),
            Query("Bootssteg", frozenset({"Hafen"}), "Hafen", ""),
        ),
    )
    assert fill(given) == (1, ["Hafen"])
    row = RegressionQuery.objects.get()
    assert (row.text, row.problem_type, row.office) == ("Trödel", kind, office)
    assert expected() == {"Trödel": {"markt"}}
    assert fill(given) == (0, [])
    assert regression_queries() == [Query("Trödel", frozenset({topic.pk}), kind.label, office.name)]


def test_a_query_whose_page_was_deleted_is_kept_but_not_measured(topic):
    fill(QuerySet("", (Query("Trödel", frozenset({"Markt & Flohmarkt"})),)))
    with cleared():
        BasePage.objects.get(pk=topic.pk).delete()
    assert expected() == {"Trödel": set()}
    assert regression_queries() == []


def test_reading_the_set_takes_the_same_statements_however_long_it_is(topic, other, django_assert_num_queries):
    for number in range(2, 12, 9):
        rows = "".join(f"Wort {each};markt;;\nWort {each};feste;;\n" for each in range(number))
        take_over((HEADER + rows.replace("markt", "/themen/markt/").replace("feste", "Feste")).encode())
        with django_assert_num_queries(2):
            assert len(regression_queries()) == number


# --- as a table -----------------------------------------------------------------------------------------------------
def test_what_goes_out_comes_back_as_it_was(topic, other):
    office, kind = make_office("Marktamt"), make_problem_type("Markt")
    rows = (
        f"=Trödel;/themen/markt/;{kind.label};{office.name}\n=Trödel;Feste;{kind.label};{office.name}\nFest;Feste;;\n"
    )
    assert vars(take_over((HEADER + rows).encode())) == {"created": 2, "changed": 0, "unchanged": 0}
    content = csv_file(sheet())
    assert vars(take_over(content)) == {"created": 0, "changed": 0, "unchanged": 2}
    before = regression_queries()
    RegressionQuery.objects.all().delete()
    take_over(content)
    assert sorted(regression_queries(), key=str) == sorted(before, key=str)


def test_a_table_changes_what_it_names_and_keeps_the_rest(topic, other):
    take_over(f"{HEADER}Trödel;Feste;;\nFest;Feste;;\n".encode())
    report = take_over(f"{HEADER}trödel;https://example.org/themen/markt/;;\n".encode())
    assert vars(report) == {"created": 0, "changed": 1, "unchanged": 0}
    assert expected() == {"trödel": {"markt"}, "Fest": {"feste"}}


def test_everything_wrong_with_a_table_is_said_at_once_and_nothing_is_changed(topic, other):
    make_topic("Feste", slug="feste-2")
    long = "x" * 201
    assert refused(f"Trödel;/themen/markt/;;\n;Feste;;\n{long};Feste;;\nA;Feste;;\nB;Hafen;;\nC;;Typ;Amt\n") == [
        "Zeile 3: Der Suchtext fehlt oder ist länger als 200 Zeichen.",
        "Zeile 4: Der Suchtext fehlt oder ist länger als 200 Zeichen.",
        "Zeile 5: Mehrere Seiten heißen „Feste“. Nennen Sie die Adresse.",
        "Zeile 6: Die Seite „Hafen“ gibt es nicht.",
        "Zeile 7: Den Problemtyp „Typ“ gibt es nicht.",
        "Zeile 7: Die Stelle „Amt“ gibt es nicht.",
        "Zeile 7: Es fehlt, welche Seite gefunden werden soll.",
    ]
    assert expected() == {}
    assert refused("") == ["Die Tabelle enthält keine Prüfsuche."]
    with pytest.raises(UnreadableTable):
        take_over(b"Suchtext\nx\n")


# --- ranks ----------------------------------------------------------------------------------------------------------
def test_moves_name_what_leaves_the_first_three_first_then_what_falls_deepest():
    a, b, c, d = (Query(text, frozenset({1})) for text in "abcd")
    found = moves({a: 1, b: 3, c: 9, d: 2}, {a: 1, b: 4, c: None, d: 1})
    assert found == [Move(b, 3, 4), Move(c, 9, None), Move(d, 2, 1)]
    assert [each.leaves_top for each in found] == [True, False, False]
