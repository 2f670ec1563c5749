from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection

from cms.models import SiteImage
from cms.testing.factories import business_promotion, make_editor

# Wagtail leaves the temporary file of a rendition to the garbage collector
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
AJAX = {"x-requested-with": "XMLHttpRequest"}
REQUIRED = "Dieses Feld muss ausgefüllt werden."


def upload():
    content = BytesIO()
    Image.new("RGB", (20, 20), "navy").save(content, "PNG")
    return SimpleUploadedFile("stand.png", content.getvalue(), "image/png")


@pytest.fixture
def editor(client, home):
    user = make_editor(business_promotion())
    client.force_login(user)
    return user


def image_data(prefix="", **fields):
    data = {"title": "Stand", "description": "", "tags": "", "collection": Collection.get_first_root_node().pk}
    return {f"{prefix}{name}": value for name, value in {**data, **fields}.items()}


def test_a_single_image_needs_an_alternative_text(client, editor):
    url = reverse("wagtailimages_chooser:create")
    prefix = "image-chooser-upload-"

    response = client.post(url, image_data(prefix, file=upload()))
    assert REQUIRED in response.json()["htmlFragment"]
    assert not SiteImage.objects.exists()

    client.post(url, image_data(prefix, file=upload(), description="Ein Stand auf dem Gehweg"))
    assert SiteImage.objects.get().default_alt_text == "Ein Stand auf dem Gehweg"


def test_images_uploaded_together_wait_for_their_alternative_texts(client, editor):
    form = {"title": "Stand", "files[]": upload()}
    uploaded = client.post(reverse("wagtailimages:add_multiple"), form, headers=AJAX).json()
    assert uploaded["success"]
    assert not SiteImage.objects.exists()
    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[uploaded["uploaded_file_id"]])
    prefix = f"uploaded-image-{uploaded['uploaded_file_id']}-"

    response = client.post(url, image_data(prefix), headers=AJAX).json()
    assert not response["success"]
    assert REQUIRED in response["form"]

    data = image_data(prefix, description="Ein Stand auf dem Gehweg")
    assert client.post(url, data, headers=AJAX).json()["success"]
    assert SiteImage.objects.get().description == "Ein Stand auf dem Gehweg"


def test_an_alternative_text_cannot_be_taken_away(client, editor):
    image = SiteImage.objects.create(title="Stand", description="Ein Stand", file=upload())
    response = client.post(reverse("wagtailimages:edit", args=[image.pk]), image_data())
    assert REQUIRED in response.content.decode()
    image.refresh_from_db()
    assert image.description == "Ein Stand"
