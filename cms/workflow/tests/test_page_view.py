"""„Stand und Verlauf“: what everybody in the admin may read about a page."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from catalogue.tests.factories import topic_index
from cms.reviews import confirm_part
from cms.testing.factories import make_editor, make_office, make_review, make_user
from cms.testing.html import links, parsed, text, texts
from cms.workflow import actions
from cms.workflow.models import PageRule, SilenceRule, StandIn
from cms.workflow.publishing import publish_urgently, take_down

pytestmark = pytest.mark.django_db


@pytest.fixture
def view(client, scene):
    """The page as `user` sees it; `query` is what follows the question mark."""

    def view(user, query=""):
        client.force_login(user)
        return parsed(client.get(reverse("workflow_page", args=[scene.page_id]) + query))

    return view


def standing(soup):
    return " ".join(texts(soup, ".page-standing p"))


def events(soup):
    """The lines of the timeline, the latest first, without their times."""
    return texts(soup, ".timeline li > div > p:first-child")


def acts(soup):
    return texts(soup, ".page-acts a")


# --- who may read ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("lead", True),
        ("co-owner", True),
        ("other office", True),
        ("promotion", True),
        ("superuser", True),
        ("stand-in", True),
        ("past stand-in", False),
        ("without office", False),
    ],
)
def test_everybody_with_an_office_reads_it(client, scene, role, may):
    today = timezone.localdate()
    stand_in, past = make_editor(), make_editor()
    for user, day in ((stand_in, today), (past, today - datetime.timedelta(days=1))):
        StandIn.objects.create(office=scene.second, user=user, starts_on=day, ends_on=day)
        user.user_permissions.set(scene.second.group.permissions.all())
    without = make_editor()
    without.user_permissions.set(scene.second.group.permissions.all())
    users = {
        "lead": scene.lead_editor,
        "co-owner": scene.third_editor,
        "other office": make_editor(make_office(editors=True)),
        "promotion": scene.signer,
        "superuser": make_user(is_superuser=True),
        "stand-in": stand_in,
        "without office": without,
        "past stand-in": past,
    }
    client.force_login(users[role])
    response = client.get(reverse("workflow_page", args=[scene.page_id]))
    assert response.status_code == (200 if may else 302)
    if not may:
        assert response.url == "/admin/"


def test_without_an_account_it_leads_to_the_login_and_unknown_pages_are_not_found(client, scene):
    assert client.get(reverse("workflow_page", args=[scene.page_id])).url.startswith("/admin/login/")
    client.force_login(scene.lead_editor)
    for number in (1, 999999):
        assert client.get(reverse("workflow_page", args=[number])).status_code == 404
    assert client.get(reverse("workflow_page", args=[topic_index().pk])).status_code == 200


def test_the_ways_to_it_are_in_the_page_header_and_the_listing(client, scene):
    client.force_login(scene.lead_editor)
    address = reverse("workflow_page", args=[scene.page_id])
    for path in (
        reverse("wagtailadmin_pages:edit", args=[scene.page_id]),
        reverse("wagtailadmin_explore", args=[topic_index().pk]),
    ):
        assert address in links(parsed(client.get(path)), "a[href]"), path


# --- how it stands --------------------------------------------------------------------------------------------------
def test_the_sentence_follows_the_text(scene, view):
    assert standing(view(scene.third_editor)).startswith("Öffentlich, zuletzt veröffentlicht am")

    scene.edit(scene.lead_editor, second="Neu.", third="Neu.")
    assert "Entwurf, der noch nicht vorgelegt ist" in standing(view(scene.third_editor))

    submission = scene.submit()
    told = standing(view(scene.lead_editor))
    assert "In Mitzeichnung seit dem" in told
    assert "Es fehlt noch: Umweltamt (Frist" in told
    assert "Ordnungsamt (Frist" in told

    actions.object_to(submission=submission, office=scene.second, user=scene.second_editor, reason="Nein.")
    assert "zurückgegeben. Wartet auf eine Überarbeitung." in standing(view(scene.lead_editor))

    scene.edit(scene.lead_editor, third="Alt <b>und</b> neu.")
    submission = scene.submit()
    actions.take_back(submission=submission, user=scene.lead_editor, reason="Noch ein Fehler.")
    assert "zurückgeholt. Wartet darauf, neu vorgelegt zu werden." in standing(view(scene.lead_editor))

    scene.edit(scene.lead_editor, second="Text von Umweltamt.")
    submission = scene.submit()
    scene.sign(submission, scene.third, scene.third_editor)
    assert "Wartet seit" in standing(view(scene.lead_editor))
    assert "auf die Schlusszeichnung" in standing(view(scene.lead_editor))

    scene.sign_off(submission)
    assert standing(view(scene.lead_editor)).startswith("Öffentlich")
    assert "Entwurf" not in standing(view(scene.lead_editor))

    take_down(page=scene.page, user=scene.signer, reason="Die Regel gilt nicht mehr.")
    told = standing(view(scene.lead_editor))
    assert told.startswith("Nicht öffentlich. Von der Website genommen am")
    assert told.endswith("Die Regel gilt nicht mehr.")


def test_an_urgent_text_says_that_signatures_are_missing(scene, view):
    scene.edit(scene.lead_editor, second="Eilig.")
    publish_urgently(page=scene.page, user=scene.signer, reason="Die Brücke ist gesperrt.")
    assert "Eilig veröffentlicht, in Mitzeichnung seit dem" in standing(view(scene.lead_editor))


def test_everybody_gets_the_ways_the_rules_allow(scene, view):
    review, edit, submit, down = "Prüfen", "Bearbeiten", "Zur Mitzeichnung vorlegen", "Von der Website nehmen"
    rule = "Regel bei Fristablauf"
    urgent, stand = "Eilig veröffentlichen", "Stand der Mitzeichnung"
    stranger = make_editor(make_office(editors=True))
    assert acts(view(stranger)) == []
    assert acts(view(scene.lead_editor)) == [review, edit]

    scene.edit(scene.lead_editor, second="Neu.")
    assert acts(view(scene.lead_editor)) == [review, edit, submit]
    assert acts(view(scene.signer)) == [urgent, down, rule]
    assert acts(view(stranger)) == []

    submission = scene.submit()
    assert acts(view(scene.lead_editor)) == [stand, review, "Zurückholen"]
    assert acts(view(scene.second_editor))[0] == "Lesen und zeichnen"
    assert acts(view(stranger)) == [stand]
    scene.sign(submission, scene.second, scene.second_editor)
    assert acts(view(scene.signer))[0] == "Zur Schlusszeichnung"
    assert acts(view(scene.lead_editor))[0] == stand


# --- its parts ------------------------------------------------------------------------------------------------------
def test_the_parts_of_the_draft_with_owner_text_and_review(scene, view):
    second = scene.page.parts()[2]
    make_review(scene.page, second, reviewed_on=datetime.date(2020, 5, 3))
    scene.edit(scene.lead_editor, third="Jetzt mit <script>alert(1)</script> Abstand.")
    soup = view(make_editor(make_office(editors=True)))
    heads = texts(soup, ".page-part summary")
    assert [head.split(" noch nie")[0] for head in heads[:2]] == [
        "Titel, Zusammenfassung und Einordnung Straßen- und Grünflächenamt",
        "Überblick Straßen- und Grünflächenamt",
    ]
    assert heads[2].startswith("Ablauf Umweltamt geprüft am 3. Mai 2020, seit dem 3. Mai 2021 überfällig")
    assert heads[3].startswith("Hinweise Ordnungsamt geändert noch nie geprüft")
    assert "Ein Teil liest sich anders als die öffentliche Seite." in text(soup.select_one(".page-state"))
    assert "Abstand." in text(soup.select(".page-part")[3])
    assert not soup.select(".page-part script")


# --- what happened --------------------------------------------------------------------------------------------------
def test_a_whole_journey_is_told_in_plain_german(scene, view):
    standing_in = make_editor(scene.lead, first_name="Vera", last_name="Tretung")
    today = timezone.localdate()
    StandIn.objects.create(office=scene.second, user=standing_in, starts_on=today, ends_on=today)
    confirm_part(page=scene.page, part_key="shared", user=scene.lead_editor)
    for number in range(4):
        scene.edit(scene.lead_editor, second=f"Fassung {number}.")
    first = scene.submit(change_note="Neue Gebühr")
    actions.object_to(submission=first, office=scene.second, user=scene.second_editor, reason="Der Abstand fehlt.")
    scene.edit(scene.lead_editor, second="Mit Abstand.", third="Auch neu.")
    second = scene.submit(change_note="Mit Abstand")
    actions.take_back(submission=second, user=scene.lead_editor, reason="Tippfehler")
    PageRule.objects.create(page=scene.page, silence_rule=SilenceRule.COUNTS_AS_SIGNED)
    third = scene.submit(change_note="Ohne Tippfehler")
    scene.sign(third, scene.second, standing_in)
    third.signatures.update(due_on=today - datetime.timedelta(days=1))
    actions.pass_by_silence(submission=third, office=scene.third)
    scene.sign_off(third)
    scene.edit(scene.lead_editor, second="Gesperrt.")
    publish_urgently(page=scene.page, user=scene.signer, reason="Die Brücke ist gesperrt.")
    take_down(page=scene.page, user=scene.signer, reason="Aufgehoben.")

    told = events(view(scene.third_editor))

    expected = [
        "„Titel, Zusammenfassung und Einordnung“ geprüft für Straßen- und Grünflächenamt",
        "Entwurf gespeichert",
        "Vorgelegt: Neue Gebühr",
        "Einwand von Umweltamt: Der Abstand fehlt.",
        "Entwurf gespeichert",
        "Vorgelegt: Mit Abstand",
        "Zurückgeholt: Tippfehler",
        "Vorgelegt: Ohne Tippfehler",
        "Mitgezeichnet für Umweltamt (in Vertretung für Umweltamt)",
        "Ordnungsamt hat bis zur Frist nichts gesagt. Das gilt als mitgezeichnet.",
        "Schlusszeichnung gegeben",
        "Veröffentlicht",
        "Entwurf gespeichert",
        "Eilig veröffentlicht: Die Brücke ist gesperrt.",
        "Von der Website genommen: Aufgehoben.",
    ]
    rest = iter(reversed(told))
    assert all(line in rest for line in expected), told
    assert not [line for line in told if "Workflow" in line or "%" in line]


def test_each_line_names_person_and_office_and_days_are_grouped(scene, view):
    scene.lead_editor.first_name, scene.lead_editor.last_name = "Ada", "<b>Grün</b>"
    scene.lead_editor.save()
    scene.edit(scene.lead_editor, lead="Neu.")
    entry = log(instance=scene.page, action="workflow.urgent_settled")
    type(entry).objects.filter(pk=entry.pk).update(timestamp=datetime.datetime(2026, 5, 3, 22, 30, tzinfo=datetime.UTC))
    soup = view(scene.third_editor)
    assert "Ada <b>Grün</b>, Straßen- und Grünflächenamt" in texts(soup, ".timeline__who")
    assert not soup.select(".timeline__who b")
    assert texts(soup, ".timeline-day")[-1] == "Montag, 4. Mai 2026"  # by the clock of Berlin
    assert texts(soup, ".timeline__who")[-1] == "automatisch"


def test_savings_in_a_row_are_one_line_for_each_person_and_day(scene, view):
    before = len(events(view(scene.lead_editor)))
    for number in range(3):
        scene.edit(scene.lead_editor, lead=f"{number}")
    scene.edit(scene.second_editor, lead="Dazwischen.")
    for number in range(3):
        scene.edit(scene.lead_editor, lead=f"{number}")
    lines = events(view(scene.lead_editor))
    assert lines[:3] == ["Entwurf gespeichert"] * 3
    assert len(lines) == before + 3


def test_a_long_history_has_pages_and_costs_no_more(
    client, scene, view, django_assert_num_queries, django_assert_max_num_queries
):
    scene.edit(scene.lead_editor, lead="Neu.")
    view(scene.lead_editor)
    address = reverse("workflow_page", args=[scene.page_id])
    with django_assert_max_num_queries(100) as captured:
        client.get(address)
    before = len(captured)
    people = [make_editor(make_office(f"Amt der Nummer {number}", editors=True)) for number in range(5)]
    for number in range(60):
        data = {"part": f"Teil {number}", "office": "Amt"}
        log(instance=scene.page, action="cms.part_reviewed", user=people[number % 5], data=data)

    client.get(address)
    with django_assert_num_queries(before):
        response = client.get(address)

    assert len(events(parsed(response))) == 50
    second = events(view(scene.lead_editor, "?p=2"))
    assert "„Teil 0“ geprüft für Amt" in second
    assert events(view(scene.lead_editor, "?p=unfug")) == events(parsed(response))
