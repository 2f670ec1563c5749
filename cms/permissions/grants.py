"""What the groups of the offices hold: the way into the admin, master data, files, and where they may begin a page.

What they may do with a page that exists follows from ownership, never from a grant.
"""

from collections.abc import Iterable, Sequence

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Site

from cms.models import BasePage, Office

EDITORS = (
    "wagtailadmin.access_admin",
    "cms.view_office",
    "cms.view_problemtype",
    "catalogue.view_everydayword",
    "catalogue.add_everydayword",
    "catalogue.change_everydayword",
    "search.view_regressionquery",
)
BUSINESS_PROMOTION = (
    "cms.add_office",
    "cms.change_office",
    "cms.delete_office",
    "cms.add_problemtype",
    "cms.change_problemtype",
    "cms.delete_problemtype",
    "catalogue.delete_everydayword",
    "cms.view_reviewinterval",
    "cms.add_reviewinterval",
    "cms.change_reviewinterval",
    "workflow.change_approvalsettings",
    "search.add_regressionquery",
    "search.change_regressionquery",
    "search.delete_regressionquery",
)
# On the home page and everything below it.
BUSINESS_PROMOTION_ON_PAGES = ("cms.add_basepage", "cms.lock_basepage", "cms.unlock_basepage")
# On pages that are open to all offices, the lists of topics for example.
EDITORS_ON_OPEN_PAGES = ("cms.add_basepage",)
# Editing follows from ownership, and nobody publishes past the workflow.
ON_PAGES_NEVER = ("cms.change_basepage", "cms.publish_basepage", "cms.bulk_delete_basepage")
# Wagtail asks for the permissions of its own models, whatever the site's image and document models are.
EDITORS_ON_FILES = tuple(
    f"{app}.{action}_{model}"
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for action in ("add", "change", "choose")
)


@transaction.atomic
def grant_office_rights(office: Office) -> None:
    """Give the group of `office` what its editors need; does nothing for an office without editors.

    May be called again at any time. Takes away what a group must not hold on pages; other things that were granted
    by hand stay.
    """
    if office.group is None:
        return
    home = Site.objects.get(is_default_site=True).root_page
    held = GroupPagePermission.objects.filter(group=office.group)
    held.filter(permission__in=_permissions(ON_PAGES_NEVER)).delete()
    if office.is_business_promotion:
        office.group.permissions.add(*_permissions(EDITORS + BUSINESS_PROMOTION))
        _grant(GroupPagePermission, office.group, BUSINESS_PROMOTION_ON_PAGES, page=home)
    else:
        office.group.permissions.add(*_permissions(EDITORS))
        held.filter(page=home).delete()
        for page in _open_pages():
            _grant(GroupPagePermission, office.group, EDITORS_ON_OPEN_PAGES, page=page)
    _grant(GroupCollectionPermission, office.group, EDITORS_ON_FILES, collection=Collection.get_first_root_node())


@transaction.atomic
def open_to_offices(page: BasePage) -> None:
    """Let the editors of every office begin pages below `page`."""
    for office in Office.objects.with_editors().filter(is_business_promotion=False).select_related("group"):
        _grant(GroupPagePermission, office.group, EDITORS_ON_OPEN_PAGES, page_id=page.pk)


def _open_pages() -> Iterable[BasePage]:
    models = [model for model in apps.get_models() if issubclass(model, BasePage) and model.open_to_offices]
    return BasePage.objects.filter(content_type__in=ContentType.objects.get_for_models(*models).values())


def _permissions(names: Sequence[str]) -> list[Permission]:
    """The permissions called "app.codename"; raises `KeyError` for a name that is not one."""
    codenames = [name.partition(".")[2] for name in names]
    rows = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    found = {f"{row.content_type.app_label}.{row.codename}": row for row in rows}
    return [found[name] for name in names]


def _grant(model, group: Group, names: Sequence[str], **place) -> None:
    rows = [model(group=group, permission=permission, **place) for permission in _permissions(names)]
    model.objects.bulk_create(rows, ignore_conflicts=True)
