"""Copying a page in the admin."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.forms.pages import CopyForm as WagtailCopyForm
from wagtail.admin.views.pages.copy import CopyView as WagtailCopyView

from .copies import CopyAction


class CopyForm(WagtailCopyForm):
    """Wagtail's form without its two ways past the signatures: public copies and aliases."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)


class CopyView(WagtailCopyView):
    """A copy is a draft of the copier's office."""

    def get_form_class(self):
        return CopyForm

    def form_valid(self, form) -> HttpResponse:
        values = form.cleaned_data
        action = CopyAction(
            self.page,
            to=values["new_parent_page"] or self.parent_page,
            update_attrs={"title": values["new_title"], "slug": values["new_slug"]},
            recursive=bool(values.get("copy_subpages")),
            user=self.request.user,
        )
        try:
            copy = action.execute()
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return self.form_invalid(form)
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[copy.pk]), _("Bearbeiten"))
        messages.success(
            self.request,
            _("„%(title)s“ ist als Entwurf kopiert. Alle Teile gehören jetzt zu: %(office)s.")
            % {"title": copy.title, "office": copy.lead_office},
            buttons=[edit],
        )
        return redirect(self.next_url or reverse("wagtailadmin_explore", args=[copy.get_parent().pk]))
