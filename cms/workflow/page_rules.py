"""What holds for one page when an office says nothing, instead of the settings."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.models import BasePage, User

from .errors import NotForYou
from .models import PageRule, SilenceRule
from .rounds import authors_since, last_settled, lock_page


def refuse_page_rule(page: BasePage, user: User) -> None:
    """Raise `NotForYou` where `user` may not set the rule of `page`: nobody does for a text of their own."""
    if not user.has_perm("workflow.change_approvalsettings"):
        raise NotForYou(_("Die Regel legt die Wirtschaftsförderung fest."))
    if user.pk in authors_since(page, last_settled(page)):
        raise NotForYou(_("Sie haben an dem Text mitgeschrieben. Die Regel legt jemand anderes fest."))


@transaction.atomic
def set_page_rule(*, page: BasePage, user: User, rule: SilenceRule | None) -> None:
    """Let `rule` hold for `page`, or the settings again (None). Also for what is waiting now."""
    page = lock_page(page.pk)
    refuse_page_rule(page, user)
    known = PageRule.objects.filter(page_id=page.pk).first()
    if (known.silence_rule if known else None) == rule:
        return
    if rule is None:
        PageRule.objects.filter(page_id=page.pk).delete()
    else:
        PageRule.objects.update_or_create(page_id=page.pk, defaults={"silence_rule": rule})
    words = str(rule.label) if rule else _("wie in den Einstellungen")
    log(instance=page, action="workflow.rule_set", user=user, data={"rule": words})
