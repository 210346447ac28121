"""The closed lists of words that the database, the rules and the screens share.

Values are stored as they are; the words on screen live in `webapp.i18n`.
"""

from enum import StrEnum


class AreaKind(StrEnum):
    """Level of official geography (CBS)."""

    BUURT = "buurt"
    WIJK = "wijk"
    GEMEENTE = "gemeente"


class Stage(StrEnum):
    """Stage of Missie050's presence in a neighbourhood, in order [S4]."""

    UNREACHED = "unreached"
    EXPLORING = "exploring"
    STARTING = "starting"
    ACTIVE = "active"
    SELF_SUSTAINING = "self_sustaining"


class EvidenceKind(StrEnum):
    """What a stage above `exploring` rests on [S4]."""

    COORDINATOR = "coordinator"
    NETWORK = "network"
    DISCOVERY_PROCESS = "discovery_process"
    INITIATIVE = "initiative"


class DatePrecision(StrEnum):
    """How exactly a date is known: a source may give a year only."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class PlacePrecision(StrEnum):
    """How exactly a point is known: the place itself, somewhere on its street, or only the neighbourhood."""

    EXACT = "exact"
    STREET = "street"
    NEIGHBOURHOOD = "neighbourhood"


class Provenance(StrEnum):
    """Where a record comes from: the sources, a person at work, or demonstration data."""

    SOURCE = "source"
    ENTERED = "entered"
    DEMO = "demo"


class Role(StrEnum):
    """What somebody is trusted with, in a scope; every account is a neighbour or volunteer without any of these."""

    NEIGHBOURHOOD_COORDINATOR = "neighbourhood_coordinator"
    CITY_COORDINATOR = "city_coordinator"
    PARTNER_MEMBER = "partner_member"
    MUNICIPALITY_VIEWER = "municipality_viewer"
    TRACK_COUNSELLOR = "track_counsellor"
    GROUP_LEADER = "group_leader"
    GROUP_TRAINEE = "group_trainee"
    GROUP_COACH = "group_coach"
    ADMINISTRATOR = "administrator"


class ScopeKind(StrEnum):
    """Over what a role reaches."""

    CITY = "city"
    NEIGHBOURHOOD = "neighbourhood"
    PARTNER = "partner"
    GROUP = "group"


class PartnerKind(StrEnum):
    """What sort of organisation a partner is."""

    CHURCH = "church"
    FOUNDATION = "foundation"
    WELFARE = "welfare"
    MUNICIPALITY = "municipality"
    STUDENT_ASSOCIATION = "student_association"
    NETWORK = "network"
    SCHOOL = "school"
    BUSINESS = "business"


class LinkPurpose(StrEnum):
    """What a link in a mail is for."""

    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105  (a word, not a secret)
    REGISTRATION = "registration"


class SignInStage(StrEnum):
    """How far a sign-in has come: with a password alone nothing can be done but give the second factor."""

    PASSWORD_CHECKED = "password_checked"  # noqa: S105
    FULL = "full"


class LocationLevel(StrEnum):
    """How precisely others may know where somebody lives."""

    HIDDEN = "hidden"
    BUURT = "buurt"
    MASKED = "masked"
    STREET = "street"
    EXACT = "exact"


class ConsentPurpose(StrEnum):
    """What somebody agrees to."""

    BE_KNOWN = "be_known"
    BE_ASKED = "be_asked"
    KEEP_CHURCH = "keep_church"


class ConsentScope(StrEnum):
    """To whom a consent reaches: oneself, coordinators of one's own neighbourhood, or also those of the city."""

    SELF = "self"
    NEIGHBOURHOOD = "neighbourhood"
    CITY = "city"


class Channel(StrEnum):
    """How a consent was given or withdrawn."""

    WEB = "web"
    SPOKEN = "spoken"
    PAPER = "paper"


class AuditAction(StrEnum):
    """What somebody did that must be accounted for."""

    READ = "read"
    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    INVITED = "invited"
    INVITATION_ACCEPTED = "invitation_accepted"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    SECOND_FACTOR_SET = "second_factor_set"
    RECOVERY_CODE_USED = "recovery_code_used"
    SESSIONS_ENDED = "sessions_ended"
    ROLE_GRANTED = "role_granted"
    ROLE_APPROVED = "role_approved"
    ROLE_ENDED = "role_ended"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    EXPORTED = "exported"
    ERASED = "erased"
    RETENTION_APPLIED = "retention_applied"
    RETENTION_SET = "retention_set"


class ChurchTradition(StrEnum):
    """To which family a church belongs."""

    PROTESTANT = "protestant"
    REFORMED = "reformed"
    CATHOLIC = "catholic"
    EVANGELICAL = "evangelical"
    BAPTIST = "baptist"
    PENTECOSTAL = "pentecostal"
    MENNONITE = "mennonite"
    ORTHODOX = "orthodox"
    OTHER = "other"


class RelationKind(StrEnum):
    """How an organisation belongs to another."""

    MEMBER_OF = "member_of"
    UNDER_UMBRELLA = "under_umbrella"


class ActivityAnswer(StrEnum):
    """Whether a partner works on a theme somewhere; where no answer was given it is unknown."""

    DOES = "does"
    DOES_NOT = "does_not"


class ContactAudience(StrEnum):
    """Who may see a contact person of a partner: everyone, members of partners and coordinators, coordinators alone."""

    EVERYONE = "everyone"
    PARTNERS = "partners"
    COORDINATORS = "coordinators"


class InitiativeLayer(StrEnum):
    """Which side an initiative has [S2]; the missionary side is never shown to the municipality."""

    SOCIAL = "social"
    MISSIONARY = "missionary"
    BOTH = "both"


class InitiativeState(StrEnum):
    """How far an initiative has come."""

    RECEIVED = "received"
    RETURNED = "returned"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    MERGED = "merged"


class RevisionState(StrEnum):
    """What became of a version of an initiative."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Reach(StrEnum):
    """Where an initiative is: at one place, in some neighbourhoods, or in the whole city."""

    PLACE = "place"
    NEIGHBOURHOODS = "neighbourhoods"
    CITY = "city"


class EffectDirection(StrEnum):
    """Which way something moves a theme: more social cohesion, less loneliness."""

    MORE = "more"
    LESS = "less"


class SignupState(StrEnum):
    """Whether a volunteer has a task, waits for it, or gave it back."""

    TAKEN = "taken"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class FollowKind(StrEnum):
    """What somebody follows by mail."""

    NEIGHBOURHOOD = "neighbourhood"
    THEME = "theme"
    AREA = "area"


class DigestRhythm(StrEnum):
    """How often a mail with news comes at most."""

    DAILY = "daily"
    WEEKLY = "weekly"


class ImportSubject(StrEnum):
    """What a file that is imported holds."""

    INITIATIVES = "initiatives"
    PARTNERS = "partners"


class ImportState(StrEnum):
    """How far an import has come."""

    PREVIEWED = "previewed"
    APPLIED = "applied"
    UNDONE = "undone"


class TalentLevel(StrEnum):
    """How well somebody can do something, in order."""

    LEARNING = "learning"
    ABLE = "able"
    SKILLED = "skilled"


class TalentStage(StrEnum):
    """How far a talent has come into its own, in order [S4]."""

    SCOUTED = "scouted"
    RECOGNISED = "recognised"
    IN_DEVELOPMENT = "in_development"
    DEPLOYED = "deployed"


class TravelReach(StrEnum):
    """How far somebody goes to help: in their own building, so many metres, or anywhere in the city."""

    BUILDING = "building"
    METRES = "metres"
    CITY = "city"


class Requirement(StrEnum):
    """What somebody must have shown before they help with some things."""

    VOG = "vog"
    DRIVING_LICENCE = "driving_licence"
    FIRST_AID = "first_aid"
    FOOD_HYGIENE = "food_hygiene"


class DevelopmentStep(StrEnum):
    """What helps a talent on."""

    COURSE = "course"
    BUDDY = "buddy"
    FIRST_TASK = "first_task"
    OTHER = "other"


class AssetKind(StrEnum):
    """The six kinds of asset-based community development [S4]."""

    INDIVIDUALS = "individuals"
    ASSOCIATIONS = "associations"
    INSTITUTIONS = "institutions"
    PLACES = "places"
    ECONOMY = "economy"
    CULTURE = "culture"


class EffectCertainty(StrEnum):
    """How sure an effect on a theme is, in order."""

    CLAIMED = "claimed"
    SEEN = "seen"
    MEASURED = "measured"


class NeedKind(StrEnum):
    """Whose need it is: of a household, which stays private, or of a neighbourhood."""

    PRIVATE = "private"
    PUBLIC = "public"


class NeedUrgency(StrEnum):
    """How soon help is needed."""

    NOW = "now"
    THIS_MONTH = "this_month"
    WHEN_POSSIBLE = "when_possible"


class NeedState(StrEnum):
    """How far a need has come; that somebody helps with it follows from its matches."""

    OPEN = "open"
    MET = "met"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Recurrence(StrEnum):
    """How often help is needed."""

    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class MatchState(StrEnum):
    """How far a match has come: both sides say yes before it is accepted."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DONE = "done"


class MatchSide(StrEnum):
    """Who of a match somebody is."""

    HELPER = "helper"
    ASKER = "asker"


class MatchOutcome(StrEnum):
    """How a match went, as either side tells it."""

    WELL = "well"
    PARTLY = "partly"
    NOT = "not"


class DiscoveryStart(StrEnum):
    """Whether a discovery process was begun here, or joined where another began it [S4]."""

    STARTED = "started"
    JOINED = "joined"


class DiscoveryEventKind(StrEnum):
    """What happens in a discovery process."""

    GATHERING = "gathering"
    CONVERSATIONS = "conversations"
    RESULT = "result"
