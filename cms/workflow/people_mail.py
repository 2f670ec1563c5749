"""Mails about accounts and stand-ins. They go out at once, whatever somebody chose for other mails."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from cms.models import Office, User
from cms.outbox import Message, Recipient, admin_address, post

from .models import StandIn
from .people import name_of

SECONDS_OF_A_DAY = 24 * 60 * 60


def invitation(person: User, office: Office) -> None:
    """A link to set a password with; it holds for some days and once."""
    code = urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)
    _send(
        "invitation",
        _("Ihr Zugang für %(office)s") % {"office": office},
        [Recipient(person.email, user=person)],
        link=admin_address("wagtailadmin_password_reset_confirm", *code),
        link_label=_("Passwort festlegen"),
        office=office,
        username=person.username,
        days=settings.PASSWORD_RESET_TIMEOUT // SECONDS_OF_A_DAY,
    )


def address_changed(person: User, former: str, office: Office, actor: User) -> None:
    """Tell the former address: only its owner knows whether that is right."""
    # without the account: the outbox would look up its present address for another attempt
    _send(
        "address_changed",
        _("Die E-Mail-Adresse Ihres Kontos wurde geändert"),
        [Recipient(former)],
        link=admin_address("wagtailadmin_home"),
        link_label=_("Zur Anmeldung"),
        actor=name_of(actor),
        office=office,
    )


def stand_in_named(stand_in: StandIn) -> None:
    """Tell the person who stands in."""
    _send(
        "stand_in_named",
        _("Sie vertreten %(office)s") % {"office": stand_in.office},
        [Recipient(stand_in.user.email, user=stand_in.user)],
        link=admin_address("wagtailadmin_home"),
        link_label=_("Zu Ihrer Startseite"),
        stand_in=stand_in,
        absent=name_of(stand_in.absent) if stand_in.absent else "",
    )


def done_with_people(office: Office, actor: User, text: str, people: Iterable[User]) -> None:
    """Tell the mailbox of `office` and `people` what `actor` did there."""
    others = [Recipient(person.email, user=person) for person in people if person.is_active and person != actor]
    _send(
        "people_changed",
        _("Geändert bei %(office)s") % {"office": office},
        [Recipient(office.mailbox, office=office), *others],
        link=admin_address("people_of", office.pk),
        link_label=_("Personen ansehen"),
        text=text,
        actor=name_of(actor),
        office=office,
    )


def _send(event: str, subject: str, recipients: list[Recipient], **context) -> None:
    # a number of its own: the same thing may happen, and is told, twice
    post(Message(event, f"{event}:{uuid.uuid4()}", subject, f"workflow/mail/people/{event}", context), recipients)
