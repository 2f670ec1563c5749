from django.db import migrations

from cms.months import add_months


def fill(apps, schema_editor):
    """Say when what was reviewed so far is due again. Here, as this app knows the kinds of the parts."""
    PageOffice = apps.get_model("cms", "PageOffice")
    months = dict(apps.get_model("cms", "ReviewInterval").objects.values_list("kind", "months"))
    reviews = apps.get_model("cms", "PartReview").objects.order_by("reviewed_on", "pk")
    latest = {(page, key): day for page, key, day in reviews.values_list("page", "part_key", "reviewed_on")}
    parts = [
        (page, "shared", office, "")
        for page, office in apps.get_model("cms", "BasePage").objects.values_list("pk", "lead_office")
    ]
    parts += apps.get_model("catalogue", "TopicSection").objects.values_list("page", "uuid", "office", "kind")
    parts += [
        (*step, "") for step in apps.get_model("catalogue", "OccasionStep").objects.values_list("page", "uuid", "office")
    ]
    due: dict[tuple, list] = {}
    for page, key, office, kind in parts:
        if day := latest.get((page, str(key))):
            due.setdefault((page, office), []).append(add_months(day, months.get(kind) or months.get("", 12)))
    for (page, office), days in due.items():
        PageOffice.objects.filter(page=page, office=office).update(review_due_on=min(days))


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_labels_and_form_errors"), ("cms", "0014_review_due_on")]

    # Backwards the column itself goes.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
