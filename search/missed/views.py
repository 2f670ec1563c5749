"""The inbox of missed searches: the Wirtschaftsförderung assigns and rejects, the office it is given to solves."""

from django.contrib.auth.mixins import UserPassesTestMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from cms.admin_pages import AdminPageMixin
from cms.list_views import FilteredListView
from cms.models import User
from cms.permissions import allowed
from cms.permissions.ownership import general_roles, maintained_offices
from cms.spreadsheets import Sheet

from . import acts
from .forms import AssignForm, MissedFilterForm
from .models import MissedSearch

DAYS_SHOWN = 60


def may_see(user: User) -> bool:
    """Whether somebody may read the inbox."""
    return bool(general_roles(user) & allowed("enter"))


def may_assign(user: User) -> bool:
    """Whether somebody may say whose matter a search is, or that it is nobody's."""
    return bool(general_roles(user) & allowed("assign_missed"))


def may_solve(user: User, search: MissedSearch) -> bool:
    """Whoever assigns, and the people of the office it is assigned to."""
    if may_assign(user):
        return True
    return search.office_id is not None and search.office_id in {office.pk for office in maintained_offices(user)}


def word_url(search: MissedSearch, back: str) -> str:
    """The form of a new everyday word with the text in it; a word of the same text solves the search."""
    return f"{reverse('everyday_words:add')}?{urlencode({'text': search.text, 'next': back})}"


class MissedView(UserPassesTestMixin, AdminPageMixin):
    """A page for everybody who works here."""

    header_icon = "search"

    def test_func(self) -> bool:
        return may_see(self.request.user)


class MissedListView(MissedView, FilteredListView):
    """The inbox."""

    template_name = "search/missed/list.html"
    page_title = gettext_lazy("Erfolglose Suchen")

    @cached_property
    def form(self) -> MissedFilterForm:
        return MissedFilterForm(self.request.GET)

    def sheet(self) -> Sheet:
        header = [
            _("Gesucht wurde"),
            _("Anzahl"),
            _("Zuletzt"),
            _("Stand"),
            _("Stelle"),
            _("Gelöst am"),
            _("Seitdem gesucht"),
            _("Alltagswort"),
            _("Seite"),
        ]
        rows = (
            [
                row.text,
                row.times,
                row.last_day,
                row.get_state_display(),
                row.office.name if row.office else "",
                row.solved_on,
                row.uses if row.solved_on else None,
                row.word.text if row.word else "",
                row.word.page.title if row.word and row.word.page else "",
            ]
            for row in self.form.rows()
        )
        return Sheet("erfolglose-suchen", header, rows)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = list(context["page_obj"].object_list)
        here = self.request.get_full_path()
        for row in rows:
            row.word_url = word_url(row, here) if row.is_open and may_solve(self.request.user, row) else ""
        return context | {"rows": rows}


class MissedSearchView(MissedView, TemplateView):
    """One missed search: when it was searched, and what is to become of it. Acts are sent as `act`."""

    template_name = "search/missed/one.html"

    @cached_property
    def search(self) -> MissedSearch:
        shown = MissedSearch.objects.shown().select_related("office", "word__page")
        return get_object_or_404(shown, pk=self.kwargs["missed_id"])

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        offered = {"assign": self.assign, "reject": self.reject, "reopen": self.reopen, "solve": self.solve}
        act = offered.get(request.POST.get("act"))
        if act is None:
            messages.error(request, _("Bitte wählen Sie, was mit der Suche geschehen soll."))
            return redirect("missed_search", self.search.pk)
        return act()

    def assign(self) -> HttpResponse:
        self.require(may_assign(self.request.user))
        form = AssignForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        office = form.cleaned_data["office"]
        acts.assign(self.search, office)
        return self.done(_("„%(text)s“ ist jetzt Sache von %(office)s.") % {"text": self.search, "office": office})

    def reject(self) -> HttpResponse:
        self.require(may_assign(self.request.user))
        acts.reject(self.search)
        return self.done(_("„%(text)s“ ist abgelehnt.") % {"text": self.search})

    def reopen(self) -> HttpResponse:
        self.require(may_solve(self.request.user, self.search))
        acts.reopen(self.search)
        return self.done(_("„%(text)s“ ist wieder offen.") % {"text": self.search})

    def solve(self) -> HttpResponse:
        self.require(may_solve(self.request.user, self.search))
        acts.solve(self.search)
        return self.done(_("„%(text)s“ ist gelöst.") % {"text": self.search})

    def require(self, allowed_to: bool) -> None:
        if not allowed_to:
            raise PermissionDenied

    def done(self, message: str) -> HttpResponse:
        messages.success(self.request, message)
        return redirect("missed_searches")

    def get_page_title(self) -> str:
        return _("Gesucht wurde: „%(text)s“") % {"text": self.search}

    def pages_above(self) -> list[tuple[str, str]]:
        return [(reverse("missed_searches"), MissedListView.page_title)]

    def here(self) -> str:
        return self.search.text

    def get_context_data(self, **kwargs):
        user = self.request.user
        return {
            "form": AssignForm(initial={"office": self.search.office_id}),
            "search": self.search,
            "days": self.search.days.order_by("-day", "is_use")[:DAYS_SHOWN],
            "may_assign": may_assign(user),
            "may_solve": may_solve(user, self.search),
            "word_url": word_url(self.search, reverse("missed_searches")),
            **super().get_context_data(**kwargs),
        }
