"""Master data in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from cms.viewsets import OfficeViewSet, ProblemTypeViewSet, ReviewIntervalViewSet

# For viewsets of other apps: their `menu_hook`, which puts them into the menu of the master data.
MASTER_DATA_MENU = "register_master_data_menu_item"


class MasterDataViewSetGroup(ModelViewSetGroup):
    menu_label = _("Stammdaten")
    menu_icon = "table"
    menu_name = "master-data"
    menu_order = 300
    items = (OfficeViewSet, ProblemTypeViewSet, ReviewIntervalViewSet)
    submenu_hook = MASTER_DATA_MENU
