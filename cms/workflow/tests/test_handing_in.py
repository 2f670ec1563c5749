"""Handing in from outside: what the page says, and what comes of it."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from catalogue.models import TopicPage, TopicSection
from catalogue.tests.factories import make_topic
from cms.testing.factories import make_editor, make_office
from cms.testing.html import parsed, text, texts
from cms.workflow import actions
from cms.workflow.models import PageRule, SilenceRule, Submission
from cms.workflow.publishing import publish_urgently
from cms.workflow.rounds import due_date
from cms.workflow.texts import draft_of

pytestmark = pytest.mark.django_db
OBSTACLE = ".act-obstacle"


def submit_url(page_id: int) -> str:
    return reverse("workflow_submit", args=[page_id])


def open_form(client, page_id: int, user):
    client.force_login(user)
    return parsed(client.get(submit_url(page_id)))


def hand_in(client, page_id: int, user, **fields):
    """Post the form as it was shown, filled in."""
    form = open_form(client, page_id, user).select_one(".act-form")
    shown = {field["name"]: field["value"] for field in form.select("input[name=seen]")}
    return client.post(submit_url(page_id), shown | {"change_note": "Gebühr angepasst"} | fields)


def announced(page) -> dict[str, bool]:
    """The offices the page names, and whether they will be asked."""
    return {text(entry.strong): "wird gefragt" in text(entry) for entry in page.select(".expected__office")}


def asked(submission: Submission) -> dict[str, bool]:
    return {row.office.name: row.is_waiting for row in submission.signatures.select_related("office")}


# --- who is asked ---------------------------------------------------------------------------------------------
def own_part(scene) -> None:
    scene.edit(scene.lead_editor, lead="Neu.")


def others_part(scene) -> None:
    scene.edit(scene.lead_editor, second="Neu.")


def all_parts(scene) -> None:
    scene.edit(scene.lead_editor, lead="Neu.", second="Neu.", third="Neu.", title="Neuer Titel")


def removed_section(scene) -> None:
    draft = draft_of(scene.page)
    draft.sections = [row for row in draft.sections.all() if row.office != scene.third]
    draft.save_revision(user=scene.lead_editor)


def handed_over(scene) -> None:
    draft = draft_of(scene.page)
    rows = list(draft.sections.all())
    rows[2].office = scene.second
    draft.sections = rows
    draft.save_revision(user=scene.lead_editor)


def after_an_objection(scene) -> None:
    """The second office signed, the third objected, and only the third's text changed since."""
    scene.edit(scene.lead_editor, second="Neu.", third="Neu.")
    submission = scene.submit()
    scene.sign(submission, scene.second, scene.second_editor)
    actions.object_to(submission=submission, office=scene.third, user=scene.third_editor, reason="Nein.")
    scene.edit(scene.lead_editor, third="Besser.")


def external_body(scene) -> None:
    body = make_office("Kammer", kind="chamber")
    draft = draft_of(scene.page)
    draft.sections = [*draft.sections.all(), TopicSection(office=body, kind="hint", text="<p>x</p>", sort_order=9)]
    draft.save_revision(user=scene.lead_editor)


@pytest.mark.parametrize(
    "change", [own_part, others_part, all_parts, removed_section, handed_over, after_an_objection, external_body]
)
def test_those_the_page_names_are_asked_and_nobody_else(client, scene, change):
    change(scene)
    named = announced(open_form(client, scene.page_id, scene.lead_editor))
    assert named

    response = hand_in(client, scene.page_id, scene.lead_editor)

    submission = Submission.objects.latest("pk")
    assert response.url == reverse("workflow_round", args=[submission.pk])
    assert asked(submission) == named
    assert (submission.change_note, submission.submitted_by) == ("Gebühr angepasst", scene.lead_editor)


def test_for_a_new_page_all_owners_are_named(client, scene):
    sections = [(scene.second, "a"), (scene.third, "b")]
    topic = make_topic("Neu", lead_office=scene.lead, sections=sections, live=False)
    topic.save_revision(user=scene.lead_editor)
    named = announced(open_form(client, topic.pk, scene.lead_editor))
    assert named == {str(scene.lead): False, str(scene.second): True, str(scene.third): True}
    hand_in(client, topic.pk, scene.lead_editor)
    assert asked(Submission.objects.get()) == named


def test_each_office_reads_what_is_expected_of_it(client, scene):
    after_an_objection(scene)
    scene.edit(scene.lead_editor, lead="Neu.")
    lead, second, third = open_form(client, scene.page_id, scene.lead_editor).select(".expected__office")
    assert "zeichnet mit der Vorlage" in text(lead)
    assert "das gilt weiter" in text(second)
    assert f"wird gefragt, Frist {date_format(due_date(), 'j. F Y')}" in text(third)
    assert "entscheidet die Wirtschaftsförderung" in text(third)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (SilenceRule.COUNTS_AS_SIGNED, "gilt das als mitgezeichnet"),
        (SilenceRule.WIFOE_DECIDES, "entscheidet die Wirtschaftsförderung"),
        (SilenceRule.STAYS_OPEN, "Ohne Antwort der Stelle geht es nicht weiter"),
    ],
)
def test_the_page_says_what_silence_means(client, scene, rule, words):
    PageRule.objects.create(page_id=scene.page_id, silence_rule=rule)
    others_part(scene)
    assert words in text(open_form(client, scene.page_id, scene.lead_editor).select_one(".expected"))


def test_silence_never_passes_fees(client, scene):
    PageRule.objects.create(page_id=scene.page_id, silence_rule=SilenceRule.COUNTS_AS_SIGNED)
    TopicSection.objects.filter(office=scene.second).update(kind="fee")
    draft = TopicPage.objects.get(pk=scene.page_id)
    draft.sections = [*draft.sections.all()]
    draft.sections.all()[1].text = "<p>10 Euro</p>"
    draft.save_revision(user=scene.lead_editor)
    assert "gilt das als" not in text(open_form(client, scene.page_id, scene.lead_editor).select_one(".expected"))


def test_an_office_without_people_is_named(client, scene):
    others_part(scene)
    scene.second_editor.is_active = False
    scene.second_editor.save()
    expected = text(open_form(client, scene.page_id, scene.lead_editor).select_one(".expected"))
    assert "Die Wirtschaftsförderung entscheidet für Umweltamt." in expected


def test_the_changed_parts_are_shown_old_against_new(client, scene):
    scene.edit(scene.lead_editor, second="Text von uns allen.")
    (part,) = open_form(client, scene.page_id, scene.lead_editor).select(".changed-part")
    assert "Umweltamt" in text(part.summary)
    assert [text(mark) for mark in part.select("del, ins")] == [
        "[gestrichen: Umweltamt Ende]",
        "[neu: uns allen Ende]",
    ]


# --- what is refused ------------------------------------------------------------------------------------------
def test_without_a_note_nothing_happens_and_what_was_typed_stays(client, scene):
    others_part(scene)
    page = parsed(hand_in(client, scene.page_id, scene.lead_editor, change_note="  ", public_note="Neu & gut."))
    assert "Bitte sagen Sie, was Sie geändert haben" in text(page.select_one(".w-field--error"))
    assert page.select_one("[name=public_note]").text.strip() == "Neu & gut."
    assert not Submission.objects.exists()


def test_a_public_note_has_300_characters(client, scene):
    others_part(scene)
    page = parsed(hand_in(client, scene.page_id, scene.lead_editor, public_note="x" * 301))
    assert "300" in text(page.select_one(".w-field--error"))
    assert not Submission.objects.exists()
    hand_in(client, scene.page_id, scene.lead_editor, public_note="x" * 300)
    assert Submission.objects.get().public_note == "x" * 300


def test_a_text_changed_while_it_was_read_is_shown_again(client, scene):
    others_part(scene)
    form = open_form(client, scene.page_id, scene.lead_editor)
    seen = form.select_one("input[name=seen]")["value"]
    scene.edit(scene.third_editor, third="Auch neu.")
    page = parsed(client.post(submit_url(scene.page_id), {"change_note": "Mein Satz", "seen": seen}))
    assert "hat sich gerade geändert" in page.text
    assert page.select_one("[name=change_note]").text.strip() == "Mein Satz"
    assert "Ordnungsamt" in announced(page)
    assert not Submission.objects.exists()

    shown = page.select_one("input[name=seen]")["value"]
    assert client.post(submit_url(scene.page_id), {"change_note": "Mein Satz", "seen": shown}).status_code == 302


def test_who_comes_second_keeps_what_was_typed(client, scene):
    others_part(scene)
    seen = open_form(client, scene.page_id, scene.lead_editor).select_one("input[name=seen]")["value"]
    scene.submit(scene.second_editor)
    page = parsed(client.post(submit_url(scene.page_id), {"change_note": "Mein Satz", "seen": seen}))
    assert "schon vorgelegt" in text(page.select_one(OBSTACLE))
    assert page.select_one("[name=change_note]").text.strip() == "Mein Satz"
    assert Submission.objects.count() == 1
    round_url = reverse("workflow_round", args=[Submission.objects.get().pk])
    assert page.select_one(f"{OBSTACLE} a[href='{round_url}']")


def test_an_incomplete_draft_says_what_is_missing(client, scene):
    draft = draft_of(scene.page)
    rows = list(draft.sections.all())
    rows[1].text = ""
    draft.sections, draft.title = rows, ""
    draft.save_revision(user=scene.lead_editor, clean=False)
    page = open_form(client, scene.page_id, scene.lead_editor)
    faults = texts(page, f"{OBSTACLE} li")
    assert any(fault.startswith("Titel") for fault in faults)
    assert any(fault.startswith("Abschnitt 2 – Text") for fault in faults)
    assert page.select_one(f"{OBSTACLE} a[href='{reverse('wagtailadmin_pages:edit', args=[scene.page_id])}']")
    assert not page.select_one(".act-form")
    client.post(submit_url(scene.page_id), {"change_note": "x"})
    assert not Submission.objects.exists()


def test_a_draft_saved_without_a_change_is_nothing_to_hand_in(client, scene):
    draft_of(scene.page).save_revision(user=scene.lead_editor)
    page = open_form(client, scene.page_id, scene.lead_editor)
    assert "Es gibt nichts vorzulegen" in text(page.select_one(OBSTACLE))
    assert not page.select_one(".act-form")


def test_a_planned_time_is_something_to_hand_in_though_no_office_is_asked(client, scene):
    draft = draft_of(scene.page)
    draft.expire_at = timezone.now() + datetime.timedelta(days=9)
    draft.save_revision(user=scene.lead_editor)
    page = open_form(client, scene.page_id, scene.lead_editor)
    assert "Niemand" in text(page.select_one(".expected"))
    hand_in(client, scene.page_id, scene.lead_editor)
    assert Submission.objects.get().stage == Submission.Stage.FINAL


def test_a_public_text_that_nobody_signed_can_be_taken_back_to_the_signed_one(client, scene):
    """Urgent, then objected to: the draft with the old text differs from what readers see."""
    scene.edit(scene.signer, second="Eilig.")
    publish_urgently(page=scene.page, user=scene.signer, reason="Gefahr")
    submission = Submission.objects.get()
    actions.object_to(submission=submission, office=scene.second, user=scene.second_editor, reason="Falsch.")
    scene.edit(scene.second_editor, second="Text von Umweltamt.")
    assert open_form(client, scene.page_id, scene.second_editor).select_one(".act-form")


# --- who may ---------------------------------------------------------------------------------------------------
def test_only_editors_of_the_page_hand_it_in(client, scene):
    others_part(scene)
    assert "/admin/login/" in client.get(submit_url(scene.page_id)).url
    client.force_login(make_editor(make_office("Fremdes Amt", editors=True)))
    for response in (
        client.get(submit_url(scene.page_id)),
        client.post(submit_url(scene.page_id), {"change_note": "x"}),
    ):
        assert response.url == reverse("wagtailadmin_home")
    assert not Submission.objects.exists()


@pytest.mark.parametrize("name", ["workflow_submit", "workflow_urgent", "workflow_take_down"])
def test_pages_that_do_not_exist_and_the_root_are_not_found(client, scene, name):
    client.force_login(scene.signer)
    for page_id in (0, scene.page.get_root().pk):
        assert client.get(reverse(name, args=[page_id])).status_code == 404


def test_a_form_from_another_site_is_refused(scene):
    others_part(scene)
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.lead_editor)
    assert client.post(submit_url(scene.page_id), {"change_note": "x"}).status_code == 403
    assert not Submission.objects.exists()


def test_the_statements_do_not_grow_with_the_offices_asked_and_the_rounds_before(
    client, scene, django_assert_num_queries
):
    scene.edit(scene.lead_editor, second="Neu.")
    client.force_login(scene.lead_editor)
    client.get(submit_url(scene.page_id))
    with CaptureQueriesContext(connection) as before:
        assert client.get(submit_url(scene.page_id)).status_code == 200
    statements = len(before)

    for number in range(3):
        scene.edit(scene.lead_editor, second=f"Neu, {number}.")
        submission = scene.submit()
        scene.sign(submission, scene.second, scene.second_editor)
        actions.take_back(submission=submission, user=scene.lead_editor, reason=f"Noch einmal, {number}")
    draft = draft_of(scene.page)
    offices = [make_office(f"Amt {number}", editors=True) for number in range(5)]
    new = [TopicSection(office=office, kind="hint", text="<p>Neu.</p>") for office in offices]
    draft.sections = [*draft.sections.all(), *new]
    draft.save_revision(user=scene.lead_editor)
    client.get(submit_url(scene.page_id))
    with django_assert_num_queries(statements):
        page = parsed(client.get(submit_url(scene.page_id)))
    assert len(page.select(".expected__office")) == 6
