"""The life of one round: whom it asks, which signatures hold, when it moves on. Callers hold the page's lock."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import TaskState, WorkflowState

from cms.models import BasePage, Office, User
from cms.working_days import add_working_days

from . import notifications
from .changes import Request
from .errors import NotForYou, RoundClosed
from .memberships import offices_worked_for
from .models import ApprovalSettings, Publication, Signature, SilenceRule, Submission
from .texts import draft_of, requests_for


def lock_page(page_id: int) -> BasePage:
    """The page as it is now, locked until the transaction ends. Everything the workflow does begins here.

    The weaker lock lets others refer to the page meanwhile, in log entries for example.
    """
    base = BasePage.objects.select_for_update(of=("self",), no_key=True).get(pk=page_id)
    return base.specific


def lock_pages(pages: Iterable[BasePage]) -> None:
    """Lock these pages, all below them and the page above each until the transaction ends: before acts on several.

    In one order, and before the first of them is indexed: the index is everybody's, and its lock comes last.
    """
    wanted = Q(pk__in=[])
    for page in pages:
        wanted |= Q(path__startswith=page.path) | Q(path=page.path[: -page.steplen])
    locked = BasePage.objects.filter(wanted).select_for_update(of=("self",), no_key=True).order_by("pk")
    list(locked.values_list("pk"))


def lock_open_round(submission_id: int) -> Submission:
    """The open round with its page locked and its signatures checked against the draft.

    Raises `RoundClosed` if it is not open any more.
    """
    page = lock_page(Submission.objects.values_list("page_id", flat=True).get(pk=submission_id))
    submission = Submission.objects.select_related("workflow_state__current_task_state").get(pk=submission_id)
    submission.page = page
    if not submission.is_open:
        raise RoundClosed
    reconcile(submission)
    return submission


def open_round_of(page: BasePage) -> Submission | None:
    """The round of `page` that waits for signatures, if there is one."""
    return page.submissions.open().first()


def due_date(today: datetime.date | None = None) -> datetime.date:
    """The last day to answer a request made today."""
    return add_working_days(today or timezone.localdate(), ApprovalSettings.load().days_to_sign)


def silence_rule(page: BasePage) -> SilenceRule:
    """What holds for `page` when an office says nothing."""
    rule = getattr(page, "approval_rule", None)
    return SilenceRule(rule.silence_rule if rule else ApprovalSettings.load().silence_rule)


def effective_rule(signature: Signature, request: Request) -> SilenceRule:
    """The page's rule, except that fees and legal bases never pass by silence."""
    return rule_for(request, silence_rule(signature.submission.page))


def rule_for(request: Request, rule: SilenceRule) -> SilenceRule:
    """What `rule`, that of the page, means for what one office is asked."""
    if rule == SilenceRule.COUNTS_AS_SIGNED and not request.may_pass_by_silence:
        return SilenceRule.WIFOE_DECIDES
    return rule


# --- the steps, called by the tasks -------------------------------------------------------------------
def open_round(workflow_state: WorkflowState) -> bool:
    """Ask the offices; returns whether one still has to sign. Only `submit()` and its kin prepare a round."""
    of_this_page = Submission.objects.open().filter(page_id=workflow_state.object_id)
    submission = of_this_page.filter(Q(workflow_state=None) | Q(workflow_state=workflow_state)).first()
    if submission is None:
        raise NotForYou("A round begins with a change note.")
    submission.workflow_state = workflow_state
    _move(submission, Submission.Stage.COSIGNING)
    return not _ask(submission)


def enter_final(workflow_state: WorkflowState) -> None:
    """All offices have signed: the Wirtschaftsförderung is next."""
    submission = Submission.objects.filter(workflow_state=workflow_state).first()
    if submission is None:
        raise NotForYou(_("Ohne den Schritt „Mitzeichnung“ kann nichts vorgelegt werden. Bitte rufen Sie die Technik."))
    _move(submission, Submission.Stage.FINAL)
    notifications.final_requested(submission)


def reconcile(submission: Submission) -> None:
    """Make the signatures match the draft, by whatever door it changed.

    A signature for other wording is void, an office newly concerned is asked, one no longer concerned is not waited
    for. If something is missing after that, the round is back in Mitzeichnung.
    """
    complete = _ask(submission)
    if submission.stage == Submission.Stage.FINAL and not complete:
        _reopen(submission)
    elif submission.stage == Submission.Stage.COSIGNING and complete and submission.workflow_state:
        advance(submission, user=None)


def advance(submission: Submission, user: User | None) -> None:
    """Go on to the Schlusszeichnung if nobody is left to sign."""
    if submission.signatures.filter(state__in=Signature.WAITING).exists():
        return
    current_task(submission).approve(user=user)
    submission.refresh_from_db(fields=["stage", "stage_since"])


def current_task(submission: Submission) -> TaskState:
    """The step the round is in, read now."""
    return WorkflowState.objects.get(pk=submission.workflow_state_id).current_task_state


def close(submission: Submission, stage: Submission.Stage, *, user: User | None, reason: str = "") -> None:
    """End the round in `stage`; what becomes of Wagtail's workflow is the caller's."""
    submission.closed_by = user
    submission.closing_reason = reason
    _move(submission, stage)


def end_round(submission: Submission, stage: Submission.Stage, *, user: User | None, reason: str, action: str) -> None:
    """Stop an open round before its end; signatures stay, for a later round with the same text."""
    close(submission, stage, user=user, reason=reason)
    log(instance=submission.page, action=f"workflow.{action}", user=user, data={"reason": reason})
    WorkflowState.objects.get(pk=submission.workflow_state_id).cancel(user=user)


def drop_plan(page: BasePage, *, reason: str, user: User | None = None) -> None:
    """Forget when a signed text was to become public, and end its round; nothing to do where none was planned."""
    page.revisions.update(approved_go_live_at=None)
    for submission in page.submissions.filter(stage=Submission.Stage.SCHEDULED):
        close(submission, Submission.Stage.TAKEN_BACK, user=user, reason=reason)


# --- signatures -----------------------------------------------------------------------------------------
def _ask(submission: Submission) -> bool:
    """Bring the rows of the round in line with what the draft needs; returns whether all have signed."""
    page = submission.page.specific
    draft = draft_of(page)
    required = {request.office: request for request in requests_for(page, draft)}
    rows = {row.office: row for row in submission.signatures.select_related("office")}
    new = planned_signatures(submission, (required[office] for office in required if office not in rows))
    asked: list[Signature] = []
    for office, request in required.items():
        row = rows.get(office)
        if row is None:
            row = rows[office] = new[office]
            row.save()
            if row.is_waiting:
                asked.append(row)
        elif row.part_hashes != request.hashes:
            _void(row, request)
            asked.append(row)
    for office, row in rows.items():
        if office not in required and row.is_waiting:
            row.delete()
    if asked:
        notifications.requested(asked)
    return not any(row.is_waiting for office, row in rows.items() if office in required)


def planned_signatures(submission: Submission, asked: Iterable[Request]) -> dict[Office, Signature]:
    """The signatures that `asked` begin with, not saved; the round itself need not be saved either.

    The submitter's own office signs by submitting, if it was theirs then; an earlier signature for the same text
    stays valid. The number of queries does not depend on how many are asked.
    """
    asked = list(asked)
    if not asked:
        return {}
    submitter, moment = submission.submitted_by, submission.submitted_at or timezone.now()
    own = offices_worked_for(submitter, moment) if submitter else set()
    earlier = _earlier(submission, [request.office for request in asked])
    due_on = due_date()
    return {request.office: _planned(submission, request, due_on, own, earlier) for request in asked}


def _planned(
    submission: Submission, request: Request, due_on: datetime.date, own: set[int], earlier: list[Signature]
) -> Signature:
    row = Signature(
        submission=submission,
        office=request.office,
        part_hashes=request.hashes,
        requested_at=timezone.now(),
        due_on=due_on,
    )
    same = (each for each in earlier if each.office_id == row.office_id and each.part_hashes == request.hashes)
    if row.office_id in own:
        row.state, row.user, row.signed_at = Signature.State.SIGNED, submission.submitted_by, timezone.now()
        row.revision = submission.page.latest_revision
    elif known := next(same, None):
        for field in ("state", "user_id", "stand_in_id", "signed_at", "reason", "revision_id"):
            setattr(row, field, getattr(known, field))
        row.carried_from = known
    return row


def _earlier(submission: Submission, offices: Iterable[Office]) -> list[Signature]:
    """Valid signatures from earlier rounds since the page last changed in public, the latest first."""
    earlier = Signature.objects.filter(
        submission__page=submission.page, office__in=offices, state__in=Signature.VALID
    ).exclude(submission_id=submission.pk)
    if since := last_settled(submission.page):
        earlier = earlier.filter(submission__submitted_at__gt=since)
    return list(earlier.order_by("-signed_at"))


def last_settled(page: BasePage) -> datetime.datetime | None:
    """When the page last became public with all signatures; what came before is another matter."""
    settled = page.publications.exclude(kind=Publication.Kind.URGENT).aggregate(at=Max("published_at"))["at"]
    urgent = page.publications.filter(kind=Publication.Kind.URGENT).aggregate(at=Max("settled_at"))["at"]
    return max((at for at in (settled, urgent) if at), default=None)


def _void(row: Signature, request: Request) -> None:
    """The office's text changed after it was asked: it is asked anew."""
    was_signed = row.is_valid
    row.part_hashes = request.hashes
    row.state = Signature.State.VOID if was_signed or row.state == Signature.State.VOID else Signature.State.PENDING
    row.user = row.stand_in = row.signed_at = row.revision = row.carried_from = None
    row.reason = ""
    row.requested_at, row.due_on = timezone.now(), due_date()
    row.save()
    if was_signed:
        log(instance=row.submission.page, action="workflow.voided", data={"office": str(row.office)})


def _reopen(submission: Submission) -> None:
    """Back from the Schlusszeichnung to the offices: a signature is missing again."""
    state = WorkflowState.objects.get(pk=submission.workflow_state_id)
    state.task_states.exclude(status=TaskState.STATUS_CANCELLED).update(
        status=TaskState.STATUS_CANCELLED, finished_at=timezone.now()
    )
    state.current_task_state.refresh_from_db()
    state.update()
    submission.refresh_from_db(fields=["stage", "stage_since"])


def _move(submission: Submission, stage: Submission.Stage) -> None:
    submission.stage = stage
    submission.stage_since = timezone.now()
    submission.save()


def prepare(page: BasePage, user: User, *, change_note: str, public_note: str = "", is_urgent=False) -> Submission:
    """A round with whoever had a hand in the text as its authors; `start` begins it."""
    submission = Submission.objects.create(
        page_id=page.pk,
        submitted_by=user,
        change_note=change_note.strip(),
        public_note=public_note.strip(),
        is_urgent=is_urgent,
        stage_since=timezone.now(),
    )
    submission.authors.set(authors_since(page, last_settled(page)) | {user.pk})
    return submission


def end_returned_workflow(page: BasePage, user: User) -> None:
    """Wagtail keeps the workflow of a returned text waiting; the next round is one of its own."""
    for state in WorkflowState.objects.for_instance(page).filter(status=WorkflowState.STATUS_NEEDS_CHANGES):
        state.cancel(user=user)


def authors_since(page: BasePage, moment) -> set[int]:
    """Everybody who saved or submitted a draft of `page` after `moment`, or ever if there is none."""
    revisions, submissions = page.revisions.exclude(user=None), page.submissions.exclude(submitted_by=None)
    if moment:
        revisions = revisions.filter(created_at__gt=moment)
        submissions = submissions.filter(submitted_at__gt=moment)
    return {*revisions.values_list("user_id", flat=True), *submissions.values_list("submitted_by_id", flat=True)}


def start(page: BasePage, submission: Submission) -> None:
    """Begin Wagtail's workflow for a prepared round."""
    with transaction.atomic():
        workflow = page.get_workflow()
        if workflow is None:
            raise NotForYou("This page has no workflow.")
        workflow.start(page, submission.submitted_by)
    submission.refresh_from_db()
