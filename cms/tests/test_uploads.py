"""What was uploaded: images are public, originals and documents have no address here."""

import pytest
from wagtail.images.tests.utils import get_test_image_file

from cms.models import SiteImage

# Wagtail leaves the temporary file of a rendition to the garbage collector
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


@pytest.fixture
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "geheim.pdf").write_text("geheim")
    return tmp_path


def test_an_image_of_a_page_can_be_seen(client, uploads):
    image = SiteImage.objects.create(title="Markt", description="Ein Markt", file=get_test_image_file())
    response = client.get(image.get_rendition("width-100").url)

    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies
    assert b"".join(response.streaming_content)


@pytest.mark.parametrize(
    "path",
    [
        "documents/geheim.pdf",
        "images/../documents/geheim.pdf",
        "images/%2e%2e/documents/geheim.pdf",
        "images//../../documents/geheim.pdf",
        "images/",
        "images/%00",
        "original_images/test.png",
    ],
)
def test_nothing_else_can(client, uploads, path):
    SiteImage.objects.create(title="Markt", description="Ein Markt", file=get_test_image_file())
    (uploads / "images").mkdir()
    assert client.get(f"/media/{path}", follow=True).status_code in (400, 404)
