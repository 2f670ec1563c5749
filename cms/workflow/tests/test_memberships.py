"""Memberships follow every door, and no trick with them gives anybody a second voice."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.models import Office
from cms.testing.factories import make_editor, make_group, make_office, make_user, save_live
from cms.workflow import actions, eligibility, recipients
from cms.workflow.changes import hashes_digest
from cms.workflow.desk import Desk
from cms.workflow.errors import NotForYou, WorkflowError
from cms.workflow.memberships import end_stand_ins, worked_for
from cms.workflow.models import Membership, PageRule, Signature, SilenceRule, StandIn
from cms.workflow.people import capacities, managed_offices, offices_without_people

pytestmark = pytest.mark.django_db


def current(office):
    return {row.user for row in Membership.objects.current().filter(office=office)}


def make_stand_in(office, user, **fields):
    today = timezone.localdate()
    fields = {"starts_on": today, "ends_on": today + datetime.timedelta(days=7), **fields}
    return StandIn.objects.create(office=office, user=user, **fields)


# --- the doors ------------------------------------------------------------------------------------------------
def test_memberships_follow_groups_accounts_and_offices():
    office, person = make_office(editors=True), make_user()
    person.groups.add(office.group)
    assert current(office) == {person}

    office.group.user_set.remove(person)
    assert current(office) == set()
    office.group.user_set.add(person)
    assert current(office) == {person}
    assert Membership.objects.filter(office=office).count() == 2

    person.is_active = False
    person.save()
    assert current(office) == set()
    person.is_active = True
    person.save()
    assert current(office) == {person}

    office.group = make_group()
    office.save()
    assert current(office) == set()
    person.groups.clear()
    person.groups.set([office.group])
    assert current(office) == {person}


def test_a_login_changes_nothing(django_assert_max_num_queries):
    person = make_user(offices=[make_office(editors=True)])
    person.last_login = timezone.now()
    with django_assert_max_num_queries(1):
        person.save(update_fields=["last_login"])


def test_joining_and_leaving_are_in_the_history_of_the_office():
    office, person = make_office(editors=True), make_user(first_name="Ada", last_name="Beispiel")
    person.groups.add(office.group)
    person.groups.clear()
    entries = ModelLogEntry.objects.for_instance(office).filter(action__startswith="people.").order_by("pk")
    assert [(entry.action, entry.data["person"]) for entry in entries] == [
        ("people.joined", "Ada Beispiel"),
        ("people.left", "Ada Beispiel"),
    ]
    assert entries[0].message == "Ada Beispiel arbeitet jetzt für die Stelle."


def test_whoever_leaves_is_no_administrator_and_no_stand_in_any_more():
    office, other = make_office(editors=True), make_office(editors=True)
    person, colleague = make_editor(office), make_editor(other)
    office.administrators.add(person)
    as_stand_in, for_person = make_stand_in(other, person), make_stand_in(office, colleague, absent=person)

    person.groups.clear()

    assert not office.administrators.exists()
    assert Membership.objects.get(user=person).was_administrator
    for stand_in in (as_stand_in, for_person):
        stand_in.refresh_from_db()
        assert stand_in.is_over
    assert capacities(colleague).keys() == {other}
    assert not capacities(person)


def test_a_stand_in_of_two_offices_who_leaves_one_stays_stand_in():
    first, second, third = (make_office(editors=True) for _ in range(3))
    person = make_editor(first, second)
    make_stand_in(third, person)
    person.groups.remove(first.group)
    assert capacities(person).keys() == {second, third}


def test_nobody_stands_in_twice_at_the_same_time():
    office, person, other = make_office(editors=True), make_user(), make_user()
    make_stand_in(office, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_stand_in(office, person, absent=make_user())
    make_stand_in(office, other)
    make_stand_in(make_office(editors=True), person)


# --- who manages, who is missing --------------------------------------------------------------------------
def test_who_manages_the_people_of_which_office(scene):
    scene.lead.administrators.add(scene.lead_editor, scene.second_editor)
    everything = set(Office.objects.with_editors())
    assert set(managed_offices(scene.lead_editor)) == {scene.lead}
    assert set(managed_offices(scene.second_editor)) == set()
    assert set(managed_offices(scene.signer)) == everything
    assert set(managed_offices(make_user(is_superuser=True))) == everything
    assert set(managed_offices(make_user(is_superuser=True, is_active=False))) == set()
    make_stand_in(scene.promotion, scene.third_editor)
    assert set(managed_offices(scene.third_editor)) == set()


def test_offices_without_people_keep_pages_and_have_nobody(scene, django_assert_num_queries):
    make_office("Ohne Seiten", editors=True)
    assert offices_without_people() == []

    scene.second_editor.is_active = False
    scene.second_editor.save()
    scene.third_editor.groups.clear()
    with django_assert_num_queries(3):
        assert offices_without_people() == [scene.third, scene.second]

    stand_in = make_stand_in(scene.third, scene.lead_editor)
    assert offices_without_people() == [scene.second]
    stand_in.ended_at = timezone.now()
    stand_in.save()
    assert offices_without_people() == [scene.third, scene.second]


def test_an_office_that_keeps_pages_of_others_counts(scene):
    keeper = make_office("Bezirksamt", editors=True)
    below = make_office("Unterstelle", parent=keeper)
    page = scene.page
    page.lead_office = below
    save_live(page)
    assert offices_without_people() == [keeper]


# --- tricks -----------------------------------------------------------------------------------------------------
def joins(user, office):
    user.groups.add(office.group)


def test_an_author_who_joins_the_asked_office_later_does_not_sign_for_it(scene):
    scene.edit(scene.lead_editor, second="Neuer Text.")
    submission = scene.submit()
    joins(scene.lead_editor, scene.second)
    with pytest.raises(NotForYou, match="bevor Sie zu dieser Stelle kamen"):
        scene.sign(submission, scene.second, scene.lead_editor)
    assert scene.states(submission)[scene.second] == Signature.State.PENDING
    assert not Desk(scene.lead_editor).to_sign().exists()
    assert Desk(scene.second_editor).to_sign().exists()


def test_whoever_joins_after_submitting_has_not_signed_by_it(scene):
    scene.edit(scene.lead_editor, second="Neuer Text.")
    submission = scene.submit()
    joins(scene.lead_editor, scene.third)
    scene.edit(scene.second_editor, third="Auch neu.")
    assert scene.states(submission)[scene.third] == Signature.State.PENDING


def test_an_author_from_the_asked_office_signs_for_it(scene):
    scene.edit(scene.second_editor, second="Neuer Text.")
    submission = scene.submit()
    scene.sign(submission, scene.second, scene.second_editor)
    assert scene.states(submission)[scene.second] == Signature.State.SIGNED


def test_nobody_takes_themselves_into_an_office():
    office, admin = make_office(editors=True), make_user(is_superuser=True)
    with LogContext(user=admin):
        for door in (lambda: admin.groups.add(office.group), lambda: office.group.user_set.add(admin)):
            with pytest.raises(PermissionDenied), transaction.atomic():
                door()
        group = make_group()
        admin.groups.add(group)
        office.group = group
        with pytest.raises(PermissionDenied), transaction.atomic():
            office.save()
    assert not Office.objects.of_user(admin).exists()


def test_a_superuser_does_not_join_through_the_list_of_accounts(client, home):
    office, admin = make_office(editors=True), make_user("leitung", is_superuser=True)
    client.force_login(admin)
    data = {
        "username": "leitung",
        "email": "leitung@example.org",
        "first_name": "A",
        "last_name": "B",
        "is_active": "on",
        "is_superuser": "on",
        "groups": [office.group.pk],
    }
    client.post(reverse("wagtailusers_users:edit", args=[admin.pk]), data)
    assert not admin.groups.exists()


def test_a_stand_in_of_the_business_promotion_gives_no_final_signature_to_a_text_of_their_own(scene):
    submission = scene.at_final()
    make_stand_in(scene.promotion, scene.lead_editor)
    with pytest.raises(NotForYou, match="zeichnet ihn nicht zum Schluss"):
        scene.sign_off(submission, scene.lead_editor)
    assert scene.sign_off(submission, scene.signer).stage == "published"


def test_an_author_who_joins_the_business_promotion_gives_no_final_signature(scene):
    submission = scene.at_final()
    joins(scene.lead_editor, scene.promotion)
    with pytest.raises(NotForYou):
        scene.sign_off(submission, scene.lead_editor)


def test_an_author_does_not_pick_who_gives_the_final_signature(scene):
    scene.edit(scene.signer, second="Neuer Text.")
    submission = scene.submit()
    scene.sign(submission, scene.second, scene.second_editor)
    submission.refresh_from_db()
    stand_in = make_stand_in(scene.promotion, scene.third_editor, named_by=scene.signer)
    assert not eligibility.may_sign_off(submission, scene.third_editor)
    with pytest.raises(NotForYou, match="hat jemand benannt"):
        scene.sign_off(submission, scene.third_editor)
    stand_in.named_by = scene.other_signer
    stand_in.save()
    assert eligibility.may_sign_off(submission, scene.third_editor)
    assert scene.sign_off(submission, scene.third_editor).stage == "published"


def test_an_author_from_outside_does_not_pick_who_signs_for_the_asked_office(scene):
    make_stand_in(scene.second, scene.third_editor, named_by=scene.signer)
    scene.edit(scene.signer, second="Neuer Text.")
    submission = scene.submit(scene.lead_editor)
    with pytest.raises(NotForYou, match="hat jemand benannt"):
        scene.sign(submission, scene.second, scene.third_editor)
    scene.sign(submission, scene.second, scene.second_editor)


def test_a_stand_in_named_by_the_own_office_signs_also_what_its_namer_wrote(scene):
    make_stand_in(scene.second, scene.third_editor, named_by=scene.second_editor)
    scene.edit(scene.second_editor, second="Neuer Text.")
    submission = scene.submit(scene.lead_editor)
    assert scene.sign(submission, scene.second, scene.third_editor).state == Signature.State.SIGNED


def test_a_stand_in_of_the_business_promotion_decides_for_nobody(scene):
    scene.edit(scene.lead_editor, second="Neuer Text.")
    submission = scene.submit()
    scene.second_editor.groups.clear()
    make_stand_in(scene.promotion, scene.third_editor)
    with pytest.raises(NotForYou):
        decide(scene, submission, scene.third_editor)


def decide(scene, submission, user, reason="Die Stelle ist nicht besetzt."):
    signature = submission.signatures.get(office=scene.second)
    seen = hashes_digest(signature.part_hashes)
    return actions.decide_for(submission=submission, office=scene.second, user=user, reason=reason, seen=seen)


def test_the_business_promotion_decides_where_there_is_nobody_and_it_is_logged(scene):
    scene.edit(scene.lead_editor, second="Neuer Text.")
    submission = scene.submit()
    with pytest.raises(WorkflowError, match="kann noch selbst zeichnen"):
        decide(scene, submission, scene.signer)

    scene.second_editor.groups.clear()
    signature = decide(scene, submission, scene.signer)

    assert (signature.state, signature.user) == (Signature.State.DECIDED, scene.signer)
    entry = PageLogEntry.objects.get(page=scene.page_id, action="workflow.decided")
    assert entry.user == scene.signer
    assert entry.message == ("Die Wirtschaftsförderung hat für Umweltamt entschieden: Die Stelle ist nicht besetzt.")


@pytest.mark.parametrize(
    ("rule", "overdue", "possible"),
    [
        (SilenceRule.WIFOE_DECIDES, False, False),
        (SilenceRule.WIFOE_DECIDES, True, True),
        (SilenceRule.STAYS_OPEN, True, False),
        (SilenceRule.COUNTS_AS_SIGNED, True, False),
    ],
)
def test_with_people_the_business_promotion_decides_only_when_overdue_and_by_rule(scene, rule, overdue, possible):
    PageRule.objects.create(page_id=scene.page_id, silence_rule=rule)
    scene.edit(scene.lead_editor, second="Neuer Text.")
    submission = scene.submit()
    if overdue:
        submission.signatures.update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    if possible:
        assert decide(scene, submission, scene.signer).state == Signature.State.DECIDED
    else:
        with pytest.raises(WorkflowError):
            decide(scene, submission, scene.signer)


@pytest.mark.parametrize("named_by", ["second_editor", "signer"])
def test_where_the_only_stand_in_is_barred_somebody_can_still_act(scene, named_by):
    """Silence leaves it open, the stand-in wrote the text: without the business promotion it would lie for ever."""
    PageRule.objects.create(page_id=scene.page_id, silence_rule=SilenceRule.STAYS_OPEN)
    make_stand_in(scene.second, scene.lead_editor, named_by=getattr(scene, named_by))
    make_stand_in(scene.second, scene.third_editor, named_by=scene.second_editor)
    scene.edit(scene.lead_editor, second="Neuer Text.")
    submission = scene.submit()
    scene.second_editor.groups.clear()
    with pytest.raises(WorkflowError, match="kann noch selbst zeichnen"):
        decide(scene, submission, scene.signer)

    end_stand_ins(StandIn.objects.filter(user=scene.third_editor))
    (signature,) = submission.signatures.filter(office=scene.second)
    asked = {recipient.address: one for recipient, (one,) in recipients.asked([signature]).items()}
    assert {address: one.in_place for address, one in asked.items()} == dict.fromkeys(
        [scene.signer.email, scene.other_signer.email], True
    )
    assert decide(scene, submission, scene.signer).state == Signature.State.DECIDED


def test_nobody_but_the_business_promotion_decides_and_never_without_a_reason(scene):
    scene.edit(scene.lead_editor, second="Neuer Text.")
    submission = scene.submit()
    scene.second_editor.groups.clear()
    for person in (scene.lead_editor, scene.third_editor, make_user(is_superuser=True)):
        with pytest.raises(NotForYou):
            decide(scene, submission, person)
    with pytest.raises(WorkflowError):
        decide(scene, submission, scene.signer, reason=" ")


def test_an_author_does_not_decide_for_an_office_either(scene):
    scene.edit(scene.signer, second="Neuer Text.")
    submission = scene.submit()
    scene.second_editor.groups.clear()
    with pytest.raises(NotForYou):
        decide(scene, submission, scene.signer)
    assert decide(scene, submission, scene.other_signer).state == Signature.State.DECIDED


def test_whoever_empties_an_office_does_not_decide_for_it_before_the_due_date(scene):
    scene.edit(scene.lead_editor, second="Neuer Text.")
    submission = scene.submit()
    with LogContext(user=scene.signer):
        scene.second_editor.groups.clear()
    with pytest.raises(NotForYou, match="Wer einer Stelle die Personen nimmt"):
        decide(scene, submission, scene.signer)
    submission.signatures.update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    assert decide(scene, submission, scene.signer).state == Signature.State.DECIDED


def test_whoever_ends_the_last_stand_in_does_not_decide_either(scene):
    scene.second_editor.groups.clear()
    stand_in = make_stand_in(scene.second, scene.third_editor)
    scene.edit(scene.lead_editor, second="Neuer Text.")
    submission = scene.submit()
    with LogContext(user=scene.signer):
        end_stand_ins(StandIn.objects.filter(pk=stand_in.pk))
    with pytest.raises(NotForYou):
        decide(scene, submission, scene.signer)
    assert decide(scene, submission, scene.other_signer).state == Signature.State.DECIDED


def test_nobody_is_a_stand_in_by_their_own_word(scene):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_stand_in(scene.second, scene.signer, named_by=scene.signer)


def test_membership_counts_from_its_moment():
    office = make_office(editors=True)
    before = timezone.now()
    person = make_editor(office)
    assert not worked_for(person, office, before)
    assert worked_for(person, office, timezone.now())
