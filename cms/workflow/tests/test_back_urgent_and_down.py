"""Fetching back, urgent publishing and taking down, from outside."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from catalogue.tests.factories import make_topic
from cms.testing.factories import make_editor, make_office
from cms.testing.html import parsed, text, texts
from cms.workflow.models import Publication, Submission, TakeDown
from cms.workflow.publishing import publish_urgently
from cms.workflow.texts import draft_of

pytestmark = pytest.mark.django_db
OBSTACLE = ".act-obstacle"
ERROR = ".w-field--error"


@pytest.fixture
def submission(scene) -> Submission:
    """A round that waits for the second office."""
    scene.edit(scene.lead_editor, second="Neu.")
    return scene.submit()


def take_back_url(submission) -> str:
    return reverse("workflow_take_back", args=[submission.pk])


def urgent_url(scene) -> str:
    return reverse("workflow_urgent", args=[scene.page_id])


def take_down_url(scene) -> str:
    return reverse("workflow_take_down", args=[scene.page_id])


def stage_of(submission) -> str:
    submission.refresh_from_db()
    return submission.stage


# --- fetching back ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["lead_editor", "second_editor", "signer"])
def test_whoever_keeps_the_page_fetches_the_text_back(client, scene, submission, who):
    client.force_login(getattr(scene, who))
    response = client.post(take_back_url(submission), {"reason": "Noch ein Fehler."})
    assert response.status_code == 302
    assert stage_of(submission) == Submission.Stage.TAKEN_BACK
    assert submission.closing_reason == "Noch ein Fehler."
    assert scene.page.get_lock() is None


def test_nobody_else_does(client, scene, submission):
    client.force_login(make_editor(make_office("Fremdes Amt", editors=True)))
    assert client.get(take_back_url(submission)).url == reverse("wagtailadmin_home")
    client.post(take_back_url(submission), {"reason": "x"})
    assert stage_of(submission) == Submission.Stage.COSIGNING


def test_fetching_back_needs_a_reason(client, scene, submission):
    client.force_login(scene.lead_editor)
    page = parsed(client.post(take_back_url(submission), {"reason": " "}))
    assert "Bitte nennen Sie einen Grund." in text(page.select_one(ERROR))
    assert stage_of(submission) == Submission.Stage.COSIGNING


def test_an_urgent_text_is_public_and_cannot_be_fetched_back(client, scene):
    scene.edit(scene.signer, second="Eilig.")
    publish_urgently(page=scene.page, user=scene.signer, reason="Gefahr")
    submission = Submission.objects.get()
    client.force_login(scene.signer)
    page = parsed(client.get(take_back_url(submission)))
    assert "schon öffentlich" in text(page.select_one(OBSTACLE))
    assert not page.select_one(".act-form")
    client.post(take_back_url(submission), {"reason": "x"})
    assert stage_of(submission) == Submission.Stage.COSIGNING


def test_a_round_that_is_over_says_so_and_keeps_what_was_typed(client, scene, submission):
    client.force_login(scene.lead_editor)
    client.post(take_back_url(submission), {"reason": "Erster."})
    page = parsed(client.post(take_back_url(submission), {"reason": "Zweiter."}))
    assert "schon abgeschlossen" in text(page.select_one(OBSTACLE))
    assert page.select_one("[name=reason]").text.strip() == "Zweiter."
    assert Submission.objects.get().closing_reason == "Erster."


# --- urgent publishing ------------------------------------------------------------------------------------------
def test_an_urgent_text_is_public_at_once_and_the_named_offices_are_asked(client, scene):
    scene.edit(scene.lead_editor, lead="Neu.", second="Eilig.")
    client.force_login(scene.signer)
    form = parsed(client.get(urgent_url(scene)))
    named = texts(form, ".expected__office > strong")
    seen = form.select_one("input[name=seen]")["value"]
    assert "sofort öffentlich" in text(form.select_one(".act-warning"))
    assert form.select_one(".changed-part").has_attr("open")

    data = {"reason": "Gefahr", "public_note": "Neu: Abstand.", "seen": seen}
    response = client.post(urgent_url(scene), data)

    submission = Submission.objects.get()
    assert response.url == reverse("workflow_round", args=[submission.pk])
    assert [row.office.name for row in submission.signatures.order_by("pk")] == named
    assert submission.signatures.waiting().count() == 2
    assert scene.live_texts()[:2] == ["<p>Neu.</p>", "<p>Eilig.</p>"]
    publication = Publication.objects.get()
    assert (publication.reason, publication.public_note) == ("Gefahr", "Neu: Abstand.")


def test_what_others_signed_before_stays_valid_and_the_page_says_so(client, scene):
    scene.edit(scene.lead_editor, second="Neu.", third="Neu.")
    scene.sign(scene.submit(), scene.second, scene.second_editor)
    client.force_login(scene.signer)
    form = parsed(client.get(urgent_url(scene)))
    assert "Die laufende Vorlage endet damit" in form.text
    second, third = form.select(".expected__office")
    assert "das gilt weiter" in text(second)
    assert "wird gefragt" in text(third)
    client.post(urgent_url(scene), {"reason": "Gefahr", "seen": form.select_one("input[name=seen]")["value"]})
    waiting = Submission.objects.open().get().signatures.waiting()
    assert [row.office for row in waiting] == [scene.third]


@pytest.mark.parametrize("who", ["lead_editor", "second_editor"])
def test_only_the_business_promotion_publishes_in_a_hurry(client, scene, who):
    scene.edit(scene.lead_editor, second="Eilig.")
    client.force_login(getattr(scene, who))
    assert client.get(urgent_url(scene)).url == reverse("wagtailadmin_home")
    client.post(urgent_url(scene), {"reason": "x"})
    assert not Publication.objects.exists()


def test_an_urgent_text_needs_a_reason_and_must_have_been_read(client, scene):
    scene.edit(scene.lead_editor, second="Eilig.")
    client.force_login(scene.signer)
    seen = parsed(client.get(urgent_url(scene))).select_one("input[name=seen]")["value"]
    page = parsed(client.post(urgent_url(scene), {"reason": "", "public_note": "Satz", "seen": seen}))
    assert "Bitte nennen Sie einen Grund." in text(page.select_one(ERROR))
    assert page.select_one("[name=public_note]").text.strip() == "Satz"

    scene.edit(scene.lead_editor, third="Noch etwas.")
    page = parsed(client.post(urgent_url(scene), {"reason": "Gefahr", "seen": seen}))
    assert "hat sich gerade geändert" in page.text
    assert page.select_one("[name=reason]").text.strip() == "Gefahr"
    assert not Publication.objects.exists()


def test_nothing_new_and_planned_texts_are_not_published_in_a_hurry(client, scene):
    client.force_login(scene.signer)
    assert "Es gibt nichts vorzulegen" in text(parsed(client.get(urgent_url(scene))).select_one(OBSTACLE))
    draft = draft_of(scene.page)
    draft.title, draft.go_live_at = "Neu", timezone.now() + datetime.timedelta(days=2)
    draft.save_revision(user=scene.lead_editor)
    assert "Zeitpunkt" in text(parsed(client.get(urgent_url(scene))).select_one(OBSTACLE))


# --- taking down ------------------------------------------------------------------------------------------------
def test_a_page_is_taken_down_with_a_reason_and_a_way_on(client, scene, submission):
    other, path = make_topic("Heizpilze"), scene.page.url
    client.force_login(scene.signer)
    data = {"reason": "Die Regel gilt nicht mehr.", "forward_to": other.pk, "redirects": "on"}
    response = client.post(take_down_url(scene), data)

    assert response.url == reverse("wagtailadmin_explore", args=[scene.page.get_parent().pk])
    taken_down = TakeDown.objects.get()
    assert (taken_down.path, taken_down.forward_to_id, taken_down.redirects) == (path, other.pk, True)
    assert not scene.page.live
    assert stage_of(submission) == Submission.Stage.TAKEN_BACK


def test_only_public_pages_can_be_led_to(client, scene):
    private, draft = make_topic("Geheim"), make_topic("Entwurf", live=False)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    make_topic("Heizpilze")
    client.force_login(scene.signer)
    offered = texts(parsed(client.get(take_down_url(scene))), "[name=forward_to] optgroup[label=Themen] option")
    assert offered == ["Heizpilze"]
    for page in (private, draft, scene.page):
        shown = parsed(client.post(take_down_url(scene), {"reason": "Grund & mehr", "forward_to": page.pk}))
        assert shown.select_one(ERROR)
        assert shown.select_one("[name=reason]").text.strip() == "Grund & mehr"
    assert scene.page.live


def test_what_is_missing_is_said_in_place(client, scene):
    client.force_login(scene.signer)
    page = parsed(client.post(take_down_url(scene), {"reason": "", "redirects": "on"}))
    errors = texts(page, f"{ERROR} .error-message")
    assert errors == [
        "Bitte nennen Sie einen Grund.",
        "Wählen Sie die Seite, zu der Sie weiterleiten wollen, oder leiten Sie nicht weiter.",
    ]
    assert page.select_one("[name=redirects]").has_attr("checked")
    assert parsed(client.post(take_down_url(scene), {"reason": "x" * 301})).select_one(ERROR)
    assert scene.page.live


@pytest.mark.parametrize("who", ["lead_editor", "second_editor"])
def test_only_the_business_promotion_takes_pages_down(client, scene, who):
    client.force_login(getattr(scene, who))
    assert client.get(take_down_url(scene)).url == reverse("wagtailadmin_home")
    client.post(take_down_url(scene), {"reason": "x"})
    assert scene.page.live


def test_a_page_that_is_not_public_cannot_be_taken_down(client, scene):
    client.force_login(scene.signer)
    client.post(take_down_url(scene), {"reason": "Erster."})
    page = parsed(client.post(take_down_url(scene), {"reason": "Zweiter."}))
    assert "nicht veröffentlicht" in text(page.select_one(OBSTACLE))
    assert page.select_one("[name=reason]").text.strip() == "Zweiter."
    assert TakeDown.objects.count() == 1
