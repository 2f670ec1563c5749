"""What somebody may do with pages in general, and which pages: for lists, menus and reports."""

from collections.abc import Callable, Iterable

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy

from .ownership import general_roles, ownership, reading_root
from .roles import allowed


class OwnershipPolicy(PagePermissionPolicy):
    """Whoever works for an office reads everything; what somebody may do with one page, its tester says."""

    def user_has_any_permission(self, user, actions: Iterable[str]) -> bool:
        return bool(self._somewhere(user) & set(actions))

    def user_has_any_permission_for_instance(self, user, actions: Iterable[str], instance) -> bool:
        tester = instance.permissions_for_user(user)
        answers: dict[str, Callable[[], bool]] = {
            "add": tester.may_add,
            "change": tester.can_edit,
            "delete": tester.can_delete,
            "publish": tester.can_publish,
            "lock": tester.can_lock,
            "unlock": tester.can_unlock,
        }
        return any(answers[action]() for action in answers.keys() & set(actions))

    def instances_user_has_any_permission_for(self, user, actions: Iterable[str]) -> QuerySet:
        pages = self.model._default_manager
        actions = set(actions)
        if user.is_superuser and user.is_active:
            return pages.all() if actions & self._somewhere(user) else pages.none()
        found = Q(pk__in=[])
        if "change" in actions and reading_root(user):
            found |= Q(pk__in=ownership(user).pages) | Q(owner=user, first_published_at=None)
        if actions & {"lock", "unlock"} & self._somewhere(user):
            found |= Q(path__startswith=reading_root(user).path)
        if "add" in actions:
            for place in self._places_to_add(user):
                found |= Q(path__startswith=place.path)
        return pages.filter(found)

    def users_with_any_permission(self, actions, include_superusers: bool = True) -> QuerySet:
        return users_who(lambda user: self.user_has_any_permission(user, actions), include_superusers)

    def users_with_any_permission_for_instance(self, actions, instance, include_superusers: bool = True) -> QuerySet:
        return users_who(
            lambda user: self.user_has_any_permission_for_instance(user, actions, instance), include_superusers
        )

    def instances_with_direct_explore_permission(self, user):
        if user.is_superuser:
            return super().instances_with_direct_explore_permission(user)
        root = reading_root(user)
        return [root] if root else []

    def explorable_root_instance(self, user):
        return super().explorable_root_instance(user) if user.is_superuser else reading_root(user)

    def explorable_instances(self, user) -> QuerySet:
        if user.is_superuser and user.is_active:
            return self.model._default_manager.all()
        root = reading_root(user)
        if root is None:
            return self.model._default_manager.none()
        return self.model._default_manager.filter(path__startswith=root.path)

    def _somewhere(self, user) -> set[str]:
        """What somebody may do with one page or another. Nothing where there is no page to begin with."""
        roles = general_roles(user)
        if user.is_superuser and user.is_active:
            return {"add", "change", "delete", "bulk_delete", "lock", "unlock", "view"}
        if reading_root(user) is None:
            return set()
        actions = {"change", "delete", "view"}  # every office may own pages; of which ones, each of them is asked
        if self._places_to_add(user):
            actions.add("add")
        if roles & allowed("lock"):
            actions |= {"lock", "unlock"}
        return actions

    def _places_to_add(self, user) -> list:
        grants = self.get_cached_permissions_for_user(user)
        return [grant.page for grant in grants if grant.permission.codename == self._get_permission_codename("add")]


def users_who(may: Callable[..., bool], include_superusers: bool = True) -> QuerySet:
    """The active accounts of which `may` is true: one by one, for lists of people to choose from."""
    users = get_user_model().objects.filter(is_active=True)
    found = [user.pk for user in users if (include_superusers or not user.is_superuser) and may(user)]
    return users.filter(pk__in=found)
