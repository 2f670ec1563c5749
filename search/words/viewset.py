"""Everyday words in the menu of the master data."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from catalogue.models import EverydayWord
from catalogue.viewsets import MASTER_DATA_MENU
from cms.models import BasePage

from .choosing import PageChooser
from .forms import EverydayWordForm
from .importing import WordImportView
from .listing import WordIndexView
from .views import WordCreateView, WordDeleteView, WordEditView, WordHistoryView


class EverydayWordViewSet(ModelViewSet):
    """Traders' own words: the pages they lead to and the words offices use for them."""

    model = EverydayWord
    name = "everyday_words"
    url_prefix = "alltagswoerter"
    icon = "comment"
    menu_label = _("Alltagswörter")
    menu_hook = MASTER_DATA_MENU
    menu_order = 10
    copy_view_enabled = False
    index_view_class = WordIndexView
    add_view_class = WordCreateView
    edit_view_class = WordEditView
    delete_view_class = WordDeleteView
    history_view_class = WordHistoryView
    list_per_page = 50
    search_fields = ["text", "office_words", "page__title"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("text"),
            FieldPanel("page", widget=PageChooser(BasePage)),
            FieldPanel("office_words"),
            FieldPanel("is_best_bet"),
            FieldPanel("search_text"),
        ],
        base_form_class=EverydayWordForm,
    )

    def get_urlpatterns(self) -> list:
        """Without "usage": nothing points to a word, and the list says where each leads."""
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]
        return [*patterns, path("einlesen/", WordImportView.as_view(), name="import")]
