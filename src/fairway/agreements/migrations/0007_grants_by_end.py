from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("agreements", "0006_sale_origin_protection")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(
                fields=["until_on"], condition=models.Q(withdrawn_at=None), name="agreements_grants_by_end"
            ),
        ),
    ]
