"""What rights by ownership cost: hardly more statements than Wagtail's own, however many pages an office owns."""

from copy import deepcopy

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import AbstractPage, GroupPagePermission, Site
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from catalogue.tests.factories import make_topic, topic_index
from cms.models import BasePage
from cms.testing.factories import business_promotion, make_editor, make_office

pytestmark = pytest.mark.django_db

SURPLUS = 1.1


@pytest.fixture(scope="module")
def shared_office(shared_home):
    """It owns half of the pages: alone, with another one, and as the lead."""
    office, other = make_office(editors=True), make_office(editors=True)
    make_editor(office)
    for number in range(30):
        lead, second = ((office, other), (other, office), (office, office), (other, other))[number % 4]
        make_topic(lead_office=lead, sections=[(second, "Text")], live=number % 3 > 0)
    return office


@pytest.fixture
def office(db, shared_office):
    return deepcopy(shared_office)


@pytest.fixture
def stock_rights(monkeypatch, office):
    """Wagtail's policy and tester, as long as the test lasts, with what the groups held before."""

    def switch() -> None:
        root = Site.objects.get().root_page
        for permission in Permission.objects.filter(codename__in=["add_basepage", "change_basepage"]):
            GroupPagePermission.objects.get_or_create(group=office.group, permission=permission, page=root)
        monkeypatch.setattr(BasePage, "permissions_for_user", AbstractPage.permissions_for_user)
        monkeypatch.setitem(policy_registry.values_by_class, BasePage, PagePermissionPolicy())

    return switch


def statements(client, address: str) -> int:
    """How many one look takes, after the first has filled the caches."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def address(view: str, office) -> str:
    match view:
        case "explorer":
            return reverse("wagtailadmin_explore", args=[topic_index().pk])
        case "edit":
            return reverse("wagtailadmin_pages:edit", args=[BasePage.objects.filter(lead_office=office).last().pk])
        case "edit_draft":
            draft = BasePage.objects.filter(lead_office=office, live=False).last()
            return reverse("wagtailadmin_pages:edit", args=[draft.pk])


@pytest.mark.parametrize("view", ["explorer", "edit", "edit_draft"])
def test_a_tenth_more_statements_at_most_than_with_wagtails_own_rights(client, office, stock_rights, view):
    client.force_login(office.group.user_set.first())
    ours = statements(client, address(view, office))
    stock_rights()
    assert ours <= statements(client, address(view, office)) * SURPLUS


@pytest.mark.parametrize("of_promotion", [False, True])
def test_the_number_of_owned_pages_does_not_matter(client, office, of_promotion):
    owner = business_promotion() if of_promotion else office
    client.force_login(make_editor(owner))
    make_topic(lead_office=owner)
    edit = address("edit", owner)
    tree = reverse("wagtailadmin_explore", args=[topic_index().get_parent().pk])
    few = statements(client, edit), statements(client, tree)
    for _ in range(40):
        make_topic(lead_office=owner, sections=[(office, "Text")])
    assert (statements(client, edit), statements(client, tree)) == few
