"""The way of a text from the draft to the public, and every way back."""

import pytest

from cms.workflow import actions
from cms.workflow.models import Submission

pytestmark = pytest.mark.django_db


def test_only_the_office_whose_part_changed_is_asked(scene):
    scene.edit(scene.lead_editor, lead="Neu.", second="Auch neu.")
    submission = scene.submit()
    assert scene.states(submission) == {scene.lead: "signed", scene.second: "pending"}
    assert scene.live_texts()[1] == "<p>Text von Umweltamt.</p>"


def test_objection_correction_signature_and_sign_off_make_the_text_public(scene):
    scene.edit(scene.lead_editor, lead="Neu.", second="Auch neu.")
    first = scene.submit()
    actions.object_to(submission=first, office=scene.second, user=scene.second_editor, reason="Der Abstand fehlt.")
    first.refresh_from_db()
    assert first.stage == Submission.Stage.RETURNED
    assert scene.page.get_lock() is None

    scene.edit(scene.lead_editor, second="Neu, mit Abstand.")
    second = scene.submit()
    scene.sign(second, scene.second, scene.second_editor)
    scene.sign_off(second)

    second.refresh_from_db()
    assert second.stage == Submission.Stage.PUBLISHED
    assert scene.live_texts()[:2] == ["<p>Neu.</p>", "<p>Neu, mit Abstand.</p>"]
    assert scene.page.current_workflow_state is None
