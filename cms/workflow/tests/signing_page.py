"""Reading the signing page and sending its forms as a browser would."""

from django.urls import reverse
from django.utils import timezone

from cms.models import Office
from cms.testing.html import parsed
from cms.workflow.models import StandIn


def url_of(submission) -> str:
    return reverse("workflow_round", args=[submission.pk])


def page_for(client, user, submission):
    client.force_login(user)
    return parsed(client.get(url_of(submission)))


def form_of(soup, act: str, office: Office | None = None):
    """The form of one act as a browser would send it, or None where it is not offered."""
    for form in soup.select("form.signing-form"):
        values = {field["name"]: field.get("value", "") for field in form.select("input[name], textarea[name]")}
        if values["act"] == act and (office is None or values["office"] == office.slug):
            return values
    return None


def acts(soup) -> list[str]:
    return [field["value"] for field in soup.select("form.signing-form input[name=act]")]


def send(client, submission, form, words: str = ""):
    """Send a form with `words` in its text area."""
    area = next((name for name in form if name.endswith(("-note", "-reason"))), None)
    return client.post(url_of(submission), form | ({area: words} if area else {}))


def states(submission) -> dict[str, str]:
    return {row.office.slug: row.state for row in submission.signatures.select_related("office")}


def everything(submission) -> list:
    """All that an act could change."""
    submission.refresh_from_db()
    rows = submission.signatures.order_by("pk").values_list("state", "user", "reason", "signed_at")
    return [submission.stage, submission.closing_reason, *rows]


def stand_in(office: Office, user, absent=None) -> StandIn:
    today = timezone.localdate()
    return StandIn.objects.create(office=office, user=user, absent=absent, starts_on=today, ends_on=today)
