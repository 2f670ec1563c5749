"""The morning mail: what waits for somebody, at most once a working day, and nothing where nothing waits."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.models import OutgoingMail, User
from cms.outbox import Message, Recipient, admin_address, post
from cms.working_days import is_working_day

from .desk import Desk
from .models import StandIn

BEGIN, END = datetime.time(7), datetime.time(10)  # a morning ends, or an afternoon's first request would bring one


def readers() -> list[int]:
    """Who is still to be looked after this morning: people with something to do in an office who want a digest."""
    now = timezone.localtime()
    if not is_working_day(now.date()) or not BEGIN <= now.time() < END:
        return []
    have_theirs = OutgoingMail.objects.filter(event="digest", key__startswith=_occasion()).values("user")
    stand_ins = StandIn.objects.active().values("user")
    people = User.objects.filter(Q(groups__office__isnull=False) | Q(pk__in=stand_ins), is_active=True)
    people = people.exclude(email="").exclude(mail_preference__digest=False).exclude(pk__in=have_theirs)
    return list(people.order_by("pk").values_list("pk", flat=True).distinct())


@transaction.atomic
def post_digest(user_id: int) -> int:
    """Tell a person what is pending. Reviews are counted, but alone they are no reason for a mail every morning."""
    user = User.objects.get(pk=user_id)
    desk = Desk(user)
    earliest = {row.submission_id: row for row in reversed(desk.to_sign())}
    to_sign = [_to_round(row.submission, due_on=row.due_on) for row in reversed(earliest.values())]
    to_sign_off = [_to_round(submission) for submission in desk.to_sign_off()]
    returned = [_to_page(submission) for submission in desk.returned() if submission.is_own]
    if not (to_sign or to_sign_off or returned):
        return 0
    message = Message(
        event="digest",
        occasion=_occasion(),
        subject=_("Heute offen: %(number)s") % {"number": len(to_sign) + len(to_sign_off) + len(returned)},
        template="workflow/mail/digest",
        context={
            "to_sign": to_sign,
            "to_sign_off": to_sign_off,
            "returned": returned,
            "to_review": desk.to_review().count(),
            "link": admin_address("wagtailadmin_home"),
            "link_label": _("Zur Startseite der Redaktion"),
        },
    )
    return post(message, [Recipient(user.email, user=user)])


def _occasion() -> str:
    return f"digest:{timezone.localdate()}"


def _to_round(submission, **more) -> dict:
    title = submission.page.get_admin_display_title()
    return {"title": title, "link": admin_address("workflow_round", submission.pk), **more}


def _to_page(submission) -> dict:
    title = submission.page.get_admin_display_title()
    return {"title": title, "link": admin_address("workflow_page", submission.page_id)}
