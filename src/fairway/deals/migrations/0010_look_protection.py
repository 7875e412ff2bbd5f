"""The firewall: direct sales are answered one date by one function, which writes down the question as it answers."""

from django.db import migrations

SQL = r"""
DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['look', 'lookhit'] LOOP
    EXECUTE format('ALTER TABLE deals_%s ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY vendor ON deals_%s FOR SELECT TO fairway_staff, fairway_worker USING (true)', one);
    EXECUTE format('GRANT SELECT ON deals_%s TO fairway_staff, fairway_worker', one);
  END LOOP;
END $$;
SELECT fairway_append_only('deals_look'), fairway_append_only('deals_lookhit');
CREATE POLICY oneself ON deals_look FOR SELECT TO fairway_direct
  USING (user_id = nullif(current_setting('fairway.user', true), '')::bigint);
GRANT SELECT ON deals_look TO fairway_direct;
CREATE POLICY own_reads ON deals_lookhit FOR SELECT TO fairway_partner USING (partner_id = deals_asking());
GRANT SELECT (id, registration_id, partner_id, at, purpose) ON deals_lookhit TO fairway_partner;

-- The companies are found by key, or were matched before; until when any of them is protected is all that is answered.
CREATE FUNCTION deals_look(p_keys text[], p_accounts bigint[], p_company text, p_country text, p_purpose text, p_note text,
                           p_at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  who bigint := nullif(current_setting('fairway.user', true), '')::bigint;
  roots bigint[];
  ends timestamptz;
  made bigint;
  hit record;
BEGIN
  IF current_setting('fairway.kind', true) IS DISTINCT FROM 'direct' OR who IS NULL THEN
    RAISE EXCEPTION 'only direct sales ask this way' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT array_agg(DISTINCT coalesce(a.merged_into_id, a.id)) INTO roots FROM deals_account a
    WHERE a.id = ANY (p_accounts) OR a.id IN (SELECT account_id FROM deals_companykey WHERE key = ANY (p_keys));
  SELECT max(upper(p.period)) INTO ends FROM deals_protection p JOIN deals_account a ON a.id = p.account_id
    WHERE coalesce(a.merged_into_id, a.id) = ANY (roots) AND p.period @> p_at;
  INSERT INTO deals_look (user_id, at, company, country, purpose, note, until)
    VALUES (who, p_at, p_company, p_country, p_purpose, p_note, ends) RETURNING id INTO made;
  PERFORM fairway_journal(p_at, who, 'deals.protection.asked', 'deals.look:' || made, NULL, false, p_note,
                          jsonb_build_object('purpose', p_purpose, 'protected', ends IS NOT NULL));
  FOR hit IN SELECT DISTINCT r.id, r.partner_id, r.code FROM deals_protection p JOIN deals_account a ON a.id = p.account_id
      JOIN deals_registration r ON r.id = p.registration_id
      WHERE coalesce(a.merged_into_id, a.id) = ANY (roots) AND p.period @> p_at LOOP
    INSERT INTO deals_lookhit (look_id, registration_id, partner_id, at, purpose)
      VALUES (made, hit.id, hit.partner_id, p_at, p_purpose);
    PERFORM fairway_journal(p_at, who, 'deals.protection.seen', 'deals.registration:' || hit.id, hit.partner_id, true, '',
                            jsonb_build_object('code', hit.code, 'purpose', p_purpose));
  END LOOP;
  RETURN ends;
END $$;
REVOKE ALL ON FUNCTION deals_look(text[], bigint[], text, text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deals_look(text[], bigint[], text, text, text, text, timestamptz) TO fairway_direct;
"""


class Migration(migrations.Migration):
    dependencies = [("deals", "0009_look"), ("journal", "0001_functions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
