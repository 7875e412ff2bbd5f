"""The right to act: territories and grants, agreements and their signatures."""

from fairway.agreements.models.grants import CounselNote, Grant, Holding, Seat, Territory, Zone
from fairway.agreements.models.places import NamedAccount, Place, PostalSpan, ProductLine, Segment

__all__ = [
    "CounselNote",
    "Grant",
    "Holding",
    "NamedAccount",
    "Place",
    "PostalSpan",
    "ProductLine",
    "Seat",
    "Segment",
    "Territory",
    "Zone",
]
