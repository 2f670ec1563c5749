"""What the search adds to the admin."""

from wagtail import hooks

from .words.viewset import EverydayWordViewSet


@hooks.register("register_admin_viewset")
def everyday_words():
    return EverydayWordViewSet()
