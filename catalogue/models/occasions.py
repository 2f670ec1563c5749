from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.models import PageManager
from wagtail.search import index

from catalogue.reading import PageReviews, load_owners, prefetch, responsible_offices
from cms.api import OfficeReference, PublicPageReference
from cms.fields import LinesField
from cms.models import BasePage, Office
from cms.parts import Part
from cms.querysets import BasePageQuerySet
from cms.widgets import RowKeyInput
from cms.workflow.public import PublicRecord

from .rows import OwnedRow, handed_over, parts_of
from .topics import TopicPage


class OccasionIndexPage(BasePage):
    """All occasions."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["catalogue.OccasionPage"]
    max_count = 1
    open_to_offices = True
    template = "catalogue/occasion_index.html"

    class Meta:
        verbose_name = _("Übersicht der Anlässe")
        verbose_name_plural = _("Übersicht der Anlässe")

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        occasions = OccasionPage.objects.published().with_step_count().with_example_mark().alphabetical()
        context = super().get_context(request, *args, **kwargs)
        return context | {"occasions": occasions, "has_examples": any(page.is_example for page in occasions)}


class OccasionQuerySet(BasePageQuerySet):
    def with_step_count(self):
        """Adds `step_count`."""
        return self.annotate(step_count=models.Count("steps"))


class OccasionPage(BasePage):
    """A situation of a trader and the usual order of steps across offices."""

    parent_page_types = ["catalogue.OccasionIndexPage"]
    subpage_types: list[str] = []
    kind = "occasion"
    kind_slug = "anlass"
    kind_label = _("Anlass")
    page_description = _("Eine Situation, zum Beispiel „Ein Café eröffnen“: die Schritte über alle Stellen hinweg.")
    template = "catalogue/occasion.html"
    max_problem_types = 5
    part_rows = "steps"

    content_panels = [
        *BasePage.content_panels,
        InlinePanel(
            "steps",
            heading=_("Schritte"),
            label=_("Schritt"),
            help_text=_("In der üblichen Reihenfolge. Jeden Schritt verantwortet genau eine Stelle."),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.RelatedFields("steps", [index.SearchField("title"), index.SearchField("text")]),
    ]
    api_fields = [*BasePage.api_fields, APIField("steps")]

    objects = PageManager.from_queryset(OccasionQuerySet)()

    class Meta:
        verbose_name = _("Anlass")
        verbose_name_plural = _("Anlässe")

    def own_parts(self) -> list[Part]:
        return parts_of(self.steps.all())

    def hand_over(self, office: Office) -> None:
        super().hand_over(office)
        self.steps = handed_over(self.steps.all(), office)

    def searchable_text(self) -> list[str]:
        return [" ".join([f"{step.title}.", step.text, *step.documents]) for step in self.steps.all()]

    def repeated_documents(self) -> dict[str, list[int]]:
        """The documents that more than one step asks for, with the numbers of these steps, in order of need."""
        numbers: dict[str, list[int]] = {}
        for number, step in enumerate(self.steps.all(), start=1):
            for document in dict.fromkeys(step.documents):
                numbers.setdefault(document, []).append(number)
        return {document: steps for document, steps in numbers.items() if len(steps) > 1}

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        prefetch(self, "steps")
        steps = list(self.steps.all())
        load_owners(self, steps)
        topics = TopicPage.objects.published().in_bulk({step.topic_id for step in steps} - {None})
        reviews = PageReviews.of(self)
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "reviews": reviews,
            "record": PublicRecord.of(self),
            "responsible_offices": responsible_offices(self),
            "steps": [(step, topics.get(step.topic_id), reviews.by_key[str(step.uuid)]) for step in steps],
            "repeated_documents": self.repeated_documents(),
        }


class OccasionStep(OwnedRow):
    """One step of an occasion: what to do where, and what to bring."""

    page = ParentalKey(OccasionPage, on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(_("Schritt"), max_length=80, help_text=_("Zum Beispiel: Rote Karte holen"))
    topic = models.ForeignKey(
        TopicPage,
        verbose_name=_("Thema dazu"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="occasion_steps",
    )
    text = models.TextField(
        _("Text"), max_length=600, help_text=_("Was geschieht hier, und warum an dieser Stelle? Zwei oder drei Sätze.")
    )
    documents = LinesField(_("Unterlagen"), help_text=_("Eine je Zeile. Gleiche Unterlagen überall gleich schreiben."))

    panels = [
        FieldPanel("uuid", widget=RowKeyInput, classname="w-hidden"),
        FieldPanel("title"),
        FieldPanel("office"),
        PageChooserPanel("topic", "catalogue.TopicPage"),
        FieldPanel("text"),
        FieldPanel("documents"),
    ]
    api_fields = [
        APIField("title"),
        APIField("text"),
        APIField("documents"),
        APIField("office", serializer=OfficeReference()),
        APIField("topic", serializer=PublicPageReference()),
    ]

    class Meta(OwnedRow.Meta):
        verbose_name = _("Schritt")
        verbose_name_plural = _("Schritte")
        constraints = [models.UniqueConstraint(fields=["page", "uuid"], name="occasion_step_uuid")]

    def __str__(self) -> str:
        return self.title

    def as_part(self) -> Part:
        content: dict[str, Any] = {
            "title": self.title,
            "text": self.text,
            "documents": list(self.documents),
            "topic": self.topic_id,
        }
        return Part(str(self.uuid), self.title, self.office, content, "step")
