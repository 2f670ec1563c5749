"""What everybody in the admin may read about a page: how it stands, its parts, and what happened to it."""

from django.contrib.auth.mixins import UserPassesTestMixin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator

from cms.admin_pages import AdminPageMixin
from cms.models import BasePage
from cms.parts import owners
from cms.reviews import review_states
from cms.workflow.models import ApprovalSettings
from cms.workflow.people import capacities
from cms.workflow.standing import Standing
from cms.workflow.texts import comparisons_of, draft_of
from cms.workflow.timeline import days, log_of

ENTRIES_PER_PAGE = 50


class PageView(UserPassesTestMixin, AdminPageMixin, TemplateView):
    """„Stand und Verlauf“ of one page, for everybody who speaks for an office."""

    template_name = "workflow/page/page.html"
    page_title = gettext_lazy("Stand und Verlauf")
    header_icon = "history"

    def test_func(self) -> bool:
        return self.request.user.is_superuser or bool(capacities(self.request.user))

    @cached_property
    def page(self) -> BasePage:
        return get_object_or_404(BasePage.objects.filter(depth__gte=2), pk=self.kwargs["page_id"]).specific

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def pages_above(self) -> list[tuple[str, str]]:
        explorer = reverse("wagtailadmin_explore", args=[self.page.get_parent().pk])
        return [(explorer, self.get_page_subtitle())]

    def get_context_data(self, **kwargs):
        page, draft = self.page, draft_of(self.page)
        live_parts, parts = page.parts() if page.live else [], draft.parts()
        reviews = {}
        if page.live and page.kind:
            states = review_states(page, overdue_after=ApprovalSettings.overdue_after())
            reviews = {state.part.key: state for state in states}
        compared = comparisons_of(page, live_parts, parts)
        standing = Standing(page, draft, self.request.user)
        log = WagtailPaginator(log_of(page), ENTRIES_PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            page=page,
            sentences=standing.sentences,
            acts=standing.acts(),
            offices=owners(parts),
            parts=[(comparison, reviews.get(comparison.part.key)) for comparison in compared],
            changed=sum(comparison.change.is_change for comparison in compared),
            log=log,
            days=days(log),
            **kwargs,
        )
