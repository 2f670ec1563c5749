"""The search's own index: one row per page that readers can find. Derived; `search_rebuild` makes it anew."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models import BasePage
from cms.models.sorting import sort_key_field

from .quality.models import ExpectedPage, QualityRun, RegressionQuery  # noqa: F401  models of this app, too

# PostgreSQL's `german` that takes "Cafe" for "Café"; made by the first migration
LANGUAGE = "search_german"


class SearchEntry(models.Model):
    """What the search knows about one live and public page. Written by `search.index` only."""

    page = models.OneToOneField(BasePage, on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    kind = models.CharField(_("Art"), max_length=20)
    title = models.CharField(_("Titel"), max_length=255)
    sort_title = sort_key_field("title")
    slug = models.CharField(max_length=255)
    url = models.CharField(_("Adresse"), max_length=2000)
    summary = models.TextField(_("Kurz gesagt"), blank=True)
    words = models.TextField(_("Alltagswörter"), blank=True)
    labels = models.TextField(_("Stellen und Problemtypen"), blank=True)
    text = models.TextField(_("Text"), blank=True)
    date = models.DateTimeField(_("Datum"), null=True, help_text="Start of an event, else the last publication")
    ends_at = models.DateTimeField(_("Ende"), null=True, help_text="Events only")
    problem_types = ArrayField(models.IntegerField(), verbose_name=_("Problemtypen"), default=list)
    offices = ArrayField(models.IntegerField(), verbose_name=_("Stellen"), default=list)
    vector = models.GeneratedField(
        expression=SearchVector("title", "words", weight="A", config=LANGUAGE)
        + SearchVector("summary", weight="B", config=LANGUAGE)
        + SearchVector("labels", weight="C", config=LANGUAGE)
        + SearchVector("text", weight="D", config=LANGUAGE),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("Sucheintrag")
        verbose_name_plural = _("Sucheinträge")
        indexes = [
            GinIndex(fields=["vector"], name="search_vector"),
            GinIndex(fields=["problem_types"], name="search_problem_types"),
            GinIndex(fields=["offices"], name="search_offices"),
            models.Index(fields=["sort_title", "page"], name="search_sort_title"),
        ]

    def __str__(self) -> str:
        return self.title
