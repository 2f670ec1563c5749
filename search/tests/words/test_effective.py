"""What is entered in the admin changes the very next request, on both engines and without a rebuild."""

import pytest
from django.urls import reverse

from catalogue.models import EverydayWord
from search.engines import get_engine
from search.index import builds
from search.replica import upkeep
from search.request import SearchRequest

TABLES, WASTE = "Tische auf dem Gehweg", "Abfall trennen"


@pytest.fixture(params=["postgresql", "elasticsearch"])
def engine(request) -> str:
    """The engine that the site is set up with."""
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch")
    return request.param


@pytest.fixture
def found(client, desk, engine):
    """What a reader finds in the next request; with Elasticsearch also once it has been told, and by it alone."""

    if engine == "elasticsearch":
        upkeep.synchronise()

    def search(text: str) -> list[str]:
        titles = [hit["title"] for hit in client.get("/api/v1/search", {"q": text}).json()["results"]]
        if engine == "elasticsearch":
            upkeep.synchronise()
            assert titles == [hit.title for hit in get_engine(engine).search(SearchRequest(text=text)).hits]
            assert titles == [hit["title"] for hit in client.get("/api/v1/search", {"q": text}).json()["results"]]
        return titles

    return search


def send(client, name: str, *args, **fields) -> None:
    """Send a form of the admin; it must be taken."""
    values = {"text": "Heizpilz", "page": "", "office_words": "", **fields}
    assert client.post(reverse(f"everyday_words:{name}", args=args), values).status_code == 302


def test_a_word_of_a_page_from_its_first_to_its_last_request(editor, desk, found):
    build = builds.live().pk
    send(editor, "add", page=desk.tables.pk)
    assert found("Heizpilz") == [TABLES]

    word = EverydayWord.objects.get()
    send(editor, "edit", word.pk, text="Quastenflosser", page=desk.tables.pk)
    assert found("Quastenflosser") == [TABLES]
    send(editor, "edit", word.pk, text="Heizpilz", page=desk.tables.pk)
    assert TABLES not in found("Quastenflosser")

    send(editor, "delete", word.pk)
    assert TABLES not in found("Heizpilz")
    assert builds.live().pk == build


def test_words_of_the_offices(promotion, desk, found):
    send(promotion, "add", text="Dreckzeug", office_words="Abfall")
    assert found("Dreckzeug") == [WASTE]
    send(promotion, "delete", EverydayWord.objects.get().pk)
    assert WASTE not in found("Dreckzeug")


def test_a_best_bet_for_the_whole_query_alone(promotion, desk, found):
    send(promotion, "add", text="Abfall", page=desk.tables.pk, is_best_bet="on")
    assert found("Abfall") == [TABLES, WASTE]
    send(promotion, "edit", EverydayWord.objects.get().pk, text="Sperrmüll", page=desk.tables.pk)
    assert found("Abfall") == [WASTE]
