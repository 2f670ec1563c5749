"""Whose words somebody may keep: the role walk asks the doors, this asks the single word."""

import pytest
from django.urls import reverse
from wagtail.permissions import policy_registry

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_topic
from cms.testing.factories import make_editor, make_office, make_user
from cms.testing.html import parsed, texts

POLICY = policy_registry.get_by_type(EverydayWord)


@pytest.fixture
def foreign(desk) -> EverydayWord:
    return EverydayWord.objects.create(text="Müll", page=desk.waste)


def keeps(user) -> set[str]:
    """The words somebody may change, as the list of the policy and as every single answer has it."""
    listed = set(POLICY.instances_user_has_permission_for(user, "change").values_list("text", flat=True))
    words = EverydayWord.objects.select_related("page")
    asked = {word.text for word in words if POLICY.user_has_permission_for_instance(user, "change", word)}
    assert listed == asked
    return listed


def test_words_belong_to_the_offices_of_their_page(desk, foreign):
    EverydayWord.objects.create(text="Biergarten", page=desk.tables)
    EverydayWord.objects.create(text="Heizpilz", office_words="Gasheizstrahler")
    shared = make_topic(lead_office=desk.other, sections=[(desk.office, "Text")])
    EverydayWord.objects.create(text="Gemeinsam", page=shared)
    everything = {"Biergarten", "Müll", "Heizpilz", "Gemeinsam"}

    assert keeps(desk.editor) == {"Biergarten", "Gemeinsam"}
    assert keeps(make_editor(desk.other)) == {"Müll", "Gemeinsam"}
    assert keeps(make_editor(make_office(editors=True))) == set()
    assert keeps(make_user()) == set()
    assert keeps(desk.promotion) == everything
    assert keeps(make_user(is_superuser=True)) == everything
    readers = POLICY.users_with_permission("view")
    assert desk.editor in readers
    assert set(POLICY.users_with_permission_for_instance("change", foreign)) >= {desk.promotion}
    assert desk.editor not in POLICY.users_with_permission_for_instance("change", foreign)


@pytest.mark.parametrize("name", ["edit", "delete"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_word_is_closed(editor, foreign, name, method):
    url = reverse(f"everyday_words:{name}", args=[foreign.pk])
    response = getattr(editor, method)(url, {"text": "x"}, headers={"x-requested-with": "XMLHttpRequest"})
    assert response.status_code == 403
    assert EverydayWord.objects.get().text == "Müll"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"page": "waste"}, "„Abfall trennen“ gehört anderen Stellen: Umweltamt."),
        ({"office_words": "Gasheizstrahler"}, "Wörter ohne Seite pflegt die Wirtschaftsförderung"),
        ({"page": "home"}, "Die Startseite und Übersichten findet die Suche nicht"),
        ({"page": "tables", "text": "?!"}, "Es fehlen Buchstaben oder Ziffern"),
        ({"page": "tables", "office_words": "…"}, "Es fehlen Buchstaben oder Ziffern"),
        ({}, "Wählen Sie eine Seite oder geben Sie Wörter der Ämter an"),
    ],
)
def test_a_word_of_others_or_of_nothing_is_refused_and_nothing_typed_is_lost(editor, desk, home, values, said):
    pages = {"waste": desk.waste.pk, "tables": desk.tables.pk, "home": home.pk}
    data = {"text": "Heizpilz", **values, "page": pages.get(values.get("page"), "")}
    for path, before in ((reverse("everyday_words:add"), None), (None, desk.tables)):
        if before:
            word = EverydayWord.objects.create(text="Alt", page=before)
            path = reverse("everyday_words:edit", args=[word.pk])
        response = editor.post(path, data)
        assert response.status_code == 200
        assert said in response.content.decode()
        assert response.context["form"]["text"].value() == data["text"]
    assert EverydayWord.objects.get().text == "Alt"


def test_one_thing_is_said_of_a_page_of_others_and_it_is_said_where_the_word_is_tried_out(editor, desk):
    page = parsed(editor.post(reverse("everyday_words:add"), {"text": "Tonne", "page": desk.waste.pk, "try": "yes"}))
    said = "„Abfall trennen“ gehört anderen Stellen: Umweltamt. Deren Redaktionen pflegen die Alltagswörter der Seite."

    assert texts(page, "#ausprobieren [role=alert] li") == [f"Führt zu : {said}"]
    assert "Wählen Sie eine Seite oder" not in page.text
    assert page.find(id=page.select_one("#ausprobieren [role=alert] a")["href"].removeprefix("#"))


def test_the_business_promotion_keeps_words_without_a_page(promotion):
    data, url = {"text": "Heizpilz", "page": "", "office_words": "Gasheizstrahler"}, reverse("everyday_words:add")
    refused = promotion.post(url, data | {"is_best_bet": "on"}).content.decode()
    assert "Ein fester erster Treffer braucht eine Seite" in refused
    assert promotion.post(url, data).status_code == 302
    assert EverydayWord.objects.get().office_words == "Gasheizstrahler"
