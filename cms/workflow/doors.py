"""Wagtail's own ways to publish, submit, cancel and delete, closed: what happens there instead."""

from collections.abc import Iterable

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.api.views import PagesAdminAPIViewSet

from cms.models import BasePage, SiteDocument, SiteImage

from .files import refusal_to_delete
from .rounds import lock_pages, open_round_of
from .usage import public_pages_naming, titles

# What Wagtail's form of a page may carry besides "save". Our own button saves, and goes on to another page.
CANCELLING = {"action-cancel-workflow", "action-restart-workflow"}
STOCK_ACTIONS = CANCELLING | {"action-publish", "action-submit", "action-workflow-action"}


def save_at_most_a_draft(request: HttpRequest, page: BasePage | None = None) -> HttpResponse | None:
    """Take Wagtail's actions out of what was sent, so that nothing but a draft is saved.

    Fetching back a text that is handed in needs a reason and has a page of its own, to which this leads.
    """
    asked = STOCK_ACTIONS & request.POST.keys()
    if not asked:
        return None
    running = open_round_of(page) if page and asked & CANCELLING else None
    if running:
        messages.info(request, _("Zum Zurückholen gehört ein Grund. Nennen Sie ihn hier."))
        return redirect("workflow_take_back", running.pk)
    request.POST = request.POST.copy()
    for name in asked:
        del request.POST[name]
    messages.info(
        request,
        _("Hier wird nur ein Entwurf gespeichert. Veröffentlicht wird er nach Mitzeichnung und Schlusszeichnung."),
    )
    return None


def refuse_deletion(request: HttpRequest, pages: Iterable[BasePage]) -> HttpResponse | None:
    """Lead to where a public page is taken down, or say which public pages still name the one to be deleted.

    The pages stay locked: none becomes public between the question and the deletion.
    """
    pages = list(pages)
    lock_pages(pages)
    for page in pages:
        public = page.get_descendants(inclusive=True).live().first()
        if public:
            messages.error(
                request,
                _("„%(title)s“ ist veröffentlicht. Die Seite muss erst zurückgenommen werden, mit einem Grund.")
                % {"title": public.title},
            )
            return redirect("workflow_page", public.pk)
        if naming := public_pages_naming(page):
            messages.error(
                request,
                _("„%(title)s“ kann nicht gelöscht werden. Veröffentlichte Seiten verweisen darauf: %(pages)s.")
                % {"title": page.title, "pages": titles(naming)},
            )
            return redirect("workflow_page", page.pk)
    return None


def refuse_bulk_deletion(request: HttpRequest, objects: list[Model], next_url: str) -> HttpResponse | None:
    """The same for many objects at once, files among them: everything or nothing."""
    pages = [thing for thing in objects if isinstance(thing, BasePage)]
    if response := refuse_deletion(request, pages):
        return response
    if refusal := refusal_to_delete(thing for thing in objects if isinstance(thing, SiteImage | SiteDocument)):
        messages.error(request, refusal)
        return redirect(next_url)
    return None


class ReadOnlyPagesAPI(PagesAdminAPIViewSet):
    """The admin's API of pages without its actions, which know no locks: everything has a page of its own."""

    actions: dict = {}
