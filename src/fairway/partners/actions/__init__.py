"""Writes of partners; each is journalled."""

from fairway.partners.actions.partners import (
    Loaded,
    Refused,
    change_status,
    end_types,
    load,
    record_alias,
    record_distribution,
    record_standing,
    save,
)

__all__ = [
    "Loaded",
    "Refused",
    "change_status",
    "end_types",
    "load",
    "record_alias",
    "record_distribution",
    "record_standing",
    "save",
]
