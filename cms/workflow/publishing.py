"""The only way to the public, and back from it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Revision, WorkflowState

from cms.models import BasePage, User
from cms.publishing import PublishingRefused, cleared

from . import notifications
from .changes import PartChange, text_hash
from .eligibility import has_written
from .errors import IncompleteDraft, NotForYou, NothingToSubmit, ReasonMissing, WorkflowError
from .models import Publication, Submission, TakeDown
from .people import is_business_promotion
from .reviews import review_signed_parts
from .rounds import close, drop_plan, end_returned_workflow, end_round, lock_page, open_round_of, prepare, start
from .texts import changes_of, draft_of, faults_of, refuse_unseen, requests_for


def finish(workflow_state: WorkflowState, user: User | None) -> None:
    """What Wagtail calls when a workflow ends: publish the text if it carries all it needs, else refuse.

    Raises `PublishingRefused`. Everything is asked again here, whatever led to this point.
    """
    submission = Submission.objects.filter(workflow_state=workflow_state).first()
    if submission is None:
        raise PublishingRefused("Nobody submitted this text.")
    page = submission.page = lock_page(submission.page_id)
    signer = submission.closed_by
    if submission.stage != Submission.Stage.FINAL or signer is None:
        raise PublishingRefused("The Schlusszeichnung is missing.")
    if has_written(submission, signer):
        raise PublishingRefused("Whoever wrote a text does not sign it off.")
    if missing := missing_signatures(submission):
        raise PublishingRefused(f"Signatures are missing: {', '.join(missing)}")
    # past every lock the draft may have changed since; then what was signed is not public yet
    if submission.is_urgent and text_hash(draft_of(page).parts()) == text_hash(page.parts()):
        review_signed_parts(page, submission, changes_of(page))
        _settle(page, signer)
        close(submission, Submission.Stage.PUBLISHED, user=signer)
        return
    publication = _publish(
        page,
        page.get_latest_revision(),
        user=signer,
        kind=Publication.Kind.SIGNED,
        submission=submission,
        public_note=submission.public_note,
    )
    stage = Submission.Stage.PUBLISHED if publication.published_at else Submission.Stage.SCHEDULED
    close(submission, stage, user=signer)


def missing_signatures(submission: Submission) -> list[str]:
    """The offices whose valid signature for exactly the present draft is missing."""
    valid = {row.office: row.part_hashes for row in submission.signatures.select_related("office") if row.is_valid}
    needed = requests_for(submission.page)
    return [str(request.office) for request in needed if valid.get(request.office) != request.hashes]


@transaction.atomic
def publish_urgently(
    *, page: BasePage, user: User, reason: str, public_note: str = "", seen: str | None = None
) -> Publication:
    """Eilveröffentlichung: the draft is public at once, and the offices it touches are asked afterwards.

    Only the Wirtschaftsförderung, with a reason; it stays marked until all have signed. `seen` is the hash of the text
    the person has looked at (`text_hash`); `OutdatedText` is raised if the draft is another one by now.
    """
    page = lock_page(page.pk)
    draft = draft_to_publish_urgently(page, user)
    refuse_unseen(draft, seen)
    if not reason.strip():
        raise ReasonMissing
    if running := open_round_of(page):
        running.page = page
        end_round(running, Submission.Stage.TAKEN_BACK, user=user, reason=_("Eilveröffentlichung"), action="taken_back")
    end_returned_workflow(page, user)
    submission = prepare(page, user, change_note=reason, public_note=public_note, is_urgent=True)
    log(instance=page, action="workflow.urgent", user=user, data={"reason": reason.strip()})
    publication = _publish(
        page,
        page.get_latest_revision(),
        user=user,
        kind=Publication.Kind.URGENT,
        submission=submission,
        reason=reason.strip(),
        public_note=public_note.strip(),
    )
    start(lock_page(page.pk), submission)
    notifications.published_urgently(publication)
    return publication


def draft_to_publish_urgently(page: BasePage, user: User) -> BasePage:
    """The draft that `user` may publish now; raises what `publish_urgently` raises where that is not possible."""
    if not is_business_promotion(user):
        raise NotForYou(_("Eilig veröffentlicht nur die Wirtschaftsförderung."))
    draft = draft_of(page)
    if faults := faults_of(draft):
        raise IncompleteDraft(faults)
    if draft.go_live_at and draft.go_live_at > timezone.now():
        raise WorkflowError(_("Der Entwurf hat einen Zeitpunkt zur Veröffentlichung. Nehmen Sie ihn erst heraus."))
    if page.live and text_hash(draft.parts()) == text_hash(page.parts()):
        raise NothingToSubmit
    return draft


@transaction.atomic
def publish_due(publication: Publication, *, now=None) -> bool:
    """Publish a text whose planned time has come, if it is still the signed one; returns whether it is public now.

    Otherwise the plan is dropped and the author told: nothing else than what was signed becomes public.
    """
    page = lock_page(publication.page_id)
    revision = page.revisions.filter(approved_go_live_at__lte=now or timezone.now()).first()
    publication = Publication.objects.get(pk=publication.pk)
    if revision is None or revision.pk != publication.revision_id or publication.published_at:
        return False
    if text_hash(revision.as_object().parts()) != publication.text_hash:
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        log(instance=page, action="workflow.schedule_refused", revision=revision)
        if publication.submission:
            close(publication.submission, Submission.Stage.RETURNED, user=None, reason=_("Der Text wurde geändert."))
            notifications.schedule_refused(publication.submission)
        return False
    changes = changes_of(page, revision.as_object())
    with cleared():
        revision.publish(log_action="wagtail.publish.scheduled", skip_permission_checks=True)
    _mark_published(page, publication, revision, changes)
    if publication.submission:
        close(publication.submission, Submission.Stage.PUBLISHED, user=publication.submission.closed_by)
    return publication.published_at is not None


@transaction.atomic
def publish_example(page: BasePage, revision: Revision) -> Publication:
    """Bring example content to a page that was never public; readers see that no office has reviewed it.

    Raises `PublishingRefused` for a page that was public before: what it says is the offices' from then on.
    """
    page = lock_page(page.pk)
    if page.first_published_at or page.publications.exists():
        raise PublishingRefused("Example content never replaces a published text.")
    return _publish(page, revision, user=None, kind=Publication.Kind.EXAMPLE)


@transaction.atomic
def take_down(
    *, page: BasePage, user: User, reason: str, forward_to: BasePage | None = None, redirects: bool = False
) -> TakeDown:
    """Take a page from the public at once. Readers are told `reason` and where to go instead."""
    page = lock_page(page.pk)
    refuse_take_down(page, user)
    if not reason.strip():
        raise ReasonMissing
    if forward_to and (not forward_to.live or forward_to.pk == page.pk):
        raise WorkflowError(_("Die Seite, zu der es weitergeht, muss veröffentlicht sein."))
    if running := open_round_of(page):
        running.page = page
        end_round(running, Submission.Stage.TAKEN_BACK, user=user, reason=reason.strip(), action="taken_back")
    drop_plan(page, user=user, reason=reason.strip())
    path = page.get_url_parts()[2]
    with cleared():
        UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)
    # another page may have had this address before
    TakeDown.objects.in_force().filter(path=path).update(lifted_at=timezone.now())
    taken_down = TakeDown.objects.create(
        page_id=page.pk,
        path=path,
        title=page.title,
        reason=reason.strip(),
        forward_to=forward_to,
        redirects=redirects and forward_to is not None,
        taken_down_by=user,
    )
    log(instance=page, action="workflow.taken_down", user=user, data={"reason": taken_down.reason})
    notifications.taken_down(taken_down, running)
    return taken_down


def refuse_take_down(page: BasePage, user: User) -> None:
    """Raise what `take_down` raises where `user` may not take `page` from the public now."""
    if not is_business_promotion(user):
        raise NotForYou(_("Seiten nimmt die Wirtschaftsförderung zurück."))
    if not page.live:
        raise WorkflowError(_("Die Seite ist nicht veröffentlicht."))


def _publish(page: BasePage, revision: Revision, *, user: User | None, kind: Publication.Kind, **facts) -> Publication:
    draft = revision.as_object()
    urgent = kind == Publication.Kind.URGENT
    publication = Publication.objects.create(
        page_id=page.pk,
        revision=revision,
        kind=kind,
        text_hash=text_hash(draft.parts()),
        published_by=user,
        cleared_content=_cleared_content(page) if urgent else None,
        **facts,
    )
    changes = changes_of(page, draft) if kind == Publication.Kind.SIGNED else ()
    with cleared():
        revision.publish(user=user, skip_permission_checks=True)
    _mark_published(page, publication, revision, changes)
    return publication


def _mark_published(
    page: BasePage, publication: Publication, revision: Revision, changes: Sequence[PartChange]
) -> None:
    """Note that the text is public, unless it waits for its time; raises if readers see another text.

    `changes` are what it changed against the cleared text before it.
    """
    live = page.specific_class.objects.get(pk=page.pk)
    if not live.live or live.live_revision_id != revision.pk:
        return
    if text_hash(live.parts()) != publication.text_hash:
        raise PublishingRefused("The published text is not the signed one.")
    publication.published_at = live.last_published_at
    publication.save(update_fields=["published_at"])
    TakeDown.objects.in_force().filter(page_id=page.pk).update(lifted_at=timezone.now())
    if publication.kind == Publication.Kind.SIGNED:
        if publication.submission:
            review_signed_parts(live, publication.submission, changes)
        _settle(page, publication.published_by)
    notifications.published(publication)


def _settle(page: BasePage, actor: User | None) -> None:
    """Every urgent text of the page is signed now, itself or by what replaced it."""
    for publication in page.publications.unsettled():
        publication.settled_at = timezone.now()
        publication.save(update_fields=["settled_at"])
        log(instance=page, action="workflow.urgent_settled")
        notifications.urgent_settled(publication, actor=actor)


def _cleared_content(page: BasePage) -> dict | None:
    """The cleared text to compare an urgent one with, as plain values; None if nothing is public."""
    live = page.specific_class.objects.live().filter(pk=page.pk).first()
    if live is None:
        return None
    earlier = page.publications.unsettled().first()
    return earlier.cleared_content if earlier else live.serializable_data()
