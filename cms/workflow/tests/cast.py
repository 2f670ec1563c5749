"""Many people around one page: who is told what can be said exactly, and who must not be told as well."""

import datetime

from django.utils import timezone

from cms.models import MailPreference, Office, OutgoingMail, User
from cms.testing.factories import make_editor, make_office, make_user
from cms.workflow.models import StandIn
from cms.workflow.tests.scene import Scene

DOMAIN = "@example.org"
UMWELTAMT = {"umweltamt", "umweltamt2", "vertretung", "postfach-umwelt"}
SGA = {"sga", "sga2", "postfach-sga"}
ORDNUNGSAMT = {"ordnungsamt"}
PROMOTION = {"wifoe", "wifoe2", "postfach-wifoe"}


class Cast(Scene):
    """Beyond the scene: colleagues, a stand-in, mailboxes, and people who must not get anything."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.lead_colleague = make_editor(self.lead, email=f"sga2{DOMAIN}")
        self.second_colleague = make_editor(self.second, email=f"umweltamt2{DOMAIN}")
        self.stand_in = make_user(email=f"vertretung{DOMAIN}")
        self.name_stand_in(self.stand_in, self.second)
        for office, name in ((self.lead, "sga"), (self.second, "umwelt"), (self.promotion, "wifoe")):
            office.mailbox = f"postfach-{name}{DOMAIN}"
            office.save()
        # none of these gets a mail, whatever happens
        quiet = make_editor(self.second, self.promotion, email=f"will-nicht{DOMAIN}")
        MailPreference.objects.create(user=quiet, at_once=False)
        make_editor(self.second, self.promotion, email=f"ausgeschieden{DOMAIN}", is_active=False)
        make_editor(self.second, self.promotion)
        former = make_user(email=f"war-vertretung{DOMAIN}")
        self.name_stand_in(former, self.second, ends_on=timezone.localdate() - datetime.timedelta(days=1))
        make_editor(make_office(editors=True, mailbox=f"fremdes-postfach{DOMAIN}"), email=f"fremd{DOMAIN}")
        User.objects.create_superuser("admin", f"admin{DOMAIN}", "demo")

    def name_stand_in(self, user: User, office: Office, **dates) -> StandIn:
        today = timezone.localdate()
        dates = {"starts_on": today - datetime.timedelta(days=9), "ends_on": today, **dates}
        return StandIn.objects.create(user=user, office=office, **dates)

    def empty(self, office: Office) -> None:
        """Let everybody of `office` leave."""
        User.objects.filter(groups=office.group).update(is_active=False)
        StandIn.objects.filter(office=office).delete()


def told(event: str) -> set[str]:
    """The addresses that got mails about `event`, without their domain. No address got two."""
    addresses = [row.to.removesuffix(DOMAIN) for row in OutgoingMail.objects.filter(event=event)]
    assert len(addresses) == len(set(addresses))
    return set(addresses)


def travel_to(monkeypatch, moment: str) -> None:
    """Let it be `moment` in Berlin from now on."""
    now = timezone.make_aware(datetime.datetime.fromisoformat(moment))
    monkeypatch.setattr(timezone, "now", lambda: now)
