"""Other prices of a deal: written by the vendor, read by its partner, one of a kind at a time, never taken away."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PROTECTION = r"""
ALTER TABLE deals_pricecondition ADD CONSTRAINT deals_condition_once EXCLUDE USING gist
  (registration_id WITH =, kind WITH =, daterange(since_on, until_on) WITH &&);
ALTER TABLE deals_pricecondition ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON deals_pricecondition TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (until_on) ON deals_pricecondition TO fairway_staff, fairway_worker;
CREATE POLICY own_reads ON deals_pricecondition FOR SELECT TO fairway_partner USING (partner_id = deals_asking());
GRANT SELECT ON deals_pricecondition TO fairway_partner;
"""


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0016_compensation_told"),
        ("partners", "0004_recruiting_protection"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="PriceCondition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("since_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("reason", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("partner", _to("partners.partner")),
                ("recorded_by", _to(settings.AUTH_USER_MODEL)),
                ("registration", _to("deals.registration")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__gt", 0), ("percent__lte", 100)), name="deals_condition_percent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on", None), ("until_on__gt", models.F("since_on")), _connector="OR"),
                        name="deals_condition_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="deals_condition_says_why"
                    ),
                ]
            },
        ),
        migrations.RunSQL(PROTECTION, migrations.RunSQL.noop),
    ]
