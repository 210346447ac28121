"""A gentle look at a text that somebody is about to send: does it tell who somebody is, or what is wrong with them?

It warns: it cannot know what a text means, and who writes it decides. Only a citizen service number is told apart by
its own arithmetic, and is refused by who asks (`webapp.privacy.asking_again`).
"""

import re
from collections.abc import Sequence
from enum import StrEnum

BSN_DIGITS = (8, 9)
BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


class Reason(StrEnum):
    """What a text seems to hold."""

    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    CITIZEN_NUMBER = "citizen_number"
    HEALTH = "health"
    LEGAL_STATUS = "legal_status"
    NAME = "name"


_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(r"(?<![\d/])(?:\+\d{2}|00\d{2}|0)[\s.-]?(?:\(0\)[\s.-]?)?[1-9](?:[\s.-]?\d){7,8}(?!\d)")
_POSTCODE = re.compile(r"(?<!\d)[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}(?![A-Za-z])")
_NUMBER = re.compile(r"(?<!\d)\d(?:[ .]?\d){7,8}(?!\d)")
_HEALTH = re.compile(
    r"\b(?:adhd|alcoholist\w*|artrose|autis\w+|beroerte|bipolair\w*|borderline|burn-?out|chemo\w*|chronisch\w*|dement\w*"
    r"|depressie\w*|diabet\w+|diagnos\w+|epilepsie|gehandicapt\w*|geopereerd\w*|handicap\w*|hartaanval|hartinfarct"
    r"|herseninfarct|hersenbloeding|heup\w*|insuline|invalide\w*|medicijn\w*|operatie\w*|overspannen|parkinson|ptss"
    r"|reuma\w*|revalid\w+|suikerziekte|tumor\w*|ziek|zieke|ziekte\w*|ziekenhuis\w*|alzheimer|disabled|hospital"
    r"|surgery|kanker|ongeneeslijk\w*|psychiatr\w*|psychose\w*|schizofren\w+|suïcid\w*|suicid\w*|verslaa?fd\w*|verslaving\w*"
    r"|verstandelijk\w*|addict\w*|cancer|dementia|depress\w+|diagnosis|psychosis|alcoholic)\b",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:asielzoek\w*|detentie|gevangenis\w*|illega\w+|ongedocumenteerd\w*|reclassering|schuldsanering"
    r"|statushouder\w*|strafblad|uitgeprocedeerd\w*|verblijfsvergunning\w*|vluchteling\w*|wsnp|asylum"
    r"|criminal record|prison|refugee\w*|residence permit|undocumented)\b",
    re.IGNORECASE,
)


_NAME = re.compile(
    r"\b(?:[Bb]uurvrouw|[Bb]uurman|[Bb]uurmeisje|[Bb]uurjongen|[Mm]evrouw|[Mm]eneer|[Mm]ijnheer|[Mm]evr\.?|[Mm]w\.|[Dd]hr\.?"
    r"|Mrs?\.?|Ms\.?)\s{1,3}(?:(?:van|de|der|den|het|ten|ter|el|al)\s{1,3}){0,2}[A-ZÀ-Þ]\w"
)


def names_or_causes(text: str) -> list[Reason]:
    """What in a text may point to a person, or to what is wrong with one; empty when nothing was noticed.

    A name is noticed only after a word like `mevrouw`: too many of them are words.
    """
    found = [
        (Reason.EMAIL, _EMAIL.search(text)),
        (Reason.PHONE, _PHONE.search(text)),
        (Reason.POSTCODE, _POSTCODE.search(text)),
        (Reason.CITIZEN_NUMBER, any(map(_is_bsn, _NUMBER.findall(text)))),
        (Reason.HEALTH, _HEALTH.search(text)),
        (Reason.LEGAL_STATUS, _LEGAL.search(text)),
        (Reason.NAME, _NAME.search(text)),
    ]
    return [reason for reason, seen in found if seen]


def unheeded(noticed: Sequence[Reason], shown: str) -> tuple[Reason, ...]:
    """What was noticed in a text of what the writer has not been shown yet; `shown` are reasons between commas."""
    before = set(shown.split(","))
    return tuple(reason for reason in noticed if reason.value not in before)


def _is_bsn(written: str) -> bool:
    """Whether digits pass the eleven test of a citizen service number (burgerservicenummer)."""
    digits = [int(each) for each in written if each.isdigit()]
    if len(digits) not in BSN_DIGITS or not any(digits):
        return False
    padded = [0] * (len(BSN_WEIGHTS) - len(digits)) + digits
    return sum(weight * digit for weight, digit in zip(BSN_WEIGHTS, padded, strict=True)) % 11 == 0
