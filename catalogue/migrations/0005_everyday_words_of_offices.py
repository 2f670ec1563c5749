import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


def delete_words_without_page(apps, schema_editor):
    """Before this migration every word led to a page."""
    apps.get_model("catalogue", "EverydayWord").objects.filter(page=None).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0004_review_due_dates'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='everydayword',
            name='is_best_bet',
            field=models.BooleanField(default=False, help_text='Die Seite steht an erster Stelle, wenn jemand genau dieses Wort und sonst nichts sucht.', verbose_name='fester erster Treffer'),
        ),
        migrations.AddField(
            model_name='everydayword',
            name='office_words',
            field=models.CharField(blank=True, help_text='So nennen es die Ämter. Wer das Alltagswort eintippt, sucht auch nach diesen Wörtern.', max_length=250, verbose_name='Wörter der Ämter'),
        ),
        migrations.AlterField(
            model_name='everydayword',
            name='page',
            field=models.ForeignKey(blank=True, help_text='Die Seite, die Leute mit diesem Wort finden sollen.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='everyday_words', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='führt zu'),
        ),
        migrations.AddConstraint(
            model_name='everydayword',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('text'), condition=models.Q(('page', None)), name='everyday_word_unique_without_page', violation_error_message='Für dieses Wort sind schon Wörter der Ämter eingetragen.'),
        ),
        migrations.AddConstraint(
            model_name='everydayword',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('text'), condition=models.Q(('is_best_bet', True)), name='everyday_word_one_best_bet', violation_error_message='Dieses Wort hat schon einen festen ersten Treffer.'),
        ),
        migrations.AddConstraint(
            model_name='everydayword',
            constraint=models.CheckConstraint(condition=models.Q(('page__isnull', False), models.Q(('office_words', ''), _negated=True), _connector='OR'), name='everyday_word_leads_somewhere', violation_error_message='Wählen Sie eine Seite oder geben Sie Wörter der Ämter an.'),
        ),
        migrations.AddConstraint(
            model_name='everydayword',
            constraint=models.CheckConstraint(condition=models.Q(('is_best_bet', False), ('page__isnull', False), _connector='OR'), name='everyday_word_best_bet_has_page', violation_error_message='Ein fester erster Treffer braucht eine Seite.'),
        ),
        migrations.RunPython(migrations.RunPython.noop, delete_words_without_page),
    ]
