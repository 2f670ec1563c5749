from django.db import migrations

WORKFLOW = "Mitzeichnung und Schlusszeichnung"
# The tasks in their order: model, name.
TASKS = (("CoSignTask", "Mitzeichnung"), ("FinalSignOffTask", "Schlusszeichnung"))


def create(apps, schema_editor):
    """One workflow for the whole site, on the root page."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=WORKFLOW, active=True)
    for order, (model, name) in enumerate(TASKS):
        content_type, _ = ContentType.objects.get_or_create(app_label="workflow", model=model.lower())
        task = apps.get_model("workflow", model).objects.create(name=name, active=True, content_type=content_type)
        apps.get_model("wagtailcore", "WorkflowTask").objects.create(
            workflow=workflow, task_id=task.pk, sort_order=order
        )
    root = apps.get_model("cms", "BasePage").objects.get(depth=1)
    apps.get_model("wagtailcore", "WorkflowPage").objects.create(workflow=workflow, page_id=root.pk)


def remove(apps, schema_editor):
    """Take the workflow away with everything that ran in it; pages and drafts stay."""

    def delete(app, model, **of):
        # one table after the other: historical models do not know each other well enough to cascade
        found = apps.get_model(app, model).objects.filter(**of)
        found._raw_delete(found.db)

    workflows = list(apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW).values_list("pk", flat=True))
    tasks = list(
        apps.get_model("wagtailcore", "Task")
        .objects.filter(content_type__app_label="workflow")
        .values_list("pk", flat=True)
    )
    apps.get_model("wagtailcore", "WorkflowState").objects.filter(workflow_id__in=workflows).update(
        current_task_state=None
    )
    delete("wagtailcore", "TaskState", workflow_state__workflow_id__in=workflows)
    delete("wagtailcore", "WorkflowState", workflow_id__in=workflows)
    delete("wagtailcore", "WorkflowPage", workflow_id__in=workflows)
    delete("wagtailcore", "WorkflowTask", workflow_id__in=workflows)
    delete("wagtailcore", "Workflow", pk__in=workflows)
    delete("workflow", "CoSignTask", pk__in=tasks)
    delete("workflow", "FinalSignOffTask", pk__in=tasks)
    delete("wagtailcore", "Task", pk__in=tasks)


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0001_initial"),
        ("home", "0002_first_site"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(create, remove)]
