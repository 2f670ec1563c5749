"""Accounts to try the site with, whose password everybody knows. Nothing of this may exist where it is public."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from wagtail.users.models import UserProfile

from .models import Office, User

PASSWORD = "demo"  # noqa: S105  known to everybody on purpose
ADMIN = "admin"
# Whoever wrote a text does not sign it off: it takes two.
SECOND_SIGNER = "wirtschaftsfoerderung2"
MAIL_DOMAIN = "example.org"


def demo_usernames() -> list[str]:
    """One name per office with editors, which is its slug, a second one for who signs last, and the administrator."""
    return [*_accounts(), ADMIN]


@transaction.atomic
def create_demo_accounts() -> list[User]:
    """Make the accounts that do not exist yet, and return them. Existing ones keep their password and rights."""
    created: list[User] = []
    offices = _accounts()
    known = set(User.objects.values_list("username", flat=True))
    password = make_password(PASSWORD)  # once for all: slow on purpose, and no secret
    for name in [*offices, ADMIN]:
        if name in known:
            continue
        office = offices.get(name)
        user = User.objects.create(
            username=name,
            email=f"{name}@{MAIL_DOMAIN}",
            password=password,
            first_name="Redaktion" if office else "Technische",
            last_name=_short(office.name) if office else "Betreuung",
            is_superuser=name == ADMIN,
            is_staff=name == ADMIN,
        )
        if office:
            user.groups.add(office.group)
            office.administrators.add(user)
        profile = UserProfile.get_for_user(user)
        profile.preferred_language = "de"
        profile.save()
        created.append(user)
    return created


def demo_accounts_with_known_password() -> list[str]:
    """The user names of demo accounts that still open with the password everybody knows.

    Asks only accounts that could be one, by name or address: checking a password is slow on purpose.
    """
    names = [*Office.objects.values_list("slug", flat=True), SECOND_SIGNER, ADMIN]
    candidates = User.objects.filter(is_active=True, username__in=names) | User.objects.filter(
        is_active=True, email__endswith=f"@{MAIL_DOMAIN}"
    )
    return [user.username for user in candidates.distinct().order_by("username") if user.check_password(PASSWORD)]


def refuse_known_passwords() -> None:
    """Raise where demo accounts are not allowed and one of them still opens with the password everybody knows."""
    if settings.DEMO_ACCOUNTS_ALLOWED:
        return
    if names := demo_accounts_with_known_password():
        raise ImproperlyConfigured(
            f'These accounts have the password "{PASSWORD}": {", ".join(names)}. '
            "Change it with manage.py changepassword NAME, or delete the account in the admin."
        )


def _short(name: str) -> str:
    """A name as short as a person's: the part after the dash, and without the district."""
    return name.split(" – ")[-1].removesuffix(" Pankow")


def _accounts() -> dict[str, Office]:
    """The names of the accounts that work for an office, with it."""
    offices = Office.objects.with_editors().order_by("slug").select_related("group")
    accounts = {office.slug: office for office in offices}
    promotion = next((office for office in offices if office.is_business_promotion), None)
    return accounts | {SECOND_SIGNER: promotion} if promotion else accounts
