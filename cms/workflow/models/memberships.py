from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models import Office


class MembershipQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)


class Membership(models.Model):
    """Since when somebody works for an office, and until when.

    Written by `cms.workflow.memberships` only, whatever door the change came through: the office's group and the
    account are the truth, these rows remember.
    """

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateTimeField(_("dabei seit"))
    ended_at = models.DateTimeField(_("ausgeschieden am"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    was_administrator = models.BooleanField(default=False, help_text="Managed the people of the office until the end.")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-ended_at", "-pk"]
        verbose_name = _("Zugehörigkeit")
        verbose_name_plural = _("Zugehörigkeiten")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "user"], condition=models.Q(ended_at__isnull=True), name="membership_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(since__lte=models.F("ended_at")),
                name="membership_order",
            ),
        ]
        indexes = [models.Index(fields=["user", "office"], name="membership_of_user")]

    def __str__(self) -> str:
        return f"{self.user}: {self.office}"
