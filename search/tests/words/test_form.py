"""Trying out, being asked, saving."""

import pytest
from django.urls import reverse

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_topic
from cms.testing.html import parsed, text, texts
from search.models import SearchBuild, SearchPosting

from .conftest import LOUD, expect_page, found

ADD = "everyday_words:add"


def data(**fields) -> dict:
    return {"text": "Heizpilz", "page": "", "office_words": "", **fields}


def test_a_word_acts_on_the_next_search(editor, desk):
    assert found("Heizpilz") == []
    assert editor.post(reverse(ADD), data(page=desk.tables.pk)).status_code == 302
    assert found("Heizpilz") == ["Tische auf dem Gehweg"]

    word = EverydayWord.objects.get()
    edit = reverse("everyday_words:edit", args=[word.pk])
    assert editor.post(edit, data(text="Sonnenschirm", page=desk.tables.pk)).status_code == 302
    assert (found("Heizpilz"), found("Sonnenschirm")[0]) == ([], "Tische auf dem Gehweg")

    editor.post(reverse("everyday_words:delete", args=[word.pk]))
    assert "Tische auf dem Gehweg" not in found("Sonnenschirm")


def test_words_of_the_offices_and_best_bets_act_on_the_next_search(promotion, desk):
    promotion.post(reverse(ADD), data(text="Müll", office_words="Abfall"))
    assert found("Müll") == ["Abfall trennen"]
    promotion.post(reverse(ADD), data(text="Abfall", page=desk.tables.pk, is_best_bet="on"))
    assert found("Abfall") == ["Tische auf dem Gehweg", "Abfall trennen"]


def test_trying_out_shows_before_and_after_and_leaves_nothing(editor, desk):
    expect_page("heizpilz", desk.tables)
    before = SearchBuild.objects.values().get(is_live=True), SearchPosting.objects.count()

    page = parsed(editor.post(reverse(ADD), data(page=desk.tables.pk, search_text="heizpilz raus", **{"try": "yes"})))

    assert texts(page, "#ausprobieren .word-results h3") == ["Jetzt", "Danach"]
    assert texts(page, "#ausprobieren .word-results li") == ["Tische auf dem Gehweg neu"]
    assert "„heizpilz raus“" in text(page.select_one("#ausprobieren"))
    assert texts(page, ".word-moves tbody tr") == ["heizpilz nicht auf der ersten Seite 1"]
    assert page.select_one("[name=text]")["value"] == "Heizpilz"
    assert page.select_one("[name=search_text]")["value"] == "heizpilz raus"
    assert not EverydayWord.objects.exists()
    assert (SearchBuild.objects.values().get(is_live=True), SearchPosting.objects.count()) == before
    assert found("heizpilz") == []


def test_what_moves_and_what_goes_is_marked(editor, desk):
    word = EverydayWord.objects.create(text="Abfall", page=desk.tables, is_best_bet=True)
    edit = reverse("everyday_words:edit", args=[word.pk])
    tried = {"text": "Sperrmüll", "page": desk.tables.pk, "office_words": "", "search_text": "Abfall", "try": "yes"}

    page = parsed(editor.post(edit, tried))

    assert texts(page, ".word-results li") == [
        "Tische auf dem Gehweg nicht mehr auf der ersten Seite",
        "Abfall trennen",
        "Abfall trennen vorher Platz 2",
    ]
    assert EverydayWord.objects.get().text == "Abfall"


def test_a_change_without_effect_says_so(editor, desk):
    expect_page("Abfall", desk.waste)
    page = parsed(editor.post(reverse(ADD), data(page=desk.tables.pk, **{"try": "yes"})))
    assert "Keine Prüfsuche findet ihre Seite an einer anderen Stelle" in text(page.select_one("#ausprobieren"))


def test_mistakes_are_said_before_trying(editor, desk):
    page = parsed(editor.post(reverse(ADD), data(**{"try": "yes"})))
    assert "Wählen Sie eine Seite" in page.text
    assert page.select_one(".word-effect") is None


@pytest.mark.parametrize("values", [{"text": LOUD}, {"text": "Zelt", "is_best_bet": "on"}], ids=["word", "best bet"])
def test_pushing_a_known_answer_down_asks_first(editor, crowded, values):
    url, values = reverse(ADD), data(**values, page=crowded[2].pk)

    asked = parsed(editor.post(url, values))
    box = asked.select_one("fieldset.word-accept")
    assert texts(box, "li") == ["zelt"]
    assert box.parent["role"] == "alert"
    assert asked.select_one("[name=text]")["value"] == values["text"]
    assert asked.select_one("[name=is_best_bet]").has_attr("checked") is ("is_best_bet" in values)
    assert EverydayWord.objects.count() == 2

    lost = [hidden["value"] for hidden in box.select("[name=lost]")]
    parsed(editor.post(url, values | {"lost": lost}))
    parsed(editor.post(url, values | {"lost": ["andere"], "accept": "yes"}))
    assert EverydayWord.objects.count() == 2
    assert editor.post(url, values | {"lost": lost, "accept": "yes"}).status_code == 302
    assert EverydayWord.objects.count() == 3


def test_deleting_what_a_known_answer_needs_asks_first(editor, desk):
    word = EverydayWord.objects.create(text="Heizpilz", page=desk.tables)
    expect_page("heizpilz", desk.tables)
    url = reverse("everyday_words:delete", args=[word.pk])

    page = parsed(editor.get(url))
    assert texts(page, ".word-accept li") == ["heizpilz"]
    assert texts(page, ".word-results li") == ["Tische auf dem Gehweg nicht mehr auf der ersten Seite"]
    parsed(editor.post(url))
    assert EverydayWord.objects.exists()
    assert editor.post(url, {"lost": ["heizpilz"], "accept": "yes"}).status_code == 302
    assert not EverydayWord.objects.exists()


def test_a_list_of_missed_searches_can_fill_in_the_form_and_gets_the_person_back(editor, desk):
    url = reverse(ADD)
    page = parsed(editor.get(url, {"text": "Heizpilz", "page": desk.tables.pk, "next": "/admin/"}))
    assert page.select_one("[name=text]")["value"] == "Heizpilz"
    assert page.select_one("[name=page]")["value"] == str(desk.tables.pk)
    assert page.select_one("[name=next]")["value"] == "/admin/"
    assert editor.post(url, data(page=desk.tables.pk, next="/admin/")).url == "/admin/"
    assert editor.post(url, data(text="x", page=desk.tables.pk, next="https://example.org/")).url == reverse(
        "everyday_words:index"
    )
    assert editor.get(url, {"page": "x"}).status_code == 200


def test_queries_do_not_grow_with_the_pages_found(
    editor, desk, django_assert_num_queries, django_assert_max_num_queries
):
    def grow():
        for _ in range(5):
            EverydayWord.objects.create(text="Heizpilz", page=make_topic(lead_office=desk.office))

    values = data(page=desk.tables.pk, **{"try": "yes"})
    for _ in range(4):
        grow()
    found("warm")
    with django_assert_max_num_queries(110) as before:
        editor.post(reverse(ADD), values)
    grow()
    found("warm")  # a process reads what it remembers of an index once for each version
    with django_assert_num_queries(len(before)):
        editor.post(reverse(ADD), values)
