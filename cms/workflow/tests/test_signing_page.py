"""The signing page: who finds which button, what each of them does, and that nothing typed is lost."""

import datetime

import pytest
from django.utils import timezone

from cms.testing.factories import make_editor, make_office, make_user
from cms.testing.html import parsed, text, texts
from cms.workflow import actions
from cms.workflow.models import PageRule, Signature, SilenceRule, Submission
from cms.workflow.publishing import publish_urgently

from .signing_page import acts, everything, form_of, page_for, send, stand_in, states, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(scene):
    """The SGA changed its own text and that of the Umweltamt."""
    scene.edit(scene.lead_editor, lead="Neuer Text des SGA.", second="Neuer Text des Umweltamts.")
    return scene.submit(public_note="Neue Abstände")


# --- what is shown -------------------------------------------------------------------------------------------------
def test_the_own_part_is_shown_old_against_new_with_the_facts(client, scene, submission):
    soup = page_for(client, scene.second_editor, submission)

    own = soup.select_one("#amt-umweltamt")
    assert text(own.select_one(".compare-old")) == "Bisher: Text [gestrichen: von Umweltamt Ende] ."
    assert text(own.select_one(".compare-new")) == "Neu: [neu: Neuer Ende] Text [neu: des Umweltamts Ende] ."
    facts = text(soup.select_one(".signing-facts"))
    for fact in ("Gebühr angepasst", "Neue Abstände", scene.lead_editor.username, "Umweltamt", "Zeit genug"):
        assert fact in facts
    assert "die Wirtschaftsförderung entscheidet" in facts


def test_parts_of_other_offices_are_folded(client, scene, submission):
    soup = page_for(client, scene.second_editor, submission)
    folded = soup.select_one("details.signing-fold--others")
    assert "Neuer Text des SGA" in text(folded)
    assert "Teile anderer Stellen (ein Teil geändert)" in text(folded.summary)
    assert not folded.has_attr("open")


def test_an_office_that_is_not_asked_reads_all_changes_and_has_no_button(client, scene, submission):
    soup = page_for(client, scene.third_editor, submission)
    assert acts(soup) == []
    assert "Was sich ändert" in texts(soup, "h2")
    assert "des Umweltamts" in text(soup.select_one("main"))


def test_what_the_offices_said_is_shown_with_its_reason(client, scene, submission):
    client.force_login(scene.second_editor)
    form = form_of(parsed(client.get(url_of(submission))), "sign", scene.second)
    send(client, submission, form, "Bitte bald neu messen.")

    soup = page_for(client, scene.third_editor, submission)

    said = text(soup.select_one(".signing-list__signed:has(blockquote)"))
    assert "Umweltamt mitgezeichnet" in said
    assert scene.second_editor.username in said
    assert "Bitte bald neu messen." in said


def test_objections_of_earlier_rounds_are_folded_below(client, scene, submission):
    actions.object_to(submission=submission, office=scene.second, user=scene.second_editor, reason="Abstand fehlt.")
    scene.edit(scene.lead_editor, second="Mit Abstand.")
    again = scene.submit()
    soup = page_for(client, scene.second_editor, again)
    folded = next(fold for fold in soup.select("details") if "früheren Runden" in text(fold.summary))
    assert "Abstand fehlt." in text(folded)


def test_an_urgent_text_says_that_it_is_public_already(client, scene):
    scene.edit(scene.lead_editor, second="Eilig.")
    publish_urgently(page=scene.page, user=scene.signer, reason="Sturm")
    submission = Submission.objects.get()
    soup = page_for(client, scene.second_editor, submission)
    assert "Dieser Text ist schon öffentlich" in text(soup.select_one(".signing-notice--urgent"))
    assert acts(soup) == ["sign", "object"]
    assert "Text von Umweltamt" in text(soup.select_one("#amt-umweltamt .compare-old"))


def test_markup_in_notes_stays_text(client, scene):
    scene.edit(scene.lead_editor, second="Neu.")
    submission = scene.submit(change_note="<script>alert(1)</script>", public_note="<b>x</b>")
    soup = page_for(client, scene.second_editor, submission)
    assert not soup.select(".signing script, .signing b")
    assert "<script>alert(1)</script>" in text(soup.select_one(".signing-facts"))


# --- who may do what -----------------------------------------------------------------------------------------------
def test_each_finds_the_buttons_that_are_theirs(client, scene, submission):
    admin = make_user(is_superuser=True)
    offered = {
        "lead": acts(page_for(client, scene.lead_editor, submission)),
        "second": acts(page_for(client, scene.second_editor, submission)),
        "third": acts(page_for(client, scene.third_editor, submission)),
        "promotion": acts(page_for(client, scene.signer, submission)),
        "superuser": acts(page_for(client, admin, submission)),
    }
    assert offered == {
        "lead": ["object"],  # signed by submitting
        "second": ["sign", "object"],
        "third": [],
        "promotion": [],
        "superuser": [],
    }


def test_at_the_end_the_promotion_signs_off_or_hands_back(client, scene):
    submission = scene.at_final()
    assert acts(page_for(client, scene.signer, submission)) == ["sign_off", "hand_back"]
    assert acts(page_for(client, scene.second_editor, submission)) == ["object"]
    assert acts(page_for(client, scene.third_editor, submission)) == []


def test_whoever_wrote_the_text_is_told_why_somebody_else_signs_off(client, scene):
    scene.edit(scene.signer, second="Von der Wirtschaftsförderung.")
    submission = scene.submit(scene.lead_editor)
    scene.sign(submission, scene.second, scene.second_editor)

    soup = page_for(client, scene.signer, submission)

    assert acts(soup) == ["hand_back"]
    assert "Die Schlusszeichnung gibt deshalb jemand anderes" in text(soup.select_one("main"))
    assert acts(page_for(client, scene.other_signer, submission)) == ["sign_off", "hand_back"]


def test_a_stand_in_signs_in_the_name_of_the_absent(client, scene, submission):
    stand_in(scene.second, scene.third_editor, scene.second_editor)
    soup = page_for(client, scene.third_editor, submission)
    assert f"in Vertretung für {scene.second_editor.username}" in text(soup.select_one("#amt-umweltamt"))

    send(client, submission, form_of(soup, "sign", scene.second))

    row = submission.signatures.get(office=scene.second)
    assert (row.state, row.user) == (Signature.State.SIGNED, scene.third_editor)
    soup = page_for(client, scene.second_editor, submission)
    assert f"in Vertretung für {scene.second_editor.username}" in text(soup.select_one(".signing-list"))


def test_a_stand_in_who_wrote_the_text_is_told_why_not(client, scene, submission):
    stand_in(scene.second, scene.lead_editor)
    soup = page_for(client, scene.lead_editor, submission)
    assert form_of(soup, "sign", scene.second) is None
    assert "zeichnet nicht in Vertretung" in text(soup.select_one("#amt-umweltamt"))


def test_somebody_of_two_offices_has_a_block_for_each(client, scene):
    scene.edit(scene.lead_editor, second="Neu.", third="Neu.")
    submission = scene.submit()
    both = make_editor(scene.second, scene.third)
    soup = page_for(client, both, submission)
    assert acts(soup) == ["sign", "object"] * 2

    response = send(client, submission, form_of(soup, "sign", scene.second))

    assert response.url == url_of(submission), "the other block waits on the same page"
    assert states(submission) == {"umweltamt": "signed", "ordnungsamt": "pending"}
    response = send(client, submission, form_of(parsed(client.get(url_of(submission))), "sign", scene.third))
    assert response.url == "/admin/"


# --- acting --------------------------------------------------------------------------------------------------------
def test_signing_leads_to_the_next_thing_to_sign(client, scene, submission):
    form = form_of(page_for(client, scene.second_editor, submission), "sign", scene.second)

    response = client.post(url_of(submission), form, follow=True)

    assert response.redirect_chain[-1][0] == "/admin/"
    assert "ist für Umweltamt mitgezeichnet" in response.content.decode()
    assert states(submission) == {"sga": "signed", "umweltamt": "signed"}
    submission.refresh_from_db()
    assert submission.stage == Submission.Stage.FINAL


def test_an_objection_needs_a_reason_and_ends_the_round(client, scene, submission):
    form = form_of(page_for(client, scene.second_editor, submission), "object", scene.second)
    before = everything(submission)

    for words in ("", "   "):
        soup = parsed(send(client, submission, form, words))
        area = soup.select_one("#object-umweltamt textarea")
        assert area["aria-invalid"] == "true"
        assert area.has_attr("autofocus")
        assert "Bitte nennen Sie einen Grund." in text(soup.select_one("#object-umweltamt"))
        assert everything(submission) == before

    response = send(client, submission, form, "Der Abstand fehlt.")
    assert response.status_code == 302
    submission.refresh_from_db()
    assert submission.stage == Submission.Stage.RETURNED
    assert submission.signatures.get(office=scene.second).reason == "Der Abstand fehlt."


def test_an_office_that_signed_may_still_object(client, scene):
    submission = scene.at_final()
    form = form_of(page_for(client, scene.second_editor, submission), "object", scene.second)
    send(client, submission, form, "Doch nicht.")
    submission.refresh_from_db()
    assert submission.stage == Submission.Stage.RETURNED


def test_the_schlusszeichnung_publishes(client, scene):
    submission = scene.at_final()
    form = form_of(page_for(client, scene.signer, submission), "sign_off")
    response = client.post(url_of(submission), form, follow=True)
    assert "ist veröffentlicht" in response.content.decode()
    assert scene.live_texts()[1] == "<p>Neuer Text.</p>"


def test_handing_back_needs_a_reason(client, scene):
    submission = scene.at_final()
    form = form_of(page_for(client, scene.signer, submission), "hand_back")
    assert "Bitte nennen Sie einen Grund." in text(parsed(send(client, submission, form)).select_one("#hand-back"))
    send(client, submission, form, "Zu lang.")
    submission.refresh_from_db()
    assert (submission.stage, submission.closing_reason) == (Submission.Stage.RETURNED, "Zu lang.")


def test_the_promotion_signs_for_an_office_that_let_the_time_pass(client, scene, submission):
    soup = page_for(client, scene.signer, submission)
    assert form_of(soup, "decide", scene.second) is None
    submission.signatures.filter(office=scene.second).update(due_on=timezone.localdate() - datetime.timedelta(days=1))

    form = form_of(page_for(client, scene.signer, submission), "decide", scene.second)
    assert "Bitte nennen Sie einen Grund." in parsed(send(client, submission, form)).get_text()
    send(client, submission, form, "Frist verstrichen.")

    row = submission.signatures.get(office=scene.second)
    assert (row.state, row.reason) == (Signature.State.DECIDED, "Frist verstrichen.")


def test_where_silence_leaves_it_open_nobody_decides_for_the_office(client, scene, submission):
    PageRule.objects.create(page=scene.page, silence_rule=SilenceRule.STAYS_OPEN)
    submission.signatures.filter(office=scene.second).update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    soup = page_for(client, scene.signer, submission)
    assert form_of(soup, "decide", scene.second) is None
    assert "bleibt offen" in text(soup.select_one(".signing-facts"))


# --- closed rounds are readable -------------------------------------------------------------------------------------
def test_a_returned_round_shows_its_text_and_its_reason(client, scene, submission):
    actions.object_to(submission=submission, office=scene.second, user=scene.second_editor, reason="Abstand fehlt.")
    soup = page_for(client, scene.lead_editor, submission)
    assert "Abgeschlossen: zurückgegeben" in text(soup.select_one(".signing-notice"))
    assert "Abstand fehlt." in text(soup.select_one(".signing-notice"))
    assert "des Umweltamts" in text(soup.select_one("main"))
    assert soup.select_one(".signing-links a[href*='/edit/']")


def test_a_published_round_still_compares_with_what_was_public_before(client, scene):
    first = scene.at_final()
    scene.sign_off(first)
    scene.edit(scene.lead_editor, second="Noch neuer Text.")
    second = scene.submit()
    scene.sign(second, scene.second, scene.second_editor)
    scene.sign_off(second)
    scene.edit(scene.lead_editor, second="Und ein Entwurf danach.")

    soup = page_for(client, scene.third_editor, second)

    assert text(soup.select_one(".compare-old")) == "Bisher: [gestrichen: Neuer Ende] Text."
    assert text(soup.select_one(".compare-new")) == "Neu: [neu: Noch neuer Ende] Text."


def test_a_round_whose_draft_was_overwritten_says_so(client, scene, submission):
    actions.take_back(submission=submission, user=scene.lead_editor, reason="Zu früh.")
    revision = scene.page.latest_revision
    revision.content["sections"][1]["text"] = "<p>Überschrieben.</p>"
    revision.save()
    soup = page_for(client, scene.third_editor, submission)
    assert "nicht mehr aufbewahrt" in text(soup.select_one("main"))
    assert "Überschrieben" not in text(soup.select_one("main"))


# --- numbers -------------------------------------------------------------------------------------------------------
def test_queries_do_not_grow_with_parts_signatures_and_rounds(
    client, scene, submission, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(scene.second_editor)
    client.get(url_of(submission))
    with django_assert_max_num_queries(60) as before:
        client.get(url_of(submission))
    number_before = len(before)  # the next request starts counting anew

    for number in range(3):
        actions.object_to(submission=submission, office=scene.second, user=scene.second_editor, reason="Nein.")
        add_sections(scene, number)
        submission = scene.submit()

    assert submission.signatures.count() > 10
    client.get(url_of(submission))
    with django_assert_num_queries(number_before):
        client.get(url_of(submission))


def add_sections(scene, number: int) -> None:
    """Four more sections, each of an office of its own, and new words for the Umweltamt."""
    scene.edit(scene.lead_editor, second=f"Runde {number}.")
    draft = actions.draft_of(scene.page)
    rows = list(draft.sections.all())
    for index in range(4):
        office = make_office(editors=True)
        make_editor(office)
        rows.append(type(rows[0])(office=office, kind="hint", text=f"<p>{number} {index}</p>", sort_order=len(rows)))
    draft.sections = rows
    draft.save_revision(user=scene.lead_editor)
