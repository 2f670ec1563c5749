"""Images and documents that readers see, or will see once a text is signed, stay as they are."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection

from cms.models import BasePage, SiteDocument, SiteImage
from cms.testing.factories import make_editor, make_office, make_user, publish, withdraw
from cms.workflow import actions
from cms.workflow.files import FileInUse
from cms.workflow.usage import pages_showing
from home.models import StandardPage
from home.tests.factories import make_standard_page

# Wagtail leaves the temporary file of a rendition to the garbage collector
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
ROLES = ("co-owner", "other office", "promotion", "superuser")
REFUSAL = "steht auf veröffentlichten oder vorgelegten Seiten: „Impressum“."


def picture(colour: str = "navy") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (20, 20), colour).save(content, "PNG")
    return SimpleUploadedFile(f"{colour}.png", content.getvalue(), "image/png")


@pytest.fixture
def scene(scene):  # not shared: what becomes of files is not undone
    scene.people = {
        "co-owner": scene.lead_editor,
        "other office": make_editor(make_office("Bauamt", editors=True)),
        "promotion": scene.signer,
        "superuser": make_user("technik", is_superuser=True),
    }
    scene.image = SiteImage.objects.create(title="Markt", description="Ein Markt", file=picture())
    scene.document = SiteDocument.objects.create(title="Antrag", file=ContentFile(b"alt", "antrag.txt"))
    scene.shown = make_standard_page(BasePage.objects.get(depth=2).specific, lead_office=scene.lead, body=[])
    scene.shown.body = body(scene)
    return scene


def body(scene) -> list:
    image = {"image": scene.image.pk, "decorative": False, "alt_text": "Ein Markt"}
    link = f'<p><a linktype="document" id="{scene.document.pk}">Antrag</a></p>'
    block = StandardPage._meta.get_field("body").stream_block
    return block.to_python([{"type": "image", "value": image}, {"type": "text", "value": link}])


def hand_in(scene) -> None:
    page = scene.shown
    page.save_revision(user=scene.lead_editor)
    actions.submit(page=page, user=scene.lead_editor, change_note="Bild dazu")


def image_data(scene, **fields) -> dict:
    base = {"title": "Markt", "description": "Ein Markt", "collection": Collection.get_first_root_node().pk, "tags": ""}
    focal = dict.fromkeys(("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"), "")
    return base | focal | fields


def document_data(scene, **fields) -> dict:
    return {"title": "Antrag", "collection": Collection.get_first_root_node().pk, "tags": "", **fields}


def edit_image(scene, **fields) -> dict:
    return {"path": reverse("wagtailimages:edit", args=[scene.image.pk]), "data": image_data(scene, **fields)}


def edit_document(scene, **fields) -> dict:
    return {"path": reverse("wagtaildocs:edit", args=[scene.document.pk]), "data": document_data(scene, **fields)}


def address(name: str, thing) -> dict:
    return {"path": reverse(name, args=[thing.pk]), "data": {}}


def in_bulk(model: str, thing) -> dict:
    app = thing._meta.app_label
    return {"path": f"{reverse('wagtail_bulk_action', args=[app, model, 'delete'])}?id={thing.pk}&next=/admin/"}


def multiple(scene) -> dict:
    data = {f"image-{scene.image.pk}-{name}": value for name, value in image_data(scene, title="Anders").items()}
    return {"path": reverse("wagtailimages:edit_multiple", args=[scene.image.pk]), "data": data}


DOORS = {
    "replace an image": lambda s: edit_image(s, file=picture("red")),
    "rename an image": lambda s: edit_image(s, title="Anders"),
    "describe an image anew": lambda s: edit_image(s, description="Etwas anderes"),
    "crop an image": lambda s: edit_image(
        s, focal_point_x="5", focal_point_y="5", focal_point_width="2", focal_point_height="2"
    ),
    "edit an upload": multiple,
    "delete an image": lambda s: address("wagtailimages:delete", s.image),
    "delete an upload": lambda s: address("wagtailimages:delete_multiple", s.image),
    "delete images": lambda s: in_bulk("siteimage", s.image),
    "replace a document": lambda s: edit_document(s, file=SimpleUploadedFile("neu.txt", b"neu")),
    "rename a document": lambda s: edit_document(s, title="Anders"),
    "delete a document": lambda s: address("wagtaildocs:delete", s.document),
    "delete an uploaded document": lambda s: address("wagtaildocs:delete_multiple", s.document),
    "delete documents": lambda s: in_bulk("sitedocument", s.document),
}


def files(scene) -> list:
    image, document = SiteImage.objects.get(pk=scene.image.pk), SiteDocument.objects.get(pk=scene.document.pk)
    return [
        *(image.title, image.description, image.focal_point_x, image.file.name, image.file.read()),
        *(document.title, document.file.name, document.file.read()),
    ]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("door", DOORS)
def test_nobody_changes_a_file_behind_a_public_page(client, scene, door, role):
    publish(scene.shown)
    before = files(scene)
    client.force_login(scene.people[role])
    response = client.post(**DOORS[door](scene), follow=True)

    assert response.status_code < 500
    assert files(scene) == before


@pytest.mark.parametrize("door", [door for door in DOORS if "uploaded" not in door and door != "delete an upload"])
def test_the_refusal_says_where_the_file_is_and_what_to_do(client, scene, door):
    publish(scene.shown)
    client.force_login(scene.people["superuser"])
    response = client.post(**DOORS[door](scene), follow=True)
    answer = response.json()["form"] if door == "edit an upload" else response.content.decode()
    assert REFUSAL in answer
    assert ("Laden Sie eine neue Datei hoch" in answer) != door.startswith("delete")


@pytest.mark.parametrize("door", ["replace an image", "delete a document"])
def test_a_file_of_a_text_that_is_handed_in_stays_until_the_round_ends(client, scene, door):
    hand_in(scene)
    before = files(scene)
    client.force_login(scene.people["superuser"])
    assert REFUSAL in client.post(**DOORS[door](scene), follow=True).content.decode()
    assert files(scene) == before

    actions.take_back(submission=scene.shown.submissions.get(), user=scene.lead_editor, reason="Anderes Bild")
    assert pages_showing(scene.image) == []


def test_files_that_nobody_sees_are_free(client, scene):
    client.force_login(scene.people["superuser"])
    client.post(**edit_image(scene, title="Anders", file=picture("red")))
    client.post(**edit_document(scene, title="Anders"))
    assert SiteImage.objects.get().title == SiteDocument.objects.get().title == "Anders"

    publish(scene.shown)
    withdraw(StandardPage.objects.get())
    client.post(**DOORS["delete an image"](scene))
    assert not SiteImage.objects.exists()


def test_tags_and_collections_are_for_the_editors(client, scene):
    publish(scene.shown)
    client.force_login(scene.people["superuser"])
    client.post(**edit_image(scene, tags="Sommer"))
    assert [tag.name for tag in SiteImage.objects.get().tags.all()] == ["Sommer"]


def test_code_is_refused_too(scene):
    publish(scene.shown)
    scene.image.title = "Anders"
    with pytest.raises(FileInUse):
        scene.image.save()
    with pytest.raises(FileInUse), transaction.atomic():
        SiteDocument.objects.all().delete()


def test_a_picture_taken_out_of_the_draft_only_is_still_seen(scene):
    publish(scene.shown)
    draft = StandardPage.objects.get()
    draft.body = []
    draft.save_revision(user=scene.lead_editor)
    assert [page.title for page in pages_showing(scene.image)] == ["Impressum"]
