"""Keys as rows of a table of their own: a look-up then reads nothing but its index."""

import django.db.models.deletion
from django.db import migrations, models

SQL = """
INSERT INTO deals_accountkey (key, account_id)
SELECT DISTINCT key, account_id FROM deals_accountreading, unnest(keys) AS key;
ALTER TABLE deals_accountkey ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON deals_accountkey TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON deals_accountkey TO fairway_staff, fairway_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("deals", "0011_appeals_as_made")]
    operations = [
        migrations.CreateModel(
            name="AccountKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "account_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="deals.account"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="accountreading", name="deals_account_keys"),
        migrations.RemoveField(model_name="accountreading", name="keys"),
        migrations.RemoveField(model_name="surroundings", name="common_keys"),
    ]
