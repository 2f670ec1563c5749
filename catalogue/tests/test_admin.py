"""What holds in the admin for everybody. Who reaches what: `home/tests/test_roles.py`."""

import pytest
from django.urls import reverse

from catalogue.models import TopicPage
from cms.models import Office
from cms.testing.factories import business_promotion, make_editor, make_office, make_user

from .admin_forms import topic_data
from .factories import make_topic

pytestmark = pytest.mark.django_db


def person(role):
    match role:
        case "editor":
            return make_editor(make_office(editors=True))
        case "promotion":
            return make_editor(business_promotion())
        case "superuser":
            return make_user(is_superuser=True)


@pytest.mark.parametrize("role", ["editor", "promotion", "superuser"])
def test_nobody_publishes_by_the_form_of_a_page(client, home, role):
    user = person(role)
    client.force_login(user)
    topic = make_topic("Vorher", live=False, lead_office=Office.objects.of_user(user).first() or make_office())
    edit = reverse("wagtailadmin_pages:edit", args=[topic.pk])
    data = topic_data(topic.lead_office, title="Nachher", slug=topic.slug, **{"action-publish": "1"})

    assert 'name="action-publish"' not in client.get(edit).content.decode()
    client.post(edit, data)

    topic = TopicPage.objects.get()
    assert (topic.get_latest_revision_as_object().title, topic.live) == ("Nachher", False)


def test_the_start_page_of_somebody_without_pages_works(client, home):
    office = make_office(editors=True)
    user = make_editor(office)
    office.group.page_permissions.all().delete()
    client.force_login(user)
    assert client.get("/admin/").status_code == 200


def test_the_admin_calls_no_other_site(client, home):
    client.force_login(person("superuser"))
    addresses = [reverse(name) for name in ("wagtailadmin_home", "wagtailadmin_account", "wagtailadmin_explore_root")]
    for address in [*addresses, reverse("wagtailadmin_pages:edit", args=[make_topic().pk])]:
        body = client.get(address).content.decode()
        for host in ("gravatar.com", "releases.wagtail.org"):
            assert host not in body, (address, host)


def test_the_admin_is_german_whatever_the_browser_asks_for(client, home):
    client.force_login(person("superuser"))
    edit = reverse("wagtailadmin_pages:edit", args=[make_topic().pk])
    response = client.get(edit, headers={"accept-language": "en"})
    assert '<html lang="de"' in response.content.decode()
