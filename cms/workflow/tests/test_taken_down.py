"""What readers, programs and proxies get at the address of a page that was taken down."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from catalogue.tests.factories import make_topic
from cms.testing.factories import publish
from cms.testing.html import text
from cms.workflow.models import TakeDown
from cms.workflow.publishing import take_down

from .html import soup

pytestmark = pytest.mark.django_db


def gone(scene, **fields) -> str:
    """Take the page of the scene down; returns the address it had."""
    path = scene.page.url
    take_down(page=scene.page, user=scene.signer, **{"reason": "Die Regel gilt nicht mehr.", **fields})
    return path


def test_readers_are_told_why_and_where_to_go(client, scene):
    other = make_topic("Heizpilze", slug="heizpilze")
    response = client.get(gone(scene, forward_to=other))
    page = soup(response, 410)
    assert "Tische vor dem Café" in text(page.h1)
    assert text(page.select_one(".lead")) == "Die Regel gilt nicht mehr."
    assert page.main.select_one("a[href='/themen/heizpilze/']")
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.main.form["action"] == "/suche/"


def test_it_can_lead_on_at_once(client, scene):
    other = make_topic("Heizpilze", slug="heizpilze")
    response = client.get(gone(scene, forward_to=other, redirects=True))
    assert (response.status_code, response["Location"]) == (302, "/themen/heizpilze/")


def test_nobody_is_led_to_what_is_not_public_any_more(client, scene):
    other = make_topic("Heizpilze", slug="heizpilze")
    path = gone(scene, forward_to=other, redirects=True)
    PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.LOGIN)
    page = soup(client.get(path), 410)
    assert "Heizpilze" not in page.text

    PageViewRestriction.objects.all().delete()
    take_down(page=other, user=scene.signer, reason="Verboten.")
    assert "Heizpilze" not in soup(client.get(path), 410).text
    other.delete()
    assert soup(client.get(path), 410)


def test_proxies_may_keep_the_answer_and_nobody_gets_a_cookie(client, scene):
    path = gone(scene)
    missing = client.get("/themen/gibt-es-nicht/")
    response = client.get(path)
    assert not response.cookies
    for header in ("Cache-Control", "Vary", "Content-Security-Policy"):
        assert response.get(header) == missing.get(header), header
    assert client.get(path, headers={"hx-request": "true"}).status_code == 410
    head = client.head(path)
    assert (head.status_code, head.content) == (410, b"")


def test_an_address_without_slash_leads_to_the_one_with_it(client, scene):
    path = gone(scene)
    response = client.get(path.removesuffix("/"), follow=True)
    assert response.redirect_chain == [(path, 301)]
    assert response.status_code == 410


@pytest.mark.parametrize("path", ["/themen/x%00y/", "/themen/%ff/", "/themen/../", "/" + "a/" * 1500, "/media/x.png"])
def test_strange_addresses_stay_not_found(client, scene, path):
    gone(scene)
    assert client.get(path).status_code in (301, 302, 404)


def test_only_get_and_head_are_answered_so(client, scene):
    assert client.post(gone(scene)).status_code == 404


def test_a_redirect_somebody_made_goes_first(client, scene):
    path = gone(scene)
    Redirect.objects.create(old_path=Redirect.normalise_path(path), redirect_link="/themen/")
    assert client.get(path)["Location"] == "/themen/"


def test_a_missing_page_costs_one_query_more_and_a_page_none(client, scene):
    take_downs = TakeDown._meta.db_table
    client.get("/themen/gibt-es-nicht/")
    for path, cost in (("/themen/gibt-es-nicht/", 1), (scene.page.url, 0), ("/themen/a.php", 0)):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        assert sum(take_downs in query["sql"] for query in queries) == cost, path


def test_no_program_knows_the_page(client, scene, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        path = gone(scene)
    assert path not in client.get("/sitemap.xml").text
    assert path not in client.get("/suche/?q=Tische").text
    assert client.get("/api/v1/search?q=Tische").json()["total"] == 0
    assert client.get(f"/api/v2/pages/{scene.page_id}/").status_code == 404
    assert path not in client.get("/themen/").text


def test_a_page_that_comes_back_is_there_again(client, scene):
    path = gone(scene)
    scene.edit(scene.lead_editor, lead="Neu.")
    submission = scene.submit()
    for office, user in ((scene.second, scene.second_editor), (scene.third, scene.third_editor)):
        scene.sign(submission, office, user)
    scene.sign_off(submission)
    assert client.get(path).status_code == 200
    assert not TakeDown.objects.in_force().exists()


def test_another_page_at_the_same_address_can_be_taken_down_too(client, scene):
    path = gone(scene)
    scene.page.delete()
    other = make_topic("Nachfolge", slug=path.strip("/").rpartition("/")[2])
    publish(other)
    assert client.get(path).status_code == 200
    take_down(page=other, user=scene.signer, reason="Auch vorbei.")
    assert "Auch vorbei." in soup(client.get(path), 410).text


def test_a_reason_is_text_and_no_markup(client, scene):
    path = gone(scene, reason="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(path).text


def test_the_admin_is_left_alone(client, scene):
    client.force_login(scene.signer)
    assert client.get(reverse("workflow_take_down", args=[0])).status_code == 404
