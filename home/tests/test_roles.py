"""Every role at every door: the table in `cms.permissions.roles` against what the admin and the APIs answer."""

import json
from copy import deepcopy

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.admin.api.views import PagesAdminAPIViewSet as WagtailPages
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from catalogue.models import TopicSection
from catalogue.tests.factories import event_index, make_topic, occasion_index, office_index, topic_index
from cms.models import BasePage
from cms.permissions.roles import ACTS, ROLES, Role, allowed

from .doors import ADMIN, API_ACTIONS, BULK, PUBLIC_API, SENDING, act_by_name, doors
from .house import House

# Wagtail leaves the temporary file of a rendition to the garbage collector
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

DENIED = {401, 403}
# What somebody without the right may also get: the thing is hidden, or nothing can be sent there at all.
CLOSED = DENIED | {404, 405}
# Nothing can be put there that would answer; whoever may come gets "not found" or "not so".
EMPTY = {
    "admin/test404/",
    "admin/^.*/$",
    "wagtailadmin_error_test",
    "wagtailadmin_block_preview",
    "wagtailadmin_api:pages:find",
    "wagtailadmin_api:documents:find",
    "wagtailadmin_api:images:find",
    "wagtailimages:url_generator",
    "wagtailimages:url_generator_output",
    "wagtailimages:create_multiple_from_uploaded_image",
    "wagtailimages:delete_upload_multiple",
    "wagtaildocs:create_multiple_from_uploaded_document",
    "wagtaildocs:delete_upload_multiple",
    "wagtailsettings:preview_on_edit",
}
# Wagtail does not expect these to be sent empty.
CRASHES = {
    "wagtailadmin_error_test",
    "wagtailadmin_pages:copy",
    "wagtailadmin_choose_page_external_link",
    "wagtailredirects:process_import",
}
# Wagtail's answer to its own actions on a page in a workflow is a way back, not a refusal; nothing happens there.
WAYS_BACK = set(ADMIN["submit_stock"].split())


@pytest.fixture(scope="module")
def shared_house(shared_home) -> House:
    house = House()
    assert house.things  # made once for all
    return house


@pytest.fixture
def house(db, shared_house) -> House:
    return deepcopy(shared_house)


def enter(house: House, role: Role) -> Client:
    # scripts of the admin say that they are scripts, and are refused with 403 instead of a way to another page
    client = Client(raise_request_exception=False, headers={"x-requested-with": "XMLHttpRequest"})
    if person := house.people[role]:
        client.force_login(person)
    return client


def attempt(client: Client, method: str, address: str, **what):
    """The answer, and what is left of the public pages; then everything is undone, a log-out too."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = getattr(client, method)(address, **what)
        if response.status_code == 302 and not response.url.startswith("/admin/login"):
            there = client.get(response.url)  # a way to a page that is refused is a refusal
            response = there if there.status_code in DENIED else response
        after = [] if method == "get" else public_pages()
        transaction.set_rollback(True)
    client.cookies = cookies
    return response, after


def public_pages() -> list[tuple]:
    """What readers see, and where."""
    pages = BasePage.objects.live().order_by("pk").values_list("pk", "url_path", "title", "lead_office")
    return [*pages, *TopicSection.objects.order_by("pk").values_list("page", "sort_order", "office", "text")]


# --- the table is complete ---------------------------------------------------------------------------------
def test_every_address_of_the_admin_is_classified():
    names = [name for names in ADMIN.values() for name in names.split()]
    assert len(names) == len(set(names))
    assert set(names) == {door.key for door in doors("admin/")}, "classify it in home/tests/doors.py"
    assert set(ADMIN) | set(SENDING.values()) <= set(ACTS)


def test_every_bulk_action_and_every_action_of_the_api_is_classified():
    bulk_action_registry.get_bulk_action_class("cms", "basepage", "delete")
    found = {
        (app, model, action)
        for app, models in bulk_action_registry.actions.items()
        for model, actions in models.items()
        for action in actions
    }
    assert found == set(BULK)
    assert set(WagtailPages.actions) == set(API_ACTIONS.split())
    assert {door.key for door in doors("api/")} == set(PUBLIC_API.split())


# --- every role at every door -------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ROLES)
def test_the_admin_opens_to_whom_the_table_says(house, role):
    client, acts, wrong = enter(house, role), act_by_name(), []
    addresses = [(door, house.address(door)) for door in doors("admin/")]
    before = public_pages()
    for door, address in addresses:
        act = acts[door.key]
        looking, _ = attempt(client, "get", address)
        if not fits(role, act, looking, door.key):
            wrong.append((door.key, act, "get", looking.status_code))
        if role in allowed(act) and looking.status_code != 405 and door.key not in SENDING:
            continue  # whoever gets the form may send it; what sending does is the matter of other tests
        act = SENDING.get(door.key, act)
        sending, after = attempt(client, "post", address)
        if not fits(role, act, sending, door.key):
            wrong.append((door.key, act, "post", sending.status_code))
        if after != before and role not in allowed(act):
            wrong.append((door.key, act, "changed what readers see"))
    assert not wrong


def fits(role: Role, act: str, response, key: str) -> bool:
    """Whether an answer is what the table promises."""
    status = response.status_code
    if key in WAYS_BACK and role in allowed("enter"):
        return status in {200, 302} | CLOSED
    if role in allowed(act):
        return status not in DENIED and (status != 404 or key in EMPTY) and (status < 500 or key in CRASHES)
    return status in CLOSED


@pytest.mark.parametrize("role", ROLES)
def test_new_pages_bulk_actions_and_apis_follow_the_table(house, role):
    client = enter(house, role)
    pages_begin_where_the_table_says(house, client, role)
    bulk_actions_take_what_the_table_says(house, client, role)
    the_api_of_the_admin_does_nothing_with_pages(house, client)
    the_public_apis_only_read_and_never_show_drafts(house, client)


def pages_begin_where_the_table_says(house: House, client: Client, role: Role) -> None:
    """The address for new pages is one; whether it opens depends on the place and the type."""
    topics = topic_index()
    places = {
        ("catalogue", "topicpage", topics.pk): "create",
        ("catalogue", "officepage", office_index().pk): "create",
        ("catalogue", "occasionpage", occasion_index().pk): "create",
        ("catalogue", "eventpage", event_index().pk): "create",
        ("home", "standardpage", topics.get_parent().pk): "create_anywhere",
    }
    for place, act in places.items():
        response, _ = attempt(client, "get", reverse("wagtailadmin_pages:add", args=place))
        assert (response.status_code == 200) is (role in allowed(act)), place


# --- many things at once ------------------------------------------------------------------------------------
def bulk_actions_take_what_the_table_says(house: House, client: Client, role: Role) -> None:
    draft = make_topic("Entwurf", live=False, lead_office=house.scene.lead, sections=[(house.scene.second, "Text")])
    before = public_pages()
    things = {"basepage": [house.page.pk, draft.pk], "siteimage": [house.image.pk], "sitedocument": [house.document.pk]}
    things["user"] = [house.scene.third_editor.pk]
    for (app, model, action), act in BULK.items():
        ids = "&".join(f"id={pk}" for pk in things[model])
        address = reverse("wagtail_bulk_action", args=[app, model, action]) + f"?{ids}&next=/admin/"
        looking, _ = attempt(client, "get", address)
        taken = looking.context["items"] if looking.status_code == 200 else []
        if role not in allowed(act):
            assert taken == [], (model, action)
            _, after = attempt(client, "post", address, data={"chooser": topic_index().get_parent().pk})
            assert after == before, (model, action)
        elif action not in ("publish", "unpublish"):
            assert taken, (model, action)


# --- the API of the admin, and the public ones ----------------------------------------------------------------
def the_api_of_the_admin_does_nothing_with_pages(house: House, client: Client) -> None:
    before = public_pages()
    values = {
        "destination_page_id": topic_index().pk,
        "revision_id": house.page.latest_revision_id,
        "position": "last-child",
        "locale": "en",
        "title": "Kopie",
        "slug": "kopie",
        "update_slug": "zweitname",
        "keep_live": False,
    }
    for action in API_ACTIONS.split():
        address = reverse("wagtailadmin_api:pages:action", args=[house.page.pk, action])
        response, after = attempt(client, "post", address, data=json.dumps(values), content_type="application/json")
        assert response.status_code in CLOSED, action
        assert after == before, action


def the_public_apis_only_read_and_never_show_drafts(house: House, client: Client) -> None:
    draft = make_topic("Geheim", live=False, lead_office=house.scene.lead)
    addresses = [(door, house.address(door)) for door in doors("api/")]
    before = public_pages()
    for door, address in addresses:
        looking, _ = attempt(client, "get", address)
        assert looking.status_code in (200, 404), door.key
        assert "Geheim" not in looking.content.decode()
        for method in ("post", "put", "patch", "delete"):
            response, after = attempt(client, method, address)
            assert response.status_code in CLOSED or door.key == "api-v1:openapi-json", (method, door.key)
            assert after == before
    assert client.get(reverse("content-api:pages:detail", args=[draft.pk])).status_code == 404
