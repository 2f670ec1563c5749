"""A site with one of everything, and a person in each role."""

import re
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Site, Task, Workflow

from catalogue.models import EverydayWord, TopicPage
from catalogue.tests.factories import make_topic, topic_index
from cms.models import OutgoingMail, ReviewInterval, SiteDocument, SiteImage, User
from cms.permissions import Role
from cms.testing.factories import make_editor, make_office, make_problem_type, make_user, publish
from cms.workflow.models import ApprovalSettings, StandIn, Submission
from cms.workflow.tests.scene import Scene

from .doors import Door

# Whose `pk` an address means, by the first word of its name.
OF = {
    "offices": "office",
    "problem_types": "problem_type",
    "everyday_words": "word",
    "wagtailsites": "site",
    "wagtailusers_users": "user",
    "wagtailusers_groups": "group",
    "review_intervals": "interval",
    "regression_queries": "query",
    "wagtailadmin_collections": "collection_id",
    "wagtailsettings": "settings",
    "wagtailadmin_api:images": "image_id",
    "wagtailadmin_api:documents": "document_id",
    "wagtaildocs_chooser": "document_id",
    "wagtailimages_chooser": "image_id",
}
# Addresses that are about the page in a round.
SUBMITTED = (
    "workflow_action",
    "collect_workflow_action_data",
    "confirm_workflow_cancellation",
    "workflow_preview",
    "workflow_history_detail",
)


class House:
    """The page `page` is public and has parts of three offices; another one waits for a signature.

    The owner and the administrator work for offices that own parts of `page`; the stand-in signs for its lead.
    """

    def __init__(self) -> None:
        scene = self.scene = Scene()
        self.page: TopicPage = scene.page
        self.submission = self.submit()
        self.elsewhere = make_office("Schulamt", editors=True)
        self.people: dict[Role, User | None] = {
            Role.ANONYMOUS: None,
            Role.ACCOUNT: make_user(),
            Role.EDITOR: make_editor(self.elsewhere),
            Role.OWNER: scene.second_editor,
            Role.ADMINISTRATOR: make_editor(scene.lead),
            Role.STAND_IN: make_editor(self.elsewhere),
            Role.PROMOTION: scene.other_signer,
            Role.SUPERUSER: make_user(is_superuser=True),
        }
        scene.lead.administrators.add(self.people[Role.ADMINISTRATOR])
        today = timezone.localdate()
        self.stand_in = StandIn.objects.create(
            office=scene.lead, user=self.people[Role.STAND_IN], starts_on=today, ends_on=today
        )
        self.leaver = make_editor(scene.lead)
        self.leaver.groups.clear()

    def submit(self) -> Submission:
        """A round that waits for the Umweltamt, on a page of its own."""
        scene, first = self.scene, self.scene.page_id
        topic = make_topic("Vorgelegt", lead_office=scene.lead, sections=[(scene.second, "Alter Text.")])
        publish(topic)
        scene.page_id = topic.pk
        scene.edit(scene.lead_editor, second="Neuer Text.")
        submission = scene.submit()
        scene.page_id = first
        return submission

    @cached_property
    def things(self) -> dict[str, Any]:
        """What fills in the addresses, by the name of the gap."""
        root = Collection.get_first_root_node()
        state = self.submission.workflow_state
        return {
            "page_id": self.page.pk,
            "page_pk": self.page.pk,
            "object_id": str(self.page.pk),
            "page_to_move_id": self.page.pk,
            "parent_page_id": topic_index().pk,
            "destination_id": topic_index().pk,
            "revision_id": self.page.latest_revision_id,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "content_type_app_name": "catalogue",
            "content_type_model_name": "topicpage",
            "workflow_state_id": state.pk,
            "workflow_pk": state.workflow_id,
            "task_state_id": state.current_task_state_id,
            "task_id": state.current_task_state.task_id,
            "submission_id": self.submission.pk,
            "submitted": self.submission.page_id,
            "document_id": self.document.pk,
            "doc_id": self.document.pk,
            "image_id": self.image.pk,
            "filter_spec": "original",
            "redirect_id": Redirect.objects.create(old_path="/alt", redirect_link="/neu").pk,
            "collection_id": root.add_child(name="Ablage").pk,
            "settings": ApprovalSettings.load().pk,
            "workflow": Workflow.objects.get().pk,
            "task": Task.objects.get(name="Mitzeichnung").pk,
            "office": self.scene.lead.pk,
            "problem_type": make_problem_type().pk,
            "word": EverydayWord.objects.create(text="Heizpilz", page=self.page).pk,
            "site": Site.objects.get().pk,
            "user": self.scene.third_editor.pk,
            "group": self.elsewhere.group_id,
            "kind": "zu-zeichnen",
            "office_id": self.scene.lead.pk,
            "user_id": self.scene.lead_editor.pk,
            "query": apps.get_model("search", "RegressionQuery").objects.create(text="Stehtische").pk,
            "missed_id": self.missed_search(),
            "interval": ReviewInterval.objects.first().pk,
            "mail_id": OutgoingMail.objects.create(key="x", event="x", to="x@example.org", attempts=1).pk,
            "stand_in_id": self.stand_in.pk,
            "action_name": "delete",
            "uidb64": "x",
            "token": "x",
            "session_id": 1,
            "uploaded_file_id": 1,
        }

    def missed_search(self) -> int:
        """One that was searched often enough to be shown."""
        searches, days = apps.get_model("search", "MissedSearch"), apps.get_model("search", "MissedSearchDay")
        today = timezone.localdate()
        missed = searches.objects.create(key="stehtische", text="Stehtische", first_day=today)
        days.objects.create(missed=missed, day=today, count=3)
        return missed.pk

    @cached_property
    def document(self) -> SiteDocument:
        return SiteDocument.objects.create(title="Blatt", file=ContentFile(b"x", "blatt.txt"))

    @cached_property
    def image(self) -> SiteImage:
        return SiteImage.objects.create(title="Bild", description="Ein Bild", file=get_test_image_file())

    def address(self, door: Door) -> str:
        """The address with its gaps filled in; raises `KeyError` for a gap nobody knows."""
        if not door.name:
            route = re.sub(r"<\w+:(\w+)>", lambda gap: str(self.things[gap[1]]), door.route)
            return "/" + route.replace("^.*", "nirgends").rstrip("$")
        address = reverse(door.name, kwargs={gap: self.thing(door, gap) for gap in door.parameters})
        return f"{address}?id={self.page.pk}" if door.name == "wagtail_bulk_action" else address

    def thing(self, door: Door, gap: str) -> Any:
        space, _, name = door.name.rpartition(":")
        if gap == "pk":
            if space == "wagtailadmin_workflows":
                return self.things["task" if "task" in name else "workflow"]
            return self.things[OF.get(space, "page_id")]
        if gap == "page_id" and name in SUBMITTED:
            return self.things["submitted"]
        if gap == "user_id" and name == "person_left":
            return self.leaver.pk
        if gap in ("app_name", "app_label", "model_name", "action"):
            return self.model(door)[gap]
        return self.things[gap]

    def model(self, door: Door) -> dict[str, str]:
        """The model an address wants named."""
        if door.name.startswith("wagtailsettings"):
            return {"app_name": "workflow", "model_name": "approvalsettings"}
        if door.name == "wagtail_bulk_action":
            return {"app_label": "cms", "model_name": "basepage", "action": "delete"}
        if door.name == "wagtailadmin_workflows:add_task":
            return {"app_label": "workflow", "model_name": "cosigntask"}
        if door.name == "wagtailadmin_tag_model_autocomplete":
            return {"app_name": "taggit", "model_name": "tag"}
        return {"app_label": "catalogue", "model_name": "topicpage"}
