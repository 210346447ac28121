"""Words for roles, signing in, consent and the audit."""

from enum import StrEnum


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
    BE_LINKED = "be_linked"


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
