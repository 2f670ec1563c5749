from django.db import migrations

# Wagtail brings two groups and a workflow of its own; one of the groups may publish whatever it likes.
GROUPS = ("Moderators", "Editors")


def remove(apps, schema_editor):
    apps.get_model("wagtailcore", "GroupPagePermission").objects.filter(group__name__in=GROUPS).delete()
    apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(group__name__in=GROUPS).delete()
    for model in ("WorkflowPage", "WorkflowTask", "Workflow", "GroupApprovalTask", "Task"):
        apps.get_model("wagtailcore", model).objects.all().delete()
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0006_tree_rules"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtaildocs", "0002_initial_data"),
        ("wagtailimages", "0002_initial_data"),
    ]

    # Backwards there is nothing to do: the groups were empty, and coming back they would publish past the offices.
    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
