"""Who may speak for an office today: its own people, and those who stand in for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from cms.models import Office, PageOffice, User

from .models import StandIn


@dataclass(frozen=True)
class Capacity:
    """In what role somebody speaks for an office: as one of its people, or as a stand-in."""

    office: Office
    stand_in: StandIn | None = None


def name_of(user: User) -> str:
    """How the admin calls a person."""
    return user.get_full_name() or user.get_username()


def capacities(user: User, own: Iterable[Office] | None = None) -> dict[Office, Capacity]:
    """The offices `user` may sign for today; own membership goes before standing in.

    Two queries, or one where `own`, the offices of the person, are known.
    """
    if not user.is_active or user.is_anonymous:
        return {}
    own = {office: Capacity(office) for office in (Office.objects.of_user(user) if own is None else own)}
    stand_ins = StandIn.objects.active().filter(user=user).select_related("office")
    return {stand_in.office: Capacity(stand_in.office, stand_in) for stand_in in stand_ins} | own


def stood_in_for(roles: Mapping[Office, Capacity]) -> dict[Office, str]:
    """The offices whose parts somebody with these `capacities` looks after as a stand-in, and whom one stands in for.

    No query without a stand-in, else one and one for each.
    """
    stand_ins = {office: role.stand_in for office, role in roles.items() if role.stand_in}
    if not stand_ins:
        return {}
    found = Office.objects.maintainers().items()
    return {office: str(stand_ins[keeper].absent or keeper) for office, keeper in found if keeper in stand_ins}


def people_of(office: Office):
    """The active people who may sign for `office` today, stand-ins included."""
    stand_ins = StandIn.objects.active().filter(office=office).values("user")
    own = User.objects.filter(groups=office.group_id) if office.group_id else User.objects.none()
    return (own | User.objects.filter(pk__in=stand_ins)).filter(is_active=True).distinct()


def with_people(offices: Iterable[Office]) -> set[Office]:
    """Those of `offices` for which somebody could sign today: `people_of` is not empty. One query for all."""
    offices = set(offices)
    return set(Office.objects.filter(~nobody_at("pk"), pk__in=[office.pk for office in offices]))


def offices_without_people() -> list[Office]:
    """The offices that keep at least one page and have nobody who could sign today. Three queries, mostly one."""
    empty = list(Office.objects.with_editors().filter(nobody_at("pk")))
    if not empty:
        return []
    owners = set(PageOffice.objects.values_list("office", flat=True).distinct())
    keepers = {maintainer.pk for office, maintainer in Office.objects.maintainers().items() if office.pk in owners}
    return [office for office in empty if office.pk in keepers]


def nobody_at(office: str) -> Q:
    """The condition for rows whose field `office` names one where nobody could sign today, as `with_people` says."""
    members = User.objects.filter(is_active=True, groups__office=OuterRef(office))
    stand_ins = StandIn.objects.active().filter(office=OuterRef(office))
    return ~Q(Exists(members)) & ~Q(Exists(stand_ins))


def is_business_promotion(user: User) -> bool:
    """Whether `user` works for the Wirtschaftsförderung. Being a superuser is no office."""
    return Office.objects.of_user(user).filter(is_business_promotion=True).exists()


def manages_people(user: User) -> bool:
    """Whether `managed_offices` is more than nothing; one query, for the menu of every page."""
    if user.is_superuser or user.has_perm("cms.change_office"):  # the Wirtschaftsförderung's, read already
        return user.is_active
    return Office.objects.of_user(user).filter(Q(is_business_promotion=True) | Q(administrators=user)).exists()


def managed_offices(user: User) -> QuerySet[Office]:
    """The offices whose people `user` manages: their own as its administrator, all for the Wirtschaftsförderung.

    Superusers manage all as well, because they could do so in Wagtail's list of accounts anyway.
    """
    with_editors = Office.objects.with_editors()
    if user.is_active and (user.is_superuser or is_business_promotion(user)):
        return with_editors
    return with_editors.filter(pk__in=Office.objects.of_user(user).filter(administrators=user))
