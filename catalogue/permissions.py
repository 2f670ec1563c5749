"""Who keeps which everyday words: those who edit the page they lead to. Grants of the groups give nothing here."""

from collections.abc import Iterable

from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from cms.models import BasePage
from cms.permissions import Role, allowed, users_who
from cms.permissions.ownership import general_roles, ownership, pages_to_edit
from cms.querysets import BasePageQuerySet

from .models import EverydayWord


class EverydayWordPolicy(BasePermissionPolicy):
    """The table of roles, asked for the page of a word. Everybody in the admin may read all of them."""

    def user_has_permission(self, user, action: str) -> bool:
        """For every action but reading: whether there may be words that somebody keeps."""
        roles = general_roles(user)
        if action == "view":
            return bool(roles & allowed("see_words"))
        if Role.EDITOR in roles and ownership(user).pages:
            roles |= {Role.OWNER}
        return bool(roles & allowed("words"))

    def user_has_permission_for_instance(self, user, action: str, instance: EverydayWord) -> bool:
        if action == "view":
            return self.user_has_permission(user, action)
        if instance.page is None:
            return bool(general_roles(user) & allowed("words_of_offices"))
        return instance.page.permissions_for_user(user).may("words")

    def instances_user_has_any_permission_for(self, user, actions: Iterable[str]) -> QuerySet:
        words = EverydayWord.objects.all()
        if not self.user_has_any_permission(user, actions):
            return words.none()
        if "view" in actions or general_roles(user) & allowed("words"):
            return words
        return words.filter(page__in=self.pages_for(user))

    def pages_for(self, user) -> BasePageQuerySet:
        """The pages whose words `user` keeps."""
        return BasePage.objects.all() if general_roles(user) & allowed("words") else pages_to_edit(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        return users_who(lambda user: self.user_has_any_permission(user, actions))

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: EverydayWord) -> QuerySet:
        return users_who(lambda user: self.user_has_any_permission_for_instance(user, actions, instance))
