import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0013_first_review_intervals'),
        ('workflow', '0002_seed_workflow'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # lets "the same office" and "overlapping days" stand in one constraint
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='dabei seit')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ausgeschieden am')),
                ('was_administrator', models.BooleanField(default=False, help_text='Managed the people of the office until the end.')),
            ],
            options={
                'verbose_name': 'Zugehörigkeit',
                'verbose_name_plural': 'Zugehörigkeiten',
                'ordering': ['-ended_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='standin',
            name='ended_at',
            field=models.DateTimeField(null=True, verbose_name='vorzeitig beendet'),
        ),
        migrations.AddField(
            model_name='standin',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='standin',
            constraint=models.CheckConstraint(condition=models.Q(('named_by__isnull', True), models.Q(('named_by', models.F('user')), _negated=True), _connector='OR'), name='stand_in_not_oneself', violation_error_message='Niemand benennt sich selbst als Vertretung.'),
        ),
        migrations.AddConstraint(
            model_name='standin',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('ended_at__isnull', True)), expressions=[('office', '='), ('user', '='), (models.Func('starts_on', 'ends_on', models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='stand_in_person_once', violation_error_message='Diese Person vertritt die Stelle in dieser Zeit schon.'),
        ),
        migrations.AddField(
            model_name='membership',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membership',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='cms.office'),
        ),
        migrations.AddField(
            model_name='membership',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['user', 'office'], name='membership_of_user'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('office', 'user'), name='membership_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('since__lte', models.F('ended_at')), _connector='OR'), name='membership_order'),
        ),
    ]
