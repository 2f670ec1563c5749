"""Mails that did not arrive, for those who can do something about it."""

from django.contrib.auth.mixins import UserPassesTestMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator

from cms.admin_pages import AdminPageMixin
from cms.models import User
from cms.outbox import try_again, undelivered
from cms.permissions.ownership import general_roles
from cms.permissions.roles import allowed

MAILS_PER_LIST = 50


def may_see_mails(user: User) -> bool:
    return bool(general_roles(user) & allowed("mails"))


class OnlyForKeepersOfMails(UserPassesTestMixin):
    def test_func(self) -> bool:
        return may_see_mails(self.request.user)


class UndeliveredView(OnlyForKeepersOfMails, AdminPageMixin, ListView):
    """What was tried in vain, with the reason and a button to try again."""

    template_name = "workflow/undelivered_mails.html"
    page_title = gettext_lazy("Nicht zugestellte Nachrichten")
    header_icon = "mail"
    context_object_name = "mails"
    paginate_by = MAILS_PER_LIST
    paginator_class = WagtailPaginator
    page_kwarg = "p"

    def get_queryset(self):
        return undelivered().select_related("user", "office").defer("text", "html")


class TryAgainView(OnlyForKeepersOfMails, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, mail_id: int) -> HttpResponse:
        try_again(get_object_or_404(undelivered(), pk=mail_id))
        if undelivered().filter(pk=mail_id).exists():
            messages.error(request, _("Die Nachricht kam wieder nicht an. Der Grund steht in der Liste."))
        else:
            messages.success(request, _("Die Nachricht wird noch einmal gesendet."))
        return redirect("undelivered_mails")
