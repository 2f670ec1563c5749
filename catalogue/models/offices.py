from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from cms.models import BasePage, Office


class OfficeIndexPage(BasePage):
    """All bodies that are responsible for something."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["catalogue.OfficePage"]
    max_count = 1
    template = "catalogue/office_index.html"

    class Meta:
        verbose_name = _("Übersicht der Stellen")
        verbose_name_plural = _("Übersicht der Stellen")


class OfficePage(BasePage):
    """The public page of an office. Contact and opening hours come from the office itself."""

    parent_page_types = ["catalogue.OfficeIndexPage"]
    subpage_types: list[str] = []
    kind = "office"
    kind_slug = "amt"
    kind_label = _("Stelle")
    page_description = _("Kontakt, Öffnungszeiten und Themen einer Stelle.")
    template = "catalogue/office.html"

    office = models.OneToOneField(Office, verbose_name=_("Stelle"), on_delete=models.PROTECT, related_name="page")
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

    def shared_content(self) -> dict:
        return {**super().shared_content(), "office": self.office_id}

    def searchable_text(self) -> list[str]:
        return [self.office.name, self.office.task, self.office.street, self.office.contact_note]
