"""Panels of the forms in the admin."""

from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.panels import Panel


class PageNoticesPanel(Panel):
    """Above the form: what the hooks `page_notices` say about the page; each gives markup, or nothing."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/page_notices.html"

        def is_shown(self) -> bool:
            return bool(self.notices)

        @cached_property
        def notices(self) -> list[str]:
            page = self.instance
            if not (page and page.pk):
                return []
            return [notice for hook in hooks.get_hooks("page_notices") if (notice := hook(page))]


class PageReviewPanel(Panel):
    """Above the form of a live page: which parts of the user's offices are waiting for a review."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/page_review_panel.html"

        def is_shown(self) -> bool:
            return bool(self.waiting)

        @cached_property
        def waiting(self) -> list:
            page = self.instance
            if not (self.request and page and page.pk and page.live and page.kind):
                return []
            from .models import Office  # the page models use this panel
            from .reviews import review_states

            maintained = Office.objects.maintained_by(self.request.user)
            live_page = type(page).objects.get(pk=page.pk)  # the form edits the latest draft
            return [
                state for state in review_states(live_page) if state.needs_review and state.part.office in maintained
            ]
