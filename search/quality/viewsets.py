"""The editors' set in the admin."""

from django.db.models import QuerySet
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from .models import RegressionQuery


class RegressionQueryIndexView(generic.IndexView):
    """The set, with all that a row shows."""

    def get_base_queryset(self) -> QuerySet:
        rows = super().get_base_queryset().select_related("problem_type", "office")
        return rows.prefetch_related("expected_pages__page")


def expected_titles(query: RegressionQuery) -> str:
    """The titles of the pages that ought to be found; says so where none is left."""
    titles = [(each.page.title,) for each in query.expected_pages.all()]
    return format_html_join(", ", "{}", titles) or _("keine Seite mehr")


class RegressionQueryViewSet(ModelViewSet):
    """What people type, and the pages that ought to be found."""

    model = RegressionQuery
    name = "regression_queries"
    url_prefix = "pruefsuchen"
    icon = "search"
    menu_label = _("Prüfsuchen")
    add_to_admin_menu = False
    copy_view_enabled = False
    index_view_class = RegressionQueryIndexView
    list_per_page = 50
    list_filter = ["problem_type", "office"]
    list_display = [
        "text",
        Column("expected", label=_("Erwartete Seiten"), accessor=expected_titles),
        Column("problem_type", label=_("Problemtyp"), classname="wide-only"),
        Column("office", label=_("Stelle"), classname="wide-only"),
    ]
    search_fields = ["text", "expected_pages__page__title"]
    search_backend_name = None
    panels = [
        FieldPanel("text"),
        MultipleChooserPanel(
            "expected_pages",
            heading=_("Erwartete Seiten"),
            label=_("Seite"),
            help_text=_("Eine davon soll unter den ersten drei Treffern stehen."),
            chooser_field_name="page",
            min_num=1,
            panels=[FieldPanel("page")],
        ),
        FieldPanel("problem_type"),
        FieldPanel("office"),
    ]
