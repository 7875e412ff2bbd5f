"""An address has one open invitation to a role in an organisation: of several the newest stands."""

from django.db import migrations, models

SQL = """
UPDATE access_invitation AS old SET withdrawn_at = now()
 WHERE accepted_at IS NULL AND withdrawn_at IS NULL AND EXISTS (
   SELECT FROM access_invitation AS new
    WHERE new.accepted_at IS NULL AND new.withdrawn_at IS NULL AND new.role = old.role AND new.email = old.email
      AND new.partner_id IS NOT DISTINCT FROM old.partner_id
      AND (new.invited_at, new.id) > (old.invited_at, old.id));
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0006_token_protection")]
    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                fields=["partner", "role", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                nulls_distinct=False,
                name="access_invitation_once",
            ),
        ),
    ]
