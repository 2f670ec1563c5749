import csv
import io

import pytest
from django.urls import reverse

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_topic
from cms.testing.factories import make_office
from cms.testing.html import parsed, texts
from search.missed.counting import key_of
from search.missed.models import MissedSearch, MissedSearchDay

LIST = "everyday_words:index"


def rows(response) -> list[str]:
    return [word.text for word in response.context["object_list"]]


@pytest.fixture
def words(desk) -> dict[str, EverydayWord]:
    return {
        "own": EverydayWord.objects.create(text="Biergarten", page=desk.tables, is_best_bet=True),
        "foreign": EverydayWord.objects.create(text="Müll", page=desk.waste),
        "office": EverydayWord.objects.create(text="Heizpilz", office_words="Gasheizstrahler"),
    }


def test_everybody_reads_all_words_with_page_and_office_and_gets_to_the_form_of_their_own(editor, words, desk):
    response = editor.get(reverse(LIST))
    table = parsed(response).select_one("main table")

    assert rows(response) == ["Biergarten", "Heizpilz", "Müll"]
    assert "Grünflächenamt" in table.text
    assert "Gasheizstrahler" in table.text
    links = {link["href"] for link in table.select("a[href]")}
    assert reverse("everyday_words:edit", args=[words["own"].pk]) in links
    assert reverse("everyday_words:delete", args=[words["own"].pk]) in links
    assert reverse("workflow_page", args=[desk.waste.pk]) in links
    for name in ("foreign", "office"):
        assert reverse("everyday_words:edit", args=[words[name].pk]) not in links
        assert reverse("everyday_words:delete", args=[words[name].pk]) not in links


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "gasheiz"}, ["Heizpilz"]),
        ({"q": "gehweg"}, ["Biergarten"]),
        ({"kind": "seite"}, ["Biergarten", "Müll"]),
        ({"kind": "amt"}, ["Heizpilz"]),
        ({"kind": "fest"}, ["Biergarten"]),
        ({"kind": "verborgen"}, ["Verborgen"]),
        ({"mine": "true"}, ["Biergarten"]),
        ({"mine": "false"}, ["Heizpilz", "Müll", "Verborgen"]),
        ({"office": "other"}, ["Müll"]),
    ],
)
def test_the_list_is_searched_and_filtered(editor, words, desk, query, found):
    EverydayWord.objects.create(text="Verborgen", page=make_topic(live=False))
    query = {name: desk.other.pk if value == "other" else value for name, value in query.items()}
    response = editor.get(reverse(LIST), query)
    expected = found if query != {"kind": "seite"} else [*found, "Verborgen"]
    assert rows(response) == expected


def test_a_page_of_several_offices_shows_a_word_once(editor, desk):
    topic = make_topic(lead_office=desk.office, sections=[(desk.other, "Text"), (desk.office, "Text")])
    word = EverydayWord.objects.create(text="Terrasse", page=topic)
    for query in ({}, {"mine": "true"}, {"office": desk.office.pk}):
        response = editor.get(reverse(LIST), query)
        assert rows(response) == ["Terrasse"]
        assert reverse("everyday_words:edit", args=[word.pk]) in response.content.decode()


def test_the_list_says_how_often_a_missed_search_was_made_since(editor, desk):
    missed = MissedSearch.objects.create(key=key_of("Biergarten"), text="biergarten", first_day="2026-11-01")
    word = EverydayWord.objects.create(text="Biergarten", page=desk.tables)
    EverydayWord.objects.create(text="Terrasse", page=desk.tables)
    for day, count, is_use in [("2026-11-01", 9, False), ("2026-11-02", 3, True), ("2026-11-03", 4, True)]:
        MissedSearchDay.objects.create(missed=missed, day=day, count=count, is_use=is_use)

    response = editor.get(reverse(LIST), {"ordering": "uses"})

    assert MissedSearch.objects.get().word == word
    cells = [texts(row, "td")[-1] for row in parsed(response).select("main tbody tr")]
    assert cells == ["7", "–"]


@pytest.mark.parametrize("ending", ["csv", "ods"])
def test_the_list_is_a_file_too_of_what_is_filtered(editor, words, ending):
    response = editor.get(reverse(LIST), {"export": ending, "kind": "amt"})
    assert response.headers["Content-Disposition"] == f'attachment; filename="alltagswoerter.{ending}"'
    if ending == "csv":
        lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
        assert [line[0] for line in lines] == ["Alltagswort", "Heizpilz"]
    buttons = editor.get(reverse(LIST), {"kind": "amt"}).content.decode()
    assert f"kind=amt&amp;export={ending}" in buttons


@pytest.mark.parametrize("export", [{}, {"export": "csv"}])
def test_queries_of_the_list_do_not_grow(
    editor, desk, export, django_assert_num_queries, django_assert_max_num_queries
):
    def grow():
        for office in (desk.office, make_office()):
            topic = make_topic(lead_office=office, sections=[(make_office(), "Text")])
            EverydayWord.objects.create(text="Wort", page=topic)

    url = reverse(LIST)
    grow()
    editor.get(url, export)
    with django_assert_max_num_queries(30) as before:
        editor.get(url, export)
    for _ in range(4):
        grow()
    with django_assert_num_queries(len(before)):
        editor.get(url, export)
