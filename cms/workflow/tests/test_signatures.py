"""How long a signature holds: as long as the text it was given for."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Revision

from cms.models import User
from cms.workflow import actions, publishing
from cms.workflow.changes import hashes_digest
from cms.workflow.errors import NotForYou, NothingToSubmit, OutdatedText, ReasonMissing, RoundClosed, WorkflowError
from cms.workflow.models import ApprovalSettings, PageRule, Signature, StandIn, Submission
from cms.workflow.texts import draft_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(scene):
    """A round that asked the second and the third office; the second has signed."""
    scene.edit(scene.lead_editor, lead="Neu.", second="Neu.", third="Neu.")
    submission = scene.submit()
    scene.sign(submission, scene.second, scene.second_editor)
    return submission


def overwrite(scene, **texts):
    """Change the draft in place, as autosave does: the same revision, another content, and no lock asked."""
    revision = scene.page.get_latest_revision()
    draft = revision.as_object()
    sections = list(draft.sections.all())
    for name, text in texts.items():
        next(row for row in sections if row.office == getattr(scene, name)).text = text
    draft.sections = sections
    revision.content = draft.serializable_data()
    revision.save()


def test_objection_by_one_and_a_change_in_its_part_leave_the_others_signature_valid(scene, asked):
    actions.object_to(submission=asked, office=scene.third, user=scene.third_editor, reason="Zu laut.")
    scene.edit(scene.lead_editor, third="Leiser.")
    again = scene.submit()
    assert scene.states(again) == {scene.lead: "signed", scene.second: "signed", scene.third: "pending"}
    kept = again.signatures.get(office=scene.second)
    assert (kept.user, kept.carried_from.submission) == (scene.second_editor, asked)


def test_a_change_in_the_part_of_who_had_signed_makes_the_signature_void(scene, asked):
    actions.object_to(submission=asked, office=scene.third, user=scene.third_editor, reason="Zu laut.")
    scene.edit(scene.lead_editor, second="Anders.")
    assert scene.states(scene.submit())[scene.second] == "pending"


def test_a_signature_does_not_outlive_a_publication(scene, asked):
    """Text A signed, text B published, text A handed in again: the office is asked again."""
    scene.sign(asked, scene.third, scene.third_editor)
    scene.sign_off(asked)
    scene.edit(scene.lead_editor, second="Zweiter Text.")
    later = scene.submit()
    scene.sign(later, scene.second, scene.second_editor)
    scene.sign_off(later)
    scene.edit(scene.lead_editor, second="Neu.")
    assert scene.states(scene.submit()) == {scene.second: "pending"}


def test_a_draft_overwritten_in_place_voids_exactly_the_signatures_of_the_changed_part(scene, asked):
    overwrite(scene, second="<p>Heimlich.</p>")
    assert scene.states(asked) == {scene.lead: "signed", scene.second: "void", scene.third: "pending"}


def test_a_void_signature_can_be_given_again_for_the_new_text(scene, asked):
    overwrite(scene, second="<p>Heimlich.</p>")
    scene.sign(asked, scene.second, scene.second_editor)
    assert scene.states(asked)[scene.second] == "signed"


def test_a_change_in_the_last_step_leads_back_to_the_offices(scene):
    submission = scene.at_final()
    overwrite(scene, second="<p>Heimlich.</p>")
    submission.refresh_from_db()
    assert submission.stage == Submission.Stage.COSIGNING
    with pytest.raises(RoundClosed):
        scene.sign_off(submission)
    scene.sign(submission, scene.second, scene.second_editor)
    submission.refresh_from_db()
    assert submission.stage == Submission.Stage.FINAL
    scene.sign_off(submission)
    assert scene.live_texts()[1] == "<p>Heimlich.</p>"


def test_an_office_that_a_change_concerns_anew_is_asked_too(scene, asked):
    overwrite(scene, lead="<p>Auch hier.</p>")
    assert scene.states(asked)[scene.lead] == "void"


def test_a_text_changed_back_asks_nobody_who_is_not_concerned(scene):
    scene.edit(scene.lead_editor, second="Neu.", third="Neu.")
    submission = scene.submit()
    overwrite(scene, third="<p>Text von Ordnungsamt.</p>")
    assert scene.states(submission) == {scene.second: "pending"}


def test_whoever_reads_an_older_text_does_not_sign_the_newer_one(scene, asked):
    seen = hashes_digest(asked.signatures.get(office=scene.third).part_hashes)
    overwrite(scene, third="<p>Heimlich.</p>")
    with pytest.raises(OutdatedText):
        actions.sign(submission=asked, office=scene.third, user=scene.third_editor, seen=seen)


@pytest.mark.parametrize("office", ["second", "third"])
def test_nobody_signs_for_another_office_or_twice(scene, asked, office):
    foreign = scene.third_editor if office == "second" else scene.lead_editor
    with pytest.raises((NotForYou, RoundClosed)):
        scene.sign(asked, getattr(scene, office), foreign)
    with pytest.raises(RoundClosed):
        scene.sign(asked, scene.second, scene.second_editor)


def test_superusers_sign_for_no_office(scene, asked):
    User.objects.filter(pk=scene.lead_editor.pk).update(is_superuser=True)
    with pytest.raises(NotForYou):
        scene.sign(asked, scene.third, User.objects.get(pk=scene.lead_editor.pk))


def test_an_objection_and_a_return_need_a_reason(scene, asked):
    with pytest.raises(ReasonMissing):
        actions.object_to(submission=asked, office=scene.third, user=scene.third_editor, reason=" ")
    scene.sign(asked, scene.third, scene.third_editor)
    with pytest.raises(ReasonMissing):
        actions.hand_back(submission=asked, user=scene.signer, reason="")


def test_who_has_signed_may_still_object_before_the_sign_off(scene):
    submission = scene.at_final()
    actions.object_to(submission=submission, office=scene.second, user=scene.second_editor, reason="Doch nicht.")
    submission.refresh_from_db()
    assert submission.stage == Submission.Stage.RETURNED
    with pytest.raises(RoundClosed):
        scene.sign_off(submission)


def test_a_returned_text_keeps_the_signatures_when_handed_in_unchanged(scene):
    submission = scene.at_final()
    actions.hand_back(submission=submission, user=scene.signer, reason="Titel klarer.")
    scene.edit(scene.lead_editor, title="Tische vor dem Café aufstellen")
    again = scene.submit()
    assert again.stage == Submission.Stage.FINAL
    assert scene.states(again) == {scene.second: "signed", scene.lead: "signed"}


def test_a_draft_that_would_read_otherwise_in_public_is_refused_with_a_reason_and_can_be_handed_back(scene):
    """Sections without a number stand first in a draft and last on the page; only scripts save such drafts."""
    draft = draft_of(scene.page)
    sections = list(draft.sections.all())
    sections[1].text, sections[1].sort_order = "<p>Neu.</p>", None
    draft.sections = sections
    draft.save_revision(user=scene.lead_editor)
    submission = scene.submit()
    scene.sign(submission, scene.second, scene.second_editor)
    with pytest.raises(WorkflowError):
        scene.sign_off(submission)
    assert scene.live_texts()[1] == "<p>Text von Umweltamt.</p>"
    actions.hand_back(submission=submission, user=scene.signer, reason="Die Reihenfolge fehlt.")


# --- four eyes ------------------------------------------------------------------------------------------------
def test_whoever_wrote_or_submitted_the_text_does_not_sign_it_off(scene):
    scene.edit(scene.signer, second="Von der Wirtschaftsförderung.")
    scene.edit(scene.lead_editor, lead="Danach vom Amt.")
    submission = scene.submit()
    scene.sign(submission, scene.second, scene.second_editor)
    submission.refresh_from_db()
    with pytest.raises(NotForYou):
        scene.sign_off(submission, scene.signer)
    scene.sign_off(submission, scene.other_signer)
    assert scene.live_texts()[1] == "<p>Von der Wirtschaftsförderung.</p>"


def test_a_stand_in_of_the_business_promotion_does_not_sign_off_an_own_text(scene):
    submission = scene.at_final()
    today = timezone.localdate()
    for user in (scene.lead_editor, scene.third_editor):
        StandIn.objects.create(office=scene.promotion, user=user, starts_on=today, ends_on=today)
    with pytest.raises(NotForYou):
        scene.sign_off(submission, scene.lead_editor)
    scene.sign_off(submission, scene.third_editor)


def test_nobody_signs_as_a_stand_in_for_the_office_whose_text_one_submitted(scene):
    today = timezone.localdate()
    for user in (scene.lead_editor, scene.third_editor):
        StandIn.objects.create(office=scene.second, user=user, starts_on=today, ends_on=today)
    scene.edit(scene.lead_editor, second="Neu.")
    submission = scene.submit()
    assert scene.states(submission) == {scene.second: "pending"}
    with pytest.raises(NotForYou):
        scene.sign(submission, scene.second, scene.lead_editor)
    scene.sign(submission, scene.second, scene.third_editor)
    assert submission.signatures.get().stand_in.user == scene.third_editor


@pytest.mark.parametrize("days", [-1, 1])
def test_a_stand_in_signs_only_within_the_days_named(scene, asked, days):
    day = timezone.localdate() + datetime.timedelta(days=days)
    StandIn.objects.create(office=scene.third, user=scene.second_editor, starts_on=day, ends_on=day)
    with pytest.raises(NotForYou):
        scene.sign(asked, scene.third, scene.second_editor)


# --- silence ----------------------------------------------------------------------------------------------------
def overdue(submission):
    submission.signatures.filter(state="pending").update(due_on=timezone.localdate() - datetime.timedelta(days=1))


@pytest.mark.parametrize(
    ("rule", "state", "decidable"),
    [("counts_as_signed", "by_silence", False), ("wifoe_decides", "pending", True), ("stays_open", "pending", False)],
)
def test_after_the_due_date_the_rule_of_the_page_holds(scene, rule, state, decidable):
    PageRule.objects.create(page_id=scene.page_id, silence_rule=rule)
    scene.edit(scene.lead_editor, second="Neu.")
    submission = scene.submit()
    actions.pass_by_silence(submission=submission, office=scene.second)
    assert scene.states(submission) == {scene.second: "pending"}

    overdue(submission)
    actions.pass_by_silence(submission=submission, office=scene.second)
    assert scene.states(submission) == {scene.second: state}
    signature = submission.signatures.get()
    assert actions.may_be_decided(signature) is decidable
    submission.refresh_from_db()
    assert (submission.stage == Submission.Stage.FINAL) is (state == "by_silence")


@pytest.mark.parametrize("kind", ["fee", "legal_basis"])
def test_fees_and_legal_bases_never_pass_by_silence(scene, kind):
    ApprovalSettings.objects.update_or_create(defaults={"silence_rule": "counts_as_signed"})
    draft = draft_of(scene.page)
    sections = list(draft.sections.all())
    sections[1].kind = kind
    draft.sections = sections
    draft.save_revision(user=scene.lead_editor)
    submission = scene.submit()
    overdue(submission)
    assert actions.pass_by_silence(submission=submission, office=scene.second) is None
    assert actions.may_be_decided(submission.signatures.get())


def test_the_business_promotion_decides_for_an_office_with_a_reason_and_not_for_an_own_text(scene):
    scene.edit(scene.lead_editor, second="Neu.")
    submission = scene.submit()
    seen = hashes_digest(submission.signatures.get().part_hashes)
    with pytest.raises(WorkflowError):
        actions.decide_for(submission=submission, office=scene.second, user=scene.signer, reason="eilt", seen=seen)
    overdue(submission)
    with pytest.raises(NotForYou):
        actions.decide_for(submission=submission, office=scene.second, user=scene.lead_editor, reason="eilt", seen=seen)
    with pytest.raises(ReasonMissing):
        actions.decide_for(submission=submission, office=scene.second, user=scene.signer, reason="", seen=seen)
    actions.decide_for(submission=submission, office=scene.second, user=scene.signer, reason="Urlaub", seen=seen)
    assert scene.states(submission) == {scene.second: "decided_by_wifoe"}
    scene.sign_off(submission)


# --- urgent texts and take-downs ----------------------------------------------------------------------------------
def test_an_urgent_text_is_public_at_once_and_signed_afterwards(scene):
    scene.edit(scene.lead_editor, second="Eilig.")
    publication = publishing.publish_urgently(page=scene.page, user=scene.signer, reason="Gefahr.")
    submission = publication.submission
    assert scene.live_texts()[1] == "<p>Eilig.</p>"
    assert scene.states(submission) == {scene.second: "pending"}
    assert scene.page.publications.unsettled().exists()

    scene.sign(submission, scene.second, scene.second_editor)
    with pytest.raises(NotForYou):
        scene.sign_off(submission, scene.signer)
    scene.sign_off(submission, scene.other_signer)
    assert not scene.page.publications.unsettled().exists()


def test_after_an_objection_to_an_urgent_text_the_next_round_still_asks_that_office(scene):
    scene.edit(scene.lead_editor, second="Eilig.")
    urgent = publishing.publish_urgently(page=scene.page, user=scene.signer, reason="Gefahr.").submission
    actions.object_to(submission=urgent, office=scene.second, user=scene.second_editor, reason="Falsch.")
    scene.edit(scene.lead_editor, lead="Nur mein Teil.")
    submission = scene.submit()
    assert scene.states(submission) == {scene.lead: "signed", scene.second: "pending"}
    scene.sign(submission, scene.second, scene.second_editor)
    scene.sign_off(submission, scene.other_signer)
    assert not scene.page.publications.unsettled().exists()


def test_two_urgent_texts_are_compared_with_the_last_text_that_was_signed(scene):
    for text in ("Eilig.", "Noch eiliger."):
        scene.edit(scene.lead_editor, second=text)
        publication = publishing.publish_urgently(page=scene.page, user=scene.signer, reason="Gefahr.")
    scene.edit(scene.lead_editor, third="Nebenbei.")
    again = publishing.publish_urgently(page=scene.page, user=scene.signer, reason="Und noch.")
    assert scene.states(again.submission) == {scene.second: "pending", scene.third: "pending"}
    assert publication.pk != again.pk


def test_an_urgent_text_that_was_changed_past_the_lock_is_replaced_by_what_was_signed(scene):
    scene.edit(scene.lead_editor, second="Eilig.")
    urgent = publishing.publish_urgently(page=scene.page, user=scene.signer, reason="Gefahr.").submission
    overwrite(scene, second="<p>Heimlich.</p>")
    scene.sign(urgent, scene.second, scene.second_editor)
    assert scene.live_texts()[1] == "<p>Eilig.</p>"
    scene.sign_off(urgent, scene.other_signer)
    assert scene.live_texts()[1] == "<p>Heimlich.</p>"
    assert not scene.page.publications.unsettled().exists()


def test_an_urgent_page_that_was_taken_down_comes_back_with_all_signatures_only(scene):
    scene.edit(scene.lead_editor, second="Eilig.")
    publishing.publish_urgently(page=scene.page, user=scene.signer, reason="Gefahr.")
    publishing.take_down(page=scene.page, user=scene.signer, reason="Doch falsch.")
    scene.edit(scene.lead_editor, lead="Neu.")
    assert set(scene.states(scene.submit())) == {scene.lead, scene.second, scene.third}


@pytest.mark.parametrize("act", ["publish_urgently", "take_down"])
def test_only_the_business_promotion_acts_past_the_offices_and_with_a_reason(scene, act):
    scene.edit(scene.lead_editor, second="Eilig.")
    with pytest.raises(NotForYou):
        getattr(publishing, act)(page=scene.page, user=scene.lead_editor, reason="Gefahr.")
    with pytest.raises(ReasonMissing):
        getattr(publishing, act)(page=scene.page, user=scene.signer, reason="  ")
    assert scene.live_texts()[1] == "<p>Text von Umweltamt.</p>"


def test_a_text_that_is_handed_in_unchanged_says_so(scene):
    with pytest.raises(NothingToSubmit):
        scene.submit()


def test_an_older_revision_saved_again_changes_no_signature(scene, asked):
    oldest = Revision.page_revisions.filter(object_id=str(scene.page_id)).order_by("created_at").first()
    oldest.save()
    assert scene.states(asked)[scene.second] == Signature.State.SIGNED
