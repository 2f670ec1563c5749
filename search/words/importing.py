"""Taking in a file of everyday words: first its preview, then, on a second click, everything or nothing."""

import base64
import binascii

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from catalogue.models import EverydayWord
from cms.admin_pages import AdminPageMixin

from .files import COLUMNS, Fault, Reading, read_words, take_in
from .forms import UploadForm
from .tryout import effect_of
from .views import AsksBeforeItHurts


class WordImportView(AsksBeforeItHurts, PermissionCheckedMixin, AdminPageMixin, View):
    """The file travels inside the preview and is read anew when it is confirmed: what was true then may not be now."""

    model = EverydayWord
    permission_required = "add"
    template_name = "search/words/import.html"
    page_title = gettext_lazy("Alltagswörter einlesen")
    header_icon = "upload"
    index_url = reverse_lazy("everyday_words:index")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        is_confirmed = "content" in request.POST
        if is_confirmed:
            content = _decoded(request.POST["content"])
        else:
            form = UploadForm(request.POST, request.FILES)
            if not form.is_valid():
                return self.show(form)
            content = form.cleaned_data["file"]
        reading = read_words(content, request.user)
        if not reading.faults and reading.changes:
            try:
                self.effect = effect_of(lambda: reading.copy().save())
                if is_confirmed and self.is_accepted(self.effect):
                    return self.take_in(reading)
                self.is_asked = is_confirmed
            except IntegrityError:
                reading.faults = [
                    Fault(0, _("Jemand hat gerade dieselben Wörter geändert. Lesen Sie die Datei neu ein."))
                ]
        return self.show(UploadForm(), reading=reading, content=base64.b64encode(content).decode())

    def take_in(self, reading: Reading) -> HttpResponse:
        take_in(reading, self.request.user)
        number = len(reading.changes)
        said = ngettext("%(number)s Alltagswort ist eingelesen.", "%(number)s Alltagswörter sind eingelesen.", number)
        messages.success(self.request, said % {"number": number})
        return redirect(self.index_url)

    def show(self, form: UploadForm, **context) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, columns=COLUMNS, **context))

    def pages_above(self) -> list[tuple[str, str]]:
        return [(self.index_url, EverydayWord._meta.verbose_name_plural)]


def _decoded(content: str) -> bytes:
    """What the preview sent back; something else is no file of words, and `read_words` says so."""
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return b""
