"""A row of a file read as a partner, by the rules that its form obeys. Plain values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from email_validator import EmailNotValidError, validate_email

from webapp.exchange.reading import Known, street_of
from webapp.exchange.rules import Finding, plain
from webapp.initiatives.typed_content import whole_address
from webapp.partners.actions.partners import PartnerFacts
from webapp.partners.rules import (
    ADDRESS_LENGTH,
    DESCRIPTION_LENGTH,
    LABEL_LENGTH,
    NAME_LENGTH,
    PHONE_LENGTH,
    WEBSITE_LENGTH,
    is_web_address,
)
from webapp.vocabulary import ChurchTradition, PartnerKind

KINDS = {
    word: kind
    for kind, words in {
        PartnerKind.CHURCH: ("kerk", "church"),
        PartnerKind.FOUNDATION: ("stichting", "foundation"),
        PartnerKind.WELFARE: ("welzijnsorganisatie", "welzijn", "welfare", "welfare organisation"),
        PartnerKind.MUNICIPALITY: ("gemeente", "municipality"),
        PartnerKind.STUDENT_ASSOCIATION: ("studentenvereniging", "student association"),
        PartnerKind.NETWORK: ("netwerk", "network"),
        PartnerKind.SCHOOL: ("school",),
        PartnerKind.BUSINESS: ("bedrijf", "business", "company"),
    }.items()
    for word in words
}
TRADITIONS = {
    word: tradition
    for tradition, words in {
        ChurchTradition.PROTESTANT: ("protestants", "protestant", "pkn"),
        ChurchTradition.REFORMED: ("gereformeerd", "reformed"),
        ChurchTradition.CATHOLIC: ("katholiek", "rooms katholiek", "catholic", "roman catholic"),
        ChurchTradition.EVANGELICAL: ("evangelisch", "evangelical"),
        ChurchTradition.BAPTIST: ("baptist", "baptistisch", "baptisten"),
        ChurchTradition.PENTECOSTAL: ("pinkstergemeente", "pinkster", "pentecostal", "pentecostal church"),
        ChurchTradition.MENNONITE: ("doopsgezind", "mennonite"),
        ChurchTradition.ORTHODOX: ("orthodox",),
        ChurchTradition.OTHER: ("andere stroming", "anders", "other", "other tradition"),
    }.items()
    for word in words
}
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{7,18}", re.ASCII)
MOST_PLACES = 20
LONGEST_EMAIL = 254


@dataclass(frozen=True)
class PlaceFacts:
    """Where a partner can be found; a pin (WGS84) where the street is known in one neighbourhood."""

    label: str
    address: str
    lon: float | None = None
    lat: float | None = None


@dataclass
class PartnerRow:
    """What became of a row: what to keep about the partner and where it is, or what is wrong."""

    facts: PartnerFacts | None = None
    places: tuple[PlaceFacts, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def read_partner(cells: Mapping[str, str], known: Known) -> PartnerRow:
    """The partner in the cells of a row (by field), or what is wrong with each of them."""
    findings: list[Finding] = []

    def text(name: str, longest: int) -> str:
        # all but the description stands on one line
        typed = cells.get(name, "")
        typed = typed if name.startswith("description") else " ".join(typed.split())
        if len(typed) > longest:
            findings.append(Finding(name, "too_long", str(longest)))
        return typed

    name = text("name", NAME_LENGTH)
    if not name:
        findings.append(Finding("name", "name_needed"))
    kind = KINDS.get(plain(cells.get("kind", "")))
    if kind is None:
        findings.append(Finding("kind", "kind_unknown" if cells.get("kind") else "kind_needed", _short(cells, "kind")))
    tradition = TRADITIONS.get(plain(cells.get("tradition", "")))
    if cells.get("tradition") and tradition is None:
        findings.append(Finding("tradition", "tradition_unknown", _short(cells, "tradition")))
    elif tradition is not None and kind not in (PartnerKind.CHURCH, None):
        findings.append(Finding("tradition", "tradition_of_church"))
    facts = PartnerFacts(
        name=name,
        kind=kind or PartnerKind.CHURCH,
        tradition=tradition,
        description=text("description", DESCRIPTION_LENGTH),
        description_en=text("description_en", DESCRIPTION_LENGTH),
        website=_website(text("website", WEBSITE_LENGTH), findings),
        email=_email(text("email", LONGEST_EMAIL), findings),
        phone=_phone(text("phone", PHONE_LENGTH), findings),
    )
    places = _places(cells.get("places", ""), known, findings)
    return PartnerRow(None if findings else facts, places, findings)


def _short(cells: Mapping[str, str], name: str) -> str:
    return cells.get(name, "")[:80]


def _website(typed: str, findings: list[Finding]) -> str:
    if not typed:
        return ""
    address = whole_address(typed) or ""
    if not is_web_address(address) or len(address) > WEBSITE_LENGTH:
        findings.append(Finding("website", "link_invalid"))
    return address


def _email(typed: str, findings: list[Finding]) -> str:
    if typed and len(typed) <= LONGEST_EMAIL:
        try:
            return validate_email(typed, check_deliverability=False).normalized.lower()
        except EmailNotValidError:
            findings.append(Finding("email", "email_invalid"))
    return typed


def _phone(typed: str, findings: list[Finding]) -> str:
    if typed and not PHONE.fullmatch(typed):
        findings.append(Finding("phone", "phone_invalid"))
    return typed


def named_places(typed: str) -> list[tuple[str, str]]:
    """Label and address of each place in a cell, between semicolons or on lines: `kerk: Eikenlaan 5`, or one of both.

    Each once.
    """
    parts = [" ".join(part.split()) for part in re.split(r"[;\n]", typed)]
    pairs = [part.partition(": ") for part in parts if part]
    named = [(label.strip(), address.strip()) for label, _, address in pairs]
    return list(dict.fromkeys((label or address, address if label else "") for label, address in named))


def _places(typed: str, known: Known, findings: list[Finding]) -> tuple[PlaceFacts, ...]:
    named = named_places(typed)
    if len(named) > MOST_PLACES:
        findings.append(Finding("places", "places_many", str(MOST_PLACES)))
        return ()
    if any(len(label) > LABEL_LENGTH or len(address) > ADDRESS_LENGTH for label, address in named):
        findings.append(Finding("places", "place_long"))
        return ()
    return tuple(_place(label, address, known) for label, address in named)


def _place(label: str, address: str, known: Known) -> PlaceFacts:
    found: Sequence[object] = known.streets.get(street_of(address or label), ())
    if len(found) != 1:
        # an address without a pin is good enough for a partner: its page shows the words
        return PlaceFacts(label, address)
    (there,) = known.streets[street_of(address or label)]
    return PlaceFacts(label, address, there.lon, there.lat)
