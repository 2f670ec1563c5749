"""What the doors to the public do instead, and what stays open beside them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.admin.api.views import PagesAdminAPIViewSet

from catalogue.models import TopicPage
from catalogue.tests.factories import make_topic, topic_index
from cms.models import BasePage
from cms.workflow import actions
from cms.workflow.changes import hashes_digest, text_hash
from cms.workflow.errors import WorkflowError
from cms.workflow.models import Submission
from cms.workflow.texts import draft_of

from .common import ROLES, SECRET, public
from .doors import DOORS, at_page, in_bulk

pytestmark = pytest.mark.django_db


def test_the_signatures_change_it(scene):
    before = public(scene)
    submission = scene.submit()
    scene.sign(submission, scene.second, scene.second_editor)
    assert public(scene) == before
    scene.sign_off(submission)
    assert SECRET in public(scene)["rendered"]


# --- what happens there instead -------------------------------------------------------------------------------
def draft_text(scene) -> str:
    return next(row.text for row in draft_of(scene.page).sections.all() if row.office == scene.second)


@pytest.mark.parametrize("door", ["publish button", "Wagtail's submit", "edit and approve", "cancel", "restart"])
def test_the_form_of_a_page_saves_a_draft_whatever_button_it_is_sent_with(client, scene, door):
    client.force_login(scene.lead_editor)
    response = client.post(**DOORS[door](scene), follow=True)

    assert "Noch weniger." in draft_text(scene)
    assert "Hier wird nur ein Entwurf gespeichert." in response.content.decode()
    assert not Submission.objects.exists()
    assert not scene.page.workflow_in_progress


@pytest.mark.parametrize("door", ["create and publish", "create and submit"])
def test_a_new_page_is_a_draft_whatever_button_it_is_sent_with(client, scene, door):
    client.force_login(scene.lead_editor)
    client.post(**DOORS[door](scene))

    page = TopicPage.objects.get(slug="neu")
    assert not page.live
    assert not page.workflow_in_progress


@pytest.mark.parametrize("door", ["cancel", "restart"])
@pytest.mark.parametrize("role", ["co-owner", "superuser"])
def test_fetching_back_needs_a_reason(client, scene, door, role):
    submission = scene.submit()
    client.force_login(scene.people[role])
    response = client.post(**DOORS[door](scene))

    assert response["Location"] == reverse("workflow_take_back", args=[submission.pk])
    submission.refresh_from_db()
    assert submission.is_open
    assert "Noch weniger." not in draft_text(scene)


@pytest.mark.parametrize("door", ["approve", "reject", "collect"])
@pytest.mark.parametrize("role", ROLES)
def test_wagtails_buttons_of_a_task_are_refused(client, scene, door, role):
    submission = scene.submit()
    states = scene.states(submission)
    client.force_login(scene.people[role])

    assert client.post(**DOORS[door](scene)).status_code in (302, 403)
    assert scene.states(submission) == states
    assert scene.page.workflow_in_progress


@pytest.mark.parametrize("action", PagesAdminAPIViewSet.actions)
def test_the_admins_api_offers_no_actions_but_still_lists_pages(client, scene, action):
    client.force_login(scene.people["superuser"])
    assert client.post(**DOORS[f"admin API: {action}"](scene)).status_code == 404
    assert client.get("/admin/api/main/pages/").json()["meta"]["total_count"] > 1


@pytest.mark.parametrize("path", ["/api/v3/", "/api/v3/pages/", "/admin/api/v3/pages/", "/api/v3/docs/"])
def test_version_three_of_wagtails_api_has_no_address(client, scene, path):
    client.force_login(scene.people["superuser"])
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["view_draft", "edit", "preview_on_edit", "history", "copy"])
def test_nobody_reads_a_draft_without_an_account(client, scene, name):
    response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[scene.page_id]))
    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")


@pytest.mark.parametrize("role", ["co-owner", "other office"])
def test_offices_neither_hide_nor_reveal_a_page(client, scene, role):
    client.force_login(scene.people[role])
    response = client.post(**at_page(scene, "set_privacy", restriction_type="login"))
    assert response.status_code in (302, 403)
    assert not scene.page.view_restrictions.exists()


@pytest.mark.parametrize("role", ["promotion", "superuser"])
def test_a_public_page_has_to_be_taken_down_before_it_is_deleted(client, scene, role):
    client.force_login(scene.people[role])
    for door in ("delete", "bulk delete"):
        response = client.post(**DOORS[door](scene), follow=True)
        assert "muss erst zurückgenommen werden" in response.content.decode(), door


@pytest.mark.parametrize("role", ["co-owner", "other office"])
def test_offices_do_not_delete_what_is_handed_in(client, scene, role):
    fresh = make_topic("Neu", slug="neu", live=False, lead_office=scene.lead, sections=[(scene.second, "Text")])
    fresh.save_revision(user=scene.lead_editor)
    actions.submit(page=fresh, user=scene.lead_editor, change_note="Neu")
    client.force_login(scene.people[role])

    client.post(reverse("wagtailadmin_pages:delete", args=[fresh.pk]))
    client.post(in_bulk(scene, "delete")["path"].replace(f"id={scene.page_id}&", f"id={fresh.pk}&"))
    assert TopicPage.objects.filter(pk=fresh.pk).exists()


def test_a_page_that_public_pages_link_to_is_not_deleted(client, scene):
    named = make_topic("Genannt", slug="genannt", live=False, lead_office=scene.lead)
    draft = draft_of(scene.page)
    draft.topic_relations = [draft._meta.get_field("topic_relations").related_model(topic=named)]
    draft.save_revision(user=scene.lead_editor)
    submission = scene.submit()
    scene.sign(submission, scene.second, scene.second_editor)
    scene.sign_off(submission)
    before = public(scene)

    client.force_login(scene.signer)
    response = client.post(reverse("wagtailadmin_pages:delete", args=[named.pk]), follow=True)
    assert "Veröffentlichte Seiten verweisen darauf: „Tische vor dem Café“" in response.content.decode()
    assert public(scene) == before


def test_a_page_that_moves_says_the_same_and_leaves_its_old_address_as_it_was(client, scene):
    index = topic_index()
    other = index.add_sibling(instance=type(index)(title="Mehr", slug="mehr", lead_office=scene.promotion, live=False))
    texts = {pk: value for pk, value in public(scene).items() if pk != "rendered"}
    old = scene.page.url
    client.force_login(scene.signer)

    client.post(reverse("wagtailadmin_pages:move_confirm", args=[scene.page_id, other.pk]))

    assert scene.page.get_parent().pk == other.pk
    assert {page.pk: text_hash(page.parts()) for page in BasePage.objects.live().specific()} == texts
    assert Client().get(old, follow=True).redirect_chain[0][0].endswith(scene.page.url)


# --- direct acts on signatures --------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ROLES)
def test_nobody_signs_for_a_foreign_office_or_a_finished_round(scene, role):
    submission = scene.submit()
    seen = hashes_digest(submission.signatures.get(office=scene.second).part_hashes)
    user = scene.people[role]
    with pytest.raises((PermissionDenied, WorkflowError)):
        actions.sign(submission=submission, office=scene.second, user=user, seen=seen)
    scene.sign(submission, scene.second, scene.second_editor)
    before = public(scene)
    with pytest.raises((PermissionDenied, WorkflowError)):
        actions.sign(submission=submission, office=scene.second, user=scene.second_editor, seen=seen)
    actions.take_back(submission=submission, user=scene.lead_editor, reason="Noch nicht fertig.")
    with pytest.raises((PermissionDenied, WorkflowError)):
        scene.sign_off(submission, scene.other_signer)
    assert public(scene) == before
