"""From words to an answer: what is corrected, expanded, pinned, and what belongs to the result."""

import pytest

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_event, make_topic
from cms.testing.factories import make_office
from search.engines import SearchResponse, get_engine
from search.models import SearchBuild
from search.plan import make_plan
from search.request import SearchRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages")]


def search(text: str, **request) -> SearchResponse:
    return get_engine("postgresql").search(SearchRequest(text=text, **request))


def titles(text: str, **request) -> list[str]:
    return [hit.title for hit in search(text, **request).hits]


@pytest.fixture(scope="module")
def pages(shared_db):
    office = make_office("Umweltamt")
    make_topic("Tische auf dem Gehweg", sections=[(office, "Der Heizstrahler braucht eine Erlaubnis.")])
    make_topic("Lärm und Musik", sections=[(office, "Laute Musik stört nachts.")])
    make_topic("Gewerbe anmelden", sections=[(office, "Die Anmeldung kostet eine Gebühr.")])


def test_a_misspelt_word_is_corrected_and_the_correction_is_named(pages):
    response = search("Heizstraler")

    assert [hit.title for hit in response.hits] == ["Tische auf dem Gehweg"]
    assert [tuple(each) for each in response.corrections] == [("Heizstraler", "Heizstrahler")]
    assert not response.weak


def test_a_correction_is_shown_with_its_umlauts(pages):
    assert [tuple(each) for each in search("Gebürh").corrections] == [("Gebürh", "Gebühr")]


def test_exact_words_are_neither_corrected_nor_similar(pages):
    response = search("Heizstraler", exact=True)

    assert response.total == 0
    assert response.corrections == ()
    assert response.weak


def test_a_word_the_index_knows_is_never_corrected(pages):
    make_topic("Musiker gesucht")

    assert search("Musik").corrections == ()
    assert search("Musiker").corrections == ()


def test_a_half_of_a_compound_may_be_misspelt(pages):
    assert titles("Gewerbeanmledung")[0] == "Gewerbe anmelden"


def test_words_of_the_offices_are_searched_for_the_word_of_the_trader(pages):
    assert "Tische auf dem Gehweg" not in titles("Wärmepilz")
    EverydayWord.objects.create(text="Wärmepilz", office_words="Heizstrahler")

    for typed in ("Wärmepilz", "waermepilze", "Wärmepilze aufstellen"):
        assert titles(typed)[0] == "Tische auf dem Gehweg", typed
    assert not search("Wärmepilz").weak
    assert search("Wärmepilz").corrections == ()


def test_a_phrase_counts_only_where_its_words_stand_together(pages):
    EverydayWord.objects.create(text="draußen heizen", office_words="Musik")

    assert "Lärm und Musik" in titles("draußen heizen")
    assert "Lärm und Musik" not in titles("heizen Gehweg draußen")


def test_a_best_bet_comes_first_if_nothing_else_is_searched(pages):
    noise = make_topic("Ruhezeiten")
    EverydayWord.objects.create(text="Gehweg", page=noise, is_best_bet=True)

    assert titles("Gehweg")[0] == titles("gehwege")[0] == "Ruhezeiten"
    assert titles("Gehweg Tische")[0] == "Tische auf dem Gehweg"
    assert titles("Gehweg", kinds=("event",)) == []


def test_a_best_bet_on_a_draft_pins_nothing(pages):
    draft = make_topic("Geheim", live=False)
    EverydayWord.objects.create(text="Gehweg", page=draft, is_best_bet=True)

    assert titles("Gehweg") == ["Tische auf dem Gehweg"]
    assert make_plan("Gehweg").pinned == ()


def test_what_nobody_wrote_about_is_weak(pages):
    assert search("Quastenflosser").weak
    assert search("Quastenflosser Musik Zebrastreifen").weak
    assert not search("Musik").weak


def test_filters_change_neither_what_belongs_nor_its_order(pages):
    make_event("Runde über Musik")
    everything = titles("Musik")

    assert titles("Musik", kinds=("topic",)) == [title for title in everything if title != "Runde über Musik"]
    assert search("Musik", kinds=("event",)).facets["kind"] == search("Musik").facets["kind"]


def test_pages_that_share_only_a_frequent_word_do_not_belong(db):
    for number in range(30):
        make_topic(f"Erlaubnis {number}")
    make_topic("Erlaubnis für Feuerwerk")

    assert titles("Feuerwerk Erlaubnis")[0] == "Erlaubnis für Feuerwerk"
    assert search("Feuerwerk Erlaubnis").total < 31


def test_a_query_of_stop_words_restricts_nothing_and_one_of_signs_neither(pages):
    for text in ("und oder", "?!", ""):
        assert search(text).total == 3, text
    assert not search("und oder").text_used


def test_a_build_aside_answers_for_itself_alone(pages):
    aside = SearchBuild.objects.create(average_words=300, average_grams=60)

    assert get_engine("postgresql", aside).search(SearchRequest(text="Musik")).total == 0
    assert search("Musik").total == 1


def test_a_compound_written_apart_finds_the_whole_word(pages):
    office = make_office("Jobcenter")
    make_topic("Bürgergeld aufstocken", sections=[(office, "Wer wenig verdient.")])
    make_topic("Geld für Bürger und Geld für Betriebe")

    assert titles("Bürger Geld")[0] == "Bürgergeld aufstocken"
    assert titles("Gewerbe anmelden")[0] == "Gewerbe anmelden"


def test_a_word_of_the_language_that_nobody_wrote_about_is_weak_though_its_parts_are_known(db):
    make_topic("Angebote für Kinder")
    make_topic("Geld vom Amt")

    assert search("Kindergeld").weak
    assert search("Kindergeld").total > 0


def test_a_word_of_the_language_is_no_slip_in_one_half_of_a_compound(db):
    make_topic("Ärzte und ihre Zahl")

    assert search("Zahnarzt").corrections == ()
