"""How many people of a partner are trained on a day: read by the vendor alone."""

import django.db.models.deletion
from django.db import migrations, models

PROTECTION = """
ALTER TABLE partners_trainedperson ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON partners_trainedperson TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON partners_trainedperson TO fairway_staff, fairway_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0005_tier_rights")]
    operations = [
        migrations.CreateModel(
            name="TrainedPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("since_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["partner", "since_on"], name="partners_trained")]},
        ),
        migrations.RunSQL(PROTECTION, migrations.RunSQL.noop),
    ]
