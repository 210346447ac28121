"""A gentle look at a text that somebody is about to send: does it tell who somebody is, or what is wrong with them?

It warns and never refuses: it cannot know what a text means, and who writes it decides.
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


_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(r"(?<![\d/])(?:\+\d{2}|00\d{2}|0)[\s.-]?(?:\(0\)[\s.-]?)?[1-9](?:[\s.-]?\d){7,8}(?!\d)")
_POSTCODE = re.compile(r"(?<!\d)[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}(?![A-Za-z])")
_NUMBER = re.compile(r"(?<!\d)\d(?:[ .]?\d){7,8}(?!\d)")
_HEALTH = re.compile(
    r"\b(?:adhd|alcoholist\w*|autis\w+|bipolair\w*|borderline|burn-?out|dement\w*|depressie\w*|diagnos\w+|epilepsie"
    r"|kanker|ongeneeslijk\w*|psychiatr\w*|psychose\w*|schizofren\w+|suïcid\w*|suicid\w*|verslaa?fd\w*|verslaving\w*"
    r"|verstandelijk\w*|addict\w*|cancer|dementia|depress\w+|diagnosis|psychosis|alcoholic)\b",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:asielzoek\w*|detentie|gevangenis\w*|illega\w+|ongedocumenteerd\w*|reclassering|schuldsanering"
    r"|statushouder\w*|strafblad|uitgeprocedeerd\w*|verblijfsvergunning\w*|vluchteling\w*|wsnp|asylum"
    r"|criminal record|prison|refugee\w*|residence permit|undocumented)\b",
    re.IGNORECASE,
)


def names_or_causes(text: str) -> list[Reason]:
    """What in a text may point to a person, or to what is wrong with one; empty when nothing was noticed.

    Names themselves are not recognised: too many of them are words.
    """
    found = [
        (Reason.EMAIL, _EMAIL.search(text)),
        (Reason.PHONE, _PHONE.search(text)),
        (Reason.POSTCODE, _POSTCODE.search(text)),
        (Reason.CITIZEN_NUMBER, any(map(_is_bsn, _NUMBER.findall(text)))),
        (Reason.HEALTH, _HEALTH.search(text)),
        (Reason.LEGAL_STATUS, _LEGAL.search(text)),
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
