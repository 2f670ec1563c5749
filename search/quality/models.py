"""The editors' own query set, and what each measurement of it gave."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from cms.models import BasePage, Office, ProblemType
from search.request import MAX_TEXT


class RegressionQuery(ClusterableModel):
    """What somebody types, and the pages that ought to be among the first hits."""

    text = models.CharField(_("Suchtext"), max_length=MAX_TEXT, help_text=_("So, wie Leute es eintippen."))
    problem_type = models.ForeignKey(
        ProblemType,
        verbose_name=_("Problemtyp"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Nur für die Auswertung."),
    )
    office = models.ForeignKey(
        Office,
        verbose_name=_("Stelle"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Nur für die Auswertung."),
    )

    class Meta:
        ordering = ["text"]
        verbose_name = _("Prüfsuche")
        verbose_name_plural = _("Prüfsuchen")
        constraints = [
            models.UniqueConstraint(
                Lower("text"),
                name="regression_query_unique",
                violation_error_message=_("Diese Prüfsuche gibt es schon."),
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="regression_query_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text


class ExpectedPage(models.Model):
    """A page that answers a query."""

    query = ParentalKey(RegressionQuery, on_delete=models.CASCADE, related_name="expected_pages")
    page = models.ForeignKey(BasePage, verbose_name=_("Seite"), on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Erwartete Seite")
        verbose_name_plural = _("Erwartete Seiten")
        constraints = [
            models.UniqueConstraint(
                fields=["query", "page"],
                name="expected_page_unique",
                violation_error_message=_("Diese Seite steht hier schon."),
            )
        ]

    def __str__(self) -> str:
        return str(self.page)


class QualityRun(models.Model):
    """The figures of the editors' set on one day with one engine; the last measurement of a day counts."""

    day = models.DateField(_("Datum"))
    engine = models.CharField(_("Suchmaschine"), max_length=20)
    figures = models.JSONField(_("Kennzahlen"), help_text="search.quality.metrics.Figures")
    misses = models.JSONField(_("nicht unter den ersten drei"), default=list, help_text="search.quality.runs.Miss")

    class Meta:
        ordering = ["-day", "engine"]
        verbose_name = _("Messung der Suchqualität")
        verbose_name_plural = _("Messungen der Suchqualität")
        constraints = [models.UniqueConstraint(fields=["day", "engine"], name="quality_run_unique")]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.engine}"
