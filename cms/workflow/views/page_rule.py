"""The page on which the Wirtschaftsförderung says what silence means for one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from cms.admin_pages import AdminPageMixin
from cms.models import BasePage
from cms.workflow.forms import PageRuleForm
from cms.workflow.models import SilenceRule
from cms.workflow.page_rules import refuse_page_rule, set_page_rule


class PageRuleView(AdminPageMixin, FormView):
    template_name = "workflow/page/rule.html"
    page_title = gettext_lazy("Regel bei Fristablauf")
    header_icon = "time"
    form_class = PageRuleForm

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        refuse_page_rule(self.page, request.user)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def page(self) -> BasePage:
        return get_object_or_404(BasePage.objects.filter(depth__gte=2), pk=self.kwargs["page_id"]).specific

    def get_initial(self):
        rule = getattr(self.page, "approval_rule", None)
        return {"rule": rule.silence_rule if rule else ""}

    def form_valid(self, form) -> HttpResponse:
        rule = form.cleaned_data["rule"]
        set_page_rule(page=self.page, user=self.request.user, rule=SilenceRule(rule) if rule else None)
        messages.success(self.request, _("Die Regel ist gespeichert."))
        return redirect("workflow_page", self.page.pk)

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def pages_above(self) -> list[tuple[str, str]]:
        return [(reverse("workflow_page", args=[self.page.pk]), self.get_page_subtitle())]

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self.page, **kwargs)
