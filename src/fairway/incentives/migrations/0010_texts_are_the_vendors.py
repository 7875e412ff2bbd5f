"""A document's text holds what was agreed with other partners alone, so no partner's role reads the column."""

from django.db import migrations

SQL = """
REVOKE SELECT ON incentives_version FROM fairway_partner;
GRANT SELECT (id, programme_id, number, digest, edited_at) ON incentives_version TO fairway_partner;
"""


class Migration(migrations.Migration):
    dependencies = [("incentives", "0009_what_gates_found")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
