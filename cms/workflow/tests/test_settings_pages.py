"""What the Wirtschaftsförderung sets, from outside: durations, intervals, the rule of a page, administrators."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from catalogue.tests.factories import make_office_page
from cms.models import ReviewInterval
from cms.testing.factories import make_user, publish
from cms.testing.html import links, parsed
from cms.workflow import actions
from cms.workflow.models import ApprovalSettings, PageRule, Signature, StandIn
from cms.workflow.rounds import silence_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def signer(client, scene):
    client.force_login(scene.signer)
    return scene.signer


def settings_url():
    return reverse("wagtailsettings:edit", args=["workflow", "approvalsettings", ApprovalSettings.load().pk])


def pages(scene):
    interval = ReviewInterval.objects.get(kind="fee")
    return {
        "settings": settings_url(),
        "intervals": reverse("review_intervals:index"),
        "add interval": reverse("review_intervals:add"),
        "edit interval": reverse("review_intervals:edit", args=[interval.pk]),
        "page rule": reverse("workflow_page_rule", args=[scene.page_id]),
    }


@pytest.mark.parametrize(
    ("role", "reaches"),
    [
        ("nobody", False),
        ("stranger", False),
        ("editor", False),
        ("chief", False),
        ("stand-in", False),
        ("promotion", True),
        ("superuser", True),
    ],
)
def test_who_reaches_the_settings(client, scene, role, reaches):
    match role:
        case "stranger":
            client.force_login(make_user())
        case "editor":
            client.force_login(scene.lead_editor)
        case "chief":
            scene.lead.administrators.add(scene.lead_editor)
            client.force_login(scene.lead_editor)
        case "stand-in":
            StandIn.objects.create(
                office=scene.promotion, user=scene.lead_editor, starts_on="2020-01-01", ends_on="2999-01-01"
            )
            client.force_login(scene.lead_editor)
        case "promotion":
            client.force_login(scene.signer)
        case "superuser":
            client.force_login(make_user(is_superuser=True))
    for name, address in pages(scene).items():
        assert client.get(address).status_code == (200 if reaches else 302), name


# --- durations --------------------------------------------------------------------------------------------------
def test_durations_are_changed_and_logged(client, scene, signer):
    data = {"days_to_sign": "8", "silence_rule": "stays_open", "overdue_after_days": "30"}
    assert client.post(settings_url(), data).status_code == 302
    settings = ApprovalSettings.load()
    assert (settings.days_to_sign, settings.silence_rule, settings.overdue_after_days) == (8, "stays_open", 30)
    assert ModelLogEntry.objects.for_instance(settings).get().user == signer


@pytest.mark.parametrize("days", ["0", "61", "bald", ""])
def test_durations_out_of_range_come_back(client, scene, signer, days):
    data = {"days_to_sign": days, "silence_rule": "stays_open", "overdue_after_days": "30"}
    assert "days_to_sign" in client.post(settings_url(), data).context["form"].errors
    assert ApprovalSettings.load().days_to_sign == 5


# --- intervals ----------------------------------------------------------------------------------------------------
def test_an_interval_is_added_and_changed_but_keeps_its_kind(client, scene, signer):
    add = reverse("review_intervals:add")
    assert client.post(add, {"kind": "legal_basis", "months": "6"}).status_code == 302
    interval = ReviewInterval.objects.get(kind="legal_basis")
    for kind in ("legal_basis", "nonsense", ""):
        assert "kind" in client.post(add, {"kind": kind, "months": "6"}).context["form"].errors
    edit = reverse("review_intervals:edit", args=[interval.pk])
    client.post(edit, {"kind": "hint", "months": "9"})
    interval.refresh_from_db()
    assert (interval.kind, interval.months) == ("legal_basis", 9)
    assert "months" in client.post(edit, {"months": "0"}).context["form"].errors
    logged = ModelLogEntry.objects.filter(content_type__model="reviewinterval").values_list("action", "user")
    assert set(logged) == {("wagtail.create", signer.pk), ("wagtail.edit", signer.pk)}


def test_the_interval_for_all_others_changes_but_stays_whoever_asks(client, scene):
    client.force_login(make_user(is_superuser=True))
    general = ReviewInterval.objects.get(kind="")
    client.post(reverse("review_intervals:edit", args=[general.pk]), {"kind": "hint", "months": "18"})
    response = client.post(reverse("review_intervals:delete", args=[general.pk]), follow=True)
    assert "muss bleiben" in response.content.decode()
    general.refresh_from_db()
    assert (general.kind, general.months) == ("", 18)


def test_queries_of_the_list_do_not_grow(client, scene, signer, django_assert_num_queries):
    address = reverse("review_intervals:index")
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    ReviewInterval.objects.bulk_create([ReviewInterval(kind=kind, months=3) for kind in ("hint", "deadline")])
    with django_assert_num_queries(len(before)):
        client.get(address)


# --- the rule of a page ---------------------------------------------------------------------------------------
def rule_url(scene):
    return reverse("workflow_page_rule", args=[scene.page_id])


def test_the_rule_of_a_page_is_set_logged_and_given_back_to_the_settings(client, scene, signer):
    page = parsed(client.get(reverse("workflow_page", args=[scene.page_id])))
    assert rule_url(scene) in links(page, ".page-acts a")

    client.post(rule_url(scene), {"rule": "stays_open"})
    assert silence_rule(scene.page) == "stays_open"
    client.post(rule_url(scene), {"rule": "stays_open"})
    client.post(rule_url(scene), {"rule": ""})
    assert silence_rule(scene.page) == "wifoe_decides"
    assert not PageRule.objects.exists()
    entries = PageLogEntry.objects.filter(page=scene.page_id, action="workflow.rule_set").order_by("pk")
    assert [(entry.user, entry.message) for entry in entries] == [
        (signer, "Bei Fristablauf gilt: bleibt offen"),
        (signer, "Bei Fristablauf gilt: wie in den Einstellungen"),
    ]


def test_a_rule_that_does_not_exist_comes_back(client, scene, signer):
    response = client.post(rule_url(scene), {"rule": "nonsense"})
    assert response.status_code == 200
    assert "rule" in response.context["form"].errors
    assert not PageRule.objects.exists()


@pytest.mark.parametrize("submitted", [False, True])
def test_nobody_sets_the_rule_for_a_text_of_their_own(client, scene, signer, submitted):
    scene.edit(signer, second="Neu.")
    if submitted:
        scene.submit(scene.lead_editor)
    assert client.get(rule_url(scene)).status_code == 302
    client.post(rule_url(scene), {"rule": "counts_as_signed"})
    assert not PageRule.objects.exists()
    page = parsed(client.get(reverse("workflow_page", args=[scene.page_id])))
    assert rule_url(scene) not in links(page, ".page-acts a")

    client.force_login(scene.other_signer)
    client.post(rule_url(scene), {"rule": "counts_as_signed"})
    assert PageRule.objects.get().silence_rule == "counts_as_signed"


def test_an_editor_sets_no_rule(client, scene):
    client.force_login(scene.lead_editor)
    client.post(rule_url(scene), {"rule": "counts_as_signed"})
    assert not PageRule.objects.exists()


# --- the office's mailbox and administrators ------------------------------------------------------------------
OFFICE_FIELDS = ["name", "slug", "kind", "task", "street", "postal_code", "city"]
OFFICE_FIELDS += ["phone", "email", "website", "contact_note", "accessibility"]


def office_data(office, administrators=(), **fields):
    same = {name: getattr(office, name) for name in OFFICE_FIELDS}
    data = nested_form_data(same | {"parent": "", "opening_hours": inline_formset([])} | fields)
    return data | {"administrators": [person.pk for person in administrators]}


def test_the_business_promotion_names_administrators_among_the_people_of_the_office(client, scene, signer):
    edit = reverse("offices:edit", args=[scene.lead.pk])
    assert set(client.get(edit).context["form"].fields["administrators"].queryset) == {scene.lead_editor}
    data = office_data(scene.lead, mailbox="postfach@example.org", administrators=[scene.lead_editor])
    assert client.post(edit, data).status_code == 302
    scene.lead.refresh_from_db()
    assert scene.lead.mailbox == "postfach@example.org"
    assert set(scene.lead.administrators.all()) == {scene.lead_editor}
    entry = ModelLogEntry.objects.for_instance(scene.lead).get(action="people.administrator_named")
    assert entry.user == signer

    stranger = office_data(scene.lead, administrators=[scene.second_editor])
    assert "administrators" in client.post(edit, stranger).context["form"].errors
    client.post(edit, office_data(scene.lead))
    assert not scene.lead.administrators.exists()
    assert ModelLogEntry.objects.for_instance(scene.lead).filter(action="people.administrator_dismissed").exists()


def test_an_administrator_names_no_administrators(client, scene):
    scene.lead.administrators.add(scene.lead_editor)
    client.force_login(scene.lead_editor)
    assert client.get(reverse("offices:edit", args=[scene.lead.pk])).status_code == 302


def test_the_mailbox_is_in_no_public_page_and_no_api(client, scene):
    scene.lead.mailbox = "geheim@example.org"
    scene.lead.save()
    scene.lead.administrators.add(scene.lead_editor)
    office_page = make_office_page(scene.lead)
    publish(office_page)
    api = "/api/v2/pages/"
    addresses = [scene.page.url, office_page.url, "/", "/aemter/", "/suche/?q=Tische", api]
    addresses += [f"{api}?fields=*", f"{api}{scene.page_id}/", f"{api}{office_page.pk}/?fields=*"]
    addresses += ["/api/v1/search?q=Tische", "/sitemap.xml"]
    for address in addresses:
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        body = response.content.decode()
        assert "geheim@example.org" not in body, address
        assert scene.lead_editor.email not in body, address


def test_deciding_in_an_offices_place_needs_the_rule_that_holds_now(client, scene, signer):
    scene.edit(scene.lead_editor, second="Neu.")
    submission = scene.submit()
    submission.signatures.update(due_on="2026-01-05")
    signature = submission.signatures.get()
    assert actions.may_be_decided(signature)
    client.post(rule_url(scene), {"rule": "stays_open"})
    assert not actions.may_be_decided(Signature.objects.get())
