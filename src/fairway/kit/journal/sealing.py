"""Seal the journal, and find out whether a sealed row was touched.

Chaining hashes inside each transaction would make every writer wait for the last. Rows therefore carry only their
transaction id; the worker seals all rows of transactions below the oldest one still running
(``pg_snapshot_xmin``), so that no row can slip in under a seal later. A seal is::

    digest = sha256(previous digest, then the digest of each row in order of id)

The digest of each row is kept as well, so that verification can name the row that changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

BEGINNING = "0" * 64
_LOCK = 7_203_114
_CANONICAL = (
    "jsonb_build_array(r.id, to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), r.xid, r.user_id, "
    "r.kind, r.verb, r.subject, r.partner_id, r.both_sides, r.reason, r.payload)::text"
)


@dataclass(frozen=True)
class Finding:
    """One thing that verification found wrong: where, and what it means."""

    seal_id: int | None
    row_id: int | None
    fault: str
    sentence: str


@dataclass(frozen=True)
class Verification:
    """The outcome: how much was checked, the last seal, and what was found."""

    seals: int
    rows: int
    last_digest: str
    last_sealed_at: datetime | None
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        return not self.findings


def seal(*, now: datetime) -> str | None:
    """Seal what no running transaction can still add to; answers the seal's digest, or None if nothing was waiting.

    Runs in the worker's role.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, "
            "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        )
        row = cursor.fetchone()
        assert row is not None
        # Beyond xmax are rows that a restore brought from another cluster: they are long finished.
        horizon, beyond = row
        cursor.execute(
            f"SELECT r.id, {_CANONICAL} FROM journal_row r WHERE (r.xid < %s OR r.xid > %s) "  # noqa: S608
            "AND NOT EXISTS (SELECT 1 FROM journal_sealing s WHERE s.row_id = r.id) ORDER BY r.id",
            [horizon, beyond],
        )
        rows = [(row_id, hashlib.sha256(text.encode()).hexdigest()) for row_id, text in cursor.fetchall()]
        if not rows:
            return None
        cursor.execute("SELECT digest FROM journal_seal ORDER BY id DESC LIMIT 1")
        last = cursor.fetchone()
        previous = last[0] if last else BEGINNING
        digest = _chain(previous, (digest for _, digest in rows))
        cursor.execute(
            "INSERT INTO journal_seal (sealed_at, row_count, horizon, previous, digest) "
            "VALUES (%s, %s, %s, %s, %s) RETURNING id",
            [now, len(rows), horizon, previous, digest],
        )
        made = cursor.fetchone()
        assert made is not None
        cursor.executemany(
            "INSERT INTO journal_sealing (row_id, seal_id, digest) VALUES (%s, %s, %s)",
            [(row_id, made[0], row_digest) for row_id, row_digest in rows],
        )
    return digest


def _chain(previous: str, digests: Iterator[str]) -> str:
    chained = hashlib.sha256(previous.encode())
    for digest in digests:
        chained.update(digest.encode())
    return chained.hexdigest()


def latest() -> tuple[str, datetime] | None:
    """The newest seal's digest and time, to print on statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest, sealed_at FROM journal_seal ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def verify(*, printed: str | None = None) -> Verification:
    """Recompute every seal from the rows and say what changed before which seal.

    ``printed`` is a seal somebody kept outside (on a statement): it must be in the chain.
    """
    findings: list[Finding] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, row_count, horizon, previous, digest, sealed_at FROM journal_seal ORDER BY id")
        seals = cursor.fetchall()
        cursor.execute("SELECT row_id, seal_id, digest FROM journal_sealing ORDER BY seal_id, row_id")
        kept: dict[int, list[tuple[int, str]]] = {}
        for row_id, seal_id, digest in cursor.fetchall():
            kept.setdefault(seal_id, []).append((row_id, digest))
        cursor.execute(f"SELECT r.id, r.xid, {_CANONICAL} FROM journal_row r")  # noqa: S608
        rows = {row_id: (xid, hashlib.sha256(text.encode()).hexdigest()) for row_id, xid, text in cursor.fetchall()}
    sealed = {row_id for members in kept.values() for row_id, _ in members}
    previous = BEGINNING
    for seal_id, count, _, before, digest, _ in seals:
        members = kept.pop(seal_id, [])
        if before != previous:
            findings.append(
                Finding(
                    seal_id,
                    None,
                    "seal",
                    f"Seal {seal_id} does not follow the seal before it: a seal was altered or removed.",
                )
            )
        if len(members) != count or _chain(before, (row_digest for _, row_digest in members)) != digest:
            findings.append(Finding(seal_id, None, "seal", f"Seal {seal_id} does not match the list of rows it holds."))
        for row_id, row_digest in members:
            if row_id not in rows:
                findings.append(Finding(seal_id, row_id, "removed", f"Row {row_id} was removed after seal {seal_id}."))
            elif rows[row_id][1] != row_digest:
                findings.append(Finding(seal_id, row_id, "altered", f"Row {row_id} was altered after seal {seal_id}."))
        previous = digest
    for seal_id in kept:
        findings.append(Finding(seal_id, None, "seal", f"Seal {seal_id} was removed: rows still name it."))
    if seals:
        horizon, youngest = seals[-1][2], max(sealed, default=0)
        for row_id, (xid, _) in sorted(rows.items()):
            if row_id not in sealed and xid < horizon and row_id < youngest:
                findings.append(Finding(seals[-1][0], row_id, "added", f"Row {row_id} was added below the last seal."))
    if printed is not None and printed not in {row[4] for row in seals}:
        findings.append(Finding(None, None, "seal", f"The printed seal {printed[:16]}… is not in the chain."))
    return Verification(len(seals), len(rows), previous, seals[-1][5] if seals else None, tuple(findings))
