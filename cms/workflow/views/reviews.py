"""The parts of one page, to be reviewed."""

from django.contrib.auth.mixins import UserPassesTestMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from cms.admin_pages import AdminPageMixin
from cms.models import BasePage
from cms.part_texts import Names, part_text
from cms.reviews import OutdatedReview, confirm_part, review_states
from cms.workflow.desk import Desk
from cms.workflow.models import ApprovalSettings


class PageReviewView(UserPassesTestMixin, AdminPageMixin, TemplateView):
    """The parts of one live page with their owner and text; those of the user's offices with a button to confirm."""

    template_name = "cms/admin/page_review.html"
    page_title = gettext_lazy("Prüfen")
    header_icon = "check"

    def test_func(self) -> bool:
        is_asked = bool(self.desk.may_confirm & set(self.page.offices))
        return is_asked or self.page.permissions_for_user(self.request.user).can_edit()

    @cached_property
    def page(self) -> BasePage:
        page = get_object_or_404(BasePage.objects.live(), pk=self.kwargs["page_id"]).specific
        if not page.kind:
            raise Http404
        return page

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.request.user)

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        try:
            confirm_part(
                page=self.page,
                part_key=request.POST.get("part", ""),
                content_hash=request.POST.get("content_hash", ""),
                user=request.user,
                as_stand_in=self.desk.stood_in_for,
            )
        except (KeyError, OutdatedReview):
            messages.warning(request, _("Der Text hat sich gerade geändert. Bitte lesen Sie ihn noch einmal."))
        else:
            messages.success(request, _("Danke. Der Teil ist als geprüft vermerkt."))
        return redirect("page_review", page_id)

    def get_page_subtitle(self) -> str:
        return self.page.title

    def pages_above(self) -> list[tuple[str, str]]:
        return [(reverse("review_list"), _("Zu prüfen"))]

    def here(self) -> str:
        return self.page.title

    def get_context_data(self, **kwargs):
        states = review_states(self.page, overdue_after=ApprovalSettings.overdue_after())
        names = Names(self.page, [state.part for state in states])
        parts = [
            {
                "state": state,
                "text": part_text(self.page, state.part, names),
                "may_confirm": state.part.office in self.desk.may_confirm,
            }
            for state in states
        ]
        # one's own first, so that nobody has to look for them, and among them those to look at
        parts.sort(key=lambda part: (not part["may_confirm"], not part["state"].needs_review))
        can_edit = self.page.permissions_for_user(self.request.user).can_edit()
        return super().get_context_data(page=self.page, parts=parts, can_edit=can_edit, **kwargs)
