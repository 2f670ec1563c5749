"""What the forms, buttons and APIs of the site would send to bring a text to the public past the workflow."""

import datetime
import json

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Task, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from catalogue.tests.admin_forms import topic_data
from catalogue.tests.factories import topic_index
from cms.models import BasePage
from cms.workflow.texts import draft_of

from .common import SECRET


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
