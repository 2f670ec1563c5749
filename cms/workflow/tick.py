"""What must happen on time, one step after the other. Each item is a transaction of its own.

Run every few minutes; nothing is done twice, and what one run did not finish the next one does. That an item was
dealt with is seen from the item itself, or from the mail that was written about it.
"""

import datetime
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.models import OutgoingMail
from cms.outbox import deliver, waiting
from cms.working_days import add_working_days, is_working_day

from . import actions, digest, notifications, schedule
from .errors import RoundClosed
from .models import Signature, Submission
from .people import offices_without_people
from .recipients import of_offices
from .review_reminders import ReviewReminder, post_review_reminder, review_reminders
from .rounds import lock_open_round

logger = logging.getLogger(__name__)

LOCK = 4712  # an advisory lock of PostgreSQL: gone with the connection, however it ends
KEEP_MAILS = datetime.timedelta(days=90)
KEEP_TASK_RESULTS = datetime.timedelta(days=14)


@dataclass(frozen=True)
class Step:
    """`act` deals with one item of `due`, in its own transaction, and returns how many things it did.

    `gives_up_after` that many failures in a row, where one cause spoils all: the rest is left for the next run.
    """

    name: str
    due: Callable[[], Iterable]
    act: Callable[..., int]
    gives_up_after: int | None = None


@dataclass
class Report:
    """What a run did: a count for each step, and a line for each item that failed."""

    done: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0

    def __str__(self) -> str:
        did = [f"{name} {count}" for name, count in self.done.items() if count]
        return f"tick: {', '.join(did) or 'nothing to do'} ({self.seconds:.1f} s)"


def run() -> Report | None:
    """Take all steps; None if another run is under way. An item that fails does not stop the others."""
    with _only_one() as mine:
        if not mine:
            return None
        begin = time.monotonic()
        report = Report()
        for step in STEPS:
            _take(step, report)
        report.seconds = time.monotonic() - begin
        return report


def _take(step: Step, report: Report) -> None:
    report.done[step.name] = 0
    try:
        items = list(step.due())
    except Exception as error:  # whatever it is, the other steps go on
        _note(report, step.name, error)
        return
    in_a_row = 0
    for item in items:
        try:
            report.done[step.name] += int(step.act(item))
            in_a_row = 0
        except Exception as error:
            _note(report, f"{step.name} {item}", error)
            in_a_row += 1
        if in_a_row == step.gives_up_after:
            break


def _note(report: Report, what: str, error: Exception) -> None:
    logger.error("tick: %s failed", what, exc_info=error)
    report.failures.append(f"{what} ({type(error).__name__})")


@contextmanager
def _only_one() -> Iterator[bool]:
    mine = _ask_database("select pg_try_advisory_lock(%s)")
    try:
        yield mine
    finally:
        if mine:
            _ask_database("select pg_advisory_unlock(%s)")


def _ask_database(statement: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCK])
        return cursor.fetchone()[0]


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


def _plans() -> Iterable[str]:
    return [schedule.publish_all_due.__name__, schedule.expire_all_due.__name__]


def _carry_out(plan: str) -> int:
    outcome = getattr(schedule, plan)()
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
    Step("mails sent", _unsent, deliver, gives_up_after=3),
    Step("rows pruned", _outdated, _prune),
)
