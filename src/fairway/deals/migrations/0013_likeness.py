"""Accounts that look alike, for people to decide; a decision can be taken back."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

SQL = """
ALTER TABLE deals_likeness ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON deals_likeness TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON deals_likeness TO fairway_staff, fairway_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("deals", "0012_account_key")]
    operations = [
        migrations.AddField(model_name="accountreading", name="compared", field=models.BooleanField(default=False)),
        migrations.AddIndex(
            model_name="accountreading",
            index=models.Index(fields=["account"], name="deals_to_compare", condition=Q(compared=False)),
        ),
        migrations.RemoveConstraint(model_name="pairdecision", name="deals_pair_verdict"),
        migrations.AddConstraint(
            model_name="pairdecision",
            constraint=models.CheckConstraint(
                condition=Q(verdict__in=["same", "branch", "family", "different", "undecided"]),
                name="deals_pair_verdict",
            ),
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("probability", models.FloatField()),
                ("reasons", models.TextField(blank=True)),
                ("found_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="deals.account"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="deals.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(first__lt=F("second")), name="deals_alike_in_order"),
                    models.UniqueConstraint(fields=("first", "second"), name="deals_alike_once"),
                ],
                "indexes": [
                    models.Index(fields=["-probability", "id"], name="deals_alike_open", condition=Q(settled_at=None))
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
