"""Tables of partners."""

from fairway.partners.models.onboarding import (
    Completion,
    Plan,
    Task,
    TaskFile,
)
from fairway.partners.models.organisation import (
    Capability,
    CapabilityKind,
    DataExport,
    Ending,
    EndingItem,
    Merger,
    Site,
)
from fairway.partners.models.partners import (
    Alias,
    Distribution,
    Partner,
    PartnerType,
    Standing,
    TierRight,
    TrainedPerson,
)
from fairway.partners.models.recruiting import (
    Application,
    ApplicationFile,
    Knock,
    Paper,
    Referral,
)

__all__ = [
    "Alias",
    "Application",
    "ApplicationFile",
    "Capability",
    "CapabilityKind",
    "Completion",
    "DataExport",
    "Distribution",
    "Ending",
    "EndingItem",
    "Knock",
    "Merger",
    "Paper",
    "Partner",
    "PartnerType",
    "Plan",
    "Referral",
    "Site",
    "Standing",
    "Task",
    "TaskFile",
    "TierRight",
    "TrainedPerson",
]
