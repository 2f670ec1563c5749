"""Whatever people do in whatever order: readers see only what the offices agreed to, and somebody can always act."""

import datetime
from copy import deepcopy

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cms.models import Office, User
from cms.publishing import PublishingRefused
from cms.testing.factories import make_user
from cms.workflow import actions, publishing
from cms.workflow.changes import hashes_digest, text_hash
from cms.workflow.errors import NotForYou, WorkflowError
from cms.workflow.models import PageRule, Publication, SilenceRule, StandIn, Submission
from cms.workflow.texts import draft_of

from .scene import Scene

OFFICES = ("lead", "second", "third")
PEOPLE = ("lead_editor", "second_editor", "third_editor", "signer", "other_signer", "superuser")
REFUSALS = (WorkflowError, NotForYou)

people = st.sampled_from(PEOPLE)
# Mostly the person whose turn it is, else anybody.
signers = st.none() | st.none() | people
offices = st.sampled_from(OFFICES)
texts = st.sampled_from(["Eins.", "Zwei.", "Drei."])
disturbances = st.none() | st.tuples(st.integers(0, 2), st.sampled_from(["slip_in", "object"]), texts)


# What the runs came to at least once: a walk that never publishes proves nothing.
SEEN: set[str] = set()


class Undo(Exception):
    """Raised to roll back what was only tried."""


class Approval(RuleBasedStateMachine):
    """Random people at one page. Who agreed to what is kept apart from the workflow's own tables.

    `agreed` holds (office, part, wording) for everybody who said yes since the page last became public with all
    signatures; `cleared` is the text of that moment.
    """

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.scene = deepcopy(scene)
        self.agreed: set[tuple[int, str, str | None]] = set()
        self.writers: set[int] = set()
        self.cleared = self.live()

    def teardown(self) -> None:
        SEEN.update(Publication.objects.exclude(published_at=None).values_list("kind", flat=True))
        SEEN.update(Submission.objects.values_list("stage", flat=True))
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    # --- looking -------------------------------------------------------------------------------------------
    def person(self, name: str) -> User:
        return User.objects.get(pk=getattr(self.scene, name).pk)

    def live(self) -> dict[str, tuple[int, str]]:
        """Owner and wording of each part that readers see; nothing while the page is not public."""
        page = self.scene.page
        return {part.key: (part.office.pk, part.content_hash) for part in page.parts()} if page.live else {}

    def draft(self) -> dict[str, tuple[int, str]]:
        return {part.key: (part.office.pk, part.content_hash) for part in draft_of(self.scene.page).parts()}

    def open_round(self) -> Submission | None:
        return Submission.objects.open().first()

    def is_open(self) -> bool:
        return Submission.objects.open().exists()

    def is_locked(self) -> bool:
        return self.scene.page.get_lock() is not None

    def agree(self, office: Office) -> None:
        """Note that `office` said yes to everything in the present draft that is or was its own."""
        draft = self.draft()
        for key in draft.keys() | self.cleared.keys():
            owners = {text[key][0] for text in (draft, self.cleared) if key in text}
            if office.pk in owners:
                self.agreed.add((office.pk, key, draft[key][1] if key in draft else None))

    def attempt(self, act, *, office: Office | None = None) -> bool:
        """Try an act as one request would; a refusal changes nothing."""
        try:
            with transaction.atomic():
                act()
        except REFUSALS:
            return False
        if office:
            self.agree(office)
        return True

    # --- acting --------------------------------------------------------------------------------------------
    @precondition(lambda self: not self.is_locked())
    @rule(name=people, of=offices, text=texts)
    def edit(self, name, of, text):
        user = self.person(name)
        if self.scene.page.get_lock() or not self.scene.page.permissions_for_user(user).can_edit():
            return
        draft = draft_of(self.scene.page)
        sections = list(draft.sections.all())
        next(row for row in sections if row.uuid == self.sections()[of]).text = f"<p>{text}</p>"
        draft.sections = sections
        draft.save_revision(user=user, log_action=True)
        self.writers.add(user.pk)

    @rule(of=offices, text=texts)
    def slip_in(self, of, text):
        """Overwrite the draft past every lock."""
        revision = self.scene.page.get_latest_revision()
        draft = revision.as_object()
        sections = list(draft.sections.all())
        next(row for row in sections if row.uuid == self.sections()[of]).text = f"<p>{text}</p>"
        draft.sections = sections
        revision.content = draft.serializable_data()
        revision.save()

    @precondition(lambda self: not self.is_locked())
    @rule(of=offices, to=offices)
    def hand_over(self, of, to):
        draft = draft_of(self.scene.page)
        sections = list(draft.sections.all())
        next(row for row in sections if row.uuid == self.sections()[of]).office = getattr(self.scene, to)
        draft.sections = sections
        draft.save_revision(user=self.scene.lead_editor)
        self.writers.add(self.scene.lead_editor.pk)

    def sections(self) -> dict[str, str]:
        """The key of each section, by the office that had it first."""
        first = self.scene.page.revisions.order_by("pk").first().as_object().sections.all()
        return dict(zip(OFFICES, [row.uuid for row in first], strict=True))

    @initialize(of=offices, text=texts, steps=st.integers(2, 5), disturbed=disturbances)
    def first_day(self, of, text, steps, disturbed):
        self.go_on(of, text, steps, disturbed)

    @precondition(lambda self: not self.is_locked())
    @rule(of=offices, text=texts, steps=st.integers(1, 5), disturbed=disturbances)
    def go_on(self, of, text, steps, disturbed):
        """What colleagues do on a good day: change, hand in, sign, sign off; chance alone hardly gets that far.

        And what may come between, after one of these steps.
        """
        self.edit("lead_editor", of, text)
        for step in range(steps):
            submission = self.open_round()
            if submission is None:
                self.submit("lead_editor")
            elif submission.stage == Submission.Stage.FINAL:
                self.sign_off("other_signer")
            else:
                for name in OFFICES:
                    self.sign(f"{name}_editor", name)
            if disturbed and disturbed[0] == step and self.is_open():
                {"slip_in": lambda: self.slip_in(of, disturbed[2]), "object": lambda: self.object_to(None, of)}[
                    disturbed[1]
                ]()

    @precondition(lambda self: not self.is_locked())
    @rule(name=people)
    def submit(self, name):
        user = self.person(name)
        if self.attempt(lambda: self.scene.submit(user)):
            self.writers.add(user.pk)
            for office in Office.objects.of_user(user):
                self.agree(office)

    @precondition(lambda self: self.is_open())
    @rule(name=signers, of=offices)
    def sign(self, name, of):
        submission, office = self.open_round(), getattr(self.scene, of)
        if submission and submission.signatures.filter(office=office).exists():
            user = self.person(name or f"{of}_editor")
            self.attempt(lambda: self.scene.sign(submission, office, user), office=office)

    @precondition(lambda self: self.is_open())
    @rule(name=signers, of=offices)
    def object_to(self, name, of):
        submission, office, user = self.open_round(), getattr(self.scene, of), self.person(name or f"{of}_editor")
        self.attempt(lambda: actions.object_to(submission=submission, office=office, user=user, reason="Stimmt nicht."))

    @precondition(lambda self: self.is_open())
    @rule(name=people)
    def take_back(self, name):
        if submission := self.open_round():
            self.attempt(
                lambda: actions.take_back(submission=submission, user=self.person(name), reason="Noch einmal lesen.")
            )

    @precondition(lambda self: self.is_open())
    @rule(name=people)
    def hand_back(self, name):
        if submission := self.open_round():
            self.attempt(lambda: actions.hand_back(submission=submission, user=self.person(name), reason="Unklar."))

    @precondition(lambda self: self.is_open())
    @rule(name=signers)
    def sign_off(self, name):
        if submission := self.open_round():
            user = self.person(name or "other_signer")
            if self.attempt(lambda: self.scene.sign_off(submission, user)):
                assert user.pk not in self.writers
                assert Office.objects.of_user(user).filter(is_business_promotion=True).exists()

    @precondition(lambda self: self.is_open())
    @rule(name=people, of=offices)
    def decide(self, name, of):
        if submission := self.open_round():
            office = getattr(self.scene, of)
            signature = submission.signatures.filter(office=office).first()
            if signature:
                seen = hashes_digest(signature.part_hashes)
                self.attempt(
                    lambda: actions.decide_for(
                        submission=submission, office=office, user=self.person(name), reason="Niemand da.", seen=seen
                    ),
                    office=office,
                )

    @rule(of=offices, rule_of_page=st.sampled_from(SilenceRule))
    def let_the_due_date_pass(self, of, rule_of_page):
        PageRule.objects.update_or_create(page_id=self.scene.page_id, defaults={"silence_rule": rule_of_page})
        if submission := self.open_round():
            yesterday = timezone.localdate() - datetime.timedelta(days=1)
            submission.signatures.update(due_on=yesterday)
            office = getattr(self.scene, of)
            if actions.pass_by_silence(submission=submission, office=office):
                self.agree(office)

    @rule(name=people, of=offices, text=texts)
    def publish_urgently(self, name, of, text):
        user = self.person(name)
        self.edit("lead_editor", of, text)
        if self.attempt(
            lambda: publishing.publish_urgently(page=self.scene.page, user=user, reason="Gefahr im Verzug.")
        ):
            self.writers.add(user.pk)
            for office in Office.objects.of_user(user):
                self.agree(office)

    @rule(name=people)
    def take_down(self, name):
        self.attempt(lambda: publishing.take_down(page=self.scene.page, user=self.person(name), reason="Falsch."))

    @rule()
    def publish_past_the_workflow(self):
        with pytest.raises(PublishingRefused):
            self.scene.page.get_latest_revision().publish(user=self.scene.superuser, skip_permission_checks=True)

    @rule(name=st.sampled_from(["second_editor", "third_editor"]), active=st.booleans())
    def come_and_go(self, name, active):
        User.objects.filter(pk=getattr(self.scene, name).pk).update(is_active=active)

    # --- what always holds -----------------------------------------------------------------------------------
    @invariant()
    def readers_see_what_the_offices_agreed_to(self):
        live = self.live()
        if not live:
            self.cleared = {}
            return
        urgent = self.scene.page.publications.unsettled().last()
        if urgent:
            assert urgent.reason
            assert urgent.text_hash == text_hash(self.scene.page.parts())
            return
        if live == self.cleared:
            return
        for key in live.keys() | self.cleared.keys():
            if live.get(key) == self.cleared.get(key):
                continue
            wording = live[key][1] if key in live else None
            for owner in {text[key][0] for text in (live, self.cleared) if key in text}:
                assert (owner, key, wording) in self.agreed
        assert self.scene.page.publications.exclude(kind=Publication.Kind.EXAMPLE).exists()
        self.cleared, self.agreed, self.writers = live, set(), set()

    @invariant()
    def somebody_can_always_act(self):
        submission = self.open_round()
        if submission is None:
            assert self.scene.page.get_lock() is None
            return
        SEEN.add(submission.stage)
        assert any(self.works(act) for act in self.ways_on(submission))

    def ways_on(self, submission: Submission):
        for name in PEOPLE:
            user = self.person(name)
            if not user.is_active:
                continue
            yield lambda user=user: actions.take_back(submission=submission, user=user, reason="x")
            yield lambda user=user: self.scene.sign_off(submission, user)
            yield lambda user=user: actions.hand_back(submission=submission, user=user, reason="x")
            for signature in submission.signatures.all():
                office, seen = signature.office, hashes_digest(signature.part_hashes)
                yield lambda user=user, office=office: self.scene.sign(submission, office, user)
                yield lambda user=user, office=office, seen=seen: actions.decide_for(
                    submission=submission, office=office, user=user, reason="x", seen=seen
                )

    def works(self, act) -> bool:
        try:
            with transaction.atomic():
                act()
                raise Undo
        except Undo:
            return True
        except REFUSALS:
            return False


@pytest.mark.ci
@pytest.mark.django_db
def test_random_people_in_random_order(scene):
    scene.superuser = make_user("superuser", is_superuser=True)
    today = timezone.localdate()
    StandIn.objects.create(office=scene.second, user=scene.third_editor, starts_on=today, ends_on=today)
    run_state_machine_as_test(
        lambda: Approval(scene),
        settings=settings(
            max_examples=40,
            stateful_step_count=7,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            phases=[Phase.generate],
        ),
    )
    assert {"signed", "urgent", "published", "returned", "taken_back"} <= SEEN
