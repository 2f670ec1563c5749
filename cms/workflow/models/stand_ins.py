import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models import Office


class StandInQuerySet(models.QuerySet):
    def active(self, day: datetime.date | None = None):
        """Those that hold on `day` (default today), of people who may still log in."""
        day = day or timezone.localdate()
        return self.filter(starts_on__lte=day, ends_on__gte=day, user__is_active=True)


class StandIn(models.Model):
    """Somebody signs for an office while its people are away. Never deleted: signatures name it."""

    office = models.ForeignKey(Office, verbose_name=_("Stelle"), on_delete=models.CASCADE, related_name="stand_ins")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Vertretung"), on_delete=models.CASCADE, related_name="stand_ins"
    )
    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("vertritt"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Leer: die Vertretung gilt für die ganze Stelle."),
    )
    starts_on = models.DateField(_("vom"))
    ends_on = models.DateField(_("bis einschließlich"))
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("benannt von"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StandInQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_on", "-pk"]
        verbose_name = _("Stellvertretung")
        verbose_name_plural = _("Stellvertretungen")
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="stand_in_order")
        ]
        indexes = [models.Index(fields=["user", "ends_on"], name="stand_in_of_user")]

    def __str__(self) -> str:
        return f"{self.user} für {self.office}, {self.starts_on:%d.%m.%Y} – {self.ends_on:%d.%m.%Y}"

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.starts_on > self.ends_on:
            raise ValidationError({"ends_on": _("Das Ende darf nicht vor dem Anfang liegen.")})
        if self.user_id and self.office_id and self.user.groups.filter(pk=self.office.group_id).exists():
            raise ValidationError({"user": _("Diese Person arbeitet schon für die Stelle.")})
