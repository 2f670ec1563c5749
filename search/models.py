"""The search's own index: what is shown of each findable page, and under which terms it is found.

Derived; `search_rebuild` makes it anew. Plain rows without foreign keys between them where there are millions.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.models.sorting import sort_key_field

from .missed.models import MissedSearch, MissedSearchDay  # noqa: F401
from .quality.models import ExpectedPage, QualityRun, RegressionQuery  # noqa: F401  models of this app, too
from .suggestion_models import SuggestionWord  # noqa: F401


class SearchBuild(models.Model):
    """One complete index. Readers are answered from the live one; another may be under construction beside it.

    The average lengths are those of the day it was begun: they are part of every impact.
    """

    is_live = models.BooleanField(default=False)
    is_building = models.BooleanField(default=False)
    analysis = models.CharField(max_length=32, default="", help_text="Of the rules that made its terms")
    average_words = models.FloatField(help_text="Terms per page, repeated by weight")
    average_grams = models.FloatField(help_text="4-grams per page")
    pages = models.PositiveIntegerField(default=0)
    version = models.PositiveBigIntegerField(
        default=0, help_text="Another one after every write, drawn from a sequence: never the same twice."
    )
    begun_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_live"], condition=Q(is_live=True), name="search_build_one_live"),
            models.UniqueConstraint(
                fields=["is_building"], condition=Q(is_building=True), name="search_build_one_building"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class SearchEntry(models.Model):
    """What the search knows about one page anybody may read. Written by `search.index` only."""

    id = models.AutoField(primary_key=True)
    build = models.ForeignKey(SearchBuild, on_delete=models.CASCADE, db_index=False, related_name="entries")
    page_id = models.PositiveIntegerField()
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
    term_ids = ArrayField(models.IntegerField(), default=list, help_text="All its terms, for taking it out again")
    fingerprint = models.CharField(max_length=32, help_text="Of everything above: the same text is not indexed twice.")
    version = models.PositiveBigIntegerField(default=0, help_text="The version of the build that wrote it")

    class Meta:
        verbose_name = _("Sucheintrag")
        verbose_name_plural = _("Sucheinträge")
        constraints = [models.UniqueConstraint(fields=["build", "page_id"], name="search_entry_unique")]
        indexes = [models.Index(fields=["build", "sort_title", "page_id"], name="search_entry_sort")]

    def __str__(self) -> str:
        return self.title


class SearchTerm(models.Model):
    """A term of one build and in how many of its pages it stands."""

    class Field(models.TextChoices):
        WORD = "w", "stems of words and of their parts"
        GRAM = "g", "4-grams of titles and everyday words"
        VOCABULARY = "v", "folded words as they are written, for spelling"

    id = models.AutoField(primary_key=True)
    build = models.ForeignKey(SearchBuild, on_delete=models.CASCADE, db_index=False, related_name="terms")
    field = models.CharField(max_length=1, choices=Field)
    term = models.CharField(max_length=255)
    spelled = models.CharField(max_length=255, blank=True, help_text="A word of the vocabulary as people write it")
    df = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["build", "field", "term"], name="search_term_unique")]

    def __str__(self) -> str:
        return f"{self.field} {self.term}"


class SearchPosting(models.Model):
    """That a term stands in an entry, and how much it says about it (`scoring.impact`).

    Both keys are without constraints and the primary key also holds the impact, so that answers come from it alone.
    """

    pk = models.CompositePrimaryKey("term_id", "entry_id")
    term = models.ForeignKey(SearchTerm, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    entry = models.ForeignKey(SearchEntry, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    impact = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.term_id} in {self.entry_id}: {self.impact}"


class SearchOutbox(models.Model):
    """A page of the live build that Elasticsearch has not been told of yet, in the order of the changes."""

    page_id = models.PositiveIntegerField()
    version = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.page_id} at {self.version}"
