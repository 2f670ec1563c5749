"""The list of everyday words: where each leads, whose it is, and the same rows as a file."""

import django_filters
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button, HeaderButton

from catalogue.models import EverydayWord
from cms.models import Office
from cms.permissions.ownership import maintained_offices
from cms.spreadsheets import FORMATS, download
from search.missed.models import MissedSearchDay

from .files import sheet_of
from .rules import offices_of

KINDS = {
    "seite": (_("führt zu einer Seite"), {"page__isnull": False}),
    "amt": (_("hat Wörter der Ämter"), {"office_words__gt": ""}),
    "fest": (_("fester erster Treffer"), {"is_best_bet": True}),
    "verborgen": (_("führt zu einer Seite, die nicht öffentlich ist"), {"page__live": False}),
}

# How often a search that found nothing was made again since the word solved it.
USES = Subquery(
    MissedSearchDay.objects.filter(missed__word=OuterRef("pk"), is_use=True)
    .order_by()
    .values("missed__word")
    .annotate(uses=Sum("count"))
    .values("uses")
)


class WordFilterSet(WagtailFilterSet):
    """By the offices whose page it is, and by what a word does."""

    office = django_filters.ModelChoiceFilter(
        label=_("Stelle der Seite"), queryset=Office.objects.all(), field_name="page__page_offices__office"
    )
    kind = django_filters.ChoiceFilter(
        label=_("Art"), choices=[(key, label) for key, (label, _rows) in KINDS.items()], method="of_kind"
    )
    mine = django_filters.BooleanFilter(label=_("Von meinen Stellen"), method="of_mine")

    class Meta:
        model = EverydayWord
        fields: tuple[str, ...] = ()

    def of_kind(self, words: QuerySet, name: str, value: str) -> QuerySet:
        return words.filter(**KINDS[value][1])

    def of_mine(self, words: QuerySet, name: str, value: bool) -> QuerySet:
        mine = EverydayWord.objects.filter(page__page_offices__office__in=maintained_offices(self.request.user))
        return words.filter(pk__in=mine.values("pk")) if value else words.exclude(pk__in=mine.values("pk"))


def uses_of(word: EverydayWord) -> str:
    """The count of `USES`; of words that solved no missed search nothing is counted."""
    return "–" if word.uses is None else str(word.uses)


class PageColumn(Column):
    """The page with its state and the way to it, and whether it is pinned to the word."""

    cell_template_name = "search/words/page_cell.html"


class WordIndexView(generic.IndexView):
    """Everybody in the admin reads all words; what leads to the form is shown where somebody may keep the word."""

    filterset_class = WordFilterSet
    FORMATS = tuple(FORMATS)
    import_url_name = "everyday_words:import"
    list_display = [
        "text",
        PageColumn("page", label=_("führt zu"), sort_key="page__title", classname="word-page"),
        Column("office_words", label=_("Wörter der Ämter"), sort_key="office_words", classname="wide-only"),
        Column("offices", label=_("Stellen"), accessor=offices_of, classname="wide-only"),
        Column("uses", label=_("seitdem gesucht"), accessor=uses_of, sort_key="uses", classname="wide-only"),
    ]

    def get_base_queryset(self) -> QuerySet:
        words = super().get_base_queryset().select_related("page").annotate(uses=USES)
        return words.prefetch_related("page__page_offices__office")

    def get_edit_url(self, instance: EverydayWord) -> str | None:
        return super().get_edit_url(instance) if self.may("change", instance) else None

    def get_delete_url(self, instance: EverydayWord) -> str | None:
        return super().get_delete_url(instance) if self.may("delete", instance) else None

    def may(self, action: str, word: EverydayWord) -> bool:
        return self.permission_policy.user_has_permission_for_instance(self.request.user, action, word)

    @property
    def header_buttons(self) -> list[Button]:
        buttons = super().header_buttons
        if self.add_url:
            buttons = [
                *buttons,
                HeaderButton(gettext("Einlesen"), url=reverse(self.import_url_name), icon_name="upload"),
            ]
        return buttons

    @property
    def header_more_buttons(self) -> list[Button]:
        labels = {"csv": gettext("Als CSV herunterladen"), "ods": gettext("Als OpenDocument herunterladen")}
        return [
            Button(label, url=self.get_export_url(ending), icon_name="download", priority=90)
            for ending, label in labels.items()
        ]

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponse:
        return download(sheet_of(queryset), spreadsheet_format)
