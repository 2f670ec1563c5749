"""The form that takes the editors' set from a table."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_BYTES = 1_000_000


class UploadForm(forms.Form):
    """A CSV file of a size that is read at once."""

    table = forms.FileField(
        label=gettext_lazy("CSV-Datei"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        max_length=255,
        error_messages={
            "required": gettext_lazy("Wählen Sie eine Datei aus."),
            "empty": gettext_lazy("Die Datei ist leer."),
        },
    )

    def clean_table(self) -> UploadedFile:
        table = self.cleaned_data["table"]
        if table.size > MAX_BYTES:
            raise forms.ValidationError(_("Die Datei ist größer als 1 MB."))
        return table
