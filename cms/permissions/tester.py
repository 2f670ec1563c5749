"""What somebody may do with one page. Every door of Wagtail to pages asks this object."""

from wagtail.models import PagePermissionTester

from .ownership import ownership, roles_on
from .roles import allowed


class PagePermissions(PagePermissionTester):
    """The table of roles, asked for one page. Of the groups' grants only `add` counts: it says where, not what.

    A grant of `change` or `publish`, by whomever, gives nothing.
    """

    def __init__(self, user, page) -> None:
        super().__init__(user, page)
        self.roles = roles_on(page, user)

    def may(self, act: str) -> bool:
        """Whether one of the person's roles on this page allows `act`; nothing is done with the root."""
        return not self.page_is_root and bool(self.roles & allowed(act))

    def can_read(self) -> bool:
        """Drafts, history and comparisons: for everybody in the admin."""
        return self.may("read")

    def can_view_revisions(self) -> bool:
        return self.can_read()

    def can_edit(self) -> bool:
        return self.may("edit")

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if not (ignore_bulk or self.user.is_superuser or self.page.is_leaf()):
            return False
        return self.may("delete") or (self.may("delete_own_draft") and self.is_own_draft())

    def is_own_draft(self) -> bool:
        """Never public, nobody else's in any part, and neither submitted nor locked."""
        return (
            self.page.first_published_at is None
            and self.page.pk in ownership(self.user).alone
            and self.page.is_leaf()
            and not self.page.get_lock()
        )

    def can_move_to(self, destination) -> bool:
        if self.page == destination or destination.is_descendant_of(self.page):
            return False
        fits = self.page.is_child_of(destination) or self.page.specific.can_move_to(destination)
        return fits and self.can_move() and destination.permissions_for_user(self.user).may_add()

    def may_add(self) -> bool:
        """Whether new pages may be put below this one, whatever their type."""
        return self.user.is_active and (self.user.is_superuser or "add" in self.permissions)

    def can_publish(self) -> bool:
        return self.may("publish")

    def can_publish_subpage(self) -> bool:
        return self.may("publish")

    def can_unpublish(self) -> bool:
        return self.may("unpublish")

    def can_submit_for_moderation(self) -> bool:
        return self.may("submit_stock")

    def can_set_view_restrictions(self) -> bool:
        return self.may("privacy")

    def can_unschedule(self) -> bool:
        return self.may("unschedule")

    def can_reorder_children(self) -> bool:
        return self.may("reorder")

    def can_lock(self) -> bool:
        return self.may("lock")

    def can_unlock(self) -> bool:
        return self.may("lock") or (self.may("edit") and self.user_has_lock())
