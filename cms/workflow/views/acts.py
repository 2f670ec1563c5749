"""The pages on which a text is handed in, fetched back, published in a hurry, or taken from the public."""

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
from cms.workflow.actions import draft_to_submit, refuse_take_back, submit, take_back
from cms.workflow.changes import text_hash
from cms.workflow.errors import WorkflowError
from cms.workflow.forms import SubmitForm, TakeBackForm, TakeDownForm, UrgentForm
from cms.workflow.models import Submission
from cms.workflow.outlook import expected_signatures
from cms.workflow.publishing import draft_to_publish_urgently, publish_urgently, refuse_take_down, take_down
from cms.workflow.rounds import open_round_of
from cms.workflow.texts import cleared_parts, comparisons_of


class ActView(AdminPageMixin, FormView):
    """One act on one page: what it means, and a form for it.

    `check()` raises where the act is not possible; the page then says why instead of showing the form. An act that
    fails in the last moment says so above the form, and what was typed stays.
    """

    header_icon = "edit"
    obstacle: WorkflowError | None = None

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.look()
        return super().dispatch(request, *args, **kwargs)

    def look(self) -> None:
        """Find out whether the act is possible now."""
        try:
            self.check()
        except WorkflowError as error:
            self.obstacle = error

    def forget(self) -> None:
        """Somebody was faster: what was fetched is not what there is."""
        for name in ("page", "submission", "can_edit"):
            self.__dict__.pop(name, None)

    def check(self) -> None:
        raise NotImplementedError

    def act(self, form) -> HttpResponse:
        raise NotImplementedError

    @cached_property
    def page(self) -> BasePage:
        return get_object_or_404(BasePage.objects.filter(depth__gte=2), pk=self.kwargs["page_id"]).specific

    @cached_property
    def can_edit(self) -> bool:
        return self.page.permissions_for_user(self.request.user).can_edit()

    @property
    def editor_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    @property
    def page_url(self) -> str:
        """The form of the page, or what everybody may read about it."""
        return self.editor_url if self.can_edit else reverse("workflow_page", args=[self.page.pk])

    def form_valid(self, form) -> HttpResponse:
        try:
            return self.act(form)
        except WorkflowError as error:
            form.add_error(None, str(error))
            self.forget()
            self.look()
            return self.form_invalid(form)

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def pages_above(self) -> list[tuple[str, str]]:
        return [(self.page_url, self.get_page_subtitle())]

    def get_context_data(self, **kwargs):
        facts = {
            "page": self.page,
            "editor_url": self.editor_url,
            "page_url": self.page_url,
            "can_edit": self.can_edit,
            "obstacle": self.obstacle,
            "faults": getattr(self.obstacle, "faults", []),
        }
        return super().get_context_data(**facts, **kwargs)


class DraftMixin:
    """What the draft changes, and who would be asked about it."""

    draft: BasePage | None = None

    @property
    def seen(self) -> str:
        return self.request.POST.get("seen", "")

    def get_context_data(self, **kwargs):
        if self.draft:
            kwargs["seen"] = text_hash(self.draft.parts())
            compared = comparisons_of(self.page, cleared_parts(self.page), self.draft.parts())
            kwargs["comparisons"] = [comparison for comparison in compared if comparison.change.is_change]
            kwargs["expected"] = expected_signatures(self.page, self.request.user, self.draft)
        return super().get_context_data(draft=self.draft, **kwargs)


class SubmitView(DraftMixin, ActView):
    """Hand in the draft: the last look at what changed and who will be asked."""

    template_name = "workflow/submit.html"
    page_title = gettext_lazy("Zur Mitzeichnung vorlegen")
    form_class = SubmitForm

    def check(self) -> None:
        self.draft = draft_to_submit(self.page, self.request.user)

    def act(self, form) -> HttpResponse:
        submission = submit(page=self.page, user=self.request.user, seen=self.seen, **form.cleaned_data)
        messages.success(self.request, _("„%(page)s“ ist vorgelegt.") % {"page": self.get_page_subtitle()})
        return redirect("workflow_round", submission.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(running=open_round_of(self.page) if self.obstacle else None, **kwargs)


class TakeBackView(ActView):
    """Fetch a text back that waits for signatures."""

    template_name = "workflow/take_back.html"
    page_title = gettext_lazy("Zurückholen")
    form_class = TakeBackForm

    @cached_property
    def submission(self) -> Submission:
        return get_object_or_404(Submission.objects.select_related("page"), pk=self.kwargs["submission_id"])

    @cached_property
    def page(self) -> BasePage:
        return self.submission.page.specific

    def check(self) -> None:
        refuse_take_back(self.submission, self.request.user)

    def act(self, form) -> HttpResponse:
        take_back(submission=self.submission, user=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("Der Text ist zurückgeholt. Sie können ihn wieder bearbeiten."))
        return redirect(self.page_url)

    def get_context_data(self, **kwargs):
        signatures = self.submission.signatures.select_related("office", "user")
        return super().get_context_data(submission=self.submission, signatures=signatures, **kwargs)


class UrgentView(DraftMixin, ActView):
    """Eilveröffentlichung: what becomes public at once, and who will be asked afterwards."""

    template_name = "workflow/urgent.html"
    page_title = gettext_lazy("Eilveröffentlichung")
    header_icon = "warning"
    form_class = UrgentForm

    def check(self) -> None:
        self.draft = draft_to_publish_urgently(self.page, self.request.user)

    def act(self, form) -> HttpResponse:
        publication = publish_urgently(page=self.page, user=self.request.user, seen=self.seen, **form.cleaned_data)
        messages.success(self.request, _("Der Text ist öffentlich. Die Stellen werden jetzt gefragt."))
        return redirect("workflow_round", publication.submission_id)

    def get_context_data(self, **kwargs):
        return super().get_context_data(running=open_round_of(self.page), **kwargs)


class TakeDownView(ActView):
    """Take a page from the public, with a reason and a way on for readers."""

    template_name = "workflow/take_down.html"
    page_title = gettext_lazy("Von der Website nehmen")
    header_icon = "download"
    form_class = TakeDownForm

    def check(self) -> None:
        refuse_take_down(self.page, self.request.user)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"page": self.page}

    def act(self, form) -> HttpResponse:
        take_down(page=self.page, user=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Die Seite ist von der Website genommen."))
        return redirect("wagtailadmin_explore", self.page.get_parent().pk)
