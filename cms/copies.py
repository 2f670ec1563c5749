"""Copying pages: a copy is a draft, and its only owner is the office of whoever copies."""

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.actions.copy_page import CopyPageAction

if TYPE_CHECKING:
    from .models import BasePage, Office, User


class CopyAction(CopyPageAction):
    """Copies the latest draft of a page, with the pages below it if `recursive`; everything or nothing.

    Versions, signatures, reviews and plans stay with the original. To be signed by the owners of the original a copy
    must be given back to them, which asks them like any other change.
    """

    def __init__(self, page: "BasePage", *, user: "User | None" = None, **kwargs) -> None:
        super().__init__(page, user=user, **kwargs | {"copy_revisions": False, "keep_live": False})

    @transaction.atomic
    def execute(self, skip_permission_checks: bool = False) -> "BasePage":
        self.office = office_of(self.user)
        return super().execute(skip_permission_checks=skip_permission_checks)

    def _copy_page(self, page: "BasePage", *args, **kwargs) -> "BasePage":
        # called by Wagtail for every page below, too; the draft is an object in memory and is never saved
        revision = page.get_latest_revision()
        draft = revision.as_object() if revision else page.specific
        draft.hand_over(self.office)
        draft.go_live_at = draft.expire_at = None
        return super()._copy_page(draft, *args, **kwargs)


def office_of(user: "User | None") -> "Office":
    """The office that owns what `user` makes: one's own, else the Wirtschaftsförderung."""
    from .models import Office

    own = Office.objects.of_user(user).first() if user else None
    return own or Office.objects.business_promotion()
