"""A programme that is new is tried against nothing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incentives", "0013_adjustment")]

    operations = [
        migrations.AlterField(
            model_name="trial",
            name="against",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="incentives.version",
            ),
        ),
    ]
