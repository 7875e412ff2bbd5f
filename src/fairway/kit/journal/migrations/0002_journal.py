"""The journal: written by one function, append-only, sealed by the worker."""

from django.db import migrations, models

TABLES = r"""
CREATE TABLE journal_row (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
  user_id bigint, kind varchar(16) NOT NULL, verb varchar(80) NOT NULL, subject varchar(120) NOT NULL, partner_id bigint,
  both_sides boolean NOT NULL, reason text NOT NULL, payload jsonb NOT NULL
);
CREATE INDEX journal_row_subject ON journal_row (subject, id);
CREATE INDEX journal_row_partner ON journal_row (partner_id, id) WHERE partner_id IS NOT NULL;
CREATE INDEX journal_row_verb ON journal_row (verb, id);
CREATE INDEX journal_row_user ON journal_row (user_id, id);
CREATE INDEX journal_row_xid ON journal_row (xid);
CREATE TABLE journal_seal (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sealed_at timestamptz NOT NULL, row_count bigint NOT NULL,
  horizon bigint NOT NULL, previous varchar(64) NOT NULL, digest varchar(64) NOT NULL UNIQUE
);
CREATE TABLE journal_sealing (
  row_id bigint PRIMARY KEY, seal_id bigint NOT NULL REFERENCES journal_seal, digest varchar(64) NOT NULL
);
CREATE INDEX journal_sealing_seal ON journal_sealing (seal_id, row_id);
SELECT fairway_append_only('journal_row'), fairway_append_only('journal_seal'), fairway_append_only('journal_sealing');

ALTER TABLE journal_row ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON journal_row FOR SELECT TO fairway_staff, fairway_worker USING (true);
CREATE POLICY partner ON journal_row FOR SELECT TO fairway_partner
  USING (both_sides AND partner_id = ANY ((SELECT fairway_partner_ids())::bigint[]));
GRANT SELECT ON journal_row, journal_seal, journal_sealing TO fairway_staff, fairway_worker;
GRANT SELECT ON journal_row, journal_seal TO fairway_partner;
GRANT INSERT ON journal_seal, journal_sealing TO fairway_worker;

-- Who is written down is who asks (the transaction's own setting), never an argument; only sign-in may name its person.
CREATE FUNCTION fairway_journal(p_at timestamptz, p_user bigint, p_verb text, p_subject text, p_partner bigint, p_both boolean,
                                p_reason text, p_payload jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  asking text := coalesce(nullif(current_setting('fairway.kind', true), ''), 'none');
  who bigint := nullif(current_setting('fairway.user', true), '')::bigint;
  made bigint;
BEGIN
  IF asking = 'none' THEN RAISE EXCEPTION 'nobody is asking: take a role before writing to the journal'; END IF;
  IF asking = 'partner' AND p_partner IS NOT NULL AND NOT (p_partner = ANY (fairway_partner_ids())) THEN
    RAISE EXCEPTION 'a partner writes about itself only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF who IS NULL AND asking = 'login' THEN who := p_user; END IF;
  INSERT INTO journal_row (at, user_id, kind, verb, subject, partner_id, both_sides, reason, payload)
  VALUES (p_at, who, asking, p_verb, p_subject, p_partner, p_both, p_reason, p_payload) RETURNING id INTO made;
  RETURN made;
END $$;
REVOKE ALL ON FUNCTION fairway_journal(timestamptz, bigint, text, text, bigint, boolean, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fairway_journal(timestamptz, bigint, text, text, bigint, boolean, text, jsonb)
  TO fairway_login, fairway_partner, fairway_staff, fairway_direct, fairway_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_functions")]
    operations = [
        migrations.RunSQL(
            TABLES,
            migrations.RunSQL.noop,
            state_operations=[
                migrations.CreateModel(
                    name="JournalRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        )
                    ],
                    options={"managed": False, "db_table": "journal_row"},
                ),
                migrations.CreateModel(
                    name="Seal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        )
                    ],
                    options={"managed": False, "db_table": "journal_seal"},
                ),
                migrations.CreateModel(
                    name="Sealing",
                    fields=[("row_id", models.BigIntegerField(primary_key=True, serialize=False))],
                    options={"managed": False, "db_table": "journal_sealing"},
                ),
            ],
        )
    ]
