"""What the child rows of pages share: an owner, and a key that survives every revision."""

import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail.models import Orderable

from cms.models import Office
from cms.parts import Part

SHORT_TEXT_FEATURES = ["bold", "ol", "ul", "link"]


class OwnedRow(Orderable):
    """A child row that one office answers for."""

    # A form field too: unsaved rows of a draft are built anew from the form at every save and would change their key.
    uuid = models.UUIDField(default=uuid.uuid4)
    office = models.ForeignKey(Office, verbose_name=_("Stelle"), on_delete=models.PROTECT, related_name="+")

    # Saving a draft may leave other fields empty; a part without an owner would be nobody's.
    office.required_on_save = True

    class Meta(Orderable.Meta):
        abstract = True

    def as_part(self) -> Part:
        """What the row is as a piece of its page."""
        raise NotImplementedError


def parts_of(rows: Iterable[OwnedRow]) -> list[Part]:
    """The rows as parts, in their order; their offices in one query."""
    rows = list(rows)
    prefetch_related_objects(rows, "office")
    return [row.as_part() for row in rows]
