from wagtail import hooks

from .viewsets import MasterDataViewSetGroup


@hooks.register("register_admin_viewset")
def master_data():
    return MasterDataViewSetGroup()
