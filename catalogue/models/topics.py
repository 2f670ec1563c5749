from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.lookups import Regex
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from catalogue.forms import TopicPageForm
from catalogue.reading import PageReviews, PagesByKind, load_owners, prefetch, responsible_offices
from cms.api import OfficeReference
from cms.fields import NumbersField
from cms.models import BasePage, Office
from cms.parts import Part
from cms.widgets import RowKeyInput
from cms.workflow.public import PublicRecord

from .rows import SHORT_TEXT_FEATURES, OwnedRow, handed_over, parts_of

DIGITS = "0–9"


class TopicIndexPage(BasePage):
    """All topics from A to Z."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["catalogue.TopicPage"]
    max_count = 1
    open_to_offices = True
    template = "catalogue/topic_index.html"

    class Meta:
        verbose_name = _("Themen A–Z")
        verbose_name_plural = _("Themen A–Z")

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        topics = TopicPage.objects.published().with_example_mark().alphabetical()
        letters = [Letter(name, list(group)) for name, group in groupby(topics, key=first_letter)]
        has_examples = any(topic.is_example for letter in letters for topic in letter.topics)
        context = super().get_context(request, *args, **kwargs)
        return context | {"letters": letters, "has_examples": has_examples}


def first_letter(page: BasePage) -> str:
    """Where a page stands in the alphabet: Ä under A, figures and signs together."""
    letter = page.sort_title[:1].upper()
    return letter if letter.isalpha() else DIGITS


@dataclass(frozen=True)
class Letter:
    """The topics under one letter of the alphabet."""

    name: str
    topics: list[BasePage]

    @property
    def anchor(self) -> str:
        return "ziffern" if self.name == DIGITS else f"buchstabe-{self.name.lower()}"


class TopicPage(BasePage):
    """One matter of a trader: who decides, what it costs, what to bring, in which order."""

    class Responsibility(models.TextChoices):
        CLEAR = "clear", _("eindeutig")
        SHARED = "shared", _("mehrere Stellen")
        OPEN = "open", _("noch nicht geklärt – Wirtschaftsförderung vermittelt")

    parent_page_types = ["catalogue.TopicIndexPage"]
    subpage_types: list[str] = []
    kind = "topic"
    kind_slug = "thema"
    kind_label = _("Thema")
    page_description = _("Ein Anliegen: wer entscheidet, was es kostet, was mitzubringen ist.")
    template = "catalogue/topic.html"
    base_form_class = TopicPageForm
    part_rows = "sections"
    content_rows = {"related_topics": ("topic_relations", "topic")}

    responsibility = models.CharField(
        _("Zuständigkeit"), max_length=6, choices=Responsibility, default=Responsibility.CLEAR
    )
    responsibility_note = models.CharField(
        _("Wer macht was?"),
        max_length=300,
        blank=True,
        help_text=_("Ein Satz, nötig bei „mehrere Stellen“ und „noch nicht geklärt“."),
    )
    service_ids = NumbersField(
        _("Nummern im Service-Portal Berlin"), help_text=_("Mit Komma getrennt, zum Beispiel 326864, 326872.")
    )
    leika_key = models.CharField(
        _("LeiKa-Schlüssel"),
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{14}$", _("Ein LeiKa-Schlüssel hat 14 Ziffern."))],
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("responsibility"), FieldPanel("responsibility_note", widget=AdminAutoHeightTextInput)],
            heading=_("Zuständigkeit"),
        ),
        InlinePanel(
            "sections",
            heading=_("Abschnitte"),
            label=_("Abschnitt"),
            help_text=_("Drei bis sieben Abschnitte. Jeden Abschnitt verantwortet genau eine Stelle."),
        ),
        InlinePanel("topic_relations", heading=_("Verwandte Themen"), label=_("Thema"), max_num=4),
        MultiFieldPanel([FieldPanel("service_ids"), FieldPanel("leika_key")], heading=_("Nummern der Leistung")),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.RelatedFields("sections", [index.SearchField("heading"), index.SearchField("text")]),
    ]
    api_fields = [
        *BasePage.api_fields,
        APIField("responsibility"),
        APIField("responsibility_note"),
        APIField("service_ids"),
        APIField("leika_key"),
        APIField("sections"),
    ]

    class Meta:
        verbose_name = _("Thema")
        verbose_name_plural = _("Themen")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(responsibility="clear") | ~models.Q(responsibility_note=""),
                name="topic_responsibility_note",
            ),
            models.CheckConstraint(
                condition=models.Q(responsibility__in=["clear", "shared", "open"]), name="topic_responsibility"
            ),
            models.CheckConstraint(
                condition=models.Q(leika_key="") | models.Q(leika_key__regex=r"^\d{14}$"), name="topic_leika_key"
            ),
            models.CheckConstraint(
                condition=Regex(
                    models.Func(
                        "service_ids", models.Value(","), function="array_to_string", output_field=models.TextField()
                    ),
                    r"^(\d+(,\d+)*)?$",
                ),
                name="topic_service_ids",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.responsibility != self.Responsibility.CLEAR and not self.responsibility_note.strip():
            raise ValidationError({"responsibility_note": _("Sagen Sie in einem Satz, wer was macht.")})

    def shared_content(self) -> dict[str, Any]:
        return {
            **super().shared_content(),
            "responsibility": self.responsibility,
            "responsibility_note": self.responsibility_note,
            "service_ids": list(self.service_ids),
            "leika_key": self.leika_key,
            "related_topics": [relation.topic_id for relation in self.topic_relations.all()],
        }

    def own_parts(self) -> list[Part]:
        return parts_of(self.sections.all())

    def hand_over(self, office: Office) -> None:
        super().hand_over(office)
        self.sections = handed_over(self.sections.all(), office)

    def searchable_text(self) -> list[str]:
        sections = [f"{section.label}. {get_text_for_indexing(section.text)}" for section in self.sections.all()]
        return [self.responsibility_note, *sections]

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        prefetch(self, "sections", "topic_relations")
        is_open = self.responsibility == self.Responsibility.OPEN
        mediator = Q(is_business_promotion=True) if is_open else None
        offices = load_owners(self, self.sections.all(), extra=mediator)
        related = [relation.topic_id for relation in self.topic_relations.all()]
        wanted = Q(pk__in=related)
        if self.pk:
            wanted |= Q(pk__in=self.occasion_steps.values("page")) | Q(pk__in=self.event_pages.values("pk"))
        around = PagesByKind.matching(wanted)
        reviews = PageReviews.of(self)
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "reviews": reviews,
            "record": PublicRecord.of(self),
            "responsible_offices": responsible_offices(self),
            "mediator": next((office for office in offices.values() if office.is_business_promotion), None),
            "sections": [(section, reviews.by_key[str(section.uuid)]) for section in self.sections.all()],
            "related_topics": sorted(around.topics, key=lambda topic: related.index(topic.pk)),
            "around": around,
        }


class TopicSection(OwnedRow):
    """A typed piece of a topic. The kinds follow the module names of XZuFi 2.2."""

    class Kind(models.TextChoices):
        OVERVIEW = "overview", _("Überblick")
        PREREQUISITES = "prerequisites", _("Voraussetzungen")
        DOCUMENTS = "documents", _("Unterlagen")
        PROCEDURE = "procedure", _("Ablauf")
        FEE = "fee", _("Kosten")
        DEADLINE = "deadline", _("Fristen")
        LEGAL_BASIS = "legal_basis", _("Rechtsgrundlagen")
        HINT = "hint", _("Hinweise")

    page = ParentalKey(TopicPage, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(
        _("Art"),
        max_length=13,
        choices=Kind,
        help_text=_("Eine Sache je Abschnitt: Was kostet es? Was muss ich mitbringen? Bis wann?"),
    )
    heading = models.CharField(
        _("Überschrift"), max_length=120, blank=True, help_text=_("Nur, wenn die Art allein nicht sagt, worum es geht.")
    )
    text = RichTextField(
        _("Text"),
        features=SHORT_TEXT_FEATURES,
        help_text=_("Kurze Sätze, Sie-Form, das Wichtigste zuerst. Beträge und Fristen als Zahl. Keine Abkürzungen."),
    )
    kind.required_on_save = True

    panels = [
        FieldPanel("uuid", widget=RowKeyInput, classname="w-hidden"),
        FieldPanel("kind"),
        FieldPanel("office"),
        FieldPanel("heading"),
        FieldPanel("text"),
    ]
    api_fields = [
        APIField("kind"),
        APIField("heading"),
        APIField("text"),
        APIField("office", serializer=OfficeReference()),
    ]

    class Meta(OwnedRow.Meta):
        verbose_name = _("Abschnitt")
        verbose_name_plural = _("Abschnitte")
        constraints = [
            models.UniqueConstraint(fields=["page", "uuid"], name="topic_section_uuid"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "overview",
                        "prerequisites",
                        "documents",
                        "procedure",
                        "fee",
                        "deadline",
                        "legal_basis",
                        "hint",
                    ]
                ),
                name="topic_section_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What the reader sees above the text."""
        return self.heading or str(self.get_kind_display())

    def as_part(self) -> Part:
        content = {"heading": self.heading, "text": self.text}
        return Part(str(self.uuid), self.label, self.office, content, self.kind)


class TopicRelation(Orderable):
    """A pointer from one topic to another one worth reading."""

    page = ParentalKey(TopicPage, on_delete=models.CASCADE, related_name="topic_relations")
    topic = models.ForeignKey(TopicPage, verbose_name=_("Thema"), on_delete=models.CASCADE, related_name="+")
    topic.required_on_save = True

    panels = [PageChooserPanel("topic")]

    class Meta(Orderable.Meta):
        verbose_name = _("verwandtes Thema")
        verbose_name_plural = _("verwandte Themen")
        constraints = [
            models.UniqueConstraint(fields=["page", "topic"], name="topic_relation_unique"),
            models.CheckConstraint(condition=~models.Q(page=models.F("topic")), name="topic_relation_not_itself"),
        ]
