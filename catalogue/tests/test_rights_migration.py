"""The migration to rights by ownership, there and back, on a site that has offices already."""

from importlib import import_module

import pytest
from django.apps import apps
from wagtail.models import GroupPagePermission, Site

from cms.testing.factories import business_promotion, make_editor, make_office

from .factories import topic_index

pytestmark = pytest.mark.django_db
migration = import_module("cms.migrations.0015_rights_by_ownership")


def rights(office):
    rows = GroupPagePermission.objects.filter(group=office.group).select_related("page", "permission")
    return {(row.permission.codename.removesuffix("_basepage"), row.page.slug) for row in rows}


def test_offices_go_from_changing_everything_to_beginning_pages_in_the_lists_and_back():
    home = Site.objects.get(is_default_site=True).root_page.slug
    topic_index()
    office, promotion = make_office(editors=True), business_promotion()
    person = make_editor(promotion)
    make_editor(office)
    now = rights(office), rights(promotion)
    assert now == ({("add", "themen")}, {("add", home), ("lock", home), ("unlock", home)})

    migration.backwards(apps, None)
    assert rights(office) == {("add", home), ("change", home)}
    assert rights(promotion) == {(action, home) for action in ("add", "change", "publish", "lock", "unlock")}
    assert not type(person).objects.get(pk=person.pk).has_perm("workflow.change_approvalsettings")

    migration.forwards(apps, None)
    assert (rights(office), rights(promotion)) == now
    assert type(person).objects.get(pk=person.pk).has_perm("workflow.change_approvalsettings")


def test_a_site_without_offices_needs_nothing():
    migration.forwards(apps, None)
    migration.backwards(apps, None)
    assert not GroupPagePermission.objects.exists()
