"""How often a token asks is counted by one function; no role reads or writes the rows themselves."""

from django.db import migrations, models

SQL = """
ALTER TABLE access_tokenuse SET UNLOGGED;
ALTER TABLE access_tokenuse ENABLE ROW LEVEL SECURITY;

-- Answers 0 and notes the use, or the seconds until the next one is due. Rows are added and never changed, so requests
-- of one token do not wait for each other; what runs at the same moment is not counted yet.
CREATE FUNCTION access_spend(token bigint, now timestamptz, most int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE due timestamptz;
BEGIN
  DELETE FROM access_tokenuse WHERE id IN (
    SELECT u.id FROM access_tokenuse u WHERE u.token_id = token AND u.at <= now - interval '1 minute'
    ORDER BY u.at LIMIT 100 FOR UPDATE SKIP LOCKED);
  SELECT u.at INTO due FROM access_tokenuse u WHERE u.token_id = token AND u.at > now - interval '1 minute'
    ORDER BY u.at DESC OFFSET greatest(most, 1) - 1 LIMIT 1;
  IF FOUND THEN
    RETURN greatest(1, ceil(extract(epoch FROM due + interval '1 minute' - now))::int);
  END IF;
  INSERT INTO access_tokenuse (token_id, at) VALUES (token, now);
  RETURN 0;
END $$;
REVOKE ALL ON FUNCTION access_spend(bigint, timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_spend(bigint, timestamptz, int)
  TO fairway_login, fairway_partner, fairway_staff, fairway_direct;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0007_one_invitation")]
    operations = [
        migrations.CreateModel(
            name="TokenUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["token_id", "at"], name="access_token_uses")]},
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
