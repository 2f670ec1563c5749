import datetime

from django.apps import apps
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Func, JSONField, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cms.months import add_months
from cms.parts import Part

from .offices import Office
from .pages import BasePage

DEFAULT_MONTHS = 12  # where even the row for all kinds is missing


class PartReviewQuerySet(models.QuerySet):
    def with_intervals(self):
        """Adds what `due_on()` needs, inside the same statement: public pages have none to spare."""
        months = Func("kind", "months", function="jsonb_object_agg", output_field=JSONField())
        intervals = Subquery(ReviewInterval.objects.order_by().values_list(months))
        return self.annotate(intervals=Coalesce(intervals, Value({}, JSONField())))

    def latest_by_part(self) -> "dict[str, PartReview]":
        """The latest review of each part of a page, by the key of the part."""
        return {review.part_key: review for review in self.order_by("reviewed_on", "pk")}


class PartReview(models.Model):
    """An office said of one part, in one wording: this is right. Outside revisions, so that it needs no new version."""

    page = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="part_reviews")
    part_key = models.CharField(_("Teil"), max_length=36)
    content_hash = models.CharField(max_length=64)
    office = models.ForeignKey(Office, verbose_name=_("Stelle"), on_delete=models.PROTECT, related_name="part_reviews")
    reviewed_on = models.DateField(_("geprüft am"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("geprüft von"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PartReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-reviewed_on", "-pk"]
        verbose_name = _("Prüfung")
        verbose_name_plural = _("Prüfungen")
        indexes = [models.Index(fields=["page", "part_key", "-reviewed_on"], name="part_review_latest")]

    def __str__(self) -> str:
        return f"{self.page}: {self.part_key} – {self.office}, {self.reviewed_on}"

    def vouches_for(self, part: Part) -> bool:
        """Whether the part still says what was reviewed."""
        return self.content_hash == part.content_hash

    def due_on(self, part: Part) -> datetime.date:
        """When `part` is to be reviewed again, by the interval of its present kind; needs `with_intervals()`."""
        months = self.intervals.get(part.kind) or self.intervals.get("", DEFAULT_MONTHS)
        return add_months(self.reviewed_on, months)


def kinds_of_parts() -> list[tuple[str, str]]:
    """The kinds of parts that the page types know, and all the others."""
    models_of_rows = {
        page_model._meta.get_field(page_model.part_rows).related_model
        for page_model in apps.get_models()
        if issubclass(page_model, BasePage) and page_model.part_rows
    }
    fields = [field for model in models_of_rows for field in model._meta.fields if field.name == "kind"]
    return [("", _("alle übrigen Teile")), *(choice for field in fields for choice in field.flatchoices)]


class ReviewInterval(models.Model):
    """How often parts of one kind are to be reviewed. The row without a kind holds for all that have none."""

    kind = models.CharField(
        _("Art des Teils"),
        max_length=20,
        blank=True,
        choices=kinds_of_parts,
        unique=True,
        error_messages={"unique": _("Für diese Art gibt es schon einen Prüfabstand.")},
    )
    months = models.PositiveSmallIntegerField(
        _("Prüfen nach Monaten"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    class Meta:
        ordering = ["kind"]
        verbose_name = _("Prüfabstand")
        verbose_name_plural = _("Prüfabstände")
        constraints = [models.CheckConstraint(condition=models.Q(months__range=(1, 60)), name="review_interval_months")]

    def __str__(self) -> str:
        return str(self.get_kind_display())
