"""Who leaves and who stands in, from outside."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from catalogue.tests.factories import make_topic
from cms.testing.factories import make_editor, make_office, make_user
from cms.testing.html import links, parsed, texts
from cms.workflow.models import StandIn
from cms.workflow.people import capacities

from .common import actions_of, days, mails, url

pytestmark = pytest.mark.django_db


def test_somebody_leaves_the_house_and_the_page_shows_what_was_theirs(client, scene, chief):
    person = scene.lead_editor
    scene.edit(person, second="Neu.")
    submission = scene.submit(person)
    StandIn.objects.create(office=scene.lead, user=scene.second_editor, absent=person, **days())
    scene.lead.administrators.add(person)

    before = parsed(client.get(url("person_leave", scene.lead, person)))
    response = client.post(url("person_leave", scene.lead, person), {"leaves": "house"}, follow=True)

    person.refresh_from_db()
    assert not person.is_active
    assert not person.groups.exists()
    assert client.login(username=person.username, password="demo") is False
    soup = parsed(response)
    assert texts(before, "h2[id^=estate]") == texts(soup, "h2[id^=estate]")
    assert texts(soup, "h2[id^=estate]") == ["Vorgelegte Texte", "Vertretungen", "Verwaltung der Redaktion"]
    assert "beendet" in soup.get_text()
    assert submission.page.title in soup.get_text()
    assert capacities(scene.second_editor).keys() == {scene.second}


def test_drafts_and_signatures_for_which_nobody_else_is_there(client, scene, signer):
    scene.edit(scene.lead_editor, second="Neu.")
    scene.submit()
    other = make_editor(scene.second)
    empty = client.get(url("person_left", scene.second, scene.second_editor)).content.decode()
    assert "Es ist nichts offen" in empty
    client.post(url("person_leave", scene.second, other), {"leaves": "house"})
    client.post(url("person_leave", scene.second, scene.second_editor), {"leaves": "office"})
    soup = parsed(client.get(url("person_left", scene.second, scene.second_editor)))
    assert texts(soup, "h2[id^=estate]") == ["Mitzeichnungen, für die sonst niemand da ist"]


def test_a_draft_somebody_touched_last_is_listed(client, scene, chief):
    scene.edit(scene.lead_editor, second="Neu.")
    soup = parsed(client.get(url("person_leave", scene.lead, scene.lead_editor)))
    assert texts(soup, "h2[id^=estate]") == ["Zuletzt bearbeitete Entwürfe"]
    assert links(soup, ".people-estate a") == [reverse("wagtailadmin_pages:edit", args=[scene.page_id])]


def test_queries_about_a_leaver_do_not_grow(client, scene, chief, django_assert_num_queries):
    def grow():
        topic = make_topic(lead_office=scene.lead)
        topic.title = "Anders"
        topic.save_revision(user=scene.lead_editor)
        office = make_office(editors=True)
        StandIn.objects.create(office=office, user=scene.lead_editor, **days())

    grow()
    address = url("person_left", scene.lead, scene.lead_editor)
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for _ in range(4):
        grow()
    with django_assert_num_queries(len(before)):
        client.get(address)


def test_the_last_person_of_the_business_promotion_stays(client, scene):
    client.force_login(make_user(is_superuser=True))
    client.post(url("person_leave", scene.promotion, scene.signer), {"leaves": "office"})
    response = client.post(url("person_leave", scene.promotion, scene.other_signer), {"leaves": "house"})
    assert "niemanden mehr" in response.content.decode()
    scene.other_signer.refresh_from_db()
    assert scene.other_signer.is_active


def test_an_author_does_not_empty_the_office_that_is_asked(client, scene, signer):
    scene.edit(signer, second="Neu.")
    scene.submit(scene.lead_editor)
    response = client.post(url("person_leave", scene.second, scene.second_editor), {"leaves": "house"})
    assert "mitgeschrieben" in response.content.decode()
    scene.second_editor.refresh_from_db()
    assert scene.second_editor.is_active
    make_editor(scene.second)
    assert client.post(url("person_leave", scene.second, scene.second_editor), {"leaves": "house"}).status_code == 302


def test_a_choice_is_needed(client, scene, chief):
    response = client.post(url("person_leave", scene.lead, scene.lead_editor), {})
    assert response.status_code == 200
    assert scene.lead.group in scene.lead_editor.groups.all()


# --- stand-ins -------------------------------------------------------------------------------------------------
def stand_in_data(user, absent="", **fields):
    return {"user": user.pk, "absent": getattr(absent, "pk", absent), **days(), **fields}


def test_an_administrator_names_a_stand_in_and_ends_it(client, scene, chief):
    data = stand_in_data(scene.second_editor, scene.lead_editor)
    assert client.post(url("stand_in_add", scene.lead), data).status_code == 302
    stand_in = StandIn.objects.get()
    assert (stand_in.named_by, stand_in.absent, stand_in.office) == (chief, scene.lead_editor, scene.lead)
    assert scene.lead in capacities(scene.second_editor)
    assert mails("stand_in_named") == {scene.second_editor.email}
    [entry] = ModelLogEntry.objects.filter(action="people.stand_in_named")
    assert entry.user == chief
    assert "vertritt" in entry.message

    client.post(url("stand_in_end", scene.lead, stand_in))
    assert scene.lead not in capacities(scene.second_editor)
    stand_in.refresh_from_db()
    assert (stand_in.ended_by, stand_in.is_over) == (chief, True)
    soup = parsed(client.get(url("people_of", scene.lead)))
    assert "vorzeitig beendet" in texts(soup, "details li")[0]
    again = client.post(url("stand_in_end", scene.lead, stand_in), follow=True)
    assert "schon beendet" in again.content.decode()
    assert actions_of(scene.lead).count(("people.stand_in_ended", chief.pk)) == 1


def test_who_is_offered_as_a_stand_in(client, scene, chief):
    make_user(is_superuser=True)
    make_user()
    make_editor(scene.third, is_active=False)
    form = client.get(url("stand_in_add", scene.lead)).context["form"]
    assert set(form.fields["user"].queryset) == {
        scene.second_editor,
        scene.third_editor,
        scene.signer,
        scene.other_signer,
    }
    assert set(form.fields["absent"].queryset) == {scene.lead_editor, chief}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (days(-1, 3), "frühestens heute"),
        (days(5, 3), "nicht vor dem Anfang"),
        (days(0, 500), "höchstens ein Jahr"),
        ({"ends_on": "bald"}, "gültiges Datum"),
        ({"user": ""}, "zwingend|erforderlich|ausgefüllt"),
    ],
)
def test_a_stand_in_that_cannot_be_comes_back(client, scene, chief, fields, words):
    response = client.post(url("stand_in_add", scene.lead), stand_in_data(scene.second_editor) | fields)
    assert response.status_code == 200
    assert re.search(words, response.content.decode())
    assert not StandIn.objects.exists()


def test_nobody_stands_in_twice_at_the_same_time(client, scene, chief):
    assert client.post(url("stand_in_add", scene.lead), stand_in_data(scene.second_editor)).status_code == 302
    response = client.post(url("stand_in_add", scene.lead), stand_in_data(scene.second_editor, **days(7, 9)))
    assert "vertritt die Stelle in dieser Zeit schon" in response.content.decode()
    assert (
        client.post(url("stand_in_add", scene.lead), stand_in_data(scene.second_editor, **days(8, 9))).status_code
        == 302
    )


@pytest.mark.parametrize("who", ["colleague", "oneself", "technical", "inactive"])
def test_who_cannot_stand_in(client, scene, who):
    person = {
        "colleague": scene.lead_editor,
        "oneself": scene.signer,
        "technical": make_user(is_superuser=True),
        "inactive": make_editor(scene.third, is_active=False),
    }[who]
    client.force_login(scene.signer)
    response = client.post(url("stand_in_add", scene.lead), stand_in_data(person))
    assert response.status_code == 200
    assert not StandIn.objects.exists()


def test_somebody_of_another_office_is_not_absent_here(client, scene, chief):
    client.post(url("stand_in_add", scene.lead), stand_in_data(scene.second_editor, scene.third_editor))
    assert not StandIn.objects.exists()


def test_the_business_promotion_names_a_stand_in_for_any_office(client, scene, signer):
    assert client.post(url("stand_in_add", scene.third), stand_in_data(scene.second_editor)).status_code == 302
    assert StandIn.objects.get().named_by == signer
    assert parsed(client.get(reverse("people"))).select("table tbody tr")
