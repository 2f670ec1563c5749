"""What readers get at the address of a page that was taken from the public."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from cms.models import BasePage

from .models import TakeDown

# Addresses a page can have; others need not be looked up, and some (with a null byte) must not.
PAGE_PATH = re.compile(r"/[\w\-/]{0,1998}/", re.ASCII)


def taken_down_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Where nothing is found but once was: say why it is gone and where to go, with status 410, or lead there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        if not PAGE_PATH.fullmatch(request.path_info):
            return response
        taken_down = TakeDown.objects.in_force().filter(path=request.path_info).first()
        return _gone(request, taken_down) if taken_down else response

    return middleware


def _gone(request: HttpRequest, taken_down: TakeDown) -> HttpResponse:
    forward_to = BasePage.objects.published().filter(pk=taken_down.forward_to_id).first()
    if forward_to and taken_down.redirects:
        return HttpResponseRedirect(forward_to.get_url(request))
    context = {"taken_down": taken_down, "forward_to": forward_to}
    return render(request, "workflow/taken_down.html", context, status=410)
