"""Who reaches what in the admin. The table below is the rule; every role walks through it."""

import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from catalogue.models import EverydayWord, TopicPage
from cms.models import Office
from cms.testing.factories import business_promotion, make_editor, make_office, make_problem_type, make_user

from .admin_forms import topic_data
from .factories import make_topic, topic_index

pytestmark = pytest.mark.django_db

ROLES = ("nobody", "stranger", "editor", "promotion", "superuser")
# What each role sees: "x" the page, "-" the way back to the start page (or to the login). Roles in the order above.
TABLE = {
    "home": "--xxx",
    "account": "--xxx",
    "explore": "--xxx",
    "edit_topic": "----x",
    "add_topic": "--xxx",
    "add_subpage": "---xx",
    "topic_history": "--xxx",
    "topic_usage": "--xxx",
    "copy_topic": "----x",
    "move_topic": "---xx",
    "delete_topic": "-----",  # it is public: first to be taken down, with a reason
    "unpublish_topic": "-----",
    "review_list": "--xxx",
    "review_topic": "----x",
    "search": "--xxx",
    "images": "--xxx",
    "add_image": "--xxx",
    "documents": "--xxx",
    "offices": "--xxx",
    "inspect_office": "--xxx",
    "add_office": "---xx",
    "edit_office": "---xx",
    "delete_office": "---xx",
    "office_usage": "---xx",
    "types": "--xxx",
    "add_type": "---xx",
    "edit_type": "---xx",
    "delete_type": "---xx",
    "words": "--xxx",
    "add_word": "--xxx",
    "edit_word": "--xxx",
    "delete_word": "---xx",
    "site_history": "--xxx",
    "users": "----x",
    "groups": "----x",
    "sites": "----x",
    "collections": "----x",
    "redirects": "----x",
    "workflows": "----x",
}


@pytest.fixture
def addresses(home):
    office = make_office(editors=True)
    topic = make_topic(lead_office=office)
    problem_type = make_problem_type()
    word = EverydayWord.objects.create(text="Heizpilz", page=topic)
    page, pk, index = [topic.pk], [office.pk], topic_index().pk
    return {
        "home": reverse("wagtailadmin_home"),
        "account": reverse("wagtailadmin_account"),
        "explore": reverse("wagtailadmin_explore", args=[index]),
        "edit_topic": reverse("wagtailadmin_pages:edit", args=page),
        "add_topic": reverse("wagtailadmin_pages:add", args=["catalogue", "topicpage", index]),
        "add_subpage": reverse("wagtailadmin_pages:add_subpage", args=[home.pk]),
        "topic_history": reverse("wagtailadmin_pages:history", args=page),
        "topic_usage": reverse("wagtailadmin_pages:usage", args=page),
        "copy_topic": reverse("wagtailadmin_pages:copy", args=page),
        "move_topic": reverse("wagtailadmin_pages:move", args=page),
        "delete_topic": reverse("wagtailadmin_pages:delete", args=page),
        "unpublish_topic": reverse("wagtailadmin_pages:unpublish", args=page),
        "review_list": reverse("review_list"),
        "review_topic": reverse("page_review", args=page),
        "search": reverse("wagtailadmin_pages:search") + "?q=Thema",
        "images": reverse("wagtailimages:index"),
        "add_image": reverse("wagtailimages:add"),
        "documents": reverse("wagtaildocs:index"),
        "offices": reverse("offices:index"),
        "inspect_office": reverse("offices:inspect", args=pk),
        "add_office": reverse("offices:add"),
        "edit_office": reverse("offices:edit", args=pk),
        "delete_office": reverse("offices:delete", args=pk),
        "office_usage": reverse("offices:usage", args=pk),
        "types": reverse("problem_types:index"),
        "add_type": reverse("problem_types:add"),
        "edit_type": reverse("problem_types:edit", args=[problem_type.pk]),
        "delete_type": reverse("problem_types:delete", args=[problem_type.pk]),
        "words": reverse("everyday_words:index"),
        "add_word": reverse("everyday_words:add"),
        "edit_word": reverse("everyday_words:edit", args=[word.pk]),
        "delete_word": reverse("everyday_words:delete", args=[word.pk]),
        "site_history": reverse("wagtailadmin_reports:site_history"),
        "users": reverse("wagtailusers_users:index"),
        "groups": reverse("wagtailusers_groups:index"),
        "sites": reverse("wagtailsites:index"),
        "collections": reverse("wagtailadmin_collections:index"),
        "redirects": reverse("wagtailredirects:index"),
        "workflows": reverse("wagtailadmin_workflows:index"),
    }


@pytest.fixture
def log_in(client, home):
    def log_in(role):
        people = {
            "stranger": make_user,
            "editor": lambda: make_editor(make_office(editors=True)),
            "promotion": lambda: make_editor(business_promotion()),
            "superuser": lambda: make_user(is_superuser=True),
        }
        if role in people:
            client.force_login(people[role]())

    return log_in


@pytest.mark.parametrize(("number", "role"), list(enumerate(ROLES)), ids=ROLES)
def test_every_role_reaches_what_the_table_says(client, log_in, addresses, number, role):
    log_in(role)
    seen = {}
    for name, address in addresses.items():
        response = client.get(address)
        assert response.status_code in (200, 302), name
        if response.status_code == 302:
            assert response.url.startswith("/admin/"), name
        seen[name] = "x" if response.status_code == 200 else "-"
    assert seen == {name: marks[number] for name, marks in TABLE.items()}


@pytest.mark.parametrize("role", ["editor", "promotion", "superuser"])
def test_nobody_publishes_by_the_form_of_a_page(client, log_in, role):
    log_in(role)
    user = get_user(client)
    topic = make_topic("Vorher", live=False, lead_office=Office.objects.of_user(user).first() or make_office())
    edit = reverse("wagtailadmin_pages:edit", args=[topic.pk])
    data = topic_data(topic.lead_office, title="Nachher", slug=topic.slug, **{"action-publish": "1"})

    assert 'name="action-publish"' not in client.get(edit).content.decode()
    client.post(edit, data)

    topic = TopicPage.objects.get()
    assert (topic.get_latest_revision_as_object().title, topic.live) == ("Nachher", False)


def test_the_start_page_of_somebody_without_pages_works(client, home):
    office = make_office(editors=True)
    user = make_editor(office)
    office.group.page_permissions.all().delete()
    client.force_login(user)
    assert client.get("/admin/").status_code == 200


def test_the_admin_calls_no_other_site(client, log_in, addresses):
    log_in("superuser")
    for name in ("home", "edit_topic", "account", "explore"):
        body = client.get(addresses[name]).content.decode()
        for host in ("gravatar.com", "releases.wagtail.org"):
            assert host not in body, (name, host)


def test_the_admin_is_german_whatever_the_browser_asks_for(client, log_in, addresses):
    log_in("superuser")
    response = client.get(addresses["edit_topic"], headers={"accept-language": "en"})
    assert '<html lang="de"' in response.content.decode()
