"""The two steps of the workflow as Wagtail's tasks. The rules are in `cms.workflow.actions`."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState
from wagtail.signals import task_submitted

from cms.workflow.locks import RoundLock


class SigningTask(Task):
    """What both steps share: while they run nobody edits, and every act has a page of its own.

    Wagtail's buttons offer nothing: a signature needs the text that was seen, an objection its reason.
    """

    lock_class = RoundLock

    class Meta:
        abstract = True

    def locked_for_user(self, obj, user) -> bool:
        return True

    def get_actions(self, obj, user) -> list:
        return []

    def on_action(self, task_state, user, action_name, **kwargs):
        raise PermissionDenied

    def get_task_states_user_can_moderate(self, user, **kwargs):
        return TaskState.objects.none()

    def begin(self, workflow_state, user, *, status: str) -> TaskState:
        """A task state in `status`, told to the world when it waits for somebody."""
        waits = status == TaskState.STATUS_IN_PROGRESS
        state = TaskState.objects.create(
            workflow_state=workflow_state,
            task=self,
            revision=workflow_state.content_object.get_latest_revision(),
            status=status,
            finished_at=None if waits else timezone.now(),
        )
        if waits:
            task_submitted.send(sender=TaskState, instance=state, user=user)
        return state


class CoSignTask(SigningTask):
    """Mitzeichnung: every office whose part changed, in parallel; passed over when there is nobody left to ask."""

    class Meta:
        verbose_name = _("Mitzeichnung")
        verbose_name_plural = _("Mitzeichnungen")

    @classmethod
    def get_description(cls) -> str:
        return str(_("Alle Stellen, deren Teil sich geändert hat, zeichnen nebeneinander mit."))

    def start(self, workflow_state, user=None) -> TaskState:
        from cms.workflow.rounds import open_round

        waits = open_round(workflow_state)
        return self.begin(
            workflow_state, user, status=TaskState.STATUS_IN_PROGRESS if waits else TaskState.STATUS_SKIPPED
        )


class FinalSignOffTask(SigningTask):
    """Schlusszeichnung by the Wirtschaftsförderung."""

    class Meta:
        verbose_name = _("Schlusszeichnung")
        verbose_name_plural = _("Schlusszeichnungen")

    @classmethod
    def get_description(cls) -> str:
        return str(_("Die Wirtschaftsförderung zeichnet zum Schluss; danach ist die Seite öffentlich."))

    def start(self, workflow_state, user=None) -> TaskState:
        from cms.workflow.rounds import enter_final

        enter_final(workflow_state)
        return self.begin(workflow_state, user, status=TaskState.STATUS_IN_PROGRESS)
