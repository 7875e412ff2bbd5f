"""Take a statement away that was not issued; the database refuses it for one that was."""

from __future__ import annotations

from fairway.incentives.models import Statement, StatementApproval, StatementLine, StatementShare


def discard(statement: Statement) -> None:
    """Delete a statement with its lines, shares and approval."""
    StatementApproval.objects.filter(statement=statement).delete()
    StatementLine.objects.filter(statement=statement).delete()
    StatementShare.objects.filter(statement=statement).delete()
    statement.delete()
