"""Model fields that several apps use."""

import re

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_DIGITS = 10
NUMBER = re.compile(rf"\d{{1,{MAX_DIGITS}}}", re.ASCII)
LINE_BREAK = re.compile(r"\r\n|\r|\n")


class LinesFormField(forms.CharField):
    """A text area whose lines are the entries of a list; empty lines are dropped."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 5}))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value) -> list[str]:
        lines = LINE_BREAK.split(super().to_python(value) or "")
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial, data) -> bool:
        return list(initial or []) != self.to_python(data)


class NumbersFormField(forms.CharField):
    """Numbers separated by commas or spaces; a mistake names the entry that is none."""

    default_error_messages = {
        "no_number": _("„%(entry)s“ ist keine Nummer. Erlaubt sind bis zu 10 Ziffern, zum Beispiel 326864.")
    }

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value) -> list[str]:
        entries = re.findall(r"[^\s,;]+", super().to_python(value) or "")
        for entry in entries:
            if not NUMBER.fullmatch(entry):
                raise ValidationError(self.error_messages["no_number"], "no_number", {"entry": entry})
        return entries

    def has_changed(self, initial, data) -> bool:
        return ", ".join(initial or []) != (data or "").strip()


class ListField(ArrayField):
    """A list whose entries are what `entry_field()` says. Stored as a PostgreSQL array, empty rather than NULL."""

    form_class: type[forms.Field]

    def __init__(self, verbose_name=None, **kwargs) -> None:
        kwargs["base_field"] = self.entry_field()
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(verbose_name=verbose_name, **kwargs)

    def entry_field(self) -> models.Field:
        raise NotImplementedError

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["base_field"]
        return name, path, args, kwargs

    def formfield(self, **kwargs):
        return models.Field.formfield(self, form_class=self.form_class, **kwargs)


class LinesField(ListField):
    """A list of short texts, edited one to a line."""

    form_class = LinesFormField

    def entry_field(self) -> models.Field:
        return models.CharField(max_length=255)


class NumbersField(ListField):
    """A list of numbers that are names, not amounts, edited in one line."""

    form_class = NumbersFormField

    def entry_field(self) -> models.Field:
        digits_only = RegexValidator(rf"^{NUMBER.pattern}$", _("Nur Ziffern."))
        return models.CharField(max_length=MAX_DIGITS, validators=[digits_only])
