from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.users.models import UserProfile

from cms.demo import demo_accounts_with_known_password
from cms.models import User
from cms.testing.factories import business_promotion, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    business_promotion()
    make_office("Straßen- und Grünflächenamt Pankow", slug="sga", editors=True)
    make_office("Kammer", slug="kammer", kind="chamber")


def create() -> str:
    out = StringIO()
    call_command("create_demo", stdout=out)
    return out.getvalue()


def test_each_office_with_editors_and_the_administrator_get_an_account(offices, client):
    report = create()

    names = ["admin", "sga", "wirtschaftsfoerderung", "wirtschaftsfoerderung2"]
    assert sorted(User.objects.values_list("username", flat=True)) == names
    assert "admin" in report
    sga = User.objects.get(username="sga")
    assert sga.get_full_name() == "Redaktion Straßen- und Grünflächenamt"
    assert sga.email == "sga@example.org"
    assert [group.office.slug for group in sga.groups.all()] == ["sga"]
    assert not sga.is_superuser
    assert [office.slug for office in sga.administered_offices.all()] == ["sga"]
    assert User.objects.get(username="admin").is_superuser
    assert UserProfile.get_for_user(sga).get_preferred_language() == "de"
    assert client.login(username="sga", password="demo")


def test_a_second_run_keeps_changed_passwords_and_rights(offices):
    create()
    admin = User.objects.get(username="admin")
    admin.set_password("better than before")
    admin.is_superuser = False
    admin.save()

    assert "none new" in create()
    admin.refresh_from_db()
    assert admin.check_password("better than before")
    assert not admin.is_superuser


def test_they_are_refused_where_they_are_not_allowed(offices, settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False

    with pytest.raises(CommandError, match="DEMO_ACCOUNTS_ALLOWED"):
        call_command("create_demo")
    assert not User.objects.exists()


def test_accounts_that_still_open_with_the_known_password_are_found(offices):
    assert demo_accounts_with_known_password() == []
    create()
    User.objects.create_user("frau.beispiel", email="sonst@berlin.de", password="something of her own")
    changed = User.objects.get(username="sga")
    changed.set_password("better than before")
    changed.save()
    User.objects.filter(username="wirtschaftsfoerderung").update(username="umbenannt")

    assert demo_accounts_with_known_password() == ["admin", "umbenannt", "wirtschaftsfoerderung2"]


def test_a_locked_demo_account_is_harmless(offices):
    create()
    User.objects.update(is_active=False)

    assert demo_accounts_with_known_password() == []
