"""Many pages and rounds at once, for tests that count statements."""

import datetime

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from cms.models import BasePage, Office, PageOffice, User
from cms.workflow.models import Publication, Signature, Submission


def make_pages(home: BasePage, number: int, offices: list[Office], **fields) -> list[BasePage]:
    """Live pages with a part of each of the offices to review, without all that saving a page one by one does."""
    now = timezone.now()
    first = BasePage.objects.filter(depth=home.depth + 1).count() + 1
    pages = [
        BasePage(
            title=f"Seite {index}",
            draft_title=f"Seite {index}",
            slug=f"seite-{index}",
            path=BasePage._get_path(home.path, home.depth + 1, index),
            depth=home.depth + 1,
            url_path=f"{home.url_path}seite-{index}/",
            content_type=ContentType.objects.get_for_model(BasePage),
            lead_office=offices[0],
            locale_id=home.locale_id,
            last_published_at=now,
            latest_revision_created_at=now,
            **fields,
        )
        for index in range(first, first + number)
    ]
    BasePage.objects.bulk_create(pages)
    BasePage.objects.filter(pk=home.pk).update(numchild=first + number - 1)
    PageOffice.objects.bulk_create(
        PageOffice(page=page, office=office, parts_to_review=1) for page in pages for office in offices
    )
    return pages


def make_rounds(pages: list[BasePage], stage: str, submitter: User) -> list[Submission]:
    """A round of each page in that stage."""
    now = timezone.now()
    return Submission.objects.bulk_create(
        Submission(page=page, stage=stage, stage_since=now, submitted_by=submitter, change_note="Neu") for page in pages
    )


def make_signatures(rounds: list[Submission], office: Office) -> list[Signature]:
    """What `office` has to sign in these rounds, due from yesterday on."""
    today = timezone.localdate()
    return Signature.objects.bulk_create(
        Signature(
            submission=submission,
            office=office,
            part_hashes={},
            requested_at=timezone.now(),
            due_on=today + datetime.timedelta(days=number - 1),
        )
        for number, submission in enumerate(rounds)
    )


def make_urgent(pages: list[BasePage]) -> list[Publication]:
    """Urgent publications that nobody has signed yet."""
    now = timezone.now()
    return Publication.objects.bulk_create(
        Publication(page=page, kind="urgent", reason="Eilt", text_hash="x", published_at=now) for page in pages
    )
