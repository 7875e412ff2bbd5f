"""Trials that were kept: the vendor's own considerations, shown to no partner, written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PROTECTION = r"""
ALTER TABLE incentives_trial ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON incentives_trial TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON incentives_trial TO fairway_staff, fairway_worker;
SELECT fairway_append_only('incentives_trial');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("incentives", "0006_members_only"),
        ("journal", "0001_functions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("note", models.TextField(blank=True)),
                ("text", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("first_period", models.CharField(max_length=16)),
                ("last_period", models.CharField(max_length=16)),
                ("as_of", models.DateField()),
                ("snapshot", models.CharField(max_length=64)),
                ("currency", models.CharField(max_length=3)),
                ("before", models.BigIntegerField()),
                ("after", models.BigIntegerField()),
                ("outcome", models.JSONField()),
                ("kept_at", models.DateTimeField()),
                (
                    "against",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incentives.version"
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incentives.programme"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["programme", "-id"], name="incentives_trial_latest")],
            },
        ),
        migrations.RunSQL(PROTECTION, migrations.RunSQL.noop),
    ]
