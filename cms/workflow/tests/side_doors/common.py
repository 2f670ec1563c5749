"""What readers see, and how its text gets all its signatures."""

from django.test import Client

from cms.models import BasePage
from cms.testing.html import parsed, text
from cms.workflow.changes import text_hash
from cms.workflow.models import Submission

SECRET = "Das hat niemand gezeichnet."
ROLES = ("co-owner", "other office", "promotion", "superuser")
DRAFT, SUBMITTED, SIGNED = STAGES = ("draft", "handed in", "signed by the offices")


def public(scene) -> dict:
    """What readers get: the texts of all public pages, and the page itself as they see it."""
    texts = {page.pk: text_hash(page.parts()) for page in BasePage.objects.live().specific()}
    return texts | {"rendered": text(parsed(Client().get(scene.page.url)).main)}


def sign_all(scene) -> None:
    submission = Submission.objects.open().get(page_id=scene.page_id)
    for signature in submission.signatures.waiting():
        scene.sign(submission, signature.office, scene.second_editor)
