from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.blocks import RichTextBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.search import index

from catalogue.models import EventPage, OccasionPage
from catalogue.reading import PageReviews, load_owners, prefetch
from cms.models import BasePage, ProblemType
from cms.workflow.public import PublicRecord

NEXT_EVENTS = 3


class HomePage(BasePage):
    """The first page: search at once, then problem types, occasions and the next rounds."""

    parent_page_types = ["cms.BasePage"]
    subpage_types = [
        "catalogue.TopicIndexPage",
        "catalogue.OccasionIndexPage",
        "catalogue.OfficeIndexPage",
        "catalogue.EventIndexPage",
        "home.StandardPage",
    ]
    max_count = 1
    template = "home/home.html"

    class Meta:
        verbose_name = _("Startseite")
        verbose_name_plural = _("Startseiten")

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        occasions = OccasionPage.objects.published().with_step_count().with_example_mark().alphabetical()
        events = EventPage.objects.published().with_example_mark().upcoming()[:NEXT_EVENTS]
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "problem_types": ProblemType.objects.top_level(),
            "occasions": occasions,
            "events": events,
            "has_examples": any(page.is_example for page in [*occasions, *events]),
        }


class StandardPage(BasePage):
    """A plain page: imprint, privacy, accessibility …"""

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    kind = "page"
    kind_slug = "seite"
    kind_label = _("Seite")
    page_description = _("Eine einfache Textseite.")
    template = "home/standard.html"

    body = StreamField(
        [
            (
                "text",
                RichTextBlock(label=_("Text"), features=["h2", "h3", "bold", "ol", "ul", "link", "document-link"]),
            ),
            ("image", ImageBlock(label=_("Bild"))),
        ],
        verbose_name=_("Inhalt"),
        blank=True,
    )
    is_placeholder = models.BooleanField(
        _("Platzhalter"),
        default=False,
        help_text=_("Die Seite sagt dann oben, dass ihr Inhalt noch nicht geprüft ist."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("is_placeholder"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    api_fields = [*BasePage.api_fields, APIField("body")]

    class Meta:
        verbose_name = _("Textseite")
        verbose_name_plural = _("Textseiten")

    def searchable_text(self) -> list[str]:
        return self.body.stream_block.get_searchable_content(self.body)

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        prefetch(self)
        load_owners(self, [])
        context = super().get_context(request, *args, **kwargs)
        return context | {"reviews": PageReviews.of(self), "record": PublicRecord.of(self)}

    def shared_content(self) -> dict:
        return {
            **super().shared_content(),
            "body": self.body.get_prep_value(),
            "is_placeholder": self.is_placeholder,
        }
