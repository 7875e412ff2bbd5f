"""What is paid by hand: proposed by one, booked by another as it was proposed, and read by the partner once booked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PROTECTION = r"""
DO $$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['adjustment', 'adjustmentbooking'] LOOP
    EXECUTE format('ALTER TABLE incentives_%s ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY vendor ON incentives_%s TO fairway_staff, fairway_worker USING (true) WITH CHECK (true)', one);
    EXECUTE format('GRANT SELECT, INSERT ON incentives_%s TO fairway_staff, fairway_worker', one);
  END LOOP;
END $$;
GRANT UPDATE (dropped_by_id, dropped_at, dropped_why) ON incentives_adjustment TO fairway_staff, fairway_worker;
CREATE POLICY partner ON incentives_adjustmentbooking FOR SELECT TO fairway_partner
  USING (partner_id = nullif(current_setting('fairway.partner', true), '')::bigint);
GRANT SELECT ON incentives_adjustmentbooking TO fairway_partner;
SELECT fairway_append_only('incentives_adjustmentbooking');

-- A proposal is dropped once or not at all, and never once it is booked; nothing else of it changes.
CREATE FUNCTION incentives_adjustment_final() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.dropped_at IS NOT NULL
     OR to_jsonb(NEW) - ARRAY['dropped_by_id', 'dropped_at', 'dropped_why']
        <> to_jsonb(OLD) - ARRAY['dropped_by_id', 'dropped_at', 'dropped_why']
     OR EXISTS (SELECT 1 FROM incentives_adjustmentbooking b WHERE b.adjustment_id = OLD.id) THEN
    PERFORM incentives_refuse('an adjustment never changes: only a counter-entry takes it back');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER final BEFORE UPDATE OR DELETE ON incentives_adjustment
  FOR EACH ROW EXECUTE FUNCTION incentives_adjustment_final();

CREATE FUNCTION incentives_adjustment_as_proposed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE made incentives_adjustment%ROWTYPE;
BEGIN
  SELECT * INTO made FROM incentives_adjustment WHERE id = NEW.adjustment_id FOR UPDATE;
  IF made.dropped_at IS NOT NULL THEN PERFORM incentives_refuse('this adjustment was dropped'); END IF;
  IF NEW.proposed_by_id <> made.proposed_by_id OR NEW.approved_by_id = made.proposed_by_id THEN
    PERFORM incentives_refuse('an adjustment is booked by a second person');
  END IF;
  IF (NEW.partner_id, NEW.currency, NEW.amount, NEW.code, NEW.title, NEW.explanation)
     IS DISTINCT FROM (made.partner_id, made.currency, made.amount, made.code, made.title, made.explanation) THEN
    PERFORM incentives_refuse('what is booked is not what was proposed');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER as_proposed BEFORE INSERT ON incentives_adjustmentbooking
  FOR EACH ROW EXECUTE FUNCTION incentives_adjustment_as_proposed();
"""


def _to(model: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more)


def _id() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("incentives", "0012_estimate_of_units"),
        ("partners", "0004_recruiting_protection"),
        ("journal", "0001_functions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "statementline", "explanation", models.TextField(blank=True, default=""), preserve_default=False
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                ("id", _id()),
                ("code", models.CharField(max_length=16, unique=True)),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("explanation", models.TextField()),
                ("reason", models.TextField()),
                ("source", models.CharField(blank=True, max_length=60)),
                ("about", models.CharField(blank=True, max_length=16)),
                ("link", models.CharField(blank=True, max_length=16)),
                ("proposed_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(null=True)),
                ("dropped_why", models.TextField(blank=True)),
                ("dropped_by", _to(settings.AUTH_USER_MODEL, null=True)),
                ("partner", _to("partners.partner")),
                ("proposed_by", _to(settings.AUTH_USER_MODEL)),
                ("reverses", _to("incentives.adjustment", null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="incentives_adjustment_moves"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), models.Q(("explanation", ""), _negated=True)
                        ),
                        name="incentives_adjustment_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        fields=("source",),
                        name="incentives_adjustment_of_a_source_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at", None)),
                        fields=("reverses",),
                        name="incentives_adjustment_reversed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dropped_at", None), models.Q(("dropped_why", ""), _negated=True), _connector="OR"
                        ),
                        name="incentives_adjustment_dropped_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AdjustmentBooking",
            fields=[
                ("id", _id()),
                ("code", models.CharField(max_length=16)),
                ("account", models.CharField(max_length=16)),
                ("about", models.CharField(blank=True, max_length=16)),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("explanation", models.TextField()),
                ("period", models.CharField(max_length=16)),
                ("period_start", models.DateField()),
                ("entry_id", models.BigIntegerField(unique=True)),
                ("approved_at", models.DateTimeField()),
                (
                    "adjustment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incentives.adjustment"
                    ),
                ),
                ("approved_by", _to(settings.AUTH_USER_MODEL)),
                ("partner", _to("partners.partner")),
                ("programme", _to("incentives.programme")),
                ("proposed_by", _to(settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["programme", "period_start", "partner"], name="incentives_adjustments")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("proposed_by", models.F("approved_by")), _negated=True),
                        name="incentives_adjustment_approved_by_another",
                    ),
                ],
            },
        ),
        migrations.RunSQL(PROTECTION, migrations.RunSQL.noop),
    ]
