"""Who may speak for an office today: its own people, and those who stand in for them."""

from dataclasses import dataclass

from cms.models import Office, User

from .models import StandIn


@dataclass(frozen=True)
class Capacity:
    """In what role somebody speaks for an office: as one of its people, or as a stand-in."""

    office: Office
    stand_in: StandIn | None = None


def capacities(user: User) -> dict[Office, Capacity]:
    """The offices `user` may sign for today; own membership goes before standing in. Two queries."""
    if not user.is_active or user.is_anonymous:
        return {}
    own = {office: Capacity(office) for office in Office.objects.of_user(user)}
    stand_ins = StandIn.objects.active().filter(user=user).select_related("office")
    return {stand_in.office: Capacity(stand_in.office, stand_in) for stand_in in stand_ins} | own


def people_of(office: Office):
    """The active people who may sign for `office` today, stand-ins included."""
    stand_ins = StandIn.objects.active().filter(office=office).values("user")
    own = User.objects.filter(groups=office.group_id) if office.group_id else User.objects.none()
    return (own | User.objects.filter(pk__in=stand_ins)).filter(is_active=True).distinct()


def has_people(office: Office) -> bool:
    return people_of(office).exists()


def is_business_promotion(user: User) -> bool:
    """Whether `user` works for the Wirtschaftsförderung. Being a superuser is no office."""
    return Office.objects.of_user(user).filter(is_business_promotion=True).exists()
