"""What is weighed, and why a neighbourhood scores as it does, in sentences."""

from collections.abc import Callable, Sequence

from flask_babel import gettext, lazy_gettext, ngettext

from webapp.i18n import decimal, number, percent
from webapp.planning.rules.criteria import (
    CHURCH_METRES,
    FULL_ASSETS,
    FULL_CARRIERS,
    FULL_SIGNALS,
    FULL_SPARE,
    Because,
    Candidate,
    Criterion,
    Reason,
    ScoreClass,
)
from webapp.vocabulary import Inviter

_NAMES = {
    Criterion.NEED: lazy_gettext("Nood volgens het CBS"),
    Criterion.SIGNALS: lazy_gettext("Signalen"),
    Criterion.ASSETS: lazy_gettext("Gevonden assets"),
    Criterion.CARRIERS: lazy_gettext("Dragers in de wijk"),
    Criterion.NETWORK: lazy_gettext("Sterk netwerk ernaast"),
    Criterion.BRIDGES: lazy_gettext("Talenten over ernaast"),
    Criterion.INVITATION: lazy_gettext("Uitnodiging"),
    Criterion.CHURCH: lazy_gettext("Kerk dichtbij"),
}
_HINTS = {
    Criterion.NEED: lazy_gettext("De plek van de wijk tussen alle wijken, van 0 (minste) tot 1 (meeste nood)."),
    Criterion.SIGNALS: lazy_gettext("Hoeveel er het afgelopen jaar gemeld zijn. Vol vanaf %(full)s."),
    Criterion.ASSETS: lazy_gettext("Per 1.000 inwoners. Vol vanaf %(full)s."),
    Criterion.CARRIERS: lazy_gettext(
        "Bewoners die gekend willen zijn en iets aanbieden. Alleen in vijftallen, nooit met namen. Vol vanaf %(full)s."
    ),
    Criterion.NETWORK: lazy_gettext(
        "Hoe goed het sterkste netwerk in een buurwijk samenhangt, ook zonder de drie drukste mensen."
    ),
    Criterion.BRIDGES: lazy_gettext("Aanbod dat een buurwijk over heeft en kan uitlenen. Vol vanaf %(full)s."),
    Criterion.INVITATION: lazy_gettext("Van de gemeente of van een partner, zolang die open staat."),
    Criterion.CHURCH: lazy_gettext("In de wijk telt voor 1, tot %(full)s meter erbuiten voor de helft."),
}
_FULL = {
    Criterion.SIGNALS: FULL_SIGNALS,
    Criterion.ASSETS: FULL_ASSETS,
    Criterion.CARRIERS: FULL_CARRIERS,
    Criterion.BRIDGES: FULL_SPARE,
    Criterion.CHURCH: CHURCH_METRES,
}
_NOTHING = {
    Criterion.SIGNALS: lazy_gettext("Geen signaal in het afgelopen jaar."),
    Criterion.ASSETS: lazy_gettext("We verkennen hier al, maar er staat nog geen asset."),
    Criterion.BRIDGES: lazy_gettext("De buurwijken hebben niets over."),
    Criterion.INVITATION: lazy_gettext("Niemand nodigde ons hier uit."),
    Criterion.CHURCH: lazy_gettext("Geen kerk van het netwerk binnen %(metres)s meter."),
}
_UNKNOWN = {
    Criterion.NEED: lazy_gettext("Onbekend: er zijn te weinig cijfers van het CBS."),
    Criterion.NETWORK: lazy_gettext("Onbekend: van het netwerk in %(name)s weten we te weinig."),
    Criterion.CHURCH: lazy_gettext("Onbekend: van geen enkele kerk staat de plek op de kaart."),
}


def criterion_name(criterion: Criterion) -> str:
    """What a criterion is called."""
    return str(_NAMES[criterion])


def criterion_hint(criterion: Criterion) -> str:
    """What is counted, and from when on it counts fully."""
    full = _FULL.get(criterion)
    return str(_HINTS[criterion]) % ({"full": number(full)} if full is not None else {})


def class_words(score_class: ScoreClass, totals: Sequence[float]) -> str:
    """Which totals are in a class, the highest first."""
    if score_class == ScoreClass.UNKNOWN:
        return str(gettext("score onbekend"))
    high, low = decimal(totals[0], 2), decimal(totals[-1], 2)
    if high == low:
        return str(gettext("score %(score)s", score=high))
    return str(gettext("score %(low)s tot %(high)s", low=low, high=high))


def inviter_name(inviter: Inviter, partner: str) -> str:
    """Who invites."""
    return partner if inviter == Inviter.PARTNER else str(gettext("de gemeente"))


def reason_sentence(reason: Reason, candidate: Candidate) -> str:
    """Why a criterion has its score, in words and figures."""
    if reason.because == Because.UNKNOWN:
        return str(_UNKNOWN[reason.criterion]) % {"name": reason.name}
    if reason.because == Because.NOBODY_LOOKED:
        return str(gettext("Onbekend: niemand verkende deze wijk nog."))
    if reason.because == Because.TOO_FEW:
        return str(gettext("Onbekend: minder dan 5 mensen, of nog niemand. Zo weinig vertellen we niet."))
    if reason.because == Because.NO_NEIGHBOUR:
        return str(gettext("We zijn in geen enkele buurwijk."))
    if reason.because == Because.NOTHING:
        return str(_NOTHING[reason.criterion]) % {"metres": number(CHURCH_METRES)}
    return _figure(reason, candidate)


def _figure(reason: Reason, candidate: Candidate) -> str:
    told: dict[Criterion, Callable[[], str]] = {
        Criterion.NEED: lambda: gettext(
            "De nood is %(index)s op een schaal van 0 tot 1.", index=decimal(reason.amount, 2)
        ),
        Criterion.SIGNALS: lambda: ngettext(
            "%(num)s signaal in het afgelopen jaar.",
            "%(num)s signalen in het afgelopen jaar.",
            round(reason.amount or 0),
        ),
        Criterion.ASSETS: lambda: _assets(round(reason.amount or 0), candidate.inhabitants),
        Criterion.CARRIERS: lambda: gettext("%(people)s mensen of meer.", people=number(reason.amount)),
        Criterion.NETWORK: lambda: gettext(
            "Het netwerk in %(name)s hangt voor %(share)s samen.", name=reason.name, share=percent(reason.amount)
        ),
        Criterion.BRIDGES: lambda: gettext(
            "%(count)s keer aanbod over in %(names)s.",
            count=number(reason.amount),
            names=", ".join(each.name for each in candidate.beside if each.spare),
        ),
        Criterion.INVITATION: lambda: gettext(
            "Uitgenodigd door %(names)s.", names=", ".join(inviter_name(*each) for each in candidate.inviters)
        ),
        Criterion.CHURCH: lambda: _church(reason.because),
    }
    return str(told[reason.criterion]())


def _assets(count: int, inhabitants: int | None) -> str:
    told = str(ngettext("%(num)s asset", "%(num)s assets", count))
    if not inhabitants:
        return f"{told}."
    return str(
        gettext("%(assets)s: %(rate)s per 1.000 inwoners.", assets=told, rate=decimal(1000 * count / inhabitants))
    )


def _church(because: Because) -> str:
    if because == Because.INSIDE:
        return str(gettext("Een kerk van het netwerk staat in de wijk."))
    return str(gettext("Een kerk van het netwerk staat op hooguit %(metres)s meter.", metres=number(CHURCH_METRES)))
