from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("partners", "0004_recruiting_protection")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="TierRight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("programme", models.CharField(max_length=80)),
                ("tier", models.CharField(max_length=40)),
                ("since_on", models.DateField()),
                ("may_register", models.BooleanField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "tier", "since_on"), name="partners_tier_right_once")
                ],
            },
        ),
        migrations.RunSQL("SELECT fairway_open('partners_tierright')", migrations.RunSQL.noop),
    ]
