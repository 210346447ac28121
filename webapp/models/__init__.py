"""Relations of the product, one file per aggregate; behaviour lives in the slices."""

from webapp.models.account import Account, AccountSession, EmailLink, RecoveryCode
from webapp.models.area import Area, AreaRelease
from webapp.models.audit import AuditEvent, RetentionPeriod
from webapp.models.base import Base
from webapp.models.form_receipt import FormReceipt
from webapp.models.neighbourhood import (
    AreaSuccession,
    Neighbourhood,
    NeighbourhoodArea,
    NeighbourhoodOutline,
    PlaceName,
)
from webapp.models.outbox import ContactMessage, OutboxMail, RateHit
from webapp.models.partner import Partner
from webapp.models.person import Consent, ConsentReminder, ConsentWithdrawal, Person, live_consent
from webapp.models.presence import CoverageTarget, DataVersion, Evidence, Presence, WayToHelp
from webapp.models.role import RoleGrant

__all__ = [
    "Account",
    "AccountSession",
    "Area",
    "AreaRelease",
    "AreaSuccession",
    "AuditEvent",
    "Base",
    "Consent",
    "ConsentReminder",
    "ConsentWithdrawal",
    "ContactMessage",
    "CoverageTarget",
    "DataVersion",
    "EmailLink",
    "Evidence",
    "FormReceipt",
    "Neighbourhood",
    "NeighbourhoodArea",
    "NeighbourhoodOutline",
    "OutboxMail",
    "Partner",
    "Person",
    "PlaceName",
    "Presence",
    "RateHit",
    "RecoveryCode",
    "RetentionPeriod",
    "RoleGrant",
    "WayToHelp",
    "live_consent",
]
