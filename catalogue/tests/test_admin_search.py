import pytest
from django.urls import reverse
from wagtail.search.models import IndexEntry

from cms.models import BasePage
from cms.testing.factories import delete_public, make_user, publish

from .factories import make_topic

pytestmark = pytest.mark.django_db


def found(client, text):
    response = client.get(reverse("wagtailadmin_pages:search"), {"q": text})
    return {page.pk for page in response.context["pages"]}


def test_the_search_of_the_admin_follows_publishing_and_deleting(client, home, django_capture_on_commit_callbacks):
    client.force_login(make_user(is_superuser=True))
    with django_capture_on_commit_callbacks(execute=True):
        topic = make_topic("Heizstrahler")
    assert found(client, "Heizstrahler") == {topic.pk}

    with django_capture_on_commit_callbacks(execute=True):
        topic.title = "Wärmepilz"
        publish(topic)
    assert found(client, "Wärmepilz") == {topic.pk}
    assert found(client, "Heizstrahler") == set()

    with django_capture_on_commit_callbacks(execute=True):
        delete_public(topic)
    assert not BasePage.objects.filter(pk=topic.pk).exists()
    assert found(client, "Wärmepilz") == set()
    assert not IndexEntry.objects.filter(object_id=str(topic.pk), content_type__model__in=["topicpage", "basepage"])
