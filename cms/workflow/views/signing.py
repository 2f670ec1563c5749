"""The signing page: old against new, the reasons so far, and the buttons of whoever looks."""

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from cms.admin_pages import AdminPageMixin
from cms.models import Office
from cms.workflow.actions import decide_for, hand_back, object_to, sign, sign_off
from cms.workflow.desk import Desk
from cms.workflow.errors import NotForYou, WorkflowError
from cms.workflow.forms import DecideForm, HandBackForm, ObjectionForm, SignForm, SignOffForm
from cms.workflow.models import Submission
from cms.workflow.signing import RoundForPerson

# The acts of the page, as its forms name them. Those of the first kind are done for an office.
FOR_AN_OFFICE: dict[str, type[forms.Form]] = {"sign": SignForm, "object": ObjectionForm, "decide": DecideForm}
FOR_THE_TEXT: dict[str, type[forms.Form]] = {"sign_off": SignOffForm, "hand_back": HandBackForm}
DONE = {
    "sign": gettext_lazy("Danke. „%(page)s“ ist für %(office)s mitgezeichnet."),
    "object": gettext_lazy("Ihr Einwand ist vermerkt. „%(page)s“ geht zurück an die Redaktion."),
    "decide": gettext_lazy("„%(page)s“ ist an Stelle von %(office)s gezeichnet."),
    "hand_back": gettext_lazy("„%(page)s“ ist zurückgegeben."),
}


class RoundView(AdminPageMixin, TemplateView):
    """One round: everybody in the admin may read it; who may act finds the forms for it here."""

    template_name = "workflow/signing.html"
    header_icon = "edit"
    failed: tuple[str, Office | None, forms.Form] | None = None

    @cached_property
    def submission(self) -> Submission:
        rounds = Submission.objects.select_related("page", "submitted_by", "closed_by")
        return get_object_or_404(rounds, pk=self.kwargs["submission_id"])

    # --- acting ---------------------------------------------------------------------------------------------------
    def post(self, request: HttpRequest, submission_id: int) -> HttpResponse:
        act = request.POST.get("act", "")
        if act not in FOR_AN_OFFICE | FOR_THE_TEXT:
            raise BadRequest
        office = get_object_or_404(Office, slug=request.POST.get("office", "")) if act in FOR_AN_OFFICE else None
        form = self.make_form(act, office, request.POST)
        status = 200
        if form.is_valid():
            try:
                self.perform(act, office, form.cleaned_data)
            except (WorkflowError, NotForYou) as error:
                form.add_error(None, str(error))
                status = 403 if isinstance(error, NotForYou) else 200
            else:
                return self.go_on(act, office)
        vars(self).pop("submission", None)  # somebody may have been faster: read it anew
        self.failed = act, office, form
        return self.render_to_response(self.get_context_data(), status=status)

    def make_form(self, act: str, office: Office | None, data=None) -> forms.Form:
        """The form of one act. Each has field names of its own: several stand on one page."""
        prefix = f"{act}-{office.slug}" if office else act
        return (FOR_AN_OFFICE | FOR_THE_TEXT)[act](data, prefix=prefix)

    def perform(self, act: str, office: Office | None, values: dict) -> None:
        by = {"submission": self.submission, "user": self.request.user}
        seen = self.request.POST.get("seen", "")
        match act:
            case "sign":
                sign(office=office, seen=seen, note=values["note"], **by)
            case "object":
                object_to(office=office, reason=values["reason"], **by)
            case "decide":
                decide_for(office=office, seen=seen, reason=values["reason"], **by)
            case "hand_back":
                hand_back(reason=values["reason"], **by)
            case "sign_off":
                sign_off(seen=seen, **by)

    def go_on(self, act: str, office: Office | None) -> HttpResponse:
        """Say what was done, and lead to what the person has to sign next."""
        self.submission.refresh_from_db()
        desk = Desk(self.request.user)
        next_one = next_submission(desk)
        here = next_one == self.submission
        message = self.done_message(act, office)
        buttons = []
        if next_one and not here:
            buttons = [messages.button(reverse("workflow_round", args=[next_one.pk]), _("Das Nächste zeichnen"))]
        messages.success(self.request, message, buttons=buttons)
        return redirect("workflow_round", self.submission.pk) if here else redirect("wagtailadmin_home")

    def done_message(self, act: str, office: Office | None) -> str:
        facts = {"page": self.title, "office": office}
        if act != "sign_off":
            return DONE[act] % facts
        if self.submission.is_urgent:
            return _("Die Schlusszeichnung ist gegeben. „%(page)s“ ist jetzt vollständig gezeichnet.") % facts
        if self.submission.stage == Submission.Stage.SCHEDULED:
            return _("Die Schlusszeichnung ist gegeben. „%(page)s“ wird zur geplanten Zeit veröffentlicht.") % facts
        return _("Die Schlusszeichnung ist gegeben. „%(page)s“ ist veröffentlicht.") % facts

    # --- showing --------------------------------------------------------------------------------------------------
    @cached_property
    def title(self) -> str:
        return self.submission.page.get_admin_display_title()

    def get_page_title(self) -> str:
        return _("Schlusszeichnung") if self.submission.stage == Submission.Stage.FINAL else _("Mitzeichnung")

    def get_page_subtitle(self) -> str:
        return self.title

    def here(self) -> str:
        return f"{self.get_page_title()}: {self.title}"

    def get_context_data(self, **kwargs):
        this_round = RoundForPerson(self.submission, self.request.user)
        context = {
            "round": this_round,
            "submission": self.submission,
            "page": this_round.page,
            "blocks": [
                {
                    "block": block,
                    "sign": block.may_sign and self.form_for("sign", block.office),
                    "object": block.may_object and self.form_for("object", block.office),
                }
                for block in this_round.blocks
            ],
            "to_decide": [
                {"block": block, "decide": self.form_for("decide", block.office)} for block in this_round.to_decide
            ],
            "sign_off": this_round.may_sign_off and self.form_for("sign_off"),
            "hand_back": this_round.is_asked_to_sign_off and self.form_for("hand_back"),
        }
        # what was sent for a form that is not offered any more: the message and the typed words are still shown
        context["refused"] = self.failed and self.failed[2]
        return super().get_context_data(**context, **kwargs)

    def form_for(self, act: str, office: Office | None = None) -> forms.Form:
        """An empty form, or the one that was just sent and not accepted."""
        if self.failed and self.failed[:2] == (act, office):
            form = self.failed[2]
            self.failed = None
            for name in form.errors.keys() & form.fields.keys():
                form.fields[name].widget.attrs["autofocus"] = True
            return form
        return self.make_form(act, office)


def next_submission(desk: Desk) -> Submission | None:
    """What the person has to sign next: for an office first, then the Schlusszeichnung."""
    signature = desk.to_sign().first()
    return signature.submission if signature else desk.to_sign_off().first()
