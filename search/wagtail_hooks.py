"""What the search adds to the admin."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms import logged
from cms.menus import MenuItemFor

from .missed import urls as missed
from .missed.acts import LOG_ACTIONS
from .missed.views import may_see
from .quality import urls as quality
from .quality.views import may_read
from .quality.viewsets import RegressionQueryViewSet
from .words.viewset import EverydayWordViewSet


@hooks.register("register_admin_viewset")
def everyday_words():
    return EverydayWordViewSet()


@hooks.register("register_admin_viewset")
def regression_queries():
    return RegressionQueryViewSet()


@hooks.register("register_admin_urls")
def quality_urls():
    return quality.urlpatterns


@hooks.register("register_admin_urls")
def missed_urls():
    return missed.urlpatterns


@hooks.register("register_log_actions")
def log_actions(actions):
    logged.register(actions, LOG_ACTIONS)


@hooks.register("register_admin_menu_item")
def missed_menu_item():
    return MenuItemFor(
        may_see,
        _("Erfolglose Suchen"),
        reverse_lazy("missed_searches"),
        name="missed-searches",
        icon_name="help",
        order=310,
    )


@hooks.register("register_admin_menu_item")
def quality_menu_item():
    return MenuItemFor(
        may_read,
        _("Suchqualität"),
        reverse_lazy("search_quality"),
        name="search-quality",
        icon_name="search",
        order=320,
    )
