"""Entries that people decide by hand are named as such; the rows that stand are as they were."""

from django.db import migrations, models

CAUSES = ("earned", "volume", "rate", "settled", "carried", "expected", "adjusted")
KINDS = ("accrual", "correction", "settlement", "reversal", "estimate", "adjustment")


def _choices(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_expected")]
    operations = [
        migrations.AlterField("legrow", "cause", models.CharField(choices=_choices(CAUSES), max_length=8)),
        migrations.AlterField("entryrow", "kind", models.CharField(choices=_choices(KINDS), max_length=12)),
    ]
