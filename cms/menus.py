"""Items of the admin's menus."""

from collections.abc import Callable

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from .models import User


class MenuItemFor(MenuItem):
    """An item that is shown to those of whom `may` holds."""

    def __init__(self, may: Callable[[User], bool], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.may = may

    def is_shown(self, request: HttpRequest) -> bool:
        return self.may(request.user)
