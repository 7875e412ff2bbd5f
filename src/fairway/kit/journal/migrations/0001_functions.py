"""The database functions by which later migrations protect their tables."""

from django.db import migrations

FUNCTIONS = r"""
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The partners whose rows the asking partner may see: itself, and those it participates in.
CREATE FUNCTION fairway_partner_ids() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE asking bigint := nullif(current_setting('fairway.partner', true), '')::bigint;
BEGIN
  IF asking IS NULL THEN RETURN '{}'; END IF;
  RETURN (SELECT coalesce(array_agg(p.partner_id), '{}') || asking FROM access_participant p
          WHERE p.viewer_id = asking AND p.since_at <= now() AND (p.until_at IS NULL OR p.until_at > now()));
END $$;

-- A partner's table: vendor staff and the worker see all of it, a partner what it participates in, direct sales nothing.
CREATE FUNCTION fairway_protect(target regclass, partner_column text DEFAULT 'partner_id') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY vendor ON %s TO fairway_staff, fairway_worker USING (true) WITH CHECK (true)', target);
  EXECUTE format('CREATE POLICY partner ON %1$s TO fairway_partner USING (%2$I = ANY ((SELECT fairway_partner_ids())::bigint[])) '
                 'WITH CHECK (%2$I = ANY ((SELECT fairway_partner_ids())::bigint[]))', target, partner_column);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fairway_staff, fairway_worker', target);
  EXECUTE format('GRANT SELECT ON %s TO fairway_partner', target);
END $$;

-- A child of a partner's table: rows follow the parent, which has its own policy.
CREATE FUNCTION fairway_protect_through(target regclass, fk_column text, parent regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY vendor ON %s TO fairway_staff, fairway_worker USING (true) WITH CHECK (true)', target);
  EXECUTE format('CREATE POLICY partner ON %1$s TO fairway_partner USING (%2$I IN (SELECT id FROM %3$s)) '
                 'WITH CHECK (%2$I IN (SELECT id FROM %3$s))', target, fk_column, parent);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fairway_staff, fairway_worker', target);
  EXECUTE format('GRANT SELECT ON %s TO fairway_partner', target);
END $$;

-- A table without a partner's data that partners may read (products, published programmes, rates).
CREATE FUNCTION fairway_open(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fairway_staff, fairway_worker', target);
  EXECUTE format('GRANT SELECT ON %s TO fairway_partner', target);
END $$;

-- A table of the vendor's own.
CREATE FUNCTION fairway_internal(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO fairway_staff, fairway_worker', target);
END $$;

CREATE FUNCTION fairway_grant(target regclass, role_name text, what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT %s ON %s TO %I', what, target, role_name);
END $$;

-- Rows that are written once: the grants go, and a trigger refuses even the owner.
CREATE FUNCTION fairway_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused. Append a correction instead.', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION fairway_append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM fairway_login, fairway_partner, fairway_staff, fairway_direct, fairway_worker', target);
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION fairway_refuse_change()', target);
  EXECUTE format('CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION fairway_refuse_change()', target);
END $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
