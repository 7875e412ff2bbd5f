"""Who sent a report; the vendor's own reports were always the vendor's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0003_net"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="by_vendor",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL("UPDATE sales_report SET by_vendor = true WHERE reporter_id IS NULL", migrations.RunSQL.noop),
    ]
