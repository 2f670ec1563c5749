"""What the workflow and its mails let happen on time: the steps that `tick` takes for them.

That an item was dealt with is seen from the item itself, or from the mail that was written about it.
"""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.models import OutgoingMail
from cms.outbox import deliver, waiting
from cms.tick import Stage, Step
from cms.working_days import add_working_days, is_working_day

from . import actions, digest, notifications
from .errors import RoundClosed
from .models import Signature, Submission
from .people import offices_without_people
from .recipients import of_offices
from .review_reminders import ReviewReminder, post_review_reminder, review_reminders
from .rounds import lock_open_round
from .schedule import expire_all_due, publish_all_due

KEEP_MAILS = datetime.timedelta(days=90)
KEEP_TASK_RESULTS = datetime.timedelta(days=14)


def is_working_time() -> bool:
    """Whether reminders may go out: nobody wants them at night or on a holiday."""
    now = timezone.localtime()
    return is_working_day(now.date()) and now.time() >= digest.BEGIN


# --- rounds -------------------------------------------------------------------------------------------------------
def _open_rounds() -> Iterable[int]:
    return Submission.objects.open().exclude(workflow_state=None).order_by("pk").values_list("pk", flat=True)


@transaction.atomic
def _reconcile(submission_id: int) -> bool:
    """A net below all else: make the signatures match the draft. Returns whether they did not."""
    before = _standing(submission_id)
    try:
        lock_open_round(submission_id)
    except RoundClosed:
        return False
    return _standing(submission_id) != before


def _standing(submission_id: int) -> list:
    rows = Signature.objects.filter(submission=submission_id).order_by("pk")
    stage = Submission.objects.values_list("stage", flat=True).get(pk=submission_id)
    return [stage, *rows.values_list("office", "state", "part_hashes")]


def _overdue() -> Iterable[int]:
    overdue = Signature.objects.waiting().filter(due_on__lt=timezone.localdate())
    return overdue.order_by("due_on", "pk").values_list("pk", flat=True)


def _signature(pk: int) -> Signature | None:
    return Signature.objects.waiting().select_related("submission__page", "office").filter(pk=pk).first()


def _pass_by_silence(pk: int) -> bool:
    signature = _signature(pk)
    if signature is None:
        return False
    return actions.pass_by_silence(submission=signature.submission, office=signature.office) is not None


@transaction.atomic
def _ask_for_decision(pk: int) -> int:
    signature = _signature(pk)
    if signature is None or notifications.is_decision_asked(signature) or not actions.may_be_decided(signature):
        return 0
    return notifications.decision_needed(signature)


# --- the public -----------------------------------------------------------------------------------------------------
class ScheduleFailed(Exception):
    """Some of what was planned could not be done; the log names it."""


PLANS = {"publish": publish_all_due, "expire": expire_all_due}


def _plans() -> Iterable[str]:
    return PLANS


def _carry_out(plan: str) -> int:
    outcome = PLANS[plan]()
    if outcome.failed:
        raise ScheduleFailed
    return outcome.done + outcome.refused


# --- reminders ------------------------------------------------------------------------------------------------------
def _reminders() -> Iterable[tuple[int, datetime.date, bool]]:
    """Round, due date, and whether it is the last reminder. Nobody is reminded of what came today."""
    if not is_working_time():
        return []
    today = timezone.localdate()
    soon = Signature.objects.waiting().filter(due_on__gte=today, due_on__lte=add_working_days(today, 1))
    asked_earlier = soon.exclude(requested_at__date=today).order_by("due_on", "submission")
    groups = asked_earlier.values_list("submission", "due_on").distinct()
    return [(submission, due_on, due_on == today) for submission, due_on in groups]


@transaction.atomic
def _remind(item: tuple[int, datetime.date, bool]) -> int:
    submission, due_on, is_last = item
    signatures = Signature.objects.waiting().filter(submission=submission, due_on=due_on)
    return notifications.reminder(signatures.select_related("submission__page", "office"), is_last=is_last)


def _due_reviews() -> Iterable[ReviewReminder]:
    return [reminder for reminder in review_reminders() if not reminder.is_told] if is_working_time() else []


@transaction.atomic
def _remind_of_reviews(reminder: ReviewReminder) -> int:
    return post_review_reminder(reminder, of_offices([reminder.recipient]))


# --- mails ----------------------------------------------------------------------------------------------------------
def _weekly_report() -> Iterable[datetime.date]:
    return [timezone.localdate()] if is_working_time() else []


@transaction.atomic
def _report_offices(day: datetime.date) -> int:
    offices = offices_without_people()
    return notifications.offices_without_people(offices, day) if offices else 0


def _unsent() -> Iterable[str]:
    return waiting().values_list("key", flat=True)


# --- what has had its time ------------------------------------------------------------------------------------------
def _outdated() -> Iterable[str]:
    return ["mails", "task results"]


def _prune(what: str) -> int:
    if what == "mails":
        outdated = OutgoingMail.objects.filter(created_at__lt=timezone.now() - KEEP_MAILS)
    else:
        outdated = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_TASK_RESULTS)
    return outdated.delete()[0]


STEPS = (
    Step("rounds corrected", _open_rounds, _reconcile),
    Step("signatures by silence", _overdue, _pass_by_silence),
    Step("decisions asked for", _overdue, _ask_for_decision),
    Step("plans carried out", _plans, _carry_out),
    Step("reminders", _reminders, _remind),
    Step("review reminders", _due_reviews, _remind_of_reviews),
    Step("digests", digest.readers, digest.post_digest),
    Step("reports of empty offices", _weekly_report, _report_offices),
    Step("mails sent", _unsent, deliver, Stage.DELIVER, gives_up_after=3),
    Step("rows pruned", _outdated, _prune, Stage.TIDY_UP),
)
