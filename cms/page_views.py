"""Wagtail's views of a page's past and use, opened to readers: Wagtail shows them to whoever may edit the page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.admin.views.pages import history, preview, revisions, usage
from wagtail.admin.viewsets.pages import PageViewSet as WagtailPageViewSet

from .copy_views import CopyView
from .models import BasePage


class OpenToReaders:
    """Whoever may read the page gets the view, without ways to a form that would be refused."""

    # The view of Wagtail whose `dispatch` asks for the right to edit, if there is one: it is passed over.
    asks_in_dispatch: type | None = None

    def admit(self, page: BasePage) -> None:
        may = page.permissions_for_user(self.request.user)
        if not may.can_read():
            raise PermissionDenied
        if not may.can_edit():
            self.edit_url_name = self.revisions_revert_url_name = None

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.admit(self.object)
        after = self.asks_in_dispatch or OpenToReaders
        return super(after, self).dispatch(request, *args, **kwargs)

    @property
    def header_buttons(self) -> list:
        return super().header_buttons if self.edit_url_name else []


class OwnObject:
    """For views that ask for the right to edit while they fetch the page."""

    def get_object(self, *args) -> BasePage:
        return get_object_or_404(BasePage, pk=self.pk).specific


class HistoryView(OwnObject, OpenToReaders, history.PageHistoryView):
    pass


class RevisionsView(OwnObject, OpenToReaders, revisions.RevisionsView):
    pass


class RevisionsCompareView(OwnObject, OpenToReaders, revisions.RevisionsCompareView):
    pass


class UsageView(OpenToReaders, usage.UsageView):
    asks_in_dispatch = usage.UsageView


class WorkflowHistoryView(OpenToReaders, history.WorkflowHistoryView):
    asks_in_dispatch = history.PageWorkflowHistoryViewMixin


class WorkflowHistoryDetailView(OpenToReaders, history.WorkflowHistoryDetailView):
    asks_in_dispatch = history.PageWorkflowHistoryViewMixin


class ViewDraftView(preview.ViewDraftView):
    def dispatch(self, request: HttpRequest, page_id: int, *args, **kwargs) -> HttpResponse:
        page = get_object_or_404(BasePage, pk=page_id).get_latest_revision_as_object()
        if not page.permissions_for_user(request.user).can_read():
            raise PermissionDenied
        mode = request.GET.get("mode", page.default_preview_mode)
        return page.make_preview_request(request, mode)


class PageViewSet(WagtailPageViewSet):
    """The admin's views of all pages."""

    model = BasePage
    copy_view_class = CopyView
    history_view_class = HistoryView
    revisions_view_class = RevisionsView
    revisions_compare_view_class = RevisionsCompareView
    usage_view_class = UsageView
    view_draft_view_class = ViewDraftView
    workflow_history_view_class = WorkflowHistoryView
    workflow_history_detail_view_class = WorkflowHistoryDetailView
