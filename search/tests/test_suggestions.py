from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.models import PageViewRestriction

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_event, make_occasion, make_office_page, make_topic
from cms.testing.factories import delete_public, make_office, save_live, withdraw
from cms.together import together
from search.models import SuggestionWord
from search.suggestions import LIMIT, Suggestion, suggest

ADDRESS = "/suche/vorschlaege/"


def labels(text: str) -> list[str]:
    return [suggestion.label for suggestion in suggest(text)]


@pytest.fixture(scope="module")
def shared_content(shared_db):
    tables = make_topic("Tische und Stühle rausstellen", slug="tische")
    make_topic("Straßenfest anmelden", slug="strassenfest")
    make_topic("Getränke ausschenken", slug="getraenke")
    make_occasion("Café eröffnen", slug="cafe")
    make_event("Tischgespräch im Rathaus")
    make_office_page(make_office("Straßen- und Grünflächenamt"))
    EverydayWord.objects.create(text="Heizpilz", page=tables)
    EverydayWord.objects.create(text="Tischlampe aufstellen", page=tables)
    return tables


@pytest.fixture
def content(db, shared_content):
    return deepcopy(shared_content)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ti", ["Tische und Stühle rausstellen", "Tischlampe aufstellen"]),
        ("Tische und", ["Tische und Stühle rausstellen"]),
        ("stühle", ["Tische und Stühle rausstellen"]),
        ("raus stu", ["Tische und Stühle rausstellen"]),
        ("stuehle TISCHE", ["Tische und Stühle rausstellen"]),
        ("strass", ["Straßenfest anmelden", "Straßen- und Grünflächenamt"]),
        ("grün", ["Straßen- und Grünflächenamt"]),
        ("cafe", ["Café eröffnen"]),
        ("heiz", ["Heizpilz"]),
        # one letter wrong, missing, too many, or two swapped; two in a long word
        ("Heizpliz", ["Heizpilz"]),
        ("hezpi", ["Heizpilz"]),
        ("tsiche", ["Tische und Stühle rausstellen"]),
        ("tischhe stül", ["Tische und Stühle rausstellen"]),
        ("strasenfets", ["Straßenfest anmelden"]),
        # in one word, and apart
        ("strassen fest", ["Straßenfest anmelden"]),
        ("getränkeaus", ["Getränke ausschenken"]),
        # nothing of it
        ("xylophon", []),
        ("tische xylophon", []),
        ("t", []),
        ("", []),
        ("?! …", []),
    ],
)
def test_words_are_found_by_their_beginnings_and_with_wrong_letters(content, text, expected):
    assert labels(text) == expected


def test_a_page_is_opened_and_an_everyday_word_is_searched(content):
    assert suggest("tische und") == [Suggestion("Tische und Stühle rausstellen", "topic", "/themen/tische/")]
    assert suggest("heiz") == [Suggestion("Heizpilz", "word", "/suche/?q=Heizpilz")]


def test_a_word_of_many_pages_is_suggested_once_and_no_kind_fills_the_list(content):
    with together():
        for number in range(20):
            page = make_topic(f"Zelt Nummer {number:02}")
            EverydayWord.objects.create(text="Zeltdach", page=page)
            EverydayWord.objects.create(text=f"Zelt Wort {number:02}", page=page)
            make_occasion(f"Zelt Anlass {number:02}")
            make_office_page(make_office(f"Zelt Amt {number:02}"))

    found = suggest("zelt")
    assert len(found) == LIMIT
    assert len({each.label for each in found}) == LIMIT
    assert {each.kind for each in found} >= {"topic", "word"}


def test_nothing_that_is_not_public_is_suggested(content, reindex):
    draft = make_topic("Geheimes Vorhaben", live=False)
    EverydayWord.objects.create(text="Geheimwort", page=draft)
    reindex()
    assert labels("geheim") == []

    withdraw(content)
    reindex()
    assert labels("tische") == []
    assert labels("heizpilz") == []
    assert not SuggestionWord.objects.filter(page_id=content.pk).exists()


def test_whatever_makes_a_page_private_takes_its_suggestions_at_once(content):
    """Without making the index anew."""
    restriction = PageViewRestriction.objects.create(page=content, restriction_type=PageViewRestriction.LOGIN)
    assert labels("tische") == labels("heizpilz") == []
    restriction.delete()
    assert labels("tische und") == ["Tische und Stühle rausstellen"]

    EverydayWord.objects.get(text="Heizpilz").delete()
    assert labels("heizpilz") == []
    EverydayWord.objects.create(text="Katalytofen", page=content)
    assert labels("kataly") == ["Katalytofen"]

    EverydayWord.objects.all().delete()
    delete_public(content)
    assert labels("tische") == labels("kataly") == []
    assert not SuggestionWord.objects.filter(page_id=content.pk).exists()


def test_an_everyday_word_that_says_the_same_as_a_title_is_left_out(content):
    EverydayWord.objects.create(text="straßenfest ANMELDEN", page=content)

    assert [(each.label, each.kind) for each in suggest("straßenf")] == [("Straßenfest anmelden", "topic")]


def test_a_new_title_replaces_the_old_one(content, reindex):
    content.title = "Markisen anbringen"
    save_live(content)
    reindex()

    assert labels("stühle") == []
    assert labels("markise") == ["Markisen anbringen"]


def test_the_answer_is_the_same_for_everybody_and_may_be_kept(client, content):
    response = client.get(ADDRESS, {"q": "heiz"})

    assert response.json() == {
        "status": "1 Vorschlag",
        "suggestions": [{"label": "Heizpilz", "kind": "word", "kind_label": "Suche", "url": "/suche/?q=Heizpilz"}],
    }
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in response.get("Vary", "")
    assert "HX-Request" not in response.get("Vary", "")
    assert not response.cookies
    assert client.get(ADDRESS, {"q": "xylophon"}).json() == {"status": "Keine Vorschläge", "suggestions": []}
    assert client.get(ADDRESS).json()["suggestions"] == []
    assert client.post(ADDRESS).status_code == 405


@pytest.mark.parametrize("text", ["heiz", "tische rau", "tsiche stül", "xylophon zucht"])
def test_few_statements_whatever_there_is(client, content, text):
    with CaptureQueriesContext(connection) as queries:
        client.get(ADDRESS, {"q": text})
    assert len(queries) <= 9


class AnyText(TestCase):
    @given(text=st.text(max_size=300))
    @settings(max_examples=60, deadline=None)
    def test_whatever_is_typed_gets_an_answer(self, text):
        response = self.client.get(ADDRESS, {"q": text.encode("utf-8", "replace").decode()})
        assert response.status_code == 200
