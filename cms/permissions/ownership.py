"""Whose a page is, and in what role somebody meets it. Asked once per request and kept on the user object."""

from dataclasses import dataclass, field
from functools import wraps

from django.db.models import Count, Q
from wagtail.models import AbstractPage, Site

from cms.models import BasePage, Office, PageOffice, User
from cms.querysets import BasePageQuerySet

from .roles import Role


def _once_per_request(function):
    """Keep the answer on the user object, as Wagtail does with the permissions of the groups."""
    name = f"_cms_{function.__name__}"

    @wraps(function)
    def asked(user):
        if not hasattr(user, name):
            setattr(user, name, function(user))
        return getattr(user, name)

    return asked


@dataclass(frozen=True)
class Ownership:
    """The pages somebody may edit for an office: all of them, and those that nobody else owns a part of."""

    pages: frozenset[int] = field(default_factory=frozenset)
    alone: frozenset[int] = field(default_factory=frozenset)


@_once_per_request
def maintained_offices(user: User) -> list[Office]:
    """The offices `user` acts for; empty for whoever works for none."""
    return Office.objects.maintained_by(user)


def works_for_promotion(user: User) -> bool:
    return any(office.is_business_promotion for office in maintained_offices(user))


@_once_per_request
def ownership(user: User) -> Ownership:
    """One statement, however many pages there are. What nobody owns is the Wirtschaftsförderung's."""
    offices = maintained_offices(user)
    if not offices:
        return Ownership()
    counted = BasePage.objects.filter(depth__gt=1).annotate(
        owners=Count("page_offices"), own=Count("page_offices", filter=Q(page_offices__office__in=offices))
    )
    mine = Q(own__gt=0)
    if works_for_promotion(user):
        mine |= Q(owners=0)
    rows = counted.filter(mine).order_by().values_list("pk", "owners", "own")
    return Ownership(
        pages=frozenset(pk for pk, _, _ in rows), alone=frozenset(pk for pk, owners, own in rows if owners == own)
    )


def pages_to_edit(user: User) -> BasePageQuerySet:
    """The pages of `ownership` and own beginnings, as a part of other queries: for lists that show the work on them."""
    offices = maintained_offices(user)
    if not offices:
        return BasePage.objects.none()
    mine = Q(pk__in=PageOffice.objects.filter(office__in=offices).values("page"))
    if works_for_promotion(user):
        mine |= Q(page_offices=None)
    return BasePage.objects.filter(mine | Q(owner=user, first_published_at=None), depth__gt=1)


@_once_per_request
def reading_root(user: User) -> BasePage | None:
    """Everybody who works for an office may read from here downwards; None for others, and without a home page."""
    if not maintained_offices(user):
        return None
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return site and site.root_page


def general_roles(user: User) -> frozenset[Role]:
    """What `user` is wherever it may be."""
    if user.is_anonymous or not user.is_active:
        return frozenset({Role.ANONYMOUS})
    roles = {Role.ACCOUNT}
    if user.is_superuser:
        roles.add(Role.SUPERUSER)
    if maintained_offices(user):
        roles.add(Role.EDITOR)
    if works_for_promotion(user):
        roles.add(Role.PROMOTION)
    return frozenset(roles)


def roles_on(page: AbstractPage, user: User) -> frozenset[Role]:
    """What `user` is on `page`."""
    roles = general_roles(user)
    if Role.EDITOR in roles and (page.pk in ownership(user).pages or is_own_beginning(page, user)):
        roles |= {Role.OWNER}
    return roles


def is_own_beginning(page: AbstractPage, user: User) -> bool:
    """Whether `user` began this draft and no reader ever saw it: one's own until then, whoever is to lead it."""
    return page.owner_id == user.pk and page.first_published_at is None
