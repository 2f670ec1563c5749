"""Memberships follow every door: our pages, Wagtail's accounts and groups, commands."""

from django.db.models.signals import m2m_changed, post_save
from django.dispatch import receiver
from wagtail.log_actions import log

from cms.models import Office, User

from .memberships import follow_office, follow_user
from .people import name_of


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="memberships_follow_groups")
def follow_groups(sender, instance, action: str, reverse: bool, **kwargs) -> None:
    if not action.startswith("post_"):
        return
    if not reverse:
        follow_user(instance)
    elif office := Office.objects.filter(group=instance).first():
        follow_office(office)


@receiver(post_save, sender=User, dispatch_uid="memberships_follow_accounts")
def follow_accounts(sender, instance: User, created: bool, raw: bool = False, update_fields=None, **kwargs) -> None:
    """Whoever is switched off has left; a login writes `last_login` alone and changes nothing."""
    if not (raw or created) and (update_fields is None or "is_active" in update_fields):
        follow_user(instance)


@receiver(post_save, sender=Office, dispatch_uid="memberships_follow_offices")
def follow_offices(sender, instance: Office, raw: bool = False, **kwargs) -> None:
    """The office may have got another group."""
    if not raw:
        follow_office(instance)


@receiver(m2m_changed, sender=Office.administrators.through, dispatch_uid="log_administrators")
def log_administrators(sender, instance, action: str, reverse: bool, pk_set=None, **kwargs) -> None:
    """Who manages the people of an office is in its history."""
    if reverse or action not in ("post_add", "pre_remove"):
        return
    people = User.objects.filter(pk__in=pk_set, administered_offices=instance)
    event = "people.administrator_named" if action == "post_add" else "people.administrator_dismissed"
    for person in people:
        log(instance=instance, action=event, data={"person": name_of(person)})
