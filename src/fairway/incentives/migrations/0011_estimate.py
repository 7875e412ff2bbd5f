"""What running periods are expected to cost: the vendor's own, shown to no partner, written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PROTECTION = r"""
ALTER TABLE incentives_estimate ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON incentives_estimate TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON incentives_estimate TO fairway_staff, fairway_worker;
SELECT fairway_append_only('incentives_estimate');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("incentives", "0010_texts_are_the_vendors"),
        ("partners", "0004_recruiting_protection"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Estimate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=16)),
                ("period_start", models.DateField()),
                ("number", models.IntegerField()),
                ("on", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("so_far", models.BigIntegerField()),
                ("cases", models.JSONField()),
                ("pipeline", models.JSONField()),
                ("target", models.BigIntegerField()),
                ("earned", models.BigIntegerField()),
                ("change", models.BigIntegerField()),
                ("posting_id", models.BigIntegerField(null=True)),
                ("reason", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "partner", "period_start", "number"), name="incentives_estimate_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="incentives_estimate_says_why"
                    ),
                ],
            },
        ),
        migrations.RunSQL(PROTECTION, migrations.RunSQL.noop),
    ]
