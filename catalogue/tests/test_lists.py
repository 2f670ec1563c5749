"""Lists of pages: A–Z, occasions, offices, dates, and the pages of problem types."""

import pytest

from cms.testing.factories import make_office, make_problem_type, make_review
from cms.testing.html import links, parsed, text, texts

from .factories import (
    event_index,
    make_event,
    make_occasion,
    make_office_page,
    make_topic,
    occasion_index,
    office_index,
    topic_index,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def test_topics_stand_in_german_order_under_their_letters(client):
    for title in ["Zelt", "Öl", "Ämter", "Abfall", "Ostern", "apfel", "115 anrufen"]:
        make_topic(title)
    make_topic("Entwurf", live=False)

    page = parsed(client.get(topic_index().url))

    letters = [(text(letter.h2), texts(letter, "a")) for letter in page.select(".letter")]
    assert letters == [
        ("0–9", ["115 anrufen"]),
        ("A", ["Abfall", "Ämter", "apfel"]),
        ("O", ["Öl", "Ostern"]),
        ("Z", ["Zelt"]),
    ]
    assert links(page, ".letters a") == [f"#{heading['id']}" for heading in page.select(".letter h2")]


def test_occasions_are_listed_with_the_number_of_their_steps(client):
    office = make_office()
    make_occasion("Umziehen", steps=[{"title": "a", "office": office}])
    make_occasion("Öffnen", summary="Am Anfang. Und weiter.", steps=[{"title": t, "office": office} for t in "ab"])

    page = parsed(client.get(occasion_index().url))

    assert texts(page, ".card__title") == ["Öffnen", "Umziehen"]
    assert texts(page, ".card .muted") == ["2 Schritte", "1 Schritt"]
    assert "Am Anfang." in text(page.main)
    assert "Und weiter" not in text(page.main)


def test_offices_are_listed_by_kind(client):
    make_office_page(make_office("Umweltamt"))
    make_office_page(make_office("Ältestenrat"))
    make_office_page(make_office("Handwerkskammer", kind="chamber"))

    page = parsed(client.get(office_index().url))

    groups = [(text(group.h2), texts(group, "a")) for group in page.select(".letter")]
    assert groups == [("Bezirk", ["Ältestenrat", "Umweltamt"]), ("Kammer", ["Handwerkskammer"])]


def test_coming_dates_stand_first_and_soonest_first_past_ones_latest_first(client):
    for days in (30, 3, -3, -30):
        make_event(f"Runde {days}", starts_in_days=days)

    page = parsed(client.get(event_index().url))

    assert texts(page, "[aria-labelledby=naechste] .event-card__title") == ["Runde 3", "Runde 30"]
    assert texts(page, "[aria-labelledby=vergangen] .event-card__title") == ["Runde -3", "Runde -30"]


@pytest.mark.parametrize("index", [topic_index, occasion_index, office_index, event_index])
def test_an_empty_list_says_so(client, index):
    page = parsed(client.get(index().url))

    assert "Noch gibt es hier keine" in text(page.main) or "kein Termin" in text(page.main)


def test_a_list_says_that_it_holds_example_content_until_all_of_it_was_reviewed(client):
    topic = make_topic()
    assert "Beispielinhalt" in text(parsed(client.get(topic_index().url)).main)

    make_review(topic, topic.parts()[0], content_hash="of an older wording")

    assert "Beispielinhalt" not in text(parsed(client.get(topic_index().url)).main)


def test_all_problem_types_of_the_first_level_are_listed_with_their_hints(client):
    work = make_problem_type("Personal", slug="personal", hint="Anstellen und ausbilden", order=1)
    make_problem_type("Minijob", parent=work)

    page = parsed(client.get("/problemtypen/"))

    assert text(page.title) == "Problemtypen – Gewerbe trifft Ämter"
    assert texts(page, ".tile") == ["Personal Anstellen und ausbilden"]
    assert links(page, ".tile a") == ["/problemtypen/personal/"]


def test_a_problem_type_gathers_everything_about_it_and_its_children(client):
    work = make_problem_type("Personal", slug="personal")
    part_time = make_problem_type("Minijob", slug="minijob", parent=work)
    office = make_office("Jobcenter")
    make_office_page(office)
    make_topic("Urlaub", problem_types=[work], lead_office=office)
    make_topic("Aushilfe", problem_types=[part_time, work])
    make_topic("Fremd")
    make_occasion("Erste Angestellte", problem_types=[work])
    make_event("Runde", problem_types=[part_time])

    page = parsed(client.get("/problemtypen/personal/"))

    assert text(page.title) == "Personal – Gewerbe trifft Ämter"
    assert texts(page, ".breadcrumbs li") == ["Startseite", "Problemtypen", "Personal"]
    assert links(page, "[aria-labelledby=genauer] a") == ["/problemtypen/minijob/"]
    assert texts(page, "[aria-labelledby=themen] a") == ["Aushilfe", "Urlaub"]
    assert texts(page, "[aria-labelledby=anlaesse] a") == ["Erste Angestellte"]
    assert texts(page, "[aria-labelledby=termine] .event-card__title") == ["Runde"]
    assert texts(page, "[aria-labelledby=stellen] li") == ["Jobcenter", "Wirtschaftsförderung"]

    child = parsed(client.get("/problemtypen/minijob/"))
    assert texts(child, "[aria-labelledby=themen] a") == ["Aushilfe"]
    assert texts(child, ".breadcrumbs li") == ["Startseite", "Problemtypen", "Personal", "Minijob"]


def test_an_unknown_problem_type_is_not_found(client):
    assert client.get("/problemtypen/gibt-es-nicht/").status_code == 404
