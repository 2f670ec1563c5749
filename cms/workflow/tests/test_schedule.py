"""Texts that become public at a planned time, and pages that have an end."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from catalogue.models import TopicPage
from cms.workflow import notifications
from cms.workflow.models import Publication, Submission
from cms.workflow.publishing import take_down
from cms.workflow.schedule import Outcome, expire_all_due, publish_all_due
from cms.workflow.texts import draft_of

from .scene import Scene

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def time_passes(monkeypatch):
    """Call it, and everything that is planned here is due."""

    def pass_time():
        later = timezone.now() + 3 * HOUR
        monkeypatch.setattr(timezone, "now", lambda: later)

    return pass_time


def plan(scene, *, expire_at=None) -> Submission:
    """Sign a new text of the lead office that is to become public in an hour."""
    scene.edit(scene.lead_editor, lead="Ab morgen.")
    draft = draft_of(scene.page)
    draft.go_live_at, draft.expire_at = timezone.now() + HOUR, expire_at
    draft.save_revision(user=scene.lead_editor)
    submission = scene.submit()
    scene.sign_off(submission)
    submission.refresh_from_db()
    return submission


def overwrite(scene, text: str) -> None:
    """What autosave does, on a draft that somebody had open."""
    draft = draft_of(scene.page)
    sections = list(draft.sections.all())
    sections[0].text = text
    draft.sections = sections
    draft.save_revision(user=scene.lead_editor, overwrite_revision=scene.page.latest_revision)


def has_ended(scene, **moment) -> TopicPage:
    TopicPage.objects.filter(pk=scene.page_id).update(expire_at=timezone.now() - HOUR)
    return scene.page


def test_a_signed_text_waits_for_its_time_and_is_then_public(scene, time_passes):
    submission = plan(scene)
    assert submission.stage == Submission.Stage.SCHEDULED
    assert publish_all_due() == Outcome()
    assert scene.live_texts()[0] == "<p>Text von Straßen- und Grünflächenamt.</p>"

    time_passes()
    assert publish_all_due() == Outcome(done=1)
    submission.refresh_from_db()
    assert submission.stage == Submission.Stage.PUBLISHED
    assert scene.live_texts()[0] == "<p>Ab morgen.</p>"
    assert publish_all_due() == Outcome()


def test_a_text_overwritten_after_signing_never_becomes_public(scene, time_passes):
    submission = plan(scene)
    moment = scene.page.latest_revision.approved_go_live_at
    overwrite(scene, "<p>Etwas anderes.</p>")
    scene.page.revisions.filter(pk=scene.page.latest_revision_id).update(approved_go_live_at=moment)

    time_passes()
    assert publish_all_due() == Outcome(refused=1)
    submission.refresh_from_db()
    assert submission.stage == Submission.Stage.RETURNED
    assert scene.live_texts()[0] == "<p>Text von Straßen- und Grünflächenamt.</p>"
    assert scene.page.get_lock() is None


def test_a_plan_without_signatures_is_dropped(scene, time_passes):
    scene.edit(scene.lead_editor, lead="Nicht gezeichnet.")
    scene.page.revisions.filter(pk=scene.page.latest_revision_id).update(approved_go_live_at=timezone.now())

    time_passes()
    assert publish_all_due() == Outcome(refused=1)
    assert scene.live_texts()[0] == "<p>Text von Straßen- und Grünflächenamt.</p>"
    assert scene.page.get_lock() is None
    assert publish_all_due() == Outcome()


def test_one_page_that_fails_keeps_no_other_waiting(scene, time_passes, monkeypatch):
    plan(scene)
    other = Scene.__new__(Scene)
    other.__dict__ |= scene.__dict__
    copy = scene.page.copy(update_attrs={"slug": "kopie", "title": "Kopie"}, user=scene.lead_editor)
    other.page_id = copy.pk
    draft = draft_of(copy)
    draft.go_live_at = timezone.now() + 2 * HOUR
    draft.save_revision(user=scene.lead_editor)
    other.sign_off(other.submit())
    first = Publication.objects.get(page_id=scene.page_id)
    Publication.objects.filter(pk=first.pk).update(text_hash="")
    monkeypatch.setattr("cms.workflow.publishing.notifications.schedule_refused", lambda submission: 1 / 0)

    time_passes()
    assert publish_all_due() == Outcome(done=1, failed=1)
    assert other.page.live
    assert scene.page.scheduled_revision is not None


def test_a_cancelled_plan_goes_back_to_its_authors(client, scene, time_passes):
    submission = plan(scene)
    client.force_login(scene.signer)
    revision = scene.page.scheduled_revision
    client.post(reverse("wagtailadmin_pages:revisions_unschedule", args=[scene.page_id, revision.pk]))

    submission.refresh_from_db()
    assert submission.stage == Submission.Stage.TAKEN_BACK
    assert submission.closing_reason == "Die geplante Veröffentlichung wurde abgesagt."
    assert scene.page.get_lock() is None
    time_passes()
    assert publish_all_due() == Outcome()


def test_taking_down_ends_a_plan(scene, time_passes):
    submission = plan(scene)
    take_down(page=scene.page, user=scene.signer, reason="Die Regel gilt nicht mehr.")
    submission.refresh_from_db()
    assert submission.stage == Submission.Stage.TAKEN_BACK
    time_passes()
    assert publish_all_due() == Outcome()
    assert not scene.page.live


def test_a_page_ends_when_it_was_to_end_and_its_lead_is_told(scene, monkeypatch):
    told = []
    monkeypatch.setattr(notifications, "expired", told.append)
    assert expire_all_due() == Outcome()
    has_ended(scene)

    assert expire_all_due() == Outcome(done=1)
    assert (scene.page.live, scene.page.expired) == (False, True)
    assert told == [scene.page]
    assert expire_all_due() == Outcome()


def test_a_signed_text_planned_for_later_outlives_the_end_of_the_one_before(scene, time_passes):
    plan(scene)
    has_ended(scene)
    expire_all_due()
    assert not scene.page.live
    time_passes()
    assert publish_all_due() == Outcome(done=1)
    assert scene.live_texts()[0] == "<p>Ab morgen.</p>"
    assert scene.page.live


@pytest.mark.parametrize("command", ["publish_scheduled", "publish_scheduled_pages"])
def test_the_command_does_both_and_counts(scene, command):
    has_ended(scene)
    output = StringIO()
    call_command(command, stdout=output)
    assert output.getvalue() == "published: 0, refused: 0, expired: 1\n"


def test_the_command_says_when_something_failed(scene, monkeypatch):
    has_ended(scene)
    monkeypatch.setattr(notifications, "expired", lambda page: 1 / 0)
    with pytest.raises(CommandError, match="1 failed"):
        call_command("publish_scheduled", stdout=StringIO())
    assert scene.page.live
