"""Master data in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from cms.viewsets import OfficeViewSet, ProblemTypeViewSet, ReviewIntervalViewSet

from .models import EverydayWord


class EverydayWordIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("page")


class EverydayWordViewSet(ModelViewSet):
    """Traders' own words and the pages they lead to."""

    model = EverydayWord
    name = "everyday_words"
    url_prefix = "alltagswoerter"
    icon = "comment"
    menu_label = _("Alltagswörter")
    copy_view_enabled = False
    index_view_class = EverydayWordIndexView
    list_per_page = 50
    list_display = ["text", "page"]
    search_fields = ["text", "page__title"]
    search_backend_name = None
    panels = [FieldPanel("text"), PageChooserPanel("page")]


class MasterDataViewSetGroup(ModelViewSetGroup):
    menu_label = _("Stammdaten")
    menu_icon = "table"
    menu_name = "master-data"
    menu_order = 300
    items = (OfficeViewSet, ProblemTypeViewSet, EverydayWordViewSet, ReviewIntervalViewSet)
