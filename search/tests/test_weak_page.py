"""What the page says where words were corrected, and where the answer is hardly what was meant."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_topic
from cms.testing.factories import business_promotion, make_problem_type
from cms.testing.html import links, parsed, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def noise():
    return make_problem_type("Lärm & Nachbarn", slug="laerm")


@pytest.fixture
def content(reindex, noise):
    make_problem_type("Werbung", slug="werbung")
    page = make_topic("Tische & Stühle", summary="Vor dem Café.", problem_types=[noise])
    EverydayWord.objects.create(text="Heizpilz", page=page)
    reindex()
    return page


def note(response) -> str:
    return " ".join(texts(parsed(response), ".search-corrections"))


def test_a_correction_is_said_with_a_way_back_to_the_typed_words(client, content):
    response = client.get("/suche/", {"q": "Heizplz"})

    assert note(response) == "Meinten Sie „Heizpilz“? Auch danach wurde gesucht. Nur nach „Heizplz“ suchen"
    assert links(parsed(response), ".search-corrections a") == ["/suche/?q=Heizplz&exact=1"]
    assert parsed(response).find("input", {"name": "exact"}) is None
    part = client.get("/suche/", {"q": "Heizplz"}, headers={"HX-Request": "true"})
    assert note(part) == note(response)
    assert texts(parsed(part), "[hx-swap-oob='innerHTML:#search-status']") == ["1 Treffer. Meinten Sie „Heizpilz“?"]


def test_the_typed_words_alone_stay_so_while_filters_change(client, content):
    response = client.get("/suche/?q=Heizplz&exact=1")

    assert "nur nach den Worten, wie Sie sie getippt haben" in note(response)
    assert links(parsed(response), ".search-corrections a") == ["/suche/?q=Heizplz"]
    assert parsed(response).select_one("#search-form input[name=exact]")["value"] == "1"


def test_nothing_is_said_where_nothing_was_corrected(client, content):
    for query in ("q=Heizpilz", "q=", "q=Xylophonzucht", "exact=1"):
        assert note(client.get(f"/suche/?{query}")) == "", query


def test_a_weak_answer_offers_the_nearest_problem_types_somebody_to_ask_and_one_field(client, content):
    business_promotion()
    page = parsed(client.get("/suche/", {"q": "Stuhlreparatur Xylophonzucht"}))

    assert texts(page, "#search-help") == ["Ist das Gesuchte nicht dabei?"]
    assert texts(page, ".search-hit__title") == ["Tische & Stühle"]
    assert texts(page, ".search-help .search-ways li") == ["Lärm & Nachbarn"]
    assert "Wirtschaftsförderung" in page.select_one(".search-help").text
    field = page.find("input", id="wanted-text")
    form = page.find("form", id=field["form"])
    assert (form["method"], form["action"]) == ("post", "/suche/gesucht/")
    assert form.find_parent("form") is None
    assert page.find("input", {"name": "stamp", "form": form["id"]})["value"]
    assert not form.find("input", {"name": "csrfmiddlewaretoken"})


def test_a_weak_answer_takes_no_more_than_eight_statements(client, content):
    address = {"q": "Heizplz Stuhlreparatur Xylophonzucht Quastenflosser"}
    client.get("/suche/", address)
    with CaptureQueriesContext(connection) as queries:
        page = parsed(client.get("/suche/", address))

    assert page.select_one(".search-help")
    assert page.select_one(".search-corrections")
    assert len(queries) <= 8


def test_without_any_hit_all_problem_types_are_offered(client, content):
    page = parsed(client.get("/suche/", {"q": "Xqzzyk"}))

    assert texts(page, "#search-help") == ["So geht es weiter"]
    assert texts(page, ".search-help .search-ways li") == ["Lärm & Nachbarn", "Werbung"]


def test_a_weak_answer_shows_its_best_hits_before_the_other_ways(client, content, reindex):
    for number in range(4):
        make_topic(f"Tische {number}")
    reindex()
    page = parsed(client.get("/suche/", {"q": "Tische Xylophonzucht Quastenflosser"}))

    assert texts(page, "#results a[href='#search-help']") == ["Andere Wege zur Antwort"]
    shown = page.select(".search-hit, .search-help")
    assert ["search-help" in each["class"] for each in shown] == [False, False, False, True, False, False]


def test_whom_to_ask_can_be_called_at_a_touch(client, content):
    office = business_promotion()
    office.phone, office.email = "(030) 90295-0", "wifoe@example.org"
    office.save()
    page = parsed(client.get("/suche/", {"q": "Xqzzyk"}))

    assert links(page, ".search-help .facts a") == ["tel:030902950", "mailto:wifoe@example.org"]


def test_a_good_answer_offers_nothing_else(client, content):
    page = parsed(client.get("/suche/", {"q": "Tische"}))

    assert not page.select(".search-help")
    assert not page.select("#wanted-text")


def test_a_good_answer_is_the_same_each_time_so_that_caches_can_keep_it(client, content):
    first = client.get("/suche/", {"q": "Tische"})
    again = client.get("/suche/", {"q": "Tische"}, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
