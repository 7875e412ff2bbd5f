"""A finding keeps its score from 0 to 100, and why; what was found before is scored when it is looked at again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deals", "0017_price_condition")]
    operations = [
        migrations.AddField("finding", "score", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("finding", "score_why", models.TextField(blank=True, default=""), preserve_default=False),
    ]
