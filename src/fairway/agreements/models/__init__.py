"""The right to act: territories and grants, agreements and their signatures."""

from fairway.agreements.models.agreements import (
    Agreement,
    AgreementGrant,
    AgreementNumber,
    Decline,
    Hindrance,
    Paper,
    Renewal,
    Signature,
    Signer,
    SigningLink,
    Suspension,
    Template,
    TemplateVersion,
    Termination,
)
from fairway.agreements.models.grants import CounselNote, Grant, Holding, SaleOrigin, Seat, Territory, Zone
from fairway.agreements.models.places import NamedAccount, Place, PostalSpan, ProductLine, Segment

__all__ = [
    "Agreement",
    "AgreementGrant",
    "AgreementNumber",
    "CounselNote",
    "Decline",
    "Grant",
    "Hindrance",
    "Holding",
    "NamedAccount",
    "Paper",
    "Place",
    "PostalSpan",
    "ProductLine",
    "Renewal",
    "SaleOrigin",
    "Seat",
    "Segment",
    "Signature",
    "Signer",
    "SigningLink",
    "Suspension",
    "Template",
    "TemplateVersion",
    "Termination",
    "Territory",
    "Zone",
]
