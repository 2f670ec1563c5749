from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from catalogue.reading import PageReviews, PagesByKind, prefetch, with_pages
from cms.models import BasePage, Office, OpeningHours, PageOffice, ProblemType
from cms.opening import opening_today
from cms.workflow.public import PublicRecord


class OfficeIndexPage(BasePage):
    """All bodies that are responsible for something."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["catalogue.OfficePage"]
    max_count = 1
    open_to_offices = True
    template = "catalogue/office_index.html"

    class Meta:
        verbose_name = _("Übersicht der Stellen")
        verbose_name_plural = _("Übersicht der Stellen")

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        pages = list(OfficePage.objects.published().with_example_mark().select_related("office").alphabetical())
        kinds = [(kind.label, [page for page in pages if page.office.kind == kind]) for kind in Office.Kind]
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "kinds": [(label, listed) for label, listed in kinds if listed],
            "has_examples": any(page.is_example for page in pages),
        }


class OfficePage(BasePage):
    """The public page of an office. Contact and opening hours come from the office itself."""

    parent_page_types = ["catalogue.OfficeIndexPage"]
    subpage_types: list[str] = []
    kind = "office"
    kind_slug = "amt"
    kind_label = _("Stelle")
    page_description = _("Kontakt, Öffnungszeiten und Themen einer Stelle.")
    template = "catalogue/office.html"

    office = models.OneToOneField(
        Office,
        verbose_name=_("Stelle"),
        on_delete=models.PROTECT,
        related_name="page",
        error_messages={"unique": _("Diese Stelle hat schon eine Amtsseite.")},
    )
    office.required_on_save = True

    content_panels = [*BasePage.content_panels, FieldPanel("office")]
    search_fields = [*BasePage.search_fields, index.RelatedFields("office", [index.SearchField("name")])]

    class Meta:
        verbose_name = _("Amtsseite")
        verbose_name_plural = _("Amtsseiten")

    def clean(self) -> None:
        super().clean()
        if self.office_id and self.lead_office_id and self.office_id != self.lead_office_id:
            raise ValidationError({"lead_office": _("Eine Amtsseite führt die Stelle selbst.")})

    def hand_over(self, office: Office) -> None:
        """Raises `ValidationError`: the page of an office is never another's, and there is one of each."""
        raise ValidationError(_("Jede Stelle hat genau eine Amtsseite. Sie lässt sich nicht kopieren."))

    def shared_content(self) -> dict:
        return {**super().shared_content(), "office": self.office_id}

    def searchable_text(self) -> list[str]:
        return [self.office.name, self.office.task, self.office.street, self.office.contact_note]

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        prefetch(self)
        family = Office.objects.filter(Q(pk=self.office_id) | Q(parent=self.office_id) | Q(children=self.office_id))
        offices = with_pages(family.distinct())
        office = self.office = self.lead_office = offices[self.office_id]
        office.parent = offices.get(office.parent_id)
        children = [other for other in offices.values() if other.parent_id == office.pk]
        owned = PageOffice.objects.filter(office__in=[office, *children])
        pages = PagesByKind.matching(
            Q(pk__in=owned.values("page")) | Q(pk__in=office.event_pages.values("pk")), of_problem_types=True
        )
        hours = list(office.opening_hours.all())
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "reviews": PageReviews.of(self),
            "record": PublicRecord.of(self),
            "office": office,
            "today": opening_today(hours, timezone.localtime()),
            "week": week(hours),
            "children": children,
            "pages": pages,
            "topics_by_problem_type": by_problem_type(pages.topics),
        }


def week(opening_hours: Iterable[OpeningHours]) -> list[tuple[str, list[OpeningHours]]]:
    """The days of the week with their hours; the weekend only where the office opens then."""
    rows = [(day, [hours for hours in opening_hours if hours.weekday == day]) for day in OpeningHours.Weekday]
    return [(day.label, hours) for day, hours in rows if hours or day < OpeningHours.Weekday.SATURDAY]


def by_problem_type(topics: Iterable[BasePage]) -> list[tuple[ProblemType, list[BasePage]]]:
    """The topics under each of their problem types, these in their own order."""
    groups: dict[ProblemType, list[BasePage]] = {}
    for topic in topics:
        for problem_type in topic.problem_types.all():
            groups.setdefault(problem_type, []).append(topic)
    return sorted(groups.items(), key=lambda group: (group[0].order, group[0].label))
