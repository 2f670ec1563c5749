"""What every response gets: a policy for browsers, and a word for caches."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header, patch_cache_control
from django.utils.csp import CSP

GetResponse = Callable[[HttpRequest], HttpResponse]

PUBLIC_SECONDS = 60
# Anything else was caused by what one visitor sent, and must not be told to the next: a bad host, an unknown format.
SAME_FOR_EVERYBODY = {200, 301, 302, 304, 404, 410}
ADMIN_PREFIX = "/admin/"
# Wagtail's admin writes inline scripts and styles (Draftail, date inputs, inline panels) and previews in frames.
ADMIN_POLICY = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "connect-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
}


def admin_content_security_policy(get_response: GetResponse) -> GetResponse:
    """Loosen the policy for the admin; all other pages keep the strict one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(ADMIN_PREFIX):
            response._csp_config = ADMIN_POLICY  # what Django's own `csp_override` sets
        return response

    return middleware


def public_cache(get_response: GetResponse) -> GetResponse:
    """Let proxies keep what is the same for everybody; keep everything else out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.has_header("Cache-Control"):
            return response
        personal = response.cookies or has_vary_header(response, "Cookie") or request.path.startswith(ADMIN_PREFIX)
        if personal or request.method not in ("GET", "HEAD") or response.status_code not in SAME_FOR_EVERYBODY:
            patch_cache_control(response, private=True, no_store=True)
        else:
            patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
        return response

    return middleware
