"""What a partner asks about a figure: written by the partner, answered once by the vendor."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PROTECTION = r"""
ALTER TABLE incentives_question ENABLE ROW LEVEL SECURITY;
CREATE POLICY vendor ON incentives_question TO fairway_staff, fairway_worker USING (true) WITH CHECK (true);
CREATE POLICY partner ON incentives_question TO fairway_partner
  USING (partner_id = nullif(current_setting('fairway.partner', true), '')::bigint)
  WITH CHECK (partner_id = nullif(current_setting('fairway.partner', true), '')::bigint AND answered_at IS NULL);
GRANT SELECT, INSERT ON incentives_question TO fairway_partner;
GRANT SELECT ON incentives_question TO fairway_staff, fairway_worker;
GRANT UPDATE (answer, answered_by_id, answered_at) ON incentives_question TO fairway_staff, fairway_worker;

-- A question is answered once; neither it nor its answer changes.
CREATE FUNCTION incentives_question_final() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.answered_at IS NOT NULL
     OR to_jsonb(NEW) - ARRAY['answer', 'answered_by_id', 'answered_at']
        <> to_jsonb(OLD) - ARRAY['answer', 'answered_by_id', 'answered_at'] THEN
    PERFORM incentives_refuse('a question and its answer never change: the partner can ask again');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER final BEFORE UPDATE OR DELETE ON incentives_question
  FOR EACH ROW EXECUTE FUNCTION incentives_question_final();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("incentives", "0014_trial_against_nothing"),
        ("partners", "0006_trained_person"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("statement", models.CharField(blank=True, max_length=32)),
                ("line", models.IntegerField(null=True)),
                ("payout_id", models.BigIntegerField(null=True)),
                ("about", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["partner", "statement"], name="incentives_questions")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="incentives_question_asks"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="incentives_question_answered_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(PROTECTION, migrations.RunSQL.noop),
    ]
