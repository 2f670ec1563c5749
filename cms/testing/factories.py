"""Makers of test objects of the lowest layer; every argument has a sensible default."""

import datetime
from itertools import count

from django.contrib.auth.models import Group
from wagtail.models import Revision

from cms.models import BasePage, Office, PageOffice, PartReview, ProblemType, User
from cms.parts import Part
from cms.permissions import grant_office_rights
from cms.publishing import cleared

numbers = count(1)


def make_group(name: str = "") -> Group:
    return Group.objects.create(name=name or f"Redaktion {next(numbers)}")


def make_office(name: str = "", *, editors: bool = False, **fields) -> Office:
    """An office; with `editors` it has a group of its own."""
    number = next(numbers)
    fields.setdefault("slug", f"amt-{number}")
    if editors:
        fields.setdefault("group", make_group())
    return Office.objects.create(name=name or f"Amt {number}", **fields)


def business_promotion() -> Office:
    """The one Wirtschaftsförderung, made at the first call."""
    known = Office.objects.filter(is_business_promotion=True).first()
    return known or make_office(
        "Wirtschaftsförderung", editors=True, slug="wirtschaftsfoerderung", is_business_promotion=True
    )


def make_problem_type(label: str = "", **fields) -> ProblemType:
    number = next(numbers)
    fields.setdefault("slug", f"problemtyp-{number}")
    return ProblemType.objects.create(label=label or f"Problemtyp {number}", **fields)


def make_user(username: str = "", *, offices=(), **fields) -> User:
    """A person who works for `offices`; password "demo"."""
    user = User.objects.create_user(username or f"person-{next(numbers)}", password="demo", **fields)
    user.groups.set([office.group for office in offices])
    return user


def make_editor(*offices: Office, **fields) -> User:
    """A person who works for `offices`, with the rights that editors of these offices have."""
    for office in offices:
        grant_office_rights(office)
    return make_user(offices=offices, **fields)


def add_page[P: BasePage](parent: BasePage, page: P) -> P:
    """Put the page into the tree, public or not as it says, past the workflow."""
    with cleared():
        return parent.add_child(instance=page)


def save_live(page: BasePage) -> None:
    """Change what readers see of the page to what it says in memory, past the workflow and without a version."""
    with cleared():
        page.save()


def withdraw(page: BasePage) -> None:
    """Take the page from the public, past the workflow."""
    with cleared():
        page.unpublish()


def delete_public(page: BasePage) -> None:
    """Delete a page that readers still see, which nobody can do on the site."""
    with cleared():
        page.delete()


def publish(page: BasePage) -> None:
    """Bring the page as it is in memory to the public, past the workflow: what tests find there, not how it came."""
    publish_revision(page.save_revision())


def publish_revision(revision: Revision) -> None:
    """Like `publish`, for a draft that was saved before."""
    with cleared():
        revision.publish(skip_permission_checks=True)


def make_review(page: BasePage, part: Part, **fields) -> PartReview:
    """A review of the part by its office on 3 May 2026, in its present wording unless `content_hash` is given."""
    fields = {"content_hash": part.content_hash, "reviewed_on": datetime.date(2026, 5, 3), **fields}
    review = PartReview.objects.create(page_id=page.pk, part_key=part.key, office=part.office, **fields)
    PageOffice.objects.synchronise(page)
    return review
