"""Ways through the admin that Wagtail leaves out: without JavaScript, and for those who may only read a page."""

import pytest
from django.urls import reverse

from catalogue.tests.factories import topic_index
from cms.testing.factories import make_editor, make_office
from cms.testing.html import parsed, texts
from cms.workflow.desk_lists import LISTS, ForPromotion

pytestmark = pytest.mark.django_db


def plain_menu(response):
    return parsed(response).select_one("noscript nav")


@pytest.mark.parametrize("name", ["wagtailadmin_home", "wagtailadmin_explore_root", "review_list"])
def test_without_javascript_a_menu_leads_to_the_lists_and_out(client, scene, name):
    client.force_login(scene.second_editor)
    menu = plain_menu(client.get(reverse(name), follow=True))

    assert texts(menu, "a") == ["Startseite", "Seiten", "Zu zeichnen", "Zu prüfen", "Zurückgegeben", "In Arbeit"]
    for link in menu.select("a"):
        assert client.get(link["href"], follow=True).status_code == 200
    form = menu.select_one("form[method=post]")
    assert form.select_one("input[name=csrfmiddlewaretoken]")["value"]
    assert client.post(form["action"]).status_code == 302
    assert client.get("/admin/").url.startswith("/admin/login/")


def test_the_plain_menu_shows_no_list_that_is_for_others_only(client, scene):
    client.force_login(scene.third_editor)
    shown = {link["href"] for link in plain_menu(client.get("/admin/")).select("a")}
    assert not shown & {each.url for each in LISTS.values() if isinstance(each, ForPromotion)}


def test_before_the_login_there_is_no_menu(client, home):
    assert plain_menu(client.get("/admin/login/")) is None


def test_a_title_of_the_explorer_leads_readers_to_what_they_may_see(client, scene):
    title = f"#page_{scene.page_id}_title"
    explorer = reverse("wagtailadmin_explore", args=[topic_index().pk])
    for user, name in ((scene.second_editor, "wagtailadmin_pages:edit"), (reader(), "workflow_page")):
        client.force_login(user)
        link = parsed(client.get(explorer)).select_one(title).find_parent("a")
        assert link["href"] == reverse(name, args=[scene.page_id])
        assert client.get(link["href"]).status_code == 200


def reader():
    return make_editor(make_office("Kulturamt", editors=True))
