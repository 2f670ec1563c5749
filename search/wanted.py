"""The one question of a weak answer: "Was haben Sie gesucht?" Anonymous, without session, cookie or address.

A CSRF token would need a cookie, and there is nobody logged in whose rights could be abused. What can be abused is the
inbox: so only pages of this site may send, not in the same instant, and no field that people do not see.
"""

from urllib.parse import urlsplit

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from .missed.counting import count
from .page import contact
from .request import MAX_TEXT, printable

signer = signing.TimestampSigner(salt="search.wanted")
SHOWN = "wanted"
OLDEST = 24 * 60 * 60
YOUNGEST = 2  # seconds; nobody types faster


def new_stamp() -> str:
    """Says when the form was shown, and that it was."""
    return signer.sign(SHOWN)


class WantedForm(forms.Form):
    """What somebody looked for, in one's own words. `website` is for machines: people do not see it."""

    text = forms.CharField(
        label=gettext_lazy("Was haben Sie gesucht?"),
        max_length=MAX_TEXT,
        error_messages={"required": gettext_lazy("Schreiben Sie in wenigen Worten, was Sie gesucht haben.")},
    )
    stamp = forms.CharField(required=False)
    website = forms.CharField(required=False)

    def clean_text(self) -> str:
        return " ".join(printable(self.cleaned_data["text"]).split())

    def clean_stamp(self) -> str:
        stamp = self.cleaned_data["stamp"]
        try:
            signer.unsign(stamp, max_age=OLDEST)
        except signing.BadSignature:
            raise ValidationError(_("Die Seite war zu lange offen. Bitte senden Sie noch einmal.")) from None
        if not _is_older(stamp, YOUNGEST):
            raise ValidationError(_("Das ging sehr schnell. Bitte senden Sie noch einmal."))
        return stamp

    @property
    def fault(self) -> str:
        """The first thing that is wrong, as a sentence; empty if nothing is."""
        return next((str(error) for errors in self.errors.values() for error in errors), "")


def _is_older(stamp: str, seconds: int) -> bool:
    try:
        signer.unsign(stamp, max_age=seconds)
    except signing.SignatureExpired:
        return True
    return False


def is_from_this_site(request: HttpRequest) -> bool:
    """Whether a browser says that a page of this site sent the request; old browsers name the page only."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(sender)[:2] == (request.scheme, request.get_host())


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def wanted(request: HttpRequest) -> HttpResponse:
    """Take what somebody looked for, or ask for it."""
    if request.method != "POST":
        return _show(request, text="", fault="")
    text = request.POST.get("text", "")[:MAX_TEXT]
    if not is_from_this_site(request):
        return _show(request, text, _("Bitte senden Sie das Formular von dieser Seite aus."), status=403)
    form = WantedForm(request.POST)
    if not form.is_valid():
        return _show(request, text, form.fault, status=400)
    if not form.cleaned_data["website"]:
        count(form.cleaned_data["text"], is_weak=True)
    return redirect("search_wanted_thanks")


def _show(request: HttpRequest, text: str, fault: str, status: int = 200) -> HttpResponse:
    context = {"text": printable(text), "fault": fault, "wanted_stamp": new_stamp()}
    return render(request, "search/wanted.html", context, status=status)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """What happens with it, and whom to ask for an answer."""
    return render(request, "search/wanted_thanks.html", {"contact": contact()})
