from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# unaccent() is only STABLE because its dictionary could be exchanged; naming the dictionary makes the promise ours.
CREATE = """
create function cms_sort_key(text) returns text language sql immutable parallel safe strict
as $$ select lower(public.unaccent('public.unaccent', $1)) $$
"""


class Migration(migrations.Migration):
    dependencies = [("cms", "0003_finalize_page_model")]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CREATE, "drop function cms_sort_key(text)"),
    ]
