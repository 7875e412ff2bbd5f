"""What happened: the audit trail, the activity feed and the way news travels up."""

from fairway.kit.journal.writing import record

__all__ = ["record"]
