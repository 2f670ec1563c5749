from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0006_missed_searches"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchbuild",
            name="analysis",
            field=models.CharField(default="", help_text="Of the rules that made its terms", max_length=32),
        ),
    ]
