import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_event, make_occasion, make_office_page, make_topic
from cms.testing.factories import business_promotion, make_office, make_problem_type
from cms.testing.html import links, parsed, texts
from cms.together import together
from search.request import PAGE_SIZE

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:
    """The titles of the hits in their order, without marks."""
    return texts(parsed(response), ".search-hit__title")


def control(response, control_id: str) -> dict[str, str]:
    """The attributes of one control."""
    return parsed(response).find("input", id=control_id).attrs


@pytest.fixture
def greens():
    return make_office("Grünflächenamt", slug="sga")


@pytest.fixture
def noise():
    return make_problem_type("Lärm", slug="laerm")


def test_the_page_finds_all_kinds_by_any_word_in_any_german_form(client, reindex, greens):
    make_topic("Tische vor dem Café", sections=[(greens, "Heizpilze sind hier verboten.")])
    make_occasion("Strassenfest planen", steps=[{"title": "Karte holen", "office": greens}])
    make_event("Runde", agenda=["18:30 Begrüßung"])
    make_office_page(make_office("Veterinäramt"))
    reindex()

    for query, expected in {
        "Tisch": ["Tische vor dem Café"],
        "heizpilz": ["Tische vor dem Café"],
        "cafe": ["Tische vor dem Café"],
        "Straßenfest": ["Strassenfest planen"],
        "Karten": ["Strassenfest planen"],
        "Begruessung": ["Runde"],
        "veterinaeramt": ["Veterinäramt"],
        "Tische Quastenflosser": ["Tische vor dem Café"],
    }.items():
        assert titles(client.get("/suche/", {"q": query})) == expected, query
    by_office = titles(client.get("/suche/", {"q": "Grünflächenamt"}))
    assert set(by_office[:2]) == {"Strassenfest planen", "Tische vor dem Café"}


def test_everyday_words_lead_to_their_page_before_a_mention_in_a_text(client, reindex, greens):
    make_topic("Anderes", sections=[(greens, "Auch ein Heizstrahler steht hier im Text.")])
    wanted = make_topic("Tische vor dem Café")
    EverydayWord.objects.create(text="Heizstrahler", page=wanted)
    reindex()

    assert titles(client.get("/suche/?q=Heizstrahler")) == ["Tische vor dem Café", "Anderes"]


def test_sorting_follows_the_german_alphabet_or_the_date(client, reindex):
    for title in ["Zelte", "Ämter", "Abfall"]:
        make_topic(title)
    make_event("Später", starts_in_days=9)
    make_event("Bald", starts_in_days=2)
    reindex()

    assert titles(client.get("/suche/?sortierung=a-z&art=thema")) == ["Abfall", "Ämter", "Zelte"]
    assert titles(client.get("/suche/?sortierung=datum&zeit=kommend")) == ["Bald", "Später"]
    assert titles(client.get("/suche/?sortierung=datum&art=termin")) == ["Später", "Bald"]


def test_found_words_are_marked_and_the_rest_is_escaped(client, reindex, greens):
    make_topic(
        "Werbung <script>", sections=[(greens, "Davor steht etwas. Ein Aufsteller ist &lt; 1 Meter &amp; schmal.")]
    )
    reindex()
    html = client.get("/suche/?q=Aufsteller+Werbung").content.decode()

    assert "<mark>Werbung</mark> &lt;script&gt;" in html
    assert "<mark>Aufsteller</mark> ist &lt; 1 Meter &amp; schmal" in html


def test_options_show_counts_that_ignore_their_own_facet_and_empty_ones_are_disabled(client, reindex, greens, noise):
    other, unused = make_problem_type("Werbung", slug="werbung"), make_problem_type("Steuern", slug="steuern")
    make_topic("Laut", problem_types=[noise], lead_office=greens)
    make_topic("Bunt", problem_types=[other])
    reindex()
    response = client.get("/suche/?problemtyp=laerm")
    html = response.content.decode()

    assert titles(response) == ["Laut"]
    assert 'id="zahl-problemtyp-laerm">1<' in html
    assert 'id="zahl-problemtyp-werbung">1<' in html
    assert 'id="zahl-amt-sga">1<' in html
    assert f'id="zahl-amt-{business_promotion().slug}">0<' in html
    assert "checked" in control(response, "problemtyp-laerm")
    assert "disabled" not in control(response, "problemtyp-werbung")
    assert "disabled" in control(response, f"problemtyp-{unused.slug}")


def test_a_chosen_option_that_finds_nothing_can_be_taken_back(client, reindex, noise):
    make_problem_type("Steuern", slug="steuern")
    make_topic("Laut", problem_types=[noise])
    reindex()
    response = client.get("/suche/?q=Laut&problemtyp=steuern")

    assert titles(response) == []
    assert "disabled" not in control(response, "problemtyp-steuern")
    assert 'href="/suche/?q=Laut"' in response.content.decode()


def test_what_holds_no_word_is_not_said_to_have_hits(client, reindex):
    make_topic("Tische")
    reindex()
    page = parsed(client.get("/suche/", {"q": "???"}))

    assert texts(page, "#search-heading") == ["1 Treffer"]
    assert "enthält kein Wort" in page.select_one(".search-notes").text


def test_each_page_of_an_answer_has_a_title_of_its_own(client, reindex):
    with together():
        for number in range(PAGE_SIZE + 1):
            make_topic(f"Tische {number}")
    reindex()

    assert texts(parsed(client.get("/suche/?q=Tische")), "title")[0].startswith("Suche nach „Tische“ –")
    second = "Suche nach „Tische“, Seite 2 –"
    assert texts(parsed(client.get("/suche/?q=Tische&seite=2")), "title")[0].startswith(second)
    part = client.get("/suche/?q=Tische&seite=2", headers={"HX-Request": "true"})
    assert texts(parsed(part), "title")[0].startswith(second)


def test_chips_remove_one_value_each_and_all_at_once(client, reindex, greens, noise):
    make_event("Runde", problem_types=[noise], lead_office=greens)
    reindex()
    page = parsed(client.get("/suche/?q=Runde&problemtyp=laerm&amt=sga&zeit=kommend&sortierung=a-z"))

    assert links(page, ".search-chips a") == [
        "/suche/?q=Runde&amt=sga&zeit=kommend&sortierung=a-z",
        "/suche/?q=Runde&problemtyp=laerm&zeit=kommend&sortierung=a-z",
        "/suche/?q=Runde&problemtyp=laerm&amt=sga&sortierung=a-z",
        "/suche/?q=Runde&sortierung=a-z",
    ]


def test_events_can_be_narrowed_to_coming_or_past_ones(client, reindex):
    make_event("Kommt", starts_in_days=3)
    make_event("War", starts_in_days=-3)
    make_topic("Thema")
    reindex()

    assert titles(client.get("/suche/?zeit=kommend")) == ["Kommt"]
    response = client.get("/suche/?zeit=vergangen")
    assert titles(response) == ["War"]
    html = response.content.decode()
    assert 'id="zahl-zeit-">3<' in html
    assert 'id="zahl-zeit-kommend">1<' in html


def test_long_lists_come_in_pages_of_twenty_that_keep_the_search(client, reindex):
    for number in range(41):
        make_topic(f"Tisch {number:02}")
    reindex()
    response = client.get("/suche/?q=Tisch&sortierung=a-z&seite=2")

    assert titles(response) == [f"Tisch {number}" for number in range(20, 40)]
    html = response.content.decode().replace("&amp;", "&")
    assert '<a class="kern-link" href="/suche/?q=Tisch&sortierung=a-z&seite=3" rel="next">Nächste Seite</a>' in html
    assert '<a class="kern-link" href="/suche/?q=Tisch&sortierung=a-z" rel="prev">Vorige Seite</a>' in html
    assert 'seite=2" aria-current="page"' in html


def test_a_page_after_the_last_one_shows_the_last_with_a_note(client, reindex):
    for number in range(21):
        make_topic(f"Tisch {number:02}")
    reindex()
    response = client.get("/suche/?q=Tisch&sortierung=a-z&seite=99")

    assert titles(response) == ["Tisch 20"]
    assert "Seite 99 gibt es nicht" in response.content.decode()


def test_what_is_not_understood_is_said_and_escaped(client, reindex):
    html = client.get("/suche/", {"problemtyp": "<b>x</b>", "seite": "minus"}).content.decode()

    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "<b>x" not in html
    assert "„minus“" in html


def test_a_text_without_any_word_to_search_for_shows_all_pages_and_says_so(client, reindex):
    make_topic("Tische")
    reindex()
    for text in ["und der", "?!", "..."]:
        response = client.get("/suche/", {"q": text})
        assert titles(response) == ["Tische"]
        assert "kein Wort" in response.content.decode()


def test_nothing_found_offers_the_problem_types_and_somebody_to_ask(client, reindex, noise):
    promotion = business_promotion()
    promotion.phone = "(030) 90295-0"
    promotion.save()
    make_office_page(promotion)
    reindex()
    html = client.get("/suche/?q=Quastenflosser").content.decode()

    assert "Keine Treffer für „Quastenflosser“" in html
    assert '<a class="kern-link" href="/suche/?problemtyp=laerm">Lärm</a>' in html
    assert f'href="/aemter/{promotion.slug}/"' in html
    assert "(030) 90295-0" in html


def test_the_number_of_statements_does_not_depend_on_what_is_found(client, reindex, greens, noise):
    def statements(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/suche/?{query}").status_code == 200
        return len(queries)

    query = f"q=Tisch&problemtyp={noise.slug}&amt={greens.slug}"
    make_topic("Tisch", problem_types=[noise], lead_office=greens)
    reindex()
    statements(query)  # a process reads the editors' phrases once after each change
    few = statements(query)
    with together():
        for number in range(25):
            types, office = [noise, make_problem_type()], make_office()
            make_topic(f"Tisch {number}", problem_types=types, lead_office=greens, sections=[(office, "x")])

    assert statements(query) <= 8
    assert statements(query) == few
    assert statements("") <= few
    assert statements("q=gibtsnicht") <= 8
    assert statements("q=Tisch&seite=99") <= 8


def test_htmx_gets_the_results_alone_and_the_address_to_show(client, reindex):
    make_topic("Tische")
    reindex()
    full = client.get("/suche/?q=Tisch&zeit=")
    part = client.get("/suche/?q=Tisch&zeit=", headers={"HX-Request": "true"})

    assert titles(part) == titles(full) == ["Tische"]
    assert "<html" in full.content.decode()
    assert "<html" not in part.content.decode()
    assert "<form" not in part.content.decode()
    assert part["HX-Push-Url"] == "/suche/?q=Tisch"
    assert '<p hx-swap-oob="innerHTML:#search-status">1 Treffer</p>' in part.content.decode()
    assert "HX-Push-Url" not in full
    for response in (full, part):
        assert "HX-Request" in response["Vary"]


def test_the_way_back_in_the_history_gets_the_full_page(client):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert "<html" in client.get("/suche/", headers=headers).content.decode()


def test_the_page_has_neither_cookies_nor_inline_code(client, reindex):
    make_topic("Tische")
    reindex()
    response = client.get("/suche/?q=Tisch")
    html = response.content.decode()

    assert not response.cookies
    assert not re.search(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=", html)
    assert response["Cache-Control"] == "public, no-cache"  # an answer of a minute ago may be wrong by now


def test_only_reading_is_possible(client):
    assert client.post("/suche/").status_code == 405


def test_the_text_around_a_word_shows_only_where_the_summary_does_not_hold_it(client, reindex, greens):
    make_topic("Schirme", summary="Fragen Sie zuerst nach.", sections=[(greens, "Ein Heizpilz steht hier.")])
    make_topic("Stühle", summary="Ein Heizpilz ist verboten.", sections=[(greens, "Der Heizpilz bleibt drin.")])
    reindex()
    html = client.get("/suche/?q=Heizpilz").content.decode()

    assert "Fragen Sie zuerst nach." in html
    assert "<mark>Heizpilz</mark> steht hier" in html
    assert "Ein <mark>Heizpilz</mark> ist verboten." in html
    assert "bleibt drin" not in html


def test_a_hit_names_its_lead_and_counts_the_other_offices(client, reindex, greens):
    others = [make_office(), make_office()]
    make_topic("Schirme", lead_office=greens, sections=[(office, "Text") for office in others])
    reindex()

    assert f"{greens} und 2 weitere Stellen" in client.get("/suche/").content.decode()
