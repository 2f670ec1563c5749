"""The form of an everyday word, and of a file with many of them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.permissions import policy_registry

from catalogue.models import EverydayWord
from search.request import MAX_TEXT

from .choosing import findable
from .files import MAX_SIZE
from .rules import objections


class EverydayWordForm(WagtailAdminModelForm):
    """Says at once what somebody may not enter; `search_text` is what the try-out searches instead of the word."""

    search_text = forms.CharField(
        label=gettext_lazy("Womit ausprobieren?"),
        required=False,
        max_length=MAX_TEXT,
        help_text=gettext_lazy("Ein Suchtext, zum Beispiel ein ganzer Satz. Leer: das Alltagswort selbst."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].widget.pages = findable(policy_registry.get_by_type(EverydayWord).pages_for(self.for_user))

    def clean(self):
        cleaned = super().clean()
        if "page" in cleaned:
            word = EverydayWord(**{name: cleaned[name] for name in ("text", "page", "office_words") if name in cleaned})
            for name, reason in objections(word, self.for_user).items():
                setattr(self.instance, name, getattr(word, name))  # or the model says of what is faulty that it lacks
                self.add_error(name, reason)
        return cleaned


class UploadForm(forms.Form):
    """A CSV file of a size that can be shown before it is taken in."""

    file = forms.FileField(
        label=gettext_lazy("CSV-Datei"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Wählen Sie eine Datei aus.")},
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_SIZE:
            raise ValidationError(_("Die Datei ist zu groß. Höchstens %(size)s kB.") % {"size": MAX_SIZE // 1000})
        return file.read()
