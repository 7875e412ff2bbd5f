"""What is kept of certificates is handed down once; from here on it is with each value that is recorded or withdrawn."""

from django.db import migrations

FILL = """
INSERT INTO partners_trainedperson (partner_id, key, since_on, until_on)
SELECT v.partner_id, encode(sha256(convert_to(v.key, 'UTF8')), 'hex'), v.since_on, v.until_on
FROM performance_datedvalue v
WHERE v.withdrawn_at IS NULL
  AND EXISTS (SELECT 1 FROM performance_person p WHERE p.partner_id = v.partner_id AND p.key = v.key)
"""


class Migration(migrations.Migration):
    dependencies = [("performance", "0002_protection"), ("partners", "0006_trained_person")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
