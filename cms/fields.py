"""Model fields that several apps use."""

import re

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models

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


class LinesField(ArrayField):
    """A list of short texts, edited one to a line. Stored as a PostgreSQL array, empty rather than NULL."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs["base_field"] = models.CharField(max_length=255)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["base_field"]
        return name, path, args, kwargs

    def formfield(self, **kwargs):
        return models.Field.formfield(self, form_class=LinesFormField, **kwargs)
