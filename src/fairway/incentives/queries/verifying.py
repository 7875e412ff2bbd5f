"""Find out whether a payout or an issued statement was touched.

The database refuses to change either, but whoever owns the tables gets past a trigger. The journal keeps the
fingerprint of each run's payouts and of each issued statement and its document under its seals, so what was altered,
added or removed later no longer matches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from fairway.incentives.models import Run, Statement, StatementIssue, StatementLine, StatementShare
from fairway.incentives.rules import statements as rules
from fairway.kit.access import Actor

_PAYOUTS = """
SELECT run_id, encode(sha256(convert_to(string_agg((jsonb_build_array(
  id, version_id, programme, partner_id, incentive, person, period, period_start, period_end, currency, qualifier,
  rate, measure, step, gates_met, lines, calculated, earned, amount, carried_in, carried_out)
  || CASE WHEN alone IS NULL AND goods = 0 AND exemption = '' THEN '[]'::jsonb
  ELSE jsonb_build_array(alone, goods, exemption) END
  || CASE WHEN gates IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(gates) END)::text, E'\\n'
  ORDER BY id), 'UTF8')), 'hex') FROM incentives_payout"""
_NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that verification found wrong with a run's payouts or with an issued statement."""

    subject: str
    fault: str
    sentence: str


def payouts_digest(run_id: int) -> str:
    """Fingerprint all payouts of a run: SHA-256 over their rows in order, in hex."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_PAYOUTS} WHERE run_id = %s GROUP BY run_id", [run_id])
        row = cursor.fetchone()
    return str(row[1]) if row else _NOTHING


def verify(actor: Actor) -> tuple[Finding, ...]:
    """Recompute the fingerprint of every run's payouts and every issued statement, and compare with the journal.

    Needs the right to read the journal.
    """
    actor.require("journal.view")
    return (*_of_runs(), *_of_statements())


def _journalled(verb: str, field: str) -> dict[int, str]:
    """What the journal keeps under ``field`` for the subjects of a verb, by their number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT split_part(subject, ':', 2)::bigint, payload->>%s FROM journal_row "
            "WHERE verb = %s AND payload ? %s ORDER BY id DESC",
            [field, verb, field],
        )
        return dict(cursor.fetchall())


def _of_runs() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_PAYOUTS} GROUP BY run_id")
        found = dict(cursor.fetchall())
    kept = _journalled("incentives.run.succeeded", "payouts_digest")
    for run_id in Run.objects.filter(state=Run.SUCCEEDED).order_by("pk").values_list("pk", flat=True):
        digest = kept.pop(run_id, None)
        if digest is not None and found.get(run_id, _NOTHING) != digest:
            sentence = f"The payouts of run {run_id} are not those it calculated."
            yield Finding(f"incentives.run:{run_id}", "altered", sentence)
    for run_id in kept:
        yield Finding(f"incentives.run:{run_id}", "removed", f"The journal knows run {run_id}; it was removed.")


def _of_statements() -> Iterator[Finding]:
    kept = _journalled("incentives.statement.issued", "digest")
    documents = _journalled("incentives.statement.issued", "pdf")
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM journal_seal")
        seals = {row[0] for row in cursor.fetchall()}
    for issue in StatementIssue.objects.select_related("statement").order_by("pk").iterator(chunk_size=200):
        number, statement_id = issue.number, issue.statement_id
        subject = f"incentives.statement:{statement_id}"
        digest = kept.pop(statement_id, None)
        if not _adds_up(issue.statement) or not _digest(issue.statement) == issue.statement.digest == digest:
            yield Finding(subject, "altered", f"Statement {number} was altered after it was issued.")
        made = hashlib.sha256(bytes(issue.pdf)).hexdigest()
        if made != issue.pdf_digest or documents.get(statement_id, made) != made:
            yield Finding(subject, "altered", f"The document of statement {number} is not the one that was issued.")
        if issue.seal and issue.seal not in seals:
            sentence = f"The seal {issue.seal[:16]}… printed on statement {number} is not in the chain."
            yield Finding(subject, "seal", sentence)
    for statement_id in kept:
        sentence = f"The journal knows an issued statement (record {statement_id}); it was removed."
        yield Finding(f"incentives.statement:{statement_id}", "removed", sentence)


def _adds_up(row: Statement) -> bool:
    """Whether the totals are those of the lines and shares; the fingerprint holds these only."""
    lines = StatementLine.objects.filter(statement=row).values_list("kind", "amount")
    shares = StatementShare.objects.filter(statement=row).values_list("opening", "payable", "carried")
    earned = sum(amount for kind, amount in lines if kind == "earned")
    corrections = sum(amount for kind, amount in lines if kind != "earned")
    opening, payable, closing = (sum(one[place] for one in shares) for place in range(3))
    said = (row.opening, row.earned, row.corrections, row.payable, row.closing)
    return said == (opening, earned, corrections, payable, closing)


def _digest(row: Statement) -> str:
    header = {
        "partner_id": row.partner_id, "currency": row.currency, "period": row.period,
        "period_start": row.period_start, "period_end": row.period_end, "annex": row.annex_digest,
    }  # fmt: skip
    lines = [
        rules.Line(
            line.programme, line.programme_title, line.incentive, line.title, line.kind, line.origin_period,
            line.origin_start, line.amount, line.volume_part, line.rate_part, line.person, line.qualifier, line.step,
            line.next_step, line.gap, line.rate, line.measure, line.version_id, line.run_id, line.goods, line.exemption,
            line.explanation,
        )
        for line in StatementLine.objects.filter(statement=row).order_by("number")
    ]  # fmt: skip
    shares = [
        rules.Share(
            rules.Balance(one.programme, one.incentive, one.title, one.opening, one.moved, one.minimum), one.payable
        )
        for one in StatementShare.objects.filter(statement=row).order_by("pk")
    ]
    return rules.digest(header, lines, shares)
