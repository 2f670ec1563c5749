"""Steps of the workflow that are switched off or passed by code."""

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import Task, Workflow

from cms.workflow import actions
from cms.workflow.errors import WorkflowError
from cms.workflow.models import Submission

from .common import public

pytestmark = pytest.mark.django_db


def test_a_step_approved_by_code_replaces_no_signature(scene):
    submission = scene.submit()
    scene.page.current_workflow_task_state.approve()
    with pytest.raises((PermissionDenied, WorkflowError)):
        scene.sign_off(submission)
    assert scene.states(submission)[scene.second] == "pending"


@pytest.mark.parametrize("act", ["deactivate", "disable the first step", "disable the last step"])
def test_switching_the_workflow_off_publishes_nothing_and_leaves_no_round_hanging(scene, act):
    submission = scene.submit()
    before = public(scene)
    if act == "deactivate":
        Workflow.objects.get().deactivate()
        submission.refresh_from_db()
        assert submission.stage == Submission.Stage.TAKEN_BACK
        assert scene.page.get_lock() is None
    else:
        model = "cosigntask" if act == "disable the first step" else "finalsignofftask"
        Task.objects.get(content_type__model=model).specific.deactivate()
        with pytest.raises((PermissionDenied, WorkflowError)):
            scene.sign_off(submission)
        actions.take_back(submission=submission, user=scene.lead_editor, reason="Neu beginnen.")
    assert public(scene) == before
