"""What the workflow adds to the form of a page: its buttons, and what was said about a text that came back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem, PageLockedMenuItem, SaveDraftMenuItem
from wagtail.admin.ui.menus.pages import PageMenuItem

from cms.models import BasePage

from .actions import refuse_take_back
from .errors import NotForYou, WorkflowError
from .models import Signature, Submission

HAND_IN = "action-hand-in"


class HandIn(ActionMenuItem):
    """Saves the draft like the button beside it, and goes on to the page on which it is handed in."""

    label = _("Zur Mitzeichnung …")
    name = HAND_IN
    classname = "button-secondary"
    icon_name = "arrow-right-full"


class LinkItem(ActionMenuItem):
    """A link beside the form of a locked page."""

    def __init__(self, label, url: str, classname: str = "") -> None:
        super().__init__()
        self.label, self.url, self.classname = label, url, classname

    def get_url(self, parent_context) -> str:
        return self.url


def menu_items(request: HttpRequest, context: dict) -> list[ActionMenuItem]:
    """The buttons of a page's form: to save and to hand in, or, while it is locked, to the round."""
    if context["view"] == "create" or not context["locked_for_user"]:
        return [SaveDraftMenuItem(), HandIn()]
    submission = context["page"].submissions.first()
    if submission is None or not (submission.is_open or submission.stage == Submission.Stage.SCHEDULED):
        return [PageLockedMenuItem()]
    items = [LinkItem(_("Stand ansehen"), reverse("workflow_round", args=[submission.pk]))]
    if _can_be_taken_back(submission, request.user):
        url = reverse("workflow_take_back", args=[submission.pk])
        items.append(LinkItem(_("Zurückholen …"), url, "button-secondary"))
    return items


def _can_be_taken_back(submission: Submission, user) -> bool:
    try:
        refuse_take_back(submission, user)
    except (WorkflowError, NotForYou):
        return False
    return True


def after_saving(request: HttpRequest, page: BasePage) -> HttpResponse | None:
    """Where to go after a draft was saved with the button "Zur Mitzeichnung"."""
    return redirect("workflow_submit", page.pk) if request.POST.get(HAND_IN) else None


class StateButton(PageMenuItem):
    """Leads to what everybody in the admin may read about a page."""

    label = _("Stand und Verlauf")
    icon_name = "history"
    url_name = "workflow_page"

    def is_shown(self, user) -> bool:
        return not self.page.is_root()


class UrgentButton(PageMenuItem):
    label = _("Eilveröffentlichung …")
    icon_name = "warning"
    url_name = "workflow_urgent"


class TakeDownButton(PageMenuItem):
    label = _("Zurücknehmen …")
    icon_name = "download"
    url_name = "workflow_take_down"


def returned_notice(page: BasePage) -> str:
    """Why the text is with its authors again; empty if it did not come back."""
    submission = page.submissions.select_related("closed_by").first()
    if submission is None or submission.stage not in (Submission.Stage.RETURNED, Submission.Stage.TAKEN_BACK):
        return ""
    signatures = list(submission.signatures.select_related("office", "user"))
    context = {
        "submission": submission,
        "objections": [row for row in signatures if row.state == Signature.State.OBJECTED],
        "valid": [row for row in signatures if row.is_valid],
    }
    return render_to_string("workflow/editor/returned_notice.html", context)
