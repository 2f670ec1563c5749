"""What an office signed it need not confirm again; what nobody of it read stays to be reviewed."""

import datetime

import pytest
from django.utils import timezone

from cms.models import PartReview
from cms.reviews import review_states
from cms.testing.factories import make_office, make_review
from cms.workflow import actions
from cms.workflow.changes import hashes_digest
from cms.workflow.desk import Desk
from cms.workflow.models import PageRule, Publication, Signature, SilenceRule
from cms.workflow.publishing import publish_due, publish_urgently
from cms.workflow.texts import draft_of

pytestmark = pytest.mark.django_db


def current(scene):
    """The offices whose part is reviewed as it reads now; the shared part first."""
    return [state.part.office for state in review_states(scene.page) if state.is_current]


def test_signed_changes_are_reviewed_when_they_go_public(scene):
    scene.edit(scene.lead_editor, lead="Neu.", second="Auch neu.")
    submission = scene.submit()
    scene.sign(submission, scene.second, scene.second_editor)
    assert not PartReview.objects.exists()

    scene.sign_off(submission)

    assert current(scene) == [scene.lead, scene.second]
    today = timezone.localdate()
    reviews = {review.office: (review.reviewed_by, review.reviewed_on) for review in PartReview.objects.all()}
    assert reviews == {scene.lead: (scene.lead_editor, today), scene.second: (scene.second_editor, today)}
    # the shared part of the lead office did not change: nobody has read it anew
    assert review_states(scene.page)[0].is_example
    assert [page.parts_to_review for page in Desk(scene.lead_editor).to_review()] == [1]
    assert not Desk(scene.second_editor).to_review().exists()


def test_a_signature_renews_a_review_that_was_due(scene):
    second = scene.page.parts()[2]
    make_review(scene.page, second, reviewed_on=datetime.date(2020, 5, 3))
    assert Desk(scene.second_editor).to_review().exists()
    scene.sign_off(scene.at_final())
    assert not Desk(scene.second_editor).to_review().exists()


def test_silence_and_decisions_in_its_place_review_nothing(scene):
    PageRule.objects.create(page=scene.page, silence_rule=SilenceRule.COUNTS_AS_SIGNED)
    scene.edit(scene.lead_editor, second="Neu.", third="Auch neu.")
    submission = scene.submit()
    scene.third.group.user_set.clear()
    submission.signatures.update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    actions.pass_by_silence(submission=submission, office=scene.second)
    decided = submission.signatures.get(office=scene.third)
    actions.decide_for(
        submission=submission,
        office=scene.third,
        user=scene.other_signer,
        reason="Das Amt hat niemanden.",
        seen=hashes_digest(decided.part_hashes),
    )
    scene.sign_off(submission)

    assert scene.live_texts()[1] == "<p>Neu.</p>"
    assert scene.states(submission)[scene.second] == Signature.State.BY_SILENCE
    assert current(scene) == []


def test_an_urgent_text_is_reviewed_once_its_signatures_are_there(scene):
    scene.edit(scene.lead_editor, second="Eilig.")
    publish_urgently(page=scene.page, user=scene.signer, reason="Die Brücke ist gesperrt.")
    assert not PartReview.objects.exists()
    submission = scene.page.submissions.open().get()
    scene.sign(submission, scene.second, scene.second_editor)
    submission.refresh_from_db()
    scene.sign_off(submission, scene.other_signer)
    assert current(scene) == [scene.second]


def test_a_planned_text_is_reviewed_on_the_day_it_appears(scene, monkeypatch):
    scene.edit(scene.lead_editor, second="Ab nächster Woche.")
    draft = draft_of(scene.page)
    draft.go_live_at = timezone.now() + datetime.timedelta(days=7)
    draft.save_revision(user=scene.lead_editor)
    submission = scene.submit()
    scene.sign(submission, scene.second, scene.second_editor)
    scene.sign_off(submission)
    assert not PartReview.objects.exists()

    later = draft.go_live_at + datetime.timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert publish_due(Publication.objects.get())
    assert current(scene) == [scene.second]
    assert PartReview.objects.get().reviewed_on == timezone.localdate(later)


def test_the_maintainer_signs_for_a_body_without_editors_and_the_body_is_named(scene):
    chamber = make_office("Kammer", kind="chamber", parent=scene.second)
    draft = draft_of(scene.page)
    sections = list(draft.sections.all())
    sections[2].office = chamber
    draft.sections = sections
    draft.save_revision(user=scene.lead_editor)
    submission = scene.submit()
    scene.sign(submission, scene.second, scene.second_editor)
    scene.sign(submission, scene.third, scene.third_editor)
    scene.sign_off(submission)
    assert current(scene) == [chamber]
