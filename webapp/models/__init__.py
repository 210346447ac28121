"""Relations of the product, one file per aggregate; behaviour lives in the slices."""

from webapp.models.account import Account, AccountSession, EmailLink, RecoveryCode
from webapp.models.area import Area, AreaRelease
from webapp.models.asset import Asset, AssetEffect, AssetTheme
from webapp.models.audit import AuditEvent, RetentionPeriod
from webapp.models.base import Base
from webapp.models.campaign import (
    Campaign,
    CampaignAllocation,
    CampaignCarryOn,
    CampaignDemand,
    CampaignLine,
    CampaignSupply,
)
from webapp.models.campaign_round import (
    CampaignInitiative,
    DeliveryCount,
    DeliveryRound,
    DeliveryStop,
    FlexibleHelper,
    PickupPoint,
    StreetEdge,
    StreetNode,
)
from webapp.models.coverage import CoverageCorrection
from webapp.models.discovery import Discovery, DiscoveryEvent
from webapp.models.following import Subscription
from webapp.models.form_receipt import FormReceipt
from webapp.models.importing import ImportRow, ImportRun
from webapp.models.initiative import (
    FaithSide,
    Initiative,
    InitiativeDraft,
    InitiativeOrganiser,
    InitiativeRevision,
)
from webapp.models.listing import (
    Listing,
    ListingDay,
    ListingEffect,
    ListingNeighbourhood,
    ListingPartner,
    ListingTheme,
    Picture,
)
from webapp.models.matching import Match, MatchingWeights, Offer, Reserve
from webapp.models.moderation import ReviewMail, ReviewPresence
from webapp.models.need import Need
from webapp.models.neighbourhood import (
    AreaSuccession,
    Neighbourhood,
    NeighbourhoodArea,
    NeighbourhoodOutline,
    PlaceName,
)
from webapp.models.network import FollowUp, NeighbourGroup, NetworkHealth, NetworkNode, NetworkRun, Tie
from webapp.models.network_public import NetworkMonth, NetworkMonthPair, NetworkMonthPlace
from webapp.models.outbox import ContactMessage, OutboxMail, RateHit
from webapp.models.partner import (
    Partner,
    PartnerActivity,
    PartnerAgreement,
    PartnerContact,
    PartnerPlace,
    PartnerRelation,
)
from webapp.models.person import Consent, ConsentReminder, ConsentWithdrawal, Person, live_consent
from webapp.models.planning import NeighbourhoodInvitation, PlanningScenario, PlanningWish
from webapp.models.presence import CoverageTarget, DataVersion, Evidence, Presence, WayToHelp
from webapp.models.release import Release, ReleaseArea, ReleaseFile, ReleaseRequest
from webapp.models.report import ReportFile, ReportRun
from webapp.models.role import RoleGrant
from webapp.models.signal import AgendaItem, Bundle, BundleEvent, BundleStep, Lesson, Signal, SignalRaiser
from webapp.models.street import Street
from webapp.models.talent import (
    MaskedPlace,
    Offering,
    PersonRequirement,
    Talent,
    TalentStageChange,
    TalentStep,
)
from webapp.models.theme import Theme
from webapp.models.volunteering import CalendarFeed, InitiativeTask, TaskSignup

__all__ = [
    "Account",
    "AccountSession",
    "AgendaItem",
    "Area",
    "AreaRelease",
    "AreaSuccession",
    "Asset",
    "AssetEffect",
    "AssetTheme",
    "AuditEvent",
    "Base",
    "Bundle",
    "BundleEvent",
    "BundleStep",
    "CalendarFeed",
    "Campaign",
    "CampaignAllocation",
    "CampaignCarryOn",
    "CampaignDemand",
    "CampaignInitiative",
    "CampaignLine",
    "CampaignSupply",
    "Consent",
    "ConsentReminder",
    "ConsentWithdrawal",
    "ContactMessage",
    "CoverageCorrection",
    "CoverageTarget",
    "DataVersion",
    "DeliveryCount",
    "DeliveryRound",
    "DeliveryStop",
    "Discovery",
    "DiscoveryEvent",
    "EmailLink",
    "Evidence",
    "FaithSide",
    "FlexibleHelper",
    "FollowUp",
    "FormReceipt",
    "ImportRow",
    "ImportRun",
    "Initiative",
    "InitiativeDraft",
    "InitiativeOrganiser",
    "InitiativeRevision",
    "InitiativeTask",
    "Lesson",
    "Listing",
    "ListingDay",
    "ListingEffect",
    "ListingNeighbourhood",
    "ListingPartner",
    "ListingTheme",
    "MaskedPlace",
    "Match",
    "MatchingWeights",
    "Need",
    "NeighbourGroup",
    "Neighbourhood",
    "NeighbourhoodArea",
    "NeighbourhoodInvitation",
    "NeighbourhoodOutline",
    "NetworkHealth",
    "NetworkMonth",
    "NetworkMonthPair",
    "NetworkMonthPlace",
    "NetworkNode",
    "NetworkRun",
    "Offer",
    "Offering",
    "OutboxMail",
    "Partner",
    "PartnerActivity",
    "PartnerAgreement",
    "PartnerContact",
    "PartnerPlace",
    "PartnerRelation",
    "Person",
    "PersonRequirement",
    "PickupPoint",
    "Picture",
    "PlaceName",
    "PlanningScenario",
    "PlanningWish",
    "Presence",
    "RateHit",
    "RecoveryCode",
    "Release",
    "ReleaseArea",
    "ReleaseFile",
    "ReleaseRequest",
    "ReportFile",
    "ReportRun",
    "Reserve",
    "RetentionPeriod",
    "ReviewMail",
    "ReviewPresence",
    "RoleGrant",
    "Signal",
    "SignalRaiser",
    "Street",
    "StreetEdge",
    "StreetNode",
    "Subscription",
    "Talent",
    "TalentStageChange",
    "TalentStep",
    "TaskSignup",
    "Theme",
    "Tie",
    "WayToHelp",
    "live_consent",
]
