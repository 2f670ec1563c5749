"""No side door: whoever sends whatever, readers see the same text until another one has its signatures."""

import datetime
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Task, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from catalogue.models import TopicPage
from catalogue.tests.admin_forms import topic_data
from catalogue.tests.factories import make_topic, topic_index
from cms.models import BasePage
from cms.workflow import actions
from cms.workflow.changes import hashes_digest, text_hash
from cms.workflow.errors import WorkflowError
from cms.workflow.models import Publication, Submission
from cms.workflow.texts import draft_of

from .common import ROLES, SECRET, public, sign_all

pytestmark = pytest.mark.django_db


def form_data(scene, **fields) -> dict:
    """What the form of the page posts, with a new text in the section of the second office."""
    draft = draft_of(scene.page)
    sections = [
        {
            "id": row.pk,
            "uuid": str(row.uuid),
            "kind": row.kind,
            "office": row.office_id,
            "heading": "",
            "text": rich_text(f"<p>{SECRET} Noch weniger.</p>" if row.office == scene.second else row.text),
        }
        for row in draft.sections.all()
    ]
    data = topic_data(draft.lead_office, title=draft.title, slug=draft.slug, **fields)
    return data | nested_form_data({"sections": inline_formset(sections, initial=len(sections))})


def at_edit(scene, name: str, **fields) -> dict:
    return {"path": reverse(f"wagtailadmin_pages:{name}", args=[scene.page_id]), "data": form_data(scene, **fields)}


def at_page(scene, name: str, **data) -> dict:
    return {"path": reverse(f"wagtailadmin_pages:{name}", args=[scene.page_id]), "data": data}


def in_bulk(scene, action: str, **data) -> dict:
    path = reverse("wagtail_bulk_action", args=["cms", "basepage", action])
    return {"path": f"{path}?id={scene.page_id}&id={scene.neighbour.pk}&next=/admin/", "data": data}


def by_api(scene, action: str, **data) -> dict:
    path = f"/admin/api/main/pages/{scene.page_id}/action/{action}/"
    return {"path": path, "data": json.dumps(data), "content_type": "application/json"}


def create(scene, action: str) -> dict:
    path = reverse("wagtailadmin_pages:add", args=["catalogue", "topicpage", topic_index().pk])
    return {"path": path, "data": topic_data(scene.lead, title=SECRET, slug="neu", **{action: "1"})}


def copy(scene, **data) -> dict:
    base = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": topic_index().pk}
    return at_page(scene, "copy", **base | data)


def revert(scene) -> dict:
    args = [scene.page_id, scene.page.revisions.latest("created_at").pk]
    path = reverse("wagtailadmin_pages:revisions_revert", args=args)
    return {"path": path, "data": form_data(scene, **{"action-publish": "1"})}


def plan(scene, moment: datetime.timedelta) -> dict:
    moment = (timezone.localtime() + moment).strftime("%Y-%m-%d %H:%M")
    return at_edit(scene, "edit", go_live_at=moment, expire_at="", **{"action-publish": "1"})


def task_url(scene, name: str, action: str) -> dict:
    state = scene.page.current_workflow_task_state
    args = [scene.page_id, action, state.pk if state else 1]
    return {"path": reverse(f"wagtailadmin_pages:{name}", args=args), "data": {"comment": "x"}}


def at_workflow(name: str, pk: int, **data) -> dict:
    return {"path": reverse(f"wagtailadmin_workflows:{name}", args=[pk]), "data": data}


def workflow_pk() -> int:
    return Workflow.objects.get().pk


def task_pk(model: str) -> int:
    return Task.objects.get(content_type__model=model).pk


DOORS = {
    "publish button": lambda s: at_edit(s, "edit", **{"action-publish": "1"}),
    "Wagtail's submit": lambda s: at_edit(s, "edit", **{"action-submit": "1"}),
    "restart": lambda s: at_edit(s, "edit", **{"action-restart-workflow": "1"}),
    "edit and approve": lambda s: at_edit(
        s, "edit", **{"action-workflow-action": "1", "workflow-action-name": "approve"}
    ),
    "cancel": lambda s: at_edit(s, "edit", **{"action-cancel-workflow": "1"}),
    "plan for later": lambda s: plan(s, datetime.timedelta(days=1)),
    "plan for earlier": lambda s: plan(s, datetime.timedelta(days=-1)),
    "create and publish": lambda s: create(s, "action-publish"),
    "create and submit": lambda s: create(s, "action-submit"),
    "revert and publish": revert,
    "unpublish": lambda s: at_page(s, "unpublish", include_descendants="on"),
    "delete": lambda s: at_page(s, "delete"),
    "delete all topics": lambda s: {"path": reverse("wagtailadmin_pages:delete", args=[topic_index().pk]), "data": {}},
    "copy live": lambda s: copy(s, publish_copies="on"),
    "alias": lambda s: copy(s, alias="on"),
    "convert alias": lambda s: at_page(s, "convert_alias"),
    "position": lambda s: {**at_page(s, "set_page_position"), "path": at_page(s, "set_page_position")["path"] + "?p=0"},
    "lock": lambda s: at_page(s, "lock"),
    "unlock": lambda s: at_page(s, "unlock"),
    "approve": lambda s: task_url(s, "workflow_action", "approve"),
    "reject": lambda s: task_url(s, "workflow_action", "reject"),
    "collect": lambda s: task_url(s, "collect_workflow_action_data", "approve"),
    "confirm cancellation": lambda s: at_page(s, "confirm_workflow_cancellation"),
    "bulk publish": lambda s: in_bulk(s, "publish", include_descendants="on"),
    "bulk unpublish": lambda s: in_bulk(s, "unpublish", include_descendants="on"),
    "bulk delete": lambda s: in_bulk(s, "delete"),
    "bulk move": lambda s: in_bulk(s, "move", chooser=topic_index().pk),
    "preview": lambda s: at_edit(s, "preview_on_edit"),
    "disable the workflow": lambda s: at_workflow("disable", workflow_pk()),
    "disable the first step": lambda s: at_workflow("disable_task", task_pk("cosigntask")),
    "disable the last step": lambda s: at_workflow("disable_task", task_pk("finalsignofftask")),
    "remove the workflow": lambda s: at_workflow("remove", BasePage.objects.get(depth=1).pk),
    **{
        f"admin API: {action}": lambda s, action=action: by_api(s, action, locale="de", revision_id=_first_revision(s))
        for action in PagesAdminAPIViewSet.actions
    },
    "content API": lambda s: {"path": f"/api/v2/pages/{s.page_id}/", "data": {"title": SECRET}},
    "API v3": lambda s: {"path": f"/api/v3/pages/{s.page_id}/actions/publish/", "data": {}},
    "admin's API v3": lambda s: {"path": f"/admin/api/v3/pages/{s.page_id}/actions/publish/", "data": {}},
}


def _first_revision(scene) -> int:
    return scene.page.revisions.earliest("created_at").pk


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("door", DOORS)
def test_no_request_of_anybody_changes_what_readers_see(client, scene, door, role):
    """Tried with a draft, with a text that is handed in, and with one that only the Schlusszeichnung is missing."""
    before = public(scene)
    client.force_login(scene.people[role])
    for go_on in (lambda: None, scene.submit, lambda: sign_all(scene)):
        try:
            go_on()
        except (PermissionDenied, WorkflowError):
            break  # the door was one to the workflow, which is switched off now
        response = client.post(**DOORS[door](scene))
        call_command("publish_scheduled")

        assert response.status_code < 500
        assert public(scene) == before
    assert not Publication.objects.filter(published_at__isnull=False).exists()


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
