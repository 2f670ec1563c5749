"""The inbox of missed searches: who sees, assigns and solves what, and what it costs."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_topic
from cms.models import User
from cms.testing.factories import business_promotion, make_editor, make_office
from cms.testing.html import parsed, texts
from search.missed import counting
from search.models import MissedSearch, MissedSearchDay

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 20)
LIST = "/admin/erfolglose-suchen/"
PREFIX = "Gesucht wurde"


def make_missed(text: str, times: int = 3, **fields) -> MissedSearch:
    missed = MissedSearch.objects.create(key=counting.key_of(text), text=text, first_day=DAY, **fields)
    MissedSearchDay.objects.create(missed=missed, day=DAY, count=times)
    return missed


@pytest.fixture
def office():
    return make_office("Umweltamt", editors=True)


@pytest.fixture
def promotion(client):
    client.force_login(make_editor(business_promotion()))
    return client


@pytest.fixture
def enter(client):
    def as_editor_of(*offices):
        client.force_login(make_editor(*offices))
        return client

    return as_editor_of


def shown(client, **query) -> list[str]:
    return texts(parsed(client.get(LIST, query)), ".desk-table .title > a")


def act(client, missed: MissedSearch, **fields):
    response = client.post(f"{LIST}{missed.pk}/", fields)
    missed.refresh_from_db()
    return response


# --- the list ---------------------------------------------------------------------------------------------------
def test_texts_are_listed_from_the_third_time_on_the_most_frequent_first(promotion):
    make_missed("Stehtische", 3)
    make_missed("Limousinenservice", 7)
    rare = make_missed("Mein Nachbar Meier", 2)

    assert shown(promotion) == ["Limousinenservice", "Stehtische"]
    assert "Meier" not in promotion.get(LIST, {"datei": "csv"}).content.decode()
    assert promotion.get(f"{LIST}{rare.pk}/").status_code == 404


def test_the_list_is_narrowed_by_state_office_and_words(promotion, office):
    make_missed("Stehtische")
    make_missed("Stehlampen", state="zugewiesen", office=office)
    make_missed("Wetter", state="abgelehnt")
    make_missed("Heizpilz", state="geloest", solved_on=DAY)

    assert shown(promotion) == ["Stehlampen", "Stehtische"]
    assert shown(promotion, stand="zugewiesen") == ["Stehlampen"]
    assert shown(promotion, stand="abgelehnt") == ["Wetter"]
    assert len(shown(promotion, stand="alle")) == 4
    assert shown(promotion, amt=office.pk) == ["Stehlampen"]
    assert shown(promotion, q="tisch") == ["Stehtische"]
    assert shown(promotion, q="nirgends") == []
    assert shown(promotion, stand="quatsch") == []
    assert "lässt sich die Liste nicht filtern" in promotion.get(LIST, {"amt": "x"}).content.decode()


def test_a_solved_one_says_by_what_and_how_often_it_was_searched_since(promotion):
    page = make_topic("Tische und Stühle")
    missed = make_missed("Stehtische")
    EverydayWord.objects.create(text="Stehtische", page=page)
    for _time in range(4):
        counting.count("stehtische", is_weak=False)

    row = texts(parsed(promotion.get(LIST, {"stand": "geloest"})), ".desk-table tbody tr")[0]
    assert "4-mal" in row
    assert "„Stehtische“ → Tische und Stühle" in row
    one = " ".join(texts(parsed(promotion.get(f"{LIST}{missed.pk}/")), "main"))
    assert "Seit der Lösung gesucht 4-mal" in " ".join(one.split())


def test_the_list_comes_as_a_file(promotion, office):
    make_missed("=Stehtische", state="zugewiesen", office=office)
    response = promotion.get(LIST, {"datei": "csv"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))

    assert rows[1] == ["'=Stehtische", "3", "20.11.2026", "zugewiesen", "Umweltamt", "", "", "", ""]
    assert promotion.get(LIST, {"datei": "ods"})["Content-Disposition"].endswith('.ods"')


def test_the_number_of_statements_does_not_depend_on_what_is_listed(promotion, office):
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            promotion.get(LIST, {"stand": "alle"})
        return len(queries)

    def fill(numbers) -> None:
        for number in numbers:
            page = make_topic(f"Thema {number}")
            word = EverydayWord.objects.create(text=f"Wort {number}", page=page)
            make_missed(f"Offen {number}", state="zugewiesen", office=office)
            make_missed(f"Fertig {number}", state="geloest", solved_on=DAY, word=word)

    fill(range(1))
    statements()
    few = statements()
    fill(range(1, 9))
    assert statements() == few


def test_whoever_may_not_solve_reads_who_does(enter, office):
    client = enter(make_office("Grünflächenamt", editors=True))
    new, given = make_missed("Stehtische"), make_missed("Wetter", state="zugewiesen", office=office)

    assert "Die Wirtschaftsförderung weist die Suche einer Stelle zu" in client.get(f"{LIST}{new.pk}/").content.decode()
    page = parsed(client.get(f"{LIST}{given.pk}/"))
    assert "Darum kümmert sich Umweltamt." in page.text
    assert not page.select("main form")
    assert "Lösung" not in page.select_one(".desk-table").text


# --- acts -------------------------------------------------------------------------------------------------------
def test_the_promotion_assigns_rejects_and_takes_back(promotion, office):
    missed = make_missed("Stehtische")

    act(promotion, missed, act="assign", office=office.pk)
    assert (missed.state, missed.office) == ("zugewiesen", office)
    act(promotion, missed, act="reject")
    assert missed.state == "abgelehnt"
    act(promotion, missed, act="reopen")
    assert (missed.state, missed.office) == ("zugewiesen", office)
    act(promotion, missed, act="solve")
    assert missed.state == "geloest"


def test_a_search_is_assigned_to_an_office_that_was_chosen(promotion):
    missed = make_missed("Stehtische")
    page = parsed(act(promotion, missed, act="assign", office=""))

    assert texts(page, "#id_office_error") == ["Wählen Sie eine Stelle aus."]
    assert missed.state == "neu"


def test_every_act_is_in_the_history_of_the_site_with_who_did_it(client, promotion, office):
    missed = make_missed("Stehtische")
    make_missed("Heizpilz")
    for fields in ({"act": "assign", "office": office.pk}, {"act": "reject"}, {"act": "reopen"}, {"act": "solve"}):
        act(promotion, missed, **fields)
    promotion.post(reverse("everyday_words:add"), {"text": "Heizpilz", "page": "", "office_words": "Wärmestrahler"})

    who = ModelLogEntry.objects.filter(action__startswith="missed.").values_list("user", flat=True)
    assert set(who) == {int(promotion.session["_auth_user_id"])}
    client.force_login(User.objects.create_superuser("technik", password="demo"))
    lines = " ".join(texts(parsed(client.get(reverse("wagtailadmin_reports:site_history"))), "table tr"))
    for message in (
        "Zugewiesen an Umweltamt",
        "Abgelehnt",
        "Wieder geöffnet",
        "Als gelöst vermerkt",
        "Gelöst durch das Alltagswort „Heizpilz“",
    ):
        assert message in lines


@pytest.mark.parametrize("fields", [{"act": "assign"}, {"act": "assign", "office": "999999"}, {"act": "quatsch"}, {}])
def test_a_faulty_act_changes_nothing_and_is_said(promotion, fields):
    missed = make_missed("Stehtische")
    response = promotion.post(f"{LIST}{missed.pk}/", fields, follow=True)

    assert response.status_code == 200
    assert texts(parsed(response), ".error-message, .messages li")
    missed.refresh_from_db()
    assert missed.state == "neu"


def test_only_the_assigned_office_solves_and_nobody_else_assigns(enter, office):
    missed = make_missed("Stehtische", state="zugewiesen", office=office)
    stranger = enter(make_office("Schulamt", editors=True))
    for fields in ({"act": "solve"}, {"act": "reopen"}, {"act": "reject"}, {"act": "assign", "office": office.pk}):
        assert act(stranger, missed, **fields).status_code in (302, 403)
        assert (missed.state, missed.office) == ("zugewiesen", office)
    assert not parsed(stranger.get(f"{LIST}{missed.pk}/")).select("main form [name=act]")

    own = enter(office)
    assert act(own, missed, act="reject").status_code in (302, 403)
    assert missed.state == "zugewiesen"
    act(own, missed, act="solve")
    assert missed.state == "geloest"
    act(own, missed, act="reopen")
    assert missed.state == "zugewiesen"


def test_two_clicks_from_the_list_a_word_solves_it(enter, office):
    """The list leads to the form with the text in it; choosing the page and saving is all."""
    page = make_topic("Tische und Stühle", lead_office=office)
    missed = make_missed("Stehtische", state="zugewiesen", office=office)
    editor = enter(office)

    (link,) = parsed(editor.get(LIST)).select(f"a[href^='{reverse('everyday_words:add')}']")
    form = parsed(editor.get(link["href"]))
    assert form.find("input", {"name": "text"})["value"] == "Stehtische"
    following = form.find("input", {"name": "next"})["value"]
    sent = {"text": "Stehtische", "page": page.pk, "office_words": "", "next": following}
    response = editor.post(reverse("everyday_words:add"), sent)

    assert response.url == LIST
    missed.refresh_from_db()
    assert (missed.state, missed.word.page_id) == ("geloest", page.pk)
