from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from cms.models import BasePage


class SilenceRule(models.TextChoices):
    """What happens when an office says nothing until the due date."""

    COUNTS_AS_SIGNED = "counts_as_signed", _("gilt als mitgezeichnet")
    WIFOE_DECIDES = "wifoe_decides", _("die Wirtschaftsförderung entscheidet")
    STAYS_OPEN = "stays_open", _("bleibt offen")


@register_setting(icon="time", order=700)
class ApprovalSettings(BaseGenericSetting):
    """Durations and defaults of the workflow; the Wirtschaftsförderung sets them."""

    days_to_sign = models.PositiveSmallIntegerField(
        _("Frist zur Mitzeichnung in Arbeitstagen"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Samstage, Sonntage und Feiertage in Berlin zählen nicht."),
    )
    silence_rule = models.CharField(
        _("Wenn eine Stelle bis zur Frist nichts sagt"),
        max_length=16,
        choices=SilenceRule,
        default=SilenceRule.WIFOE_DECIDES,
        help_text=_(
            "Für einzelne Seiten kann etwas anderes gelten. Kosten und Rechtsgrundlagen gelten nie als gezeichnet."
        ),
    )
    overdue_after_days = models.PositiveSmallIntegerField(
        _("Prüfung öffentlich überfällig nach Tagen"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_(
            "So viele Tage nach dem Prüftermin steht es auf der Seite, und die Wirtschaftsförderung erfährt es."
        ),
    )

    panels = [
        MultiFieldPanel([FieldPanel("days_to_sign"), FieldPanel("silence_rule")], heading=_("Mitzeichnung")),
        FieldPanel("overdue_after_days"),
    ]

    @classmethod
    def overdue_after(cls) -> Combinable:
        """`overdue_after_days` as part of another statement: public pages have none to spare."""
        days = cls.objects.values("overdue_after_days")[:1]
        return Coalesce(Subquery(days), Value(cls._meta.get_field("overdue_after_days").default))

    class Meta:
        verbose_name = _("Fristen")
        constraints = [
            models.CheckConstraint(condition=models.Q(days_to_sign__range=(1, 60)), name="approval_days_to_sign"),
            models.CheckConstraint(
                condition=models.Q(silence_rule__in=["counts_as_signed", "wifoe_decides", "stays_open"]),
                name="approval_silence_rule",
            ),
            models.CheckConstraint(
                condition=models.Q(overdue_after_days__range=(1, 365)), name="approval_overdue_after_days"
            ),
        ]


class PageRule(models.Model):
    """What holds for one page instead of the settings. Outside revisions: an author must not set it for oneself."""

    page = models.OneToOneField(BasePage, on_delete=models.CASCADE, related_name="approval_rule")
    silence_rule = models.CharField(_("Wenn eine Stelle bis zur Frist nichts sagt"), max_length=16, choices=SilenceRule)

    class Meta:
        verbose_name = _("Regel der Seite")
        verbose_name_plural = _("Regeln der Seiten")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(silence_rule__in=["counts_as_signed", "wifoe_decides", "stays_open"]),
                name="page_rule_silence_rule",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.get_silence_rule_display()}"
