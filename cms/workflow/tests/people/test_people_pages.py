"""The people of an office, from outside: who may do what, what comes of it, what is told to whom."""

import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cms.models import OutgoingMail, User
from cms.testing.factories import make_editor, make_group, make_office, make_user
from cms.testing.html import links, parsed, texts
from cms.workflow.models import Membership, StandIn

from .common import NEW, actions_of, days, mails, refused, url

pytestmark = pytest.mark.django_db


def addresses(scene):
    office = scene.lead
    stand_in = StandIn.objects.create(office=office, user=scene.second_editor, **days())
    return {
        "people": reverse("people"),
        "people_of": url("people_of", office),
        "person_add": url("person_add", office),
        "person_edit": url("person_edit", office, scene.lead_editor),
        "person_leave": url("person_leave", office, scene.lead_editor),
        "person_left": url("person_left", office, scene.lead_editor),
        "stand_in_add": url("stand_in_add", office),
        "person_invite": url("person_invite", office, scene.lead_editor),
        "stand_in_end": url("stand_in_end", office, stand_in),
    }


@pytest.mark.parametrize(
    ("role", "reaches"),
    [
        ("nobody", False),
        ("editor", False),
        ("stranger", False),
        ("chief of another office", False),
        ("administrator who left", False),
        ("stand-in of the business promotion", False),
        ("chief", True),
        ("promotion", True),
        ("superuser", True),
    ],
)
def test_who_reaches_the_people_of_an_office(client, scene, role, reaches):
    match role:
        case "editor":
            client.force_login(scene.lead_editor)
        case "stranger":
            client.force_login(make_user())
        case "chief of another office":
            scene.second.administrators.add(scene.second_editor)
            client.force_login(scene.second_editor)
        case "administrator who left":
            client.force_login(scene.third_editor)
            scene.lead.administrators.add(scene.third_editor)
        case "stand-in of the business promotion":
            StandIn.objects.create(office=scene.promotion, user=scene.third_editor, **days())
            client.force_login(scene.third_editor)
        case "chief":
            client.force_login(scene.chief)
        case "promotion":
            client.force_login(scene.signer)
        case "superuser":
            client.force_login(make_user(is_superuser=True))
    own_list = role == "chief of another office"
    for name, address in addresses(scene).items():
        if name in ("person_invite", "stand_in_end"):
            before = OutgoingMail.objects.count(), StandIn.objects.not_over().count()
            if not reaches:
                assert client.post(address).status_code == 302, name
                assert before == (OutgoingMail.objects.count(), StandIn.objects.not_over().count()), name
            assert client.get(address).status_code in (302, 405)
        elif name == "people" and (own_list or role == "chief"):
            assert client.get(address).url == url("people_of", scene.second if own_list else scene.lead)
        else:
            assert client.get(address).status_code == (200 if reaches else 302), name


@pytest.mark.parametrize("role", ["editor", "chief", "promotion"])
def test_the_menu_offers_people_to_those_who_manage_them(client, scene, role):
    people = {"editor": scene.lead_editor, "chief": scene.chief, "promotion": scene.signer}
    client.force_login(people[role])
    start_page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (reverse("people") in start_page) is (role != "editor")


# --- lists ------------------------------------------------------------------------------------------------------
def test_the_list_says_who_works_for_an_office_since_when_and_who_stands_in(client, scene, chief):
    absent, other = scene.lead_editor, scene.second_editor
    User.objects.filter(pk=absent.pk).update(last_login=datetime.datetime(2026, 5, 3, 9, tzinfo=datetime.UTC))
    Membership.objects.filter(user=absent).update(since=datetime.datetime(2025, 1, 2, 9, tzinfo=datetime.UTC))
    StandIn.objects.create(office=scene.lead, user=other, absent=absent, **days())
    soup = parsed(client.get(url("people_of", scene.lead)))
    rows = texts(soup, "#people-heading ~ table tbody tr")
    [row] = [row for row in rows if absent.email in row]
    assert "3. Mai 2026" in row
    assert "2. Januar 2025" in row
    assert "nein" in row
    assert str(other) in row
    [own] = [row for row in rows if chief.email in row]
    assert "ja" in own
    assert "noch nie" not in own
    assert "gilt heute" in texts(soup, "#stand-ins-heading ~ table tbody tr")[0]


def test_the_business_promotion_sees_all_offices_and_those_without_people(client, scene, signer):
    scene.second_editor.groups.clear()
    soup = parsed(client.get(reverse("people")))
    assert len(soup.select("table tbody tr")) == 4
    assert texts(soup, ".people-missing li") == ["Umweltamt"]
    assert links(soup, ".people-missing a") == [url("people_of", scene.second)]


def test_the_start_page_tells_the_business_promotion_where_nobody_can_sign(client, scene, signer):
    start_page = reverse("wagtailadmin_home")
    link = url("people_of", scene.second)
    assert link not in links(parsed(client.get(start_page)), ".desk-note a")
    scene.second_editor.groups.clear()
    assert link in links(parsed(client.get(start_page)), ".desk-note a")
    client.force_login(scene.lead_editor)
    assert link not in links(parsed(client.get(start_page)), ".desk-note a")


def test_queries_of_the_lists_do_not_grow(client, scene, signer, django_assert_num_queries):
    def grow():
        office = make_office(editors=True)
        for some in (office, scene.lead):
            person, former = make_editor(some), make_editor(some)
            former.groups.clear()
            some.administrators.add(person)
            StandIn.objects.create(office=some, user=make_editor(scene.second), absent=person, **days())
            StandIn.objects.create(office=some, user=make_editor(scene.third), **days(-9, -2))

    grow()
    for address in (reverse("people"), url("people_of", scene.lead)):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as before:
            client.get(address)
        for _ in range(4):
            grow()
        with django_assert_num_queries(len(before)):
            client.get(address)
        assert len(before) < 30


# --- taking in ----------------------------------------------------------------------------------------------------
def test_an_administrator_takes_somebody_in_who_sets_a_password_by_the_invitation(
    client, scene, chief, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url("person_add", scene.lead), NEW)
    assert response.url == url("people_of", scene.lead)
    person = User.objects.get(email="ada.beispiel@example.org")
    assert (person.username, person.is_superuser, person.is_staff) == (person.email, False, False)
    assert set(person.groups.all()) == {scene.lead.group}
    assert not person.has_usable_password()
    assert actions_of(scene.lead)[-2:] == [("people.joined", chief.pk), ("people.invited", chief.pk)]

    [invitation] = mail.outbox
    assert invitation.to == [person.email]
    link = re.search(r"http://testserver(\S+/password_reset/confirm/\S+)", invitation.body)[1]
    client.logout()
    form = client.get(link, follow=True)
    password = "Kornblume-Regen-7"
    client.post(form.redirect_chain[-1][0], {"new_password1": password, "new_password2": password})
    assert client.login(username=person.username, password=password)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "ada"}, "gültige E-Mail"),
        ({"first_name": ""}, "muss ausgefüllt werden|erforderlich|zwingend"),
        ({"email": "umweltamt@example.org"}, "gibt es schon ein Konto"),
        ({"email": "UMWELTAMT@example.org"}, "gibt es schon ein Konto"),
        ({"email": "wifoe@example.org"}, "gibt es schon ein Konto"),
        ({"email": "leitung@example.org"}, "arbeitet schon für die Stelle"),
        ({"email": "o'hara@example.org"}, "ohne Sonderzeichen"),
    ],
)
def test_what_cannot_be_taken_in_comes_back_with_what_was_typed(client, scene, chief, fields, words):
    before = User.objects.count()
    response = client.post(url("person_add", scene.lead), NEW | fields)
    body = response.content.decode().replace("&#x27;", "'")
    assert re.search(words, body), body
    assert 'value="Beispiel"' in body
    assert User.objects.count() == before
    assert not OutgoingMail.objects.exists()


def test_an_administrator_gives_no_rights_beyond_the_own_office(client, scene, chief):
    extra = {"groups": scene.promotion.group_id, "is_superuser": "on", "office": scene.promotion.pk}
    client.post(url("person_add", scene.lead), NEW | extra)
    person = User.objects.get(email="ada.beispiel@example.org")
    assert list(person.groups.all()) == [scene.lead.group]
    assert not person.is_superuser
    assert refused(client.post(url("person_add", scene.promotion), NEW))
    assert refused(client.post(url("person_add", scene.second), NEW))


def test_the_business_promotion_takes_in_a_known_account_but_neither_itself_nor_a_technical_one(client, scene, signer):
    scene.second.mailbox = "postfach@example.org"
    scene.second.save()
    scene.second.administrators.add(scene.second_editor)
    client.post(url("person_add", scene.second), NEW | {"email": scene.lead_editor.email})
    assert set(scene.lead_editor.groups.all()) == {scene.lead.group, scene.second.group}
    assert not mails("invitation")
    assert mails("people_changed") == {"postfach@example.org", "umweltamt@example.org"}

    make_user("technik", email="technik@example.org", is_superuser=True)
    for address, words in [(signer.email, "Niemand nimmt sich selbst"), ("technik@example.org", "Technische Konten")]:
        response = client.post(url("person_add", scene.second), NEW | {"email": address})
        assert words in response.content.decode()
    assert set(signer.groups.all()) == {scene.promotion.group}


def test_a_closed_account_begins_anew_with_an_invitation(client, scene, signer):
    scene.third_editor.is_active = False
    scene.third_editor.save()
    client.post(url("person_add", scene.third), NEW | {"email": scene.third_editor.email})
    scene.third_editor.refresh_from_db()
    assert scene.third_editor.is_active
    assert not scene.third_editor.has_usable_password()
    assert mails("invitation") == {scene.third_editor.email}


def test_an_invitation_is_sent_again_until_there_is_a_password(client, scene, chief):
    client.post(url("person_add", scene.lead), NEW)
    person = User.objects.get(email="ada.beispiel@example.org")
    assert "noch kein Passwort" in client.get(url("person_edit", scene.lead, person)).content.decode()
    client.post(url("person_invite", scene.lead, person))
    assert OutgoingMail.objects.filter(event="invitation").count() == 2
    response = client.post(url("person_invite", scene.lead, scene.lead_editor), follow=True)
    assert "hat schon ein Passwort" in response.content.decode()


# --- changing -------------------------------------------------------------------------------------------------------
def edit(client, office, person, **fields):
    data = {"first_name": "Neu", "last_name": "Name", "email": "neu@example.org", **fields}
    return client.post(url("person_edit", office, person), data)


def test_a_changed_address_is_told_to_the_former_one_and_spoils_old_links(client, scene, chief):
    person = scene.lead_editor
    token = default_token_generator.make_token(person)
    assert edit(client, scene.lead, person).status_code == 302
    person.refresh_from_db()
    assert (person.get_full_name(), person.email, person.username) == ("Neu Name", "neu@example.org", person.username)
    assert mails("address_changed") == {"sga@example.org"}
    assert not default_token_generator.check_token(person, token)
    entry = ModelLogEntry.objects.filter(action="people.changed").get()
    assert "example.org" not in str(entry.data)


def test_a_login_name_that_is_the_address_follows_it(client, scene, chief):
    client.post(url("person_add", scene.lead), NEW)
    person = User.objects.get(email="ada.beispiel@example.org")
    edit(client, scene.lead, person)
    person.refresh_from_db()
    assert person.username == person.email == "neu@example.org"


def test_an_address_of_somebody_else_is_refused(client, scene, chief):
    response = edit(client, scene.lead, scene.lead_editor, email="WIFOE@example.org")
    assert "gehört schon zu einem anderen Konto" in response.content.decode()
    scene.lead_editor.refresh_from_db()
    assert scene.lead_editor.email == "sga@example.org"


BONDS = {
    "another office": lambda person, scene: person.groups.add(scene.second.group),
    "the business promotion": lambda person, scene: person.groups.add(scene.promotion.group),
    "another group": lambda person, scene: person.groups.add(make_group()),
    "a right of one's own": lambda person, scene: person.user_permissions.add(Permission.objects.first()),
    "a stand-in now": lambda person, scene: StandIn.objects.create(office=scene.second, user=person, **days()),
    "a stand-in to come": lambda person, scene: StandIn.objects.create(office=scene.second, user=person, **days(5, 9)),
    "managing another office": lambda person, scene: scene.second.administrators.add(person),
    "staff": lambda person, scene: User.objects.filter(pk=person.pk).update(is_staff=True),
}


@pytest.mark.parametrize("bond", BONDS)
def test_an_administrator_takes_over_no_account_on_which_more_hangs(client, scene, chief, bond):
    person = scene.lead_editor
    BONDS[bond](person, scene)
    soup = parsed(client.get(url("people_of", scene.lead)))
    assert url("person_edit", scene.lead, person) not in links(soup, "a[href]")
    assert refused(edit(client, scene.lead, person))
    assert refused(client.post(url("person_invite", scene.lead, person))) or not mails("invitation")
    client.post(url("person_leave", scene.lead, person), {"leaves": "house"})
    person.refresh_from_db()
    assert (person.email, person.is_active) == ("sga@example.org", True)
    # out of the own office they go all the same
    client.post(url("person_leave", scene.lead, person), {"leaves": "office"})
    assert scene.lead.group not in person.groups.all()


def test_an_administrator_does_not_touch_superusers_of_the_own_office(client, scene, chief):
    person = make_editor(scene.lead, is_superuser=True, email="technik@example.org")
    assert refused(edit(client, scene.lead, person))
    assert refused(client.post(url("person_leave", scene.lead, person), {"leaves": "office"}))
    client.force_login(scene.signer)
    assert refused(edit(client, scene.lead, person))
    assert scene.lead.group in person.groups.all()


@pytest.mark.parametrize("name", ["person_edit", "person_leave"])
def test_people_of_other_offices_are_out_of_reach(client, scene, chief, name):
    data = {"first_name": "A", "last_name": "B", "email": "x@example.org", "leaves": "house"}
    assert client.post(url(name, scene.lead, scene.second_editor), data).status_code == 404
    assert refused(client.post(url(name, scene.second, scene.second_editor), data))
    assert refused(client.post(url(name, scene.lead, chief), data))
    scene.second_editor.refresh_from_db()
    assert scene.second_editor.is_active
    assert scene.second_editor.email == "umweltamt@example.org"


def test_the_business_promotion_changes_people_and_the_office_is_told(client, scene, signer):
    scene.lead.mailbox = "postfach@example.org"
    scene.lead.save()
    edit(client, scene.lead, scene.lead_editor)
    assert mails("people_changed") == {"postfach@example.org", "leitung@example.org"}
    assert mails("address_changed") == {"sga@example.org"}


def test_what_happens_to_people_of_the_business_promotion_its_other_people_are_told(client, scene, signer):
    client.post(url("person_add", scene.promotion), NEW)
    assert mails("people_changed") == {scene.other_signer.email, "ada.beispiel@example.org"}
