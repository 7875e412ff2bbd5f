"""Only the owner migrates: the application's login owns nothing."""

from __future__ import annotations

from typing import Any


class OnlyTheOwnerMigrates:
    """Sends migrations to the alias ``owner`` and everything else to ``default``."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
