import pytest
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Site

from cms.permissions import grant_office_rights
from cms.permissions.grants import _grant
from cms.testing.factories import business_promotion, make_office, make_user

from .factories import event_index, office_index, topic_index

pytestmark = pytest.mark.django_db


def page_rights(group):
    rows = GroupPagePermission.objects.filter(group=group).select_related("page", "permission")
    return {(row.permission.codename, row.page.slug) for row in rows}


@pytest.fixture
def site_root():
    return Site.objects.get(is_default_site=True).root_page


def test_editors_begin_pages_in_the_lists_and_hold_nothing_else_on_pages():
    office = make_office(editors=True)
    topic_index()
    grant_office_rights(office)
    user = make_user(offices=[office])

    assert page_rights(office.group) == {("add_basepage", "themen")}
    assert user.has_perms(["wagtailadmin.access_admin", "cms.view_office", "catalogue.change_everydayword"])
    assert not user.has_perm("cms.change_office")
    assert not user.has_perm("cms.add_problemtype")


def test_a_list_that_comes_later_is_open_too():
    office = make_office(editors=True)
    grant_office_rights(office)
    event_index()
    office_index()
    assert page_rights(office.group) == {("add_basepage", "termine"), ("add_basepage", "aemter")}


def test_the_business_promotion_begins_pages_everywhere_and_keeps_master_data(site_root):
    office = business_promotion()
    grant_office_rights(office)
    topic_index()
    user = make_user(offices=[office])

    slug = site_root.slug
    assert page_rights(office.group) == {(f"{action}_basepage", slug) for action in ("add", "lock", "unlock")}
    assert user.has_perms(["cms.change_office", "cms.delete_problemtype", "catalogue.delete_everydayword"])
    assert user.has_perms(["workflow.change_approvalsettings", "cms.add_reviewinterval", "cms.change_reviewinterval"])
    assert not user.has_perm("cms.delete_reviewinterval")


def test_what_groups_held_before_is_taken_away(site_root):
    office, promotion = make_office(editors=True), business_promotion()
    for group in (office.group, promotion.group):
        held = [f"cms.{action}_basepage" for action in ("add", "change", "publish", "bulk_delete")]
        _grant(GroupPagePermission, group, held, page=site_root)
    for one in (office, promotion):
        grant_office_rights(one)

    assert page_rights(office.group) == set()
    assert {right for right, _ in page_rights(promotion.group)} == {"add_basepage", "lock_basepage", "unlock_basepage"}


def test_granting_twice_changes_nothing():
    office = make_office(editors=True)
    topic_index()
    grant_office_rights(office)
    counts = [model.objects.count() for model in (GroupPagePermission, GroupCollectionPermission)]

    grant_office_rights(office)

    assert [model.objects.count() for model in (GroupPagePermission, GroupCollectionPermission)] == counts


def test_an_office_without_editors_gets_nothing():
    before = GroupPagePermission.objects.count()
    grant_office_rights(make_office())
    assert GroupPagePermission.objects.count() == before
