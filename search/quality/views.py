"""How well the search finds, for everybody in the admin; measuring and changing the set for those who keep it."""

from dataclasses import dataclass

from django.contrib.auth.mixins import UserPassesTestMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages

from cms.admin_pages import AdminPageMixin
from cms.models import User
from cms.permissions.ownership import general_roles
from cms.permissions.roles import allowed
from cms.spreadsheets import UnreadableTable, download

from .charts import trend
from .forms import UploadForm
from .metrics import Figures
from .models import QualityRun, RegressionQuery
from .runs import Miss, figures_of, measure_set, misses_of
from .survey import LABELS, engine_label
from .table import COLUMNS, Refused, Report, sheet, take_over

SHOWN_DAYS = 60


def may_keep(user: User) -> bool:
    """Whether somebody may change the set and have it measured."""
    return bool(general_roles(user) & allowed("master_data"))


def may_read(user: User) -> bool:
    """Whether somebody may see the figures and the set."""
    return bool(general_roles(user) & allowed("see_master_data"))


class OnlyForReaders(UserPassesTestMixin):
    """For views of the figures and the set."""

    def test_func(self) -> bool:
        return may_read(self.request.user)


class OnlyForKeepers(UserPassesTestMixin):
    """For views that measure, or change the set."""

    def test_func(self) -> bool:
        return may_keep(self.request.user)


@dataclass(frozen=True)
class Row:
    """One measurement as readers see it."""

    run: QualityRun
    figures: Figures
    misses: list[Miss]

    @property
    def engine(self) -> str:
        return engine_label(self.run.engine)


class QualityView(OnlyForReaders, AdminPageMixin, TemplateView):
    """The figures of the last 60 measured days as a picture and as a table, and what was not found."""

    template_name = "search/admin/quality.html"
    page_title = gettext_lazy("Suchqualität")
    header_icon = "search"

    def get_context_data(self, **kwargs) -> dict:
        runs = QualityRun.objects.order_by("-day", "engine")[: SHOWN_DAYS * len(LABELS)]
        rows = [Row(run, figures_of(run), list(misses_of(run))) for run in runs]
        lines = {
            engine_label(engine): {row.run.day: row.figures.ndcg for row in rows if row.run.engine == engine}
            for engine in sorted({row.run.engine for row in rows})
        }
        latest = [row for row in rows if row.run.day == rows[0].run.day]
        return super().get_context_data(
            rows=rows,
            latest=latest,
            picture=trend(lines) if rows else None,
            count=RegressionQuery.objects.count(),
            may_keep=may_keep(self.request.user),
            **kwargs,
        )


class MeasureView(OnlyForKeepers, View):
    """Measure the set now."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        report = measure_set()
        if report.runs:
            messages.success(request, _("Die Suche wurde gemessen."))
        for name in report.silent:
            said = _("%(engine)s antwortet gerade nicht. Gesucht werden kann trotzdem: So lange antwortet PostgreSQL.")
            messages.warning(request, said % {"engine": engine_label(name)})
        if not report.runs and not report.silent:
            messages.warning(request, _("Es gibt noch keine Prüfsuchen, mit denen gemessen werden kann."))
        return redirect("search_quality")


class ExportView(OnlyForReaders, View):
    """The set as a table that can be changed and given back."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return download(sheet(), "csv")


class ImportView(OnlyForKeepers, AdminPageMixin, FormView):
    """Take a table over as a whole, or say everything that is wrong with it."""

    template_name = "search/admin/import.html"
    page_title = gettext_lazy("Prüfsuchen aus einer Tabelle übernehmen")
    header_icon = "search"
    form_class = UploadForm
    extra_context = {"columns": COLUMNS}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        try:
            report = take_over(form.cleaned_data["table"].read())
        except UnreadableTable as error:
            form.add_error("table", str(error))
            return self.form_invalid(form)
        except Refused as error:
            form.add_error("table", error.reasons)
            return self.form_invalid(form)
        messages.success(self.request, said(report))
        return redirect("regression_queries:index")


def said(report: Report) -> str:
    """What a table changed, in one sentence."""
    created = ngettext("%(n)s neue Prüfsuche", "%(n)s neue Prüfsuchen", report.created) % {"n": report.created}
    return _("%(created)s, %(changed)s geändert, %(unchanged)s unverändert.") % {
        "created": created,
        "changed": report.changed,
        "unchanged": report.unchanged,
    }
