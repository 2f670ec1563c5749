"""The rights that offices give their editors in the admin. Whose part is whose `Office.is_maintained_by` says."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Site

from .models import Office

EDITORS = (
    "wagtailadmin.access_admin",
    "cms.view_office",
    "cms.view_problemtype",
    "catalogue.view_everydayword",
    "catalogue.add_everydayword",
    "catalogue.change_everydayword",
)
BUSINESS_PROMOTION = (
    "cms.add_office",
    "cms.change_office",
    "cms.delete_office",
    "cms.add_problemtype",
    "cms.change_problemtype",
    "cms.delete_problemtype",
    "catalogue.delete_everydayword",
)
# On the home page and everything below it; pages have no `delete`: authors may delete their own drafts.
EDITORS_ON_PAGES = ("cms.add_basepage", "cms.change_basepage")
BUSINESS_PROMOTION_ON_PAGES = ("cms.publish_basepage", "cms.lock_basepage", "cms.unlock_basepage")
# Wagtail asks for the permissions of its own models, whatever the site's image and document models are.
EDITORS_ON_FILES = tuple(
    f"{app}.{action}_{model}"
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for action in ("add", "change", "choose")
)


def grant_office_rights(office: Office) -> None:
    """Give the group of `office` what its editors need; does nothing for an office without editors.

    Only adds, so it may be called again at any time and leaves alone what was granted by hand.
    """
    if office.group is None:
        return
    everywhere, on_pages = EDITORS, EDITORS_ON_PAGES
    if office.is_business_promotion:
        everywhere, on_pages = everywhere + BUSINESS_PROMOTION, on_pages + BUSINESS_PROMOTION_ON_PAGES
    with transaction.atomic():
        office.group.permissions.add(*_permissions(everywhere))
        _grant(GroupPagePermission, office.group, on_pages, page=Site.objects.get(is_default_site=True).root_page)
        _grant(GroupCollectionPermission, office.group, EDITORS_ON_FILES, collection=Collection.get_first_root_node())


def _permissions(names: Iterable[str]) -> list[Permission]:
    """The permissions called "app.codename"; raises `Permission.DoesNotExist` for a name that is not one."""
    split = (name.split(".") for name in names)
    return [Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in split]


def _grant(model, group: Group, names: Iterable[str], **place) -> None:
    for permission in _permissions(names):
        model.objects.get_or_create(group=group, permission=permission, **place)
