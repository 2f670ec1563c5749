from django.db import migrations


def create(apps, schema_editor):
    """Put our home page in the place of Wagtail's welcome page."""
    BasePage = apps.get_model("cms", "BasePage")
    HomePage = apps.get_model("home", "HomePage")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Site = apps.get_model("wagtailcore", "Site")
    locale = apps.get_model("wagtailcore", "Locale").objects.get()

    BasePage.objects.filter(depth=2).delete()
    content_type, _ = ContentType.objects.get_or_create(app_label="home", model="homepage")
    home = HomePage.objects.create(
        title="Gewerbe trifft Ämter",
        draft_title="Gewerbe trifft Ämter",
        slug="start",
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/start/",
        content_type=content_type,
        locale=locale,
        live=True,
    )
    BasePage.objects.filter(depth=1).update(numchild=1)
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", site_name="Gewerbe trifft Ämter", root_page_id=home.pk, is_default_site=True)


def remove(apps, schema_editor):
    apps.get_model("wagtailcore", "Site").objects.all().delete()
    apps.get_model("cms", "BasePage").objects.filter(depth__gte=2).delete()
    apps.get_model("cms", "BasePage").objects.filter(depth=1).update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("cms", "0007_no_ready_made_publishers"),
    ]

    operations = [migrations.RunPython(create, remove)]
