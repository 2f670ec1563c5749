"""The start page of the admin, and the full lists behind its boxes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.mixins import UserPassesTestMixin
from django.db.models import Count, Window
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from cms.list_views import FilteredListView
from cms.spreadsheets import Sheet
from cms.workflow.desk import Desk, urgent_share
from cms.workflow.desk_filters import DeskFilterForm
from cms.workflow.desk_lists import LISTS, OVERVIEW, OWN, DeskList, Line, Urgent
from cms.workflow.people import offices_without_people

LINES_ON_START_PAGE = 3


@dataclass(frozen=True)
class Box:
    """A list on the start page: how much there is, and the first lines."""

    desk_list: DeskList
    count: int
    names_office: bool
    lines: list[Line]


class DeskPanel(Component):
    """The start page: what one person has to do, and for the Wirtschaftsförderung who holds up what."""

    name = "desk"
    template_name = "workflow/desk.html"
    order = 0

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        user = parent_context["request"].user
        desk = Desk(user)
        return {
            "user": user,
            "offices": list(desk.capacities.values()),
            "own": [self.box(each, desk) for each in OWN if each.has_box(desk)],
            "overview": [self.box(each, desk) for each in OVERVIEW if each.has_box(desk)],
            "only_looks": desk.sees_everything and not desk.is_promotion,
            "without_people": offices_without_people() if desk.sees_everything else [],
            "urgent_kind": Urgent.kind,
            "urgent_share": urgent_share() if desk.sees_everything else None,
        }

    def box(self, desk_list: DeskList, desk: Desk) -> Box:
        # counted in the same statement: there are up to eight boxes
        counted = desk_list.rows_on_start_page(desk).annotate(total=Window(Count("*")))
        first = list(counted[:LINES_ON_START_PAGE])
        total = first[0].total if first else 0
        return Box(desk_list, total, desk_list.names_office(desk), list(desk_list.lines(desk, first)))


class DeskListView(UserPassesTestMixin, FilteredListView):
    """One list of the start page in full."""

    template_name = "workflow/desk_list.html"
    header_icon = "list-ul"

    def test_func(self) -> bool:
        return self.desk_list.may_open(self.desk)

    @cached_property
    def desk_list(self) -> DeskList:
        try:
            return LISTS[self.kwargs["kind"]]
        except KeyError:
            raise Http404 from None

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.request.user)

    @cached_property
    def form(self) -> DeskFilterForm:
        return DeskFilterForm(self.request.GET, self.desk_list, self.desk)

    def sheet(self) -> Sheet:
        header = [
            _("Seite"),
            _("Art der Seite"),
            str(self.desk_list.office_label).capitalize(),
            _("Seit"),
            _("Frist"),
            _("Ampel"),
            _("Stand"),
            _("Bemerkung"),
            _("Adresse"),
        ]
        rows = (
            [
                line.title,
                line.page_type,
                line.office,
                line.since,
                line.due_on,
                line.light.label if line.light else "",
                line.state,
                line.note,
                self.request.build_absolute_uri(line.url),
            ]
            for line in self.desk_list.lines(self.desk, self.form.rows())
        )
        return Sheet(self.desk_list.kind, header, rows)

    def get_page_title(self):
        return self.desk_list.title

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "desk_list": self.desk_list,
            "lines": list(self.desk_list.lines(self.desk, context["page_obj"].object_list)),
            "urgent_share": urgent_share() if isinstance(self.desk_list, Urgent) else None,
        }
