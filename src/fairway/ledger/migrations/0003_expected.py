"""Estimates have accounts of their own: the vendor's alone, so no partner reads their entries or legs."""

from django.db import migrations, models

SQL = """
ALTER TABLE ledger_leg DROP CONSTRAINT ledger_leg_account;
ALTER TABLE ledger_leg ADD CONSTRAINT ledger_leg_account
  CHECK (account IN ('CR', 'AL', 'RP', 'HB', 'PR', 'AR', 'CA', 'ME', 'CE', 'CC', 'FX', 'RA', 'XC', 'XL'));
DROP POLICY partner ON ledger_entry;
CREATE POLICY partner ON ledger_entry FOR SELECT TO fairway_partner
  USING (kind <> 'estimate' AND partner_id = nullif(current_setting('fairway.partner', true), '')::bigint);
DROP POLICY partner ON ledger_leg;
CREATE POLICY partner ON ledger_leg FOR SELECT TO fairway_partner
  USING (account NOT IN ('XC', 'XL') AND partner_id = nullif(current_setting('fairway.partner', true), '')::bigint);
"""

ACCOUNTS = ("CR", "AL", "RP", "HB", "PR", "AR", "CA", "ME", "CE", "CC", "FX", "RA", "XC", "XL")
CAUSES = ("earned", "volume", "rate", "settled", "carried", "expected")
KINDS = ("accrual", "correction", "settlement", "reversal", "estimate")


def _choices(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_protection")]
    operations = [
        migrations.AlterField("legrow", "account", models.CharField(choices=_choices(ACCOUNTS), max_length=2)),
        migrations.AlterField("legrow", "cause", models.CharField(choices=_choices(CAUSES), max_length=8)),
        migrations.AlterField("entryrow", "kind", models.CharField(choices=_choices(KINDS), max_length=12)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
