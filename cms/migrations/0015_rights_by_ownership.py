from django.db import migrations

# Until now editors held `change` on the whole site, and the Wirtschaftsförderung `publish`.
FORMER = {False: ("add", "change"), True: ("add", "change", "publish", "lock", "unlock")}
PROMOTION = ("add", "lock", "unlock")
OPEN_TO_OFFICES = ("topicindexpage", "occasionindexpage", "eventindexpage", "officeindexpage")
# What the Wirtschaftsförderung sets besides pages: app, model, actions.
SETTINGS = (("cms", "reviewinterval", ("view", "add", "change")), ("workflow", "approvalsettings", ("change",)))


def offices_with_editors(apps):
    return apps.get_model("cms", "Office").objects.filter(group__isnull=False)


def page_permission(apps, action):
    permissions = apps.get_model("auth", "Permission").objects
    return permissions.filter(content_type__app_label="cms", codename=f"{action}_basepage").first()


def site_root(apps):
    return apps.get_model("wagtailcore", "Site").objects.get(is_default_site=True).root_page_id


def hold(apps, office, actions, page_id):
    """Let the group of `office` hold exactly `actions` on the page."""
    grants = apps.get_model("wagtailcore", "GroupPagePermission").objects
    permissions = [page_permission(apps, action) for action in actions]
    grants.filter(group_id=office.group_id, page_id=page_id).exclude(permission__in=permissions).delete()
    for permission in permissions:
        grants.get_or_create(group_id=office.group_id, page_id=page_id, permission=permission)


def setting_permissions(apps):
    """They may not exist yet: Django makes them after all migrations."""
    for app, model, actions in SETTINGS:
        content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
        for action in actions:
            permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=content_type, codename=f"{action}_{model}", defaults={"name": f"Can {action} {model}"}
            )
            yield permission


def forwards(apps, schema_editor):
    offices = list(offices_with_editors(apps))
    if not offices:
        return
    open_pages = apps.get_model("cms", "BasePage").objects.filter(
        content_type__app_label="catalogue", content_type__model__in=OPEN_TO_OFFICES
    )
    for office in offices:
        if office.is_business_promotion:
            hold(apps, office, PROMOTION, site_root(apps))
            permissions = list(setting_permissions(apps))
            apps.get_model("auth", "Group").objects.get(pk=office.group_id).permissions.add(*permissions)
        else:
            hold(apps, office, (), site_root(apps))
            for page in open_pages:
                hold(apps, office, ("add",), page.pk)


def backwards(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects
    for office in offices_with_editors(apps):
        apps.get_model("wagtailcore", "GroupPagePermission").objects.filter(group_id=office.group_id).delete()
        hold(apps, office, FORMER[office.is_business_promotion], site_root(apps))
        for app, model, actions in SETTINGS:
            held = permissions.filter(
                content_type__app_label=app, codename__in=[f"{action}_{model}" for action in actions]
            )
            apps.get_model("auth", "Group").objects.get(pk=office.group_id).permissions.remove(*held)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0014_review_due_on"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
