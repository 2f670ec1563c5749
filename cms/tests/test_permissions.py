import pytest
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from cms.permissions import grant_office_rights
from cms.testing.factories import business_promotion, make_office, make_user

pytestmark = pytest.mark.django_db


def page_rights(group):
    rows = GroupPagePermission.objects.filter(group=group)
    return {(row.permission.codename, row.page.depth) for row in rows}


def test_editors_may_write_pages_and_words_but_neither_publish_nor_change_offices():
    office = make_office(editors=True)
    grant_office_rights(office)
    user = make_user(offices=[office])

    assert page_rights(office.group) == {("add_basepage", 2), ("change_basepage", 2)}
    assert user.has_perms(["wagtailadmin.access_admin", "cms.view_office", "catalogue.change_everydayword"])
    assert not user.has_perm("cms.change_office")
    assert not user.has_perm("cms.add_problemtype")


def test_the_business_promotion_may_also_publish_and_keep_offices_and_types():
    office = business_promotion()
    grant_office_rights(office)
    user = make_user(offices=[office])

    assert {right for right, _ in page_rights(office.group)} == {
        f"{action}_basepage" for action in ("add", "change", "publish", "lock", "unlock")
    }
    assert user.has_perms(["cms.change_office", "cms.delete_problemtype", "catalogue.delete_everydayword"])


def test_granting_twice_changes_nothing():
    office = make_office(editors=True)
    grant_office_rights(office)
    counts = [model.objects.count() for model in (GroupPagePermission, GroupCollectionPermission)]

    grant_office_rights(office)

    assert [model.objects.count() for model in (GroupPagePermission, GroupCollectionPermission)] == counts


def test_an_office_without_editors_gets_nothing():
    before = GroupPagePermission.objects.count()
    grant_office_rights(make_office())
    assert GroupPagePermission.objects.count() == before
