"""No side door for code either: what does not ask the workflow is refused."""

import pytest
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import DraftStateMixin

from catalogue.models import TopicPage
from catalogue.tests.factories import topic_index
from cms.models import BasePage
from cms.publishing import PublishingRefused
from cms.workflow.models import Submission

from .common import SECRET, SIGNED, SUBMITTED, public

pytestmark = pytest.mark.django_db


def rewrite(scene) -> None:
    page = scene.page
    page.title = SECRET
    page.save()


def rewrite_section(scene) -> None:
    page = scene.page
    sections = list(page.sections.all())
    sections[0].text = SECRET
    page.sections = sections
    page.save()


def add_live(scene) -> None:
    topic_index().add_child(instance=TopicPage(title=SECRET, slug="neu", lead_office=scene.lead))


CODE = {
    "publish a revision": lambda s: s.page.latest_revision.publish(skip_permission_checks=True),
    "publish a page": lambda s: s.page.publish(s.page.latest_revision, skip_permission_checks=True),
    "publish by Wagtail's action": lambda s: PublishPageRevisionAction(s.page.latest_revision).execute(True),
    "finish the workflow": lambda s: s.page.current_workflow_state.finish(),
    "approve the task": lambda s: s.page.current_workflow_task_state.approve(),
    "save other words": rewrite,
    "save other words in a section": rewrite_section,
    "add a public page": add_live,
    "unpublish": lambda s: s.page.unpublish(),
    "unpublish by Wagtail's action": lambda s: UnpublishPageAction(s.page).execute(True),
    "delete": lambda s: s.page.delete(),
    "delete all topics": lambda s: topic_index().delete(),
    "make an alias": lambda s: s.page.create_alias(update_slug="alias"),
    "make an alias by Wagtail's action": lambda s: CreatePageAliasAction(s.page, update_slug="alias").execute(True),
    "copy live by Wagtail's action": lambda s: CopyPageAction(
        s.page, update_attrs={"slug": "kopie"}, keep_live=True
    ).execute(True),
}


@pytest.mark.parametrize("stage", [SUBMITTED, SIGNED], indirect=True)
@pytest.mark.parametrize("door", CODE)
def test_code_that_does_not_ask_the_workflow_is_refused(scene, door, stage):
    if door == "approve the task" and not Submission.objects.filter(stage=Submission.Stage.FINAL).exists():
        CODE[door](scene)  # which leads to the next step and no further
    else:
        with pytest.raises(PublishingRefused):
            CODE[door](scene)
    assert public(scene) == stage


def test_pages_are_all_that_has_drafts():
    """Another model with drafts would need a door of its own."""
    from django.apps import apps

    assert all(issubclass(model, BasePage) for model in apps.get_models() if issubclass(model, DraftStateMixin))
