import datetime

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models import Office

DAYS = models.Func("starts_on", "ends_on", models.Value("[]"), function="daterange", output_field=DateRangeField())


class StandInQuerySet(models.QuerySet):
    def active(self, day: datetime.date | None = None):
        """Those that hold on `day` (default today), of people who may still log in."""
        day = day or timezone.localdate()
        return self.not_over(day).filter(starts_on__lte=day, user__is_active=True)

    def not_over(self, day: datetime.date | None = None):
        """Those that hold on `day` (default today) or will later."""
        return self.filter(ends_on__gte=day or timezone.localdate(), ended_at__isnull=True)


class StandIn(models.Model):
    """Somebody signs for an office while its people are away. Never deleted: signatures name it.

    Several people may stand in at the same time, but nobody twice.
    """

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
    ended_at = models.DateTimeField(_("vorzeitig beendet"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = StandInQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_on", "-pk"]
        verbose_name = _("Stellvertretung")
        verbose_name_plural = _("Stellvertretungen")
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="stand_in_order"),
            models.CheckConstraint(
                condition=models.Q(named_by__isnull=True) | ~models.Q(named_by=models.F("user")),
                name="stand_in_not_oneself",
                violation_error_message=_("Niemand benennt sich selbst als Vertretung."),
            ),
            ExclusionConstraint(
                name="stand_in_person_once",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=models.Q(ended_at__isnull=True),
                violation_error_message=_("Diese Person vertritt die Stelle in dieser Zeit schon."),
            ),
        ]
        indexes = [models.Index(fields=["user", "ends_on"], name="stand_in_of_user")]

    def __str__(self) -> str:
        return f"{self.user} für {self.office}, {self.starts_on:%d.%m.%Y} – {self.ends_on:%d.%m.%Y}"

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.ends_on < timezone.localdate()

    @property
    def is_active(self) -> bool:
        return not self.is_over and self.starts_on <= timezone.localdate()

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.starts_on > self.ends_on:
            raise ValidationError({"ends_on": _("Das Ende darf nicht vor dem Anfang liegen.")})
        if self.user_id and self.office_id and self.user.groups.filter(pk=self.office.group_id).exists():
            raise ValidationError({"user": _("Diese Person arbeitet schon für die Stelle.")})
