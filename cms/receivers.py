"""What follows by itself when pages come into being, or things beside them change."""

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver

from .models import BasePage, PageOffice, ProblemType, ReviewInterval
from .permissions import open_to_offices


@receiver([post_save, post_delete], sender=ReviewInterval, dispatch_uid="cms_reviews_after_interval")
def due_dates_after_an_interval(sender, raw: bool = False, **kwargs) -> None:
    """Another interval moves the due dates of all parts that were ever reviewed."""
    if raw:
        return
    transaction.on_commit(
        lambda: PageOffice.objects.synchronise_all(
            PageOffice.objects.exclude(review_due_on=None).values_list("page", flat=True)
        )
    )


@receiver(post_save, sender=ProblemType, dispatch_uid="cms_reviews_after_problem_type")
@receiver(pre_delete, sender=ProblemType, dispatch_uid="cms_reviews_before_problem_type_goes")
def reviews_after_a_problem_type(sender, instance: ProblemType, raw: bool = False, **kwargs) -> None:
    """The short names of its problem types are part of what a page says."""
    if raw:
        return
    page_ids = list(instance.pages.values_list("pk", flat=True))
    if page_ids:
        transaction.on_commit(lambda: PageOffice.objects.synchronise_all(page_ids))


@receiver(post_save, dispatch_uid="cms_open_page_to_offices")
def open_a_new_page(sender, instance, created: bool, raw: bool, **kwargs) -> None:
    """The lists of topics, occasions and so on are open to all offices from their first moment."""
    if created and not raw and issubclass(sender, BasePage) and sender.open_to_offices:
        open_to_offices(instance)
