"""The pages on which an office, or the Wirtschaftsförderung, manages its people and their stand-ins."""

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages

from cms.admin_pages import AdminPageMixin
from cms.models import Office, User
from cms.workflow import personnel
from cms.workflow.errors import NotForYou, WorkflowError
from cms.workflow.leavers import estate_of
from cms.workflow.models import Membership, StandIn
from cms.workflow.people import managed_offices, manages_people, name_of, offices_without_people
from cms.workflow.people_forms import HOUSE, LeaveForm, PersonForm, StandInForm

FORMER_SHOWN = 50


class OfficesView(AdminPageMixin, TemplateView):
    """The offices whose people one manages; with a single one that office itself."""

    template_name = "workflow/people/offices.html"
    page_title = gettext_lazy("Personen")
    header_icon = "group"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not manages_people(request.user):
            raise NotForYou(_("Personen verwaltet die Verwaltung der Redaktion Ihrer Stelle."))
        if len(self.offices) == 1:
            return redirect("people_of", self.offices[0].pk)
        return super().get(request, *args, **kwargs)

    @cached_property
    def offices(self) -> list[Office]:
        active = User.objects.filter(is_active=True)
        people = Count("group__user", filter=Q(group__user__is_active=True), distinct=True)
        offices = managed_offices(self.request.user).annotate(people=people)
        stand_ins = Prefetch("stand_ins", StandIn.objects.active().select_related("user"), to_attr="present_stand_ins")
        return list(offices.prefetch_related(Prefetch("administrators", active), stand_ins))

    def get_context_data(self, **kwargs):
        managed = {office.pk for office in self.offices}
        without = [office for office in offices_without_people() if office.pk in managed]
        return super().get_context_data(offices=self.offices, without_people=without, **kwargs)


class OfficeMixin(AdminPageMixin):
    """A page about the people of one office, for those who manage them."""

    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not personnel.may_manage(request.user, self.office):
            raise NotForYou(_("Die Personen dieser Stelle verwalten andere."))
        self.check()
        return super().dispatch(request, *args, **kwargs)

    def check(self) -> None:
        """Raise where managing the office is not enough."""

    @cached_property
    def office(self) -> Office:
        return get_object_or_404(Office.objects.with_editors(), pk=self.kwargs["office_id"])

    @cached_property
    def person(self) -> User:
        """Somebody who works for the office now."""
        return get_object_or_404(User, is_active=True, groups=self.office.group_id, pk=self.kwargs["user_id"])

    def get_page_subtitle(self) -> str:
        return str(self.office)

    def pages_above(self) -> list[tuple[str, str]]:
        return [(reverse("people"), _("Personen")), (reverse("people_of", args=[self.office.pk]), str(self.office))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(office=self.office, **kwargs)


class OfficeView(OfficeMixin, TemplateView):
    """The people of one office, its stand-ins, and those who left."""

    template_name = "workflow/people/office.html"
    page_title = gettext_lazy("Personen")

    def pages_above(self) -> list[tuple[str, str]]:
        return super().pages_above()[:-1]

    def here(self) -> str:
        return str(self.office)

    @property
    def people(self) -> QuerySet[User]:
        since = Membership.objects.current().filter(user=OuterRef("pk"), office=self.office).values("since")[:1]
        people = User.objects.filter(is_active=True, groups=self.office.group_id).annotate(since=Subquery(since))
        return people.order_by("last_name", "first_name", "username")

    def get_context_data(self, **kwargs):
        actor, office = self.request.user, self.office
        stand_ins = StandIn.objects.filter(office=office).select_related("user", "absent", "named_by")
        present = list(stand_ins.not_over().order_by("starts_on", "pk"))
        former = Membership.objects.filter(office=office, ended_at__isnull=False).select_related("user")
        people = list(self.people)
        for person in people:
            person.present_stand_ins = [one for one in present if one.absent_id == person.pk and one.is_active]
        return super().get_context_data(
            people=people,
            changeable=set(personnel.changeable(actor, office).values_list("pk", flat=True)),
            releasable=set(personnel.releasable(actor, office).values_list("pk", flat=True)),
            administrators=set(office.administrators.values_list("pk", flat=True)),
            stand_ins=present,
            past_stand_ins=stand_ins.exclude(pk__in=[one.pk for one in present])[:FORMER_SHOWN],
            former=former[:FORMER_SHOWN],
            may_edit_office=actor.has_perm("cms.change_office"),
            **kwargs,
        )


class ActView(OfficeMixin, FormView):
    """One act with the people of an office. What fails in the last moment says so above the form; nothing is lost."""

    template_name = "workflow/people/form.html"
    button_label = gettext_lazy("Speichern")

    def act(self, form) -> str:
        """Do it, and return what to say about it."""
        raise NotImplementedError

    def form_valid(self, form) -> HttpResponse:
        try:
            text = self.act(form)
        except WorkflowError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, text)
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return reverse("people_of", args=[self.office.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(button_label=self.button_label, **kwargs)


class AddView(ActView):
    page_title = gettext_lazy("Person aufnehmen")
    form_class = PersonForm
    button_label = gettext_lazy("Aufnehmen und einladen")

    def act(self, form) -> str:
        person = personnel.take_in(office=self.office, actor=self.request.user, **form.cleaned_data)
        return _("%(person)s arbeitet jetzt für %(office)s.") % {
            "person": name_of(person),
            "office": self.office,
        }


class EditView(ActView):
    page_title = gettext_lazy("Person bearbeiten")
    form_class = PersonForm

    def check(self) -> None:
        if not personnel.changeable(self.request.user, self.office).contains(self.person):
            raise NotForYou(_("Über dieses Konto entscheiden andere."))

    def get_initial(self):
        return {name: getattr(self.person, name) for name in self.form_class.base_fields}

    def act(self, form) -> str:
        person = personnel.change(office=self.office, person=self.person, actor=self.request.user, **form.cleaned_data)
        return _("Die Angaben zu %(person)s sind gespeichert.") % {"person": name_of(person)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.person, is_new=not self.person.has_usable_password(), **kwargs)


class LeaveView(ActView):
    """Somebody goes: what was theirs, and how far they go."""

    template_name = "workflow/people/leave.html"
    page_title = gettext_lazy("Person scheidet aus")
    form_class = LeaveForm
    button_label = gettext_lazy("Austragen")

    def check(self) -> None:
        if not personnel.releasable(self.request.user, self.office).contains(self.person):
            raise NotForYou(_("Über diese Person entscheiden andere."))

    @cached_property
    def may_close(self) -> bool:
        return personnel.changeable(self.request.user, self.office).contains(self.person)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"office": self.office, "may_close": self.may_close}

    def act(self, form) -> str:
        closes = form.cleaned_data["leaves"] == HOUSE
        personnel.let_go(office=self.office, person=self.person, actor=self.request.user, closes_account=closes)
        return _("%(person)s ist ausgetragen.") % {"person": name_of(self.person)}

    def get_success_url(self) -> str:
        return reverse("person_left", args=[self.office.pk, self.person.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            person=self.person, name=name_of(self.person), estate=estate_of(self.person), **kwargs
        )


class LeftView(OfficeMixin, TemplateView):
    """What was somebody's who left the office, to hand it on."""

    template_name = "workflow/people/left.html"
    page_title = gettext_lazy("Was offen ist")

    @cached_property
    def membership(self) -> Membership:
        rows = Membership.objects.filter(office=self.office, user=self.kwargs["user_id"]).select_related("user")
        if latest := rows.order_by("-pk").first():
            return latest
        raise Http404

    def get_page_subtitle(self) -> str:
        return name_of(self.membership.user)

    def get_context_data(self, **kwargs):
        person = self.membership.user
        return super().get_context_data(
            membership=self.membership, name=name_of(person), estate=estate_of(person), **kwargs
        )


class StandInView(ActView):
    page_title = gettext_lazy("Vertretung benennen")
    form_class = StandInForm
    button_label = gettext_lazy("Benennen")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"office": self.office}

    def act(self, form) -> str:
        stand_in = personnel.name_stand_in(stand_in=form.instance, actor=self.request.user)
        facts = {"person": name_of(stand_in.user), "office": self.office}
        return _("%(person)s vertritt %(office)s.") % facts


class PostView(OfficeMixin, View):
    """One button on the page of the office."""

    http_method_names = ["post"]

    def act(self) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except WorkflowError as error:
            messages.error(request, str(error))
        return redirect("people_of", self.office.pk)


class InviteView(PostView):
    def act(self) -> str:
        personnel.invite(office=self.office, person=self.person, actor=self.request.user)
        return _("Die Einladung an %(person)s ist unterwegs.") % {"person": name_of(self.person)}


class EndStandInView(PostView):
    def act(self) -> str:
        stand_in = get_object_or_404(StandIn, office=self.office, pk=self.kwargs["stand_in_id"])
        personnel.end_stand_in(stand_in=stand_in, actor=self.request.user)
        return _("Die Vertretung durch %(person)s ist beendet.") % {"person": name_of(stand_in.user)}
