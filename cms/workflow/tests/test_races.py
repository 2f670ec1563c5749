"""Two people at the same instant, on two real connections: one after the other, nothing lost, nobody waits for ever."""

import threading
from collections.abc import Callable

import pytest
from django.db import transaction

from cms.models import BasePage
from cms.testing.factories import business_promotion, save_live
from cms.testing.people import SECONDS, Somebody, until, waiting_for_a_lock
from cms.workflow import actions
from cms.workflow.changes import hashes_digest, text_hash
from cms.workflow.errors import NotForYou, OutdatedText, RoundClosed
from cms.workflow.models import Submission
from cms.workflow.rounds import lock_page
from cms.workflow.texts import draft_of

from .scene import Scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    home = BasePage.objects.get(depth=2).specific
    home.lead_office = business_promotion()
    save_live(home)
    return Scene()


def at_the_same_instant(scene: Scene, *acts: Callable) -> list:
    """Hold the page until all wait for it, then let them go; returns their outcomes in the order of `acts`."""
    with transaction.atomic():
        lock_page(scene.page_id)
        people = [Somebody(act) for act in acts]
        until(lambda: waiting_for_a_lock() == len(people))
    return [person.done() for person in people]


def signing(scene, submission, office, user):
    seen = hashes_digest(submission.signatures.get(office=office).part_hashes)
    return lambda: actions.sign(submission=submission, office=office, user=user, seen=seen)


def test_two_offices_sign_at_the_same_instant(scene):
    scene.edit(scene.lead_editor, second="Neu.", third="Neu.")
    submission = scene.submit()
    outcomes = at_the_same_instant(
        scene,
        signing(scene, submission, scene.second, scene.second_editor),
        signing(scene, submission, scene.third, scene.third_editor),
    )
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    submission.refresh_from_db()
    assert submission.stage == Submission.Stage.FINAL
    assert set(scene.states(submission).values()) == {"signed"}
    assert submission.workflow_state.task_states.count() == 2


def test_two_people_of_one_office_sign_at_the_same_instant(scene):
    scene.edit(scene.lead_editor, second="Neu.")
    submission = scene.submit()
    outcomes = at_the_same_instant(scene, *[signing(scene, submission, scene.second, scene.second_editor)] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["RoundClosed", "Signature"]


def test_two_people_submit_at_the_same_instant(scene):
    scene.edit(scene.lead_editor, second="Neu.")
    outcomes = at_the_same_instant(
        scene, lambda: scene.submit(scene.lead_editor), lambda: scene.submit(scene.third_editor)
    )
    assert sum(isinstance(outcome, Submission) for outcome in outcomes) == 1
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("save_comes", ["first", "last"])
def test_an_office_signs_while_an_editors_save_is_in_flight(scene, save_comes):
    """Autosave loaded the draft before it was handed in, and writes it after: past the lock, in place."""
    scene.edit(scene.lead_editor, second="Neu.", third="Neu.")
    submission = scene.submit()
    sign = signing(scene, submission, scene.second, scene.second_editor)
    revision = scene.page.get_latest_revision()
    draft = revision.as_object()
    sections = list(draft.sections.all())
    sections[1].text = "<p>Heimlich.</p>"
    draft.sections = sections
    written, go = threading.Event(), threading.Event()

    def save():
        with transaction.atomic():
            draft.save_revision(user=scene.lead_editor, overwrite_revision=revision, clean=False)
            written.set()
            assert go.wait(SECONDS)

    if save_comes == "last":
        sign()
    saving = Somebody(save)
    assert written.wait(SECONDS)
    signed = Somebody(sign) if save_comes == "first" else None
    if signed:
        until(lambda: waiting_for_a_lock() == 1)
    go.set()
    assert saving.done() is None
    if signed:
        assert isinstance(signed.done(), OutdatedText)
        assert scene.states(submission)[scene.second] == "pending"
    else:
        assert scene.states(submission)[scene.second] == "void"


def test_the_business_promotion_finishes_while_an_office_objects(scene):
    for _ in range(3):
        submission = scene.at_final()
        seen = text_hash(draft_of(scene.page).parts())
        before = scene.live_texts()
        finished, objected = at_the_same_instant(
            scene,
            lambda submission=submission, seen=seen: actions.sign_off(
                submission=submission, user=scene.signer, seen=seen
            ),
            lambda submission=submission: actions.object_to(
                submission=submission, office=scene.second, user=scene.second_editor, reason="Halt."
            ),
        )
        submission.refresh_from_db()
        if isinstance(finished, Exception):
            assert isinstance(finished, RoundClosed)
            assert submission.stage == Submission.Stage.RETURNED
            assert scene.live_texts() == before
        else:
            assert isinstance(objected, RoundClosed)
            assert submission.stage == Submission.Stage.PUBLISHED
            assert scene.live_texts()[1] == "<p>Neuer Text.</p>"
            return


def test_taking_back_and_signing_at_the_same_instant_leaves_one_state(scene):
    scene.edit(scene.lead_editor, second="Neu.")
    submission = scene.submit()
    signed, taken = at_the_same_instant(
        scene,
        signing(scene, submission, scene.second, scene.second_editor),
        lambda: actions.take_back(submission=submission, user=scene.lead_editor, reason="Tippfehler."),
    )
    submission.refresh_from_db()
    assert submission.stage == Submission.Stage.TAKEN_BACK
    assert not isinstance(taken, Exception)
    assert isinstance(signed, RoundClosed) or scene.states(submission)[scene.second] == "signed"
    assert scene.page.get_lock() is None


def test_nobody_signs_off_who_was_added_as_an_author_meanwhile(scene):
    submission = scene.at_final()
    seen = text_hash(draft_of(scene.page).parts())
    revision = scene.page.get_latest_revision()
    revision.user = scene.signer
    revision.save()
    with pytest.raises(NotForYou):
        actions.sign_off(submission=submission, user=scene.signer, seen=seen)
