"""Form widgets of the admin."""

import uuid

from django.forms import HiddenInput

PLACEHOLDER = "__prefix__"
SEPARATOR = ":"


class RowKeyInput(HiddenInput):
    """The key of a child row, hidden in its form; rows added in the browser get one that stays the same.

    The browser copies one template for all rows it adds, with `__prefix__` replaced by the number of the row. The
    template therefore carries "<uuid>:__prefix__", and the key follows from both halves: it differs between rows, and
    saving the same form again, as autosave does, gives the same key again.
    """

    def format_value(self, value):
        return str(value) if value else str(uuid.uuid4())

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if PLACEHOLDER in name:
            context["widget"]["value"] = f"{uuid.uuid4()}{SEPARATOR}{PLACEHOLDER}"
        return context

    def value_from_datadict(self, data, files, name):
        """The posted key; a new one where none came with the form."""
        value = super().value_from_datadict(data, files, name)
        if not value:
            return str(uuid.uuid4())
        template, separator, number = value.partition(SEPARATOR)
        if not separator:
            return value
        try:
            return str(uuid.uuid5(uuid.UUID(template), number))
        except ValueError:
            return value
