"""Page content for programs: Wagtail's v2 API, reading only, live and public pages only."""

from rest_framework.renderers import JSONRenderer
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet


class PublicPages(PagesAPIViewSet):
    """Pages anybody may read. Nobody logs in here: no session is looked at, so that proxies may keep the answer."""

    authentication_classes: list[type] = []
    renderer_classes = [JSONRenderer]

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if any("\x00" in text for name, values in request.GET.lists() for text in (name, *values)):
            raise BadRequestError("null bytes are not allowed")


content_api = WagtailAPIRouter("content-api")
content_api.register_endpoint("pages", PublicPages)
