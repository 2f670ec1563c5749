import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import PageManager
from wagtail.search import index

from catalogue.reading import PageReviews, PagesByKind, load_owners, prefetch
from cms.api import OfficeReferences, PublicPageReferences
from cms.fields import LinesField
from cms.models import BasePage, Office
from cms.querysets import BasePageQuerySet
from cms.workflow.public import PublicRecord

from .topics import TopicPage


class EventIndexPage(BasePage):
    """All dates: coming ones first, past ones below."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["catalogue.EventPage"]
    max_count = 1
    open_to_offices = True
    template = "catalogue/event_index.html"

    class Meta:
        verbose_name = _("Übersicht der Termine")
        verbose_name_plural = _("Übersicht der Termine")

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        events = EventPage.objects.published().with_example_mark()
        upcoming, past = list(events.upcoming()), list(events.past())
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "upcoming": upcoming,
            "past": past,
            "has_examples": any(event.is_example for event in upcoming + past),
        }


class EventQuerySet(BasePageQuerySet):
    def upcoming(self):
        """Not over yet, the next one first."""
        return self.filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")

    def past(self):
        """Over, the latest first."""
        return self.filter(ends_at__lt=timezone.now()).order_by("-starts_at", "pk")


class EventPage(BasePage):
    """An exchange round between traders and offices, or another date."""

    parent_page_types = ["catalogue.EventIndexPage"]
    subpage_types: list[str] = []
    kind = "event"
    kind_slug = "termin"
    kind_label = _("Termin")
    page_description = _("Eine Austauschrunde „Gewerbe trifft Ämter“ oder ein anderer Termin.")
    template = "catalogue/event.html"
    max_problem_types = 5

    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    place = models.CharField(_("Ort"), max_length=200)
    place_accessibility = models.TextField(
        _("Barrierefreiheit des Ortes"),
        blank=True,
        max_length=500,
        help_text=_("Zum Beispiel: Eingang ohne Stufen, Aufzug, Gebärdensprache nach Anmeldung."),
    )
    capacity = models.PositiveSmallIntegerField(_("Plätze"), null=True, blank=True)
    agenda = LinesField(_("Ablauf"), help_text=_("Ein Punkt je Zeile, zum Beispiel „18:30 Begrüßung“."))
    initiatives = LinesField(
        _("Initiativen"), help_text=_("Eine je Zeile: Interessengemeinschaften und Netzwerke, die mit einladen.")
    )
    participants = ParentalManyToManyField(
        Office, verbose_name=_("Stellen vor Ort"), blank=True, related_name="event_pages"
    )
    topics = ParentalManyToManyField(TopicPage, verbose_name=_("Themen"), blank=True, related_name="event_pages")

    starts_at.required_on_save = True
    ends_at.required_on_save = True

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("place"),
                FieldPanel("capacity"),
            ],
            heading=_("Wann und wo"),
        ),
        FieldPanel("place_accessibility"),
        FieldPanel("agenda"),
        FieldPanel("topics"),
        FieldPanel("participants", widget=CheckboxSelectMultiple),
        FieldPanel("initiatives"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("place"),
        index.FilterField("starts_at"),
    ]
    api_fields = [
        *BasePage.api_fields,
        APIField("starts_at"),
        APIField("ends_at"),
        APIField("place"),
        APIField("place_accessibility"),
        APIField("capacity"),
        APIField("agenda"),
        APIField("initiatives"),
        APIField("participants", serializer=OfficeReferences()),
        APIField("topics", serializer=PublicPageReferences()),
    ]

    objects = PageManager.from_queryset(EventQuerySet)()

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="event_order")
        ]

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.starts_at >= self.ends_at:
            raise ValidationError({"ends_at": _("Das Ende muss nach dem Beginn liegen.")})

    @property
    def is_past(self) -> bool:
        return self.ends_at < timezone.now()

    def shared_content(self) -> dict[str, Any]:
        return {
            **super().shared_content(),
            # drafts come in local time, rows in UTC; the same moment must read the same
            "starts_at": self.starts_at.astimezone(datetime.UTC).isoformat(),
            "ends_at": self.ends_at.astimezone(datetime.UTC).isoformat(),
            "place": self.place,
            "place_accessibility": self.place_accessibility,
            "capacity": self.capacity,
            "agenda": list(self.agenda),
            "initiatives": list(self.initiatives),
            "participants": sorted(office.pk for office in self.participants.all()),
            "topics": sorted(topic.pk for topic in self.topics.all()),
        }

    def searchable_text(self) -> list[str]:
        return [self.place, self.place_accessibility, *self.agenda, *self.initiatives]

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        prefetch(self, "participants", "topics")
        offices = load_owners(self, [], extra=Q(pk__in=[office.pk for office in self.participants.all()]))
        around = PagesByKind.matching(Q(pk__in=[topic.pk for topic in self.topics.all()]))
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "reviews": PageReviews.of(self),
            "record": PublicRecord.of(self),
            "offices": [offices[office.pk] for office in self.involved_offices()],
            "topics": around.topics,
        }

    def involved_offices(self) -> list[Office]:
        return list(dict.fromkeys([*self.offices, *self.participants.all()]))
