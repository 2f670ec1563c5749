from django.db import migrations
from django.db.models import F


def remember(apps, schema_editor):
    """Whoever works for an office now has done so since the account exists: nobody wrote down when."""
    Membership = apps.get_model("workflow", "Membership")
    User = apps.get_model("cms", "User")
    rows = User.objects.filter(is_active=True, groups__office__isnull=False).annotate(office=F("groups__office"))
    Membership.objects.bulk_create(
        Membership(office_id=user.office, user_id=user.pk, since=user.date_joined) for user in rows
    )


class Migration(migrations.Migration):
    dependencies = [("workflow", "0003_memberships")]

    # Backwards the table itself goes.
    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
