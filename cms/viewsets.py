"""Lists and forms of the master data in the admin, and a delete view that explains instead of failing."""

import json

from django.contrib.admin.utils import quote
from django.db import transaction
from django.db.models import BooleanField, Count, F, Func, ProtectedError, RestrictedError, Value
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, UsageCountColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Revision
from wagtail.users.views.groups import DeleteView as WagtailGroupDeleteView
from wagtail.users.views.groups import GroupViewSet as WagtailGroupViewSet
from wagtail.users.views.users import DeleteView as WagtailUserDeleteView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from .account_forms import UserEditForm
from .forms import OfficeForm, ReviewIntervalForm
from .models import Office, ProblemType, ReviewInterval
from .permissions import grant_office_rights


class KeepsWhatIsInUse:
    """For delete views: whatever else still points to the object is named to the user, and nothing is deleted."""

    def obstacle(self) -> str:
        """Why the object cannot go, beyond what the database itself protects; empty if nothing speaks against it."""
        return ""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        in_use = _("„%(name)s“ wird noch verwendet und kann deshalb nicht gelöscht werden.") % {"name": self.object}
        if self.usage and self.usage.is_protected:
            return self.keep(in_use)
        if obstacle := self.obstacle():
            return self.keep(obstacle)
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except (ProtectedError, RestrictedError):
            return self.keep(in_use)

    def keep(self, reason: str) -> HttpResponse:
        messages.error(self.request, reason)
        return redirect(reverse(self.edit_url_name, args=(quote(self.object.pk),)))


class DeleteView(KeepsWhatIsInUse, generic.DeleteView):
    pass


class OfficeDeleteView(DeleteView):
    """Offices also stay while a draft or an earlier version of a page names them: it could not be opened any more."""

    def obstacle(self) -> str:
        named = Func(
            F("content"),
            Value("$.** ? (@.office == $pk || @.lead_office == $pk)"),
            Value(json.dumps({"pk": self.object.pk})),
            function="jsonb_path_exists",
            template="%(function)s(%(expressions)s)",
            arg_joiner=", ",
            output_field=BooleanField(),
        )
        if Revision.objects.alias(named=named).filter(named=True).exists():
            return _("„%(name)s“ kommt in Entwürfen oder früheren Fassungen vor und muss deshalb bleiben.") % {
                "name": self.object
            }
        return ""


class ProblemTypeDeleteView(DeleteView):
    """The classification of a page is part of what the offices signed."""

    def obstacle(self) -> str:
        if self.object.is_used():
            return _("Seiten haben den Problemtyp „%(name)s“. Nehmen Sie ihn dort erst heraus.") % {"name": self.object}
        return ""


class GrantsRights:
    """For views that save an office: its editors get what they need."""

    def save_instance(self) -> Office:
        office = super().save_instance()
        grant_office_rights(office)
        return office


class OfficeCreateView(GrantsRights, generic.CreateView):
    pass


class OfficeEditView(GrantsRights, generic.EditView):
    pass


class OfficeIndexView(generic.IndexView):
    def get_base_queryset(self):
        offices = super().get_base_queryset().select_related("parent", "group")
        return offices.annotate(usage_count=Count("page_offices"))


class OfficeViewSet(ModelViewSet):
    """Bodies that are responsible for something, with contact and opening hours."""

    model = Office
    name = "offices"
    url_prefix = "stellen"
    icon = "group"
    menu_label = gettext_lazy("Stellen")
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        "name",
        "kind",
        "parent",
        "task",
        "street",
        "postal_code",
        "city",
        "phone",
        "email",
        "website",
        "accessibility",
        "contact_note",
    ]
    index_view_class = OfficeIndexView
    add_view_class = OfficeCreateView
    edit_view_class = OfficeEditView
    delete_view_class = OfficeDeleteView
    ordering = ["sort_name"]
    list_per_page = 50
    list_filter = ["kind"]
    search_fields = ["name", "slug", "task"]
    search_backend_name = None
    list_display = [
        "__str__",
        "kind",
        Column("parent", label=gettext_lazy("gehört zu"), classname="wide-only"),
        Column("group", label=gettext_lazy("Redaktion"), classname="wide-only"),
        UsageCountColumn("usage_count", label=gettext_lazy("Seiten")),
    ]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("name"),
                    FieldPanel("slug"),
                    FieldPanel("kind"),
                    FieldPanel("parent"),
                    FieldPanel("task"),
                ],
                heading=gettext_lazy("Stelle"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("street"),
                    FieldRowPanel([FieldPanel("postal_code"), FieldPanel("city")]),
                    FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                    FieldPanel("website"),
                    FieldPanel("contact_note"),
                    FieldPanel("accessibility"),
                ],
                heading=gettext_lazy("Kontakt"),
            ),
            InlinePanel(
                "opening_hours",
                [
                    FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]),
                    FieldPanel("note"),
                ],
                heading=gettext_lazy("Öffnungszeiten"),
                label=gettext_lazy("Öffnungszeit"),
                help_text=gettext_lazy("Eine Zeile je Zeitraum. Ein Tag mit Mittagspause hat zwei Zeilen."),
            ),
            MultiFieldPanel(
                [FieldPanel("mailbox"), FieldPanel("administrators", widget=CheckboxSelectMultiple)],
                heading=gettext_lazy("Verwaltung der Redaktion"),
            ),
            # Who edits for an office decides about rights: left to the administration.
            MultiFieldPanel(
                [
                    FieldPanel("group", permission="superuser"),
                    FieldPanel("is_business_promotion", permission="superuser"),
                ],
                heading=gettext_lazy("Redaktion"),
                permission="superuser",
            ),
        ],
        base_form_class=OfficeForm,
    )


class ProblemTypeIndexView(generic.IndexView):
    def get_base_queryset(self):
        types = super().get_base_queryset().select_related("parent")
        return types.annotate(usage_count=Count("pages"))


class ProblemTypeViewSet(ModelViewSet):
    """The classification of traders' problems."""

    model = ProblemType
    name = "problem_types"
    url_prefix = "problemtypen"
    icon = "tag"
    menu_label = gettext_lazy("Problemtypen")
    copy_view_enabled = False
    index_view_class = ProblemTypeIndexView
    delete_view_class = ProblemTypeDeleteView
    ordering = ["order", "label"]
    sort_order_field = "order"
    list_per_page = 50
    search_fields = ["label", "hint"]
    search_backend_name = None
    list_display = [
        "label",
        Column("parent", label=gettext_lazy("gehört zu"), classname="wide-only"),
        Column("hint", label=gettext_lazy("Hinweis"), classname="wide-only"),
        "order",
        UsageCountColumn("usage_count", label=gettext_lazy("Seiten")),
    ]
    panels = [
        FieldPanel("label"),
        FieldPanel("slug"),
        FieldPanel("parent"),
        FieldPanel("hint"),
        FieldPanel("icon"),
        FieldPanel("order"),
    ]


class ReviewIntervalDeleteView(DeleteView):
    """What holds for all kinds without a row of their own stays."""

    def obstacle(self) -> str:
        return "" if self.object.kind else _("Diese Zeile gilt für alle übrigen Teile und muss bleiben.")


class ReviewIntervalViewSet(ModelViewSet):
    """How often parts are to be reviewed, by their kind."""

    model = ReviewInterval
    name = "review_intervals"
    url_prefix = "pruefabstaende"
    icon = "date"
    menu_label = gettext_lazy("Prüfabstände")
    copy_view_enabled = False
    delete_view_class = ReviewIntervalDeleteView
    ordering = ["kind"]
    list_display = ["__str__", "months"]
    edit_handler = ObjectList([FieldPanel("kind"), FieldPanel("months")], base_form_class=ReviewIntervalForm)


class GroupDeleteView(KeepsWhatIsInUse, WagtailGroupDeleteView):
    usage = None


class GroupViewSet(WagtailGroupViewSet):
    """Wagtail's groups; one that edits for an office stays."""

    delete_view_class = GroupDeleteView


class UserDeleteView(KeepsWhatIsInUse, WagtailUserDeleteView):
    usage = None

    def keep(self, reason: str) -> HttpResponse:
        return super().keep(_("„%(name)s“ kommt in Mitzeichnungen vor. Sperren Sie das Konto.") % {"name": self.object})


class UserViewSet(WagtailUserViewSet):
    """Wagtail's accounts; one that a signature names stays."""

    delete_view_class = UserDeleteView

    def get_form_class(self, for_update=False):
        return UserEditForm if for_update else super().get_form_class(for_update)
