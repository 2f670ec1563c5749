"""Addresses, answers and mails of the pages about people."""

import datetime

from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.models import OutgoingMail

NEW = {"first_name": "Ada", "last_name": "Beispiel", "email": "Ada.Beispiel@Example.org"}


def url(name, office, *args):
    return reverse(name, args=[office.pk, *(getattr(arg, "pk", arg) for arg in args)])


def refused(response):
    """Sent back to the start page, which says why."""
    return response.status_code == 302 and response.url == reverse("wagtailadmin_home")


def actions_of(office):
    entries = ModelLogEntry.objects.for_instance(office).filter(action__startswith="people.")
    return list(entries.order_by("pk").values_list("action", "user"))


def mails(event):
    return set(OutgoingMail.objects.filter(event=event).values_list("to", flat=True))


# --- roles ------------------------------------------------------------------------------------------------------
def days(start=0, end=7):
    today = timezone.localdate()
    return {"starts_on": today + datetime.timedelta(days=start), "ends_on": today + datetime.timedelta(days=end)}
