"""Who works for which office since when: follows the offices' groups and the accounts, by whatever door they change."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context, log

from cms.models import Office, User

from .models import Membership, StandIn
from .people import name_of


def worked_for(user: User, office: Office, moment: datetime.datetime) -> bool:
    """Whether `user` works for `office` and did so at `moment` already."""
    return Membership.objects.current().filter(user=user, office=office, since__lte=moment).exists()


def offices_worked_for(user: User, moment: datetime.datetime) -> set[int]:
    """The keys of the offices for which `worked_for` holds."""
    return set(Membership.objects.current().filter(user=user, since__lte=moment).values_list("office", flat=True))


def emptied_by(user: User, office: Office, moment: datetime.datetime) -> bool:
    """Whether `user` ended somebody's work or a stand-in for `office` after `moment`."""
    ended = {"office": office, "ended_by": user, "ended_at__gte": moment}
    return Membership.objects.filter(**ended).exists() or StandIn.objects.filter(**ended).exists()


@transaction.atomic
def follow_user(user: User) -> None:
    """Make the memberships of `user` equal the groups of the account; end what hung on those that are over.

    Raises `PermissionDenied` where somebody takes themselves into an office: that is for others to decide.
    """
    offices = set(Office.objects.of_user(user))
    known = {row.office: row for row in Membership.objects.current().filter(user=user).select_related("office")}
    for office, row in known.items():
        if office not in offices:
            _end(row)
    for office in offices - known.keys():
        _begin(office, user)
    if known and not offices:
        end_stand_ins(StandIn.objects.filter(user=user))


def follow_office(office: Office) -> None:
    """The same for everybody who is in the group of `office`, or counts as working for it."""
    known = set(Membership.objects.current().filter(office=office).values_list("user", flat=True))
    present = set(User.objects.filter(is_active=True, groups__office=office).values_list("pk", flat=True))
    for user in User.objects.filter(pk__in=known ^ present):
        follow_user(user)


def end_stand_ins(stand_ins) -> None:
    """End at once those of `stand_ins` that are not over."""
    for stand_in in stand_ins.not_over().select_related("office", "user"):
        stand_in.ended_at, stand_in.ended_by = timezone.now(), acting_user()
        stand_in.save(update_fields=["ended_at", "ended_by"])
        log(
            instance=stand_in.office,
            action="people.stand_in_ended",
            data={"person": name_of(stand_in.user)},
        )


def acting_user() -> User | None:
    """Who is at work in this request of the admin."""
    return get_active_log_context().user


def _begin(office: Office, user: User) -> None:
    if acting_user() == user:
        raise PermissionDenied(_("Niemand nimmt sich selbst in eine Stelle auf."))
    Membership.objects.create(office=office, user=user, since=timezone.now())
    log(instance=office, action="people.joined", data={"person": name_of(user)})


def _end(row: Membership) -> None:
    row.ended_at, row.ended_by = timezone.now(), acting_user()
    row.was_administrator = row.office.administrators.contains(row.user)
    row.save()
    row.office.administrators.remove(row.user)
    end_stand_ins(StandIn.objects.filter(office=row.office, absent=row.user))
    log(instance=row.office, action="people.left", data={"person": name_of(row.user)})
