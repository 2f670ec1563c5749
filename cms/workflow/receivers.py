"""What the workflow notices, whatever door it comes through."""

from django.db import connection, transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision, WorkflowState
from wagtail.signals import workflow_cancelled

from cms.models import BasePage

from .models import Submission
from .rounds import close, drop_plan, lock_page, reconcile


def _is_of_a_page(revision: Revision) -> bool:
    return issubclass(revision.base_content_type.model_class() or object, BasePage)


@receiver(pre_save, sender=Revision, dispatch_uid="workflow_lock_before_revision")
def lock_before_a_revision(sender, instance: Revision, **kwargs) -> None:
    """First the page, then its revisions: everybody locks in this order, so that nobody waits in a circle."""
    if connection.in_atomic_block and not kwargs.get("raw") and _is_of_a_page(instance):
        BasePage.objects.select_for_update(of=("self",), no_key=True).filter(pk=instance.object_id).first()


@receiver(post_save, sender=Revision, dispatch_uid="workflow_reconcile_after_revision")
def reconcile_after_a_revision(sender, instance: Revision, **kwargs) -> None:
    """A draft changed under the signatures: autosave overwrites in place, the admin API reverts past locks."""
    if kwargs.get("raw") or not _is_of_a_page(instance):
        return
    submission = Submission.objects.open().filter(page_id=instance.object_id, workflow_state__isnull=False).first()
    if submission is None:
        return
    with transaction.atomic():
        page = lock_page(instance.object_id)
        submission = Submission.objects.open().filter(pk=submission.pk).first()
        if submission is None:
            return
        # the page's own pointer to its latest revision is written after this signal
        page.latest_revision = Revision.page_revisions.filter(object_id=instance.object_id).latest("created_at", "pk")
        submission.page = page
        if instance.user_id:
            submission.authors.add(instance.user_id)
        reconcile(submission)


@receiver(workflow_cancelled, sender=WorkflowState, dispatch_uid="workflow_close_round")
def close_a_cancelled_round(sender, instance: WorkflowState, user=None, **kwargs) -> None:
    """Wagtail has ways of its own to end a workflow, when the workflow itself is switched off for example."""
    submission = Submission.objects.open().filter(workflow_state=instance).first()
    if submission:
        reason = _("Der Ablauf der Zeichnung wurde abgebrochen.")
        close(submission, Submission.Stage.TAKEN_BACK, user=user, reason=reason)
        log(instance=submission.page.specific, action="workflow.taken_back", user=user, data={"reason": reason})


@receiver(post_save, sender=Revision, dispatch_uid="workflow_end_dropped_plan")
@transaction.atomic
def end_a_dropped_plan(sender, instance: Revision, update_fields=None, **kwargs) -> None:
    """Wagtail's "cancel scheduled publish" forgets the moment only: the text is with its authors again."""
    is_dropped = instance.approved_go_live_at is None and "approved_go_live_at" in (update_fields or ())
    if is_dropped and _is_of_a_page(instance):
        drop_plan(lock_page(instance.object_id), reason=_("Die geplante Veröffentlichung wurde abgesagt."))
