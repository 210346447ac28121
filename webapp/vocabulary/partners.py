"""Words for organisations and what they do."""

from enum import StrEnum


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


class AgreementSide(StrEnum):
    """Who of the two proposed an agreement: the partner or Missie050."""

    PARTNER = "partner"
    MISSIE050 = "missie050"


class ContactAudience(StrEnum):
    """Who may see a contact person of a partner: everyone, members of partners and coordinators, coordinators alone."""

    EVERYONE = "everyone"
    PARTNERS = "partners"
    COORDINATORS = "coordinators"
