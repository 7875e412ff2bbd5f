"""An estimate of a programme that counts units says units, and no amount, as its volume."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incentives", "0011_estimate")]

    operations = [
        migrations.AlterField("estimate", "so_far", models.BigIntegerField(null=True)),
        migrations.AddField(
            "estimate", "units_so_far", models.DecimalField(max_digits=28, decimal_places=4, null=True)
        ),
        migrations.AddConstraint(
            "estimate",
            models.CheckConstraint(
                condition=models.Q(("so_far", None)) ^ models.Q(("units_so_far", None)),
                name="incentives_estimate_of_one_kind",
            ),
        ),
    ]
