"""Mails that did not arrive are shown to those who can help, and everybody says which mails they want."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.models import MailPreference, OutgoingMail
from cms.testing.factories import business_promotion, make_editor, make_office, make_user
from cms.testing.html import parsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(home):
    return make_editor(business_promotion(), email="wifoe@example.org")


@pytest.fixture
def failed(home) -> OutgoingMail:
    reader = make_user("leserin", email="leserin@example.org", first_name="Lea", last_name="Leserin")
    return make_failed(user=reader, to=reader.email)


def make_failed(number: int = 1, **fields) -> OutgoingMail:
    fields = {"to": "postfach@example.org", "next_attempt_at": timezone.now(), **fields}
    return OutgoingMail.objects.create(
        key=f"key-{number}",
        event="requested",
        subject="Bitte mitzeichnen: <Café>",
        attempts=2,
        last_error="Der Mailserver nimmt die Adresse nicht an. (550)",
        **fields,
    )


def test_the_list_names_mail_person_reason_and_attempts(client, keeper, failed):
    make_failed(2, sent_at=timezone.now(), next_attempt_at=None)
    client.force_login(keeper)
    page = parsed(client.get(reverse("undelivered_mails")))
    [row] = page.select(".mails > li")
    text = row.get_text(" ", strip=True)
    for expected in ("<Café>", "Lea Leserin, leserin@example.org", "Versuche 2", "Adresse nicht an. (550)"):
        assert expected in text


def test_an_empty_list_says_so(client, keeper):
    client.force_login(keeper)
    assert "Alle Nachrichten sind zugestellt." in client.get(reverse("undelivered_mails")).text


def test_the_list_costs_the_same_however_long_it_is(client, keeper):
    client.force_login(keeper)

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(reverse("undelivered_mails")).status_code == 200
        return len(captured)

    make_failed(1, user=make_user())
    statements()
    few = statements()
    for number in range(2, 30):
        make_failed(number, user=make_user(), office=make_office())
    assert statements() == few


def test_a_mail_is_sent_again_to_the_present_address(
    client, keeper, failed, mailoutbox, django_capture_on_commit_callbacks
):
    failed.user.email = "neu@example.org"
    failed.user.save()
    client.force_login(keeper)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("try_mail_again", args=[failed.pk]), follow=True)
    assert "wird noch einmal gesendet" in response.text
    assert [message.to for message in mailoutbox] == [["neu@example.org"]]
    assert client.post(reverse("try_mail_again", args=[failed.pk])).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("editor", 302), ("superuser", 200), ("keeper", 200)])
def test_only_those_who_can_help_see_it(client, keeper, failed, who, status, django_user_model):
    users = {
        "editor": make_editor(make_office(editors=True)),
        "superuser": django_user_model.objects.create_superuser("admin", "admin@example.org", "demo"),
        "keeper": keeper,
    }
    client.force_login(users[who])
    assert client.get(reverse("undelivered_mails")).status_code == status
    client.post(reverse("try_mail_again", args=[failed.pk]))
    failed.refresh_from_db()
    assert (failed.attempts == 0) is (status == 200)
    menu = client.get(reverse("wagtailadmin_home")).text
    assert (reverse("undelivered_mails") in menu) is (status == 200)


def test_sending_again_needs_a_post(client, keeper, failed):
    client.force_login(keeper)
    assert client.get(reverse("try_mail_again", args=[failed.pk])).status_code == 405


# --- which mails somebody wants ---------------------------------------------------------------------------------------
def test_everybody_sets_in_the_account_which_mails_to_get(client, home):
    editor = make_editor(make_office(editors=True), email="sga@example.org", first_name="A", last_name="B")
    client.force_login(editor)
    page = parsed(client.get(reverse("wagtailadmin_account")))
    assert {box["name"] for box in page.select("#tab-notifications input[type=checkbox]:checked")} >= {
        "mail-at_once",
        "mail-digest",
    }
    form = {
        "name_email-first_name": "A",
        "name_email-last_name": "B",
        "name_email-email": "sga@example.org",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
        "mail-digest": "on",
    }
    assert client.post(reverse("wagtailadmin_account"), form).status_code == 302
    preference = MailPreference.objects.get(user=editor)
    assert (preference.at_once, preference.digest) == (False, True)
    assert client.post(reverse("wagtailadmin_account"), {**form, "mail-at_once": "on"}).status_code == 302
    preference.refresh_from_db()
    assert (preference.at_once, preference.digest) == (True, True)


def test_no_switch_is_shown_for_mails_that_nobody_gets(client, home):
    client.force_login(make_editor(make_office(editors=True)))
    page = parsed(client.get(reverse("wagtailadmin_account")))
    names = {field["name"] for field in page.select("#tab-notifications input")}
    assert names <= {"mail-at_once", "mail-digest", "notifications-updated_comments_notifications"}
