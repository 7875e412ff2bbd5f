"""Tables of partners."""

from fairway.partners.models.partners import (
    Alias,
    Distribution,
    Partner,
    PartnerType,
    Standing,
)

__all__ = [
    "Alias",
    "Distribution",
    "Partner",
    "PartnerType",
    "Standing",
]
