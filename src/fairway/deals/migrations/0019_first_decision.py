"""A side keeps what its first decision read, and when, after an appeal is decided."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deals", "0018_finding_score")]
    operations = [
        migrations.AddField(
            "disputeside", "first_text", models.TextField(blank=True, default=""), preserve_default=False
        ),
        migrations.AddField("disputeside", "first_at", models.DateTimeField(null=True)),
    ]
