"""What kinds of partners, traditions, relations, answers and audiences are called."""

from flask_babel import lazy_gettext

from webapp.vocabulary import ActivityAnswer, Channel, ChurchTradition, ContactAudience, PartnerKind, RelationKind

_KINDS = {
    PartnerKind.CHURCH: lazy_gettext("Kerk"),
    PartnerKind.FOUNDATION: lazy_gettext("Stichting"),
    PartnerKind.WELFARE: lazy_gettext("Welzijnsorganisatie"),
    PartnerKind.MUNICIPALITY: lazy_gettext("Gemeente"),
    PartnerKind.STUDENT_ASSOCIATION: lazy_gettext("Studentenvereniging"),
    PartnerKind.NETWORK: lazy_gettext("Netwerk"),
    PartnerKind.SCHOOL: lazy_gettext("School"),
    PartnerKind.BUSINESS: lazy_gettext("Bedrijf"),
}
_TRADITIONS = {
    ChurchTradition.PROTESTANT: lazy_gettext("Protestants"),
    ChurchTradition.REFORMED: lazy_gettext("Gereformeerd"),
    ChurchTradition.CATHOLIC: lazy_gettext("Katholiek"),
    ChurchTradition.EVANGELICAL: lazy_gettext("Evangelisch"),
    ChurchTradition.BAPTIST: lazy_gettext("Baptistisch"),
    ChurchTradition.PENTECOSTAL: lazy_gettext("Pinkstergemeente"),
    ChurchTradition.MENNONITE: lazy_gettext("Doopsgezind"),
    ChurchTradition.ORTHODOX: lazy_gettext("Orthodox"),
    ChurchTradition.OTHER: lazy_gettext("Andere stroming"),
}
_RELATIONS = {
    RelationKind.MEMBER_OF: lazy_gettext("Lid van"),
    RelationKind.UNDER_UMBRELLA: lazy_gettext("Onder de koepel van"),
}
_ANSWERS = {
    ActivityAnswer.DOES: lazy_gettext("Doen we"),
    ActivityAnswer.DOES_NOT: lazy_gettext("Doen we niet"),
}
_AUDIENCES = {
    ContactAudience.EVERYONE: lazy_gettext("Iedereen die de site bekijkt"),
    ContactAudience.PARTNERS: lazy_gettext("Leden van partners en coördinatoren"),
    ContactAudience.COORDINATORS: lazy_gettext("Alleen coördinatoren"),
}
_CHANNELS = {
    Channel.WEB: lazy_gettext("Zelf, op deze site"),
    Channel.SPOKEN: lazy_gettext("In een gesprek"),
    Channel.PAPER: lazy_gettext("Op papier of per mail"),
}


def partner_kind_name(kind: PartnerKind) -> str:
    """What the kind is called on screen."""
    return str(_KINDS[kind])


def tradition_name(tradition: ChurchTradition) -> str:
    """What the tradition is called on screen."""
    return str(_TRADITIONS[tradition])


def relation_name(kind: RelationKind) -> str:
    """How a partner belongs to another, to be followed by that other's name."""
    return str(_RELATIONS[kind])


def answer_name(answer: ActivityAnswer) -> str:
    """The answer, as the partner itself would say it."""
    return str(_ANSWERS[answer])


def audience_name(audience: ContactAudience) -> str:
    """Who sees a contact person."""
    return str(_AUDIENCES[audience])


def channel_name(channel: Channel) -> str:
    """How somebody agreed."""
    return str(_CHANNELS[channel])
