"""Who may read and write; what is final; where a second person is needed. The database holds all three."""

from django.db import migrations

ACCESS = r"""
CREATE FUNCTION incentives_published(version bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  AS $$ SELECT EXISTS (SELECT 1 FROM incentives_publication WHERE version_id = version) $$;
CREATE FUNCTION incentives_ever_published(programme bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  AS $$ SELECT EXISTS (SELECT 1 FROM incentives_publication p JOIN incentives_version v ON v.id = p.version_id
                       WHERE v.programme_id = programme) $$;
CREATE FUNCTION incentives_issued(statement bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  AS $$ SELECT EXISTS (SELECT 1 FROM incentives_statementissue WHERE statement_id = statement) $$;

DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['programme', 'version', 'submission', 'publication', 'run', 'payout', 'periodclosing',
    'periodreopening', 'statement', 'statementline', 'statementshare', 'statementapproval', 'statementissue', 'numbering']
  LOOP
    EXECUTE format('ALTER TABLE incentives_%s ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY vendor ON incentives_%s TO fairway_staff, fairway_worker USING (true) WITH CHECK (true)', one);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON incentives_%s TO fairway_staff, fairway_worker', one);
  END LOOP;
  -- What a partner earns is its own: not a distributor's to read, and nothing before it is issued.
  FOREACH one IN ARRAY ARRAY['payout', 'statementissue'] LOOP
    EXECUTE format('CREATE POLICY partner ON incentives_%s FOR SELECT TO fairway_partner '
      'USING (partner_id = nullif(current_setting(''fairway.partner'', true), '''')::bigint)', one);
  END LOOP;
  FOREACH one IN ARRAY ARRAY['statementline', 'statementshare'] LOOP
    EXECUTE format('CREATE POLICY partner ON incentives_%s FOR SELECT TO fairway_partner '
      'USING (partner_id = nullif(current_setting(''fairway.partner'', true), '''')::bigint AND incentives_issued(statement_id))', one);
  END LOOP;
END $$;
CREATE POLICY partner ON incentives_statement FOR SELECT TO fairway_partner
  USING (partner_id = nullif(current_setting('fairway.partner', true), '')::bigint AND incentives_issued(id));
CREATE POLICY partner ON incentives_programme FOR SELECT TO fairway_partner USING (incentives_ever_published(id));
CREATE POLICY partner ON incentives_version FOR SELECT TO fairway_partner USING (incentives_published(id));
GRANT SELECT ON incentives_programme, incentives_version, incentives_payout, incentives_statement, incentives_statementline,
  incentives_statementshare, incentives_statementissue TO fairway_partner;
"""

FINAL = r"""
SELECT fairway_append_only('incentives_publication'), fairway_append_only('incentives_payout'),
       fairway_append_only('incentives_statementissue');

CREATE FUNCTION incentives_refuse(said text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', said USING ERRCODE = 'restrict_violation'; END $$;

CREATE FUNCTION incentives_version_final() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF incentives_published(OLD.id) THEN
    PERFORM incentives_refuse('a published version never changes: write a new version');
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER final BEFORE UPDATE OR DELETE ON incentives_version FOR EACH ROW EXECUTE FUNCTION incentives_version_final();

CREATE FUNCTION incentives_run_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'succeeded' THEN PERFORM incentives_refuse('a finished run never changes: start a new one'); END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER final BEFORE UPDATE OR DELETE ON incentives_run FOR EACH ROW EXECUTE FUNCTION incentives_run_final();

-- A statement is written once; until it is issued it may be discarded whole, afterwards nothing of it moves.
CREATE FUNCTION incentives_statement_final() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  asked bigint := CASE WHEN TG_TABLE_NAME = 'incentives_statement' THEN OLD.id
                       ELSE (coalesce(to_jsonb(NEW), to_jsonb(OLD))->>'statement_id')::bigint END;
BEGIN
  IF TG_OP = 'UPDATE' THEN PERFORM incentives_refuse('a statement is written once: discard it and prepare it again'); END IF;
  IF incentives_issued(asked) THEN PERFORM incentives_refuse('an issued statement never changes: the next one corrects it'); END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER final BEFORE UPDATE OR DELETE ON incentives_statement FOR EACH ROW EXECUTE FUNCTION incentives_statement_final();
CREATE TRIGGER final BEFORE INSERT OR UPDATE OR DELETE ON incentives_statementline
  FOR EACH ROW EXECUTE FUNCTION incentives_statement_final();
CREATE TRIGGER final BEFORE INSERT OR UPDATE OR DELETE ON incentives_statementshare
  FOR EACH ROW EXECUTE FUNCTION incentives_statement_final();
CREATE TRIGGER final BEFORE UPDATE OR DELETE ON incentives_statementapproval
  FOR EACH ROW EXECUTE FUNCTION incentives_statement_final();

CREATE FUNCTION incentives_closing_final() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.reopened_at IS NOT NULL OR NEW.reopened_at IS NULL
     OR to_jsonb(NEW) - 'reopened_at' <> to_jsonb(OLD) - 'reopened_at'
     OR NOT EXISTS (SELECT 1 FROM incentives_periodreopening r WHERE r.closing_id = OLD.id AND r.confirmed_by_id IS NOT NULL) THEN
    PERFORM incentives_refuse('a closed period is reopened by two people, and its closing stays on record');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER final BEFORE UPDATE OR DELETE ON incentives_periodclosing FOR EACH ROW EXECUTE FUNCTION incentives_closing_final();
"""

SECOND_PERSON = r"""
CREATE FUNCTION incentives_second_to_publish() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE made record;
BEGIN
  SELECT v.edited_by_id, v.digest, s.submitted_by_id, s.digest AS submitted INTO made
    FROM incentives_version v LEFT JOIN incentives_submission s ON s.version_id = v.id AND s.withdrawn_at IS NULL
    WHERE v.id = NEW.version_id;
  IF made.submitted IS DISTINCT FROM made.digest THEN PERFORM incentives_refuse('only a submitted text is published'); END IF;
  IF NEW.published_by_id IN (made.edited_by_id, made.submitted_by_id) OR NEW.made_by_id IS DISTINCT FROM made.edited_by_id THEN
    PERFORM incentives_refuse('a version is published by a second person');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER second_person BEFORE INSERT ON incentives_publication
  FOR EACH ROW EXECUTE FUNCTION incentives_second_to_publish();

CREATE FUNCTION incentives_second_to_approve() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE made incentives_statement%ROWTYPE;
BEGIN
  SELECT * INTO made FROM incentives_statement WHERE id = NEW.statement_id;
  IF NEW.digest <> made.digest THEN PERFORM incentives_refuse('what is approved is not what was prepared'); END IF;
  IF NEW.prepared_by_id IS DISTINCT FROM made.prepared_by_id OR NEW.approved_by_id = made.prepared_by_id THEN
    PERFORM incentives_refuse('a statement is approved by a second person');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER second_person BEFORE INSERT ON incentives_statementapproval
  FOR EACH ROW EXECUTE FUNCTION incentives_second_to_approve();

CREATE FUNCTION incentives_approved_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM incentives_statementapproval WHERE statement_id = NEW.statement_id) THEN
    PERFORM incentives_refuse('a statement is approved before it is issued');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approved_first BEFORE INSERT ON incentives_statementissue
  FOR EACH ROW EXECUTE FUNCTION incentives_approved_first();
"""


class Migration(migrations.Migration):
    dependencies = [("incentives", "0001_initial")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (ACCESS, FINAL, SECOND_PERSON)]
