"""What waits for whom."""

import datetime

import pytest
from django.utils import timezone

from catalogue.tests.factories import make_topic
from cms.permissions.ownership import pages_to_edit
from cms.testing.factories import make_office, make_user
from cms.workflow import actions, eligibility, publishing
from cms.workflow.desk import Desk, urgent_share
from cms.workflow.errors import NotForYou
from cms.workflow.models import Publication, Signature, StandIn, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_of_second(scene):
    """A round that waits for the second office only."""
    scene.edit(scene.lead_editor, second="Neu.")
    return scene.submit()


def stand_in(office, user, **fields):
    today = timezone.localdate()
    return StandIn.objects.create(office=office, user=user, **{"starts_on": today, "ends_on": today} | fields)


def object_to(scene, submission):
    return actions.object_to(
        submission=submission, office=scene.second, user=scene.second_editor, reason="Der Abstand fehlt."
    )


# --- Zu zeichnen --------------------------------------------------------------------------------------------
def test_only_the_office_asked_has_something_to_sign(scene, round_of_second):
    assert [(row.office, row.as_stand_in) for row in Desk(scene.second_editor).to_sign()] == [(scene.second, False)]
    for user in (scene.lead_editor, scene.third_editor, scene.signer, make_user(is_superuser=True)):
        assert not Desk(user).to_sign()


def test_a_stand_in_sees_it_too_and_in_which_role(scene, round_of_second):
    stand_in(scene.second, scene.third_editor)
    assert [row.as_stand_in for row in Desk(scene.third_editor).to_sign()] == [True]


def test_a_stand_in_is_not_shown_a_text_of_ones_own(scene, round_of_second):
    stand_in(scene.second, scene.lead_editor)
    with pytest.raises(NotForYou):
        scene.sign(round_of_second, scene.second, scene.lead_editor)
    assert not Desk(scene.lead_editor).to_sign()


def test_what_is_signed_or_ended_is_not_to_sign(scene, round_of_second):
    scene.sign(round_of_second, scene.second, scene.second_editor)
    assert not Desk(scene.second_editor).to_sign()


def test_the_first_due_comes_first(scene):
    for number in (3, 1, 2):
        page = make_topic(f"Thema {number}", lead_office=scene.lead)
        submission = Submission.objects.create(page=page, change_note="neu", stage_since=timezone.now())
        Signature.objects.create(
            submission=submission,
            office=scene.second,
            part_hashes={},
            requested_at=timezone.now(),
            due_on=datetime.date(2026, 12, number),
        )
    assert [row.due_on.day for row in Desk(scene.second_editor).to_sign()] == [1, 2, 3]


# --- Zurückgegeben -------------------------------------------------------------------------------------------
def test_what_came_back_is_shown_to_the_co_owners_and_marked_for_the_submitter(scene, round_of_second):
    object_to(scene, round_of_second)
    assert [row.is_own for row in Desk(scene.lead_editor).returned()] == [True]
    assert [row.is_own for row in Desk(scene.third_editor).returned()] == [False]
    for user in (scene.signer, make_user(), make_user(offices=[make_office(editors=True)])):
        assert not Desk(user).returned()


def test_ones_own_come_first(scene, round_of_second):
    object_to(scene, round_of_second)
    other = make_topic("Anderes", lead_office=scene.lead)
    Submission.objects.create(
        page=other,
        change_note="alt",
        stage="returned",
        stage_since=timezone.now() - datetime.timedelta(days=9),
        submitted_by=scene.second_editor,
    )
    assert [row.page_id for row in Desk(scene.lead_editor).returned()] == [scene.page_id, other.pk]


def test_what_was_submitted_again_has_not_come_back(scene, round_of_second):
    object_to(scene, round_of_second)
    scene.submit()
    assert not Desk(scene.lead_editor).returned()


# --- In Arbeit -------------------------------------------------------------------------------------------------
def test_drafts_of_the_own_office_and_ones_own_submissions_are_in_progress(scene):
    assert not Desk(scene.lead_editor).in_progress()
    scene.edit(scene.lead_editor, second="Neu.")
    for user in (scene.lead_editor, scene.second_editor, scene.third_editor):
        assert [(page.pk, page.stage) for page in Desk(user).in_progress()] == [(scene.page_id, None)]
    assert not Desk(make_user(offices=[make_office(editors=True)])).in_progress()

    submission = scene.submit()

    own = Desk(scene.lead_editor).in_progress().get()
    assert (own.stage, own.submission_id, own.waits_for) == ("cosigning", submission.pk, "Umweltamt")
    assert own.due_on == submission.signatures.get().due_on
    assert not Desk(scene.third_editor).in_progress()


def test_what_came_back_is_not_in_progress_what_was_taken_back_is(scene, round_of_second):
    object_to(scene, round_of_second)
    assert not Desk(scene.lead_editor).in_progress()
    actions.take_back(submission=scene.submit(), user=scene.lead_editor, reason="Tippfehler")
    assert [page.stage for page in Desk(scene.lead_editor).in_progress()] == ["taken_back"]


def test_a_page_taken_down_is_in_progress_only_once_somebody_works_on_it(scene):
    publishing.take_down(page=scene.page, user=scene.signer, reason="Gilt nicht mehr.")
    assert scene.page.has_unpublished_changes
    assert not Desk(scene.lead_editor).in_progress()
    scene.edit(scene.lead_editor, lead="Gilt wieder.")
    assert Desk(scene.lead_editor).in_progress().count() == 1


def test_a_page_is_listed_once_however_many_parts_are_ones_own(scene):
    page = make_topic(lead_office=scene.lead, sections=[(make_office(parent=scene.lead), "a"), (scene.lead, "b")])
    page.save_revision()
    assert [page.pk for page in Desk(scene.lead_editor).in_progress()] == [page.pk]


def test_a_draft_begun_for_another_office_is_in_progress_until_readers_see_it(scene):
    draft = make_topic("Neu", lead_office=scene.third, live=False, owner=scene.lead_editor)
    draft.save_revision(user=scene.lead_editor)
    for user in (scene.lead_editor, scene.third_editor):
        assert [page.pk for page in Desk(user).in_progress()] == [draft.pk]


def test_the_pages_to_work_on_are_those_the_editor_opens(home, scene):
    pages = [scene.page, make_topic(lead_office=scene.third), make_topic(live=False, owner=scene.second_editor), home]
    for user in (scene.lead_editor, scene.second_editor, scene.third_editor, scene.signer, make_user()):
        may_edit = {page.pk for page in pages if page.permissions_for_user(user).can_edit()}
        assert set(pages_to_edit(user).values_list("pk", flat=True)) & {page.pk for page in pages} == may_edit


# --- the Wirtschaftsförderung ------------------------------------------------------------------------------------
def test_the_last_step_waits_for_those_who_did_not_write(scene):
    scene.edit(scene.other_signer, second="Neu.")
    submission = scene.at_final()

    assert list(Desk(scene.signer).to_sign_off()) == [submission]
    assert not Desk(scene.other_signer).to_sign_off()
    assert [row.is_author for row in Desk(scene.other_signer).at_sign_off()] == [True]
    for user in (scene.signer, scene.other_signer):
        assert eligibility.may_sign_off(submission, user) == Desk(user).to_sign_off().exists()


def test_offices_have_no_view_of_the_last_step_superusers_only_look(scene):
    scene.at_final()
    assert not Desk(scene.lead_editor).at_sign_off()
    administrator = make_user(is_superuser=True)
    assert Desk(administrator).at_sign_off()
    assert not Desk(administrator).to_sign_off()


def test_a_stand_in_of_the_business_promotion_signs_off_but_does_not_oversee(scene):
    scene.at_final()
    stand_in(scene.promotion, scene.third_editor)
    desk = Desk(scene.third_editor)
    assert desk.to_sign_off()
    assert not desk.sees_everything
    assert not desk.holding_up()


def test_who_holds_up_what_with_offices_that_have_nobody_marked(scene, round_of_second):
    assert [(row.office, row.has_nobody) for row in Desk(scene.signer).holding_up()] == [(scene.second, False)]
    scene.second_editor.is_active = False
    scene.second_editor.save()
    assert [row.has_nobody for row in Desk(scene.signer).holding_up()] == [True]
    stand_in(scene.second, scene.third_editor)
    assert [row.has_nobody for row in Desk(scene.signer).holding_up()] == [False]
    assert not Desk(scene.third_editor).holding_up()


def test_urgent_publications_are_counted_and_listed_until_they_are_signed(scene):
    scene.edit(scene.lead_editor, second="Eilig.")
    publishing.publish_urgently(page=scene.page, user=scene.signer, reason="Falsche Gebühr")
    signed = make_topic("Gezeichnet", lead_office=scene.lead)
    for kind in ("signed", "signed", "signed", "example"):
        Publication.objects.create(page=signed, kind=kind, text_hash="x", published_at=timezone.now())

    share = urgent_share()
    assert (share.urgent, share.total, share.percent) == (1, 4, 25)
    assert [row.is_unsettled for row in Desk(scene.signer).urgent()] == [True]
    assert not Desk(scene.lead_editor).urgent()


def test_quarters_are_told_apart(scene):
    for day in ("2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01"):
        moment = timezone.make_aware(datetime.datetime.fromisoformat(f"{day}T00:30"))
        Publication.objects.create(page=scene.page, kind="signed", text_hash="x", published_at=moment)
    share = urgent_share(datetime.date(2026, 5, 15))
    assert (share.quarter, share.year, share.total, share.percent) == (2, 2026, 2, 0)
    assert urgent_share(datetime.date(2020, 1, 1)).percent == 0


@pytest.mark.parametrize("name", ["to_sign", "returned", "in_progress", "at_sign_off", "holding_up", "urgent"])
def test_a_list_of_lines_costs_one_statement(scene, name, django_assert_num_queries):
    scene.edit(scene.lead_editor, second="Neu.")
    scene.submit()
    desk = Desk(scene.signer)
    assert desk.capacities
    assert desk.maintained
    with django_assert_num_queries(1):
        list(getattr(desk, name)()[:3])
