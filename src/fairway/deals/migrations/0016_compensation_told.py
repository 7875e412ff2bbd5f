"""A compensation keeps what its partner was told: the side's own words change with an appeal."""

from django.db import migrations, models

FILL = """
UPDATE deals_compensation c SET told = s.answer_text
FROM deals_disputedecision d, deals_disputeside s
WHERE d.id = c.decision_id AND s.dispute_id = d.dispute_id AND s.registration_id = c.registration_id
"""


class Migration(migrations.Migration):
    dependencies = [("deals", "0015_parts")]
    operations = [
        migrations.AddField("compensation", "told", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
