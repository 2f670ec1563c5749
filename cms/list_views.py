"""Lists of the admin that somebody narrows, pages through and takes along."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator

from .admin_pages import AdminPageMixin
from .spreadsheets import FORMATS, Sheet, download

LINES_PER_PAGE = 25


class FilteredListView(AdminPageMixin, TemplateView):
    """A list in full: narrowed by the address, page by page, or as a file (`?datei=csv`, `?datei=ods`).

    `form` is a GET form with `rows()`, what it leaves of the list. Templates extend `cms/admin/filtered_list.html`.
    """

    form: Any

    def sheet(self) -> Sheet:
        """The narrowed list in full, as a table."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        # a faulty address gets the page that says so, not a file that looks complete
        if request.GET.get("datei") in FORMATS and self.form.is_valid():
            return download(self.sheet(), request.GET["datei"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        paginator = WagtailPaginator(self.form.rows(), LINES_PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            form=self.form,
            page_obj=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            total=paginator.count,
            formats=FORMATS,
            **kwargs,
        )
