"""What the child rows of pages share: an owner, and a key that survives every revision."""

import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from modelcluster.models import model_from_serializable_data
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

    @classmethod
    def from_serializable_data(cls, data: dict, check_fks: bool = True, strict_fks: bool = False) -> "OwnedRow":
        """A row of a draft. Its page and its office are not asked for one by one: a draft has many rows."""
        unasked = ("page", "office")
        rest = {name: value for name, value in data.items() if name not in unasked}
        row = model_from_serializable_data(cls, rest, check_fks=check_fks, strict_fks=strict_fks)
        for name in unasked:
            setattr(row, f"{name}_id", data.get(name))
        return row

    def as_part(self) -> Part:
        """What the row is as a piece of its page."""
        raise NotImplementedError


def parts_of(rows: Iterable[OwnedRow]) -> list[Part]:
    """The rows as parts, in their order; their offices in one query."""
    rows = list(rows)
    prefetch_related_objects(rows, "office")
    return [row.as_part() for row in rows]


def handed_over[R: OwnedRow](rows: Iterable[R], office: Office) -> list[R]:
    """The rows with `office` as their owner; nothing is saved."""
    found = list(rows)
    for row in found:
        row.office = office
    return found
