"""Mails: written in the transaction of what they tell of, sent after it, and tried again until they arrive.

At least once: only a process that dies between the mail server's yes and our note of it sends a mail again.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django_tasks import task

from .models import Office, OutgoingMail, User

# How long to wait after each failed attempt, in minutes; after the last one a person decides.
PAUSES = (5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 24 * 60)
MOST_ATTEMPTS = len(PAUSES) + 1
LONGEST_SUBJECT = OutgoingMail._meta.get_field("subject").max_length
LONGEST_ERROR = OutgoingMail._meta.get_field("last_error").max_length


class DeliveryFailed(Exception):
    """A mail was not accepted; noted in its row. The message names nobody."""


@dataclass(frozen=True)
class Recipient:
    """A person, or an office's mailbox."""

    address: str
    user: User | None = None
    office: Office | None = None

    @property
    def key(self) -> str:
        return f"user:{self.user.pk}" if self.user else f"office:{self.office.pk}" if self.office else self.address


@dataclass(frozen=True)
class Message:
    """What to tell. `occasion` is the same whenever the same thing would be told again.

    The texts are `<template>.txt` and `<template>.html` with the same context.
    """

    event: str
    occasion: str
    subject: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


def post(message: Message, recipients: Iterable[Recipient]) -> int:
    """Write `message` to each of `recipients` who has not got it yet, and send it once the transaction is committed.

    Whoever has no address gets none, an address at most one. Returns how many were written.
    """
    unique = {recipient.address.casefold(): recipient for recipient in reversed(list(recipients))}
    wanted = {f"{message.occasion}:{one.key}": one for address, one in reversed(unique.items()) if address}
    known = set(OutgoingMail.objects.filter(key__in=wanted).values_list("key", flat=True))
    written = [_written(message, key, to) for key, to in wanted.items() if key not in known]
    OutgoingMail.objects.bulk_create(written, ignore_conflicts=True)
    transaction.on_commit(partial(_enqueue, [mail.key for mail in written]), robust=True)
    return len(written)


def waiting() -> QuerySet[OutgoingMail]:
    """The mails that are to be sent by now, oldest first."""
    return OutgoingMail.objects.filter(sent_at=None, next_attempt_at__lte=timezone.now()).order_by("created_at", "pk")


def undelivered() -> QuerySet[OutgoingMail]:
    """The mails that were tried in vain, oldest first; those that are tried again included."""
    return OutgoingMail.objects.filter(sent_at=None, attempts__gt=0).order_by("created_at", "pk")


def deliver(key: str) -> bool:
    """Send the mail called `key` if it is its time; returns whether it was sent.

    Raises `DeliveryFailed`; the next attempt is planned then. Two callers never send the same mail.
    """
    mail = _claim(key)
    if mail is None:
        return False
    try:
        _as_email(mail).send(using="default")
    except Exception as error:  # whatever a mail server or its library comes up with
        _update(mail, last_error=_reason(error))
        raise DeliveryFailed(f"mail {mail.pk}: {type(error).__name__}") from None
    _update(mail, sent_at=timezone.now(), next_attempt_at=None, last_error="")
    return True


def try_again(mail: OutgoingMail) -> None:
    """Send `mail` anew, to the address that its person or office has now."""
    address = mail.user.email if mail.user else mail.office.mailbox if mail.office else ""
    still_unsent = OutgoingMail.objects.filter(pk=mail.pk, sent_at=None)
    still_unsent.update(to=address or mail.to, attempts=0, next_attempt_at=timezone.now())
    transaction.on_commit(partial(_enqueue, [mail.key]), robust=True)


def admin_address(name: str, *args) -> str:
    """The full address of a page of the admin, for links in mails."""
    return settings.WAGTAILADMIN_BASE_URL + reverse(name, args=args)


@task()
def send_mail(key: str) -> None:
    """What the worker does with a mail. A failure is in the mail's row, not among the results of tasks."""
    try:
        deliver(key)
    except DeliveryFailed:
        return


def _enqueue(keys: Iterable[str]) -> None:
    for key in keys:
        send_mail.enqueue(key)


def _written(message: Message, key: str, to: Recipient) -> OutgoingMail:
    subject = Truncator(" ".join(message.subject.split())).chars(LONGEST_SUBJECT)
    context = {
        "subject": subject,
        "site_name": settings.WAGTAIL_SITE_NAME,
        "account": admin_address("wagtailadmin_account") + "#tab-notifications",
        "recipient": to,
        **message.context,
    }
    text = render_to_string(f"{message.template}.txt", context)
    return OutgoingMail(
        key=key,
        event=message.event,
        to=to.address,
        user=to.user,
        office=to.office,
        subject=subject,
        text=re.sub(r"\s*\n(\s*\n)+", "\n\n", text).strip() + "\n",
        html=render_to_string(f"{message.template}.html", context),
        next_attempt_at=timezone.now(),
    )


def _claim(key: str) -> OutgoingMail | None:
    """The mail as the caller's own, until its next attempt: whoever dies meanwhile holds up nobody."""
    with transaction.atomic():
        mail = waiting().select_for_update(skip_locked=True).filter(key=key).first()
        if mail:
            pause = PAUSES[mail.attempts] if mail.attempts < len(PAUSES) else None
            next_attempt_at = timezone.now() + datetime.timedelta(minutes=pause) if pause else None
            _update(mail, attempts=mail.attempts + 1, next_attempt_at=next_attempt_at)
    return mail


def _update(mail: OutgoingMail, **values) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(**values)


def _as_email(mail: OutgoingMail) -> EmailMultiAlternatives:
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    headers = {
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<mail-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S}@{host}>",  # a second copy is known as one
    }
    email = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=headers)
    email.attach_alternative(mail.html, "text/html")
    return email


def _reason(error: Exception) -> str:
    """Why it failed, for people, without a name or address: what mail servers answer is full of them."""
    code: object = getattr(error, "smtp_code", None) or type(error).__name__
    match error:
        case SMTPRecipientsRefused():
            code = next((code for code, answer in error.recipients.values()), code)
            text = _("Der Mailserver nimmt die Adresse nicht an.")
        case SMTPAuthenticationError():
            text = _("Der Mailserver lehnt die Anmeldung ab.")
        case SMTPResponseException():
            text = _("Der Mailserver lehnt die Nachricht ab.")
        case OSError():
            text = _("Der Mailserver ist nicht erreichbar.")
        case _:
            text = _("Die Nachricht lässt sich nicht verschicken.")
    return f"{text} ({code})"[:LONGEST_ERROR]
