from django.db import migrations

# A year for everything, half a year for fees: they change most often.
INTERVALS = {"": 12, "fee": 6}


def create(apps, schema_editor):
    ReviewInterval = apps.get_model("cms", "ReviewInterval")
    ReviewInterval.objects.bulk_create(ReviewInterval(kind=kind, months=months) for kind, months in INTERVALS.items())


class Migration(migrations.Migration):
    dependencies = [("cms", "0012_mail_and_review_intervals")]

    # Backwards the table itself goes.
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
