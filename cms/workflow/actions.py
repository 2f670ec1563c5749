"""What people do in the workflow. Each act is one transaction under the page's lock, checked, logged and told.

Raises `WorkflowError` where an act is not possible any more, and `NotForYou` where the person may not do it.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.models import BasePage, Office, User
from cms.publishing import PublishingRefused

from . import notifications
from .changes import Request, hashes_digest, text_hash
from .eligibility import (
    barred,
    barred_from_deciding,
    barred_from_sign_off,
    speaks_for_promotion,
    with_able_people,
)
from .errors import IncompleteDraft, NotForYou, NothingToSubmit, OutdatedText, ReasonMissing, RoundClosed, WorkflowError
from .models import Signature, SilenceRule, StandIn, Submission
from .people import Capacity, capacities, is_business_promotion
from .rounds import (
    advance,
    close,
    current_task,
    effective_rule,
    end_returned_workflow,
    end_round,
    lock_open_round,
    lock_page,
    open_round_of,
    prepare,
    rule_for,
    silence_rule,
    start,
)
from .texts import draft_of, faults_of, is_as_public, refuse_unseen, requests_for


@transaction.atomic
def submit(
    *, page: BasePage, user: User, change_note: str, public_note: str = "", seen: str | None = None
) -> Submission:
    """Hand in the latest draft: the offices it touches are asked, the submitter's own sign by this.

    `seen` is the hash of the text the person has looked at (`text_hash`); `OutdatedText` is raised if the draft is
    another one by now. Raises `IncompleteDraft`, `NothingToSubmit`, `ReasonMissing` without a change note, and
    `WorkflowError` while another round is open or a publication is planned.
    """
    page = lock_page(page.pk)
    draft = draft_to_submit(page, user)
    refuse_unseen(draft, seen)
    if not change_note.strip():
        raise ReasonMissing(_("Bitte sagen Sie, was Sie geändert haben und warum."))
    end_returned_workflow(page, user)
    submission = prepare(page, user, change_note=change_note, public_note=public_note)
    log(
        instance=page,
        action="workflow.submitted",
        user=user,
        revision=page.latest_revision,
        data={"change_note": submission.change_note, "public_note": submission.public_note},
    )
    start(page, submission)
    return submission


@transaction.atomic
def sign(*, submission: Submission, office: Office, user: User, seen: str, note: str = "") -> Signature:
    """Sign for `office`. `seen` is the digest of the hashes the person has read (`hashes_digest`).

    Raises `OutdatedText` if the text is another one by now.
    """
    submission = lock_open_round(submission.pk)
    signature = _waiting(submission, office)
    capacity = _capacity(user, office, submission)
    if seen != hashes_digest(signature.part_hashes):
        raise OutdatedText
    _record(signature, Signature.State.SIGNED, user=user, stand_in=capacity.stand_in, reason=note, action="signed")
    advance(submission, user)
    return signature


@transaction.atomic
def object_to(*, submission: Submission, office: Office, user: User, reason: str) -> Signature:
    """Refuse to sign, also after having signed, as long as the text is not public. The round ends with it."""
    submission = lock_open_round(submission.pk)
    signature = submission.signatures.filter(office=office).first()
    if signature is None:
        raise RoundClosed(_("Von dieser Stelle wird nichts mehr erwartet."))
    capacity = _capacity(user, office, submission)
    _record(
        signature, Signature.State.OBJECTED, user=user, stand_in=capacity.stand_in, reason=reason, action="objected"
    )
    _send_back(submission, user, reason)
    return signature


@transaction.atomic
def decide_for(*, submission: Submission, office: Office, user: User, reason: str, seen: str) -> Signature:
    """The Wirtschaftsförderung signs in the place of an office that has nobody, or that let the due date pass."""
    submission = lock_open_round(submission.pk)
    signature = _waiting(submission, office)
    if obstacle := barred_from_deciding(signature, user):
        raise NotForYou(obstacle)
    if not may_be_decided(signature):
        raise WorkflowError(_("Die Stelle kann noch selbst zeichnen."))
    if seen != hashes_digest(signature.part_hashes):
        raise OutdatedText
    _record(signature, Signature.State.DECIDED, user=user, reason=reason, action="decided")
    advance(submission, user)
    return signature


@transaction.atomic
def pass_by_silence(*, submission: Submission, office: Office) -> Signature | None:
    """Let the due date speak for `office` where the page's rule says so; None where there is nothing to do."""
    try:
        submission = lock_open_round(submission.pk)
        signature = _waiting(submission, office)
    except RoundClosed:
        return None
    request = request_of(signature)
    if request is None or effective_rule(signature, request) != SilenceRule.COUNTS_AS_SIGNED:
        return None
    if signature.due_on >= timezone.localdate():
        return None
    _record(signature, Signature.State.BY_SILENCE, user=None, action="by_silence")
    advance(submission, None)
    return signature


@transaction.atomic
def take_back(*, submission: Submission, user: User, reason: str) -> Submission:
    """Fetch the text back to work on it ("Zurückholen"): whoever may edit the page, or the Wirtschaftsförderung."""
    submission = lock_open_round(submission.pk)
    refuse_take_back(submission, user)
    end_round(submission, Submission.Stage.TAKEN_BACK, user=user, reason=_required(reason), action="taken_back")
    notifications.taken_back(submission)
    return submission


@transaction.atomic
def hand_back(*, submission: Submission, user: User, reason: str) -> Submission:
    """The Wirtschaftsförderung does not give the Schlusszeichnung: back to the author, with a reason."""
    submission = lock_open_round(submission.pk)
    if submission.stage != Submission.Stage.FINAL:
        raise RoundClosed(_("Die Vorlage wartet nicht auf die Schlusszeichnung."))
    if not speaks_for_promotion(user):
        raise NotForYou(_("Das entscheidet die Wirtschaftsförderung."))
    _send_back(submission, user, _required(reason), action="handed_back")
    return submission


@transaction.atomic
def sign_off(*, submission: Submission, user: User, seen: str) -> Submission:
    """Schlusszeichnung: bring the signed text to the public. `seen` is the hash of the whole text (`text_hash`).

    Nobody who submitted or wrote the text gives it, in whatever role.
    """
    submission = lock_open_round(submission.pk)
    if submission.stage != Submission.Stage.FINAL:
        raise RoundClosed(_("Die Vorlage wartet nicht auf die Schlusszeichnung."))
    if obstacle := barred_from_sign_off(submission, user):
        raise NotForYou(obstacle)
    if seen != text_hash(draft_of(submission.page).parts()):
        raise OutdatedText
    submission.closed_by = user
    submission.save(update_fields=["closed_by"])
    capacity = speaks_for_promotion(user)
    log(
        instance=submission.page,
        action="workflow.signed_off",
        user=user,
        data={"office": str(capacity.office), "text_hash": seen} | _standing_in(capacity.stand_in),
    )
    try:
        current_task(submission).approve(user=user)
    except PublishingRefused as refusal:
        raise WorkflowError(
            _("Veröffentlicht würde etwas anderes als das Gezeichnete. Geben Sie den Text zurück, mit diesem Hinweis.")
        ) from refusal
    submission.refresh_from_db()
    return submission


# --- questions the pages of the admin ask -------------------------------------------------------------------
def draft_to_submit(page: BasePage, user: User) -> BasePage:
    """The draft that `user` may hand in now; raises what `submit` raises where that is not possible."""
    if not page.permissions_for_user(user).can_edit():
        raise NotForYou(_("Sie bearbeiten diese Seite nicht."))
    if open_round_of(page):
        raise WorkflowError(_("Die Seite ist schon vorgelegt."))
    if page.get_lock():
        raise WorkflowError(_("Die Seite ist gesperrt."))
    draft = draft_of(page)
    if faults := faults_of(draft):
        raise IncompleteDraft(faults)
    if is_as_public(page, draft):
        raise NothingToSubmit
    return draft


def refuse_take_back(submission: Submission, user: User) -> None:
    """Raise what `take_back` raises where `user` may not fetch the text back now."""
    if not submission.is_open:
        raise RoundClosed(_("Diese Vorlage ist schon abgeschlossen."))
    if not (submission.page.permissions_for_user(user).can_edit() or is_business_promotion(user)):
        raise NotForYou(_("Sie bearbeiten diese Seite nicht."))
    if submission.is_urgent:
        raise WorkflowError(_("Der Text ist schon öffentlich. Er kann nur geändert oder zurückgenommen werden."))


def request_of(signature: Signature) -> Request | None:
    """What the signature's office is asked about, read from the draft now; None if nothing of it changed any more."""
    found = (request for request in requests_for(signature.submission.page) if request.office == signature.office)
    return next(found, None)


def may_be_decided(signature: Signature) -> bool:
    """Whether the Wirtschaftsförderung may sign in the office's place."""
    if not signature.is_waiting:
        return False
    page = signature.submission.page
    return bool(decidable([signature], requests_for(page), silence_rule(page)))


def decidable(signatures: Iterable[Signature], requests: Iterable[Request], rule: SilenceRule) -> list[Signature]:
    """Those of a round's signatures that the Wirtschaftsförderung may give in the place of the office.

    An office with nobody who may sign this very text is one that cannot. `requests` is what the round needs now,
    `rule` the page's rule for silence.
    """
    asked = {request.office: request for request in requests}
    waiting = [row for row in signatures if row.is_waiting and row.office in asked]
    able = with_able_people(waiting[0].submission, (row.office for row in waiting)) if waiting else set()
    today = timezone.localdate()
    return [
        row
        for row in waiting
        if row.office not in able
        or (row.due_on < today and rule_for(asked[row.office], rule) == SilenceRule.WIFOE_DECIDES)
    ]


# --- parts of the acts -----------------------------------------------------------------------------------------
def _send_back(submission: Submission, user: User, reason: str, *, action: str = "") -> None:
    close(submission, Submission.Stage.RETURNED, user=user, reason=reason)
    if action:
        log(instance=submission.page, action=f"workflow.{action}", user=user, data={"reason": reason})
    current_task(submission).reject(user=user, comment=reason)
    notifications.returned(submission)


def _waiting(submission: Submission, office: Office) -> Signature:
    signature = submission.signatures.filter(office=office).first()
    if signature is None or not signature.is_waiting:
        raise RoundClosed(_("Von dieser Stelle wird keine Mitzeichnung mehr erwartet."))
    signature.submission = submission
    return signature


def _capacity(user: User, office: Office, submission: Submission) -> Capacity:
    """In what role `user` speaks for `office`."""
    capacity = capacities(user).get(office)
    if capacity is None:
        raise NotForYou(_("Sie zeichnen nicht für diese Stelle."))
    if reason := barred(submission, user, capacity):
        raise NotForYou(reason)
    return capacity


def _record(
    signature: Signature,
    state: Signature.State,
    *,
    user: User | None,
    action: str,
    stand_in: StandIn | None = None,
    reason: str = "",
) -> None:
    page = signature.submission.page
    needs_reason = state in (Signature.State.OBJECTED, Signature.State.DECIDED)
    signature.state = state
    signature.user = user
    signature.stand_in = stand_in
    signature.reason = _required(reason) if needs_reason else reason.strip()
    signature.signed_at = timezone.now()
    signature.revision = page.latest_revision
    signature.carried_from = None
    signature.save()
    log(
        instance=page,
        action=f"workflow.{action}",
        user=user,
        revision=page.latest_revision,
        data={
            "office": str(signature.office),
            "reason": signature.reason,
            "hashes": hashes_digest(signature.part_hashes),
        }
        | _standing_in(stand_in),
    )


def _standing_in(stand_in: StandIn | None) -> dict[str, str]:
    if stand_in is None:
        return {}
    return {"stand_in_for": str(stand_in.absent or stand_in.office)}


def _required(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
