"""Page content for programs: Wagtail's v2 API, reading only, live and public pages only."""

from django.core.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet

MAX_OFFSET_DIGITS = 9  # what the database can count with


class PublicPages(PagesAPIViewSet):
    """Pages anybody may read. Nobody logs in here: no session is looked at, so that proxies may keep the answer."""

    authentication_classes: list[type] = []
    renderer_classes = [JSONRenderer]
    # the page that another one mirrors may be a private one
    meta_fields = [name for name in PagesAPIViewSet.meta_fields if name != "alias_of"]

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if any("\x00" in text for name, values in request.GET.lists() for text in (name, *values)):
            raise BadRequestError("null bytes are not allowed")
        if len(request.GET.get("offset", "")) > MAX_OFFSET_DIGITS:
            raise BadRequestError("offset is too large")

    def filter_queryset(self, queryset):
        try:
            return super().filter_queryset(queryset)
        except (ValueError, ValidationError) as error:  # Wagtail checks some types of fields, not all
            raise BadRequestError("field filter error. not a valid value") from error

    def find_object(self, queryset, request):
        try:
            return super().find_object(queryset, request)
        except ValueError as error:
            raise BadRequestError("id must be a number") from error


content_api = WagtailAPIRouter("content-api")
content_api.register_endpoint("pages", PublicPages)
