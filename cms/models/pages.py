from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db import models, transaction
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import AbstractPage, DefaultBasePageMixin, Revision
from wagtail.models.pages import AbstractPageMeta
from wagtail.search import index

from cms.admin_index import update_on_commit
from cms.api import OfficeReference, ProblemTypeReferences
from cms.copies import CopyAction
from cms.panels import PageNoticesPanel, PageReviewPanel
from cms.parts import SHARED, Part, owners
from cms.publishing import PublishingRefused, require_clearance, require_clearance_to_save
from cms.querysets import BasePageManager
from cms.references import indexed_at_once
from cms.signals import page_written

from .offices import Office
from .sorting import sort_key_field


class OwnedPageMixin(models.Model):
    """What every page knows about who answers for it. Kept apart from `BasePage` so that it could move to another."""

    summary = models.TextField(
        _("Kurz gesagt"),
        blank=True,
        max_length=300,
        help_text=_("Ein oder zwei Sätze: Was ist zuerst zu tun? 80 bis 240 Zeichen."),
    )
    lead_office = models.ForeignKey(
        Office,
        verbose_name=_("Federführung"),
        null=True,
        on_delete=models.PROTECT,
        related_name="led_pages",
        help_text=_("Diese Stelle verantwortet Titel, Zusammenfassung und Einordnung."),
    )
    problem_types = ParentalManyToManyField(
        "cms.ProblemType",
        verbose_name=_("Problemtypen"),
        blank=True,
        related_name="pages",
        help_text=_("Worum geht es? So wenige wie möglich."),
    )

    # Saving a draft may leave other fields empty; without a lead nobody would own the page.
    lead_office.required_on_save = True

    # The child relation whose rows are parts of their own, and the values of the shared content that come from rows:
    # their name there, the relation and the field. Comparisons take labels and names from these fields.
    part_rows = ""
    content_rows: dict[str, tuple[str, str]] = {}

    class Meta:
        abstract = True

    def shared_content(self) -> dict[str, Any]:
        """The JSON values of the shared part, which the lead office answers for. Page types add their own."""
        return {
            "title": self.title,
            "slug": self.slug,
            "summary": self.summary,
            "seo_title": self.seo_title,
            "search_description": self.search_description,
            "problem_types": sorted(problem_type.slug for problem_type in self.problem_types.all()),
        }

    def own_parts(self) -> list[Part]:
        """The parts besides the shared one, in reading order. Page types with sections or steps say which."""
        return []

    def parts(self) -> list[Part]:
        """All parts of this very object, be it a draft or the live page: the shared part first."""
        shared = Part(SHARED, str(_("Titel, Zusammenfassung und Einordnung")), self.lead_office, self.shared_content())
        return [shared, *self.own_parts()]

    def hand_over(self, office: Office) -> None:
        """Make `office` the owner of every part of this object, in memory. Page types with sections or steps add.

        Raises `ValidationError` where a page cannot be another office's.
        """
        self.lead_office = office

    @property
    def offices(self) -> list[Office]:
        """The owners of the parts; derived, never typed in."""
        return owners(self.parts())

    def involved_offices(self) -> list[Office]:
        """The offices a reader connects with the page: its owners, and those a page type adds (an event's guests)."""
        return self.offices

    def searchable_text(self) -> list[str]:
        """The pieces of plain text a reader sees besides title and summary. Page types add what they show."""
        return []


class BasePage(OwnedPageMixin, AbstractPage, DefaultBasePageMixin):
    """Every page of the site. Concrete, so that one query covers topics, occasions, offices and events."""

    sort_title = sort_key_field("title")

    objects = BasePageManager()

    # A label for readers ("Thema"), and the kind in addresses and API; every public page type sets both.
    kind = ""
    kind_slug = ""
    kind_label = ""
    # Whether every office may begin pages below this one.
    open_to_offices = False
    # How many problem types a page may have: more say nothing, except where several matters come together.
    max_problem_types = 3

    content_panels = [
        PageNoticesPanel(),
        PageReviewPanel(),
        *AbstractPage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("lead_office"), FieldPanel("problem_types", widget=CheckboxSelectMultiple)],
            heading=_("Zuständig und eingeordnet"),
        ),
    ]
    promote_panels = DefaultBasePageMixin.promote_panels

    search_fields = [
        *AbstractPage.search_fields,
        index.SearchField("summary", boost=2),
        index.FilterField("lead_office"),
    ]
    # The index would lag behind: many-to-many rows are written after `post_save`. See `save()`.
    search_auto_update = False

    api_fields = [
        APIField("summary"),
        APIField("lead_office", serializer=OfficeReference()),
        APIField("problem_types", serializer=ProblemTypeReferences()),
    ]

    class Meta(AbstractPageMeta):
        verbose_name = _("Seite")
        verbose_name_plural = _("Seiten")
        constraints = [
            # the root and the home page may exist before there is an office
            models.CheckConstraint(
                condition=models.Q(lead_office__isnull=False) | models.Q(depth__lte=2), name="page_has_lead_office"
            )
        ]
        indexes = [models.Index(fields=["sort_title"], name="page_sort_title")]

    def save(self, *args, **kwargs) -> None:
        """Raises `PublishingRefused` where readers would see another text that nobody cleared (`cms.publishing`)."""
        if self.alias_of_id:
            raise PublishingRefused("An alias would be public without any signature.")
        with transaction.atomic():
            update_fields = kwargs.get("update_fields")
            require_clearance_to_save(self, update_fields)
            if update_fields is None:
                with indexed_at_once(self):
                    super().save(*args, **kwargs)
                PageOffice.objects.synchronise(self)
                update_on_commit(self.pk)
            else:
                super().save(*args, **kwargs)
            page_written.send(type(self), page=self, update_fields=update_fields)

    save.alters_data = True

    def save_revision(self, *args, **kwargs) -> Revision:
        revision = super().save_revision(*args, **kwargs)
        if not self.live:
            PageOffice.objects.synchronise(self)
        return revision

    save_revision.alters_data = True

    def permissions_for_user(self, user):
        from cms.permissions import PagePermissions  # which asks the models

        return PagePermissions(user, self)

    def with_content_json(self, content: dict[str, Any]) -> "BasePage":
        """Like Wagtail's, and what is public is the page's to say, not an old draft's.

        A draft from before the first publication would withdraw the page when it is planned for later.
        """
        page = super().with_content_json(content)
        page.live_revision_id, page.last_published_at = self.live_revision_id, self.last_published_at
        return page

    def publish(self, *args, **kwargs) -> None:
        """Raises `PublishingRefused` unless the workflow cleared the text (`cms.publishing`)."""
        require_clearance()
        super().publish(*args, **kwargs)

    publish.alters_data = True

    def delete(self, *args, **kwargs):
        """Raises `PublishingRefused` for a public page, or one above a public page: it has to be taken down first."""
        if self.get_descendants(inclusive=True).live().exists():
            require_clearance()
        return super().delete(*args, **kwargs)

    delete.alters_data = True

    def copy(self, recursive=False, to=None, update_attrs=None, user=None, **kwargs) -> "BasePage":
        """A copy as a draft that belongs to the office of `user` alone, whatever Wagtail's other options ask for."""
        action = CopyAction(self, to=to, update_attrs=update_attrs, recursive=recursive, user=user)
        return action.execute(skip_permission_checks=True)

    copy.alters_data = True

    def create_alias(self, *args, **kwargs):
        """Refused for everybody: an alias says what its original says, at an address that nobody signed for."""
        raise PublishingRefused("An alias would be public without any signature.")

    create_alias.alters_data = True

    def route(self, request: HttpRequest, path_components: list[str]):
        """Like Wagtail's, which fetches every page on the way twice; its own type matters for the last one only."""
        if not path_components:
            return super().route(request, path_components)
        slug, *rest = path_components
        child = self.get_children().filter(slug=slug).first()
        if child is None:
            raise Http404
        is_passed = rest and child.specific_class.route is BasePage.route
        result = (child if is_passed else child.specific).route(request, rest)
        result.page.trail.insert(0, self)
        return result

    @cached_property
    def trail(self) -> "list[BasePage]":
        """The pages above this one as the request came by them; fills itself while an address is resolved."""
        return []

    def breadcrumbs(self) -> "list[BasePage]":
        """The pages above this one, the home page first."""
        if self.trail or not self.path:
            return self.trail
        return list(self.get_ancestors().filter(depth__gte=2))


class PageOfficeManager(models.Manager):
    def synchronise(self, page: BasePage) -> None:
        """Make the rows of `page` equal the owners of its parts, and say what each of them has to review and when.

        A page that is not public belongs to the owners of its draft; a public one to those of the public text.
        """
        page = page.specific if page.live else page.get_latest_revision_as_object()
        latest = page.part_reviews.with_intervals().latest_by_part()
        parts = page.parts()
        rows = {office.pk: self.model(page_id=page.pk, office_id=office.pk) for office in owners(parts)}
        for part in parts if page.kind else ():
            if part.office is None:
                continue
            row, review = rows[part.office.pk], latest.get(part.key)
            if review is None or not review.vouches_for(part):
                row.parts_to_review += 1
            if review:
                row.review_due_on = min(filter(None, (row.review_due_on, review.due_on(part))))
        self.filter(page_id=page.pk).exclude(office_id__in=rows).delete()
        self.bulk_create(
            rows.values(),
            update_conflicts=True,
            unique_fields=["page", "office"],
            update_fields=["parts_to_review", "review_due_on"],
        )

    def synchronise_all(self, page_ids: Iterable[int]) -> None:
        """The same for these pages, where what changed is not the pages themselves."""
        for page in BasePage.objects.filter(pk__in=page_ids).specific().iterator(chunk_size=100):
            self.synchronise(page)


class PageOffice(models.Model):
    """The owners of a page as rows, for queries. Written by `synchronise()` only; `parts()` is the truth."""

    page = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="page_offices")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="page_offices")
    parts_to_review = models.PositiveSmallIntegerField(
        default=0, help_text="Parts of the office on this page that it never reviewed in their present wording."
    )
    review_due_on = models.DateField(
        null=True, help_text="When the first of its parts is to be reviewed again; empty if none ever was."
    )

    objects = PageOfficeManager()

    class Meta:
        verbose_name = _("beteiligte Stelle")
        verbose_name_plural = _("beteiligte Stellen")
        constraints = [models.UniqueConstraint(fields=["page", "office"], name="page_office_unique")]
        indexes = [models.Index(fields=["review_due_on"], name="page_office_review_due")]

    def __str__(self) -> str:
        return f"{self.page} – {self.office}"
