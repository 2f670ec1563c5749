"""Which searches are counted, what is kept of them, and for how long."""

import datetime
from copy import deepcopy

import pytest
from bs4 import BeautifulSoup
from django.core import signing
from django.db import transaction
from django.test import Client
from wagtail.models import ModelLogEntry

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_topic
from cms import tick
from cms.testing.factories import make_office
from search import wanted
from search.missed import acts, counting
from search.models import MissedSearch, MissedSearchDay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_content")]

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(counting.timezone, "localdate", lambda: TODAY)


@pytest.fixture(scope="module")
def shared_content(shared_db):
    return make_topic("Tische und Stühle rausstellen")


@pytest.fixture
def content(db, shared_content):
    return deepcopy(shared_content)


def kept() -> list[tuple]:
    return list(MissedSearchDay.objects.order_by("pk").values_list("missed__text", "day", "is_use", "count"))


# --- what counts ------------------------------------------------------------------------------------------------
def test_a_weak_search_is_counted_by_its_words_and_day_alone(client, content):
    for text in ("Xylophonzucht", "  xylophonzucht! ", "XYLOPHONZUCHT"):
        client.get("/suche/", {"q": text})

    assert kept() == [("Xylophonzucht", TODAY, False, 3)]
    fields = {field.name for model in (MissedSearch, MissedSearchDay) for field in model._meta.concrete_fields}
    assert fields == {
        *["id", "key", "text", "first_day", "state", "office", "word", "solved_on"],
        *["missed", "day", "is_use", "count"],
    }


@pytest.mark.parametrize(
    "query",
    [
        "q=Tische",
        "q=",
        "q=?!",
        "q=Xylophonzucht&art=thema",
        "q=Xylophonzucht&sortierung=a-z",
        "q=Xylophonzucht&seite=2",
        "q=Xylophonzucht&exact=1",
        "q=Xylophonzucht 10405",
        "q=Xylophonzucht Florastr. 5",
        "q=xylo@zucht.example",
    ],
)
def test_answered_filtered_and_personal_searches_leave_nothing(client, content, query):
    client.get(f"/suche/?{query}")

    assert kept() == []
    assert not MissedSearch.objects.exists()


def test_looking_again_or_only_at_the_head_counts_nothing(client, content):
    client.head("/suche/", {"q": "Xylophonzucht"})
    client.get("/suche/", {"q": "Xylophonzucht"}, headers={"Cache-Control": "max-age=0"})
    client.get("/suche/", {"q": "Xylophonzucht"}, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})

    assert kept() == []


def test_a_script_does_not_fill_the_table(client, content, monkeypatch):
    monkeypatch.setattr(counting, "MAX_NEW_PER_DAY", 2)
    for text in ("Xylophonzucht", "Quastenflosser", "Zwergplanet", "Quastenflosser"):
        client.get("/suche/", {"q": text})

    assert [row[0] for row in kept()] == ["Xylophonzucht", "Quastenflosser"]
    assert MissedSearchDay.objects.get(missed__text="Quastenflosser").count == 2


def test_whoever_searches_gets_an_answer_even_if_nothing_can_be_counted(client, content, monkeypatch, caplog):
    monkeypatch.setattr(counting, "COUNT", "select 1/0 from search_missedsearch where key = %(key)s or true")
    MissedSearch.objects.create(key="x", text="x", first_day=TODAY)

    with transaction.atomic():  # a failed statement spoils it
        counting.count("Xylophonzucht", is_weak=True)
        transaction.set_rollback(True)
    assert "Xylophonzucht" not in caplog.text
    assert "a search was not counted" in caplog.text


# --- solved -----------------------------------------------------------------------------------------------------
def test_an_everyday_word_solves_the_search_and_further_ones_count_as_its_uses(client, content):
    client.get("/suche/", {"q": "Xylophonzucht"})
    word = EverydayWord.objects.create(text="xylophonzucht", page=content)

    search = MissedSearch.objects.get()
    assert (search.state, search.word, search.solved_on) == (MissedSearch.State.SOLVED, word, TODAY)
    client.get("/suche/", {"q": "Xylophonzucht"})
    client.get("/suche/", {"q": "Xylophonzucht"})
    assert kept() == [("Xylophonzucht", TODAY, False, 1), ("Xylophonzucht", TODAY, True, 2)]


def test_a_changed_word_solves_too_and_other_words_do_not(content):
    counting.count("Xylophonzucht", is_weak=True)
    word = EverydayWord.objects.create(text="Xylophon", page=content)
    assert MissedSearch.objects.get().is_open

    word.text = "Xylophonzucht"
    word.save()
    assert not MissedSearch.objects.get().is_open


def test_states_follow_each_other(content):
    counting.count("Xylophonzucht", is_weak=True)
    search, office = MissedSearch.objects.get(), make_office()

    acts.reject(search)
    assert (search.state, search.is_open) == ("abgelehnt", False)
    acts.reopen(search)
    assert search.state == "neu"
    acts.assign(search, office)
    assert (search.state, search.office) == ("zugewiesen", office)
    acts.solve(search)
    assert (search.state, search.solved_on) == ("geloest", TODAY)
    acts.reopen(search)
    assert (search.state, search.solved_on) == ("zugewiesen", None)


def test_a_text_is_shown_from_the_third_time_on():
    for times in (1, 2, 3):
        counting.count("Xylophonzucht", is_weak=True)
        assert MissedSearch.objects.shown().exists() is (times == 3)


# --- how long ---------------------------------------------------------------------------------------------------
def test_tick_forgets_days_after_24_months_and_texts_without_days(monkeypatch):
    def count_on(day: datetime.date, text: str) -> None:
        monkeypatch.setattr(counting.timezone, "localdate", lambda: day)
        counting.count(text, is_weak=True)

    count_on(datetime.date(2024, 11, 22), "Xylophonzucht")
    count_on(datetime.date(2024, 11, 22), "Quastenflosser")
    count_on(datetime.date(2024, 11, 23), "Quastenflosser")
    count_on(TODAY, "Zwergplanet")
    for missed in MissedSearch.objects.filter(first_day__lt=TODAY):
        acts.reject(missed)

    assert tick.run().done["days of missed searches forgotten"] == 2
    assert [(text, day) for text, day, *_rest in kept()] == [
        ("Quastenflosser", datetime.date(2024, 11, 23)),
        ("Zwergplanet", TODAY),
    ]
    assert not MissedSearch.objects.filter(text="Xylophonzucht").exists()
    assert set(ModelLogEntry.objects.values_list("label", flat=True)) == {"Quastenflosser"}
    assert tick.run().done["days of missed searches forgotten"] == 0


# --- "Was haben Sie gesucht?" -----------------------------------------------------------------------------------
@pytest.fixture
def send(monkeypatch):
    """Send the form as a browser does that shows it for a while."""
    browser = Client(enforce_csrf_checks=True)

    def run(text: str, headers=None, **fields):
        monkeypatch.setattr(signing.time, "time", lambda: 1_000_000)
        stamp = wanted.new_stamp()
        later = 1_000_000 + fields.pop("after", 30)
        monkeypatch.setattr(signing.time, "time", lambda: later)
        sent = {"text": text, "stamp": stamp, **fields}
        return browser.post("/suche/gesucht/", sent, headers=headers or {"Sec-Fetch-Site": "same-origin"})

    return run


def test_what_somebody_wanted_is_counted_without_cookie_and_thanked_for(send, client):
    response = send("  Xylophone   züchten ")

    assert response.status_code == 302
    assert not response.cookies
    assert kept() == [("Xylophone züchten", TODAY, False, 1)]
    assert "Danke" in client.get(response.url).content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/suche/?q=x"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    ],
)
def test_every_browser_can_send_from_this_site(send, headers):
    assert send("Xylophon", headers=headers).status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Referer": "http://testserver.evil.example/"},
        {"User-Agent": "curl"},
    ],
)
def test_no_other_site_and_no_program_can(send, headers):
    response = send("Xylophon", headers=headers)

    assert response.status_code == 403
    assert BeautifulSoup(response.content, "html.parser").find(id="wanted-text")["value"] == "Xylophon"
    assert kept() == []


@pytest.mark.parametrize(
    ("text", "fields", "fault"),
    [
        ("", {}, "Schreiben Sie"),
        ("x" * 201, {}, "höchstens 200 Zeichen"),
        ("Xylophon", {"after": 1}, "sehr schnell"),
        ("Xylophon", {"after": 25 * 60 * 60}, "zu lange offen"),
        ("Xylophon", {"stamp": "forged:1:x"}, "zu lange offen"),
        ("Xylophon", {"stamp": ""}, "zu lange offen"),
    ],
)
def test_faults_are_said_and_nothing_is_lost(send, text, fields, fault):
    response = send(text, **fields)

    assert response.status_code == 400
    assert fault in BeautifulSoup(response.content, "html.parser").find(id="wanted-error").text
    assert BeautifulSoup(response.content, "html.parser").find(id="wanted-text")["value"] == text[:200]
    assert kept() == []


def test_a_machine_that_fills_every_field_is_thanked_and_forgotten(send):
    assert send("Xylophon", website="http://spam.example").status_code == 302
    assert kept() == []
