"""Mails are written with what they tell of, sent once, tried again when they fail, and never tell on anybody."""

import datetime
import threading
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail as django_mail
from django.db import connection, transaction
from django.utils import timezone

from cms import outbox
from cms.models import OutgoingMail
from cms.outbox import DeliveryFailed, Message, Recipient, deliver, post, try_again, undelivered, waiting
from cms.testing.factories import make_office, make_user

LOCMEM = "django.core.mail.backends.locmem.EmailBackend.send_messages"


def message(occasion="signed:1", **fields) -> Message:
    context = {"link": "http://testserver/admin/", "link_label": "Zur Seite <Café>"}
    fields = {"event": "signed", "subject": "Bitte mitzeichnen", "template": "workflow/mail/base", **fields}
    return Message(occasion=occasion, context=context, **fields)


@pytest.fixture
def reader(db) -> Recipient:
    user = make_user("leserin", email="leserin@example.org")
    return Recipient(user.email, user=user)


@pytest.fixture
def broken(monkeypatch):
    """Let sending fail with the given error."""

    def fail_with(error: Exception) -> None:
        def send(self, messages):
            raise error

        monkeypatch.setattr(LOCMEM, send)

    return fail_with


def test_a_mail_goes_out_once_the_transaction_is_committed(reader, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert post(message(), [reader]) == 1
        assert mailoutbox == []
    [sent] = mailoutbox
    assert sent.to == ["leserin@example.org"]
    assert sent.from_email == "gewerbe@example.org"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert sent.extra_headers["Message-ID"].endswith("@testserver>")
    [(html, kind)] = sent.alternatives
    assert kind == "text/html"
    assert "Zur Seite <Café>:\nhttp://testserver/admin/" in sent.body
    assert "Zur Seite &lt;Café&gt;" in html
    row = OutgoingMail.objects.get()
    assert row.sent_at
    assert (row.attempts, row.next_attempt_at, row.last_error) == (1, None, "")


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_told(mailoutbox):
    with transaction.atomic():
        post(message(), [Recipient("postfach@example.org")])
        transaction.set_rollback(True)
    assert mailoutbox == []
    assert not OutgoingMail.objects.exists()


def test_nobody_is_told_the_same_twice(reader, django_assert_num_queries):
    assert post(message(), [reader]) == 1
    with django_assert_num_queries(1):
        assert post(message(), [reader]) == 0
    assert post(message("signed:2"), [reader]) == 1


def test_one_mail_per_address_and_none_without(reader):
    office = make_office(mailbox="Leserin@example.org")
    nobody = make_user("ohne")
    recipients = [reader, Recipient(office.mailbox, office=office), Recipient(nobody.email, user=nobody)]
    assert post(message(), recipients) == 1
    assert OutgoingMail.objects.get().user == reader.user


def test_a_subject_is_one_line_that_fits(reader):
    post(message(subject="Bitte\r\nBcc: alle@example.org\n" + "lang " * 60), [reader])
    subject = OutgoingMail.objects.get().subject
    assert "\n" not in subject
    assert subject.startswith("Bitte Bcc: alle@example.org lang lang")
    assert len(subject) == 200


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConnectionRefusedError("10.0.0.7"), "Der Mailserver ist nicht erreichbar. (ConnectionRefusedError)"),
        (SMTPServerDisconnected("bye"), "Der Mailserver ist nicht erreichbar. (SMTPServerDisconnected)"),
        (
            SMTPRecipientsRefused({"leserin@example.org": (550, b"leserin unknown")}),
            "Der Mailserver nimmt die Adresse nicht an. (550)",
        ),
        (SMTPAuthenticationError(535, b"user gewerbe"), "Der Mailserver lehnt die Anmeldung ab. (535)"),
        (ValueError("leserin@example.org"), "Die Nachricht lässt sich nicht verschicken. (ValueError)"),
    ],
)
def test_a_failure_is_noted_without_a_name(reader, broken, error, reason):
    post(message(), [reader])
    broken(error)
    with pytest.raises(DeliveryFailed) as failed:
        deliver(OutgoingMail.objects.get().key)
    row = OutgoingMail.objects.get()
    assert row.last_error == reason
    assert str(failed.value) == f"mail {row.pk}: {type(error).__name__}"
    assert failed.value.__cause__ is None
    assert list(undelivered()) == [row]


def test_it_is_tried_again_with_growing_pauses_and_then_left_to_people(reader, broken, monkeypatch):
    post(message(), [reader])
    key = OutgoingMail.objects.get().key
    broken(OSError())
    now, pauses = timezone.now(), []
    while True:
        monkeypatch.setattr(timezone, "now", lambda: now)  # noqa: B023  read before it changes
        with pytest.raises(DeliveryFailed):
            deliver(key)
        assert deliver(key) is False  # not before its time
        row = OutgoingMail.objects.get()
        if row.next_attempt_at is None:
            break
        pauses.append(row.next_attempt_at - now)
        now = row.next_attempt_at
    assert row.attempts == outbox.MOST_ATTEMPTS == 8
    assert pauses == sorted(pauses)
    assert pauses[0] == datetime.timedelta(minutes=5)
    assert not waiting().exists()


def test_trying_again_goes_to_the_address_of_now(
    reader, broken, monkeypatch, mailoutbox, django_capture_on_commit_callbacks
):
    post(message(), [reader])
    row = OutgoingMail.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr(LOCMEM, lambda self, messages: (_ for _ in ()).throw(OSError()))
        with pytest.raises(DeliveryFailed):
            deliver(row.key)
    reader.user.email = "neu@example.org"
    reader.user.save()
    with django_capture_on_commit_callbacks(execute=True):
        try_again(OutgoingMail.objects.get())
    assert [sent.to for sent in mailoutbox] == [["neu@example.org"]]
    with django_capture_on_commit_callbacks(execute=True):
        try_again(OutgoingMail.objects.get())
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_senders_send_a_mail_once(monkeypatch):
    OutgoingMail.objects.create(key="a", event="signed", to="a@example.org", next_attempt_at=timezone.now())
    inside, leave, sent = threading.Event(), threading.Event(), []

    def send(self, messages):
        sent.extend(messages)
        inside.set()
        assert leave.wait(10)
        return 1

    monkeypatch.setattr(LOCMEM, send)

    def first() -> None:
        try:
            deliver("a")
        finally:
            connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(10)
    assert deliver("a") is False
    leave.set()
    thread.join()
    assert len(sent) == 1
    assert OutgoingMail.objects.get().sent_at
    assert django_mail.outbox == []
